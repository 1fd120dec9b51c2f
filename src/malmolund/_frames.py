"""Data frames: columns and frames of the libraries that narwhals knows.

Nothing is known here of municipalities: whoever calls says how values are resolved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from ._matching import closest, normalise
from .exceptions import NotFoundError


if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Resolve = Callable[[Sequence[object]], Sequence[str | None]]
    Tally = list[tuple[object, int]]
    TallyList = Callable[[Sequence[object]], Tally]

# All that `str.split` takes for white space.
_WHITE_SPACE = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005"
    "\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)

# The soft hyphen is no letter; and some engines make an i of a dotted capital I.
_BEFORE_LOWER = (("\xad", ""), ("\u0130", "i\u0307"))

# Where Unicode has what is another letter once it is folded or composed.
_OTHER_LETTERS = (*range(0x80, 0x2200), *range(0xFB00, 0xFB07))


def map_column(values: Any, resolve: Resolve) -> Any:
    """Return the codes of a column, as a column of the same kind.

    Args:
        values: A column of a library that narwhals knows, with its values at hand.
        resolve: What makes codes of values.
    """
    nw = _narwhals(values)
    if nw.dependencies.is_pandas_series(values):
        return _map_pandas(values, resolve)
    if _is_arrow(nw, values):
        return _map_arrow(values, resolve)
    series = _series(nw, values)
    if series.dtype == nw.Object:
        found = resolve(series.to_list())
        backend = series.implementation
        made = nw.new_series(series.name, found, nw.String, backend=backend)
        return made.to_native()
    distinct = series.unique().to_list()
    pairs = zip(distinct, resolve(distinct), strict=True)
    codes = {value: code for value, code in pairs if code is not None}
    return series.replace_strict(
        list(codes), list(codes.values()), default=None, return_dtype=nw.String
    ).to_native()


def tally(values: Any, tally_list: TallyList) -> Tally:
    """Return the distinct values of a column, and how often each occurs."""
    nw = _narwhals(values)
    if nw.dependencies.is_pandas_series(values):
        return _tally_pandas(values, tally_list)
    if _is_arrow(nw, values):
        try:
            counted = values.value_counts().to_pylist()
        except NotImplementedError:  # Arrow knows no equal lists
            return tally_list(values.to_pylist())
        return [(pair["values"], pair["counts"]) for pair in counted]
    series = _series(nw, values)
    if series.dtype == nw.Object:
        return tally_list(series.to_list())
    return series.alias("value").value_counts(name="count").rows()


def add_column(
    frame: Any,
    column: str,
    name: str,
    codes: Callable[[Any], Any],
    forms: Mapping[str, Sequence[str]],
    errors: str,
) -> Any:
    """Return a frame of the same kind with one column more.

    Args:
        frame: A frame of a library that narwhals knows, lazy or not.
        column: The column to resolve.
        name: What the new column is called.
        codes: What makes a column of codes of a column that is at hand.
        forms: The normal forms of each code, for a lazy frame.
        errors: As the caller gave it.
    """
    nw = _narwhals(frame)
    if nw.dependencies.is_pandas_dataframe(frame):
        # By itself, as it may be of a subclass, and have columns named otherwise.
        _demand_names(list(frame.columns), column, name)
        return frame.assign(**{name: codes(frame[column])})
    try:
        wrapped = nw.from_native(frame)
    except TypeError:
        raise TypeError(
            f"got a {type(frame).__name__}, expected a frame of pandas, polars, "
            "pyarrow, DuckDB, Dask, PySpark, Ibis or another library that narwhals "
            "knows; for one column there is codes()"
        ) from None
    schema = wrapped.collect_schema()
    _demand_names(list(schema), column, name)
    if isinstance(wrapped, nw.DataFrame):
        found = nw.from_native(codes(wrapped[column].to_native()), series_only=True)
        return wrapped.with_columns(found.alias(name)).to_native()
    if errors == "raise":
        raise ValueError(
            'errors="raise" needs the values, which a lazy frame does not have yet; '
            'collect it first, or pass errors="coerce"'
        )
    # In a column of its own, so that an engine normalises each value once.
    normal = "_normal"
    while normal in schema or normal == name:
        normal += "_"
    values, known = _in_engine(nw, column, schema[column], forms)
    code = nw.lit(None, dtype=nw.String)
    for one, its_forms in known.items():
        is_one = nw.col(normal).is_in(its_forms)
        code = nw.when(is_one).then(nw.lit(one)).otherwise(code)
    return (
        wrapped.with_columns(values.alias(normal))
        .with_columns(code.alias(name))
        .drop(normal)
        .to_native()
    )


def _in_engine(
    nw: Any, column: str, dtype: Any, forms: Mapping[str, Sequence[str]]
) -> tuple[Any, Mapping[str, Sequence[object]]]:
    """Return a column in normal form as an expression, and the forms to meet there."""
    values = nw.col(column)
    if dtype.is_numeric():
        numbers = {
            code: [int(form) for form in its if form.isdecimal() and form[0] != "0"]
            for code, its in forms.items()
        }
        if dtype == nw.Float32:
            values = values.cast(nw.Float64)
        return values, numbers
    if dtype in {nw.Categorical, nw.Enum}:
        values, dtype = values.cast(nw.String), nw.String
    if dtype != nw.String:
        return nw.lit(None, dtype=nw.String), {}
    for old, new in _BEFORE_LOWER:
        values = values.str.replace_all(old, new, literal=True)
    values = values.str.to_lowercase()
    for old, new in _respellings({form for its in forms.values() for form in its}):
        values = values.str.replace_all(old, new, literal=True)
    values = values.str.replace_all(f"[{_WHITE_SPACE}]+", " ").str.strip_chars(" ")
    return values, forms


def _respellings(forms: set[str]) -> Iterator[tuple[str, str]]:
    """Yield what an engine has to replace in lower case text to meet the forms.

    Lower case is not yet folded case: a long s is an s. And engines compose nothing.
    """
    letters = set("".join(forms))
    composed = {normalize("NFD", letter): letter for letter in letters}
    parts = set("".join(composed))
    for other in map(chr, _OTHER_LETTERS):
        folded = normalise(other)
        if not folded or other in letters or other in map(str.upper, letters):
            continue
        if any(folded in form for form in forms):
            yield other, folded
        elif normalize("NFD", other) in parts:
            yield other, normalize("NFD", other)
    for parted, letter in composed.items():
        if parted != letter:
            yield parted, letter


def _map_pandas(series: Any, resolve: Resolve) -> Any:
    import pandas as pd  # noqa: PLC0415 - it is there, as the series is

    dtype = series.dtype
    if not isinstance(dtype, pd.StringDtype) and "string[pyarrow]" not in str(dtype):
        dtype = pd.Series([""]).dtype
    encoded = _encoded(pd, series)
    if encoded is None:
        found = pd.Series(resolve(series.tolist()), dtype=dtype).array
    else:
        indices, distinct = encoded
        # The index of what is missing is -1, which takes the last one.
        lookup = pd.Series([*resolve(distinct), None], dtype=dtype).array
        found = lookup.take(indices)
    return pd.Series(found, index=series.index, name=series.name)


def _tally_pandas(series: Any, tally_list: TallyList) -> Tally:
    import pandas as pd  # noqa: PLC0415 - it is there, as the series is

    encoded = _encoded(pd, series)
    if encoded is None:
        return tally_list(series.tolist())
    indices, distinct = encoded
    values = [*distinct, None]
    counts = pd.Series(indices).value_counts()
    return [(values[index], count) for index, count in counts.to_dict().items()]


def _encoded(pd: Any, series: Any) -> tuple[Any, list[object]] | None:
    """Return where each value is in a list of the distinct ones, and this list.

    Returns:
        `None` where pandas cannot tell apart what has no hash, or what is equal and
        yet of different kinds: True equals 1.
    """
    try:
        indices, distinct = pd.factorize(series)
    except TypeError:
        return None
    values = distinct.tolist()
    if series.dtype == object and not all(type(value) is str for value in values):
        return None
    return indices, values


def _map_arrow(values: Any, resolve: Resolve) -> Any:
    import pyarrow as pa  # noqa: PLC0415 - it is there, as the array is

    if isinstance(values, pa.Array):
        return _map_arrow(pa.chunked_array([values]), resolve).chunk(0)
    try:
        encoded = values.dictionary_encode().unify_dictionaries()
    except NotImplementedError:  # Arrow knows no equal lists
        return pa.chunked_array([resolve(values.to_pylist())], pa.string())
    chunks = encoded.chunks
    # All chunks have one dictionary now.
    distinct = chunks[0].dictionary.to_pylist() if chunks else []
    codes = pa.array(resolve(distinct), pa.string())
    return pa.chunked_array([codes.take(c.indices) for c in chunks], pa.string())


def _series(nw: Any, values: object) -> Any:
    try:
        return nw.from_native(values, series_only=True)
    except TypeError:
        raise TypeError(
            f"got a {type(values).__name__}, expected a list, a tuple or a column of "
            "pandas, polars, pyarrow or another library that narwhals knows; for a "
            "frame, lazy or not, there is with_codes()"
        ) from None


def _is_arrow(nw: Any, values: object) -> bool:
    pa = nw.dependencies.get_pyarrow()
    return pa is not None and isinstance(values, (pa.Array, pa.ChunkedArray))


def _demand_names(columns: list[Any], column: str, name: str) -> None:
    if column not in columns:
        raise NotFoundError(
            column,
            "column",
            closest(str(column), map(str, columns)),
            f"The columns are: {', '.join(map(repr, columns))}.",
        )
    if columns.count(column) > 1:
        raise ValueError(f"{columns.count(column)} columns are called {column!r}")
    if name in columns:
        raise ValueError(
            f"there is a column {name!r} already; pass another name=, or drop it first"
        )


def _narwhals(values: object) -> Any:
    try:
        import narwhals.stable.v2 as nw  # noqa: PLC0415 - an extra
    except ImportError:
        raise ImportError(
            f"a {type(values).__name__} needs narwhals; "
            'pip install "malmolund[frames]"'
        ) from None
    return nw

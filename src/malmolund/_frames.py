"""Data frames: columns and frames of the libraries that narwhals knows.

Nothing is known here of municipalities: whoever calls says how values are resolved.
"""

from __future__ import annotations

from importlib import import_module
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


# The types of Python, as the libraries call them.
_ARROW = {
    "str": "string",
    "int": "int64",
    "float": "float64",
    "bool": "bool_",
    "date": "date32",
}
_POLARS = {
    "str": "String",
    "int": "Int64",
    "float": "Float64",
    "bool": "Boolean",
    "date": "Date",
}
_PANDAS = {
    "int": "int64",
    "float": "float64",
    "bool": "boolean",
    "date": "datetime64[s]",
}


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
    if _is_opaque(nw, series):
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
    if _is_opaque(nw, series):
        return tally_list(series.to_list())
    counts: Tally = series.alias("value").value_counts(name="count").rows()
    return counts


def _is_opaque(nw: Any, series: Any) -> bool:
    """Tell whether a column has values that not every library can tell apart."""
    return bool(series.dtype == nw.Object or series.dtype.is_nested())


def add_column(
    frame: Any,
    column: str,
    name: str,
    *,
    codes: Callable[[Any], Any],
    resolve: Resolve,
    forms: Mapping[str, Sequence[str]],
    errors: str,
) -> Any:
    """Return a frame of the same kind with one column more.

    Args:
        frame: A frame of a library that narwhals knows, lazy or not.
        column: The column to resolve.
        name: What the new column is called.
        codes: What makes a column of codes of a column that is at hand.
        resolve: What makes codes of values, for Dask; it can be pickled.
        forms: The normal forms of each code, for other lazy frames.
        errors: As the caller gave it.
    """
    nw = _narwhals(frame)
    is_pandas = nw.dependencies.is_pandas_dataframe(frame)
    if is_pandas or nw.dependencies.is_dask_dataframe(frame):
        # By themselves: a frame may be of a subclass, its columns named by numbers,
        # and a column hold objects of all types, which no expression can tell apart.
        _demand_names(list(frame.columns), column, name)
        if is_pandas:
            return frame.assign(**{name: codes(frame[column])})
        _demand_coerce(errors)
        values = frame[column]
        meta = _map_pandas(values._meta, resolve)
        made = values.map_partitions(_map_pandas, resolve, meta=meta)
        return frame.assign(**{name: made})
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
    _demand_coerce(errors)
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
        number: type = int
        if dtype.is_float():
            # As Float32 it would round the numbers, and so meet those it is near to.
            values, number = values.cast(nw.Float64), float
        return values, {
            code: [number(form) for form in its if str(form).isdecimal()]
            for code, its in forms.items()
        }
    if isinstance(dtype, (nw.Categorical, nw.Enum)):
        values, dtype = values.cast(nw.String), nw.String
    if dtype != nw.String:
        return nw.lit(None, dtype=nw.String), {}
    for old, new in _BEFORE_LOWER:
        values = values.str.replace_all(old, new, literal=True)
    values = values.str.to_lowercase()
    for old, new in _respellings({form for its in forms.values() for form in its}):
        values = values.str.replace_all(old, new, literal=True)
    values = values.str.replace_all(f"[{_WHITE_SPACE}]+", " ").str.strip_chars()
    return values, forms


def _respellings(forms: set[str]) -> Iterator[tuple[str, str]]:
    """Yield what an engine has to replace in lower case text to meet the forms.

    Lower case is not yet folded case: a long s is an s. And engines compose nothing.
    """
    letters = set("".join(forms))
    composed = {normalize("NFD", letter): letter for letter in letters}
    parts = set("".join(composed))
    # An engine lowers the capitals by itself.
    skipped = {*letters, *parts, *map(str.upper, letters)}
    for other in map(chr, _OTHER_LETTERS):
        folded = normalise(other)
        if not folded or other in skipped:
            continue
        if letters.issuperset(folded) and any(folded in form for form in forms):
            yield other, folded
        elif normalize("NFD", other) in parts:
            yield other, normalize("NFD", other)
    for parted, letter in composed.items():
        if parted != letter:
            yield parted, letter


def table(rows: Sequence[Mapping[str, Any]], library: str) -> Any:
    """Return rows, which have the same fields, as a frame of a library.

    Args:
        rows: Rows of text, numbers, truth values and dates.
        library: ``"pandas"``, ``"polars"`` or ``"pyarrow"``.
    """
    try:
        made = _module(library)
    except ImportError:
        raise ImportError(
            f"this needs {library}, which is not installed; pip install {library}"
        ) from None
    fields = list(rows[0]) if rows else []
    columns = {name: [row[name] for row in rows] for name in fields}
    kinds = {
        name: next((type(v).__name__ for v in values if v is not None), "str")
        for name, values in columns.items()
    }
    if library == "pyarrow":
        types = {kind: getattr(made, name)() for kind, name in _ARROW.items()}
        schema = made.schema([(name, types[kinds[name]]) for name in fields])
        return made.table(columns, schema)
    if library == "polars":
        types = {kind: getattr(made, name) for kind, name in _POLARS.items()}
        return made.DataFrame(columns, {name: types[kinds[name]] for name in fields})
    types = {**_PANDAS, "str": made.Series([""]).dtype}
    return made.DataFrame(
        {
            # Where a number is missing, numpy would make floats of the others.
            name: made.Series(
                values,
                dtype="Int64"
                if kinds[name] == "int" and None in values
                else types[kinds[name]],
            )
            for name, values in columns.items()
        }
    )


def _map_pandas(series: Any, resolve: Resolve) -> Any:
    pd = _module("pandas")

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
    pd = _module("pandas")

    encoded = _encoded(pd, series)
    if encoded is None:
        return tally_list(series.tolist())
    indices, distinct = encoded
    values = [*distinct, None]
    counts: dict[int, int] = pd.Series(indices).value_counts().to_dict()
    return [(values[index], count) for index, count in counts.items()]


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
    values: list[object] = distinct.tolist()
    if series.dtype == object and not all(type(value) is str for value in values):
        return None
    return indices, values


def _map_arrow(values: Any, resolve: Resolve) -> Any:
    pa = _module("pyarrow")

    if isinstance(values, pa.Array):
        return _map_arrow(pa.chunked_array([values]), resolve).chunk(0)
    try:
        encoded = values.dictionary_encode().unify_dictionaries()
    except NotImplementedError:  # Arrow knows no equal lists
        return pa.chunked_array([resolve(values.to_pylist())], pa.string())
    chunks = encoded.chunks
    # All chunks have one dictionary now.
    distinct: list[object] = chunks[0].dictionary.to_pylist() if chunks else []
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


def _demand_coerce(errors: str) -> None:
    if errors == "raise":
        raise ValueError(
            'errors="raise" needs the values, which a lazy frame does not have yet; '
            'collect it first, or pass errors="coerce"'
        )


def _narwhals(values: object) -> Any:
    try:
        return _module("narwhals.stable.v2")
    except ImportError:
        raise ImportError(
            f'a {type(values).__name__} needs narwhals; pip install "malmolund[frames]"'
        ) from None


def _module(name: str) -> Any:
    """Import a library that may not be there when types are checked."""
    return import_module(name)

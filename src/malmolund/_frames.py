"""Columns and frames of other libraries, through narwhals.

What values mean is the business of the vocabulary, and is asked of it alone.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from ._vocabulary import Resolver, closest, normalise, tally
from .exceptions import NotFoundError, shown


if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ._vocabulary import Tally, Vocabulary

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


def map_column(values: Any, resolve: Resolver) -> Any:
    """Return the codes of a column, as a column of the same kind.

    Args:
        values: A column of a library that narwhals knows, with its values at hand.
        resolve: Makes codes of values.
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


def tally_column(values: Any) -> Tally:
    """Return the distinct values of a column, and how often each occurs."""
    nw = _narwhals(values)
    if nw.dependencies.is_pandas_series(values):
        return _tally_pandas(values)
    if _is_arrow(nw, values):
        try:
            counted = values.value_counts().to_pylist()
        except NotImplementedError:  # Arrow knows no equal lists
            return tally(values.to_pylist())
        return [(pair["values"], pair["counts"]) for pair in counted]
    series = _series(nw, values)
    if _is_opaque(nw, series):
        return tally(series.to_list())
    counts: Tally = series.alias("value").value_counts(name="count").rows()
    return counts


def _is_opaque(nw: Any, series: Any) -> bool:
    """Tell whether a column has values that not every library can tell apart."""
    return bool(series.dtype == nw.Object or series.dtype.is_nested())


def is_lazy(frame: Any) -> bool:
    """Tell whether a frame has its values elsewhere or later.

    Raises:
        TypeError: It is no frame of a library that narwhals knows.
    """
    nw = _narwhals(frame)
    if nw.dependencies.is_pandas_dataframe(frame):
        return False
    if nw.dependencies.is_dask_dataframe(frame):
        return True  # narwhals would warn of what it is about to leave to a plugin
    return not isinstance(_wrapped(nw, frame), nw.DataFrame)


def take_column(frame: Any, column: str, name: str) -> Any:
    """Return a column of a frame to which a column *name* is to be added."""
    nw = _narwhals(frame)
    if nw.dependencies.is_pandas_dataframe(frame):
        # By itself, as the columns of a frame of pandas may be named by numbers.
        _check_names(list(frame.columns), column, name)
        return frame[column]
    wrapped = _wrapped(nw, frame)
    _check_names(wrapped.columns, column, name)
    return wrapped[column].to_native()


def put_column(frame: Any, name: str, values: Any) -> Any:
    """Return a frame with one column more."""
    nw = _narwhals(frame)
    if nw.dependencies.is_pandas_dataframe(frame):
        # By itself, so that a frame of a subclass stays one.
        return frame.assign(**{name: values})
    made = nw.from_native(values, series_only=True).alias(name)
    return nw.from_native(frame).with_columns(made).to_native()


def put_codes_lazily(frame: Any, column: str, name: str, vocabulary: Vocabulary) -> Any:
    """Return a lazy frame with the codes of one of its columns as a further one."""
    nw = _narwhals(frame)
    if nw.dependencies.is_dask_dataframe(frame):
        # By itself: a column may hold objects of all types, which no expression can
        # tell apart.
        _check_names(list(frame.columns), column, name)
        values = frame[column]
        meta = _map_partition(values._meta, vocabulary)
        made = values.map_partitions(_map_partition, vocabulary, meta=meta)
        return frame.assign(**{name: made})
    wrapped = _wrapped(nw, frame)
    schema = wrapped.collect_schema()
    _check_names(list(schema), column, name)
    # In a column of its own, so that an engine normalises each value once.
    normal = "_normal"
    while normal in schema or normal == name:
        normal += "_"
    forms: dict[str, list[str]] = {}
    for form, code in vocabulary.forms().items():
        forms.setdefault(code, []).append(form)
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


def _map_partition(series: Any, vocabulary: Vocabulary) -> Any:
    return _map_pandas(series, vocabulary.resolver())


def pairs(
    values: Any, key: str | None, value: str | None
) -> tuple[str | None, list[tuple[object, object]]]:
    """Return what values are called, and each with its key.

    Args:
        values: A mapping, a Series of pandas whose index are the keys, or a frame.
        key: The column of keys of a frame.
        value: Its column of values.
    """
    if _has_keys(values):
        if key is not None or value is not None:
            raise TypeError("key and value name columns; only a frame has them")
        name = getattr(values, "name", None)
        return name if isinstance(name, str) else None, list(values.items())
    nw = _narwhals(values)
    frame: Any = nw.from_native(values, pass_through=True)
    if isinstance(frame, nw.LazyFrame):
        frame = frame.collect()
    if not isinstance(frame, nw.DataFrame):
        raise TypeError(
            f"got {shown(values)}, expected a mapping, a Series with the keys in its "
            "index, or a frame with a column of keys and one of values"
        )
    columns: list[str] = frame.columns
    if key is None and value is None and len(columns) == 2:
        key, value = columns
    if key is None or value is None:
        raise ValueError(
            f"got key={shown(key)} and value={shown(value)}, expected two of the "
            f"columns: {', '.join(columns)}"
        )
    _check_column(columns, key)
    _check_column(columns, value)
    return value, list(zip(frame[key].to_list(), frame[value].to_list(), strict=True))


def _has_keys(values: object) -> bool:
    """Tell whether values are a mapping, or a Series of pandas with its index."""
    # Without narwhals, as a mapping needs no library.
    pandas = sys.modules.get("pandas")
    is_series = pandas is not None and isinstance(values, pandas.Series)
    return is_series or isinstance(values, Mapping)


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


def _map_pandas(series: Any, resolve: Resolver) -> Any:
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


def _tally_pandas(series: Any) -> Tally:
    pd = _module("pandas")

    encoded = _encoded(pd, series)
    if encoded is None:
        return tally(series.tolist())
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


def _map_arrow(values: Any, resolve: Resolver) -> Any:
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


def _wrapped(nw: Any, frame: Any) -> Any:
    try:
        return nw.from_native(frame)
    except TypeError:
        raise TypeError(
            f"got a {type(frame).__name__}, expected a frame of pandas, polars, "
            "pyarrow, DuckDB, Dask, PySpark, Ibis or another library that narwhals "
            "knows; for one column there is codes()"
        ) from None


def _check_names(columns: list[Any], column: str, name: str) -> None:
    _check_column(columns, column)
    if columns.count(column) > 1:
        raise ValueError(f"{columns.count(column)} columns are called {column!r}")
    if name in columns:
        raise ValueError(
            f"there is a column {name!r} already; pass another name=, or drop it first"
        )


def _check_column(columns: list[Any], column: str) -> None:
    if column not in columns:
        raise NotFoundError(
            column,
            "column",
            closest(column, map(str, columns)),
            f"The columns are: {', '.join(map(repr, columns))}.",
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

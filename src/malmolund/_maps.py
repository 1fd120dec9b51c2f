"""Maps: a choropleth of the municipalities, drawn with Altair."""

from __future__ import annotations

from math import isfinite
from numbers import Number
from typing import TYPE_CHECKING, Any, cast

from ._columns import is_missing
from ._shapes import NUDGED, OUTSIDE, packaged
from .exceptions import shown


if TYPE_CHECKING:
    from altair import LayerChart

    from ._catalogue import Catalogue
    from ._municipality import Municipality


_NO_DATA = "no data"
_EXTRA = 'a map needs the extra plot; run: pip install "malmolund[plot]"'

Pairs = list[tuple[object, object]]


def draw(
    catalogue: Catalogue,
    values: Any,
    *,
    title: str | None,
    label: str | None,
    key: str | None,
    value: str | None,
    scheme: str,
    errors: str,
) -> LayerChart:
    """Draw a choropleth; `Catalogue.choropleth` says how."""
    try:
        import altair as alt  # noqa: PLC0415
    except ImportError as error:
        raise ImportError(_EXTRA) from error
    name, pairs = _pairs(values, key, value)
    numbers = _numbers(catalogue, pairs, errors)
    rows = [
        _row(record, numbers.get(record.code)) for record in catalogue.municipalities
    ]
    legend = label if label is not None else name
    place = {"longitude": "longitude:Q", "latitude": "latitude:Q"}
    known, lines = "isValid(datum.value)", "isValid(datum.to_longitude)"
    # There is room for the legend to the north-west, and so on a phone too.
    corner = alt.Legend(orient="top-left", gradientLength=100)
    base = alt.Chart()
    shape = base.mark_geoshape(stroke="white", strokeWidth=1)
    layers: list[Any] = [
        shape.transform_filter(known).encode(
            alt.Color("value:Q", title=legend, legend=corner).scale(
                scheme=cast("Any", scheme)
            )
        )
    ]
    if any(row["value"] is None for row in rows):
        # Another channel, so that it has a scale and a legend of its own.
        grey = alt.Scale(domain=[_NO_DATA], range=["#d0d0d0"])
        missing = shape.transform_filter(f"!{known}")
        layers.append(
            missing.encode(alt.Fill("shown:N", title=None, scale=grey, legend=corner))
        )
    layers.append(
        base.transform_filter(lines)
        .mark_rule(color="#444444")
        .encode(**place, longitude2="to_longitude:Q", latitude2="to_latitude:Q")
    )
    for inside, align, dx in ((f"!{lines}", "center", 0), (lines, "right", -3)):
        text = base.transform_filter(inside).encode(**place, text="name:N")
        style: dict[str, Any] = {"align": align, "dx": dx, "fontSize": 11}
        # A halo, so that it can be read on any colour.
        halo: dict[str, Any] = {
            "stroke": "white",
            "strokeWidth": 3,
            "strokeJoin": "round",
            "strokeOpacity": 0.85,
        }
        layers += [text.mark_text(**style, **halo), text.mark_text(**style)]
    tooltip = [
        alt.Tooltip("name:N", title="municipality"),
        alt.Tooltip("code:N", title="code"),
        alt.Tooltip("shown:N", title=legend or "value"),
    ]
    chart = alt.layer(
        *(layer.encode(tooltip=tooltip) for layer in layers),
        data=alt.InlineData(values=rows),
        description=title or f"Map of {len(rows)} municipalities",
        width=320,
        height=500,
        view=alt.ViewBackground(stroke=None),
        **({} if title is None else {"title": title}),
    )
    return cast("alt.LayerChart", chart.project("mercator"))


def _row(record: Municipality, number: float | None) -> dict[str, Any]:
    shape = packaged().of(record.code)
    centre = NUDGED.get(record.code, shape.centre)
    spot, to = OUTSIDE.get(record.code, centre), centre
    outside = record.code in OUTSIDE
    return {
        "type": "Feature",
        # Vega takes what is to the left of a ring for its outside, unlike GeoJSON.
        "geometry": {"type": "Polygon", "coordinates": [list(reversed(shape.ring))]},
        "code": record.code,
        "name": record.name,
        "value": number,
        "shown": _NO_DATA if number is None else f"{number:,.12g}",
        "longitude": spot[0],
        "latitude": spot[1],
        "to_longitude": to[0] if outside else None,
        "to_latitude": to[1] if outside else None,
    }


def _pairs(values: Any, key: str | None, value: str | None) -> tuple[str | None, Pairs]:
    """Return what the values are called, and each with its key."""
    if hasattr(values, "items") and not hasattr(values, "columns"):
        # A mapping, or a Series of pandas with the keys in its index.
        if key is not None or value is not None:
            raise TypeError("key and value name columns; only a frame has them")
        name = getattr(values, "name", None)
        return name if isinstance(name, str) else None, list(values.items())
    try:
        import narwhals as nw  # noqa: PLC0415
    except ImportError as error:
        raise ImportError(_EXTRA) from error
    frame: Any = nw.from_native(values, pass_through=True)
    if isinstance(frame, nw.LazyFrame):
        frame = frame.collect()
    if not isinstance(frame, nw.DataFrame):
        raise TypeError(
            f"got {shown(values)}, expected a mapping, a Series with the keys in its "
            "index, or a frame with a column of keys and one of values"
        )
    columns: list[str] = frame.columns
    key, value = _columns(columns, key, value)
    return value, list(zip(frame[key].to_list(), frame[value].to_list(), strict=True))


def _columns(columns: list[str], key: str | None, value: str | None) -> tuple[str, str]:
    """Return the column of keys and the column of values."""
    if key is None and value is None and len(columns) == 2:
        key, value = columns
    if key not in columns or value not in columns:
        raise ValueError(
            f"got key={shown(key)} and value={shown(value)}, expected two of the "
            f"columns: {', '.join(columns)}"
        )
    return key, value


def _numbers(catalogue: Catalogue, pairs: Pairs, errors: str) -> dict[str, float]:
    """Return the numbers by code, without those of places elsewhere in Sweden."""
    numbers: dict[str, float] = {}
    seen: dict[str, object] = {}
    codes = catalogue.codes([key for key, _ in pairs], errors=errors)
    for (key, value), code in zip(pairs, codes, strict=True):
        if code is None:
            continue
        record = catalogue.municipalities[code]
        if code in seen:
            raise ValueError(
                f"got {shown(seen[code])} and {shown(key)}, which both mean "
                f"{record!r}, expected one value for each municipality"
            )
        seen[code] = key
        if not is_missing(value):
            numbers[code] = _number(value, record)
    return numbers


def _number(value: object, record: Municipality) -> float:
    if isinstance(value, Number) and not isinstance(value, (bool, complex)):
        number = float(cast("Any", value))
        if isfinite(number):
            return number
    raise ValueError(f"got {shown(value)} for {record!r}, expected a finite number")

"""Maps: a choropleth of municipalities, drawn with Altair."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from itertools import pairwise
from math import ceil, cos, floor, inf, isfinite, log10, radians
from textwrap import wrap
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from ._shapes import NONE, bounds
from ._words import Words
from .exceptions import shown


if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from altair import LayerChart

    from ._shapes import Line, Point, Shape, Shapes
    from ._words import Lang


# What may begin a tag or a comment.
_TAG = re.compile(r"<(?=[a-z/!?])", re.IGNORECASE)

# What d3 understands as the format of a number.
_FORMAT = re.compile(
    r"(.?[<>=^])?[-+( ]?[$#]?0?\d*,?(\.\d+)?~?[%a-z]?", re.IGNORECASE | re.DOTALL
)

# Schemes that can be told apart in grey, and by the colour-blind.
_SEQUENTIAL, _DIVERGING = "viridis", "redblue"

# The size of the map, in pixels, and so many characters of each text to a line of it.
_WIDTH, _HEIGHT = 320, 490
_TITLE, _LABEL, _SOURCE = 40, 28, 68

_MOST_CLASSES = 12

# Up to so many characters, a number has room in the middle of the legend.
_SHORT = 8

_INK, _LAND = "#444444", "#ececec"

# A white square with lines across, as a municipality without data is drawn.
_HATCHED = "M-1,-1H1V1H-1ZM-1,0L0,-1M-1,1L1,-1M0,1L1,0"
_STEP = 0.014
_OUTLINE = {"stroke": "#8c8c8c", "strokeWidth": 0.8, "strokeJoin": "round"}

# What is around the municipalities, as a part of how wide and high they are.
_MARGIN = 0.045

# Names grow and shrink with the map, as far as they can be read.
_SCALED = f"clamp(11 * min(width / {_WIDTH}, height / {_HEIGHT}), 7, 14)"


class Plotted(NamedTuple):
    """A municipality on the map.

    Attributes:
        code: Its code.
        name: Its name.
        shape: Its boundary.
        number: Its value, `None` if there is none.
    """

    code: str
    name: str
    shape: Shape
    number: float | None


class Look(NamedTuple):
    """What a map is to look like; see `Catalogue.choropleth`."""

    title: Any
    label: Any
    scheme: Any
    format: Any
    classes: Any
    midpoint: Any
    source: Any
    context: bool
    lang: Lang


class _Texts(NamedTuple):
    """What is written around a map, in lines."""

    title: list[str]
    label: list[str]
    source: list[str]


class _Numbers(NamedTuple):
    """The values of a map, and how they are coloured and written.

    Attributes:
        known: The values, in ascending order.
        classes: How many classes there are to be; 0 for colours without steps, or where
            thresholds are given.
        thresholds: Where a class ends and the next one begins.
        midpoint: The number that a diverging scheme has its middle colour for.
        scheme: The name of the scheme.
        form: The d3 format of the numbers.
        ends: The d3 format of where classes begin and end.
    """

    known: list[float]
    classes: int
    thresholds: list[float]
    midpoint: float | None
    scheme: str
    form: str
    ends: str

    def text(self, number: float) -> str:
        """Return the expression of Vega for the end of a class as text."""
        return f"format({number!r}, {_quoted(self.ends)})"


def draw(areas: Sequence[Plotted], look: Look, shapes: Shapes | None) -> LayerChart:
    """Draw a choropleth.

    Args:
        areas: The municipalities.
        look: What it is to look like.
        shapes: What is around them, and whose work that is.
    """
    words = Words(look.lang)
    around = shapes or NONE
    texts = _texts(look, around, words)
    numbers = _numbers(look, [a.number for a in areas if a.number is not None])
    try:
        import altair as alt  # noqa: PLC0415
    except ImportError as error:
        raise ImportError(
            'a map needs the extra plot; run: pip install "malmolund[plot]"'
        ) from error
    tooltip = [
        alt.Tooltip("name:N", title=words.noun("municipality")),
        alt.Tooltip("code:N", title=words.field("code")),
        alt.Tooltip("shown:N", title=" ".join(texts.label) or words.field("value")),
    ]
    base = alt.Chart().encode(tooltip=tooltip)
    layers: list[Any] = _around(alt, around) if look.context else []
    if numbers.known:
        layers.append(_coloured(alt, base, numbers, texts.label))
    missing = [area.shape for area in areas if area.number is None]
    if missing:
        layers += _uncoloured(alt, base, missing, words)
    layers += _names(alt, base)
    if texts.source:
        layers.append(_below(alt, texts.source))
    no_data = _quoted(words("no data"))
    value = f"format(datum.value, {_quoted(numbers.form)})"
    chart: Any = alt.layer(
        *layers,
        data=alt.InlineData(values=[_row(area, numbers.thresholds) for area in areas]),
        description=" ".join(texts.title) or words("map", count=len(areas)),
        width=_WIDTH,
        height=_HEIGHT,
        view=alt.ViewBackground(stroke=None),
    ).transform_calculate(shown=f"isValid(datum.value) ? {value} : {no_data}")
    if texts.title:
        chart = chart.properties(
            title=alt.TitleParams(texts.title, anchor="start", frame="group", offset=8)
        )
    size = alt.expr("[width, height]")
    chart = chart.project(type="mercator", fit=_frame(areas), size=size)
    # Only where it is needed, as charts with a configuration cannot be put together.
    return cast(
        "LayerChart",
        chart.configure(locale=words.locale) if words.locale else chart,
    )


def _texts(look: Look, around: Shapes, words: Words) -> _Texts:
    """Return the texts around a map, checked, in lines that are as wide as it."""
    source = _text("source", look.source)
    found: list[str] = []
    if source:
        found = _lines(f"{words('source')}: {source}", _SOURCE)
        credit = around.credit if look.context else around.attribution
        if credit:
            found += _lines(words("credit", credit=words.credit(credit)), _SOURCE)
    return _Texts(
        _lines(_text("title", look.title), _TITLE),
        _lines(_text("label", look.label), _LABEL),
        found,
    )


def _text(name: str, text: Any) -> str:
    if text is not None and not isinstance(text, str):
        raise TypeError(f"{name} is {shown(text)}; expected a text")
    return text or ""


def _lines(text: str, width: int) -> list[str]:
    """Return a text in lines, which Vega does not break by itself."""
    lines = _harmless(text).splitlines()
    return [part for line in lines for part in wrap(line, width)]


def _numbers(look: Look, found: Iterable[float]) -> _Numbers:
    """Return the values, and how they are to be coloured and written, checked."""
    known = sorted(found)
    count, thresholds = _classes(look.classes)
    midpoint = look.midpoint
    if midpoint is not None and not _is_finite(midpoint):
        raise ValueError(f"midpoint is {shown(midpoint)}; expected a finite number")
    if midpoint is None and look.scheme is None and known and known[0] < 0 < known[-1]:
        midpoint = 0
    scheme = _text("scheme", look.scheme)
    form = _text("format", look.format)
    if not _FORMAT.fullmatch(form):
        raise ValueError(f"format is {shown(form)}; expected one of d3, such as ',.1f'")
    if not thresholds and known and known[0] == known[-1]:
        count = 1
    # Classes end as given, or else with values of municipalities.
    ends = form or (_form(thresholds) if thresholds else "")
    if count and known:
        thresholds = _thresholds(known, count, midpoint)
    form = form or _form([*known, *thresholds])
    return _Numbers(
        known,
        count,
        thresholds,
        midpoint,
        _harmless(scheme) or (_SEQUENTIAL if midpoint is None else _DIVERGING),
        form,
        ends or form,
    )


def _is_finite(number: Any) -> bool:
    try:
        return not isinstance(number, (bool, str)) and isfinite(number)
    except (TypeError, OverflowError):
        return False


def _classes(given: Any) -> tuple[int, list[float]]:
    """Return how many classes are asked for, or else where they end."""
    if given is None:
        return 0, []
    if _is_finite(given):
        if given == int(given) and 2 <= given <= _MOST_CLASSES:
            return int(given), []
    elif not isinstance(given, (str, bytes)):
        found = list(given) if hasattr(given, "__iter__") else []
        ascending = all(map(_is_finite, found)) and found == sorted(set(found))
        if ascending and 1 <= len(found) < _MOST_CLASSES:
            return 0, list(map(float, found))
    raise ValueError(
        f"classes is {shown(given)}; expected how many, from 2 to {_MOST_CLASSES}, or "
        "the numbers that they begin with, in ascending order, such as [100, 500]"
    )


def _thresholds(
    known: Sequence[float], count: int, midpoint: float | None
) -> list[float]:
    """Return where classes begin that have as many municipalities each, or nearly so.

    None of them has values on both sides of the midpoint.
    """
    parts = [(known, count)]
    if midpoint is not None and known[0] < midpoint <= known[-1]:
        split = bisect_right(known, midpoint) - known.count(midpoint)
        below = min(max(1, round(count * split / len(known))), count - 1)
        parts = [(known[:split], below), (known[split:], count - below)]
    found = {
        part[len(part) * number // classes]
        for part, classes in parts
        for number in range(classes)
    }
    return sorted(found - {known[0]})


def _form(numbers: Sequence[float]) -> str:
    """Return the d3 format that shows numbers best: whole ones, or with decimals."""
    if all(number == int(number) for number in numbers):
        return ",.0f"
    low, high = min(numbers), max(numbers)
    span = high - low or abs(high)
    if not 1e-9 < span <= max(map(abs, numbers)) * 2 < 1e15:
        return ".15~g"
    # As many decimals as tell the ends, and what is between them, apart.
    return f",.{max(1, ceil(-log10(span / 4)))}f"


def _coloured(alt: Any, base: Any, numbers: _Numbers, label: list[str]) -> Any:
    """Return the municipalities that have a value, and the legend."""
    shape = base.mark_geoshape(**_OUTLINE).transform_filter("isValid(datum.value)")
    common = {
        "orient": "top",
        "offset": 10,
        "titleLimit": 0,
        "labelLimit": 0,
        "title": label or None,
    }
    if not numbers.classes and not numbers.thresholds:
        low, high = numbers.known[0], numbers.known[-1]
        legend = alt.Legend(
            **common,
            format=numbers.form,
            values=_ticks(numbers),
            labelOverlap=False,
            gradientLength=alt.expr("max(120, width / 2)"),
            gradientThickness=12,
        )
        colour = alt.Color("value:Q", legend=legend)
        extent = _extent(low, high, numbers.midpoint)
        scale = alt.Scale(domain=[low, high], scheme=_scheme(numbers.scheme, extent))
        return shape.encode(colour.scale(scale))
    spans = _spans(numbers)
    said = ", ".join(_span(low, high, numbers) for low, high in spans)
    legend = alt.Legend(
        **common,
        direction="vertical",
        symbolType="square",
        symbolStrokeWidth=0.6,
        labelExpr=f"[{said}][datum.value]",
    )
    colour = alt.Color("step:O", legend=legend)
    scheme = _scheme(numbers.scheme, _extent_of_classes(spans, numbers.midpoint))
    return shape.encode(colour.scale(domain=list(range(len(spans))), scheme=scheme))


def _ticks(numbers: _Numbers) -> list[float]:
    """Return what the legend of colours without steps shows: the ends, and a middle."""
    low, high = numbers.known[0], numbers.known[-1]
    middle = (low + high) / 2 if numbers.midpoint is None else numbers.midpoint
    long = max(len(f"{number:,.1f}") for number in (low, high)) > _SHORT
    if long or not 0.3 < (middle - low) / (high - low) < 0.7:
        return [low, high]
    return [low, middle, high]


def _extent(low: float, high: float, midpoint: float | None) -> list[float]:
    """Return which part of a scheme is used, so that its middle is the midpoint."""
    if midpoint is None:
        return [0, 1]
    reach = max(abs(low - midpoint), abs(high - midpoint)) * 2
    return [0.5 + (low - midpoint) / reach, 0.5 + (high - midpoint) / reach]


def _spans(numbers: _Numbers) -> list[tuple[float, float]]:
    """Return the least and the greatest number of each class."""
    if not numbers.classes:
        return list(pairwise([-inf, *numbers.thresholds, inf]))
    starts = [numbers.known[0], *numbers.thresholds]
    return [
        (start, max(n for n in numbers.known if n < end))
        for start, end in pairwise([*starts, inf])
    ]


def _span(low: float, high: float, numbers: _Numbers) -> str:
    """Return the expression of Vega for what the legend says of a class."""
    if low == -inf:
        return f"'< ' + {numbers.text(high)}"
    if high == inf:
        return f"'\u2265 ' + {numbers.text(low)}"
    one, other = numbers.text(low), numbers.text(high)
    return f"{one} == {other} ? {one} : {one} + ' \u2013 ' + {other}"


def _extent_of_classes(
    spans: Sequence[tuple[float, float]], midpoint: float | None
) -> list[float]:
    """Return which part of a scheme is used for classes, as `_extent` does.

    Of this part Vega takes colours at even distances, and none at its ends.
    """
    if midpoint is None:
        return [0, 1]
    count = len(spans)
    below = sum(low < midpoint >= high for low, high in spans)
    above = sum(low >= midpoint < high for low, high in spans)
    # Where no class has the midpoint in it, the middle is between two of them.
    middle = below - (0.5 if below + above == count else 0)
    reach = 2 * (max(middle, count - 1 - middle) + 1)
    return [0.5 - (middle + 1) / reach, 0.5 + (count - middle) / reach]


def _scheme(name: str, extent: list[float]) -> Any:
    return name if extent == [0, 1] else {"name": name, "extent": extent}


def _uncoloured(
    alt: Any, base: Any, missing: Sequence[Shape], words: Words
) -> list[Any]:
    """Return the municipalities without a value: hatched, as no scheme has it."""
    legend = alt.Legend(
        orient="top",
        offset=10,
        title=None,
        labelLimit=0,
        symbolType=_HATCHED,
        symbolStrokeColor=_INK,
        symbolStrokeWidth=0.6,
    )
    # Another channel, so that it has a scale and a legend of its own.
    white = alt.Scale(domain=[words("no data")], range=["white"])
    areas = base.mark_geoshape(**_OUTLINE).transform_filter("!isValid(datum.value)")
    lines = [line for shape in missing for line in _hatching(shape.ring)]
    hatching = alt.Chart(_features(alt, "MultiLineString", lines))
    return [
        areas.encode(alt.Fill("shown:N", scale=white, legend=legend)),
        hatching.mark_geoshape(filled=False, stroke=_INK, strokeWidth=0.6, aria=False),
    ]


def _hatching(ring: Line) -> Iterator[tuple[Point, Point]]:
    """Yield lines across a shape, from south-west to north-east."""
    shorter = cos(radians(ring[0][1]))
    levels = [north - east * shorter for east, north in ring]
    for number in range(ceil(min(levels) / _STEP), floor(max(levels) / _STEP) + 1):
        level = number * _STEP
        cuts: list[Point] = []
        for (one, other), (start, end) in zip(
            pairwise(ring), pairwise(levels), strict=True
        ):
            if (start < level) != (end < level):
                part = (level - start) / (end - start)
                east = one[0] + (other[0] - one[0]) * part
                cuts.append((round(east, 4), round(level + east * shorter, 4)))
        cuts.sort()
        yield from zip(cuts[::2], cuts[1::2], strict=True)


def _around(alt: Any, around: Shapes) -> list[Any]:
    """Return the land around the municipalities, and its borders."""
    land = [[list(reversed(ring))] for ring in around.context.land]
    lines = around.context.borders
    drawn = [
        alt.Chart(_features(alt, "MultiPolygon", land)).mark_geoshape(
            fill=_LAND, stroke=None, clip=True, aria=False
        ),
        alt.Chart(_features(alt, "MultiLineString", lines)).mark_geoshape(
            filled=False, stroke="white", strokeWidth=1, clip=True, aria=False
        ),
    ]
    return [chart for chart, parts in zip(drawn, (land, lines), strict=True) if parts]


def _features(alt: Any, kind: str, coordinates: Sequence[object]) -> Any:
    geometry = {"type": kind, "coordinates": list(coordinates)}
    return alt.InlineData(values=[{"type": "Feature", "geometry": geometry}])


def _names(alt: Any, base: Any) -> list[Any]:
    """Return the names of the municipalities, and lines to those outside."""
    place = {"longitude": "longitude:Q", "latitude": "latitude:Q"}
    lines = "isValid(datum.to_longitude)"
    layers = [
        base.transform_filter(lines)
        .mark_rule(color=_INK)
        .encode(**place, longitude2="to_longitude:Q", latitude2="to_latitude:Q")
    ]
    for inside, align, dx in ((f"!{lines}", "center", 0), (lines, "right", -3)):
        text = base.transform_filter(inside).encode(**place, text="name:N")
        size = alt.expr(_SCALED)
        style = {"align": align, "dx": dx, "fontSize": size, "color": "black"}
        # A halo, so that it can be read on any colour.
        halo = {"stroke": "white", "strokeWidth": 3, "strokeJoin": "round"}
        layers += [
            text.mark_text(**style, **halo, strokeOpacity=0.85, aria=False),
            text.mark_text(**style),
        ]
    return layers


def _below(alt: Any, lines: list[str]) -> Any:
    """Return what shows lines below the map: the title of an axis without a scale."""
    axis = alt.Axis(
        title=lines,
        titleAlign="left",
        titleAnchor="start",
        titleFontSize=9,
        titleFontWeight="normal",
        titleLimit=0,
        domain=False,
        grid=False,
        labels=False,
        ticks=False,
    )
    nothing = alt.Chart(alt.InlineData(values=[{}])).mark_point(opacity=0, aria=False)
    return nothing.encode(x=alt.XDatum(0, axis=axis))


def _frame(areas: Iterable[Plotted]) -> dict[str, Any]:
    """Return what is to be in the picture: the municipalities and a margin."""
    west, south, east, north = bounds(area.shape for area in areas)
    aside, above = (east - west) * _MARGIN, (north - south) * _MARGIN
    corners = [[west - aside, south - above], [east + aside, north + above]]
    geometry = {"type": "MultiPoint", "coordinates": corners}
    return {"type": "Feature", "properties": {}, "geometry": geometry}


def _row(area: Plotted, thresholds: Sequence[float]) -> dict[str, Any]:
    number, label, outside = area.number, area.shape.label, area.shape.outside
    longitude, latitude = outside or label
    return {
        "type": "Feature",
        # Vega takes what is to the left of a ring for its outside, unlike GeoJSON.
        "geometry": {
            "type": "Polygon",
            "coordinates": [list(reversed(area.shape.ring))],
        },
        "code": area.code,
        "name": _harmless(area.name),
        "value": number,
        "step": None if number is None else bisect_right(thresholds, number),
        "longitude": longitude,
        "latitude": latitude,
        "to_longitude": label[0] if outside else None,
        "to_latitude": label[1] if outside else None,
    }


def _quoted(text: str) -> str:
    """Return a text as one of an expression of Vega."""
    return json.dumps(_harmless(text))


def _harmless(text: str) -> str:
    """Return a text that cannot end the script of the HTML that a chart is saved in.

    Altair writes texts into the script as they are.
    """
    return _TAG.sub("\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}", text)

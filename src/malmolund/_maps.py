"""Maps: a choropleth of municipalities, drawn with Altair."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple, cast


if TYPE_CHECKING:
    from collections.abc import Sequence

    from altair import LayerChart

    from ._shapes import Shape


_NO_DATA = "no data"

# What may begin a tag or a comment.
_TAG = re.compile(r"<(?=[a-z/!?])", re.IGNORECASE)


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


def draw(
    areas: Sequence[Plotted], *, title: str | None, label: str | None, scheme: str
) -> LayerChart:
    """Draw a choropleth.

    Args:
        areas: The municipalities.
        title: What is above the map.
        label: What is above the legend.
        scheme: A colour scheme of Vega.
    """
    try:
        import altair as alt  # noqa: PLC0415
    except ImportError as error:
        raise ImportError(
            'a map needs the extra plot; run: pip install "malmolund[plot]"'
        ) from error
    rows = list(map(_row, areas))
    label = None if label is None else _harmless(label)
    place = {"longitude": "longitude:Q", "latitude": "latitude:Q"}
    known, lines = "isValid(datum.value)", "isValid(datum.to_longitude)"
    # There is room for the legend to the north-west, and so on a phone too.
    corner = alt.Legend(orient="top-left", gradientLength=100)
    base = alt.Chart()
    shape = base.mark_geoshape(stroke="white", strokeWidth=1)
    layers: list[Any] = [
        shape.transform_filter(known).encode(
            alt.Color("value:Q", title=label, legend=corner).scale(
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
        alt.Tooltip("shown:N", title=label or "value"),
    ]
    chart = alt.layer(
        *(layer.encode(tooltip=tooltip) for layer in layers),
        data=alt.InlineData(values=rows),
        description=_harmless(title or f"Map of {len(rows)} municipalities"),
        width=320,
        height=500,
        view=alt.ViewBackground(stroke=None),
        **({} if title is None else {"title": _harmless(title)}),
    )
    return cast("alt.LayerChart", chart.project("mercator"))


def _row(area: Plotted) -> dict[str, Any]:
    to = area.shape.label
    spot = area.shape.outside or to
    outside = area.shape.outside is not None
    return {
        "type": "Feature",
        # Vega takes what is to the left of a ring for its outside, unlike GeoJSON.
        "geometry": {
            "type": "Polygon",
            "coordinates": [list(reversed(area.shape.ring))],
        },
        "code": area.code,
        "name": _harmless(area.name),
        "value": area.number,
        "shown": _NO_DATA if area.number is None else f"{area.number:,.12g}",
        "longitude": spot[0],
        "latitude": spot[1],
        "to_longitude": to[0] if outside else None,
        "to_latitude": to[1] if outside else None,
    }


def _harmless(text: str) -> str:
    """Return a text that cannot end the script of the HTML that a chart is saved in.

    Altair writes texts into the script as they are.
    """
    return _TAG.sub("\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}", text)

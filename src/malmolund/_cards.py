"""Cards: what a notebook shows of records, as HTML that stands alone.

Colours come from the text around a card, so that it fits light and dark themes.
"""

from __future__ import annotations

from html import escape
from itertools import pairwise
from math import cos, radians
from typing import TYPE_CHECKING, Any

from ._shapes import bounds


if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ._shapes import Line, Point, Shape, Shapes
    from ._words import Words


# Units of the picture to a degree of latitude; whole ones keep it small.
_SCALE = 300

# What is shown around the municipalities, in degrees of latitude.
_MARGIN = 0.01

# Each class is named twice to outweigh the style sheets of notebooks.
_STYLE = (
    "<style>"
    ".malmolund{font:13px/1.45 system-ui,sans-serif;max-width:44em;text-align:left;"
    "border:1px solid #8887;border-radius:6px;padding:.7em 1em;margin:.2em 0;"
    "box-sizing:border-box}"
    ".malmolund>div{display:flex;flex-wrap:wrap;align-items:start;gap:.7em 1.5em}"
    ".malmolund b{font-size:1.3em}"
    ".malmolund.malmolund dl{display:grid;grid-template-columns:max-content 1fr;"
    "gap:.1em 1em;flex:1 1 15em;align-content:start;margin:.4em 0 0}"
    ".malmolund.malmolund :is(dt,dd){float:none;width:auto;margin:0;font-weight:400;"
    "overflow-wrap:anywhere}"
    ".malmolund :is(dt,small){font-size:1em;opacity:.75}"
    ".malmolund.malmolund a{color:inherit;text-decoration:underline}"
    ".malmolund svg{flex:none;max-width:100%;height:auto}"
    ".malmolund path{fill:currentColor;fill-opacity:.13;stroke:currentColor;"
    "stroke-opacity:.55;stroke-width:.6;stroke-linejoin:round}"
    ".malmolund path.p{fill:#2b7bba;fill-opacity:.85}"
    ".malmolund path.c{fill-opacity:.04;stroke-opacity:.2}"
    ".malmolund path.l{fill:none}"
    ".malmolund text{fill:currentColor;font-size:6px;text-anchor:middle;"
    "dominant-baseline:middle}"
    ".malmolund.malmolund p{font-size:.85em;opacity:.75;margin:.6em 0 0;"
    "overflow-wrap:anywhere}"
    "</style>"
)

_TABLE_STYLE = (
    "<style>"
    ".malmolund-table{overflow-x:auto;max-width:100%}"
    ".malmolund-table table{border-collapse:collapse;margin:.2em 0;"
    "font:13px/1.45 system-ui,sans-serif}"
    ".malmolund-table caption{text-align:left;caption-side:top;padding:.2em .6em;"
    "color:inherit;opacity:.75}"
    ".malmolund-table.malmolund-table :is(th,td){text-align:left;vertical-align:top;"
    "padding:.2em .6em;border:0;border-bottom:1px solid #8885;max-width:30em}"
    ".malmolund-table.malmolund-table .n{text-align:right;white-space:nowrap;"
    "font-variant-numeric:tabular-nums}"
    "</style>"
)

# A text longer than this goes below the map, where there is room for it.
_LONG = 60

# A table of more rows than this shows the first of them, and says so.
_MOST_ROWS = 60


def card(
    title: str,
    about: str,
    facts: Iterable[tuple[str, object, str]],
    *,
    words: Words,
    sources: Sequence[tuple[str, str | None, str]],
    shapes: Shapes | None,
    codes: Sequence[str],
    labelled: bool,
) -> str:
    """Return a card as HTML.

    Args:
        title: What the card is about.
        about: What that is, in a few words.
        facts: What is said of it: a field, a value, and what follows the value.
        words: The words of the language it is in.
        sources: Publisher, date and role of each source.
        shapes: What to draw the map with.
        codes: The municipalities to pick out on the map; without any there is none.
        labelled: Whether the map has names on it.
    """
    short, long = "", ""
    for field, value, suffix in facts:
        if value in (None, "") or (field, value) in {("id", title), ("name", title)}:
            continue
        text = words.value(field, value)
        row = f"<dt>{escape(words.field(field))}</dt>"
        row += f"<dd>{_cell(text)}{escape(suffix)}</dd>"
        if len(text) > _LONG:
            long += row
        else:
            short += row
    cited = ""
    if sources:
        cited = f"<p>{words('sources')}: {_sources(sources, words)}</p>"
    picture = _map(shapes, codes, words, label=labelled) if shapes else ""
    if shapes and picture and shapes.credit:
        cited += f"<p>{escape(words('credit', credit=words.credit(shapes.credit)))}</p>"
    return (
        f'<div class="malmolund" lang="{words.lang}">{_STYLE}<b>{escape(title)}</b> '
        f"<small>{escape(about)}</small>"
        f"<div><dl>{short}</dl>{picture}</div>{long and f'<dl>{long}</dl>'}"
        f"{cited}</div>"
    )


def table(rows: Sequence[Mapping[str, Any]], caption: str, words: Words) -> str:
    """Return rows as an HTML table.

    Args:
        rows: The rows, each with the same fields as keys.
        caption: What they are.
        words: The words of the language it is in.
    """
    fields = list(rows[0]) if rows else []
    head = "".join(
        f'<th scope="col"{_align(rows[0][field])}>{escape(words.field(field))}</th>'
        for field in fields
    )
    shown = rows[:_MOST_ROWS]
    columns = [_column(field, [row[field] for row in shown], words) for field in fields]
    body = "".join(f"<tr>{''.join(cells)}</tr>" for cells in zip(*columns, strict=True))
    if len(rows) > _MOST_ROWS:
        caption += words("first rows", count=_MOST_ROWS)
    return (
        f'<div class="malmolund-table" lang="{words.lang}">{_TABLE_STYLE}<table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _column(field: str, values: Sequence[Any], words: Words) -> list[str]:
    """Return the cells of a column; its numbers all have one form."""
    if all(value is None or _is_number(value) for value in values):
        texts = words.numbers(values)
    else:
        texts = [_cell(words.value(field, value)) for value in values]
    return [
        f"<td{_align(value)}>{text}</td>"
        for value, text in zip(values, texts, strict=True)
    ]


def _sources(sources: Sequence[tuple[str, str | None, str]], words: Words) -> str:
    """Return who the values come from, and when; the origins, and how many copies."""
    dates: dict[str, list[str]] = {}
    for publisher, date, role in sources:
        if role == "origin":
            dates.setdefault(publisher, []).append(date or "")
    named = [
        " ".join([publisher, ", ".join(sorted(filter(None, days)))]).rstrip()
        for publisher, days in dates.items()
    ]
    others = sum(role != "origin" for _, _, role in sources)
    if others:
        named.append(words("other sources", count=others))
    return escape("; ".join(named))


def _is_number(value: object) -> bool:
    return type(value) in {int, float}


def _align(value: object) -> str:
    return ' class="n"' if _is_number(value) else ""


def _cell(value: str) -> str:
    """Return a text escaped, and as a link where it is one."""
    text = escape(value)
    if text.startswith(("https://", "http://")):
        return f'<a href="{text}">{text.partition("://")[2].rstrip("/")}</a>'
    return text


def _map(shapes: Shapes, picked: Iterable[str], words: Words, *, label: bool) -> str:
    """Return a picture of the shapes with some of them picked out.

    Where there is no shape of one of them there is no picture.
    """
    codes, by_code = set(picked), shapes.by_code
    if not codes or not codes <= by_code.keys():
        return ""
    names = ", ".join(shape.name for code, shape in by_code.items() if code in codes)
    what = words("map with", count=len(by_code), names=names)
    frame = _Frame(by_code.values())
    around = (("c", shapes.context.land), ("c l", shapes.context.borders))
    parts = [
        f'<path class="{kind}" d="{"".join(map(frame.path, lines))}"/>'
        for kind, lines in around
        if lines
    ]
    parts += [
        f'<path{" class=p" * (code in codes)} d="{frame.path(shape.ring)}">'
        f"<title>{escape(shape.name)}</title></path>"
        for code, shape in by_code.items()
    ]
    labels = _labels(frame, by_code.values()) if label else ""
    return (
        f'<svg role="img" aria-label="{escape(what)}" '
        f'viewBox="0 0 {frame.width} {frame.height}" '
        f'width="{frame.width * 17 // 10 if label else frame.width}">'
        f"<title>{escape(what)}</title>{''.join(parts)}{labels}</svg>"
    )


class _Frame:
    """A picture that shapes and a margin around them fit into, in whole units."""

    def __init__(self, shapes: Iterable[Shape]) -> None:
        west, south, east, north = bounds(shapes)
        # Where a degree to the east is shorter than one to the north.
        self._shorter = cos(radians((south + north) / 2))
        margin = _MARGIN / self._shorter
        self._west, self._north = west - margin, north + _MARGIN
        self.width, self.height = self.place((east + margin, south - _MARGIN))

    def place(self, point: Point) -> tuple[int, int]:
        """Return where a point on earth is in the picture."""
        across = (point[0] - self._west) * self._shorter
        return round(across * _SCALE), round((self._north - point[1]) * _SCALE)

    def path(self, line: Line) -> str:
        """Return the path of a line."""
        points = list(map(self.place, line))
        steps = [(0, 0)]
        for (x1, y1), (x2, y2) in pairwise(points):
            x, y = x2 - x1, y2 - y1
            last_x, last_y = steps[-1]
            if x * last_y == y * last_x:  # straight on, or too little to be seen
                steps[-1] = last_x + x, last_y + y
            else:
                steps.append((x, y))
        return f"M{_pairs(points[:1])}l{_pairs(steps)}"


def _pairs(points: Iterable[tuple[int, int]]) -> str:
    return " ".join(f"{x} {y}" for x, y in points).replace(" -", "-")


def _labels(frame: _Frame, shapes: Iterable[Shape]) -> str:
    """Return the names, those of small municipalities outside and with a line."""
    texts: list[str] = []
    for shape in shapes:
        x, y = frame.place(shape.label)
        if shape.outside:
            to_x, to_y = frame.place(shape.outside)
            texts.append(f'<path d="M{x} {y}L{to_x} {to_y + 4}"/>')
            x, y = to_x, to_y
        texts.append(f'<text x="{x}" y="{y}">{escape(shape.name)}</text>')
    return "".join(texts)

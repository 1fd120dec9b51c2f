"""Cards: what a notebook shows of a record or a table, as HTML that stands alone.

Colours come from the text around a card, so that it fits light and dark themes.
"""

from __future__ import annotations

from functools import cache
from html import escape
from itertools import pairwise
from math import cos, radians
from typing import TYPE_CHECKING, Any

from ._records import Record
from ._shapes import NUDGED, OUTSIDE, bounds, packaged


if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ._collection import Collection
    from ._shapes import Point


# Units of the picture to a degree of latitude; whole ones keep it small.
_SCALE = 300

# Each class is named twice to outweigh the style sheets of notebooks.
_STYLE = (
    "<style>"
    ".malmolund{font:13px/1.45 system-ui,sans-serif;max-width:44em;text-align:left;"
    "border:1px solid #8887;border-radius:6px;padding:.7em 1em;margin:.2em 0;"
    "box-sizing:border-box}"
    ".malmolund>div{display:flex;flex-wrap:wrap;gap:.7em 1.5em}"
    ".malmolund b{font-size:1.3em}"
    ".malmolund.malmolund dl{display:grid;grid-template-columns:max-content 1fr;"
    "gap:.1em 1em;flex:1 1 15em;align-content:start;margin:.4em 0 0}"
    ".malmolund.malmolund :is(dt,dd){float:none;width:auto;margin:0;font-weight:400;"
    "overflow-wrap:anywhere}"
    ".malmolund :is(dt,small){font-size:1em;opacity:.75}"
    ".malmolund.malmolund a{color:inherit;text-decoration:underline}"
    ".malmolund svg{flex:none;max-width:100%;height:auto;overflow:visible}"
    ".malmolund path{fill:currentColor;fill-opacity:.13;stroke:currentColor;"
    "stroke-opacity:.55;stroke-width:.6;stroke-linejoin:round}"
    ".malmolund path.p{fill:#2b7bba;fill-opacity:.85}"
    ".malmolund text{fill:currentColor;font-size:6.5px;text-anchor:middle;"
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

# A table of more rows than this shows the first of them, and says so.
_MOST_ROWS = 60

_COLUMNS = {
    "municipality": ("code", "name", "seat", "population", "year", "land_area_km2"),
    "region": ("id", "name", "name_en", "kind", "members"),
    "plan": ("id", "title", "kind", "start_year", "end_year", "adopted"),
    "focus area": ("id", "name", "name_en", "plans"),
    "source": ("id", "title", "publisher", "date", "licence", "role"),
}


def card(record: Record) -> str:
    """Return a record as HTML."""
    value: Any = record
    kind = record._noun
    title, about = record._labels[0], kind
    codes: Sequence[str] = ()
    label = False
    if kind == "municipality":
        about, facts, codes = f"{kind} {value.code}", _municipality(value), [value.code]
    elif kind == "region":
        about, facts, codes, label = value.kind, _region(value), value.codes, True
    else:
        facts = [(name, _cell(getattr(record, name))) for name in record._fields]
        if "code" in record._fields:
            codes = [value.code]
    if kind == "border":
        title = _name(value.code)
    rows = "".join(
        f"<dt>{escape(_label(name))}</dt><dd>{text}</dd>"
        for name, text in facts
        if text and (name, text) not in {("id", escape(title)), ("name", escape(title))}
    )
    sources = "" if kind == "source" else f"<p>Sources: {_sources(record)}</p>"
    return (
        f'<div class="malmolund">{_STYLE}<b>{escape(title)}</b> '
        f"<small>{escape(about)}</small>"
        f"<div><dl>{rows}</dl>{_map(codes, label=label)}</div>{sources}</div>"
    )


def collection(records: Collection[Any]) -> str:
    """Return records as an HTML table with the columns that matter most."""
    columns = _COLUMNS.get(records._noun)
    rows: list[dict[str, Any]] = []
    for record in records:
        row = record._row()
        row.setdefault("year", row.get("population_year"))
        row["members"] = len(getattr(record, "codes", ()))
        rows.append({name: row[name] for name in columns or record._fields})
    noun = records._noun
    if len(rows) != 1:
        noun = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return table(rows, f"{len(rows)} {noun}")


def table(rows: Sequence[Mapping[str, Any]], caption: str) -> str:
    """Return rows as an HTML table.

    Args:
        rows: The rows, each with the same keys.
        caption: What they are.
    """
    columns = list(rows[0]) if rows else []
    head = "".join(
        f'<th scope="col"{_align(rows[0][name])}>{escape(_label(name))}</th>'
        for name in columns
    )
    body = "".join(
        "<tr>"
        + "".join(f"<td{_align(row[c])}>{_cell(row[c])}</td>" for c in columns)
        + "</tr>"
        for row in rows[:_MOST_ROWS]
    )
    if len(rows) > _MOST_ROWS:
        caption += f", the first {_MOST_ROWS} of them"
    return (
        f'<div class="malmolund-table">{_TABLE_STYLE}<table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _municipality(record: Any) -> list[tuple[str, str]]:
    borders = [
        _name(border.code) + " (at sea)" * (border.kind == "sea")
        for border in record.borders
    ]
    return [
        ("official name", escape(record.official_name)),
        ("seat", escape(record.seat)),
        *_figures(record),
        ("borders on", escape(", ".join(borders))),
        ("website", _cell(record.website)),
    ]


def _region(record: Any) -> list[tuple[str, str]]:
    plans = [f"{plan.title}, adopted {plan.adopted}" for plan in record.plans]
    return [
        ("in English", escape(record.name_en)),
        ("members", f"{len(record.codes)} municipalities"),
        *_figures(record),
        ("plans", escape("; ".join(plans))),
        ("website", _cell(record.website)),
    ]


def _figures(area: Any) -> list[tuple[str, str]]:
    people, land = area.population, area.land_area_km2
    facts: list[tuple[str, str]] = []
    if people:
        day = f"31\xa0December\xa0{people.latest_year}"
        facts.append(("people", f"{_cell(people.latest)} ({day})"))
    if land:
        facts.append(("land area", f"{_cell(land)} km²"))
    if people and land:
        facts.append(("density", f"{_cell(round(people.latest / land, 1))} /km²"))
    return facts


def _sources(record: Record) -> str:
    """Return who the values come from, and when; the origins, and how many copies."""
    dates: dict[str, list[str]] = {}
    for source in record.sources:
        if source.role == "origin":
            dates.setdefault(source.publisher, []).append(source.date or "")
    named = [
        " ".join([publisher, ", ".join(sorted(filter(None, days)))]).rstrip()
        for publisher, days in dates.items()
    ]
    others = sum(source.role != "origin" for source in record.sources)
    if others:
        named.append(f"{others} that copy or compile (all: .sources)")
    return escape("; ".join(named))


def _label(name: str) -> str:
    words = name.replace("_km2", ", km²").replace("_en", " in English")
    return words.replace("_", " ")


def _name(code: str) -> str:
    """Return the name of a municipality, or its code where the name is not known."""
    shape = packaged().by_code.get(code)
    return shape.name if shape else code


def _align(value: object) -> str:
    return ' class="n"' if type(value) in {int, float} else ""


def _cell(value: Any) -> str:
    """Return a value as people read it, escaped, and as a link where it is one."""
    text = escape(_text(value))
    if text.startswith(("https://", "http://")):
        return f'<a href="{text}">{text.partition("://")[2].rstrip("/")}</a>'
    return text


def _text(value: Any) -> str:
    if value is None:
        return ""
    if type(value) in {int, float}:
        # Years have no thousands to set apart.
        return f"{value:,}".replace(",", "\xa0") if value >= 10_000 else str(value)
    if isinstance(value, Record):
        return value._labels[0]
    if hasattr(value, "__iter__") and not isinstance(value, str):
        return ", ".join(map(_text, value))
    return str(value)


def _map(picked: Iterable[str], *, label: bool) -> str:
    """Return a picture of the region with municipalities picked out in it.

    Where there is no shape of one of them there is no picture.
    """
    shapes = packaged().by_code
    codes = set(picked)
    if not codes or not codes <= shapes.keys():
        return ""
    names = ", ".join(shape.name for code, shape in shapes.items() if code in codes)
    what = f"Map of {len(shapes)} municipalities with {names} picked out"
    width, height, paths = _drawing()
    parts = [
        f'<path{" class=p" * (code in codes)} d="{path}">'
        f"<title>{escape(shapes[code].name)}</title></path>"
        for code, path in paths.items()
    ]
    return (
        f'<svg role="img" aria-label="{escape(what)}" viewBox="0 0 {width} {height}" '
        f'width="{width * 17 // 10 if label else width}">'
        f"<title>{escape(what)}</title>{''.join(parts)}{_labels() * label}</svg>"
    )


@cache
def _drawing() -> tuple[int, int, dict[str, str]]:
    """Return the width and height of the picture, and the paths of it by code."""
    paths: dict[str, str] = {}
    for code, shape in packaged().by_code.items():
        points = list(map(_place, shape.ring[:-1]))
        steps = [(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in pairwise(points)]
        paths[code] = f"m{_pairs(points[:1])}l{_pairs(steps)}z"
    _, south, east, _ = _extent()
    width, height = _place((east, south))
    return width + 1, height + 1, paths


@cache
def _extent() -> tuple[float, float, float, float]:
    return bounds(packaged().by_code.values())


def _place(point: Point) -> tuple[int, int]:
    """Return where a point on earth is in the picture, in whole units."""
    west, south, _, north = _extent()
    # Where a degree to the east is shorter than one to the north.
    across = (point[0] - west) * cos(radians((south + north) / 2))
    return round(across * _SCALE) + 1, round((north - point[1]) * _SCALE) + 1


def _pairs(points: Iterable[tuple[int, int]]) -> str:
    return " ".join(f"{x} {y}" for x, y in points).replace(" -", "-")


@cache
def _labels() -> str:
    """Return the names, those of small municipalities outside and with a line."""
    texts: list[str] = []
    for code, shape in packaged().by_code.items():
        x, y = _place(NUDGED.get(code, shape.centre))
        if code in OUTSIDE:
            to_x, to_y = _place(OUTSIDE[code])
            texts.append(f'<path d="M{x} {y}L{to_x} {to_y + 4}"/>')
            x, y = to_x, to_y
        texts.append(f'<text x="{x}" y="{y}">{escape(shape.name)}</text>')
    return "".join(texts)

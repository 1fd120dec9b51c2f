"""Data folders that are broken in one of many ways, and what may come of them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import malmolund
from malmolund._cli import COLLECTIONS


if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    # Gives a number from 0 up to another, itself left out; a random one, say.
    Pick = Callable[[int], int]
    Row = dict[str, Any]

DATA = Path(malmolund.__file__).parent / "data"
FILES = {
    path.name: path.read_bytes()
    for path in sorted(DATA.glob("*.json"))
    if path.name != "boundaries.json"  # which no folder needs, and none reads
}

# What a value may be replaced by, as JSON.
VALUES = (
    *("null", "true", "false", "0", "-1", "1", "12", "1280", "2019", "99999999"),
    *("100000000", "0.5", "1e999", "-1e999", "1E400", "-0", "NaN", "-Infinity"),
    *('""', '" "', '"Lund"', '"1280"', '"1214"', '"0012"', '"12"', '"x"', '"2012"'),
    *('"2019-05-21"', '"2019-02-30"', '"0001-01-01"', '"9999-12-31"', '"20190521"'),
    *('"2019-W21-2"', '"2019-05-21T00:00"', '"malmolundregionen"', '"stormalmo"'),
    *('"scb_codes"', '"digitalisering"', '"https://x"', '"javascript:1"', '"Q1"'),
    *('"Lund "', '"Lu\\u0000nd"', '"\\ud800"', '"\\udc00\\ud800"', '"\\u202e"'),
    *('"Malmo\\u0308"', '"<script>"', '"=1+1"', '"\\n"', '"\\u00ad"', '"\\u0661280"'),
    *("[]", "{}", "[[]]", "[null]", '["x"]', '["scb_codes"]', '[1, "scb_codes"]'),
    *('["Lund"]', '{"name": ["scb_codes"]}', '{"x": ["scb_codes"]}', '{"name": []}'),
    *('["scb_codes", "scb_codes"]', '{"a": 1, "a": 2}', '{"\\ud800": ["scb_codes"]}'),
    "1" + "0" * 4_299,
    "1" + "0" * 5_000,
    "1." + "0" * 5_000 + "1",
    "[" * 500 + "]" * 500,
    "[" * 100_000,
    '{"a":' * 100_000,
    '"' + "x" * 100_000 + '"',
)


class Shelf:
    """A folder that is on no disk: as much of a Traversable as loading needs."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files

    def __truediv__(self, file: str) -> Shelf:
        return Shelf({"": self.files[file]} if file in self.files else {})

    def iterdir(self) -> Iterator[Shelf]:
        return iter(())  # none of it is boundaries, and other files are asked for

    def read_bytes(self) -> bytes:
        if "" not in self.files:
            raise FileNotFoundError
        return self.files[""]


def corrupted(pick: Pick) -> tuple[str, bytes | None]:
    """Return a file of the packaged data, broken in one or two ways, and its name.

    It is broken as bytes or as rows; `None` where it is absent.
    """
    names = list(FILES)
    name = names[pick(len(names))]
    data = FILES[name]
    if not pick(100):
        return name, None
    rows = json.loads(data)
    # The descriptor is no array of rows, and only one value of it is read.
    if isinstance(rows, dict) or not pick(3):
        return name, _of(BYTES, pick)(data, pick)
    for _ in range(1 + (not pick(4))):
        rows = _of(ROWS, pick)(rows, pick)
    text = json.dumps(rows, ensure_ascii=bool(pick(2)))
    text = re.sub(r'"@value (\d+)@"', lambda found: VALUES[int(found[1])], text)
    return name, text.encode("utf-8", "surrogatepass")


def load(name: str, data: bytes | None) -> malmolund.Catalogue:
    """Load the packaged data with other content of one file."""
    files = {**FILES, name: data}
    kept = {file: content for file, content in files.items() if content is not None}
    return malmolund.load(Shelf(kept))  # type: ignore[arg-type]


def loads(pick: Pick) -> bool:
    """Tell whether a broken copy loads, and look at what comes of it."""
    name, data = corrupted(pick)
    try:
        catalogue = load(name, data)
    except malmolund.DataError as error:
        message, file = str(error), error.file
    else:
        return bool(use(catalogue))
    assert message.isprintable()
    assert len(message) < 600
    assert file in FILES
    return False


def use(catalogue: malmolund.Catalogue) -> int:
    """Ask a catalogue for all it has; return how many values that are."""
    count = 0
    for name in COLLECTIONS:
        collection = getattr(catalogue, name)
        assert repr(collection).isprintable()
        for record in collection:
            assert repr(record).isprintable()
            assert record is collection[record._labels[0]]
            json.dumps(record.to_dict(), allow_nan=False).encode()
            for field in record._fields():
                count += len(record.evidence(field))
    assert catalogue.region is not None
    assert catalogue.audit(["Lund", "Hörby", "x"]).total == 3
    return count


def _of(ways: tuple[Any, ...], pick: Pick) -> Any:
    return ways[pick(len(ways))]


def _flip(data: bytes, pick: Pick) -> bytes:
    changed = bytearray(data)
    for _ in range(1 + pick(3)):
        changed[pick(len(data))] ^= 1 << pick(8)
    return bytes(changed)


def _replace(data: bytes, pick: Pick) -> bytes:
    at = pick(len(data))
    return data[:at] + bytes([pick(256)]) + data[at + 1 :]


def _drop(data: bytes, pick: Pick) -> bytes:
    at = pick(len(data))
    return data[:at] + data[at + 1 + pick(20) :]


def _repeat(data: bytes, pick: Pick) -> bytes:
    at = pick(len(data))
    end = at + 1 + pick(200)
    return data[:end] + data[at:end] + data[end:]


def _truncate(data: bytes, pick: Pick) -> bytes:
    return data[: pick(len(data))]


def _mark(data: bytes, _pick: Pick) -> bytes:
    return b"\xef\xbb\xbf" + data


def _encode(data: bytes, pick: Pick) -> bytes:
    code = _of(("cp1252", "latin-1", "utf-16", "utf-32"), pick)
    encoded: bytes = data.decode().encode(code, "replace")
    return encoded


def _type(data: bytes, pick: Pick) -> bytes:
    """Put other content in place of a token of JSON."""
    token: bytes = _of((b'"', b"1", b"2", b"0", b"[", b"{", b","), pick)
    at = data.find(token, pick(len(data)))
    value: str = _of(VALUES, pick)
    return data[:at] + value.encode() + data[at + 1 + pick(12) :]


def _set(rows: list[Row], pick: Pick) -> list[Row]:
    row = _of(tuple(rows), pick)
    # What is no Python value is put in once the rows are text.
    row[_of(tuple(row), pick)] = f"@value {pick(len(VALUES))}@"
    return rows


def _borrow(rows: list[Row], pick: Pick) -> list[Row]:
    """Give a row the value of another row, or of another field."""
    row, other = _of(tuple(rows), pick), _of(tuple(rows), pick)
    field = _of(tuple(row), pick)
    same = field in other and pick(3)
    row[field] = other[field if same else _of(tuple(other), pick)]
    return rows


def _nudge(rows: list[Row], pick: Pick) -> list[Row]:
    """Change a value a little: the end of a text, the size of a number."""
    row = _of(tuple(rows), pick)
    field = _of(tuple(row), pick)
    value = row[field]
    if isinstance(value, str):
        at = pick(len(value) + 1)
        more = ("", "x", "0", "9", " ", "-", "å", "\u0308", "\u00a0", "\ud800", "\t")
        row[field] = value[:at] + _of(more, pick) + value[at + pick(2) :]
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        row[field] = _of((-value, value + 1, value * 10, value / 3, str(value)), pick)
    elif isinstance(value, list):
        row[field] = _of((value * 2, value[1:], [value], value[:1] * 3), pick)
    return rows


def _forget(rows: list[Row], pick: Pick) -> list[Row]:
    row = _of(tuple(rows), pick)
    del row[_of(tuple(row), pick)]
    return rows


def _rename(rows: list[Row], pick: Pick) -> list[Row]:
    row = _of(tuple(rows), pick)
    field = _of(tuple(row), pick)
    row[_of((field.upper(), f"{field} ", "x", "\ud800", ""), pick)] = row.pop(field)
    return rows


def _remove(rows: list[Row], pick: Pick) -> list[Row]:
    at = pick(len(rows))
    return rows[:at] + rows[at + 1 + (not pick(5)) * pick(len(rows)) :] or rows[:1]


def _double(rows: list[Row], pick: Pick) -> list[Row]:
    return [*rows, dict(_of(tuple(rows), pick))]


def _swap(rows: list[Row], pick: Pick) -> list[Row]:
    first, second = pick(len(rows)), pick(len(rows))
    rows[first], rows[second] = rows[second], rows[first]
    return rows


def _exchange(rows: list[Row], pick: Pick) -> list[Row]:
    """Exchange a field of two rows."""
    first, second = _of(tuple(rows), pick), _of(tuple(rows), pick)
    field = _of(tuple(first), pick)
    if field in second:
        first[field], second[field] = second[field], first[field]
    return rows


BYTES = (_flip, _replace, _drop, _repeat, _truncate, _mark, _encode, _type, _type)
ROWS = (
    *(_set, _set, _set, _borrow, _borrow, _nudge, _nudge, _nudge, _forget),
    *(_rename, _remove, _remove, _double, _swap, _exchange),
)

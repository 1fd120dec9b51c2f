"""Look up whatever atheris comes up with, alone and in a list.

python tests/fuzz/fuzz_lookup.py -runs=100000
"""

from __future__ import annotations

import sys
from decimal import Decimal
from typing import Any

import atheris


with atheris.instrument_imports(include=["malmolund"]):
    import malmolund
    from malmolund import _cards, _columns, _models, _shapes  # noqa: F401
    from malmolund._catalogue import PACKAGED

VOCABULARY = PACKAGED._vocabulary
COLLECTIONS = [
    malmolund.municipalities,
    malmolund.areas,
    malmolund.regions,
    malmolund.plans,
    malmolund.focus_areas,
    malmolund.population,
    malmolund.sources,
]
FORMS = sorted({str(form) for records in COLLECTIONS for form in records._index})
FORMS += sorted(VOCABULARY.forms())


def key(data: atheris.FuzzedDataProvider) -> Any:
    """Return a key of any kind, often nearly one that is known."""
    kind = data.ConsumeIntInRange(0, 9)
    text = data.ConsumeUnicode(data.ConsumeIntInRange(0, 40))
    number = data.ConsumeIntInRange(-(2**63), 2**64 - 1)
    if kind < 5:
        form = FORMS[number % len(FORMS)]
        at = data.ConsumeIntInRange(0, len(form))
        return form[:at] + text + form[at + data.ConsumeIntInRange(0, 3) :]
    return (
        text,
        number,
        data.ConsumeFloat(),
        data.ConsumeBytes(20),
        Decimal(number) / 10 ** data.ConsumeIntInRange(0, 30),
    )[kind - 5]


def one(data: bytes) -> None:
    """Look up some keys."""
    provider = atheris.FuzzedDataProvider(data)
    values = [key(provider) for _ in range(provider.ConsumeIntInRange(1, 4))]
    for value in values:
        look_up(provider.PickValueInList(COLLECTIONS), value)
    ask_for_all(values)


def look_up(records: Any, value: Any) -> None:
    """Ask one collection for a value in every way there is."""
    record = records.get(value)
    assert (value in records) == (record is not None)
    try:
        assert records[value] is record
    except malmolund.NotFoundError as error:
        message = str(error)
    else:
        message = ""
    assert (message == "") == (record is not None)
    assert len(message) < 600
    assert message == "" or message.isprintable()
    if record is not None:
        assert records.get(record._labels[0]) is record
    if records is malmolund.municipalities:
        # The vocabulary knows it as no other place.
        assert VOCABULARY.code(value) == (record and record.code)
    found = records.search(value)
    assert len(found) == len(set(map(id, found))) <= len(records)
    assert record is None or not found or found[0] is record


def ask_for_all(values: list[Any]) -> None:
    """Ask for the codes and the audit of a list."""
    records = [malmolund.municipalities.get(value) for value in values]
    codes = [record and record.code for record in records]
    assert codes == malmolund.codes(values, errors="coerce")
    report = malmolund.audit(values)
    assert report.total == len(values)
    assert report.count("member") == len(codes) - codes.count(None)
    assert str(report).replace("\n", "").isprintable()
    # Thousands are set apart by spaces that do not break.
    assert report._repr_html_().replace("\xa0", "").isprintable()
    try:
        assert codes == malmolund.codes(values)
    except malmolund.UnknownValuesError as error:
        unknown, message = len(error.unknown), str(error)
    else:
        unknown, message = 0, ""
    assert unknown == len(report.unrecognised)
    assert message.replace("\n", "").isprintable()


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()

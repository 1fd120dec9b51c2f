"""The errors of the package. Each says what was given, expected, and what to do."""

from __future__ import annotations


TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any


__all__ = ["DataError", "NotFoundError", "UnknownValuesError"]


def shown(value: object) -> str:
    """Return the repr of *value*, printable and cut to fit into a message."""
    try:
        text = repr(value)
    except Exception as error:  # noqa: BLE001 - a broken repr must not hide the miss
        text = f"<{type(value).__name__} whose repr raises {type(error).__name__}>"
    if len(text) > 80:
        text = f"{text[:60]}... ({len(text)} characters)"
    # As text has it already, but not whatever an object may call itself.
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


class NotFoundError(KeyError):
    """One value has no record.

    It is a `KeyError`, thus a `LookupError`, as for any other mapping.

    Attributes:
        key: What was asked for.
        noun: What kind of record was looked for, such as "municipality".
        suggestions: Known forms that look like the key, closest first.
        advice: How to see everything that is known.
        hint: What else the key is known as, or "".

    Examples:
        >>> import malmolund
        >>> try:
        ...     malmolund.municipalities["Lnud"]
        ... except malmolund.NotFoundError as miss:
        ...     print(miss.suggestions)
        ('Lund',)
    """

    def __init__(
        self,
        key: object,
        noun: str,
        suggestions: Sequence[str] = (),
        advice: str = "",
        hint: str = "",
    ) -> None:
        super().__init__(key, noun, tuple(suggestions), advice, hint)
        self.key = key
        self.noun = noun
        self.suggestions: tuple[str, ...] = tuple(suggestions)
        self.advice = advice
        self.hint = hint

    def __str__(self) -> str:
        closest = ", ".join(map(repr, self.suggestions))
        parts = (
            f"No {self.noun} is known as {shown(self.key)}.",
            self.hint,
            f"Closest known forms: {closest}." if closest else "",
            self.advice,
        )
        return " ".join(filter(None, parts))


class UnknownValuesError(ValueError):
    """A column holds values that are not recognised.

    Attributes:
        unknown: The values, each as (value, how often, closest known forms).

    Examples:
        >>> import malmolund
        >>> try:
        ...     malmolund.codes(["Lund", "Lnud"])
        ... except malmolund.UnknownValuesError as error:
        ...     print(error.unknown)
        (('Lnud', 1, ('Lund',)),)
    """

    def __init__(self, unknown: Sequence[tuple[object, int, Sequence[str]]]) -> None:
        self.unknown: tuple[tuple[object, int, tuple[str, ...]], ...] = tuple(
            (value, n, tuple(like)) for value, n, like in unknown
        )
        super().__init__(self.unknown)

    def __str__(self) -> str:
        lines = [
            f"  {shown(value)} ({count} x)"
            + (f", closest: {', '.join(map(repr, like))}" if like else "")
            for value, count, like in self.unknown[:20]
        ]
        if len(self.unknown) > 20:
            lines.append(f"  ... and {len(self.unknown) - 20} more")
        return (
            f"{len(self.unknown)} distinct value(s) are not recognised: neither a "
            "municipality or county of Sweden, nor the country or a delineation:\n"
            + "\n".join(lines)
            + '\nCorrect them, or pass errors="coerce" to make them null.'
        )


class DataError(ValueError):
    """A data folder, or a record made by hand, breaks the rules of the data.

    Attributes:
        problem: What is wrong and what was expected.
        file: The file it is in, where it is in one.
        row: The number of the row in that file, counted from 1.
        field: The field in that row.
        value: The value that was given.

    Examples:
        >>> import malmolund
        >>> try:
        ...     malmolund.Population({2025: -1})
        ... except malmolund.DataError as error:
        ...     print(error.value)
        ((2025, -1),)
    """

    def __init__(
        self,
        problem: str,
        *,
        file: str | None = None,
        row: int | None = None,
        field: str | None = None,
        value: Any = None,
    ) -> None:
        super().__init__(problem)
        self.problem = problem
        self.file = file
        self.row = row
        self.field = field
        self.value = value

    def __str__(self) -> str:
        place = ", ".join(
            part
            for part in (
                self.file,
                f"row {self.row}" if self.row is not None else None,
                f"field {shown(self.field)}" if self.field is not None else None,
            )
            if part
        )
        return f"{place}: {self.problem}" if place else self.problem

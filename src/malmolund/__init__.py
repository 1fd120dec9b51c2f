"""MalmöLundregionen as data: its municipalities, plans, focus areas and figures.

Look things up by any form they are known in; nothing is guessed:

    >>> import malmolund
    >>> malmolund.municipalities["Lund"].code
    '1281'
    >>> malmolund.region.name
    'MalmöLundregionen'

Nothing is read before it is asked for, and nothing twice.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal, TypeVar, overload

    from altair import LayerChart

    from ._audit import AuditedValue, AuditReport
    from ._catalogue import Catalogue, load
    from ._collection import Collection
    from ._municipality import Border, Municipality, Population
    from ._population import PopulationFigure
    from ._records import Record
    from ._region import FocusArea, Membership, OperationalPlan, Region
    from ._sources import Claim, Source
    from .exceptions import DataError, NotFoundError, UnknownValuesError

    T = TypeVar("T")

    # The methods of the packaged catalogue, where they are described.
    @overload
    def codes(values: list[Any], *, errors: str = "raise") -> list[str | None]: ...
    @overload
    def codes(
        values: tuple[Any, ...], *, errors: str = "raise"
    ) -> tuple[str | None, ...]: ...
    @overload
    def codes(values: T, *, errors: str = "raise") -> T: ...
    def codes(values: Any, *, errors: str = "raise") -> Any: ...  # noqa: D103
    def with_codes(  # noqa: D103
        frame: T,
        column: str,
        *,
        name: str = "municipality_code",
        errors: str = "coerce",
    ) -> T: ...
    def audit(values: Any) -> AuditReport: ...  # noqa: D103
    def disagreements() -> dict[  # noqa: D103
        tuple[Record, str], tuple[Claim, ...]
    ]: ...
    def choropleth(  # noqa: D103
        values: Any,
        *,
        title: str | None = None,
        label: str | None = None,
        key: str | None = None,
        value: str | None = None,
        scheme: str = "viridis",
        errors: Literal["raise", "coerce"] = "raise",
    ) -> LayerChart: ...

    data_version: str
    focus_areas: Collection[FocusArea]
    municipalities: Collection[Municipality]
    plans: Collection[OperationalPlan]
    population: Collection[PopulationFigure]
    region: Region
    regions: Collection[Region]
    sources: Collection[Source]


__version__ = "0.1.0"

__all__ = [
    "AuditReport",
    "AuditedValue",
    "Border",
    "Catalogue",
    "Claim",
    "Collection",
    "DataError",
    "FocusArea",
    "Membership",
    "Municipality",
    "NotFoundError",
    "OperationalPlan",
    "Population",
    "PopulationFigure",
    "Region",
    "Source",
    "UnknownValuesError",
    "__version__",
    "audit",
    "choropleth",
    "codes",
    "data_version",
    "disagreements",
    "focus_areas",
    "load",
    "municipalities",
    "plans",
    "population",
    "region",
    "regions",
    "sources",
    "with_codes",
]

_HOMES = {
    "AuditReport": "_audit",
    "AuditedValue": "_audit",
    "Border": "_municipality",
    "Catalogue": "_catalogue",
    "Claim": "_sources",
    "Collection": "_collection",
    "DataError": "exceptions",
    "FocusArea": "_region",
    "Membership": "_region",
    "Municipality": "_municipality",
    "NotFoundError": "exceptions",
    "OperationalPlan": "_region",
    "Population": "_municipality",
    "PopulationFigure": "_population",
    "Region": "_region",
    "Source": "_sources",
    "UnknownValuesError": "exceptions",
    "load": "_catalogue",
}


def __getattr__(name: str) -> object:
    """Import a class or load a collection when it is first asked for."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # Importing importlib costs nothing: Python itself has done so already.
    from importlib import import_module  # noqa: PLC0415

    if name in _HOMES:
        value = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    else:
        value = getattr(import_module("._catalogue", __name__).PACKAGED, name)
    # From now on Python finds it here, and does not come back to this function.
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names, whether they are loaded yet or not."""
    return sorted(__all__)

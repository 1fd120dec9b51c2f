"""MalmöLundregionen as data: its municipalities, plans, focus areas and figures.

Look things up by any form they are known in; nothing is guessed:

    >>> import malmolund
    >>> malmolund.municipalities["Lund"].code
    '1281'
    >>> malmolund.region.name
    'MalmöLundregionen'

Nothing is read before it is asked for, and nothing twice.
"""

# Both are loaded already when Python starts.
import os
from _thread import RLock


TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from ._catalogue import PACKAGED, Catalogue, load
    from ._collection import Collection
    from ._columns import AuditedValue, AuditReport
    from ._models import (
        Area,
        Body,
        Border,
        Figure,
        FocusArea,
        Indicator,
        Membership,
        Municipality,
        OperationalPlan,
        Population,
        PopulationFigure,
        Region,
    )
    from ._records import Claim, Source
    from .exceptions import DataError, NotFoundError, UnknownValuesError

    # Of the packaged catalogue, where all of them are described.
    areas: Collection[Area]
    data_version: str
    figures: Collection[Figure]
    focus_areas: Collection[FocusArea]
    indicators: Collection[Indicator]
    municipalities: Collection[Municipality]
    plans: Collection[OperationalPlan]
    population: Collection[PopulationFigure]
    region: Region
    regions: Collection[Region]
    sources: Collection[Source]

    audit: Final = PACKAGED.audit
    choropleth: Final = PACKAGED.choropleth
    codes: Final = PACKAGED.codes
    disagreements: Final = PACKAGED.disagreements
    statuses: Final = PACKAGED.statuses
    with_codes: Final = PACKAGED.with_codes


__version__ = "0.1.0"

__all__ = [
    "Area",
    "AuditReport",
    "AuditedValue",
    "Body",
    "Border",
    "Catalogue",
    "Claim",
    "Collection",
    "DataError",
    "Figure",
    "FocusArea",
    "Indicator",
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
    "areas",
    "audit",
    "choropleth",
    "codes",
    "data_version",
    "disagreements",
    "figures",
    "focus_areas",
    "indicators",
    "load",
    "municipalities",
    "plans",
    "population",
    "region",
    "regions",
    "sources",
    "statuses",
    "with_codes",
]

_HOMES = {
    "Area": "_models",
    "AuditReport": "_columns",
    "AuditedValue": "_columns",
    "Body": "_models",
    "Border": "_models",
    "Catalogue": "_catalogue",
    "Claim": "_records",
    "Collection": "_collection",
    "DataError": "exceptions",
    "Figure": "_models",
    "FocusArea": "_models",
    "Indicator": "_models",
    "Membership": "_models",
    "Municipality": "_models",
    "NotFoundError": "exceptions",
    "OperationalPlan": "_models",
    "Population": "_models",
    "PopulationFigure": "_models",
    "Region": "_models",
    "Source": "_records",
    "UnknownValuesError": "exceptions",
    "load": "_catalogue",
}

# Held while modules are imported, and while the process forks: a module that another
# thread imports would stay locked in the new process for ever.
_IMPORTING = RLock()
# Windows does not fork.
getattr(os, "register_at_fork", dict)(
    before=_IMPORTING.acquire,
    after_in_parent=_IMPORTING.release,
    after_in_child=_IMPORTING.release,
)


def __getattr__(name: str) -> object:
    """Import a class or load a collection when it is first asked for."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    with _IMPORTING:
        # It costs nothing where Python itself has done so already.
        from importlib import import_module  # noqa: PLC0415

        home = import_module(f".{_HOMES.get(name, '_catalogue')}", __name__)
    value = getattr(home if name in _HOMES else home.PACKAGED, name)
    # From now on Python finds it here, and does not come back to this function.
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names, whether they are loaded yet or not."""
    return sorted(__all__)

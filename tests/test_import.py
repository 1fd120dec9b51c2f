"""What `import malmolund` costs, and which names it gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import malmolund


if TYPE_CHECKING:
    from conftest import Python


# All public names of the design that this version has, and the helpers that a type
# hint needs.
DESIGNED = [
    *(
        "Area",
        "Body",
        "Figure",
        "FocusArea",
        "Indicator",
        "Membership",
        "Municipality",
        "OperationalPlan",
        "Region",
        "Source",
    ),
    *("DataError", "NotFoundError", "UnknownValuesError"),
    *("focus_areas", "municipalities", "plans", "population", "region", "regions"),
    *("audit", "choropleth", "codes", "load", "sources", "with_codes"),
    *("__version__", "areas", "data_version", "figures", "indicators", "statuses"),
]
HELPERS = [
    *("AuditReport", "AuditedValue", "Border", "Catalogue", "Claim", "Collection"),
    *("Population", "PopulationFigure", "disagreements"),
]


def loaded_by(python: Python, statement: str) -> set[str]:
    """Return the modules that a fresh interpreter loads for a statement."""
    code = (
        "import sys; before = set(sys.modules); "
        f"{statement}; print(*set(sys.modules) - before)"
    )
    return set(python.output("-c", code, measured=False).split())


class TestImport:
    def test_loads_nothing_else(self, python: Python) -> None:
        assert {"malmolund"} == loaded_by(python, "import malmolund")

    def test_loads_nothing_for_the_version_and_the_names(self, python: Python) -> None:
        assert {"malmolund"} == loaded_by(
            python, "import malmolund; malmolund.__version__; dir(malmolund)"
        )

    def test_reads_no_data_for_a_class(self, python: Python) -> None:
        loaded = loaded_by(python, "import malmolund; malmolund.Municipality")

        assert "malmolund._models" in loaded
        assert not {"importlib_resources", "malmolund._catalogue"} & loaded

    def test_loads_no_view_and_no_program_for_a_look_up(self, python: Python) -> None:
        loaded = loaded_by(python, "import malmolund; malmolund.municipalities['Lund']")

        assert "malmolund._models" in loaded
        assert loaded.isdisjoint(
            {
                *("argparse", "csv", "difflib"),
                *("malmolund._cards", "malmolund._cli"),
                *("malmolund._maps", "malmolund._shapes"),
            }
        )

    @pytest.mark.parametrize("module", ["pandas", "numpy", "narwhals", "altair"])
    def test_never_loads_what_is_optional(self, python: Python, module: str) -> None:
        loaded = loaded_by(python, "import malmolund; malmolund.region.population")

        assert module not in loaded


class TestNames:
    def test_are_those_of_the_design_and_few_helpers(self) -> None:
        assert sorted([*DESIGNED, *HELPERS]) == malmolund.__all__

    def test_are_listed(self) -> None:
        assert malmolund.__all__ == dir(malmolund)

    @pytest.mark.parametrize("name", malmolund.__all__)
    def test_resolve(self, name: str) -> None:
        assert getattr(malmolund, name) is getattr(malmolund, name)

    def test_may_all_be_imported_at_once(self, python: Python) -> None:
        code = "from malmolund import *; print(region.name, len(municipalities))"

        assert "MalmöLundregionen 12\n" == python.output("-c", code, PYTHONUTF8="1")

    @pytest.mark.parametrize("name", ["codez", "Lund", "_region_", "PACKAGED", ""])
    def test_that_do_not_exist_are_an_attribute_error(self, name: str) -> None:
        with pytest.raises(AttributeError) as caught:
            getattr(malmolund, name)

        assert f"module 'malmolund' has no attribute {name!r}" == str(caught.value)

    def test_of_errors_are_of_the_usual_kinds(self) -> None:
        assert issubclass(malmolund.NotFoundError, LookupError)
        assert issubclass(malmolund.UnknownValuesError, ValueError)
        assert issubclass(malmolund.DataError, ValueError)

    def test_say_which_version_this_is(self) -> None:
        assert 3 == len(malmolund.__version__.split("."))
        assert "2026-11-26" == malmolund.data_version

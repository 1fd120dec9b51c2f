"""Many threads that all ask first."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from test_load import COLLECTIONS, PACKAGE

import malmolund
from malmolund._catalogue import Catalogue
from malmolund._load import DataFolder


if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = (*COLLECTIONS, "region", "data_version", "_vocabulary")


@pytest.fixture
def _hasty() -> Iterator[None]:
    """Let threads take turns as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


class TestSixtyFourThreads:
    @pytest.mark.usefixtures("_hasty")
    def test_get_the_same_objects(self, request: pytest.FixtureRequest) -> None:
        with ThreadPoolExecutor(64) as pool:
            for _ in range(int(request.config.getoption("--times"))):
                catalogue = Catalogue(DataFolder(PACKAGE / "data"))
                start = Barrier(64)

                def ask(
                    number: int,
                    catalogue: Catalogue = catalogue,
                    start: Barrier = start,
                ) -> dict[str, int]:
                    start.wait()
                    first = number % len(NAMES)
                    order = NAMES[first:] + NAMES[:first]
                    return {name: id(getattr(catalogue, name)) for name in order}

                found = list(pool.map(ask, range(64)))

                assert [found[0]] * 64 == found
                assert malmolund.region == catalogue.region
                assert malmolund.municipalities == catalogue.municipalities

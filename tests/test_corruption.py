"""Broken data folders by the hundred: what they hold is right, or refused."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import TYPE_CHECKING

import corruption


if TYPE_CHECKING:
    import pytest


class TestBrokenCopies:
    def test_load_as_valid_data_or_end_in_the_documented_error(
        self, request: pytest.FixtureRequest
    ) -> None:
        copies = int(request.config.getoption("--copies"))

        found = Counter(
            corruption.loads(Random(seed).randrange) for seed in range(copies)
        )

        print(f"{copies} broken copies: {found[True]} loaded, {found[False]} refused")  # noqa: T201
        assert 0 < found[True]
        assert 0 < found[False]
        assert copies == found.total()

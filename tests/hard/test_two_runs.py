"""Two programs that write to one file at once."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING


if TYPE_CHECKING:
    from pathlib import Path

    import pytest

ROWS = 2_000


def matched(name: str, code: str) -> str:
    return "Kommun,x,municipality_code\n" + f"{name},1,{code}\n" * ROWS


def test_leave_what_one_of_them_wrote(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    times = int(request.config.getoption("--times"))
    sources = {"Lund": tmp_path / "lund.csv", "Malmö": tmp_path / "malmö.csv"}
    for name, source in sources.items():
        source.write_text("Kommun,x\n" + f"{name},1\n" * ROWS, encoding="utf-8")
    target = tmp_path / "out.csv"
    whole = {matched("Lund", "1281"), matched("Malmö", "1280")}

    for _ in range(times):
        programs = [
            subprocess.Popen(
                [
                    *(sys.executable, "-m", "malmolund", "match", str(source)),
                    *("--column", "Kommun", "--output", str(target)),
                ],
                stderr=subprocess.DEVNULL,
            )
            for source in sources.values()
        ]

        assert [0, 0] == [program.wait() for program in programs]
        assert target.read_text(encoding="utf-8") in whole

    assert {target, *sources.values()} == set(tmp_path.iterdir())

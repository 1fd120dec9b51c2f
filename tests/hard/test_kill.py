"""A program that is killed while it writes a file."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest


if TYPE_CHECKING:
    from pathlib import Path

ROWS = 100_000
KILLS = 30
ENDS = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


@pytest.mark.parametrize("number", ENDS)
def test_leaves_the_file_as_it_was_or_whole(tmp_path: Path, number: int) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("Kommun,x\n" + "Lund,1\n" * ROWS, encoding="utf-8")
    before = "what was there before\n"
    whole = "Kommun,x,municipality_code\n" + "Lund,1,1281\n" * ROWS

    def started() -> subprocess.Popen[bytes]:
        words = ["match", source, "--column", "Kommun", "--output", target]
        return subprocess.Popen(
            [sys.executable, "-m", "malmolund", *map(str, words)],
            stderr=subprocess.DEVNULL,
        )

    start = time.monotonic()
    started().wait()
    takes = time.monotonic() - start
    left = 0
    for moment in range(KILLS):
        target.write_text(before, encoding="utf-8")
        process = started()
        # From before it writes to after it ends.
        time.sleep(takes * 1.1 * moment / KILLS)
        process.send_signal(number)
        process.wait()
        for file in tmp_path.glob(".malmolund-*"):
            file.unlink()
            left += 1

        assert target.read_text(encoding="utf-8") in {before, whole}

    # Only what is asked to end can tidy up.
    assert (left > 0) == (number == signal.SIGKILL)
    assert 0 == started().wait()
    assert whole == target.read_text(encoding="utf-8")
    assert [source, target] == sorted(tmp_path.iterdir())

"""A file that is far larger than what it may take of the memory."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest


if TYPE_CHECKING:
    from conftest import Python

MAIN = """
import re
import sys
from pathlib import Path

from malmolund._cli import main

status = main()
print(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])
sys.exit(status)
"""

# Members, places elsewhere, and what nobody knows; of that, ever other values.
NAMES = ("Lund", "MALMÖ", "Lunds kommun", "1281", "Hörby", "Eslöv", "", "x", "y @ {}")
BLOCK = "".join(
    f"{number:05},2019-05-21,{NAMES[number % 9].format(number // 90)},{number * 7.5},"
    '"a longer cell, with a delimiter, that takes up some room in each row"\n'
    for number in range(9_000)
)


def write(file: Path, megabytes: int) -> int:
    """Write a table of so many million bytes; return the number of its rows."""
    blocks = size = 0
    with file.open("w", encoding="utf-8") as opened:
        opened.write("number,day,Kommun,value,note\n")
        while size < megabytes * 1_000_000:
            size += opened.write(BLOCK.replace("@", f"{blocks:07}"))
            blocks += 1
    return blocks * 9_000


def differences(source: Path, target: Path) -> tuple[int, int]:
    """Return how many rows there are, and how many are not as they were."""
    rows = other = 0
    codes = {b"", b"1280", b"1281", b"1285"}
    with source.open("rb") as before, target.open("rb") as after:
        for old, new in zip(before, after, strict=True):
            kept, _, code = new.rstrip(b"\n").rpartition(b",")
            rows += 1
            other += kept != old.rstrip(b"\n") or code not in codes
    return rows - 1, other - 1  # the names of the columns


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="the system tells no peak of memory"
)
def test_is_matched_in_a_hundred_megabytes_of_memory(
    request: pytest.FixtureRequest, tmp_path: Path, python: Python
) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    rows = write(source, int(request.config.getoption("--megabytes")))

    words = ["match", source, "--column", "Kommun", "--output", target]
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", MAIN, *map(str, words)],
        env=python.environment(measured=False),
        capture_output=True,
        check=True,
    )
    seconds = time.monotonic() - start
    peak = int(done.stdout) * 1024

    size = source.stat().st_size / 1e6
    print(f"{size:.0f} MB, {rows} rows, {seconds:.0f} s, peak {peak / 1e6:.0f} MB")  # noqa: T201
    assert (rows, 0) == differences(source, target)
    assert f"{rows} values\n".encode() in done.stderr
    assert 100_000_000 > peak
    for file in (source, target):  # which pytest would keep for a while
        file.unlink()

"""What code costs in an interpreter of its own: instructions or time, and memory.

Instructions are counted by valgrind where it is installed, as they do not depend on
how busy the machine is; elsewhere it is time, the least of several runs.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING


if TYPE_CHECKING:
    from pathlib import Path

VALGRIND = shutil.which("valgrind")
UNIT = "instructions" if VALGRIND else "time"
ROUNDS = 5_000

_PEAK = "\nprint(next(s for s in open('/proc/self/status') if s.startswith('VmHWM')))"


class Interpreter:
    """Fresh interpreters that find packages in *folder* first."""

    def __init__(self, folder: Path) -> None:
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(folder),
            "PYTHONHASHSEED": "0",
        }

    def cost(self, code: str) -> float:
        """Return the cost of running *code* in a process of its own.

        It has run once before, as modules that were never imported are compiled.
        """
        self._run(code)
        if VALGRIND is None:
            return min(self._seconds(code) for _ in range(9))
        tool = [VALGRIND, "--tool=callgrind", "--callgrind-out-file=/dev/null"]
        done = self._run(code, *tool)
        found = re.search(r"Collected : (\d+)", done.stderr)
        if found is None:
            raise SystemExit(f"valgrind printed no count: {done.stderr}")
        return int(found[1])

    def again(self, ready: str, *statements: str, rounds: int = ROUNDS) -> list[float]:
        """Return the cost of each statement when it is run again, without its loop."""
        lines = "\n".join((ready, *statements, "def f(n):", "    for _ in range(n):"))
        loop, *costs = (
            self.cost(f"{lines}\n        {statement}\nf({rounds})")
            for statement in ("pass", *statements)
        )
        return [(cost - loop) / rounds for cost in costs]

    def peak(self, code: str) -> float:
        """Return the most memory that running *code* takes, in kB; on Linux."""
        printed = self._run(code + _PEAK).stdout
        return int(printed.split()[-2])

    def _run(self, code: str, *tool: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*tool, sys.executable, "-c", code],
            env=self.environment,
            check=True,
            capture_output=True,
            encoding="utf-8",
        )

    def _seconds(self, code: str) -> float:
        start = time.perf_counter()
        self._run(code)
        return time.perf_counter() - start


def row(*cells: object) -> None:
    """Print a row of a Markdown table."""
    print("|", " | ".join(map(str, cells)), "|", flush=True)


def head(*cells: str) -> None:
    """Print the head of a Markdown table."""
    row(*cells)
    row(*["---"] * len(cells))

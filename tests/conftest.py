"""What the tests share: a data folder that may be broken, and fresh interpreters."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

import malmolund


# The first look-up of all reads the data, and machines may be busy.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--copies",
        default=100,
        help="how many broken copies of the data to load (default: 100)",
    )
    parser.addoption(
        "--megabytes",
        default=100,
        help="how large the file is that is matched in little memory (default: 100)",
    )
    parser.addoption(
        "--times",
        default=10,
        help="how often many do the same thing at once (default: 10)",
    )


PACKAGE = Path(malmolund.__file__).parent


class DataFolder:
    """A copy of the packaged data, with a hand for each way to change it."""

    def __init__(self, path: Path) -> None:
        shutil.copytree(PACKAGE / "data", path)
        self.path = path

    def file(self, table: str) -> Path:
        return self.path / f"{table}.json"

    def rows(self, table: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = json.loads(self.file(table).read_bytes())
        return rows

    def write(self, table: str, rows: object) -> None:
        self.file(table).write_text(json.dumps(rows), encoding="utf-8")

    def change(self, table: str, row: int, /, **values: object) -> None:
        """Give other *values* to a row; the first one has the number 1."""
        rows = self.rows(table)
        rows[row - 1] |= values
        self.write(table, rows)

    def add(self, table: str, row: int, /, **values: object) -> None:
        """Append a copy of a row, with other *values*."""
        rows = self.rows(table)
        self.write(table, [*rows, rows[row - 1] | values])

    def load(self) -> malmolund.Catalogue:
        return malmolund.load(self.path)

    def error(self) -> malmolund.DataError:
        """Return the error that loading the folder ends with."""
        with pytest.raises(malmolund.DataError) as caught:
            self.load()
        return caught.value


class Python:
    """Runs fresh interpreters."""

    def __call__(
        self, *arguments: str, measured: bool = True, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """Run Python with *arguments* and environment *variables*.

        Pass ``measured=False`` where measuring the coverage would change the result.
        """
        return subprocess.run(
            [sys.executable, *arguments],
            env=self.environment(measured=measured, **variables),
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=600,
        )

    def output(self, *arguments: str, measured: bool = True, **variables: str) -> str:
        """Return what Python prints; it must not complain of anything."""
        done = self(*arguments, measured=measured, **variables)

        assert ("", 0) == (done.stderr, done.returncode)

        return done.stdout

    @staticmethod
    def environment(*, measured: bool = True, **variables: str) -> dict[str, str]:
        given = {
            name: value
            for name, value in os.environ.items()
            if measured or not name.startswith("COVERAGE")
        }
        return given | variables


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """A copy of the packaged data folder."""
    return DataFolder(tmp_path / "data")


@pytest.fixture(scope="session")
def python() -> Python:
    """Runs fresh interpreters."""
    return Python()

"""The built wheel, the file that MALMOLUND_WHEEL names: its contents, and its use.

Python can import from a wheel without installing it, as it is a zip.
"""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest


WHEEL = Path(os.environ["MALMOLUND_WHEEL"]).resolve()
SOURCE = Path(__file__).parents[2] / "src" / "malmolund"

WALK = """\
import malmolund
assert malmolund.__file__.startswith({wheel!r}), malmolund.__file__
print(ascii(malmolund.municipalities["Malmö"].name), malmolund.region.population.latest)
print(malmolund.codes(["Lund", 1231, None]), malmolund.audit(["Lnud"]).total)
print(malmolund.sources["malmo_article"].date, len(malmolund.areas))
print(len(malmolund.municipalities.__geo_interface__["features"]))
print("<svg" in malmolund.region._repr_html_())
"""
WALKED = """\
'Malm\\xf6' 784412
['1281', '1231', None] 1
2019-05-23 312
12
True
"""


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run Python with the wheel, as it is, before all that is installed."""
    done = subprocess.run(
        [sys.executable, "-W", "error", *arguments],
        env=os.environ | {"PYTHONPATH": str(WHEEL), "PYTHONUTF8": "1"} | variables,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )

    assert ("", 0) == (done.stderr, done.returncode)

    return done


@pytest.fixture(scope="module")
def names() -> list[str]:
    """The names of the files in the wheel."""
    with zipfile.ZipFile(WHEEL) as archive:
        assert archive.testzip() is None
        return archive.namelist()


class TestContents:
    def test_tell_type_checkers_that_there_are_types(self, names: list[str]) -> None:
        assert "malmolund/py.typed" in names

    def test_are_the_package(self, names: list[str]) -> None:
        package = {
            f"malmolund/{path.relative_to(SOURCE).as_posix()}"
            for path in SOURCE.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }

        assert package == {name for name in names if ".dist-info/" not in name}

    def test_do_not_differ_in_case_alone(self, names: list[str]) -> None:
        assert len(names) == len({name.casefold() for name in names})

    def test_ask_for_two_libraries_and_no_other(self, names: list[str]) -> None:
        (file,) = (name for name in names if name.endswith(".dist-info/METADATA"))
        with zipfile.ZipFile(WHEEL) as archive:
            metadata = Parser().parsestr(archive.read(file).decode())

        needed = metadata.get_all("Requires-Dist", [])

        assert {"attrs", "importlib-resources"} == {
            needs.partition(">=")[0] for needs in needed if "extra ==" not in needs
        }


class TestFromItsZip:
    def test_everything_is_found(self) -> None:
        assert WALKED == run("-c", WALK.format(wheel=str(WHEEL))).stdout

    def test_the_command_does_its_main_job(self) -> None:
        printed = run("-m", "malmolund").stdout

        assert printed.startswith("MalmöLundregionen (The MalmöLund Region)\n")
        assert "      total                           784 412  2 520.70" in printed

    def test_the_command_exports_and_matches(self, tmp_path: Path) -> None:
        file = str(tmp_path / "people.csv")
        run("-m", "malmolund", "export", "population", "--output", file)

        assert 193 == len(Path(file).read_bytes().splitlines())

        matched = subprocess.run(
            [sys.executable, "-m", "malmolund", "match", file, "--column", "name"],
            env=os.environ | {"PYTHONPATH": str(WHEEL)},
            capture_output=True,
            encoding="utf-8",
            check=True,
            timeout=60,
        )

        assert 193 == len(matched.stdout.splitlines())
        assert "member: 192\n" in matched.stderr

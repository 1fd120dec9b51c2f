"""Check and build a release, without publishing it.

    python tools/release.py           the dry run: could this be released?
    python tools/release.py v0.1.0    the same, and is it the release of this tag?

It needs a git checkout and the dependency group ``release``; ``nox -s release`` brings
the latter. What passes lies in ``dist/pypi/``, and is what gets published.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple


if TYPE_CHECKING:
    from collections.abc import Iterable
    from email.message import Message


ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "malmolund"
DIST = ROOT / "dist" / "pypi"

SOURCE_ONLY = "src/malmolund/data/schemas/"
DEPENDENCIES = {"attrs", "importlib-resources"}
MACHINE_PATH = re.compile(rb"(?<!\w)/(?:home|Users|root)/\w|[A-Za-z]:\\+Users\\+\w")


class NotReadyError(Exception):
    """What stands in the way of a release."""


# What the files say


class Section(NamedTuple):
    """What changed in one version; it has no date before its release."""

    name: str
    date: str
    text: str

    @property
    def data(self) -> str:
        """What it says under the heading Data, nothing without that heading."""
        found = re.search(r"^### Data\n((?:(?!### ).*\n?)*)", self.text, re.MULTILINE)
        return found[1].strip() if found else ""

    @property
    def data_dates(self) -> list[str]:
        """The dates of the data that it tells of."""
        return re.findall(r"^- (\d{4}-\d{2}-\d{2}):", self.data, re.MULTILINE)


def sections(changelog: str) -> list[Section]:
    """Return the sections of a changelog, newest first."""
    _, *parts = re.split(r"^## (.*)\n", changelog, flags=re.MULTILINE)
    found = []
    for heading, text in zip(parts[::2], parts[1::2], strict=True):
        match = re.fullmatch(r"\[(\S+)\](?: - (\d{4}-\d{2}-\d{2}))?", heading)
        if not match or (match[2] is None) != (match[1] == "Unreleased"):
            raise NotReadyError(
                f"CHANGELOG.md has the heading '{heading}', "
                "not [Unreleased] or a [version] - and its date"
            )
        found.append(Section(match[1], match[2] or "", text.strip()))
    return found


def version_of(module: str) -> str:
    """Return the version that the source of the package gives."""
    (version,) = re.findall(r'^__version__ = "(.+)"$', module, re.MULTILINE)
    return str(version)


def citation_of(text: str) -> dict[str, str]:
    """Return the single values of a CITATION.cff."""
    return dict(re.findall(r"^([\w-]+): *(\S.*)$", text, re.MULTILINE))


# What has to agree


def check_changelog(
    history: list[Section], version: str, data_version: str, today: str
) -> str:
    """Check what the changelog says of the version; return the date of its release.

    Before the release, that is an empty text.
    """
    dates = [section.date for section in history if section.date]
    if any(section.name == "Unreleased" for section in history[1:]):
        raise NotReadyError("[Unreleased] comes first in CHANGELOG.md, and once")
    if dates != sorted(dates, reverse=True) or any(each > today for each in dates):
        raise NotReadyError("the dates in CHANGELOG.md fall, and none is to come")
    for section in history:
        if section.date and not (section.data_dates or section.data == "- Unchanged."):
            raise NotReadyError(
                f"{section.name} has no line '- date: what changed' under Data, "
                "and not '- Unchanged.'"
            )
    told = next((max(each.data_dates) for each in history if each.data_dates), "")
    if told != data_version:
        raise NotReadyError(
            f"the data are of {data_version}, but under Data it says '{told}'"
        )
    for section in history:
        if section.name == version:
            return section.date
    if not history or history[0].date or not history[0].text:
        raise NotReadyError(f"CHANGELOG.md has nothing on {version} or [Unreleased]")
    return ""


def check_citation(citation: dict[str, str], version: str, released: str) -> None:
    """Check that one cites this version, and its release once there is one."""
    expected = {"version": version, "date-released": released}
    for key, value in expected.items():
        if citation.get(key, "") != value:
            raise NotReadyError(
                f"CITATION.cff has '{citation.get(key, '')}' as {key}, not '{value}'"
            )


def check_tag(tag: str, history: list[Section], version: str, released: str) -> None:
    """Check that a tag is the one of this version, and that all of it is released."""
    if tag != f"v{version}":
        raise NotReadyError(f"the tag is {tag}, the version {version}")
    if not released:
        raise NotReadyError(f"CHANGELOG.md has no date for {version}")
    if history[0].name == "Unreleased" and history[0].text:
        raise NotReadyError(f"[Unreleased] is not empty, move it to {version}")


def check_files(kind: str, found: Iterable[str], expected: Iterable[str]) -> None:
    """Check that exactly the expected files are there."""
    missing, strange = set(expected) - set(found), set(found) - set(expected)
    if missing or strange:
        raise NotReadyError(
            f"the {kind} lacks {sorted(missing)}, should not have {sorted(strange)}"
        )


def in_sdist(tracked: Iterable[str], version: str) -> set[str]:
    """Return the names of what belongs into the sdist: all that git tracks."""
    return {f"malmolund-{version}/{name}" for name in (*tracked, "PKG-INFO")}


def in_wheel(tracked: Iterable[str], version: str) -> set[str]:
    """Return the names of what belongs into the wheel: the package, and about it."""
    about = [
        "METADATA",
        "RECORD",
        "WHEEL",
        "entry_points.txt",
        "licenses/LICENSE-CC0",
        "licenses/LICENSE-MIT",
        "sboms/malmolund.cdx.json",
    ]
    package = [
        name.removeprefix("src/")
        for name in tracked
        if name.startswith("src/") and not name.startswith(SOURCE_ONLY)
    ]
    return {
        "malmolund/py.typed",
        "malmolund/data/datapackage.json",
        *package,
        *(f"malmolund-{version}.dist-info/{name}" for name in about),
    }


def check_paths(files: dict[str, bytes]) -> None:
    """Check that no file tells where it was made."""
    for name, content in files.items():
        found = MACHINE_PATH.search(content)
        if found or os.fsencode(f"{ROOT}/") in content:
            raise NotReadyError(f"{name} has a path of a machine in it")


def check_metadata(metadata: Message, version: str) -> None:
    """Check the version, the licences, and that no more is needed than may be."""
    told = metadata["Version"], metadata["License-Expression"]
    if told != (version, "MIT AND CC0-1.0"):
        raise NotReadyError(f"the wheel says it is {told}")
    if requirements(metadata).keys() != DEPENDENCIES:
        raise NotReadyError(f"the wheel needs {requirements(metadata)}")


def requirements(metadata: Message) -> dict[str, str]:
    """Return what the wheel needs without any extra: names, and bounds of versions."""
    needed = [
        re.fullmatch(r"([\w.-]+)(.*)", each)
        for each in metadata.get_all("Requires-Dist", [])
        if "extra ==" not in each
    ]
    return {found[1]: found[2] for found in needed if found}


def check_sbom(text: str, metadata: Message, data_version: str) -> None:
    """Check that the bill of materials is CycloneDX, and says what the wheel says."""
    # Imported here, as the other checks do without it.
    from cyclonedx.schema import SchemaVersion  # noqa: PLC0415
    from cyclonedx.validation.json import JsonStrictValidator  # noqa: PLC0415

    error = JsonStrictValidator(SchemaVersion.V1_7).validate_str(text)
    if error:
        raise NotReadyError(f"the bill of materials is no CycloneDX: {error}")
    told = materials(json.loads(text))
    expected = {
        "malmolund": (metadata["Version"], metadata["License-Expression"]),
        "malmolund-data": (data_version, "CC0-1.0"),
        **{
            name: (f"vers:pypi/{bounds}", "")
            for name, bounds in requirements(metadata).items()
        },
    }
    if told != expected:
        raise NotReadyError(f"the bill of materials has {told}, not {expected}")


def materials(bill: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Return the version and the licences of each component of a bill of materials."""
    package = bill["metadata"]["component"]
    return {
        each["name"]: (
            each.get("version") or each["versionRange"],
            " AND ".join(
                licence.get("expression") or licence["license"]["id"]
                for licence in each.get("licenses", [])
            ),
        )
        for each in (package, *package["components"], *bill["components"])
    }


# Building and trying


def moment(day: str) -> int:
    """Return the seconds from 1970 to the beginning of a day in UTC."""
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())


def run(*command: str | Path, **options: Any) -> str:
    """Run a command and return what it prints."""
    done = subprocess.run(  # noqa: S603 - its own commands
        list(map(str, command)),
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        **options,
    )
    if done.returncode:
        raise NotReadyError(f"{' '.join(map(str, command))} failed:\n{done.stdout}")
    return str(done.stdout)


def build(source: Path, folder: Path, day: str, zone: str) -> tuple[Path, Path]:
    """Build sdist and wheel as of a day, where it is this time; return the two."""
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(moment(day)), "TZ": zone}
    command = (sys.executable, "-m", "hatchling", "build", "-d", folder)
    run(*command, cwd=source, env=environment)
    (sdist,), (wheel,) = folder.glob("*.tar.gz"), folder.glob("*.whl")
    return sdist, wheel


def build_twice(folder: Path, day: str) -> tuple[Path, Path]:
    """Build from the checkout and from the sdist of that, and compare the bytes."""
    first = build(ROOT, folder / "first", day, "UTC")
    with tarfile.open(first[0]) as archive:
        archive.extractall(folder / "source", filter="data")
    (source,) = (folder / "source").iterdir()
    second = build(source, folder / "second", day, "Asia/Kathmandu")
    for one, other in zip(first, second, strict=True):
        if one.name != other.name or one.read_bytes() != other.read_bytes():
            raise NotReadyError(f"{one.name} is not the same when built again")
    return first


def sdist_files(path: Path) -> dict[str, bytes]:
    """Return the files of an sdist by their names."""
    with tarfile.open(path) as archive:
        opened = {member.name: archive.extractfile(member) for member in archive}
        return {name: file.read() for name, file in opened.items() if file}


def wheel_files(path: Path) -> dict[str, bytes]:
    """Return the files of a wheel by their names."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def check_archives(sdist: Path, wheel: Path, version: str, data_version: str) -> None:
    """Check what is in sdist and wheel, and what they say of themselves."""
    tracked = run("git", "ls-files", "-z", cwd=ROOT).rstrip("\0").split("\0")
    in_source, files = sdist_files(sdist), wheel_files(wheel)
    check_files("sdist", in_source, in_sdist(tracked, version))
    check_files("wheel", files, in_wheel(tracked, version))
    check_paths(in_source | files)
    about = f"malmolund-{version}.dist-info"
    metadata = message_from_bytes(files[f"{about}/METADATA"])
    check_metadata(metadata, version)
    bill = files[f"{about}/sboms/malmolund.cdx.json"].decode()
    check_sbom(bill, metadata, data_version)
    run(sys.executable, "-m", "twine", "check", "--strict", sdist, wheel)
    run(sys.executable, "-m", "check_wheel_contents", wheel)


def try_out(wheel: Path, folder: Path, version: str, data_version: str) -> None:
    """Install the wheel where nothing else is, and use it with warnings as errors."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    run(python, "-m", "pip", "install", "--quiet", wheel)
    installed = set(run(python, "-c", INSTALLED).split()) - {"pip", "setuptools"}
    check_files("venv", installed, {"malmolund", *DEPENDENCIES})
    strict = (python, "-I", "-X", "utf8", "-W", "error")
    region = run(*strict, "-m", "malmolund", cwd=folder)
    if "MalmöLundregionen" not in region:
        raise NotReadyError(f"python -m malmolund printed:\n{region}")
    answer = run(*strict, "-c", LOOK_UP, cwd=folder).split()
    if answer != ["1281", version, data_version]:
        raise NotReadyError(f"the look-up printed {answer}")


INSTALLED = """
from importlib.metadata import distributions
for each in distributions():
    print(each.name.lower().replace("_", "-"))
"""
LOOK_UP = """
import malmolund as m
print(m.municipalities["Lunds kommun"].code, m.__version__, m.data_version)
"""


def rehearse(tag: str | None, folder: Path) -> tuple[Path, Path]:
    """Do all of a release but publishing it; return the sdist and the wheel."""

    def read(path: Path) -> str:
        return path.read_text(encoding="utf-8")

    version = version_of(read(PACKAGE / "__init__.py"))
    data_version = json.loads(read(PACKAGE / "data" / "datapackage.json"))["version"]
    history = sections(read(ROOT / "CHANGELOG.md"))
    today = datetime.now(UTC).date().isoformat()
    released = check_changelog(history, version, data_version, today)
    check_citation(citation_of(read(ROOT / "CITATION.cff")), version, released)
    if tag is not None:
        check_tag(tag, history, version, released)
    sdist, wheel = build_twice(folder, released or data_version)
    check_archives(sdist, wheel, version, data_version)
    try_out(wheel, folder / "venv", version, data_version)
    return sdist, wheel


def main(tag: str | None = None) -> None:
    """Rehearse a release, keep what was built, and print what it is."""
    with tempfile.TemporaryDirectory() as name:
        try:
            built = rehearse(tag, Path(name))
        except NotReadyError as reason:
            raise SystemExit(f"Not ready: {reason}.") from None
        shutil.rmtree(DIST, ignore_errors=True)
        DIST.mkdir(parents=True)
        for path in built:
            shutil.copy(path, DIST)
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            size = path.stat().st_size
            print(f"{digest}  {path.name}  {size:,} bytes")  # noqa: T201 - its result


if __name__ == "__main__":
    main(*sys.argv[1:])

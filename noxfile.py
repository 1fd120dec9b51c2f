"""The everyday tasks. `nox` alone runs the tests; `nox --list` shows the rest."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import nox


nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "venv"
nox.options.sessions = ["tests"]

ROOT = Path(__file__).parent
PROJECT = nox.project.load_toml("pyproject.toml")

FRAMES = [f"tests/frames/test_{name}.py" for name in ("pandas", "polars", "pyarrow")]
# What needs no more than Python packages of one version each.
LIBRARIES = [*FRAMES, "tests/frames/test_dask.py", "tests/frames/test_duckdb.py"]
PAGES = ["tests/docs", "tests/notebooks", "tests/site", "tests/browser"]


def group(name: str) -> tuple[str, ...]:
    """Return what a dependency group of pyproject.toml asks for."""
    return nox.project.dependency_groups(PROJECT, name)


WHEELS = tempfile.TemporaryDirectory()


def built_wheel(session: nox.Session) -> str:
    """Return the path of the wheel, which is built once in a run."""
    folder = Path(WHEELS.name)
    if not any(folder.iterdir()):
        pip = ("python", "-m", "pip", "wheel", "--no-deps", "--wheel-dir")
        session.run(*pip, str(folder), ".")
    return str(next(folder.glob("*.whl")))


def npm_install(session: nox.Session, folder: str) -> None:
    """Install what the package.json of a folder asks for, beside it."""
    npm = ("npm", "install", "--no-package-lock", "--no-audit", "--no-fund")
    session.run(*npm, "--prefix", folder, external=True)


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests on the built package and require full branch coverage."""
    session.install(".", *group("tests"))
    session.run("coverage", "erase")
    session.run("coverage", "run", "-m", "pytest", *session.posargs)
    # Only now, so that the tests before have shown that they need no library.
    session.install(".[frames,geo,plot]", *group("libraries"))
    session.run("coverage", "run", "-m", "pytest", *LIBRARIES, "tests/geo")
    session.run("coverage", "combine", "--quiet")
    session.run("coverage", "report")


def test_wheel(session: nox.Session, *requirements: str) -> None:
    """Run the tests of the package alone on the built wheel, and those of the wheel."""
    wheel = built_wheel(session)
    session.install(wheel, *requirements, *group("tests"))
    session.run("pytest")
    session.run("pytest", "tests/wheel", env={"MALMOLUND_WHEEL": wheel})


@nox.session(python=["3.12", "3.13", "3.13t", "3.14", "3.14t", "3.15", "3.15t"])
def pythons(session: nox.Session) -> None:
    """Run the tests of the package alone with every later Python."""
    test_wheel(session)


@nox.session(python="3.11")
def lowest(session: nox.Session) -> None:
    """Run the tests with the lowest versions that are supported."""
    needs = PROJECT["project"]["dependencies"]
    pins = [requirement.replace(">=", "==") for requirement in needs]
    test_wheel(session, *pins)
    session.install(*group("lowest"))
    session.run("pytest", *FRAMES)


@nox.session
@nox.parametrize("engine", ["ibis", "spark"])
def engines(session: nox.Session, engine: str) -> None:
    """Run the tests of what needs older libraries: Ibis, and Spark with pandas 2."""
    session.install(".", *group(engine))
    session.run("pytest", f"tests/frames/test_{engine}.py")
    if engine == "spark":
        session.run("pytest", "tests/frames/test_pandas.py")


@nox.session
def docs(session: nox.Session) -> None:
    """Build the site, execute all that it shows, and look at it in Chromium.

    Chromium and npm, for axe-core, have to be installed. Folders of tests may be named,
    such as `tests/docs`, which needs neither.
    """
    folders = session.posargs or PAGES
    session.install(".[frames,geo,plot]", *group("pages"))
    session.run("sphinx-build", "-WEnq", "docs", "docs/_build/html")
    if "tests/site" in folders:
        npm_install(session, "tests/site")
    for folder in folders:
        session.run("pytest", folder)
    session.run("pytest", "--nbmake", "docs/notebooks")


@nox.session
def pyodide(session: nox.Session) -> None:
    """Use the built wheel in Pyodide, the Python of browsers, which npm brings."""
    wheel = built_wheel(session)
    session.install(wheel, *group("pyodide"))
    folder = session.create_tmp()
    shutil.rmtree(folder)
    session.run("python", "-m", "pip", "wheel", "--wheel-dir", folder, wheel)
    npm_install(session, "tests/pyodide")
    session.run("pytest", "tests/pyodide", env={"MALMOLUND_WHEELS": folder})


@nox.session
def links(session: nox.Session) -> None:
    """Visit the sources of the data; it fails if one is gone."""
    session.install(".", *group("docs"))
    out = "docs/_build/links"
    page = "docs/explanation/sources.md"
    session.run("sphinx-build", "-Enq", "-b", "linkcheck", "docs", out, page)


@nox.session
def trust(session: nox.Session) -> None:
    """Check the data as others would, with the tools that they have."""
    session.install(".", *group("trust"))
    session.run("pytest", "tests/trust")


@nox.session
def hard(session: nox.Session) -> None:
    """Break data, ask in many threads, kill what writes, match what is large.

    With a number, such as `nox -s hard -- 270`, atheris gets so many seconds for each
    target, and everything else is larger.
    """
    session.install(".", *group("fuzz"))
    long = bool(session.posargs)
    copies, megabytes, times = (10_000, 2_000, 200) if long else (1_000, 100, 10)
    size = (f"--megabytes={megabytes}", f"--times={times}")
    session.run("pytest", "tests/hard", "-s", *size)
    session.run("pytest", "tests/test_corruption.py", "-s", f"--copies={copies}")
    found = session.create_tmp()
    for target, runs in (("lookup", 2_000), ("match", 4_000), ("load", 300)):
        seconds = [f"-max_total_time={word}" for word in session.posargs]
        options = ["-len_control=0", "-max_len=1000", f"-artifact_prefix={found}/"]
        options += seconds or [f"-runs={runs}"]
        session.run("python", f"tests/fuzz/fuzz_{target}.py", *options)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and format, and the files that other programs read."""
    session.install(*group("lint"))
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    workflows = sorted(map(str, Path(".github", "workflows").glob("*.yml")))
    forms = sorted(map(str, Path(".github", "ISSUE_TEMPLATE").glob("[!c]*.yml")))
    for rules, files in (
        ("vendor.citation-file-format", ["CITATION.cff"]),
        ("vendor.github-issue-forms", forms),
        ("vendor.github-workflows", workflows),
        ("custom.github-workflows-require-timeout", workflows),
    ):
        session.run("check-jsonschema", "--builtin-schema", rules, *files)
    session.run("zizmor", "--offline", "--pedantic", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types with four checkers, and that every public one is known."""
    session.install(".", *group("types"))
    session.run("mypy")
    session.run("pyright")
    # As users of the wheel see them, away from the sources.
    with tempfile.TemporaryDirectory() as folder, session.chdir(folder):
        shutil.copy(ROOT / "tests" / "typing_api.py", "api.py")
        Path("pyrightconfig.json").write_text(
            '{"typeCheckingMode": "strict", "reportMissingModuleSource": false}'
        )
        session.run("mypy", "--strict", "api.py")
        session.run("pyright", "api.py")
        session.run("basedpyright", "api.py")
        session.run("ty", "check", "--error-on-warning", "api.py")
        session.run("pyright", "--verifytypes", "malmolund", "--ignoreexternal")


@nox.session(python=["3.11", "3.12", "3.13"])
def budgets(session: nox.Session) -> None:
    """Count what importing and looking up cost, and fail if a budget is exceeded."""
    session.install(".")
    session.run("python", "benchmarks/run.py", "lookups", "--check")


@nox.session
def benchmarks(session: nox.Session) -> None:
    """Measure and print what docs/performance.md shows, or parts of it by name."""
    wheel = built_wheel(session)
    session.install(wheel, *group("libraries"))
    session.run("python", "benchmarks/run.py", "--wheel", wheel, *session.posargs)


@nox.session
def build(session: nox.Session) -> None:
    """Build sdist and wheel into dist/, and look at them as the index will."""
    session.install(*group("build"))
    session.run("python", "-m", "build")
    files = [*Path("dist").glob("*.tar.gz"), *Path("dist").glob("*.whl")]
    session.run("twine", "check", "--strict", *map(str, files))
    session.run("check-wheel-contents", "dist")


@nox.session
def data(session: nox.Session) -> None:
    """Make what is made of the data: the descriptor, and the archive in dist/.

    With a folder of maps, as in `nox -s data -- FOLDER`, the boundaries first.
    """
    session.install(".")
    if session.posargs:
        session.install(*group("boundaries"))
        session.run("python", "tools/make_boundaries.py", *session.posargs)
    for name in ("descriptor", "data_zip"):
        session.run("python", f"tools/make_{name}.py")

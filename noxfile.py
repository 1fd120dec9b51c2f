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


FRAMES = [f"tests/frames/test_{name}.py" for name in ("pandas", "polars", "pyarrow")]
LIBRARIES = [*FRAMES, "tests/frames/test_dask.py", "tests/geo"]


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests on the built package and demand full branch coverage."""
    session.install(".", *group("tests"))
    session.run("coverage", "erase")
    session.run("coverage", "run", "-m", "pytest", *session.posargs)
    # Only now, so that the tests before have shown that they need no library.
    groups = ("frames-tests", "dask-tests", "geo-tests")
    needed = [requirement for name in groups for requirement in group(name)]
    session.install(".[frames,geo,plot]", *needed)
    session.run("coverage", "run", "-m", "pytest", *LIBRARIES)
    session.run("coverage", "combine", "--quiet")
    session.run("coverage", "report")


@nox.session(python=["3.11", "3.12", "3.13", "3.14", "3.14t", "3.15", "3.15t"])
def pythons(session: nox.Session) -> None:
    """Run the tests of the package alone on the built wheel, with every Python."""
    wheel = built_wheel(session)
    session.install(wheel, *group("tests"))
    session.run("pytest")
    session.run("pytest", "tests/wheel", env={"MALMOLUND_WHEEL": wheel})


@nox.session(python="3.11")
def lowest(session: nox.Session) -> None:
    """Run the tests with the lowest versions that are supported."""
    needs = PROJECT["project"]["dependencies"]
    pins = [requirement.replace(">=", "==") for requirement in needs]
    session.install(built_wheel(session), *pins, *group("tests"))
    session.run("pytest")
    session.install(*group("lowest-frames"))
    session.run("pytest", *FRAMES)


@nox.session
def browser(session: nox.Session) -> None:
    """Look at the cards and maps in Chromium, which has to be installed."""
    session.install(".[plot]", *group("browser-tests"))
    session.run("pytest", "tests/browser")


def build_site(session: nox.Session) -> None:
    """Build the documentation; a warning, or a reference to nothing, is an error."""
    session.run("sphinx-build", "-WEnq", "docs", "docs/_build/html")


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation as a site, and execute all that it shows."""
    session.install(".[frames,geo,plot]", *group("docs-tests"))
    build_site(session)
    session.run("pytest", "tests/docs", *session.posargs)


@nox.session
def site(session: nox.Session) -> None:
    """Look at the site in Chromium; it and npm, for axe-core, have to be installed."""
    session.install(".", *group("site-tests"))
    build_site(session)
    npm = ("npm", "install", "--no-package-lock", "--no-audit", "--no-fund")
    session.run(*npm, "--prefix", "tests/site", external=True)
    session.run("pytest", "tests/site", *session.posargs)


@nox.session
def fuzz(session: nox.Session) -> None:
    """Break keys, tables and folders, by chance and by atheris (flags: longer)."""
    session.install(".", *group("fuzz-tests"))
    copies = "10000" if session.posargs else "2000"
    session.run("pytest", "tests/test_corruption.py", "-s", "--copies", copies)
    found = session.create_tmp()
    for target, runs in (("lookup", 5_000), ("match", 10_000), ("load", 1_000)):
        limits = session.posargs or [f"-runs={runs}"]
        options = ["-len_control=0", "-max_len=1000", f"-artifact_prefix={found}/"]
        session.run("python", f"tests/fuzz/fuzz_{target}.py", *options, *limits)


@nox.session
def hard(session: nox.Session) -> None:
    """Ask in many threads, kill what writes, and match a file that is large."""
    session.install(".", *group("tests"))
    session.run("pytest", "tests/hard", "-s", *session.posargs)


@nox.session
def big(session: nox.Session) -> None:
    """Match a file of two gigabytes, in little memory; it takes some minutes."""
    session.install(".", *group("tests"))
    session.run("pytest", "tests/hard/test_big.py", "-s", "--megabytes", "2000")


@nox.session
def mutants(session: nox.Session) -> None:
    """Change the core in thousands of small ways; it takes an hour or more."""
    session.install(".", *group("mutants"))
    session.run("python", "tools/mutants.py", *session.posargs)


@nox.session
def trust(session: nox.Session) -> None:
    """Check the data as others would, with the tools that they have."""
    session.install(".", *group("trust-tests"))
    session.run("pytest", "tests/trust")


@nox.session
def data(session: nox.Session) -> None:
    """Describe the data, and make the archive for people without Python in dist/."""
    session.install(".")
    session.run("python", "tools/make_descriptor.py")
    session.run("python", "tools/make_data_zip.py")


@nox.session
def catalogue(session: nox.Session) -> None:
    """Describe the data for catalogues (`-- --base URL --output dist`)."""
    session.install(*group("catalogue"))
    session.run("python", "tools/make_catalogue.py", *session.posargs)


@nox.session
def notebooks(session: nox.Session) -> None:
    """Execute the notebooks, and see that what is stored in them is still true."""
    session.install(".[frames,plot]", *group("notebooks-tests"))
    session.run("pytest", "tests/notebooks")
    session.run("pytest", "--nbmake", "docs/notebooks")


@nox.session
def boundaries(session: nox.Session) -> None:
    """Make the boundaries of the package anew, from those that SCB publishes."""
    session.install(*group("boundaries"))
    session.run("python", "tools/make_boundaries.py")


@nox.session
def pandas2(session: nox.Session) -> None:
    """Run the tests of pandas with its version 2."""
    session.install(".", *group("pandas2-tests"))
    session.run("pytest", "tests/frames/test_pandas.py")


@nox.session
@nox.parametrize("engine", ["duckdb", "ibis", "spark"])
def engines(session: nox.Session, engine: str) -> None:
    """Run the tests of an engine that computes elsewhere or later."""
    needs = "frames" if engine == "duckdb" else engine
    session.install(".", *group(f"{needs}-tests"))
    session.run("pytest", f"tests/frames/test_{engine}.py")


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and format."""
    session.install(*group("lint"))
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types with four checkers, and that every public one is known."""
    session.install(".", *group("tests"), *group("types"), "nox")
    session.run("mypy")
    session.run("pyright")
    # As whoever installs the wheel sees them, far from the sources.
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
def workflows(session: nox.Session) -> None:
    """Check the workflow files: their form, and what an attacker could make of them."""
    session.install(*group("workflows"))
    files = sorted(map(str, Path(".github", "workflows").glob("*.yml")))
    for rules in ("vendor.github-workflows", "custom.github-workflows-require-timeout"):
        session.run("check-jsonschema", "--builtin-schema", rules, *files)
    session.run("zizmor", "--offline", "--pedantic", ".")


@nox.session
def release(session: nox.Session) -> None:
    """Rehearse a release, all of it but publishing (`-- v0.1.0`: that of this tag)."""
    session.install(*group("release"))
    schema = "vendor.citation-file-format"
    session.run("check-jsonschema", "--builtin-schema", schema, "CITATION.cff")
    session.run("python", "tools/release.py", *session.posargs)


@nox.session
def benchmarks(session: nox.Session) -> None:
    """Measure and print what docs/performance.md shows, or parts of it by name."""
    wheel = built_wheel(session)
    session.install(wheel, *group("benchmarks"))
    session.run("python", "benchmarks/run.py", "--wheel", wheel, *session.posargs)

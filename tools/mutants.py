"""Change the package in thousands of small ways, and see which no test notices.

The changes are those of mutmut, which itself leaves alone what stands outside of
functions and what is decorated: the rules of the data, and every property. Each changed
module is tried in a process of its own, forked where pytest is loaded already, with the
tests that are likeliest to fail first.

    nox --session mutants                       all modules, an hour or two
    nox --session mutants -- _dates _matching   some of them

Prints a table of counts, and each change that no test noticed.
"""

from __future__ import annotations

import argparse
import difflib
import multiprocessing
import os
import resource
import shutil
import signal
import sys
import time
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import libcst as cst
import pytest
from hypothesis import Phase, settings
from libcst import matchers as m
from libcst.metadata import ByteSpanPositionProvider, MetadataWrapper
from mutmut.mutation import mutators


if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "malmolund"
MUTANTS = ROOT / "mutants"

# The modules, with the tests that know most of them; all others follow.
MODULES = {
    "_matching": ("collection", "matching"),
    "_collection": ("collection",),
    "_load": ("load",),
    "_tables": ("load",),
    "_checks": ("checks", "descriptor", "records"),
    "_region": ("region", "plans", "records"),
    "_dates": ("checks", "region", "records"),
    "_columns": ("columns",),
    "_records": ("municipalities", "plans", "records"),
    "_municipality": ("municipalities", "matching", "region", "records"),
    "_provenance": ("municipalities", "plans", "records"),
    "_catalogue": ("collection", "columns", "data", "load"),
}

TESTS = [path.stem[5:] for path in sorted((ROOT / "tests").glob("test_*.py"))]

LEFT_OUT = ("mutants", "__pycache__", ".git", ".nox", ".venv", ".cov*", ".*_cache")

# What noticed the change before this one is likely to notice this one too.
OPTIONS = ("-xq", "--failed-first", "-W", "ignore:Module already imported")

# What takes long and looks at the package from afar.
LAST = ("cards", "cli", "docs", "hostile", "import", "match", "shapes")

# What a change may take that makes the tests endless: seconds of the processor, seconds
# by the clock, and bytes of memory.
CPU, CLOCK, MEMORY = 90, 300, 1 << 32

# What is for the type checker, or a text that is for people alone.
UNTOUCHED = (
    m.Annotation()
    | m.Import()
    | m.ImportFrom()
    | m.If(test=m.Name("TYPE_CHECKING"))
    | m.Assign(targets=[m.AssignTarget(m.Name("TYPE_CHECKING"))])
    | m.Assign(value=m.Call(func=m.Name("TypeVar")))
    | m.FunctionDef(decorators=[m.Decorator(m.Name("overload"))])
    | m.SimpleStatementLine(body=[m.Expr(m.SimpleString() | m.ConcatenatedString())])
)


class Mutant(NamedTuple):
    """One small change."""

    module: str
    line: int
    code: str

    def diff(self) -> str:
        """Return the lines that differ."""
        old = (SOURCE / f"{self.module}.py").read_text(encoding="utf-8").splitlines()
        lines = difflib.unified_diff(old, self.code.splitlines(), lineterm="", n=0)
        return "\n".join(line for line in list(lines)[2:] if line[:2] != "@@")


def mutants(module: str) -> Iterator[Mutant]:
    """Yield every small change of a module."""
    text = (SOURCE / f"{module}.py").read_text(encoding="utf-8")
    data = text.encode()
    wrapper = MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True)
    places = wrapper.resolve(ByteSpanPositionProvider)
    seen = {text}
    for node in _nodes(wrapper.module):
        for kind, operator in mutators.mutation_operators:
            if not isinstance(node, kind):
                continue
            changed = operator(node)
            if isinstance(node, cst.SimpleString):
                # Other capitals tell no more than that.
                changed = list(changed)[:1]
            for new in changed:
                start = places[node].start
                end = start + places[node].length
                part = wrapper.module.code_for_node(new).encode()
                code = (data[:start] + part + data[end:]).decode()
                if code not in seen:
                    seen.add(code)
                    yield Mutant(module, data.count(b"\n", 0, start) + 1, code)


def _nodes(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    if m.matches(node, UNTOUCHED):
        return
    if isinstance(node, cst.Call) and m.matches(node.func, m.Name("cast")):
        # The type that a value is cast to is for the type checker as well.
        yield from _nodes(node.args[1].value)
        return
    yield node
    for child in node.children:
        yield from _nodes(child)


def attempt(tests: list[str]) -> bool:
    """Tell whether all *tests* pass on the copy of the package of this process."""
    child = os.fork()
    if child == 0:
        _run(tests)
    until = time.monotonic() + CLOCK
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status == 0
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def _run(tests: list[str]) -> None:
    """Run tests in a process that ends with them."""
    status = 1
    try:
        os.setpgid(0, 0)
        resource.setrlimit(resource.RLIMIT_CPU, (CPU, CPU))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        status = _pytest(tests)
    finally:
        sys.stdout.flush()
        os._exit(status)


def _pytest(tests: list[str], *options: str) -> int:
    paths = [f"tests/test_{name}.py" for name in tests]
    return int(pytest.main([*OPTIONS, *options, *paths]))


def prepare() -> Path:
    """Return the folder of this process, with a copy of the package and its tests."""
    folder = MUTANTS / str(os.getpid())
    if folder.exists():
        return folder
    left_out = shutil.ignore_patterns(*LEFT_OUT)
    shutil.copytree(ROOT, folder, ignore=left_out)
    os.chdir(folder)
    os.environ["PYTHONPATH"] = str(folder / "src")
    sys.path.insert(0, os.environ["PYTHONPATH"])
    output = os.open("output.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(output, 1)
    os.dup2(output, 2)
    # Few examples are enough where one of them shows the change, and it need not be the
    # simplest one. The profile of the tests builds on the one that is loaded.
    phases = (Phase.explicit, Phase.generate)
    settings.register_profile(
        "few", max_examples=20, derandomize=True, database=None, phases=phases
    )
    settings.load_profile("few")
    # Load all that the tests need, and forget the package and the tests themselves.
    _pytest(TESTS, "--collect-only")
    for name, module in list(sys.modules.items()):
        if (getattr(module, "__file__", None) or "").startswith(str(folder)):
            del sys.modules[name]
    return folder


def passes() -> bool:
    """Tell whether the tests pass without a change."""
    prepare()
    return attempt(TESTS)


def survives(mutant: Mutant) -> bool:
    """Tell whether no test notices a change."""
    folder = prepare()
    first = MODULES[mutant.module]
    rest = [name for name in TESTS if name not in {*first, *LAST}]
    file = folder / "src" / "malmolund" / f"{mutant.module}.py"
    compiled = Path(cache_from_source(str(file)))
    file.write_text(mutant.code, encoding="utf-8")
    try:
        for group in (first, rest, LAST):
            # Else that of another change, of the same second and size, would be taken.
            compiled.unlink(missing_ok=True)
            if not attempt([*group]):
                return False
    finally:
        compiled.unlink(missing_ok=True)
        shutil.copy(SOURCE / file.name, file)
    return True


def main() -> int:
    """Try all changes of the modules that are asked for, and print what survived."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("module", nargs="*", metavar="MODULE")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--lines", type=int, nargs="+", help="only those lines")
    options = parser.parse_args()
    shutil.rmtree(MUTANTS, ignore_errors=True)
    rows = ["| module | changes | noticed | |", "|---|---:|---:|---:|"]
    tried = noticed = 0
    with multiprocessing.get_context("fork").Pool(options.jobs) as pool:
        if not pool.apply(passes):
            say("The tests fail without any change; see output.txt in mutants/.")
            return 1
        for module in options.module or MODULES:
            changes = [
                mutant
                for mutant in mutants(module)
                if options.lines is None or mutant.line in options.lines
            ]
            lives = 0
            for mutant, lived in zip(
                changes, pool.imap(survives, changes), strict=True
            ):
                if lived:
                    lives += 1
                    say(f"\n{module}.py, line {mutant.line}\n{mutant.diff()}")
            rows.append(_row(f"`{module}`", len(changes), len(changes) - lives))
            tried, noticed = tried + len(changes), noticed + len(changes) - lives
    say("\n" + "\n".join([*rows, _row("all", tried, noticed)]))
    return 0


def say(text: str) -> None:
    """Print, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _row(name: str, tried: int, noticed: int) -> str:
    return f"| {name} | {tried} | {noticed} | {noticed / tried:.1%} |"


if __name__ == "__main__":
    sys.exit(main())

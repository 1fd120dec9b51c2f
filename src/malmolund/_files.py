"""Files that are there whole or not at all, and standard output as it should be."""

from __future__ import annotations

import errno
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING


if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path
    from typing import TextIO


@contextmanager
def replacing(path: Path) -> Generator[TextIO]:
    """Open a file to write, as UTF-8, which replaces *path* when all went well.

    Raises:
        OSError: It cannot be written, or *path* is no file but a device, say.
    """
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "it is there already, and is no file", str(path))
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            yield file
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def reconfigure(**options: str) -> None:
    """Make standard output write otherwise, where it can."""
    # What stands in for a terminal, in a notebook for one, may know no encoding.
    change = getattr(sys.stdout, "reconfigure", None)
    if change is not None:
        change(**options)

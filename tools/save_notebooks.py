"""Execute the notebooks of ``docs/notebooks`` and keep what they show in them.

Run it with the dependency group ``notebooks-tests`` and the extra ``plot`` installed;
without names it takes all of them:

    python tools/save_notebooks.py [NOTEBOOK ...]
"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient


NOTEBOOKS = Path(__file__).resolve().parent.parent / "docs" / "notebooks"


def save(path: Path) -> nbformat.NotebookNode:
    """Execute a notebook and write it, without timings and versions."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=300, record_timing=False)
    client.execute(cwd=str(path.parent))
    notebook.metadata.language_info = {"name": "python"}
    nbformat.write(notebook, path)
    return notebook


if __name__ == "__main__":
    chosen = [Path(name) for name in sys.argv[1:]]
    for path in chosen or sorted(NOTEBOOKS.glob("*.ipynb")):
        save(path)

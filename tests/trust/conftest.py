"""What the tests share: the data as they are packaged, and as an archive."""

import json
import shutil
from pathlib import Path
from typing import Any

import make_data_zip
import pytest


DATA = Path(__file__).parents[2] / "src" / "malmolund" / "data"


@pytest.fixture(scope="session")
def descriptor() -> Any:
    return json.loads((DATA / "datapackage.json").read_bytes())


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the data folder."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive for people without Python."""
    return make_data_zip.main(tmp_path_factory.mktemp("archive"))


@pytest.fixture(scope="session")
def unpacked(archive: Path) -> Path:
    """The folder that the archive unpacks to."""
    folder = archive.with_suffix("")
    shutil.unpack_archive(archive, folder)
    return folder

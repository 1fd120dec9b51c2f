"""What the index shows of the README, whose links lead into the repository."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface


class ReadmeHook(MetadataHookInterface):
    """Makes the links of the README absolute, once its address is in `project.urls`."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the readme of the metadata."""
        text = Path(self.root, "README.md").read_text("utf-8")
        address = metadata.get("urls", {}).get("Source")
        if address:
            text = absolute(text, address)
        metadata["readme"] = {"content-type": "text/markdown", "text": text}


def absolute(text: str, address: str) -> str:
    """Return a Markdown text whose links and pictures name a repository on a host."""
    pictures = rf"\1({address}/raw/main/"
    links = rf"\1({address}/blob/main/"
    text = re.sub(r"(!\[[^]]*\])\((?!https?://)", pictures, text)
    return re.sub(r"((?<!!)\[[^]]*\])\((?!https?://|#)", links, text)

"""The browser that pages and notebooks are looked at in."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, sync_playwright


if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def chromium() -> Iterator[Browser]:
    """Open the Chromium of this machine, and close it again."""
    path = shutil.which("chromium")
    if path is None:
        raise FileNotFoundError("no chromium is installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox"]
        )
        yield browser
        browser.close()

"""Work on many pages side by side, in as many browsers as there are processors."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from playwright.sync_api import sync_playwright

from tests.conftest import FLAGS, chromium

Item = TypeVar("Item")
LANES = min(4, os.cpu_count() or 1)


def side_by_side(
    work: Callable[[Any, Sequence[Item]], list[str]], items: Sequence[Item]
) -> list[str]:
    """Return what `work` says of the items, given a browser and a share of them, in any order.

    Each browser is driven from a thread of its own, as Playwright asks.
    """

    def lane(share: Sequence[Item]) -> list[str]:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS])
            try:
                return work(browser, share)
            finally:
                browser.close()

    shares = [items[start::LANES] for start in range(LANES) if items[start::LANES]]
    with ThreadPoolExecutor(LANES) as pool:
        return sorted(said for found in pool.map(lane, shares) for said in found)

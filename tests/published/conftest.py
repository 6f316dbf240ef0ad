"""What the tests of the yardsticks stand on: each town's store, made once and shared by all workers."""

from __future__ import annotations

import os
import shutil
from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.published.founding import found
from tests.published.yardstick import Yardstick, once

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Mcu
    from tests.published.town import Town
    from tests.published.yardstick import Measured


@pytest.fixture
def measured(mcu: Mcu, mcu_process: Mcu, tmp_path_factory: pytest.TempPathFactory) -> Measured:
    """Return the yardstick of a town."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base

    def measure(name: str, make: Callable[[], Town], *period: str) -> Yardstick:
        folder = shared / f"published-{name}"
        folder.mkdir(exist_ok=True)
        town, root = _invented(make), folder / "store"

        def make_store() -> str:
            shutil.rmtree(root, ignore_errors=True)  # what a failure before left half made
            found(town, root, mcu)
            return "made\n"

        once(folder / "made.txt", make_store)
        return Yardstick(root, period, town.now.isoformat(), mcu_process)

    return measure


@cache
def _invented(make: Callable[[], Town]) -> Town:
    return make()

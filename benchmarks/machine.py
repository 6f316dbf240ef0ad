"""The machine in general words: what tells a reader how to take the figures, and nothing that names it."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version

from benchmarks.stores import git_version

_GIGABYTE = 2**30


def described() -> str:
    """Return processors, memory and the versions of what runs, in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _GIGABYTE
    count = os.cpu_count() or 1
    return (
        f"{count} processor{'s' if count != 1 else ''} ({platform.machine()}), {memory:.0f} GB of memory, "
        f"{platform.system()}; Python {platform.python_version()}, git {git_version()}, Typer {version('typer')}, "
        f"PyYAML {version('PyYAML')}"
    )

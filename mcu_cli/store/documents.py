"""The files of a store that people write by hand: both registries, the saved filters, the answer templates.

They are in force as HEAD holds them; a change by hand waits for `mcu record`.
"""

from __future__ import annotations

import re

from mcu_cli.store.registries import REGISTRIES

FILTERS = "filters.yaml"
TEMPLATES = "templates"
# What git is asked for: files, and the folder with all that is in it.
DOCUMENTS = (*REGISTRIES, FILTERS, TEMPLATES)
# Words of letters and digits, so that a name means the same file on every system.
_TEMPLATE = re.compile(rf"{TEMPLATES}(?:/\w[\w-]*)+\.txt")


def is_document(path: str) -> bool:
    """Whether `path` (relative to the store, with `/`) is that of such a file."""
    return path in REGISTRIES or path == FILTERS or _TEMPLATE.fullmatch(path) is not None

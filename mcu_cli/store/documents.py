"""The files of a store beside its appeals.

People write both registries, the saved filters and the templates of answers and of press texts by hand; they are in
force as HEAD holds them, and a change waits for `mcu record`. Saved reports are written by commands alone: a change by
hand is never taken in.
"""

from __future__ import annotations

import re

from mcu_cli.store.registry_names import REGISTRIES

FILTERS = "filters.yaml"
TEMPLATES = "templates"
PRESS = "press"
DAILY = "reports/daily"
DESTRUCTION = "reports/destruction"
# What git is asked for: files, and the folders with all that is in them.
DOCUMENTS = (*REGISTRIES, FILTERS, TEMPLATES, PRESS, DAILY, DESTRUCTION)
# Words of letters and digits, so that a name means the same file on every system.
_TEMPLATE = re.compile(rf"(?:{TEMPLATES}|{PRESS})(?:/\w[\w-]*)+\.txt")
_SAVED = re.compile(
    rf"{DAILY}/(\d{{4}})/\1-\d{{2}}-\d{{2}}\.(?:md|html)|{DESTRUCTION}/(\d{{4}})/\2-\d{{2}}-\d{{2}}-\d{{1,4}}\.md",
    re.ASCII,
)


def is_document(path: str) -> bool:
    """Whether `path` (relative to the store, with `/`) is that of a file that people write."""
    return path in REGISTRIES or path == FILTERS or _TEMPLATE.fullmatch(path) is not None


def is_saved_report(path: str) -> bool:
    """Whether `path` is one of a summary that `mcu summary --save` keeps, or of an act that `mcu retention` writes."""
    return _SAVED.fullmatch(path) is not None


def is_in_reports(path: str) -> bool:
    """Whether `path` lies where reports are saved."""
    return path.startswith((f"{DAILY}/", f"{DESTRUCTION}/"))

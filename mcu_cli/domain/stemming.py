"""Snowball's stemmer of Russian alone: its package imports those of thirty languages, which takes ten times as long."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

_PACKAGE = "snowballstemmer"
_APART = f"{_PACKAGE}_of_russian"  # the folder of the package under another name, without what makes it a package


def russian_stemmer() -> Any:
    """Return the stemmer, whose `stemWord` takes a folded word."""
    found = find_spec(_PACKAGE)
    if found is None or found.submodule_search_locations is None:
        raise ModuleNotFoundError(_PACKAGE)
    package = ModuleType(_APART)
    package.__path__ = found.submodule_search_locations
    sys.modules[_APART] = package
    return import_module(f"{_APART}.russian_stemmer").RussianStemmer()

"""The press templates: those of a store as HEAD holds them, and those that come with mcu in each language."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from mcu_cli.store.documents import PRESS, is_document

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from mcu_cli.store.repository import Store

SUFFIX = ".txt"


def press_templates_of(store: Store, commit: str = "HEAD") -> dict[str, bytes]:
    """Return the press templates on record, or those of an older commit, by name, sorted."""
    found = store.documents(PRESS, commit)
    return {name_of(path): found[path] for path in sorted(found) if is_document(path)}


def shipped_press_templates(language: str) -> dict[str, bytes]:
    """Return the press templates that come with mcu in `language`, by name, sorted."""
    folder = resources.files("mcu_cli.store.defaults") / PRESS / language
    return {name_of(path): data for path, data in sorted(files_below(folder, PRESS).items())}


def name_of(path: str) -> str:
    """Return the name of the press template at `path`: `parts/topics`."""
    return path.removeprefix(f"{PRESS}/").removesuffix(SUFFIX)


def path_of(name: str) -> str:
    """Return the path of a press template in the store, with `/`."""
    return f"{PRESS}/{name}{SUFFIX}"


def files_below(folder: Traversable, path: str) -> dict[str, bytes]:
    """Return the files below a folder of the defaults, by their paths in the store, where it stands at `path`."""
    files: dict[str, bytes] = {}
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        inner = f"{path}/{item.name}"
        files |= files_below(item, inner) if item.is_dir() else {inner: item.read_bytes()}
    return files

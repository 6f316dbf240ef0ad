"""The templates of answers as HEAD holds them; one changed by hand is not in force until it is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.domain.template_choice import name_of, path_of
from mcu_cli.store.documents import TEMPLATES, is_document
from mcu_cli.store.files import inside, read_file

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mcu_cli.store.repository import Store


def templates_of(store: Store) -> dict[str, bytes]:
    """Return the templates on record by name, sorted."""
    found = store.documents(TEMPLATES)
    return {name_of(path): found[path] for path in sorted(found) if is_document(path)}


def names_of_templates(store: Store) -> list[str]:
    """Return the names of the templates on record, sorted; what they say is not read."""
    if store.git.head() is None:
        return []
    output = store.git.run("ls-tree", "-r", "-z", "--name-only", "HEAD", "--", f"{TEMPLATES}/")
    paths = output.decode("utf-8", "replace").split("\0")
    return sorted(name_of(path) for path in paths if is_document(path) and path.startswith(f"{TEMPLATES}/"))


def is_edited(store: Store, name: str, on_record: Mapping[str, bytes]) -> bool:
    """Whether the file of a template says something else in the folder than on record, or is not on record at all."""
    return store.differs(path_of(name), on_record.get(name))


def templates_in_folder(store: Store, on_record: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the templates as the folder holds them, by name: what is being written, and not in force yet."""
    edited = [path for path in store.edited_paths() if path.startswith(f"{TEMPLATES}/") and is_document(path)]
    written = {name_of(path): read_file(inside(store.root, path)) for path in edited}
    return {name: data for name, data in {**on_record, **written}.items() if data is not None}

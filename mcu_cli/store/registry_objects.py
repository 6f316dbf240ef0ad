"""The files of the two registries as git holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.errors import DamagedError
from mcu_cli.language import _
from mcu_cli.store.registry_names import REGISTRIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcu_cli.store.git import Git


def registry_files(git: Git, objects: Sequence[str] = ()) -> tuple[bytes, bytes]:
    """Return departments.yaml and categories.yaml out of their `objects`, out of HEAD where one of these is not known.

    Raises DamagedError where one of the files is not on record.
    """
    names = [f"HEAD:./{name}" for name in REGISTRIES]
    found = list(git.blobs(objects if objects and all(objects) else names))
    for name, data in zip(REGISTRIES, found, strict=True):
        if data is None:
            git.head()  # where git itself is the trouble, it says so
            raise DamagedError(
                _("{name} is not on record; put it under git (`git add {name}` and `git commit`)").format(name=name)
            )
    departments, categories = found
    assert departments is not None  # noqa: S101  # looked at above
    assert categories is not None  # noqa: S101
    return departments, categories

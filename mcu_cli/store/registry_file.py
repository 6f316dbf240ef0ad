"""One hand-written file: takes typed values out and notes what is wrong, by file and line."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.words import name_key
from mcu_cli.errors import Problem
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mcu_cli.store.yaml_reader import Document

Path = tuple[str | int, ...]
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class RegistryFile:
    """One registry file: takes typed values out and notes what is wrong."""

    def __init__(self, document: Document, file: str, problems: list[Problem]) -> None:
        """Read from `document`; `problems` is shared by the files that belong together."""
        self.document = document
        self.file = file
        self.problems = problems

    def note(self, path: Path, message: str, level: str = "error") -> None:
        """Note a problem at `path`."""
        self.problems.append(
            Problem(
                message,
                file=self.file,
                line=self.document.line_of(path),
                field=".".join(str(part) for part in path),
                level=level,
            )
        )

    def mapping(self, path: Path, known: Iterable[str] | None = None, *, required: bool = True) -> dict[str, Any]:
        """Return the mapping at `path`, empty with a problem where it is none; warn of keys that are not `known`."""
        value: Any = self.document.value
        for part in path:
            value = value.get(part, {} if not required else None) if isinstance(value, dict) else None
        if value == "":
            value = {}
        if not isinstance(value, dict):
            self.note(path, _("a mapping of keys and values is expected here"))
            return {}
        for name in value:
            if known is not None and name not in known:
                self.note((*path, name), _("unknown key {name!r}; it is kept").format(name=name), "warning")
        return value

    def word(self, path: Path, mapping: Mapping[str, Any], name: str, default: str | None = None) -> str:
        """Return the one-line value of `name` in `mapping`; without a default its absence is a problem."""
        value = mapping.get(name, default)
        if value is None:
            self.note(path, _("the key {name!r} is missing").format(name=name))
            return ""
        if not isinstance(value, str):
            self.note((*path, name), _("one value is expected here, not a list or a mapping"))
            return ""
        return value

    def words(self, path: Path, mapping: Mapping[str, Any], name: str) -> tuple[str, ...]:
        """Return the list of words of `name` in `mapping`."""
        value = mapping.get(name, [])
        if value == "":
            return ()
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            self.note((*path, name), _("a list of words is expected here"))
            return ()
        return tuple(value)

    def day(self, path: Path, text: str) -> date | None:
        """Return the day that `text` is; None with a problem where it is none."""
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.note(path, _("{text!r} is not a day, like 2025-12-24").format(text=text))
            return None

    def slug(self, path: Path, text: str) -> None:
        """Note a problem where `text` is no id."""
        if not _ID.fullmatch(text):
            self.note(path, _("{text!r} is not an id: small Latin letters, digits and hyphens only").format(text=text))

    def unique(self, names: dict[str, str], owner: str, own: Iterable[str], path: Path) -> None:
        """Note each of the names `own` that another owner in `names` bears already."""
        for key in {name_key(name): None for name in own}:
            other = names.setdefault(key, owner)
            if other != owner:
                self.note(path, _("the name {name!r} belongs to {other!r} already").format(name=key, other=other))

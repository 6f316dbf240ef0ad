"""The map of a table, read from YAML: every problem with its file and line.

The format stands in docs/import.md. Unlike a registry, a map with a key that mcu does not know is refused: a column
meant by it would be lost silently.
"""

from __future__ import annotations

import re
from typing import Any

from mcu_cli.domain.column_map import BY_NAME, FIELDS, REQUIRED, Column, ColumnMap, Joined, Kind
from mcu_cli.domain.known_words import known_words
from mcu_cli.domain.names import word_and_title
from mcu_cli.domain.words import fold
from mcu_cli.errors import BadInputError
from mcu_cli.language import _
from mcu_cli.store.registry_file import Path, RegistryFile
from mcu_cli.store.yaml_reader import read

FORMAT = "1"
KEYS = (
    "format", "name", "title", "system", "recognise", "header", "skip", "columns", "constants", "values", "dates",
    "markup", "guard",
)  # fmt: skip
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LETTERS = re.compile(r"[A-Za-z]{1,3}")
_DIRECTIVE = re.compile(r"%(.?)")
_DIRECTIVES = frozenset("dmYyHMSIp")
_YES, _NO = ("true", "yes", "да"), ("false", "no", "нет")
_MOST_SKIPPED = 1000


def read_map(data: bytes, *, file: str, exact: bool = True) -> ColumnMap:
    """Return the map that the bytes of `file` hold; `file` serves for messages, and for the name where none is given.

    Raises BadInputError with all problems where the file is no map.
    """
    reader = _MapFile(data, file)
    found = reader.column_map(exact=exact)
    if reader.file.problems:
        first = reader.file.problems[0]
        raise BadInputError(
            _("{file} is no map that mcu can use: {reason}").format(file=first.where(), reason=first.message),
            reader.file.problems,
        )
    return found


class _MapFile:
    """One map: takes typed values out and notes what is wrong."""

    def __init__(self, data: bytes, file: str) -> None:
        self.file = RegistryFile(read(data, file=file), file, [])
        self._root: dict[str, Any] = self.file.document.value

    def column_map(self, *, exact: bool) -> ColumnMap:
        file, root = self.file, self._root
        for key in root:
            if key not in KEYS:
                file.note((key,), _("unknown key {name!r}; the keys are {keys}").format(name=key, keys=", ".join(KEYS)))
        if file.word((), root, "format", FORMAT) != FORMAT:
            file.note(("format",), _("this version of mcu reads maps of the format {format}").format(format=FORMAT))
        header = self._flag("header", default=True)
        name = file.word((), root, "name", "") or "map"
        if not _NAME.fullmatch(name):
            file.note(
                ("name",), _("{text!r} is not a name: small Latin letters, digits and hyphens only").format(text=name)
            )
        columns = self._columns(header=header)
        constants = self._constants()
        if REQUIRED not in columns and "columns" in root and not file.problems:
            file.note(("columns",), _("the field `text` has no column; the text of the appeals must come from one"))
        return ColumnMap(
            name=name,
            title=file.word((), root, "title", ""),
            system=file.word((), root, "system", "") or name,
            columns=columns,
            constants=constants,
            values=self._values(),
            dates=self._dates(),
            header=header,
            skip=self._skip(header=header),
            recognise=self._recognise(),
            markup=self._flag("markup", default=True),
            guard=self._flag("guard", default=False),
            exact=exact,
        )

    def _columns(self, *, header: bool) -> dict[str, tuple[Joined, ...]]:
        """Return the columns of each field."""
        if "columns" not in self._root:
            self.file.note((), _("the key {name!r} is missing").format(name="columns"))
            return {}
        found = {}
        for name, value in self.file.mapping(("columns",)).items():
            path: Path = ("columns", name)
            if self._is_field(path, name):
                choices = value if isinstance(value, list) else [value]
                found[name] = tuple(self._joined(path, choice, header=header) for choice in choices)
        return found

    def _joined(self, path: Path, value: Any, *, header: bool) -> Joined:
        """Return the columns that one choice names: a heading, a column by its letters, or several to join."""
        if isinstance(value, str) and value.strip():
            return (self._column(path, value, by_letters=not header),)
        if isinstance(value, dict) and set(value) == {"column"} and isinstance(value["column"], str):
            return (self._column(path, value["column"], by_letters=True),)
        if isinstance(value, dict) and set(value) == {"join"} and isinstance(value["join"], list) and value["join"]:
            return tuple(column for part in value["join"] for column in self._joined(path, part, header=header))
        self.file.note(
            path, _("a heading is expected here, a list of them, `{column: E}` or `{join: [heading, heading]}`")
        )
        return ()

    def _column(self, path: Path, text: str, *, by_letters: bool) -> Column:
        if not by_letters:
            return Column(heading=text)
        if not _LETTERS.fullmatch(text):
            self.file.note(path, _("{text!r} is no column; name it by its letters, like C or AA").format(text=text))
        return Column(letters=text.upper())

    def _constants(self) -> dict[str, str]:
        found = {}
        constants = self.file.mapping(("constants",), required=False)
        for name, value in constants.items():
            path: Path = ("constants", name)
            if not self._is_field(path, name):
                continue
            if name == REQUIRED:
                self.file.note(path, _("the text of the appeals must come from a column, not from a constant"))
            elif isinstance(value, str):
                found[name] = self._word(path, name, value)
            else:
                self.file.note(path, _("one value is expected here, not a list or a mapping"))
        return found

    def _values(self) -> dict[str, dict[str, str]]:
        """Return what the cells of each field mean, by the folded cell."""
        found: dict[str, dict[str, str]] = {}
        for name in self.file.mapping(("values",), required=False):
            path: Path = ("values", name)
            if not self._is_field(path, name):
                continue
            meanings = found.setdefault(name, {})
            for cell, word in self.file.mapping(path).items():
                if not isinstance(word, str):
                    self.file.note((*path, cell), _("one value is expected here, not a list or a mapping"))
                elif meanings.setdefault(fold(cell), meant := self._word((*path, cell), name, word)) != meant:
                    self.file.note((*path, cell), _("{text!r} stands here twice, with two meanings").format(text=cell))
        return found

    def _dates(self) -> tuple[str, ...]:
        value = self._root.get("dates", "")
        formats = [value] if isinstance(value, str) and value else value or []
        if not isinstance(formats, list) or not all(isinstance(given, str) for given in formats):
            self.file.note(("dates",), _("a format like '%d.%m.%Y' is expected here, or a list of them"))
            return ()
        for given in formats:
            used = _DIRECTIVE.findall(given)
            if not set(used) <= _DIRECTIVES or not {"d", "m"} <= set(used) or not {"Y", "y"} & set(used):
                self.file.note(
                    ("dates",),
                    _(
                        "{text!r} is no format of dates: it is made of %d, %m, %Y (or %y) and, for a time, %H, %M, %S "
                        "(or %I and %p), like '%m/%d/%Y %H:%M'"
                    ).format(text=given),
                )
        return tuple(formats)

    def _recognise(self) -> tuple[tuple[str, ...], ...]:
        value = self._root.get("recognise", [])
        groups = [[part] if isinstance(part, str) else part for part in value] if isinstance(value, list) else [value]
        good = all(isinstance(part, list) and part and all(isinstance(name, str) for name in part) for part in groups)
        if value and not good:
            self.file.note(("recognise",), _("a list of headings is expected here, or of lists of their spellings"))
        return tuple(tuple(part) for part in groups) if value and good else ()

    def _flag(self, key: str, *, default: bool) -> bool:
        text = self.file.word((), self._root, key, "").casefold()
        if text and text not in _YES + _NO:
            self.file.note((key,), _("true or false is expected here, not {text!r}").format(text=text))
            return default
        return text in _YES if text else default

    def _skip(self, *, header: bool) -> int:
        text = self.file.word((), self._root, "skip", "")
        if not text:
            return 0
        if header:
            self.file.note(
                ("skip",), _("rows above the headings are skipped by themselves; `skip` is for `header: no`")
            )
        elif not (text.isascii() and text.isdecimal() and int(text) <= _MOST_SKIPPED):
            self.file.note(("skip",), _("{text!r} is no number of rows").format(text=text))
            return 0
        return int(text) if text.isdecimal() else 0

    def _is_field(self, path: Path, name: str) -> bool:
        if name in BY_NAME:
            return True
        known = ", ".join(described.name for described in FIELDS)
        self.file.note(path, _("there is no field {name!r}; the fields are {fields}").format(name=name, fields=known))
        return False

    def _word(self, path: Path, name: str, text: str) -> str:
        """Return the value `text` of a field: for a closed list its English word."""
        described = BY_NAME[name]
        if described.kind is not Kind.CHOICE or described.choices is None or not text:
            return text
        found = known_words(described.choices).get(fold(text))
        if found is None:
            words = ", ".join(map(word_and_title, described.choices))
            self.file.note(path, _("{text!r} is none of {words}").format(text=text, words=words))
        return found.value if found is not None else text

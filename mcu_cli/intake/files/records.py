"""Records in JSON: a list of objects, an object that holds one, or JSON Lines, one object a line.

JSON Lines are streamed, in two passes: one for the headings and for what is wrong, one for the rows. A JSON document
has its end as a part of its grammar, so it is held in memory as a whole.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from mcu_cli.errors import BadInputError
from mcu_cli.intake.files.bounds import (
    LONGEST_CELL,
    MOST_CELLS,
    MOST_COLUMNS,
    refuse_endless_lines,
    too_large,
    too_wide,
)
from mcu_cli.intake.files.encodings import text_lines
from mcu_cli.intake.table import Row, Sheet
from mcu_cli.language import _
from mcu_cli.values import dataclass
from mcu_cli.wording import number_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mcu_cli.intake.files.encodings import Encoding
    from mcu_cli.intake.files.source import Source

_START = re.compile(r"\s*(\[\s*(?:[\[{\]]|\Z)|\{\s*(?:[\"}]|\Z))")
_LARGEST_DOCUMENT = 256 << 20  # bytes of a JSON list, which is held as a whole
_MOST_VALUES = 10_000_000  # in it: `{}` takes three bytes there, and a hundred in memory
_LONGEST_NAME = 1000  # letters; those of a record around others stand in front of each of them
_HALF_A_LETTER = re.compile("[\ud800-\udfff]")


class _Number(str):
    """A number as it is written: no digit of an id is lost."""

    __slots__ = ()


class _TwiceError(ValueError):
    """A key stands twice in one object."""


@dataclass(frozen=True, slots=True)
class LineRecords:
    """The rows of JSON Lines below their headings; each pass opens the file anew."""

    source: Source
    encoding: Encoding
    headings: tuple[str, ...]

    def __iter__(self) -> Iterator[Row]:
        """Iterate over the headings, as row 0, and the records, each with its line."""
        yield Row(0, self.headings)
        try:
            for number, record in _line_records(self.source, self.encoding):
                yield from _row(number, self.headings, record)
        except (UnicodeDecodeError, BadInputError):
            raise self.source.conflict() from None  # the whole file was read before, and was sound


def begins_like_json(text: str) -> bool:
    """Tell whether a file that begins with `text` is JSON: `[club1|…` in a table is not."""
    return _START.match(text) is not None


def open_records(source: Source, encoding: Encoding) -> Sheet:
    """Return the records in a JSON file, below a row 0 with all their keys in order of appearance.

    Raises BadInputError with line and column where it is broken, or where it is not clear which list is meant.
    """
    if source.size > _LARGEST_DOCUMENT:
        refuse_endless_lines(source, encoding)
    lines = (line for line in text_lines(source, encoding) if not line.isspace())
    first, second = next(lines, ""), next(lines, "")
    lines.close()
    if second and first.lstrip().startswith("{") and first.rstrip().endswith("}"):
        headings = _headings((record for _line, record in _line_records(source, encoding)), source)
        spoken = _("JSON Lines, {encoding}").format(encoding=encoding.spoken)
        return Sheet(source.name, "", LineRecords(source, encoding, headings), spoken)
    document = _loaded(_whole(source, encoding), source)
    try:
        entries = _records(document, source, one_line=not second)
    except RecursionError:
        raise source.flawed(_("it is nested too deeply; export a plain list of records")) from None
    records = [_flat(entry, source, None, n) for n, entry in enumerate(entries, 1)]
    headings = _headings(records, source)
    if len(headings) * len(records) > MOST_CELLS:
        raise too_large(source)
    rows = [Row(0, headings)] if headings else []
    for number, record in enumerate(records, start=1):
        rows += _row(number, headings, record)
    return Sheet(source.name, "", rows, _("JSON, {encoding}").format(encoding=encoding.spoken))


def _line_records(source: Source, encoding: Encoding) -> Iterator[tuple[int, dict[str, str]]]:
    for number, line in enumerate(text_lines(source, encoding), start=1):
        if not line.isspace():
            yield number, _flat(_loaded(line.rstrip("\r\n"), source, number), source, number, number)


def _whole(source: Source, encoding: Encoding) -> str:
    """Return the text of a document; raises BadInputError where what it says would not fit into the memory."""
    if source.size > _LARGEST_DOCUMENT:
        raise BadInputError(
            _("{file} is a JSON list of more than {n} MB; export JSON Lines, one record a line, or CSV").format(
                file=source.name, n=_LARGEST_DOCUMENT >> 20
            )
        )
    text = "".join(text_lines(source, encoding))
    if sum(map(text.count, ",[{")) > _MOST_VALUES:
        raise BadInputError(
            _("{file} is a JSON list of more than {n} values; export JSON Lines, one record a line, or CSV").format(
                file=source.name, n=number_text(_MOST_VALUES)
            )
        )
    return text


def _headings(records: Iterable[dict[str, str]], source: Source) -> tuple[str, ...]:
    headings: dict[str, None] = {}
    for record in records:
        headings.update(dict.fromkeys(record))
        if len(headings) > MOST_COLUMNS:
            raise too_wide(source)
    return tuple(headings)


def _row(number: int, headings: Sequence[str], record: dict[str, str]) -> Iterator[Row]:
    cells = tuple(record.get(heading, "") for heading in headings)
    if any(cell and not cell.isspace() for cell in cells):
        yield Row(number, cells)


def _loaded(text: str, source: Source, own_line: int | None = None) -> Any:
    """Return what JSON says, numbers as they are written; `own_line` is that of a record of JSON Lines."""
    line = own_line or 1
    try:
        return json.loads(
            text, object_pairs_hook=_once, parse_int=_Number, parse_float=_Number, parse_constant=lambda _name: None
        )
    except json.JSONDecodeError as error:
        before = text[: error.pos]
        ends = re.findall(r"\r\n|\r|\n", before)
        column = error.pos - max(before.rfind("\n"), before.rfind("\r"))
        message = _("from column {column} on this is not JSON; export the file again").format(column=column)
        raise source.flawed(message, line + len(ends)) from None
    except _TwiceError as error:
        message = _("the key {key!r} stands twice in one object; keep the one that is meant").format(key=str(error))
        raise source.flawed(message, own_line) from None
    except RecursionError:
        raise source.flawed(_("it is nested too deeply; export a plain list of records"), own_line) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for key, _value in pairs:
            if key in seen:
                raise _TwiceError(key)
            seen.add(key)
    return found


def _records(document: Any, source: Source, *, one_line: bool) -> list[Any]:
    """Return the records of a document: the list that it is, or the one list of objects inside."""
    if isinstance(document, list):
        return document
    lists = dict(_lists_inside(document, ""))
    if len(lists) == 1:
        return next(iter(lists.values()))
    if lists:
        raise BadInputError(
            _("{file} holds several lists of records ({names}); export one of them alone").format(
                file=source.name, names=", ".join(lists)
            )
        )
    if one_line:
        return [document]  # JSON Lines of one line
    raise BadInputError(_("{file} holds no list of records; export a list of objects").format(file=source.name))


def _lists_inside(value: dict[str, Any], path: str) -> Iterator[tuple[str, list[Any]]]:
    for key, inner in value.items():
        if isinstance(inner, dict):
            yield from _lists_inside(inner, f"{path}{key}.")
        elif isinstance(inner, list) and inner and all(isinstance(entry, dict) for entry in inner):
            yield f"{path}{key}", inner


def _flat(entry: Any, source: Source, line: int | None, number: int) -> dict[str, str]:
    """Return a record as columns: `author.name` for what is nested, lists of plain values joined by commas."""
    if not isinstance(entry, dict):
        message = _("record {n} is no object with names and values; export a list of objects").format(n=number)
        raise source.flawed(message, line)
    record: dict[str, str] = {}
    try:
        for name, text in _columns(entry, ""):
            if len(name) > _LONGEST_NAME:
                message = _("record {n} has a name that is longer than {most} letters; shorten it").format(
                    n=number, most=number_text(_LONGEST_NAME)
                )
                raise source.flawed(message, line)
            if name in record:
                message = _("record {n} has two values for {name!r}; rename one of the two").format(n=number, name=name)
                raise source.flawed(message, line)
            record[name] = text
            if len(record) > MOST_COLUMNS:
                raise too_wide(source)
    except RecursionError:
        raise source.flawed(_("it is nested too deeply; export a plain list of records"), line) from None
    if any(len(text) > LONGEST_CELL for text in record.values()):
        message = _("record {n} holds a text that is longer than {most} letters; shorten it").format(
            n=number, most=number_text(LONGEST_CELL)
        )
        raise source.flawed(message, line)
    if any(_HALF_A_LETTER.search(text) for text in (*record, *record.values())):
        message = _("record {n} holds half of a character (a lone surrogate); export the file again").format(n=number)
        raise source.flawed(message, line)
    return record


def _columns(entry: dict[str, Any], path: str) -> Iterator[tuple[str, str]]:
    for key, value in entry.items():
        name = f"{path}{key}".replace("\0", "")
        if isinstance(value, dict) and value:
            yield from _columns(value, f"{name}.")
        else:
            yield name, _text(value).replace("\0", "")


def _text(value: Any) -> str:
    if value is None or value == {}:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        if any(isinstance(inner, (dict, list)) for inner in value):
            return _compact(value)
        return ", ".join(_text(inner) for inner in value)
    return str(value)


def _compact(value: Any) -> str:
    """Return a list of objects as JSON: one cell, and nothing of it lost."""
    if isinstance(value, dict):
        members = (f"{json.dumps(key, ensure_ascii=False)}: {_compact(inner)}" for key, inner in value.items())
        return "{" + ", ".join(members) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_compact(inner) for inner in value) + "]"
    return str(value) if isinstance(value, _Number) else json.dumps(value, ensure_ascii=False)

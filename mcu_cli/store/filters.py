"""filters.yaml: queries saved under names. Edits leave what people wrote around them as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.domain.query.parser import parse
from mcu_cli.domain.query.saved import expanded, refuse_bad_name
from mcu_cli.domain.words import fold
from mcu_cli.errors import BadInputError, McuError, Problem
from mcu_cli.language import _
from mcu_cli.store.documents import FILTERS
from mcu_cli.store.yaml_reader import read
from mcu_cli.store.yaml_writer import write

if TYPE_CHECKING:
    from collections.abc import Mapping

_FORMAT = "1"
_BLOCK = frozenset({"filters"})


def read_filters(data: bytes | None) -> dict[str, str]:
    """Return the filters of the file by name, in its order; none where there is no file.

    Raises BadInputError where the file is not one that this mcu can read; what each query says is not looked at.
    """
    if not data:
        return {}
    document = read(data, file=FILTERS)
    for key in document.value:
        if key not in {"format", "filters"}:
            raise _refused(
                _("the key {key!r} is not known here; take it away").format(key=key), document.line_of((key,))
            )
    if document.value.get("format") != _FORMAT:
        raise _refused(
            _("the format is {found!r}, this mcu reads format 1; use the mcu that wrote it").format(
                found=document.value.get("format", "")
            ),
            document.line_of(("format",)),
        )
    filters = document.value.get("filters") or {}
    if not isinstance(filters, dict):
        raise _refused(_("lines like `name: query` are expected here"), document.line_of(("filters",)))
    for name, text in filters.items():
        if not isinstance(text, str):
            raise _refused(_("a filter is one text; put it in quotes"), document.line_of(("filters", name)))
    return filters


def filter_problems(data: bytes | None) -> list[Problem]:
    """Return what is wrong with the file and with each filter: a bad name, a query that cannot be read, a circle."""
    try:
        filters = read_filters(data)
    except McuError as error:
        return list(error.problems) or [Problem(str(error), file=FILTERS)]
    document = read(data or b"", file=FILTERS) if filters else None
    problems = []
    seen: dict[str, str] = {}
    for name, text in filters.items():
        line = document.line_of(("filters", name)) if document else None
        try:
            refuse_bad_name(name)
            expanded(parse(text), filters)
        except McuError as error:
            problems.append(Problem(str(error), file=FILTERS, line=line, field=name))
        twin = seen.setdefault(fold(name), name)
        if twin != name:
            message = _("@{name} and @{other} are one name; call one of them otherwise").format(name=name, other=twin)
            problems.append(Problem(message, file=FILTERS, line=line, field=name))
    return problems


def with_filter(data: bytes | None, name: str, text: str) -> bytes:
    """Return the file with `text` saved under `name`, in place of what was saved there."""
    filters = read_filters(data)
    wanted = {**filters, name: text}
    if data and filters:
        document = read(data, file=FILTERS)
        path = ("filters", name if name in filters else next(reversed(filters)))
        first, last = document.line_of(path) - 1, document.end_line_of(path)
        edited = _with_lines(
            document.text, last if name not in filters else first, last, {name: text}, document.column_of(path)
        )
        if _reads_as(edited, wanted):
            return edited
    return _anew(wanted)


def without_filter(data: bytes, name: str) -> bytes:
    """Return the file without the filter `name`, which is there."""
    wanted = {known: text for known, text in read_filters(data).items() if known != name}
    if wanted:
        document = read(data, file=FILTERS)
        first, last = document.line_of(("filters", name)) - 1, document.end_line_of(("filters", name))
        edited = _with_lines(document.text, first, last, {}, 0)
        if _reads_as(edited, wanted):
            return edited
    return _anew(wanted)


def _with_lines(text: str, first: int, last: int, items: Mapping[str, str], indent: int) -> bytes:
    """Return `text` with its lines from `first` up to `last` (from 0, the last one not) replaced by `items`."""
    lines = text.split("\n")
    ending = "\r" if lines[0].endswith("\r") else ""  # a file saved on Windows stays one
    written = write(items).decode().rstrip("\n").split("\n") if items else []
    lines[first:last] = [" " * indent + line + ending for line in written]
    return "\n".join(lines).encode()


def _reads_as(data: bytes, wanted: Mapping[str, str]) -> bool:
    try:
        return read_filters(data) == wanted
    except BadInputError:  # filters written in braces on one line, say
        return False


def _anew(filters: Mapping[str, str]) -> bytes:
    return write({"format": 1, "filters": dict(filters)}, block_keys=_BLOCK)


def _refused(sentence: str, line: int) -> BadInputError:
    return BadInputError(f"{FILTERS}:{line}: {sentence}", [Problem(sentence, file=FILTERS, line=line)])

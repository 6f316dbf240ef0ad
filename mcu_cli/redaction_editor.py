"""Passages marked in the operator's editor: all texts of a record in one draft, what is to go between brackets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.editor import edited
from mcu_cli.errors import McuError, RefusedError, UsageError
from mcu_cli.language import _
from mcu_cli.redaction_choice import Wanted
from mcu_cli.store.files import write_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mcu_cli.context import Context
    from mcu_cli.domain.redactable import Record
    from mcu_cli.domain.redaction import Passage

_HEAD = "#:"
_INDENT = "  "
_BRACKETS = (("[[", "]]"), ("{{", "}}"), ("<<", ">>"))  # the first that stand in no text


def marked_in_editor(mcu: Context, record: Record, blob: str) -> Wanted:
    """Return the passages that the operator puts between brackets; `blob` tells the version that was edited.

    Raises UsageError without a terminal and an editor, RefusedError where anything else was changed, or nothing marked;
    the draft is kept then, and goes with the redaction.
    """
    from mcu_cli.domain.redactable import values_of

    if not (mcu.interactive and mcu.editor):
        raise UsageError(_("--edit needs a terminal and an editor; set EDITOR, or leave --edit out"))
    texts = {
        value.name: value.content
        for value in values_of(record).values()
        if value.may_go and isinstance(value.content, str) and value.name != "source.key"
    }
    opens, closes = _brackets(texts)
    path = mcu.store.private / "drafts" / f"redact-{record.id}-{blob[:12]}.txt"
    if not path.exists():
        write_file(path, _draft(record, texts, opens, closes).encode(), private=True)
    try:
        places = [*_places(record, _read(edited(path, mcu.editor)), texts, (opens, closes))]
    except McuError:
        mcu.out.note(_("the text is kept in {path} and offered again").format(path=path))
        raise
    if not places:
        path.unlink(missing_ok=True)
        raise RefusedError(_("nothing was marked; nothing was changed"))
    return Wanted(places=tuple(places))


def _brackets(texts: Mapping[str, str]) -> tuple[str, str]:
    for pair in _BRACKETS:
        if not any(bracket in text for bracket in pair for text in texts.values()):
            return pair
    raise RefusedError(_("the texts hold all brackets that could mark a passage; name the passages with --text"))


def _draft(record: Record, texts: Mapping[str, str], opens: str, closes: str) -> str:
    from mcu_cli.render.redaction import value_title

    told = _("Put {opens} before and {closes} after what is to go; change nothing else, and save.")
    lines = [f"{_HEAD} {told.format(opens=opens, closes=closes)}"]
    for name, text in texts.items():
        lines.append(f"{_HEAD} {value_title(record, name)}")
        lines += [f"{_INDENT}{line}" for line in text.split("\n")]
    return "\n".join(lines) + "\n"


def _read(draft: str) -> list[str]:
    """Return the texts of a draft, in their order; the heading of each is left out."""
    texts: list[list[str]] = []
    for line in draft.removesuffix("\n").split("\n"):
        if line.startswith(_HEAD):
            texts.append([])
        elif texts:
            texts[-1].append(line.removeprefix(_INDENT))
    return ["\n".join(lines) for lines in texts[1:]]


def _places(
    record: Record, marked: list[str], texts: Mapping[str, str], brackets: tuple[str, str]
) -> Iterator[Passage]:
    """Yield what stands between brackets."""
    from mcu_cli.domain.redaction import Passage

    opens, closes = brackets
    if len(marked) != len(texts):
        raise _changed(record)
    for (name, text), draft in zip(texts.items(), marked, strict=True):
        first, *rest = draft.split(opens)
        plain = first
        if closes in first:
            raise _unclosed(record, name)
        for piece in rest:
            inside, closed, after = piece.partition(closes)
            if not closed or closes in after:
                raise _unclosed(record, name)
            if inside:
                yield Passage(name, len(plain), len(plain) + len(inside))
            plain += inside + after
        if plain != text:
            raise _changed(record)


def _changed(record: Record) -> RefusedError:
    return RefusedError(
        _("{id}: a text was changed, and only brackets may be put in; nothing was redacted").format(id=record.id)
    )


def _unclosed(record: Record, name: str) -> RefusedError:
    return RefusedError(
        _("{id}: in {name} a bracket is not closed, or closed twice; put it right").format(id=record.id, name=name)
    )

"""What of a record is to go, as an operator says it: by options, or chosen on the terminal from what looks personal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mcu_cli.asking import ask
from mcu_cli.domain.appeal import Appeal
from mcu_cli.errors import AlreadySoError, NotFoundError, RefusedError
from mcu_cli.language import _
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mcu_cli.context import Context
    from mcu_cli.domain.likely_passages import Likely
    from mcu_cli.domain.redactable import Record
    from mcu_cli.domain.redaction import Passage
    from mcu_cli.redacting import Choice

AGAINST = "against"  # the fact that names whom a complaint is about
_AROUND = 25
_LONGEST = 70


@dataclass(frozen=True)
class Wanted:
    """What goes: the whole author, values by their `names`, passages that say one of the `pieces` or are at `places`.

    `found` means all passages that look personal, `everything` whatever the format calls personal, and all free texts;
    of an open complaint whom it is about stays, unless it is named.
    """

    author: bool = False
    names: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()
    found: bool = False
    everything: bool = False
    places: tuple[Passage, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything was said."""
        return bool(self.author or self.names or self.pieces or self.found or self.everything or self.places)

    def chooser(self, mcu: Context, *, alone: bool) -> Callable[[Record], Choice]:
        """Return what says of each record what goes of it.

        Of one record `alone` all that is wanted must be there; of several each gives what it has.
        """
        return lambda record: self._choice(mcu, record, alone=alone)

    def _choice(self, mcu: Context, record: Record, *, alone: bool) -> Choice:
        from mcu_cli.domain.redactable import values_of
        from mcu_cli.domain.redaction import covers, passages_with, personal_names
        from mcu_cli.redacting import Choice

        values = values_of(record)
        names: list[str] = []
        if self.everything:
            names += [name for name in personal_names(record) if name != AGAINST or not _is_open(record)]
        if self.author and "author" not in names:
            names += self._author(record, values)
        names += [name for name in self.names if alone or any(covers(name, one) for one in values)]
        passages = list(self.places)
        for piece in self.pieces:
            places = passages_with(record, piece)
            if alone and not places:
                raise NotFoundError(
                    _("{id} has no text with these words; look at `mcu show {id}`").format(id=record.id)
                )
            passages += places
        if self.found:
            passages += [one.passage for one in likely(mcu, record)]
        passages = [one for one in passages if not any(covers(name, one.name) for name in names)]
        if not names and not passages:
            raise AlreadySoError(_("{id}: nothing is left there to redact").format(id=record.id))
        return Choice(tuple(dict.fromkeys(names)), tuple(passages))

    def _author(self, record: Record, values: Iterable[str]) -> list[str]:
        """Return the names of what is known of the author; in a reception, of each citizen whose card it holds."""
        if any(name.startswith("author.") for name in values):
            return ["author"]
        cards = [name for name in values if name.rpartition(".")[2] in _OF_A_CITIZEN and name.count(".") == 1]
        ids = {event.id for event in record.history}
        return [name for name in cards if name.partition(".")[0] in ids]


def _is_open(record: Record) -> bool:
    """Whether a complaint must still be kept from whom it is about (59-ФЗ art. 8 part 6)."""
    return isinstance(record, Appeal) and record.state.is_open


_OF_A_CITIZEN = frozenset({"name", "phone", "email", "address"})


def likely(mcu: Context, record: Record) -> list[Likely]:
    """Return the passages of a record that look personal; names of authors on record are known by the index."""
    from mcu_cli.domain.likely_passages import likely_passages
    from mcu_cli.domain.personal import author_candidates
    from mcu_cli.domain.redactable import values_of

    texts = [value.content for value in values_of(record).values() if value.may_go and isinstance(value.content, str)]
    candidates = sorted({name for text in texts for name in author_candidates(text)})
    rows = mcu.store.index.query(
        "SELECT DISTINCT author FROM appeals WHERE author IN (SELECT value FROM json_each(?))",
        (json.dumps(candidates, ensure_ascii=False),),
    )
    return likely_passages(record, {name for (name,) in rows})


def asked(mcu: Context, record: Record) -> Wanted:
    """Return what the operator chooses: numbers of a list of what is personal, or words of a text, until an empty line.

    Raises RefusedError where nothing is chosen.
    """
    from mcu_cli.domain.redactable import values_of
    from mcu_cli.domain.redaction import is_hidden, passages_with

    values = {name: value for name, value in values_of(record).items() if value.is_personal and not is_hidden(value)}
    suggestions = likely(mcu, record)
    names = list(values)
    _show(mcu, record, names, suggestions)
    chosen: list[str] = []
    places: list[Passage] = []
    pieces: list[str] = []
    while typed := ask(mcu, _("numbers with blanks between, or words of a text; an empty line ends:")):
        numbers = typed.replace(",", " ").split()
        if not all(
            word.isascii() and word.isdecimal() and int(word) <= len(names) + len(suggestions) for word in numbers
        ):
            if passages_with(record, typed):
                pieces.append(typed)
            else:
                mcu.out.note(_("no text here has these words; type them as they stand there"))
            continue
        for number in map(int, numbers):
            if 1 <= number <= len(names):
                chosen.append(names[number - 1])
            elif number > len(names):
                places.append(suggestions[number - len(names) - 1].passage)
    wanted = Wanted(names=tuple(chosen), pieces=tuple(pieces), places=tuple(places))
    if not wanted:
        raise RefusedError(_("nothing was chosen; nothing was changed"))
    return wanted


def _show(mcu: Context, record: Record, names: list[str], suggestions: list[Likely]) -> None:
    """Show what is personal with its numbers: values whole, then passages that look so."""
    from mcu_cli.domain.personal import title_of_mark
    from mcu_cli.domain.redactable import values_of
    from mcu_cli.render.clean import clean_line, shortened
    from mcu_cli.render.redaction import value_title

    values = values_of(record)
    mcu.out.note(_("{id}: what is personal there, whole:").format(id=record.id))
    for number, name in enumerate(names, start=1):
        content = values[name].content
        shown = ", ".join(content) if isinstance(content, tuple) else str(content)
        mcu.out.note(f"  {number:>2}  {value_title(record, name)}: {shortened(shown, _LONGEST)}")
    if suggestions:
        mcu.out.note(_("passages that look personal:"))
    for number, one in enumerate(suggestions, start=len(names) + 1):
        text, (name, start, end) = values[one.passage.name].content, one.passage
        around = f"{text[max(start - _AROUND, 0) : start]}⟦{text[start:end]}⟧{text[end : end + _AROUND]}"
        mcu.out.note(f"  {number:>2}  {name}: {title_of_mark(one.kind)}: «{clean_line(around)}»")

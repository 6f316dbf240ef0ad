"""Which appeals a command is about: by their ids, by what stands on standard input, or by a query."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

from mcu_cli.errors import NotFoundError, RefusedError, UsageError
from mcu_cli.language import _, ngettext
from mcu_cli.selecting import is_meant_as_id, meant, read_query, shortened, typed
from mcu_cli.texts import read_stdin
from mcu_cli.wording import number_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcu_cli.context import Context
    from mcu_cli.store.repository import Store
    from mcu_cli.store.rows import Entry

MOST_SHOWN = 20  # appeals that a query may open whole: what fits more is a list
_STDIN = "-"


class Chosen(Sequence["Entry"]):
    """The appeals that a command is about, each once; `named` where the operator named each of them by its id.

    Only their ids are kept: what the index says of them is asked for as it is needed, however many they are.
    """

    def __init__(self, store: Store, ids: Sequence[str], *, named: bool) -> None:
        """Hold the appeals `ids` in their order."""
        self._store = store
        self.ids = ids
        self.named = named

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.ids)

    def __iter__(self) -> Iterator[Entry]:
        """Yield what the index says of each; raises ConflictError where one has vanished meanwhile."""
        return self._store.entries_of(self.ids)

    @overload
    def __getitem__(self, place: int) -> Entry: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Entry]: ...
    def __getitem__(self, place: int | slice) -> Entry | Sequence[Entry]:
        """Return what the index says of one of them, or of some."""
        if isinstance(place, slice):
            return [*self._store.entries_of(self.ids[place])]
        return next(self._store.entries_of([self.ids[place]]))


def selected(mcu: Context, words: Sequence[str], *, most: int | None = None, may_be_none: bool = False) -> Chosen:
    """Return the appeals that ids (short forms too) mean, in the order given; or those that fit a query, by id.

    A single `-` reads the ids from standard input, as `mcu list --ids` prints them. Raises NotFoundError where nothing
    fits (unless it `may_be_none`: that fits a query, or stands on standard input), RefusedError where a query fits more
    than `most`.
    """
    if _STDIN in words and len(words) > 1:
        raise UsageError(
            _("- reads the ids from standard input and stands alone; narrow them with `mcu list --ids` before")
        )
    texts = read_stdin(mcu).split() if list(words) == [_STDIN] else list(words)
    if list(words) == [_STDIN] and not texts and may_be_none:
        return Chosen(mcu.store, (), named=True)
    if not any(text.strip() for text in texts):
        raise UsageError(_("no appeal is named; write ids, or - to read them from standard input, or a query"))
    if list(words) != [_STDIN] and not all(is_meant_as_id(text) for text in texts):
        return _fitting(mcu, texts, most, may_be_none=may_be_none)
    found = dict.fromkeys(mcu.store.resolve(text, now=mcu.now).id for text in texts)
    return Chosen(mcu.store, [*found], named=True)


def _fitting(mcu: Context, words: Sequence[str], most: int | None, *, may_be_none: bool) -> Chosen:
    """Return the appeals that fit the query that the words of a command line are together."""
    from mcu_cli.domain.query.tree import EVERY_APPEAL
    from mcu_cli.store.selection import ids  # sqlite3

    query = read_query(mcu, typed(words))
    if query.short_ids:
        raise UsageError(
            _(
                "{word!r} may be the number of an appeal or a word to look for; write the whole id, "
                "or «{word}» in quotes for the word"
            ).format(word=query.short_ids[0])
        )
    tree = meant(mcu, query)
    if tree == EVERY_APPEAL:
        raise UsageError(_("the query names no condition; say which appeals are meant"))
    found = ids(mcu.store.index, tree, mcu.store.registry, mcu.now)
    if not found and not may_be_none:
        raise NotFoundError(
            _("no appeal fits the query «{query}»; try it with `mcu list`").format(query=shortened(query.text))
        )
    if most is not None and len(found) > most:
        raise RefusedError(
            ngettext(
                "{n} appeal fits the query, at most {most} are shown whole; look at it with `mcu list`",
                "{n} appeals fit the query, at most {most} are shown whole; look at them with `mcu list`",
                len(found),
            ).format(n=number_text(len(found)), most=number_text(most))
        )
    return Chosen(mcu.store, found, named=False)

"""Precedents from the record: what earlier appeals of the same author or thread got by decision."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from mcu_cli.domain.profiles import personal_profile
from mcu_cli.domain.routing.by_precedent import REMEMBERED
from mcu_cli.domain.routing.evidence import Precedent, Source
from mcu_cli.domain.vocabulary import EventKind
from mcu_cli.domain.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from mcu_cli.domain.appeal import Appeal, Author
    from mcu_cli.store.repository import Store
    from mcu_cli.store.rows import Entry

_MOST = 20  # of an author or a thread, the newest: what is further back says nothing that these do not
# What the networks add to the address of a post for one comment in it, or for a way of looking at it.
_OF_A_COMMENT = frozenset({"reply", "thread", "comment", "comment_id", "reply_comment_id", "single", "from", "offset"})
_REPLY_IN_VALUE = re.compile(r"_r\d+$")
_HIGHEST = "\U0010ffff"
_ASSIGNED = "department != ''"


class _Past(NamedTuple):
    """What a file of the record says of one earlier appeal; `settled` where it went there by decision."""

    author: Author
    category: str
    department: str
    registered: datetime
    settled: bool


class PastDecisions:
    """The precedents of one store. Each file is read once, however many appeals ask for it."""

    def __init__(self, store: Store) -> None:
        """Look in `store`; nothing is read yet."""
        self._store = store
        self._read: dict[str, _Past] = {}

    def of(self, appeal: Appeal, now: datetime) -> tuple[Precedent, ...]:
        """Return what appeals of the same author or thread got within the last 90 days by decision, the newest first.

        The author is known by the profile, or by name together with telephone or e-mail, never by the name alone. A
        routing that mcu suggested and nobody confirmed is no precedent.
        """
        since = int((now - REMEMBERED).timestamp())
        found: dict[str, Precedent] = {}
        of_author, of_thread = _of_author(self._store, appeal, since), _of_thread(self._store, appeal, since)
        for source, entries in ((Source.AUTHOR, of_author), (Source.THREAD, of_thread)):
            for entry in entries:
                if entry.id == appeal.id or entry.id in found:
                    continue
                past = self._past(entry)
                if past.settled and (source is Source.THREAD or same_person(appeal.author, past.author)):
                    found[entry.id] = Precedent(entry.id, source, past.category, past.department, past.registered)
        return tuple(sorted(found.values(), key=lambda one: (one.at, one.appeal), reverse=True))

    def _past(self, entry: Entry) -> _Past:
        if entry.blob not in self._read:
            other = self._store.get(entry).appeal
            state = other.state
            self._read[entry.blob] = _Past(
                other.author, state.category, state.department, other.registered, is_settled(other)
            )
        return self._read[entry.blob]


def thread_of(url: str) -> str:
    """Return the address of the post that `url` is, or is a comment of; empty for an address that is none."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:  # `https://[…`, or a sign in the host that stands for a slash
        return ""
    if not parts.netloc:
        return ""
    kept = [
        (name, _REPLY_IN_VALUE.sub("", value))
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name not in _OF_A_COMMENT
    ]
    query = f"?{urlencode(sorted(kept))}" if kept else ""
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}{query}"


def same_person(one: Author, other: Author) -> bool:
    """Whether two appeals come from one person: one profile, or one name with one telephone or e-mail."""
    if personal_profile(one.profile) == personal_profile(other.profile) != "":
        return True
    if not one.name or fold(one.name) != fold(other.name):
        return False
    phones = [re.sub(r"\D", "", author.phone)[-10:] for author in (one, other)]
    emails = [fold(author.email) for author in (one, other)]
    return any(first == second != "" for first, second in (phones, emails))


def is_settled(appeal: Appeal) -> bool:
    """Whether the appeal went where it is by decision: assigned by hand or import, or answered from there."""
    is_assigned = settled = False
    for event in appeal.history:
        if event.event is EventKind.ASSIGNED:
            is_assigned, settled = True, not event.details.get("auto")
        elif event.event is EventKind.ANSWERED:
            settled = is_assigned
    return settled


def _of_author(store: Store, appeal: Appeal, since: int) -> Iterator[Entry]:
    author = appeal.author
    tail = f"ORDER BY registered DESC LIMIT {_MOST}"
    if personal_profile(author.profile):
        yield from store.index.entries(
            f"profile = ? AND registered >= ? AND {_ASSIGNED}", (author.profile, since), tail
        )
    if author.name and (author.phone or author.email):
        yield from store.index.entries(f"registered >= ? AND author = ? AND {_ASSIGNED}", (since, author.name), tail)


def _of_thread(store: Store, appeal: Appeal, since: int) -> Iterator[Entry]:
    thread = thread_of(appeal.source.url)
    if not thread:
        return
    beginning = thread.partition("?")[0]
    entries = store.index.entries(
        f"url >= ? AND url < ? AND registered >= ? AND {_ASSIGNED}",
        (beginning, beginning + _HIGHEST, since),
        "ORDER BY registered DESC",
    )
    alike = [entry for entry in entries if thread_of(entry.url) == thread]
    yield from alike[:_MOST]

"""Which records are past the term for personal data, as the index tells; and where the act of destruction stands."""

from __future__ import annotations

from datetime import date, datetime
from itertools import chain, count, islice
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.ledgers.ledger import Ledger
from mcu_cli.domain.ledgers.receptions import SYSTEM
from mcu_cli.domain.mark import MARK
from mcu_cli.domain.redaction import personal_names
from mcu_cli.domain.retention import HOLD, Past, Standing, case_of, cases, past_term, tied
from mcu_cli.domain.vocabulary import Relation
from mcu_cli.store.comparing import AMONG, listed
from mcu_cli.store.documents import DESTRUCTION
from mcu_cli.store.index import TEXT
from mcu_cli.store.ledger_items import get_item
from mcu_cli.store.objects import blobs_in_head

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence
    from datetime import tzinfo

    from mcu_cli.domain.retention import RetentionRule
    from mcu_cli.store.repository import Store

_TIES = (Relation.REPEAT_OF, Relation.DUPLICATE_OF, Relation.PART_OF, Relation.HAS_PART)
# What is depersonalised has none of these left, as far as the index knows.
_PERSONAL = f"({TEXT} != ? OR author != '' OR profile != '' OR url != '' OR house != '')"
# What was redacted by then only may have kept what the index does not know: a telephone, an answer. The sign before
# `event` lets SQLite look through the few events of the appeal, and not through all redactions for each.
_REDACTED_LATE = (
    "EXISTS (SELECT 1 FROM events WHERE appeal = appeals.id AND +event = 'redacted' AND at >= {settled} + ?)"
)
_YEAR = 366 * 86_400  # seconds, and no fewer than any year has: whoever is unsure reads the file
_SETTLED = "max(coalesce(closed, 0), coalesce(handled, 0))"
_STANDING = f"id, is_open, {_SETTLED}, tags LIKE ?"
_HELD = f"%\n{HOLD}\n%"
_AT_ONCE = 500  # appeals


def past(store: Store, rule: RetentionRule, today: date) -> Iterator[Past]:
    """Yield the records with personal data that are past their term on `today`, by id; those on hold among them."""
    first = rule.settled_before(today)
    receptions = dict(_receptions(store, first))
    leaders = tied(chain(_links(store), _questions(store)))
    of_tied = cases(chain(_standing_of(store, leaders), _known(receptions, leaders)), leaders)
    # Letters stand behind digits, and with them receptions behind appeals.
    for name, standing in chain(_appeals(store, rule, first), sorted(receptions.items())):
        leader = leaders.get(name)
        found = past_term(name, of_tied[leader] if leader else case_of(name, standing), rule, today)
        if found:
            yield found


def _appeals(store: Store, rule: RetentionRule, first: date) -> Iterator[tuple[str, Standing]]:
    """Yield the appeals with personal data that were settled before the day `first`, by id."""
    zone = store.registry.municipality.timezone
    before = int(datetime(first.year, first.month, first.day, tzinfo=zone).timestamp())
    redacted_late = _REDACTED_LATE.format(settled=_SETTLED)
    rows = store.index.stream(
        f"SELECT {_STANDING}, {_PERSONAL} FROM appeals "  # noqa: S608  # ours
        f"WHERE is_open = 0 AND {_SETTLED} BETWEEN 1 AND ? AND ({_PERSONAL} OR NOT {redacted_late}) ORDER BY id",
        (_HELD, MARK, before - 1, MARK, rule.years * _YEAR),
    )
    while some := [*islice(rows, _AT_ONCE)]:
        unsure = [name for name, *_rest, is_personal in some if not is_personal]
        clean = {one.id for one in store.entries_of(unsure) if not personal_names(store.get(one).appeal)}
        yield from (_standing(row[:-1], zone) for row in some if row[0] not in clean)


def _links(store: Store) -> Iterator[tuple[str, str]]:
    """Yield the pairs of appeals that make one case."""
    question = f"SELECT appeal, target FROM events WHERE event = 'linked' AND relation {AMONG}"  # noqa: S608  # ours
    yield from store.index.stream(question, (listed(_TIES),))


def _questions(store: Store) -> Iterator[tuple[str, str]]:
    """Yield the appeals that came of a reception, each with that."""
    for name, key in store.index.stream("SELECT id, key FROM appeals WHERE system = ?", (SYSTEM,)):
        yield name, key.partition("/")[0]


def _standing_of(store: Store, ids: Iterable[str]) -> Iterator[tuple[str, Standing]]:
    """Yield how those of the records `ids` that are appeals stand."""
    zone = store.registry.municipality.timezone
    waiting = iter(ids)
    while some := [*islice(waiting, _AT_ONCE)]:
        question = f"SELECT {_STANDING} FROM appeals WHERE id {AMONG}"  # noqa: S608  # ours
        yield from (_standing(row, zone) for row in store.index.query(question, (_HELD, listed(some))))


def _standing(row: Sequence[Any], zone: tzinfo) -> tuple[str, Standing]:
    name, is_open, settled, is_held = row
    day = datetime.fromtimestamp(settled, zone).date() if settled and not is_open else None
    return name, Standing(day, bool(is_held))


def _known(receptions: dict[str, Standing], leaders: Container[str]) -> Iterator[tuple[str, Standing]]:
    return ((name, standing) for name, standing in receptions.items() if name in leaders)


def _receptions(store: Store, before: date) -> Iterator[tuple[str, Standing]]:
    """Yield the receptions held before a day whose cards hold something personal."""
    entries = store.index.items("ledger = ? AND day < ?", (Ledger.RECEPTION.value, before.isoformat()))
    for entry in entries:
        if personal_names(get_item(store, entry).item):
            yield entry.id, Standing(date.fromisoformat(entry.day))


def act_paths(store: Store, day: date) -> Iterator[str]:
    """Yield where the next acts of destruction of `day` stand, relative to the store."""
    for number in count(1):
        path = f"{DESTRUCTION}/{day.year:04}/{day.isoformat()}-{number}.md"
        if not blobs_in_head(store.git, [path])[path] and not (store.root / path).exists():
            yield path

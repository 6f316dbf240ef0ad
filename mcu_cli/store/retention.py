"""Which records are past the term for personal data, as the index tells; and where the act of destruction stands."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from mcu_cli.domain.ledgers.ledger import Ledger
from mcu_cli.domain.ledgers.receptions import SYSTEM
from mcu_cli.domain.mark import MARK
from mcu_cli.domain.redaction import personal_names
from mcu_cli.domain.retention import HOLD, Past, Standing, cases, past_term
from mcu_cli.domain.vocabulary import Relation
from mcu_cli.store.comparing import AMONG, listed
from mcu_cli.store.documents import DESTRUCTION
from mcu_cli.store.index import TEXT
from mcu_cli.store.ledger_items import get_item
from mcu_cli.store.objects import blobs_in_head

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mcu_cli.domain.retention import RetentionRule
    from mcu_cli.store.repository import Store
    from mcu_cli.store.rows import ItemEntry

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


def past(store: Store, rule: RetentionRule, today: date) -> list[Past]:
    """Return the records with personal data that are past their term on `today`, by id; those on hold among them."""
    zone = store.registry.municipality.timezone
    first = rule.settled_before(today)
    before = int(datetime(first.year, first.month, first.day, tzinfo=zone).timestamp())
    redacted_late = _REDACTED_LATE.format(settled=_SETTLED)
    rows = store.index.query(
        f"SELECT id, {_PERSONAL} FROM appeals "  # noqa: S608  # ours
        f"WHERE is_open = 0 AND {_SETTLED} BETWEEN 1 AND ? AND ({_PERSONAL} OR NOT {redacted_late})",
        (MARK, before - 1, MARK, rule.years * _YEAR),
    )
    unsure = [name for name, is_personal in rows if not is_personal]
    wanted = {name for name, is_personal in rows if is_personal}
    wanted |= {one.id for one in store.entries_of(unsure) if personal_names(store.get(one).appeal)}
    receptions = dict(_receptions(store, first))
    ties = [*_links(store), *_questions(store)]
    groups = cases(sorted(wanted | receptions.keys()), ties)
    standing = _standing(store, {name for group in groups for name in group} - receptions.keys())
    standing |= {name: Standing(_last_day(entry)) for name, entry in receptions.items()}
    found = past_term(groups, standing, rule, today)
    return sorted(one for one in found if one.id in wanted or one.id in receptions)


def _links(store: Store) -> Iterator[tuple[str, str]]:
    """Yield the pairs of appeals that make one case."""
    question = f"SELECT appeal, target FROM events WHERE event = 'linked' AND relation {AMONG}"  # noqa: S608  # ours
    return ((one, other) for one, other in store.index.query(question, (listed(_TIES),)))


def _questions(store: Store) -> Iterator[tuple[str, str]]:
    """Yield the appeals that came of a reception, each with that."""
    for name, key in store.index.query("SELECT id, key FROM appeals WHERE system = ?", (SYSTEM,)):
        yield name, key.partition("/")[0]


def _standing(store: Store, ids: Iterable[str]) -> dict[str, Standing]:
    zone = store.registry.municipality.timezone
    rows = store.index.query(
        f"SELECT id, is_open, {_SETTLED}, tags LIKE ? FROM appeals WHERE id {AMONG}",  # noqa: S608  # ours
        (f"%\n{HOLD}\n%", listed(ids)),
    )
    found = {}
    for name, is_open, settled, is_held in rows:
        day = datetime.fromtimestamp(settled, zone).date() if settled and not is_open else None
        found[name] = Standing(day, bool(is_held))
    return found


def _receptions(store: Store, before: date) -> Iterator[tuple[str, ItemEntry]]:
    """Yield the receptions held before a day whose cards hold something personal."""
    entries = store.index.items("ledger = ? AND day < ?", (Ledger.RECEPTION.value, before.isoformat()))
    for entry in entries:
        if personal_names(get_item(store, entry).item):
            yield entry.id, entry


def _last_day(entry: ItemEntry) -> date:
    return date.fromisoformat(entry.day)


def act_path(store: Store, day: date) -> str:
    """Return where the next act of destruction of `day` stands, relative to the store."""
    number = 1
    while True:
        path = f"{DESTRUCTION}/{day.year:04}/{day.isoformat()}-{number}.md"
        if not blobs_in_head(store.git, [path])[path] and not (store.root / path).exists():
            return path
        number += 1

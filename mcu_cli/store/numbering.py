"""Numbers of appeals and of items, given under the lock: one that was given once is never given again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.domain.identifiers import AppealId
from mcu_cli.domain.ledgers.ledger import ItemId
from mcu_cli.errors import RefusedError, UsageError
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from mcu_cli.domain.ledgers.ledger import Ledger
    from mcu_cli.store.git import Git
    from mcu_cli.store.repository import Store


def appeal_numbers(store: Store) -> Callable[[datetime], AppealId]:
    """Return a function that gives the next id of the day of a moment; to be used under the lock.

    A shallow clone, which cannot know which numbers were taken back, raises RefusedError.
    """
    _refuse_shallow(store.git)
    series = series_of(store.git)
    last: dict[str, int] = {}

    def next_id(moment: datetime) -> AppealId:
        day = moment.astimezone(store.registry.municipality.timezone).date()
        name = day.isoformat()
        last[name] = last[name] + 1 if name in last else _used_by_appeals(store, name, series) + 1
        return AppealId(day, series, last[name])

    return next_id


def next_item_id(store: Store, ledger: Ledger, year: int) -> ItemId:
    """Return the next id of a ledger in a year; to be used under the lock, as `appeal_numbers` is."""
    _refuse_shallow(store.git)
    series = series_of(store.git)
    standing = store.index.query(
        "SELECT max(number) FROM items WHERE ledger = ? AND year = ? AND series = ?", (ledger.value, year, series)
    )
    gone = _gone(store, f"{ledger.letter}-{year:04}-{series}")
    return ItemId(ledger, year, series, max(standing[0][0] or 0, gone) + 1)


def series_of(git: Git) -> str:
    """Return the series letter of this clone (`git config mcu.series`), empty where only one registers."""
    code, output = git.try_run("config", "--get", "mcu.series")
    series = output.decode().strip() if code == 0 else ""
    if series and not (len(series) == 1 and series.isascii() and series.isupper()):
        raise UsageError(
            _("git config mcu.series is {series!r}; it takes one capital letter from A to Z").format(series=series)
        )
    return series


def _used_by_appeals(store: Store, day: str, series: str) -> int:
    """Return the highest number ever given on `day` (ISO) in `series`, in HEAD or taken back by an undo."""
    standing = store.index.query("SELECT max(number) FROM appeals WHERE day = ? AND series = ?", (day, series))
    return max(standing[0][0] or 0, _gone(store, f"{day.replace('-', '')}-{series}"))


def _gone(store: Store, start: str) -> int:
    """Return the highest number of an id with that beginning that some commit took away."""
    (number,) = store.index.query(
        "SELECT max(CAST(substr(id, ?) AS INTEGER)) FROM used_ids WHERE id GLOB ?", (len(start) + 1, f"{start}[0-9]*")
    )[0]
    return number or 0


def _refuse_shallow(git: Git) -> None:
    if git.run("rev-parse", "--is-shallow-repository").strip() == b"true":
        raise RefusedError(
            _("this clone is shallow and does not know which numbers were given; run `git fetch --unshallow`")
        )

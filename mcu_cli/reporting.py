"""A report from the record to its members: which commit, which moment, which appeals, and how to repeat it exactly.

What a report says follows from the commit that it is counted from, the period, the query and the moment up to which it
counts: the end of the period where that is over. So the same command with `--at` gives the same bytes at any time.
"""

from __future__ import annotations

import shlex
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from mcu_cli import language
from mcu_cli.errors import Problem, RefusedError
from mcu_cli.language import _
from mcu_cli.reports.kinds import OF_REVIEW, ReportKind
from mcu_cli.reports.typed_periods import as_typed
from mcu_cli.values import dataclass
from mcu_cli.wording import from_seconds, moment_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from mcu_cli.context import Context
    from mcu_cli.domain.query.tree import Node
    from mcu_cli.domain.registry import Registry
    from mcu_cli.reports.periods import Period
    from mcu_cli.reports.source import Source
    from mcu_cli.store.index import Index

# Members that count records of their own and no appeals: a query of appeals says nothing of them.
OF_RECORDS = ("receptions", "instructions", "polls", "works", "works_by_what")


@dataclass(frozen=True, slots=True)
class Basis:
    """What a report is counted from: index and registries of one commit, made at `committed`; `now` is when it is made.

    `filters` are the saved filters of that commit, None where those on record now are to be asked for. `today` is the
    day that words like «today» mean.
    """

    index: Index
    registry: Registry
    filters: Mapping[str, str] | None
    fingerprint: str
    committed: datetime
    now: datetime
    today: date


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of a report: its kind, its period, the query as typed (empty for none), and all tables or not.

    `without` are members that its form does not show, and that need not be counted.
    """

    kind: ReportKind
    period: Period
    where: str = ""
    full: bool = False
    without: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Limit:
    """What a report is limited to: how it says so, the query with what saved filters mean, and their names."""

    said: str = ""
    tree: Node | None = None
    filters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A report as the members of its JSON form, with what makes the figures less than they should be."""

    data: dict[str, Any]
    problems: tuple[Problem, ...]
    limit: Limit = Limit()


def basis_of(mcu: Context, at: str, as_of: str) -> Basis:
    """Return what a report is counted from: HEAD and now, or the commit `at` and its own moment, or the moment `as_of`.

    Raises NotFoundError, RefusedError and UsageError for a commit or a moment that cannot be.
    """
    if at:
        from mcu_cli.store.past import SHORT, past_record  # sqlite3

        past = past_record(mcu.store, at)
        if not past.in_force:
            mcu.out.note(
                _(
                    "commit {commit} is not in the history of the record as it stands: it is of another branch, or the "
                    "history was rewritten; the report counts it all the same"
                ).format(commit=past.commit[:SHORT])
            )
        now = past.moment.astimezone(past.registry.municipality.timezone)
        basis = Basis(past.index, past.registry, past.filters, past.commit, now, now, now.date())
    else:
        from mcu_cli.store.past import fingerprint, moment_of_commit

        registry = mcu.store.registry  # which tells of a store without a commit
        commit = fingerprint(mcu.store.index)
        committed = moment_of_commit(mcu.store.git, commit)
        basis = Basis(mcu.store.index, registry, None, commit, committed, mcu.local_now, mcu.today)
    return _moved(mcu, basis, as_of) if as_of else basis


def _moved(mcu: Context, basis: Basis, text: str) -> Basis:
    """Return `basis` at the moment typed; a day alone means its end, or now where it is not over."""
    from dataclasses import replace

    from mcu_cli.domain.days import is_day_alone, moment_of

    zone = basis.registry.municipality.timezone
    moment = moment_of(text, today=basis.today, zone=zone)
    today = moment.date()
    if moment > mcu.now:
        raise RefusedError(
            _("{moment} has not come yet; a report cannot be made as of then").format(moment=moment_text(moment))
        )
    if is_day_alone(text):
        # Its last second: the midnight that ends it is of the next day.
        last = (moment + timedelta(days=1, hours=12)).replace(hour=0) - timedelta(seconds=1)
        moment = min(last, mcu.now.astimezone(zone))
    return replace(basis, now=moment, today=today)


def made(mcu: Context, basis: Basis, wanted: Wanted) -> Report:
    """Return the report that is wanted; its titles are in the language of the store."""
    from mcu_cli.reports.figures import as_data, figures  # only reports need them
    from mcu_cli.reports.scope import Asked, Scope
    from mcu_cli.store.calendars import calendar_of, unsure_year

    unsure: list[int] = []
    registry = basis.registry
    calendar = calendar_of(registry, mcu.store.private, unsure.append)
    source, limit = _source(mcu, basis, wanted)
    # Nothing counts what came after a period: the end of one that is over is as good as any later moment.
    moment = min(basis.now, wanted.period.bounds(calendar.tz)[1])
    with language.speaking(registry.municipality.language):
        found = as_data(
            figures(source, registry, calendar, wanted.period, moment, without=wanted.without), where=limit.said
        )
        lists = None
        if wanted.kind is ReportKind.INTERNAL:
            from mcu_cli.reports.indicators import internal

            lists = internal.members(Asked(source, registry, Scope(wanted.period, moment, calendar)))
    members = {
        "kind": wanted.kind.value,
        **found,
        **{name: None for name in OF_RECORDS if wanted.where and name in found},
        "paragraphs": None,
        "record_begins": _first_day(basis),
        "lists": lists,
        "uncounted": _uncounted(basis),
        "fingerprint": basis.fingerprint,
        "as_of": moment.astimezone(calendar.tz).isoformat(),
        "repeat": _repeat(basis, wanted, moment),
    }
    return Report(members, _problems(basis, map(unsure_year, sorted(unsure))), limit)


def _source(mcu: Context, basis: Basis, wanted: Wanted) -> tuple[Source, Limit]:
    """Return what the figures are counted from, and what that is limited to.

    It is the whole record where nothing is asked. A review is of letters and personal receptions (59-ФЗ).
    """
    where = " ".join(wanted.where.split())
    if not where and wanted.kind is ReportKind.REVIEW:
        where = OF_REVIEW
    if not where:
        return basis.index, Limit()
    from mcu_cli.domain.query.printing import text_of
    from mcu_cli.domain.query.saved import expanded, filters_used
    from mcu_cli.reports.narrowed import Narrowed
    from mcu_cli.selecting import read_query, saved_filters
    from mcu_cli.store.selection import ids  # sqlite3

    query = read_query(mcu, where)
    tree, said = query.tree, where
    filters = tuple(leaf.name for leaf in filters_used(tree))
    if filters:  # a reader of the report does not know what is saved under a name
        tree = expanded(query, saved_filters(mcu) if basis.filters is None else basis.filters)
        said = f"{where} = {text_of(tree)}"
    found = ids(basis.index, tree, basis.registry, basis.now)
    return Narrowed(basis.index, found), Limit(said, tree, filters)


def _repeat(basis: Basis, wanted: Wanted, moment: datetime) -> str:
    """Return the command that makes the same report again, from the same commit, as of the same moment."""
    from mcu_cli.store.past import SHORT  # sqlite3

    words = ["mcu", "report", *as_typed(wanted.period)]
    if wanted.kind is not ReportKind.PUBLIC:
        words += ["--kind", wanted.kind.value]
    if wanted.where:
        words += ["--where", wanted.where]
    if wanted.full:
        words.append("--full")
    words += ["--at", basis.fingerprint[:SHORT]]
    # Without it the report is made at the moment of the commit; a query may ask for more than the period.
    told = basis.now if wanted.where else moment
    end = wanted.period.bounds(basis.registry.municipality.timezone)[1]
    if told != (basis.committed if wanted.where else min(basis.committed, end)):
        words += ["--as-of", told.astimezone(basis.registry.municipality.timezone).isoformat()]
    return shlex.join(words)


def _uncounted(basis: Basis) -> list[dict[str, str]]:
    """Return the files of the record that cannot be read; mostly there are none."""
    paths = [path for path, _message in basis.index.unreadable()]
    if not paths:
        return []
    from mcu_cli.store.recorded import id_at  # what reads files

    return [{"id": id_at(path) or path.rpartition("/")[2].removesuffix(".yaml"), "path": path} for path in paths]


def _first_day(basis: Basis) -> str | None:
    """Return the day of the first appeal on record."""
    ((first,),) = basis.index.query("SELECT min(registered) FROM appeals")
    moment = from_seconds(first, basis.registry.municipality.timezone)
    return moment.date().isoformat() if moment else None


def _problems(basis: Basis, doubts: Iterable[str]) -> tuple[Problem, ...]:
    # What is wrong with a file may quote it: that is for `mcu check`, not for a report without personal data.
    unreadable = _("this file on record cannot be read and is missing here; run `mcu check`")
    files = (Problem(unreadable, file=path) for path, _message in basis.index.unreadable())
    return (*files, *(Problem(doubt, level="warning") for doubt in doubts))

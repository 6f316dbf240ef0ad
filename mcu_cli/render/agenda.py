"""What burns, on one screen: a head a section, a line an appeal, cut to the width; with --json all of it."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from itertools import starmap
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.calendar import DayKind
from mcu_cli.domain.identifiers import from_path
from mcu_cli.language import _, marked
from mcu_cli.relative import due_text, past_text, promise_text
from mcu_cli.render.cells import cut
from mcu_cli.render.entries import entry_json, place_text
from mcu_cli.render.screen import Row, Section, fitted, lines
from mcu_cli.reports.agenda import Clock, Head
from mcu_cli.wording import day_text, from_seconds, full_day_text, number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from mcu_cli.domain.registry import Registry
    from mcu_cli.errors import Problem
    from mcu_cli.render.agenda_ledgers import Waiting
    from mcu_cli.render.out import Out
    from mcu_cli.reports.agenda import Agenda, Pressing

EDITED = "edited"
MOST_LINES = 50  # a section, where no screen sets an end
_WEEK = 7
_SATURDAY = 5
_PROMPT = 1  # line of the shell below

_TITLES = {
    Head.URGENT: marked("Urgent"),
    Head.OVERDUE: marked("Overdue"),
    Head.TODAY: marked("Due today"),
    Head.PROMISES: marked("Promised to citizens"),
    Head.FORWARD: marked("Last days to send outside"),
    Head.UNROUTED: marked("Without a department"),
}
_LAST_DAYS = (
    marked("Due through Monday"),
    marked("Due through Tuesday"),
    marked("Due through Wednesday"),
    marked("Due through Thursday"),
    marked("Due through Friday"),
    marked("Due through Saturday"),
    marked("Due through Sunday"),
)


class Page:
    """The agenda of one moment: by which names, and how late it is there. `now` is in the municipality's zone."""

    def __init__(  # noqa: PLR0913  # what was found, and by what it is said
        self,
        found: Agenda,
        entries_of: Callable[[Sequence[str]], Iterable[Any]],
        edited: Sequence[str],
        waiting: Waiting,
        *,
        registry: Registry,
        now: datetime,
        kind: DayKind,
    ) -> None:
        """Remember what was found: `edited` are the paths changed by hand, `waiting` is what the ledgers want.

        `entries_of` yields what is known of the appeals of some ids, in their order; it is asked for what is shown.
        """
        self._found = found
        self._entries_of = entries_of
        self._edited = edited
        self._waiting = waiting
        self._registry = registry
        self._now = now
        self._kind = kind

    def show(self, out: Out, limit: int | None, problems: Sequence[Problem]) -> None:
        """Print the agenda: at most `limit` rows a section, else what fits the screen; with --json all there is."""
        out.result(self._json(limit) if out.json else None, lambda: self._say(out, limit), problems)

    def _say(self, out: Out, limit: int | None) -> None:
        totals = self._found.totals
        sections = list(self._sections())
        counts = _("open: {open}, overdue: {overdue}, due today: {today}").format(
            open=number_text(totals.open), overdue=number_text(totals.overdue), today=number_text(totals.today)
        )
        for line in (self._heading(), counts):
            out.say(cut(line, out.width))
        frame = 4 + _PROMPT  # heading and totals, a blank line and the next command
        if limit is not None or not out.terminal:
            shown = [min(len(section.rows), MOST_LINES if limit is None else limit) for section in sections]
            apart = True
        else:
            shown = fitted(sections, out.height - frame)
            height = sum(section.height(rows) for section, rows in zip(sections, shown, strict=True))
            apart = height + len(sections) <= out.height - frame
        for line in lines(sections, shown, out.width, apart=apart, colour=out.colour):
            out.raw(f"{line}\n")
        if not sections:
            out.say()
            out.say(self._nothing_burns())
        out.say()
        out.say(_("next: {command}").format(command=self._next_command()))

    def _heading(self) -> str:
        said = {"town": self._registry.municipality.name, "day": full_day_text(self._now.date())}
        if self._kind is DayKind.OFF:
            return _("{town}: {day}, a day off").format(**said)
        if self._kind is DayKind.SHORT:
            return _("{town}: {day}, a short working day").format(**said)
        if self._now.weekday() >= _SATURDAY:
            return _("{town}: {day}, a working day").format(**said)
        return _("{town}: {day}").format(**said)

    def _sections(self) -> Iterator[Section]:
        for head, total in self._found.counts.items():
            rows = [self._row(head, pressing, entry) for pressing, entry in self._told(head)]
            is_pressing = head in {Head.URGENT, Head.OVERDUE}
            yield Section(self._title(head), total, rows, self._command(head), is_pressing)
        yield from self._waiting.sections()
        if self._edited:
            rows = [Row(text=path) for path in self._edited]
            yield Section(_("Changed by hand, not on record"), len(rows), rows, "mcu record --dry-run")

    def _title(self, head: Head) -> str:
        if head is not Head.TOMORROW:
            return _(_TITLES[head])
        last = self._found.last
        days = (last - self._now.date()).days
        if days == 1:
            return _("Due tomorrow")
        if days < _WEEK:
            return _(_LAST_DAYS[last.weekday()])
        return _("Due through {day}").format(day=day_text(last))

    def _command(self, head: Head) -> str:
        today = self._now.date()
        last = "tomorrow" if self._found.last == today + timedelta(days=1) else self._found.last.isoformat()
        return {
            Head.URGENT: "mcu list open urgent",
            Head.OVERDUE: "mcu list overdue",
            Head.TODAY: "mcu list today",
            Head.TOMORROW: "mcu list tomorrow" if last == "tomorrow" else f"mcu list due:tomorrow..{last}",
            Head.PROMISES: f"mcu list open promised:..{last}",
            Head.FORWARD: f"mcu agenda --limit {MOST_LINES}",
            Head.UNROUTED: "mcu list open unrouted",
        }[head]

    def _next_command(self) -> str:
        lines = self._found.lines
        first = next((head for head in lines if lines[head]), None)
        if first is not None:
            return f"mcu {'route' if first is Head.UNROUTED else 'show'} {lines[first][0].id}"
        if self._waiting:
            return self._waiting.next_command()
        if self._edited:
            return "mcu record --dry-run"
        if self._found.totals.open:
            return "mcu list open --sort due"
        return "mcu list" if self._found.totals.appeals else "mcu add"

    def _nothing_burns(self) -> str:
        totals = self._found.totals
        if not totals.appeals:
            return _("Nothing burns: there are no appeals yet; `mcu import` and `mcu add` take them in.")
        if not totals.open:
            return _("Nothing burns: no appeal is open.")
        return _("Nothing burns: nothing is overdue or due by the end of the next working day, all have a department.")

    def _told(self, head: Head) -> Iterator[tuple[Pressing, Any]]:
        """Yield what stands under a head, each with what is known of it."""
        lines = self._found.lines.get(head, ())
        return zip(lines, self._entries_of([pressing.id for pressing in lines]), strict=True)

    def _row(self, head: Head, pressing: Pressing, entry: Any) -> Row:
        return Row(
            id=entry.id,
            when=self._when(pressing, entry),
            place=self._place(entry),
            department=self._registry.department_title(entry.department),
            nobody="" if entry.department or head is Head.UNROUTED else _("no department"),
            text=entry.text,
            is_late=self._is_late(head, pressing, entry),
        )

    def _place(self, entry: Any) -> str:
        """Return where it is, as near as it is known, or what it is about: there is room for one of them."""
        near = place_text(entry.street, entry.house) if entry.street else entry.settlement
        return near or self._registry.category_title(entry.category, entry.topic)

    def _when(self, pressing: Pressing, entry: Any) -> str:
        if pressing.clock is Clock.PROMISED:
            return promise_text(date.fromisoformat(entry.promised), self._now.date())
        moment = from_seconds(pressing.moment, self._registry.municipality.timezone)
        assert moment is not None  # noqa: S101  # all but a promise have one
        if pressing.clock is Clock.REGISTERED:
            return _("came {when}").format(when=past_text(moment, self._now))
        return due_text(moment, self._now)

    def _is_late(self, head: Head, pressing: Pressing, entry: Any) -> bool:
        if head is Head.PROMISES:
            return bool(entry.promised < self._now.date().isoformat())
        if pressing.clock is Clock.REGISTERED or pressing.moment is None:
            return False
        return pressing.moment < self._now.timestamp()

    def _json(self, limit: int | None) -> dict[str, Any]:
        zone = self._registry.municipality.timezone
        found, totals = self._found, self._found.totals

        def entry(head: Head, pressing: Pressing, known: Any) -> dict[str, Any]:
            moment = from_seconds(pressing.moment, zone)
            return {
                **entry_json(known, zone),
                "clock": pressing.clock.value,
                "moment": moment.isoformat() if moment else None,
                "late": self._is_late(head, pressing, known),
            }

        edited = [{"path": path, "id": _id_at(path)} for path in self._edited]
        of_ledgers = self._waiting.members()
        return {
            "municipality": self._registry.municipality.name,
            "now": self._now.isoformat(),
            "day": self._kind.value,
            "until": found.last.isoformat(),
            "totals": {
                "appeals": totals.appeals,
                "open": totals.open,
                "overdue": totals.overdue,
                "due_today": totals.today,
            },
            "counts": {
                **{head.value: found.counts.get(head, 0) for head in Head},
                **{name: len(objects) for name, objects in of_ledgers.items()},
                EDITED: len(edited),
            },
            **{head.value: starmap(partial(entry, head), self._told(head)) for head in Head},
            **{name: objects[:limit] for name, objects in of_ledgers.items()},
            EDITED: edited[:limit],
        }


def _id_at(path: str) -> str | None:
    appeal_id = from_path(path)
    return None if appeal_id is None else str(appeal_id)

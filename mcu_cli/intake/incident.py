"""The export of the Incident Management system («Инцидент Менеджмент»), any columns of its 47, in any order.

Columns are matched by name, never by letter: other layouts of the same system are in circulation.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING

from mcu_cli.domain.appeal import Author, Place, Source
from mcu_cli.domain.draft import Draft, DraftEvent
from mcu_cli.domain.spreadsheets import GUARD
from mcu_cli.domain.vocabulary import AnswerKind, Channel, EventKind, IncidentType, Network, Outcome, Via
from mcu_cli.domain.words import fold
from mcu_cli.errors import BadInputError, Problem
from mcu_cli.intake.data_rows import misshapen
from mcu_cli.intake.incident_columns import COLUMNS, TEXT
from mcu_cli.intake.markup import readable, says_more, without_guard
from mcu_cli.intake.moments import MomentError, moment_of, says_nothing
from mcu_cli.intake.source_numbers import CutNumberError, source_number
from mcu_cli.intake.table import Table, column_letters, heading_key
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SYSTEM = "incident"
_SHORT = 100  # characters of a cell that is remembered

_BY_KEY = {heading_key(column.heading): column for column in COLUMNS}
_NETWORKS = {
    "vk.com": Network.VK,
    "vk.ru": Network.VK,
    "ok.ru": Network.OK,
    "odnoklassniki.ru": Network.OK,
    "t.me": Network.TELEGRAM,
    "telegram.me": Network.TELEGRAM,
    "web.telegram.org": Network.TELEGRAM,
    "max.ru": Network.MAX,
    "instagram.com": Network.INSTAGRAM,
    "facebook.com": Network.FACEBOOK,
}
_OUTCOMES = {
    "решено": Outcome.RESOLVED,
    "разъяснено": Outcome.EXPLAINED,
    "не решено": Outcome.NOT_RESOLVED,
}
_DEFERRED = "отложено"
_TYPES = {
    "решаемый": IncidentType.SOLVABLE,
    "информационный": IncidentType.INFORMATIONAL,
    "не решаемый": IncidentType.UNSOLVABLE,
    "нерешаемый": IncidentType.UNSOLVABLE,
}
_FINISHED = {"готово", "оценка удовлетворенности"}
# The rating step is entered when the final answer goes out; the two clocks of the system differ by seconds.
_SAME_MOMENT = timedelta(minutes=1)
_MOST_DIGITS = 15


class _RowError(Exception):
    """A row cannot be taken: the heading of the column and the reason."""

    def __init__(self, heading: str, reason: str) -> None:
        super().__init__(reason)
        self.heading = heading


def read_incidents(
    table: Table, *, zone: tzinfo, now: datetime, received: datetime | None = None
) -> Iterator[Draft | Problem]:
    """Yield the draft of each row of `table`, or what is wrong with it; moments are local to `zone`.

    `now` is the moment of the import, past which nothing can have happened; `received` stands in for a missing
    «Дата создания». Raises BadInputError where two columns bear one heading.
    """
    positions = _positions(table)
    for number, cells in table:
        wrong = misshapen(table, number, cells)
        if wrong is not None:
            yield wrong
            continue
        given = {heading: cells[n].strip() for heading, n in positions.items() if n < len(cells)}
        try:
            yield _Row(number, given, zone, now).draft(received or now)
        except _RowError as error:
            yield Problem(str(error), file=table.file, row=number, field=error.heading)


def _positions(table: Table) -> dict[str, int]:
    positions: dict[str, int] = {}
    for n, heading in enumerate(table.headings):
        column = _BY_KEY.get(heading_key(heading))
        if column is None:
            continue
        if column.heading in positions:
            raise BadInputError(
                _("{file} has two columns «{heading}» ({first} and {second}); remove one of them").format(
                    file=table.file,
                    heading=column.heading,
                    first=column_letters(positions[column.heading]),
                    second=column_letters(n),
                )
            )
        positions[column.heading] = n
    return positions


class _Row:
    """One row, with typed access to its cells."""

    def __init__(self, number: int, cells: Mapping[str, str], zone: tzinfo, now: datetime) -> None:
        self._number = number
        self._cells = cells
        self._zone = zone
        self._now = now

    def draft(self, received: datetime) -> Draft:
        cell = self._cells.get(TEXT, "")
        raw = without_guard(cell)
        text = readable(raw) or (cell if cell == GUARD else "")  # a message without words: taken, as it stands
        if not text:
            raise _RowError(TEXT, _("the text is empty"))
        created = self._moment("Дата создания") or received
        source = self._source()
        return Draft(
            row=self._number,
            channel=Channel.INCIDENT,
            source=source,
            received=created,
            text=text,
            original=raw.replace("\r\n", "\n").replace("\r", "\n") if says_more(raw) else "",
            author=Author(profile=self._word("URL автора")),
            place=self._place(),
            tags=tuple(tag.strip() for tag in self._word("Теги").replace(";", ",").split(",") if tag.strip()),
            media=True if self._yes("Есть медиафайл в сообщении") else None,
            group=self._word("Группа тем"),
            topic=self._word("Тема"),
            events=tuple(self._events(created)),
        )

    def _source(self) -> Source:
        number, record = self._key("Номер инцидента"), self._key("ID")
        url = self._word("Урл поста")
        return Source(
            system=SYSTEM,
            key=number or (f"id-{record}" if record else ""),
            url=url,
            network=network_of(url) or network_of(self._word("Урл блога")),
            blog=self._word("Урл блога"),
            type=_TYPES.get(fold(self._word("Тип инцидента"))),
            audience=self._number_in("Аудитория"),
            engagement=self._number_in("Вовлеченность"),
        )

    def _place(self) -> Place:
        return Place(
            region=self._word("Регион"),
            municipality=self._word("Муниципалитет"),
            settlement=self._word("Населенный пункт"),
            street=self._word("Улица"),
            house=self._word("Дом"),
            object=self._word("Объект") or self._word("Объект старый"),
        )

    def _events(self, created: datetime) -> list[DraftEvent]:
        events = self._assigned(created)
        answers = self._answers(created)
        events += answers
        closed = self._moment("Дата окончания")
        outcome_text = fold(self._word("Итог"))
        known = [event.at for event in events] or [created]
        if outcome_text == _DEFERRED:
            reason = self._said("Примечание") or self._word("Итог")
            events.append(DraftEvent(EventKind.DEFERRED, max(known), "", details={"reason": reason}))
        if closed is not None:
            events += self._closed(closed)
        note = self._said("Примечание")
        if note and outcome_text != _DEFERRED:
            events.append(DraftEvent(EventKind.NOTED, closed or max(known), "1", details={"text": note}))
        return events

    def _assigned(self, created: datetime) -> list[DraftEvent]:
        department, executor = self._word("Отдел"), self._word("Исполнитель")
        if not (department or executor):
            return []
        details = {"department": department or executor, "executor": executor if department else ""}
        given = {name: value for name, value in details.items() if value}
        moment = self._moment("Время назначения последнего исполнителя")
        told_by = self._stamp("Время назначения последнего исполнителя") or f"{department}\0{executor}"
        return [DraftEvent(EventKind.ASSIGNED, moment or created, told_by, details=given)]

    def _answers(self, created: datetime) -> list[DraftEvent]:
        """Return the answers in their order; the last is final where the system was done with the incident."""
        rated = self._moment("Время попадания на шаг оценка удовлетворенности")
        closed = self._moment("Дата окончания")
        told = self._first_answers()
        later = {name: text for name in ("2ой ответ ПИ", "3ий ответ ПИ") if (text := self._said(name))}
        last = max((event.at for event in told), default=created)
        for name, text in later.items():
            at = max(rated or closed or last, last)
            told.append(self._answer(at, name, text, self._word("Исполнитель"), approximate=True))
        finished = rated is not None or closed is not None or fold(self._word("Текущий шаг инцидента")) in _FINISHED
        if rated is not None and not later and rated > last + _SAME_MOMENT:
            told.append(self._answer(rated, "rating step", "", "", approximate=True))
        outcome = _OUTCOMES.get(fold(self._word("Итог")))
        if told and finished:
            told[-1] = self._as_final(told[-1], outcome)
        if told and self._yes("Есть медиафайл в ответе"):
            told[0] = replace(told[0], details={**told[0].details, "media": True})
        return told

    def _first_answers(self) -> list[DraftEvent]:
        """Return the first answer and that of the executor, which are one where their moments are."""
        general, own = "Общее время первого ответа", "Время 1го ответа ПИ"
        first, by_executor = self._moment(general), self._moment(own)
        text, own_text = self._said("Общий текст первого ответа"), self._said("1ый ответ ПИ")
        executor = self._word("Исполнитель") or self._word("Отдел")
        told = []
        if first is not None and first != by_executor:
            told.append(self._answer(first, self._stamp(general), text, ""))
        if by_executor is not None:
            words = own_text or (text if first == by_executor else "")
            told.append(self._answer(by_executor, self._stamp(own), words, executor))
        return told

    def _answer(self, at: datetime, told_by: str, text: str, actor: str, *, approximate: bool = False) -> DraftEvent:
        details = {"kind": AnswerKind.INTERIM, "via": Via.COMMENT, "text": text}
        account = self._word("Аккаунт публикации ответа")
        if account:
            details["account"] = account
        if not text:
            del details["text"]
        return DraftEvent(
            EventKind.ANSWERED, at, told_by, actor, {**details, "approximate": True} if approximate else details
        )

    def _as_final(self, answer: DraftEvent, outcome: Outcome | None) -> DraftEvent:
        details = {**answer.details, "kind": AnswerKind.FINAL}
        if outcome is not None:
            details["outcome"] = outcome
        return replace(answer, details=details)

    def _closed(self, at: datetime) -> list[DraftEvent]:
        told_by = self._stamp("Дата окончания")
        reason = self._said("Причина закрытия")
        events = []
        if reason in {"1", "2", "3", "4", "5"}:
            events.append(DraftEvent(EventKind.RATED, at, told_by, details={"rating": int(reason)}))
            reason = ""
        details: dict[str, object] = {}
        outcome = _OUTCOMES.get(fold(self._word("Итог")))
        if outcome is not None:
            details["outcome"] = outcome
        elif self._word("Итог"):
            reason = f"{self._word('Итог')}. {reason}".strip()
        if reason:
            details["reason"] = reason
        return [*events, DraftEvent(EventKind.CLOSED, at, told_by, details=details)]

    def _word(self, heading: str) -> str:
        return _one_line(self._cells.get(heading, ""))

    def _key(self, heading: str) -> str:
        try:
            return source_number(self._word(heading))
        except CutNumberError as error:
            raise _RowError(heading, str(error)) from None

    def _said(self, heading: str) -> str:
        return readable(without_guard(self._cells.get(heading, "")))

    def _yes(self, heading: str) -> bool:
        return fold(self._word(heading)) == "да"

    def _number_in(self, heading: str) -> int | None:
        text = self._word(heading)
        return int(text) if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS else None

    def _moment(self, heading: str) -> datetime | None:
        text = self._word(heading)
        if says_nothing(text):
            return None
        try:
            return _moment_again(text, zone=self._zone, now=self._now)
        except MomentError as error:
            raise _RowError(heading, str(error)) from None

    def _stamp(self, heading: str) -> str:
        """Return a moment as the system itself writes it, however the file was saved since; empty where none is."""
        moment = self._moment(heading)
        return "" if moment is None else f"{moment:%Y-%m-%d %H:%M:%S}"


def _one_line(cell: str) -> str:
    """Return the words of a cell; a row is asked for some cells again and again, and many rows say the same in them."""
    return _line_again(cell) if len(cell) <= _SHORT else _line(cell)


def _line(cell: str) -> str:
    return " ".join(readable(without_guard(cell)).split())


_line_again = lru_cache(maxsize=1024)(_line)
_moment_again = lru_cache(maxsize=64)(moment_of)  # a moment is asked for several times while its row is read


def network_of(url: str) -> Network | None:
    """Return the network of a post by the host of its address; None for another."""
    host = url.partition("://")[2].partition("/")[0].casefold().removeprefix("www.").removeprefix("m.")
    return _NETWORKS.get(host)

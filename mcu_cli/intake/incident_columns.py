"""The 47 columns of the Incident Management export: which is used for what, which is left alone and why.

docs/import.md shows this table.
"""

from __future__ import annotations

from typing import NamedTuple

from mcu_cli.language import marked

TEXT = "Текст инцидента"


class Column(NamedTuple):
    """One column of the export: its heading, and what mcu does with it (`used`) or why it leaves it alone."""

    heading: str
    used: bool
    purpose: str


def _used(heading: str, purpose: str) -> Column:
    return Column(heading, used=True, purpose=purpose)


def _left_alone(heading: str, reason: str) -> Column:
    return Column(heading, used=False, purpose=reason)


COLUMNS = (
    _left_alone("Кабинет", marked("one value for the whole export; the region has a column of its own")),
    _used("ID", marked("source.key, as id-NUMBER, where the number of the incident is missing")),
    _used("Номер инцидента", marked("source.key: the identity of the incident")),
    _used("Отдел", marked("department of the event assigned")),
    _used("Исполнитель", marked("executor of the event assigned; the department where Отдел is the municipality")),
    _used("Общее время первого ответа", marked("moment of the first answer")),
    _used("Общий текст первого ответа", marked("text of the first answer")),
    _left_alone("Время с даты создания инцидента до времени первого ответа", marked("follows from two moments")),
    _left_alone(
        "Время с даты создания инцидента до времени первого ответа, рабочее время",
        marked("mcu counts working time by its own calendar"),
    ),
    _used("Время назначения последнего исполнителя", marked("moment of the event assigned")),
    _used("Время 1го ответа ПИ", marked("moment of the executor's first answer")),
    _left_alone("Первая реакция с момента назн. ПИ", marked("follows from moments of which one was overwritten")),
    _left_alone("Уложились или нет после назн. ПИ", marked("mcu judges terms by its own rules")),
    _left_alone("Время с начала создания инцидента до окончания", marked("follows from two moments")),
    _left_alone("Время отправки первого ответа ПИ на согласование", marked("internal step before the answer")),
    _left_alone("Время, которое первый ответ ПИ находился на согласовании", marked("internal step before the answer")),
    _used("Текущий шаг инцидента", marked("whether the last answer was the final one")),
    _used("Дата создания", marked("received, and the event registered")),
    _used("Дата окончания", marked("the event closed")),
    _used("Группа тем", marked("category: the group")),
    _used("Тема", marked("category: the topic")),
    _used("Регион", marked("place.region")),
    _used("Муниципалитет", marked("place.municipality")),
    _used("Населенный пункт", marked("place.settlement")),
    _used("Улица", marked("place.street")),
    _used("Дом", marked("place.house")),
    _used("Объект старый", marked("place.object, where Объект is empty")),
    _used("Объект", marked("place.object")),
    _used("Тип инцидента", marked("source.type")),
    _used("Итог", marked("outcome of the final answer and of closing; Отложено is the event deferred")),
    _used("Есть медиафайл в ответе", marked("media of the first answer")),
    _used("Есть медиафайл в сообщении", marked("media")),
    _used("Урл поста", marked("source.url, and source.network")),
    _used("Урл блога", marked("source.blog")),
    _used(TEXT, marked("text; original where its markup says more")),
    _used("1ый ответ ПИ", marked("text of the executor's first answer")),
    _used("2ой ответ ПИ", marked("text of a later answer; its moment is taken from the rating step or the end")),
    _used("3ий ответ ПИ", marked("text of a later answer; its moment is taken from the rating step or the end")),
    _used("Причина закрытия", marked("reason of the event closed; a figure from 1 to 5 is the event rated")),
    _used("Аудитория", marked("source.audience, at the first import")),
    _used("Вовлеченность", marked("source.engagement, at the first import")),
    _used("URL автора", marked("author.profile")),
    _used("Аккаунт публикации ответа", marked("account of the answers")),
    _used("Теги", marked("tags")),
    _used("Примечание", marked("the event noted")),
    _used("Время попадания на шаг оценка удовлетворенности", marked("moment at which the final answer was out")),
    _left_alone("Опрос отправлен", marked("whether the system asked for a rating; the rating itself is used")),
)

"""A table of invented incidents, as the Incident Management system exports it: `benchmarks/export_table.py FILE ROWS`.

The columns are those that mcu reads of a closed incident; topics and departments are those of the default registries,
so that every row can be taken. The same seed gives the same table. It is written row by row.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import invented_texts
from benchmarks.generate import LAST, ROOT, days_of
from mcu_cli.store.registries import load

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEFAULTS = ROOT / "mcu_cli" / "store" / "defaults"
_HEADINGS = (
    "Номер инцидента", "Отдел", "Общее время первого ответа", "Общий текст первого ответа",
    "Время назначения последнего исполнителя", "Текущий шаг инцидента", "Дата создания", "Дата окончания",
    "Группа тем", "Тема", "Муниципалитет", "Улица", "Дом", "Тип инцидента", "Итог", "Есть медиафайл в сообщении",
    "Урл поста", "Текст инцидента", "Аудитория", "URL автора",
)  # fmt: skip
_OPEN = 0.05  # share of incidents that nobody has finished
_OUTCOMES = ("Разъяснено", "Разъяснено", "Решено")


def rows(count: int, seed: int = 1) -> Iterator[tuple[str, ...]]:
    """Yield `count` rows in the order of creation, cells as the export writes them."""
    registry = load((_DEFAULTS / "departments.yaml").read_bytes(), (_DEFAULTS / "categories.yaml").read_bytes())
    topics = [
        (registry.categories[category.group].name, category.name, registry.departments[department].name)
        for category in registry.categories.values()
        if category.is_topic and (department := registry.department_of(category.id))
    ]
    dice = random.Random(f"{seed} table")
    number = 700_000
    for day, of_day in days_of(count, 0, LAST, seed):
        for _n in range(of_day):
            number += 1
            created = datetime.combine(day, time(7)) + timedelta(seconds=dice.randrange(10 * 3600))
            yield _row(dice, number, created, dice.choice(topics))


def _row(dice: random.Random, number: int, created: datetime, topic: tuple[str, str, str]) -> tuple[str, ...]:
    assigned = created + timedelta(minutes=dice.randrange(5, 180))
    answered = assigned + timedelta(minutes=dice.randrange(30, 2_000))
    ended = answered + timedelta(minutes=dice.randrange(60, 9_000))
    limit = datetime.combine(LAST, time(17))  # the export writes local moments without a zone
    is_answered, is_done = answered <= limit, ended <= limit and dice.random() >= _OPEN
    group, name, department = topic
    return (
        str(number),
        department,
        str(answered) if is_answered else "",
        f"'{invented_texts.reply(dice)}" if is_answered else "'",
        str(min(assigned, limit)),
        "Готово" if is_done else "Оценка удовлетворенности" if is_answered else "В работе",
        str(created),
        str(ended) if is_done else "",
        group,
        name,
        "город Североречинск",
        dice.choice(invented_texts.streets()),
        str(dice.randrange(1, 120)),
        "Решаемый",
        dice.choice(_OUTCOMES) if is_done else "",
        "Нет",
        f"https://vk.com/wall-{dice.randrange(10**6, 10**9)}_{number}?reply={dice.randrange(10**6)}",
        f"'{invented_texts.message(dice)}",
        str(dice.randrange(500, 300_000)),
        f"https://vk.com/id{dice.randrange(10**6, 10**9)}",
    )


def write_table(path: Path, count: int, seed: int = 1) -> None:
    """Write a table of `count` rows to `path`."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(_HEADINGS)
        writer.writerows(rows(count, seed))


def main() -> None:
    """Write the table that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("rows", type=int)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    write_table(given.file, given.rows, given.seed)


if __name__ == "__main__":
    main()

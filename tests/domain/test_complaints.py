"""Whom a complaint is about: by department, by person, upwards and downwards."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from mcu_cli.domain.appeal import Appeal
from mcu_cli.domain.complaints import name_one_person, refuse_complained_about
from mcu_cli.domain.registry import Department
from mcu_cli.domain.vocabulary import Channel
from mcu_cli.errors import RefusedError

if TYPE_CHECKING:
    from mcu_cli.domain.registry import Registry

MOMENT = datetime(2026, 11, 20, tzinfo=UTC)


class _Registry:
    """What the guard asks of a registry."""

    def __init__(self) -> None:
        self.departments = {
            one.id: one
            for one in (
                Department("city", "Управление", head="Иванов Иван Иванович"),
                Department("roads", "Дороги", parent="city", head="Петров Пётр Петрович"),
                Department("housing", "ЖКХ", head="Сидорова А. Б."),
                Department("loop-a", "А", parent="loop-b"),
                Department("loop-b", "Б", parent="loop-a"),
            )
        }

    def find_department(self, name: str) -> Department | None:
        return self.departments.get(name)

    def department_title(self, name: str) -> str:
        return name


REGISTRY: Registry = _Registry()  # type: ignore[assignment]  # what the guard asks of a registry


def goes(name: str, *against: str) -> bool:
    """Tell whether a complaint against some may go to a body or a person."""
    appeal = Appeal("20261120-0001", Channel.LETTER, MOMENT, "Грубят.", against=against)
    try:
        refuse_complained_about(appeal, REGISTRY, name)
    except RefusedError:
        return False
    return True


@pytest.mark.parametrize(
    ("against", "name", "may"),
    [
        ("city", "city", False),
        ("city", "roads", False),  # below it
        ("roads", "city", True),  # above it: whoever is over them has to look
        ("city", "housing", True),
        ("Иванов И. И.", "city", False),  # he heads it
        ("Иванов И.И.", "roads", False),  # and what is below it
        ("Петров П. П.", "city", True),
        ("roads", "Петров П.П.", False),  # its head, as somebody's executor
        ("city", "Петров П. П.", False),  # the head of what is below it
        ("roads", "Иванов И. И.", True),
        ("Кузнецов К. К.", "кузнецов к.  к.", False),
        ("Кузнецов К. К.", "roads", True),
        ("loop-a", "loop-b", False),
        ("housing", "loop-a", True),
    ],
)
def test_a_complaint_goes_round_whom_it_is_about(against: str, name: str, may: bool) -> None:  # noqa: FBT001  # of a table
    assert goes(name, against) is may


def test_each_of_several_is_gone_round() -> None:
    assert not goes("housing", "roads", "housing")
    assert goes("housing", "roads")
    assert goes("housing")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Иванов Иван Иванович", "Иванов И. И.", True),
        ("Иванов И.И.", "ИВАНОВ И И", True),
        ("Иванов Иван", "Иванов Иван Иванович", True),
        ("Иванов И. П.", "Иванов Иван Иванович", False),
        ("Иванова И. И.", "Иванов И. И.", False),
        ("Семёнов С. С.", "Семенов Сергей Сергеевич", True),
        ("Иванов", "Иванов И. И.", False),  # a surname alone is many people's
        ("ООО Ромашка", "ООО Рассвет", False),
        ("", "", False),
    ],
)
def test_a_person_is_known_by_surname_and_initials(one: str, other: str, same: bool) -> None:  # noqa: FBT001  # of a table
    assert name_one_person(one, other) is same
    assert name_one_person(other, one) is same

"""What a report for everybody may show, on members made by hand: what is looked at, and what is trusted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mcu_cli.domain.appeal import Author
from mcu_cli.domain.personal import MarkKind
from mcu_cli.errors import RefusedError
from mcu_cli.language import speaking
from mcu_cli.publishing import Publisher
from mcu_cli.reporting import Basis, Report
from mcu_cli.reports.hidden_rows import HIDDEN
from mcu_cli.trusted_names import TrustedNames
from tests.reports.history import REGISTRY, Record, appeal, at


def publisher_of(*authors: str, **members: Any) -> Publisher:
    """Return what looks through a report with these members, on a record of one appeal by each author."""
    appeals = [replace(appeal(n, at("11-20 12:00")), author=Author(name=name)) for n, name in enumerate(authors, 1)]
    now = at("11-21 12:00")
    basis = Basis(Record(appeals), REGISTRY, None, "0" * 40, now, now, now.date())  # type: ignore[arg-type]  # asked for rows alone
    return Publisher(basis, Report({"where": None, "uncounted": [], **members}, ()))


def test_a_row_whose_id_alone_looks_personal_is_hidden() -> None:
    rows = [
        {"id": "Кротов И. И.", "title": "Прочее", "received": 2},
        {"id": "roads", "title": "Дороги", "received": 1},
    ]
    shown = publisher_of(topics=rows).published().data["topics"]
    assert [(row["id"], row["received"]) for row in shown] == [("roads", 1), (HIDDEN, 2)]


def test_a_text_is_looked_at_again_when_more_authors_are_known() -> None:
    publisher = publisher_of("Пётр Большой")
    assert publisher.kinds_in("Пётр Большой") == []  # nobody has asked for authors yet
    with pytest.raises(RefusedError, match="the name of an author on record"):
        publisher.refuse(["Пётр Большой"])


@pytest.mark.parametrize(
    ("language", "title"), [("ru", "Инцидент Менеджмент"), ("ru", "личный приём"), ("en", "Incident Management")]
)
def test_titles_of_the_program_are_trusted_in_the_language_of_the_store(language: str, title: str) -> None:
    town = replace(REGISTRY, municipality=replace(REGISTRY.municipality, language=language))
    with speaking("en"):
        trusted = TrustedNames(town)
    assert title in trusted
    assert trusted.hold(title, MarkKind.AUTHOR)
    assert "Пётр Большой" not in trusted


@pytest.mark.parametrize(
    ("page", "own", "trusted"),
    [
        ("https://vk.com/town", "vk.com/town", True),
        ("https://m.vk.com/town/", "https://www.vk.com/Town", True),
        ("@town_news", "t.me/town_news", True),
        ("https://vk.com/town_news", "vk.com/town", False),
        ("https://vk.com/tow", "vk.com/town", False),
        ("https://ok.ru/town", "vk.com/town", False),
        ("@town", "vk.com/town_news", False),
    ],
)
def test_a_page_of_the_municipality_is_trusted_whole(page: str, own: str, *, trusted: bool) -> None:
    town = replace(REGISTRY, municipality=replace(REGISTRY.municipality, pages=(own,)))
    assert TrustedNames(town).hold(page, MarkKind.PROFILE) is trusted
    assert not TrustedNames(REGISTRY).hold(page, MarkKind.PROFILE)

"""Additions to the registries: valid files in which every byte of before still stands."""

from __future__ import annotations

import difflib
import re
from datetime import UTC, datetime
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu_cli.domain.draft import Draft
from mcu_cli.domain.registry import Category, Department
from mcu_cli.errors import RefusedError
from mcu_cli.intake.incident import read_incidents
from mcu_cli.store.adoption import Adoption, NamesMet, adopted
from mcu_cli.store.registries import examine, load
from mcu_cli.store.registry_edits import transliterated, with_categories, with_departments, with_value
from tests.workbooks import plain, table

DEFAULTS = resources.files("mcu_cli.store.defaults")
SMALL = (
    """\
# Кто отвечает
format: 1
municipality: {name: Верхнереченск, timezone: Asia/Omsk, aliases: [Администрация города]}
working_time:
  hours:
    monday: [09:00-18:00]   # и только он
departments:
  # подразделения
  roads:
    name: Управление дорог  # бывшее управление
    aliases: [ДорСтрой]

# ступени
escalation: []
""",
    """\
format: 1
deadlines: {}
sectors:
  administration:
    name: Администрация
    groups:
      land:
        name: Земля
        department: roads
        topics:
          lease:
            name: Аренда
          # здесь можно дописать
  roads:
    name: Дороги
    groups:
      roads:
        name: Дороги
        aliases: [Автомобильные дороги]
        department: roads
# конец
""",
)
FILES = SMALL[0].encode(), SMALL[1].encode()
LARGE = (DEFAULTS / "departments.yaml").read_bytes(), (DEFAULTS / "categories.yaml").read_bytes()
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)
NAMES = st.one_of(
    st.sampled_from(
        [
            "Roads",
            "ROADS",
            "дорстрой",
            "Жук",
            "Zhuk",
            "zhuk!",
            "ЖУК",
            "№ 1",
            "2",
            "no",
            "★ Жук",
            "land",
            "Аренда",
            "ДОРОГИ",
            "Автомобильные дороги",
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60),
)


def only_adds(before: bytes, after: bytes) -> bool:
    """Whether every line of `before` stands in `after`, in order and unchanged."""
    lines = difflib.ndiff(before.decode().split("\n"), after.decode().split("\n"))
    return not [line for line in lines if line.startswith("- ")]


def adopt(rows: list[dict[str, object]], files: tuple[bytes, bytes] = FILES) -> Adoption:
    registry = load(*files)
    zone = registry.municipality.timezone
    names = NamesMet()
    for draft in read_incidents(table(*rows), zone=zone, now=NOW):
        assert isinstance(draft, Draft)
        names.note(draft)
    return adopted(files, registry, names)


# Ids made of names


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Департамент транспорта", "departament-transporta"),
        ("АО «ОмскВодоканал»", "ao-omskvodokanal"),
        ("Щётка, съезд, объём, ёж", "shchetka-sezd-obem-ezh"),
        ("Школа № 58", "shkola-no-58"),
        ("  Ⅳ — район ", "iv-raion"),
        ("Министерство здравоохранения Заречной области", "ministerstvo-zdravookhraneniya"),
        ("ъ", "unnamed"),
        ("🚌", "unnamed"),
        ("", "unnamed"),
    ],
)
def test_a_name_becomes_an_id_in_latin_letters(name: str, slug: str) -> None:
    assert transliterated(name, ()) == slug


def test_an_id_that_is_taken_gets_a_number() -> None:
    assert transliterated("Жук", {"zhuk"}) == "zhuk-2"
    assert transliterated("Жук", {"zhuk", "zhuk-2"}) == "zhuk-3"


@given(st.text(), st.sets(st.text(max_size=5)))
def test_an_id_is_well_formed_and_new_whatever_the_name(name: str, taken: set[str]) -> None:
    slug = transliterated(name, taken | {transliterated(name, taken)})

    assert ID.fullmatch(slug)
    assert slug not in taken
    assert len(slug) <= 45


# Where additions go


def test_a_department_is_added_behind_the_last_one_and_comments_stay() -> None:
    after = with_departments(FILES[0], [Department("lights", "АО «Свет»: сети", parent="roads")]).decode()

    assert after == SMALL[0].replace(
        "    aliases: [ДорСтрой]\n",
        "    aliases: [ДорСтрой]\n"
        "  lights:\n"
        "    name: 'АО «Свет»: сети'\n"
        "    kind: department\n"
        "    parent: roads\n"
        "    aliases: ['АО «Свет»: сети']\n",
    )


def test_a_group_and_its_topic_are_added_where_they_belong() -> None:
    group = Category("sky", "Небо", "administration", department="roads")
    after = with_categories(FILES[1], [group, Category("sky/stars", "Звёзды", "administration")])
    registry = load(FILES[0], after)

    assert registry.categories["sky/stars"].aliases == ("Звёзды",)
    assert registry.categories["sky"].sector == "administration"
    assert registry.categories["sky"].department == "roads"
    assert only_adds(FILES[1], after)


def test_the_first_topic_of_a_group_and_the_next_ones_are_added() -> None:
    topics = [Category(f"roads/{name}", name, "roads") for name in ("first", "second")]
    after = with_categories(FILES[1], topics)

    assert list(load(FILES[0], after).categories)[-3:] == ["roads", "roads/first", "roads/second"]
    assert only_adds(FILES[1], after)
    assert after.endswith("# конец\n".encode())


def test_an_empty_mapping_is_filled() -> None:
    empty = SMALL[1].replace("        topics:\n          lease:\n            name: Аренда\n", "        topics: {}\n")
    after = with_categories(empty.encode(), [Category("land/lease", "Аренда", "administration")])

    assert "land/lease" in load(FILES[0], after).categories


def test_a_file_with_windows_line_ends_keeps_them() -> None:
    crlf = SMALL[0].replace("\n", "\r\n").encode()
    after = with_departments(crlf, [Department("lights", "Свет")])

    assert after.count(b"\n") == after.count(b"\r\n")
    assert "lights" in load(after, FILES[1]).departments


def test_a_file_without_a_last_line_feed_is_added_to() -> None:
    bare = SMALL[0][: SMALL[0].index("\n# ступени")].rstrip().encode()
    after = with_departments(bare, [Department("lights", "Свет")])

    assert after.startswith(bare)
    assert "lights" in load(after, FILES[1]).departments


def test_a_list_in_braces_is_left_to_the_operator() -> None:
    braces = b"format: 1\ndepartments: {roads: {name: A}}\n"

    with pytest.raises(RefusedError, match=r"departments\.yaml:2: write `departments` with one entry a line, then mcu"):
        with_departments(braces, [Department("lights", "Свет")])


def test_a_value_is_replaced_and_its_comment_stays() -> None:
    after = with_value(LARGE[0], ("municipality", "name"), "Город №1: «центр»", file="departments.yaml")
    noted = with_value(FILES[0], ("departments", "roads", "name"), "Дороги", file="departments.yaml").decode()

    assert load(after, LARGE[1]).municipality.name == "Город №1: «центр»"
    assert after.decode().count("\n") == LARGE[0].decode().count("\n")
    assert noted == SMALL[0].replace("Управление дорог  # бывшее", "Дороги  # бывшее")


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
@settings(max_examples=50)
def test_any_name_of_the_municipality_is_read_back(name: str) -> None:
    lines = SMALL[0].replace("{name: Верхнереченск, timezone: Asia/Omsk, aliases: [Администрация города]}", "")
    block = lines.replace("municipality: \n", "municipality:\n  name: Город   # как в отчётах\n  timezone: Asia/Omsk\n")
    after = with_value(block.encode(), ("municipality", "name"), name, file="departments.yaml")

    assert load(after, FILES[1]).municipality.name == name
    assert "   # как в отчётах\n" in after.decode()


# Adoption


def test_adopted_names_become_entries_with_themselves_as_alias() -> None:
    adoption = adopt(
        [
            plain(1, "a", Отдел="Служба звёзд", Исполнитель="Отдел комет", **{"Группа тем": "Небо", "Тема": "Звёзды"}),
            plain(2, "b", Отдел="служба ЗВЕЗД", Исполнитель="", **{"Группа тем": "Дороги", "Тема": "Мосты"}),
            plain(3, "c", Отдел="ДорСтрой", **{"Группа тем": "НЕБО", "Тема": "звёзды"}),
        ]
    )

    assert [(one.id, one.name, one.parent, one.aliases) for one in adoption.departments] == [
        ("sluzhba-zvezd", "Служба звёзд", "", ("Служба звёзд",)),
        ("otdel-komet", "Отдел комет", "sluzhba-zvezd", ("Отдел комет",)),
    ]
    assert [(one.id, one.name, one.department) for one in adoption.categories] == [
        ("nebo", "Небо", "roads"),
        ("nebo/zvezdy", "Звёзды", ""),
        ("roads/mosty", "Мосты", ""),
    ]
    assert len(adoption) == 5


def test_nothing_is_adopted_where_all_is_known() -> None:
    adoption = adopt([plain(1, "a", Отдел="ДОРСТРОЙ", **{"Группа тем": "автомобильные дороги"})])

    assert not adoption
    assert adoption == Adoption()


@pytest.mark.parametrize("executor", ["", "Отдел комет"])
def test_the_municipality_itself_is_never_adopted(executor: str) -> None:
    adoption = adopt([plain(1, "a", Отдел="администрация города", Исполнитель=executor)])

    assert [one.name for one in adoption.departments] == ([executor] if executor else [])
    assert all(one.parent == "" for one in adoption.departments)


@pytest.mark.parametrize("files", [FILES, LARGE])
def test_names_that_look_like_ids_are_told_apart(files: tuple[bytes, bytes]) -> None:
    names = ["ROADS", "Roads", "Заря", "Zarya", "zarya!", "Заря-2", "no", "2025"]
    adoption = adopt([plain(n, "a", Отдел=name) for n, name in enumerate(names)], files)
    registry = load(*adoption.files)

    assert all(registry.find_department(name) is not None for name in names)
    assert registry.department("ROADS").id == "roads"


@given(st.lists(st.tuples(NAMES, NAMES, NAMES, NAMES), min_size=1, max_size=6))
@settings(max_examples=100)
def test_adopting_any_names_keeps_the_files_valid_and_only_adds(names: list[tuple[str, str, str, str]]) -> None:
    rows = [
        plain(n, "a", **dict(zip(("Отдел", "Исполнитель", "Группа тем", "Тема"), four, strict=True)))
        for n, four in enumerate(names)
    ]
    adoption = adopt(rows)
    if not adoption:
        return

    assert examine(*adoption.files).problems == []
    assert all(only_adds(before, after) for before, after in zip(FILES, adoption.files, strict=True))
    assert not adopt(rows, adoption.files)

"""`mcu route`, and `--auto` with `--explain`: what speaks for a category, and what is left to the clerk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.working_day import FIRST, SECOND, THIRD, appeal_of, commit_count, last_commit, registered, status_of

if TYPE_CHECKING:
    from tests.conftest import Mcu, StoreFolder

POTHOLE = "Яма на дороге, разбит асфальт, выбоины по всей улице."
NOTHING = "Ъ."


def with_areas(mcu: Mcu, store: StoreFolder, *streets: str) -> None:
    """Give the road department two sites that each serve a street."""
    path = store.root / "departments.yaml"
    text = path.read_text(encoding="utf-8")
    sites = "".join(
        f"  roads-site-{n}:\n    name: Участок № {n}\n    parent: roads\n    area: {{streets: [{street}]}}\n"
        for n, street in enumerate(streets, 1)
    )
    path.write_text(text.replace("\ndepartments:\n", f"\ndepartments:\n{sites}", 1), encoding="utf-8")
    mcu("record")


def test_route_shows_category_department_reasons_and_what_is_near_and_writes_nothing(
    mcu: Mcu, store: StoreFolder
) -> None:
    registered(mcu, POTHOLE)
    before = store.head
    shown = mcu("route", "1").stdout

    assert shown.startswith(f"{FIRST} Яма на дороге")
    assert "category: roads/" in shown
    assert "department: roads (Управление дорожного хозяйства)" in shown
    assert "асфальт* +" in shown
    assert "nearest:" in shown
    assert (store.head, status_of(store)) == (before, "")


def test_route_of_a_text_needs_no_appeal(mcu: Mcu, store: StoreFolder) -> None:
    (routing,) = mcu("route", "--text", POTHOLE, "--json").data

    assert routing["id"] is None
    assert routing["category"].startswith("roads")
    assert routing["department"] == "roads"
    assert {"source", "what", "points", "category", "department"} == set(routing["reasons"][0])
    assert routing["best"][0]["points"] >= 6
    (piped,) = mcu("route", "--text", "-", "--json", stdin=POTHOLE).data
    assert piped == routing
    assert commit_count(store) == 1


def test_a_text_that_is_not_utf_8_is_said_to_be_so(mcu: Mcu, store: StoreFolder) -> None:
    said = mcu("route", "--text", "-", stdin="Яма".encode("cp1251"), code=5).stderr
    assert said == "mcu: standard input is not UTF-8; convert the text and try again\n"
    assert commit_count(store) == 1


def test_an_address_that_is_none_is_no_thread_and_no_trouble(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu, POTHOLE)
    mcu("edit", "1", "--set", "source.system=vk", "--set", "source.url=https://[vk.com/wall-1_2")
    (routing,) = mcu("route", "1", "--json").data
    assert routing["category"].startswith("roads")
    assert status_of(store) == ""


def test_route_says_that_nothing_fits_and_that_several_are_near(mcu: Mcu, store: StoreFolder) -> None:
    assert "nothing says what it is about" in mcu("route", "--text", NOTHING).stdout
    assert mcu("route", "--text", NOTHING, "--json").data[0]["doubt"] == "nothing-fits"
    near = mcu("route", "--text", "Собаки бегают стаей, снег не чищен, мусор не вывозят", "--json").data[0]
    assert (near["category"], near["doubt"], len(near["best"])) == (None, "several-are-near", 3)
    assert store.root.is_dir()


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("1", "--text", "Яма"),
        ("--text", "Яма", "--measure", "t.csv"),
        ("--text", ""),
        ("1", "--half", "1"),
        ("--measure", "t.csv", "--seed", "2"),
        ("--measure", "t.csv", "--half", "3"),
    ],
)
def test_route_wants_one_thing_to_look_at(mcu: Mcu, store: StoreFolder, options: tuple[str, ...]) -> None:
    registered(mcu)
    assert mcu("route", *options, code=2).stderr.startswith("mcu: ")
    assert commit_count(store) == 2


def test_assign_auto_explains_before_it_changes_anything(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu, POTHOLE)
    registered(mcu, NOTHING)
    before = store.head
    looked = mcu("assign", "1", "2", "--auto", "--explain", "--dry-run")

    assert store.head == before
    assert "by the words: " in looked.stdout
    assert "nothing says what it is about" in looked.stdout
    assert f"{SECOND}: nothing in it says" in looked.stderr
    done = mcu("assign", "1", "2", "--auto", "--explain", "--yes", "--json").data
    assert [routing["id"] for routing in done["routing"]] == [FIRST, SECOND]
    assert [appeal["id"] for appeal in done["appeals"]] == [FIRST]
    assert done["routing"][0]["department"] == done["appeals"][0]["department"] == "roads"
    assert last_commit(store).id == done["commit"]


def test_what_is_not_sure_is_refused_with_the_best_three(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu, "Собаки бегают стаей, снег не чищен, мусор не вывозят")
    refused = mcu("assign", "1", "--auto", code=4).stderr

    assert refused.count(" points") == 3
    assert "mcu classify" in refused
    assert "--to" in refused
    assert appeal_of(mcu, "1")["state"]["status"] == "new"
    assert commit_count(store) == 2


def test_classify_auto_sets_the_category_alone_and_says_why(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu, POTHOLE)
    mcu("classify", "1", "--auto")
    event = appeal_of(mcu, "1")["history"][-1]

    assert event["event"] == "classified"
    assert event["category"].startswith("roads")
    assert event["reason"].startswith("by the words: ")
    assert event["auto"] in (True, "true")
    assert appeal_of(mcu, "1")["state"]["status"] == "new"
    assert last_commit(store).subject == f"classify {FIRST}: by rules"
    assert "already" in mcu("classify", "1", "--auto", code=4).stderr


@pytest.mark.parametrize("options", [(), ("--category", "roads", "--auto"), ("--category", "roads", "--explain")])
def test_classify_wants_either_a_category_or_the_rules(mcu: Mcu, store: StoreFolder, options: tuple[str, ...]) -> None:
    registered(mcu)
    assert "--auto" in mcu("classify", "1", *options, code=2).stderr
    assert "--auto" in mcu("assign", "1", "--to", "roads", "--explain", code=2).stderr
    assert commit_count(store) == 2


def test_the_place_chooses_among_departments_that_share_a_work(mcu: Mcu, store: StoreFolder) -> None:
    with_areas(mcu, store, "улица Мира", "Тенистая")
    registered(mcu, POTHOLE, "--street", "Тенистая ул.")
    registered(mcu, f"{POTHOLE} Это на улице Мира.")
    mcu("assign", "1", "2", "--auto", "--yes")

    assert appeal_of(mcu, "1")["state"]["department"] == "roads-site-2"
    assert appeal_of(mcu, "1")["history"][-1]["reason"] == "by the place: Тенистая"
    assert appeal_of(mcu, "2")["state"]["department"] == "roads-site-1"


def test_two_departments_of_one_place_are_named_and_none_is_taken(mcu: Mcu, store: StoreFolder) -> None:
    with_areas(mcu, store, "улица Мира", "проспект Мира")
    registered(mcu, POTHOLE, "--street", "Мира")
    refused = mcu("assign", "1", "--auto", code=4).stderr

    assert "roads-site-1 (Участок № 1), roads-site-2 (Участок № 2) serve the place alike" in refused
    assert "not sure, these serve the place alike" in mcu("route", "1").stdout
    assert appeal_of(mcu, "1")["state"]["status"] == "new"


def of_author(mcu: Mcu, text: str, *more: str) -> str:
    return registered(mcu, text, "--name", "Лесова А. П.", "--phone", "+7 900 000-00-01", *more)


def test_what_the_author_got_by_hand_is_followed_where_words_say_nothing(mcu: Mcu, store: StoreFolder) -> None:
    of_author(mcu, NOTHING)
    mcu("classify", "1", "--category", "culture")
    mcu("assign", "1", "--to", "culture")
    of_author(mcu, "Опять то же, что я писала.")
    registered(mcu, "Опять то же, что я писала.", "--name", "Лесова А. П.")
    mcu("assign", "2", "--auto")

    assert appeal_of(mcu, "2")["state"]["category"] == "culture"
    assert appeal_of(mcu, "2")["history"][1]["reason"] == f"by earlier appeals of the author: {FIRST} +9"
    assert mcu("assign", "3", "--auto", code=4).stderr.startswith(f"mcu: {THIRD}: ")
    assert commit_count(store) == 7


def test_another_person_of_the_same_name_and_the_appeal_itself_are_no_precedents(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu, NOTHING, "--name", "Лесова А. П.", "--phone", "+7 900 000-00-01")
    mcu("classify", "1", "--category", "culture")
    mcu("assign", "1", "--to", "roads")
    registered(mcu, "Опять то же.", "--name", "Лесова А. П.", "--phone", "+7 900 000-00-02")
    itself, another = mcu("route", "1", "2", "--json").data
    assert (itself["category"], itself["department"]) == ("culture", "culture")
    assert (another["category"], another["doubt"]) == (None, "nothing-fits")
    assert status_of(store) == ""


def test_what_mcu_suggested_itself_is_no_precedent_until_it_is_answered(mcu: Mcu, store: StoreFolder) -> None:
    of_author(mcu, POTHOLE)
    mcu("assign", "1", "--auto")
    of_author(mcu, "Опять то же, что я писала.")
    mcu("assign", "2", "--auto", code=4)
    mcu("answer", "1", "--interim", "--text", "Передали дорожникам.")
    mcu("assign", "2", "--auto")

    assert appeal_of(mcu, "2")["state"]["department"] == "roads"
    assert status_of(store) == ""


def test_clear_words_are_stronger_than_what_the_author_got_before(mcu: Mcu, store: StoreFolder) -> None:
    of_author(mcu, NOTHING)
    mcu("classify", "1", "--category", "culture")
    mcu("assign", "1", "--to", "culture")
    of_author(mcu, POTHOLE)
    mcu("assign", "2", "--auto")

    assert appeal_of(mcu, "2")["state"]["category"].startswith("roads")
    assert status_of(store) == ""


TABLE = """\
Исполнитель;Группа тем;Текст инцидента;Тема
Отдел;Дороги;Яма на дороге, разбит асфальт;Ямы и выбоины на дороге
Отдел;Дороги;Спасибо вам;Ямы и выбоины на дороге
Отдел;ЖКХ;Нет отопления, холодные батареи;Ненадлежащее качество или отсутствие отопления
Отдел;ЖКХ;Автобус не пришёл по расписанию, стоим на остановке;Лифты
Отдел;Неведомое;Что угодно;Другое
"""


def test_measure_counts_what_the_words_say_against_the_labels(mcu: Mcu, store: StoreFolder) -> None:
    (store.root.parent / "t.csv").write_text(TABLE, encoding="utf-8")
    found = mcu("route", "--measure", "../t.csv", "--json").data

    assert (found["rows"], found["labelled"], found["unknown"]) == (5, 4, {"Неведомое": 1})
    assert (found["right"], found["right_percent"]) == (2, 50.0)
    assert found["sure"] >= 2
    assert {"label": "housing", "guess": "public-transport", "texts": 1} in found["confusions"]
    assert {"label": "roads", "guess": None, "texts": 1} in found["confusions"]
    (roads,) = [group for group in found["groups"] if group["id"] == "roads"]
    assert (roads["texts"], roads["right"], roads["recall_percent"]) == (2, 1, 50.0)
    shown = mcu("route", "--measure", "../t.csv")
    assert "t.csv, the whole table" in shown.stdout
    assert "group right, all guesses: 50.0 % (2 of 4)" in shown.stdout
    assert "«Неведомое» is no group of categories.yaml: 1" in shown.stderr
    assert "Спасибо" not in shown.stdout
    assert commit_count(store) == 1


def test_the_two_halves_are_the_table_and_the_seed_draws_them_anew(mcu: Mcu, store: StoreFolder) -> None:
    rows = "".join(f"Отдел;Дороги;Яма номер {n} на дороге;Ямы и выбоины на дороге\n" for n in range(40))
    (store.root.parent / "t.csv").write_text(TABLE.splitlines()[0] + "\n" + rows, encoding="utf-8")

    def counted(*options: str) -> int:
        return int(mcu("route", "--measure", "../t.csv", "--json", *options).data["rows"])

    first, second = counted("--half", "1"), counted("--half", "2")
    assert first + second == 40
    assert 8 < first < 32
    assert counted("--half", "1", "--seed", "1") == first
    assert "half 2 as drawn by seed 1" in mcu("route", "--measure", "../t.csv", "--half", "2").stdout


def test_a_table_without_labels_or_with_unknown_ones_is_refused(mcu: Mcu, store: StoreFolder) -> None:
    path = store.root.parent / "t.csv"
    path.write_text("Текст инцидента;Группа тем\nЯма;\n", encoding="utf-8")
    assert "no row with a group" in mcu("route", "--measure", "../t.csv", code=5).stderr
    path.write_text("Текст инцидента;Группа тем\nЯма;Неведомое\n", encoding="utf-8")
    assert "aliases" in mcu("route", "--measure", "../t.csv", code=5).stderr


THREAD = """\
Номер инцидента;Дата создания;Урл поста;Текст инцидента;Отдел;Время назначения последнего исполнителя;Группа тем;Тема
1;19.10.2026 10:00:00;https://vk.com/wall-1_2?reply=3;Ъ;Управление культуры;19.10.2026 10:30:00;Культура;
2;19.11.2026 11:00:00;https://vk.com/wall-1_2?reply=4&thread=3;Поддерживаю;;;;
3;19.11.2026 12:00:00;https://vk.com/wall-1_9?reply=5;Поддерживаю;;;;
"""


def test_what_the_thread_got_by_import_is_followed_and_another_thread_is_not(mcu: Mcu, store: StoreFolder) -> None:
    (store.root.parent / "t.csv").write_text(THREAD, encoding="utf-8")
    mcu("import", "../t.csv", now="2026-11-20T12:00:00+05:00")
    listed = {appeal["key"]: appeal["id"] for appeal in mcu("list", "--json").data}
    (same,) = mcu("route", listed["2"], "--json").data
    (other,) = mcu("route", listed["3"], "--json").data

    assert same["category"] == "culture"
    assert {(reason["source"], reason["what"]) for reason in same["reasons"]} == {("thread", listed["1"])}
    assert other["category"] is None

"""No report for everybody names a citizen, however his name came into the record; an internal one does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from mcu_cli.intake.incident_columns import TEXT
from mcu_cli.publishing import Publisher
from mcu_cli.reports.hidden_rows import HIDDEN
from mcu_cli.reports.kinds import ReportKind
from mcu_cli.reports.places import LEAST_OF_A_PLACE
from tests.workbooks import INCIDENT, NUMBER, export

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Mcu, StoreFolder

NOW = "2026-12-02T09:00:00+05:00"
PERSON = "Кротов Иван Ильич"
FORMS = ["terminal", "md", "html", "csv", "json", "xlsx"]
FOR_EVERYBODY = [kind.value for kind in ReportKind if kind.is_for_everybody]
HIDDEN_TITLE = "hidden: looks like personal data"


def incident(number: int, **more: object) -> dict[str, object]:
    return INCIDENT | {NUMBER: 700000 + number, "URL автора": f"https://vk.com/id{number}"} | more


@pytest.fixture
def english(mcu: Mcu, store: StoreFolder) -> StoreFolder:
    """Let documents of the store be English, whatever the catalogues hold."""
    path = store.root / "departments.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("language: ru", "language: en"), encoding="utf-8")
    mcu("record")
    return store


@pytest.fixture
def take_in(mcu: Mcu, english: StoreFolder) -> Any:
    """Return what imports incidents."""

    def imported(*rows: dict[str, object]) -> None:
        mcu("import", export(english.root.parent / "in" / "day.xlsx", *rows), now=NOW)

    return imported


def titles(rows: list[dict[str, Any]]) -> list[str]:
    return [row["title"] for row in rows]


@pytest.mark.parametrize(
    ("heading", "member"), [("Тема", "topics"), ("Группа тем", "groups"), ("Отдел", "departments")]
)
def test_names_from_other_systems_that_look_personal_stand_in_one_row(
    mcu: Mcu, take_in: Any, heading: str, member: str
) -> None:
    take_in(
        *(
            incident(n, **{"Тема": f"Неведомое {n}", heading: name})
            for n, name in enumerate((PERSON, "Кротова А. П., тел. 23-45-67", "Прочее и разное"))
        ),
    )
    done = mcu("report", "2026-11", "--json", now=NOW)
    rows = done.data[member]
    (hidden,) = [row for row in rows if row["id"] == HIDDEN]
    assert hidden["title"] == HIDDEN_TITLE
    assert hidden["received"] == 2
    assert hidden["share_percent"] == 66.7
    assert sum(row["received"] for row in rows) == 3
    assert "Кротов" not in done.stdout
    (warning,) = done.envelope["problems"]
    assert warning["level"] == "warning"
    assert member in warning["field"].split(", ")
    assert "names look like personal data" in warning["message"]
    assert "Кротов" not in warning["message"]
    assert "--kind internal" in warning["message"]
    shown = mcu("report", "2026-11", "--kind", "internal", "--json", now=NOW).data
    assert PERSON in str(titles(shown[member]))


@pytest.mark.parametrize("kind", FOR_EVERYBODY)
@pytest.mark.parametrize("form", FORMS)
def test_no_form_of_a_report_for_everybody_shows_a_person(
    mcu: Mcu, take_in: Any, tmp_path: Path, form: str, kind: str
) -> None:
    if kind == "press" and form in {"csv", "xlsx"}:
        pytest.skip("a text for the press has no such form")
    people = {"Тема": PERSON, "Отдел": "ИП Зверев Б. Б.", "Теги": PERSON, "Улица": PERSON, "Объект": PERSON}
    take_in(*(incident(n, **people) for n in range(7)))
    target = tmp_path / f"report.{form}"
    mcu("report", "2026-11", "--kind", kind, "--full", "--format", form, "--where", "open or -open", "--output", target,
        now=NOW)  # fmt: skip
    written = target.read_bytes()
    if form == "xlsx":
        import zipfile

        with zipfile.ZipFile(target) as book:
            written = b"".join(book.read(name) for name in book.namelist())
    assert written
    for name in ("Кротов", "Зверев", "vk.com/id"):
        assert name.encode() not in written, name


def test_what_is_hidden_is_no_first_of_many_and_no_theme_of_a_text(mcu: Mcu, take_in: Any) -> None:
    take_in(*(incident(n, **{"Группа тем": PERSON, "Тема": PERSON}) for n in range(4)), incident(9))
    for kind in FOR_EVERYBODY:
        data = mcu("report", "2026-11", "--kind", kind, "--where", "open or -open", "--json", now=NOW).data
        assert [row["id"] for row in data["topics"]] == ["roads/snow", HIDDEN], kind
        for found in (data["new_topics"], data["growth"]["rising"], data["topics_by_channel"][0]["topics"]):
            assert HIDDEN not in [row["id"] for row in found], kind
        text = mcu("report", "2026-11", "--kind", kind, "--where", "open or -open", now=NOW).stdout
        assert "hidden" not in text.partition("Received and done")[0], kind


def test_the_name_of_an_author_is_known_from_the_record(mcu: Mcu, take_in: Any) -> None:
    mcu("add", "--channel", "letter", "--name", "Пётр Большой", "--text", "Прошу убрать снег", now=NOW)
    take_in(incident(1, Тема="Пётр Большой"), incident(2, Тема="Пётр Малый"))
    data = mcu("report", "--from", "2026-11-01", "--json", now=NOW).data
    assert "Пётр Большой" not in str(data["topics"])
    assert "Пётр Малый" in str(data["topics"])


def test_a_name_of_the_registry_is_trusted_whatever_it_looks_like(mcu: Mcu, english: StoreFolder, take_in: Any) -> None:
    path = english.root / "departments.yaml"
    text = path.read_text(encoding="utf-8").replace("\ndepartments:\n", (
        "\ndepartments:\n  krotov:\n    name: ИП Кротов И. И., Мира, д. 10-45\n    kind: organisation\n"
    ))  # fmt: skip
    path.write_text(text, encoding="utf-8")
    mcu("record", now=NOW)
    take_in(*(incident(n, Отдел="ИП Кротов И. И., Мира, д. 10-45") for n in range(3)))
    for form in FORMS[:-1]:
        done = mcu("report", "2026-11", "--full", "--format", form, now=NOW)
        assert "Кротов" in done.stdout, form
        assert "looks like personal data" not in done.stdout, form


def test_a_street_is_told_without_a_house_and_not_for_a_few_appeals(mcu: Mcu, take_in: Any) -> None:
    few, many = LEAST_OF_A_PLACE - 1, LEAST_OF_A_PLACE
    take_in(
        *(incident(n, Улица="улица Мира", Дом="10А", Объект="") for n in range(many)),
        *(incident(100 + n, Улица="улица Садовая", Дом="7", Объект="") for n in range(few)),
    )
    public = mcu("report", "2026-11", "--full", "--json", now=NOW).data
    assert [(place["street"], place["received"]) for place in public["places"]] == [("улица Мира", many)]
    assert "house" not in public["places"][0]
    assert public["lists"] is None
    text = mcu("report", "2026-11", "--full", now=NOW).stdout
    assert "Мира" in text
    assert "Садовая" not in text
    assert "10А" not in text
    internal = mcu("report", "2026-11", "--kind", "internal", "--json", now=NOW).data
    assert [row["street"] for row in internal["places"]] == ["улица Мира", "улица Садовая"]
    assert [row["house"] for row in internal["lists"]["addresses"]["rows"]] == ["10А", "7"]


def test_small_numbers_are_not_hidden_elsewhere(mcu: Mcu, take_in: Any) -> None:
    take_in(incident(1))
    data = mcu("report", "2026-11", "--json", now=NOW).data
    for member in ("channels", "networks", "topics", "groups", "departments", "outcomes"):
        assert [row["received"] or row["handled"] for row in data[member] if row["id"]] == [1], member


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (f"author:'{PERSON}'", "not limited to persons"),
        ("author:Кротов", "not limited to persons"),
        ("-author:Кротов", "not limited to persons"),
        ("house:10А", "not limited to persons"),
        ("id:20261101-0001", "not limited to persons"),
        ("key:700001", "not limited to persons"),
        ("url:vk.com/id1", "not limited to persons"),
        ('"Кротов Иван Ильич"', "not limited to persons"),
        ("street:Мира", "so few appeals of one place"),
        ("object:Школа", "so few appeals of one place"),
        ("settlement:Верхнереченск", "so few appeals of one place"),
        ('district:"Дальние хутора"', "so few appeals of one place"),
        ("-street:Мира", "so few appeals of one place"),
        ("part-of:20261101-0001", "not limited to persons"),
        ("duplicate-of:20261101-0001", "not limited to persons"),
        ("Дыбенко", "so few"),
        ("-Дыбенко", "so few"),
        ("Дыб*", "so few"),
        ("text:тротуар", "so few"),
        ("channel:incident or text:тротуар", "so few"),
    ],
)
def test_a_query_about_somebody_makes_no_report_for_everybody(mcu: Mcu, take_in: Any, query: str, said: str) -> None:
    take_in(incident(1))
    asked = ("report", "2026-11", "--where", query)
    for kind in FOR_EVERYBODY:
        done = mcu(*asked, "--kind", kind, code=4, now=NOW)
        assert said in done.stderr
        assert "--kind internal" in done.stderr
        assert done.stdout == ""
    assert mcu(*asked, "--kind", "internal", now=NOW).stdout


@pytest.mark.parametrize(
    "query", ["street:Мира", "settlement:Верхнереченск", "тротуар", "text:тротуар", "part-of:none", "-settlement:none"]
)
def test_a_query_of_a_place_or_of_words_with_enough_appeals_is_counted(mcu: Mcu, take_in: Any, query: str) -> None:
    take_in(*(incident(n) for n in range(LEAST_OF_A_PLACE)))
    data = mcu("report", "2026-11", "--where", query, "--json", now=NOW).data
    assert data["received"]["period"] == LEAST_OF_A_PLACE


@pytest.mark.parametrize("query", ["тротуар", "text:тротуар", "Дыбенко", "channel:incident -text:тротуар"])
def test_five_appeals_of_one_author_are_of_one_author(mcu: Mcu, take_in: Any, query: str) -> None:
    take_in(*(incident(n, **{"URL автора": "https://vk.com/id1"}) for n in range(9)))
    for n in range(9):
        mcu("add", "--channel", "letter", "--name", "Дыбенко Т. Ю.", "--text", f"Прошу убрать снег {n}", now=NOW)
    mcu("report", "2026-11", "--where", "channel:incident", now=NOW)
    assert "so few" in mcu("report", "2026-11", "--where", query, code=4, now=NOW).stderr


@pytest.mark.usefixtures("english")
def test_a_name_of_many_words_is_asked_for_as_a_whole_too(mcu: Mcu) -> None:
    for n in range(LEAST_OF_A_PLACE):
        mcu("add", "--channel", "letter", "--text", f"иван просит убрать снег {n}", now=NOW)
        mcu("add", "--channel", "letter", "--text", f"дыбенко просит убрать снег {n}", now=NOW)
    mcu("add", "--channel", "letter", "--text", "иван дыбенко просит убрать снег", now=NOW)
    assert mcu("report", "2026-12", "--where", "иван", now=NOW).stdout
    assert mcu("report", "2026-12", "--where", "дыбенко", now=NOW).stdout
    assert "so few" in mcu("report", "2026-12", "--where", "дыбенко иван", code=4, now=NOW).stderr


def test_what_few_appeals_say_is_not_told_by_leaving_them_out_or_adding_them(mcu: Mcu, take_in: Any) -> None:
    take_in(*(incident(n) for n in range(9)), incident(10, **{"Улица": "улица Садовая", TEXT: "'Где автобус?"}))
    left_out = ("-street:Садовая", "street:Мира,Садовая", "-автобус", "тротуар or автобус", "тротуар or text:автобус")
    for query in left_out:
        assert "so few" in mcu("report", "2026-11", "--where", query, code=4, now=NOW).stderr, query
    for query in ("street:Мира", "тротуар"):
        assert mcu("report", "2026-11", "--where", query, now=NOW).stdout, query


def test_few_appeals_of_a_place_in_the_period_are_few_however_many_are_on_record(mcu: Mcu, take_in: Any) -> None:
    take_in(*(incident(n) for n in range(9)))
    assert "so few" in mcu("report", "2026-11-02", "--where", "street:Мира", code=4, now=NOW).stderr


@pytest.mark.parametrize("query", ["district:Заречный", "district:заречный", "-district:Заречный"])
def test_a_district_of_the_registry_is_large_enough(mcu: Mcu, english: StoreFolder, query: str) -> None:
    path = english.root / "departments.yaml"
    text = path.read_text(encoding="utf-8")
    for n in range(LEAST_OF_A_PLACE):
        mcu("add", "--channel", "letter", "--district", "Лесной", "--text", f"Прошу убрать снег {n}", now=NOW)
    mcu("add", "--channel", "letter", "--district", "Заречный", "--text", "Прошу убрать снег", now=NOW)
    assert "so few" in mcu("report", "2026-12", "--where", query, code=4, now=NOW).stderr
    path.write_text(text.replace("  population: {}", "  population: {Заречный: 41200}"), encoding="utf-8")
    mcu("record", now=NOW)
    assert mcu("report", "2026-12", "--where", query, now=NOW).stdout


@pytest.mark.usefixtures("english")
def test_the_name_of_a_saved_filter_is_trusted(mcu: Mcu) -> None:
    mcu("filter", "save", "ivan_krotov", "channel:phone", now=NOW)
    mcu("add", "--channel", "phone", "--text", "Прошу убрать снег", now=NOW)
    data = mcu("report", "2026-12", "--where", "@ivan_krotov", "--json", now=NOW).data
    assert data["where"] == "@ivan_krotov = channel:phone"
    for form in FORMS[:4]:
        assert mcu("report", "2026-12", "--where", "@ivan_krotov", "--format", form, now=NOW).stdout, form


@pytest.mark.usefixtures("english")
def test_an_author_may_be_called_as_a_channel_or_as_a_bridge_and_nothing_is_hidden(mcu: Mcu) -> None:
    for name in ("Incident Management", "Personal Reception", "Новый Мост"):
        mcu("add", "--channel", "incident", "--name", name, "--text", "Прошу убрать снег", now=NOW)
    mcu("done", "Убран снег", "--place", "Новый Мост", now=NOW)
    done = mcu("report", "2026-12", "--full", "--json", now=NOW)
    assert done.envelope["problems"] == []
    assert titles(done.data["channels"]) == ["Incident Management"]
    for kind in FOR_EVERYBODY:
        assert mcu("report", "2026-12", "--full", "--kind", kind, now=NOW).stdout


def test_a_place_whose_settlement_looks_personal_is_left_out(mcu: Mcu, take_in: Any) -> None:
    take_in(*(incident(n, **{"Населенный пункт": PERSON}) for n in range(LEAST_OF_A_PLACE)))
    data = mcu("report", "2026-11", "--full", "--json", now=NOW).data
    assert data["places"] == []
    assert [place["settlement"] for place in mcu("report", "2026-11", "--kind", "internal", "--json", now=NOW).data[
        "places"
    ]] == [PERSON]  # fmt: skip


def test_a_telephone_alone_is_a_name_that_looks_personal(mcu: Mcu, take_in: Any) -> None:
    take_in(*(incident(n, Отдел=name) for n, name in enumerate(("23-45-67", "2021"))))
    data = mcu("report", "2026-11", "--json", now=NOW).data
    assert {row["id"] for row in data["departments"]} == {HIDDEN, "2021"}


def test_the_drawn_report_is_looked_through_once_more(
    mcu: Mcu, take_in: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Take the first look away: whatever it would have hidden, the second one refuses in every form."""
    take_in(*(incident(n, Тема=PERSON) for n in range(3)))
    mcu("report", "2026-11", now=NOW)
    monkeypatch.setattr(Publisher, "published", lambda publisher: publisher._report)
    for form in FORMS:
        target = tmp_path / f"report.{form}"
        done = mcu("report", "2026-11", "--full", "--format", form, "--output", target, code=4, now=NOW)
        assert "a person's name" in done.stderr, form
        assert "Кротов" not in done.stderr, form
        assert not target.exists(), form
    assert mcu("report", "2026-11", "--kind", "internal", now=NOW).stdout


def test_an_internal_report_says_so_first_and_holds_the_lists(mcu: Mcu, take_in: Any) -> None:
    take_in(incident(1), incident(2, **{"URL автора": "https://vk.com/id1"}))
    mcu("add", "--channel", "letter", "--name", PERSON, "--street", "улица Мира", "--house", "5", "--flat", "7",
        "--text", "Прошу убрать снег", now="2026-11-02T10:00:00+05:00")  # fmt: skip
    banner = "Holds personal data: not to be published, nor passed on outside the administration"
    for form in ("terminal", "md", "html", "csv"):
        text = mcu("report", "2026-11", "--kind", "internal", "--format", form, now=NOW).stdout
        assert banner in text, form
        assert PERSON in text, form
        public = mcu("report", "2026-11", "--format", form, now=NOW).stdout
        assert banner not in public, form
        assert PERSON not in public, form
    lists = mcu("report", "2026-11", "--kind", "internal", "--json", now=NOW).data["lists"]
    assert list(lists) == ["overdue", "waiting", "without_department", "addresses", "repeat_authors", "operators"]
    (waiting,) = lists["waiting"]["rows"]
    assert waiting["id"] == "20261102-0001"
    assert waiting["author"] == PERSON
    assert waiting["address"] == "улица Мира, 5"
    assert waiting["days_waiting"] == pytest.approx(28.7, abs=0.2)
    (author,) = lists["repeat_authors"]["rows"]
    assert (author["profile"], author["received"]) == ("https://vk.com/id1", 2)


@pytest.mark.usefixtures("english")
def test_a_report_of_a_damaged_store_names_the_files_and_quotes_nothing_of_them(mcu: Mcu, english: StoreFolder) -> None:
    broken = english.root / "appeals/2026/11/19/20261119-0001.yaml"
    broken.parent.mkdir(parents=True)
    broken.write_text(f"format: 1\nid: 20261119-0001\nauthor: {PERSON}\n", encoding="utf-8", newline="\n")
    english.git("add", "--", "appeals")
    english.git("commit", "--quiet", "--message", "by hand")
    path = "appeals/2026/11/19/20261119-0001.yaml"
    done = mcu("report", "2026-11", "--json", now=NOW)
    assert done.data["uncounted"] == [{"id": "20261119-0001", "path": path}]
    assert [(one["file"], one["level"]) for one in done.envelope["problems"]] == [(path, "error")]
    assert "Кротов" not in done.stdout + done.stderr
    for form in ("terminal", "md", "html", "csv"):
        text = mcu("report", "2026-11", "--format", form, now=NOW).stdout
        assert "20261119-0001" in text, form
        assert path in text.replace("\\_", "_"), form
    assert "Not counted: 1 file" in mcu("report", "2026-11", now=NOW).stdout


@pytest.mark.parametrize(
    "name",
    ["жалоба Кротовой М. П. 89000000000", "жалоба_Кротовой_М_П_2", "Кротова-Мария", "Пётр-Большой", "Пётр Большой"],
)
def test_a_file_that_cannot_be_read_is_counted_without_a_name_that_looks_personal(
    mcu: Mcu, english: StoreFolder, name: str
) -> None:
    mcu("add", "--channel", "letter", "--name", "Пётр Большой", "--text", "Прошу убрать снег", now=NOW)
    folder = english.root / "appeals/2026/11"
    folder.mkdir(parents=True)
    for file in (f"{name}.yaml", "list.yaml"):
        (folder / file).write_text("format: 1\n", encoding="utf-8")
    english.git("add", "--", "appeals")
    english.git("commit", "--quiet", "--message", "by hand")
    shown = "a file with a name that looks personal"
    for kind in FOR_EVERYBODY:
        done = mcu("report", "2026-11", "--kind", kind, "--json", now=NOW)
        assert sorted(done.data["uncounted"], key=lambda one: one["path"]) == [
            {"id": HIDDEN, "path": shown}, {"id": "list", "path": "appeals/2026/11/list.yaml"},
        ]  # fmt: skip
        errors = [one["file"] for one in done.envelope["problems"] if one["level"] == "error"]
        assert sorted(errors) == sorted([shown, "appeals/2026/11/list.yaml"])
        (warning,) = [one for one in done.envelope["problems"] if one["level"] == "warning"]
        assert "`mcu check` names it" in warning["message"]
        assert name not in done.stdout + done.stderr
    for form in FORMS[:4]:
        text = mcu("report", "2026-11", "--format", form, now=NOW).stdout
        assert shown in text, form
        assert name not in text, form
    assert f"{name}.yaml" in mcu("report", "2026-11", "--kind", "internal", "--json", now=NOW).stdout
    assert f"{name}.yaml" in mcu("check", code=6, now=NOW).stdout


def test_the_envelope_of_a_refused_report_tells_the_problem(mcu: Mcu, take_in: Any) -> None:
    take_in(incident(1))
    done = mcu("report", "2026-11", "--where", "author:Кротов", "--json", code=4, now=NOW)
    envelope = json.loads(done.stdout)
    assert envelope["data"] is None
    assert "--kind internal" in envelope["problems"][0]["message"]


@pytest.mark.usefixtures("english")
def test_our_own_texts_that_look_personal_are_for_somebody_to_mend(mcu: Mcu) -> None:
    mcu("done", "Убран снег у дома", "--place", "Мира, 5, кв. 7", now=NOW)
    mcu("done", "По просьбе Кротова И. И. починен фонарь", now=NOW)
    mcu("poll", "add", "Где быть парку?", "--option", "Мира", "--option", "Садовая", now=NOW)
    mcu("poll", "result", "1", "--participants", "10", "--decision", "Решила Кротова Анна Петровна", now=NOW)
    for kind in FOR_EVERYBODY:
        done = mcu("report", "2026-12", "--kind", kind, "--json", code=4, now=NOW)
        found = {(one["file"], one["field"]) for one in done.envelope["problems"]}
        assert found == {("W-2026-0001", "place"), ("W-2026-0002", "what"), ("P-2026-0001", "decision")}
        assert "Кротов" not in done.stdout + done.stderr
        assert "кв. 7" not in done.stdout + done.stderr
    assert "кв. 7" in mcu("report", "2026-12", "--kind", "internal", "--full", now=NOW).stdout
    mcu("report", "2026-11", now=NOW)  # a period without them can be reported


def own_pages(mcu: Mcu, english: StoreFolder, pages: str) -> None:
    path = english.root / "departments.yaml"
    text = path.read_text(encoding="utf-8").replace("  pages: []", f"  pages: [{pages}]")
    path.write_text(text, encoding="utf-8")
    mcu("record", now=NOW)


@pytest.mark.parametrize(
    "address", ["https://t.me/town_news", "http://www.vk.com/town_news/", "https://VK.com/Town_News"]
)
def test_a_page_of_a_network_may_stand_where_the_registry_names_it(
    mcu: Mcu, english: StoreFolder, address: str
) -> None:
    noted = mcu("done", "Починен мост", "--photo", address, now=NOW).stderr
    assert "a personal page" in noted
    mcu("poll", "add", "Где быть парку?", "--option", "Мира", "--option", "Садовая", "--link", address, now=NOW)
    mcu("poll", "result", "1", "--participants", "10", "--decision", f"Итоги: {address} и @town_news", now=NOW)
    done = mcu("report", "2026-12", "--json", code=4, now=NOW)
    found = {(one["file"], one["field"]) for one in done.envelope["problems"]}
    assert found == {("W-2026-0001", "photo"), ("P-2026-0001", "link"), ("P-2026-0001", "decision")}
    assert all("municipality.pages" in one["message"] for one in done.envelope["problems"])
    for one in done.envelope["problems"]:
        verb = "poll" if one["file"].startswith("P-") else "done"
        assert f"`mcu {verb} withdraw {one['file']}`" in one["message"]
    own_pages(mcu, english, "vk.com/town, 'https://t.me/town_news', vk.com/town_news")
    for form in FORMS[:5]:
        assert mcu("report", "2026-12", "--full", "--format", form, now=NOW).stdout, form
    noted = mcu("done", "Починен мост", "--photo", address, now=NOW).stderr
    assert "a personal page" not in noted


@pytest.mark.parametrize(
    ("photo", "kind"),
    [
        ("https://vk.com/photo12_34", "page"),
        ("https://vk.com/ivan.petrov", "page"),
        ("https://vk.com/town_new", "page"),
        ("https://disk.example/Иванова_Мария_Петровна.jpg", "name"),
        ("https://disk.example/%D0%98%D0%B2%D0%B0%D0%BD%D0%BE%D0%B2%D0%B0_%D0%9C._%D0%9F..jpg", "name"),
    ],
)
def test_a_picture_whose_address_names_a_person_makes_no_report_for_everybody(
    mcu: Mcu, english: StoreFolder, photo: str, kind: str
) -> None:
    own_pages(mcu, english, "vk.com/town, vk.com/town_news")
    mcu("done", "Починен фонарь", "--photo", "https://vk.com/photo-12_34", now=NOW)
    mcu("done", "Починен мост", "--photo", "https://disk.example/снег_2026.jpg", now=NOW)
    mcu("report", "2026-12", now=NOW)
    mcu("done", "Починен забор", "--photo", photo, now=NOW)
    done = mcu("report", "2026-12", "--json", code=4, now=NOW)
    assert [(one["file"], one["field"]) for one in done.envelope["problems"]] == [("W-2026-0003", "photo")]
    assert ("municipality.pages" in done.envelope["problems"][0]["message"]) == (kind == "page")
    assert "`mcu done withdraw W-2026-0003`" in done.envelope["problems"][0]["message"]
    mcu("done", "withdraw", "W-2026-0003", "--reason", "имя в адресе", now=NOW)
    mcu("report", "2026-12", now=NOW)


@pytest.mark.parametrize("place", ["Иванова, М. П.", "Иван\u200bовой М. П."])
@pytest.mark.usefixtures("english")
def test_a_name_written_as_in_a_list_or_with_characters_unseen_is_found(mcu: Mcu, place: str) -> None:
    mcu("done", "Починен фонарь", "--place", place, now=NOW)
    done = mcu("report", "2026-12", "--json", code=4, now=NOW)
    assert [(one["file"], one["field"]) for one in done.envelope["problems"]] == [("W-2026-0001", "place")]


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    "place", ["ДК «Юрий Гагарин»", "теплоход Вера Ершова", "Фонд Константина Хабенского", "магазин «Виктор Иванов»"]
)
def test_what_is_called_after_somebody_is_nobody(mcu: Mcu, place: str) -> None:
    mcu("done", "Починен фонарь", "--place", place, now=NOW)
    assert place in mcu("report", "2026-12", "--json", now=NOW).stdout


def test_the_telephone_of_the_press_office_in_its_own_template_may_stand(mcu: Mcu, english: StoreFolder) -> None:
    path = english.root / "press" / "month.txt"
    path.parent.mkdir(exist_ok=True)
    path.write_text("Received: {{ received }}.\n\nPress office: Зверева А. П., тел. 23-45-67.\n", encoding="utf-8")
    english.git("add", "--", "press")
    english.git("commit", "--quiet", "--message", "by hand")
    done = mcu("report", "2026-11", "--kind", "press", now=NOW)
    assert "23-45-67" in done.stdout
    assert "Received: 0." in done.stdout


@pytest.mark.usefixtures("english")
def test_figures_of_records_are_null_under_a_query(mcu: Mcu) -> None:
    mcu("done", "Починен фонарь", now=NOW)
    members = ("receptions", "instructions", "polls", "works", "works_by_what")
    data = mcu("report", "2026-12", "--where", "channel:phone", "--json", now=NOW).data
    assert [data[name] for name in members] == [None] * len(members)
    assert None not in [mcu("report", "2026-12", "--json", now=NOW).data[name] for name in members]
    for form in ("terminal", "md", "html", "csv"):
        assert mcu("report", "2026-12", "--where", "channel:phone", "--full", "--format", form, now=NOW).stdout
    assert mcu("report", "2026-12", "--kind", "press", "--where", "channel:phone", now=NOW).stdout


@pytest.mark.usefixtures("english")
def test_a_review_counts_letters_and_receptions_unless_a_query_says_otherwise(mcu: Mcu) -> None:
    for channel in ("letter", "phone", "reception", "bot"):
        mcu("add", "--channel", channel, "--text", "Прошу убрать снег", now=NOW)
    data = mcu("report", "2026-12", "--kind", "review", "--json", now=NOW).data
    assert data["where"] == "channel:letter,reception"
    assert data["received"]["period"] == 2
    assert data["works"] == []  # nobody asked for a part of the record
    phone = mcu("report", "2026-12", "--kind", "review", "--where", "channel:phone", "--json", now=NOW).data
    assert (phone["where"], phone["received"]["period"]) == ("channel:phone", 1)

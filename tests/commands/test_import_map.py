"""`mcu import` of any table: recognised, read by a map, or shown the way to one; through the program, end to end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.intake.test_proposal import BARE, ENGLISH, FORM_RU, FORM_US, HOTLINE, JOURNAL
from tests.workbooks import workbook

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.conftest import Finished, Mcu, StoreFolder

pytestmark = pytest.mark.usefixtures("store")
KINDS = {"journal": JOURNAL, "hotline": HOTLINE, "american": FORM_US, "form": FORM_RU, "bare": BARE, "english": ENGLISH}
SED = """\
Рег. №;Дата регистрации;Заявитель;Краткое содержание;Исполнитель;Дата ответа;Результат рассмотрения;Вид обращения
А-1/26;02.11.2026;Иванова А. А.;Просит убрать снег;Служба дорог;05.11.2026;Разъяснено;Заявление
А-2/26;03.11.2026;Петров П. П.;Просит поставить лавку;Служба дворов;;;Предложение
Итого;2;;;;;;
"""
OWN = """\
text;received;channel;key;system;author
Не горит фонарь;02.11.2026 10:00;phone;17;line;Иванова А. А.
'-20 в подъезде;03.11.2026;Чат-бот;18;line;
"""


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """Make a folder for incoming files, outside the store."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def table(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    """Write the rows as CSV; none of their cells has a semicolon, a quote or a line break."""
    return written(path, "".join(";".join(row) + "\n" for row in rows))


def counts(done: Finished) -> tuple[int, ...]:
    return tuple(done.data[name] for name in ("new", "updated", "unchanged", "rejected"))


def shown(mcu: Mcu, appeal: str) -> dict[str, Any]:
    found: dict[str, Any] = mcu("show", appeal, "--json").data
    return found


def is_sound(mcu: Mcu, store: StoreFolder) -> bool:
    return store.git("status", "--porcelain") == "" and mcu("check", "--json").data["errors"] == 0


# --- The table of mcu


def test_a_table_of_mcu_is_taken_in_by_its_headings(mcu: Mcu, store: StoreFolder, inbox: Path) -> None:
    done = mcu("import", written(inbox / "own.csv", OWN))

    assert done.stdout.startswith("new: 2 appeals\n")
    assert done.stderr.startswith("recognised: the table of mcu\nread as: CSV, UTF-8")
    appeal = shown(mcu, "20261103-0001")
    assert (appeal["text"], appeal["channel"]) == ("-20 в подъезде", "bot")
    assert appeal["source"] == {"system": "line", "key": "18"}
    assert is_sound(mcu, store)


def test_what_list_exports_comes_into_another_store_as_it_was(mcu: Mcu, inbox: Path, tmp_path: Path) -> None:
    mcu("import", written(inbox / "sed.csv", SED))
    mcu("list", "--csv", "--output", inbox / "own.csv")
    mcu("init", tmp_path / "other")
    other = ("--store", tmp_path / "other")
    mcu(*other, "import", inbox / "own.csv")
    mcu(*other, "list", "--csv", "--output", inbox / "again.csv")

    assert (inbox / "again.csv").read_bytes() == (inbox / "own.csv").read_bytes()
    assert counts(mcu(*other, "import", inbox / "own.csv", "--json")) == (0, 0, 2, 0)


def test_what_list_exports_changes_nothing_in_its_own_store(mcu: Mcu, store: StoreFolder, inbox: Path) -> None:
    mcu("add", "--channel", "phone", "--text", "=Яма у дома 5")
    mcu("list", "--csv", "--output", inbox / "own.csv")
    before = store.head

    assert counts(mcu("import", inbox / "own.csv", "--json")) == (0, 0, 1, 0)
    assert store.head == before


def test_a_heading_that_is_no_field_is_refused_by_name(mcu: Mcu, store: StoreFolder, inbox: Path) -> None:
    done = mcu("import", written(inbox / "own.csv", "text;received;Сумма\nЯма;;1\n"), code=5)

    assert "«Сумма» are no fields" in done.stderr
    assert store.git("status", "--porcelain") == ""


def test_what_is_told_without_a_moment_is_not_told_again_the_next_day(
    mcu: Mcu, store: StoreFolder, inbox: Path
) -> None:
    file = written(inbox / "own.csv", "text;system;key;status;answer\nСнег;line;1;Закрыто;\nЯма;line;2;;Засыпали.\n")
    mcu("import", file)
    before = store.head
    later = mcu("import", file, "--json", now="2026-11-21T09:00:00+05:00")
    assert counts(later) == (0, 0, 2, 0)
    assert store.head == before


# --- Maps that come with mcu


def test_a_journal_is_recognised_and_read_by_its_map(mcu: Mcu, store: StoreFolder, inbox: Path) -> None:
    done = mcu("import", written(inbox / "sed.csv", SED, "cp1251"))

    assert "recognised by the map СЭД, журнал регистрации обращений\nread as: CSV, windows-1251" in done.stderr
    assert "1 row with a sum, a repeated heading or a lone number was left out" in done.stderr
    appeal = shown(mcu, "20261102-0001")
    assert appeal["source"] == {"system": "sed", "key": "А-1/26"}
    assert appeal["kind"] == "statement"
    assert appeal["author"]["name"] == "Иванова А. А."
    assert [event["event"] for event in appeal["history"]] == ["registered", "assigned", "answered"]
    assert (appeal["state"]["status"], appeal["state"]["outcome"]) == ("answered", "explained")
    assert is_sound(mcu, store)


def test_the_same_journal_changes_nothing_and_a_later_one_adds_what_is_new(
    mcu: Mcu, store: StoreFolder, inbox: Path
) -> None:
    mcu("import", written(inbox / "sed.csv", SED))
    before = store.head
    assert counts(mcu("import", inbox / "sed.csv", "--json")) == (0, 0, 2, 0)
    assert store.head == before

    later = SED.replace("Служба дворов;;;", "Служба дворов;10.11.2026;Меры приняты;").replace("Итого;2", "Итого;3")
    assert counts(mcu("import", written(inbox / "later.csv", later), "--json")) == (0, 1, 1, 0)
    state = shown(mcu, "20261103-0001")["state"]
    assert (state["status"], state["outcome"]) == ("answered", "measures-taken")
    assert is_sound(mcu, store)


def test_a_table_of_the_feedback_platform_is_recognised(mcu: Mcu, store: StoreFolder, inbox: Path) -> None:
    row = {
        "Номер": "100200300", "Категория": "Дороги", "Подкатегория": "Ямы", "Факт": "Яма на дороге",
        "Дата поступления": "02.11.2026", "Дата фактического завершения работ": "05.11.2026", "Статус": "Решено",
        "Фаст-трек": "Да", "Оценка ответа заявителем": "5", "Стадия": "Завершено",
        "Организация, в которой находится сообщение": "Служба дорог", "ФИО исполнителя": "Смирнова Е. Е.",
    }  # fmt: skip
    (inbox / "pos.xlsx").write_bytes(workbook(row))
    done = mcu("import", inbox / "pos.xlsx")

    assert "the column «Стадия» is not known and was left alone" in done.stderr
    appeal = shown(mcu, "20261102-0001")
    assert (appeal["channel"], appeal["state"]["priority"]) == ("pos", "high")
    assert (appeal["state"]["status"], appeal["state"]["rating"]) == ("closed", 5)
    assert is_sound(mcu, store)


def test_a_map_that_comes_with_mcu_is_named(mcu: Mcu, inbox: Path) -> None:
    file = written(inbox / "few.csv", "Содержание;Исполнитель\nПросит убрать снег;Служба дорог\n")
    assert "mcu import --show-map FILE" in mcu("import", file, code=5).stderr
    assert counts(mcu("import", file, "--map", "sed", "--json")) == (1, 0, 0, 0)


# --- The operator's map


@pytest.mark.parametrize("kind", KINDS)
def test_a_proposed_map_is_used_as_it_was_printed(mcu: Mcu, store: StoreFolder, inbox: Path, kind: str) -> None:
    file = table(inbox / f"{kind}.csv", KINDS[kind])
    before = store.head
    proposed = mcu("import", file, "--show-map").stdout
    assert store.head == before
    (inbox / "map.yaml").write_text(proposed, encoding="utf-8")

    done = mcu("import", file, "--map", inbox / "map.yaml", "--json")
    assert counts(done)[0] >= 2
    assert counts(done)[3] == 0
    assert counts(mcu("import", file, "--map", inbox / "map.yaml", "--json"))[:2] == (0, 0)
    assert is_sound(mcu, store)


def test_a_map_of_the_operator(mcu: Mcu, inbox: Path) -> None:
    written(
        inbox / "map.yaml",
        "name: line\ncolumns:\n  text: Что\n  received: Когда\nconstants: {channel: Телефон}\ndates: '%m/%d/%Y'\n",
    )
    file = written(inbox / "line.csv", "Когда;Что;Сколько\n11/05/2026;Не горит фонарь;1\n")
    done = mcu("import", file, "--map", inbox / "map.yaml")

    assert "recognised by the map line" in done.stderr
    assert "the column «Сколько» is not known and was left alone" in done.stderr
    assert shown(mcu, "20261105-0001")["channel"] == "phone"


def test_bad_cells_are_named_and_good_rows_are_kept(mcu: Mcu, inbox: Path) -> None:
    file = written(inbox / "own.csv", "text;received;kind\nСнег;02.11.2026;\nЯма;05/06/2026;нечто\n;;\n")
    done = mcu("import", file, code=5)

    assert done.stdout.startswith("new: 1 appeal\n")
    assert "own.csv, row 3, received: '05/06/2026' can be read in two ways; say in a map" in done.stderr
    assert "own.csv, row 3, kind: 'нечто' is none of proposal, statement, complaint, thanks" in done.stderr
    assert "1 row was not taken:" in done.stderr
    assert "Яма" in (inbox / "own.rejected.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("columns: {txt: Т}\n", "map.yaml:1 is no map that mcu can use: there is no field 'txt'"),
        ("columns: {text: Нет}\n", "has no row of headings that fits the map map (text: «Нет»); correct the map"),
        ("columns: {text: Т, note: Нет}\n", "lacks columns that the map names (note: «Нет»); it has «Т»; correct"),
        ("columns: [\n", "broken YAML"),
    ],
)
def test_a_bad_map_is_refused_and_nothing_is_changed(
    mcu: Mcu, store: StoreFolder, inbox: Path, text: str, message: str
) -> None:
    before = store.head
    file = written(inbox / "table.csv", "Т\nЯма\n")
    assert message in mcu("import", file, "--map", written(inbox / "map.yaml", text), code=5).stderr
    assert store.head == before


def test_a_map_that_is_not_there_is_refused_with_the_names_of_those_that_are(mcu: Mcu, inbox: Path) -> None:
    done = mcu("import", written(inbox / "table.csv", "Т\nЯма\n"), "--map", "posy", code=5)
    assert "there is no map" in done.stderr
    assert "come with mcu: pos, sed" in done.stderr
    assert "is a folder" in mcu("import", inbox / "table.csv", "--map", inbox, code=5).stderr


def test_a_map_is_proposed_outside_of_any_store(mcu: Mcu, inbox: Path) -> None:
    done = mcu("import", table(inbox / "hotline.csv", HOTLINE), "--show-map", cwd=inbox)
    assert done.stdout.startswith("# A map of hotline.csv, proposed from its headings and from the cells of 2 rows.\n")


def test_a_proposal_says_when_no_map_is_needed(mcu: Mcu, inbox: Path) -> None:
    done = mcu("import", written(inbox / "sed.csv", SED), "--show-map")
    assert "# mcu knows this layout (sed) and needs no map for it.\n" in done.stdout


@pytest.mark.parametrize(
    ("file", "name"),
    [("Журнал звонков 2026-11.csv", "zhurnal-zvonkov"), ("hotline_17.csv", "hotline"), ("17.csv", "table")],
)
def test_a_proposed_map_is_called_after_its_file_without_the_date(mcu: Mcu, inbox: Path, file: str, name: str) -> None:
    proposed = mcu("import", table(inbox / file, HOTLINE), "--show-map").stdout
    assert f"\nname: {name}\nsystem: {name}  # the numbers of the appeals" in proposed


def test_a_proposal_in_json_is_one_text(mcu: Mcu, inbox: Path) -> None:
    done = mcu("import", table(inbox / "hotline.csv", HOTLINE), "--show-map", "--json")
    assert "\ncolumns:\n  text: 'Суть обращения'" in done.data["map"]


def test_a_map_is_shown_or_used_but_not_both(mcu: Mcu, inbox: Path) -> None:
    file = written(inbox / "sed.csv", SED)
    assert "give one of the two" in mcu("import", file, "--show-map", "--map", "sed", code=2).stderr


def test_encoding_and_delimiter_can_be_said(mcu: Mcu, inbox: Path) -> None:
    file = written(inbox / "own.csv", "text|author\nЯма|Иванова\n", "cp866")
    done = mcu("import", file, "--encoding", "cp866", "--delimiter", "|")
    assert done.stdout.startswith("new: 1 appeal\n")
    assert shown(mcu, "20261120-0001")["text"] == "Яма"


def test_the_notes_stand_in_json(mcu: Mcu, inbox: Path) -> None:
    notes = mcu("import", written(inbox / "sed.csv", SED), "--dry-run", "--json").data["notes"]
    assert notes[0] == "recognised by the map СЭД, журнал регистрации обращений"
    assert notes[-1] == "1 row with a sum, a repeated heading or a lone number was left out"


def test_the_way_from_an_unknown_table_to_its_import_is_told_in_three_steps(mcu: Mcu, inbox: Path) -> None:
    file = table(inbox / "english.csv", ENGLISH)
    refused = mcu("import", file, code=5)
    assert "make a map of it with `mcu import --show-map FILE > map.yaml`" in refused.stderr
    (inbox / "map.yaml").write_text(mcu("import", "--show-map", file).stdout, encoding="utf-8")
    assert mcu("import", file, "--map", inbox / "map.yaml").stdout.startswith("new: 2 appeals\n")


# --- Nothing lost


def test_its_own_list_changes_nothing_whatever_the_texts_are(mcu: Mcu, inbox: Path) -> None:
    for text in ("=1+1", "'=1+1", "-20 в подъезде", "\x1b[31mкрасно\u202e", "\tс отступом", "'цитата'", "а;б\n\n«в»"):
        mcu("add", "--channel", "phone", "--text", text)
    mcu("list", "--csv", "--output", inbox / "own.csv")

    assert counts(mcu("import", inbox / "own.csv", "--json")) == (0, 0, 7, 0)


def test_a_text_changed_in_its_own_list_is_a_problem_without_a_number_too(mcu: Mcu, inbox: Path) -> None:
    mcu("add", "--channel", "phone", "--text", "Не горит фонарь")
    mcu("list", "--csv", "--output", inbox / "own.csv")
    changed = (inbox / "own.csv").read_bytes().replace("фонарь".encode(), "светофор".encode())
    (inbox / "own.csv").write_bytes(changed)

    done = mcu("import", inbox / "own.csv", "--json", code=5)

    assert counts(done) == (0, 0, 0, 1)
    assert "is an appeal of this store and its text differs" in done.envelope["problems"][0]["message"]


def test_a_row_that_an_unquoted_delimiter_has_cut_comes_back_whole(mcu: Mcu, inbox: Path) -> None:
    file = written(inbox / "own.csv", "received;text\n01.11.2026;Яма\n02.11.2026;Снег; лёд; вода\n")

    done = mcu("import", file, code=5)

    assert "own.csv, row 3: the row has more cells than there are headings" in done.stderr
    assert "2026;Снег; лёд; вода\r\n" in (inbox / "own.rejected.csv").read_bytes().decode()


def test_a_column_without_a_heading_that_holds_something_is_named(mcu: Mcu, inbox: Path) -> None:
    file = written(inbox / "own.csv", "received;;text;\n01.11.2026;срочно;Яма;\n")

    assert "the column «B» is not known and was left alone" in mcu("import", file).stderr


def test_a_line_break_in_the_name_of_a_file_begins_no_line(mcu: Mcu, inbox: Path) -> None:
    file = written(inbox / "a\nmcu: done.csv", "received;text\nвчера;Яма\n")

    assert all(not line.startswith("mcu:") for line in mcu("import", file, code=5).stderr.splitlines())

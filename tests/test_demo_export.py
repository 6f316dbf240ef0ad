"""The bundled export of the invented town: what its generator makes, in the layout of the system."""

from __future__ import annotations

import importlib.util
import re
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from python_calamine import CalamineWorkbook

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
BUNDLED = ROOT / "mcu_cli" / "demo" / "incident_export.xlsx"
REFERENCE = ROOT.parent / "shared" / "data" / "incident_export_columns.md"
LARGEST = 150_000
CREATED = "Дата создания"
FIRST = "Общее время первого ответа"
ENDED = "Дата окончания"
MOMENTS = (
    CREATED,
    FIRST,
    ENDED,
    "Время назначения последнего исполнителя",
    "Время 1го ответа ПИ",
    "Время отправки первого ответа ПИ на согласование",
    "Время попадания на шаг оценка удовлетворенности",
)
GUARDED = ("Текст инцидента", "Общий текст первого ответа", "1ый ответ ПИ", "2ой ответ ПИ", "3ий ответ ПИ")
BODIES = {
    "Управление городского хозяйства",
    "Управление дорожного хозяйства",
    "Управление транспорта",
    "Управление образования",
    "Управление культуры",
    "Управление по физической культуре и спорту",
    "Министерство здравоохранения",
    "Министерство социальной защиты",
    "МУП «Водоканал»",
    "АО «Теплосеть»",
    "АО «Электросети»",
    "Региональный оператор по обращению с ТКО",
    "Комитет по управлению имуществом",
    "ТСЖ «Заря-7»",
}

Cells = list[list[Any]]
Rows = list[dict[str, Any]]


def read_cells(path: Path) -> Cells:
    """Give the cells of the only sheet, headings first."""
    book = CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == ["Лист1"]
    cells: Cells = book.get_sheet_by_index(0).to_python()
    return cells


def moment(stamp: str) -> datetime:
    """Read a stamp of the export, which is local time without a zone."""
    return datetime.strptime(stamp, "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007  # the system writes no zone


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    """Load the generator, which is a script outside the package."""
    spec = importlib.util.spec_from_file_location("demo_export", ROOT / "benchmarks" / "demo_export.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # a dataclass looks its module up while it is made
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def cells() -> Cells:
    """Read the bundled export once."""
    return read_cells(BUNDLED)


@pytest.fixture(scope="module")
def rows(cells: Cells) -> Rows:
    """Give the rows of the bundled export by heading."""
    return [dict(zip(cells[0], line, strict=True)) for line in cells[1:]]


def test_the_bundled_export_is_what_the_generator_makes(generator: ModuleType, cells: Cells, tmp_path: Path) -> None:
    target = tmp_path / "made.xlsx"
    count = generator.write_workbook(target)
    made = read_cells(target)
    assert len(made) == count + 1
    assert made == cells


def test_the_generator_gives_the_same_bytes_twice(generator: ModuleType, tmp_path: Path) -> None:
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    generator.write_workbook(first)
    generator.write_workbook(second)
    assert first.read_bytes() == second.read_bytes()


def test_a_target_that_cannot_be_written_is_an_error(generator: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="missing"):
        generator.write_workbook(tmp_path / "missing" / "made.xlsx")


def test_the_generator_wants_exactly_one_target(generator: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert generator.main([]) == 2
    assert "TARGET.xlsx" in capsys.readouterr().err


def test_the_bundled_export_is_small() -> None:
    assert BUNDLED.stat().st_size < LARGEST


def test_the_headings_are_those_of_the_system(cells: Cells) -> None:
    if not REFERENCE.is_file():
        pytest.skip("the description of the real columns is not on this machine")
    table = re.findall(r"^\| [A-Z]{1,2} \| (.+?) \| ", REFERENCE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(table) == 47
    assert cells[0] == table


def test_about_three_hundred_appeals_span_two_months(rows: Rows) -> None:
    created = [moment(row[CREATED]) for row in rows]
    assert 290 <= len(rows) <= 320
    assert created == sorted(created)
    assert created[0] >= datetime(2026, 9, 21)  # noqa: DTZ001  # local, as in the file
    assert created[-1] >= datetime(2026, 11, 20)  # noqa: DTZ001


def test_nothing_happens_after_the_frozen_now(generator: ModuleType, rows: Rows) -> None:
    stamps = [moment(row[column]) for row in rows for column in MOMENTS if row[column]]
    assert max(stamps) <= generator.NOW


def test_nothing_happens_before_the_appeal(rows: Rows) -> None:
    for row in rows:
        assert all(moment(row[column]) >= moment(row[CREATED]) for column in MOMENTS if row[column])


def test_the_chain_of_an_executor_stands_in_order(rows: Rows) -> None:
    answered = [row for row in rows if row["Время 1го ответа ПИ"]]
    assert len(answered) > 100
    for row in answered:
        assigned = moment(row["Время назначения последнего исполнителя"])
        sent = moment(row["Время отправки первого ответа ПИ на согласование"])
        given = moment(row["Время 1го ответа ПИ"])
        assert moment(row[FIRST]) <= given
        assert assigned <= sent <= given
        assert row["Первая реакция с момента назн. ПИ"] == sent - assigned
        assert row["Время, которое первый ответ ПИ находился на согласовании"] == given - sent


@pytest.mark.parametrize(
    ("duration", "end"),
    [
        ("Время с даты создания инцидента до времени первого ответа", FIRST),
        ("Время с начала создания инцидента до окончания", ENDED),
    ],
)
def test_a_duration_is_the_difference_of_its_stamps(rows: Rows, duration: str, end: str) -> None:
    for row in rows:
        if row[end]:
            assert row[duration] == moment(row[end]) - moment(row[CREATED])
        else:
            assert row[duration] == ""


def test_working_time_is_whole_minutes_and_never_longer_than_the_clock(rows: Rows) -> None:
    for row in rows:
        if row[FIRST]:
            worked = row["Время с даты создания инцидента до времени первого ответа, рабочее время"]
            assert worked.total_seconds() % 60 == 0
            assert worked <= moment(row[FIRST]) - moment(row[CREATED]) + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ((2026, 10, 1, 20, 6), (2026, 10, 2, 8, 37), 7),  # the evening before counts nothing
        ((2026, 10, 2, 17, 0), (2026, 10, 5, 9, 0), 60),  # over a weekend
        ((2026, 11, 3, 17, 20), (2026, 11, 5, 8, 40), 20),  # over 4 November
        ((2026, 10, 1, 7, 0), (2026, 10, 1, 18, 0), 540),
    ],
)
def test_working_time_and_its_addition_agree(
    generator: ModuleType, start: tuple[int, ...], end: tuple[int, ...], minutes: int
) -> None:
    begins, ends = datetime(*start), datetime(*end)  # type: ignore[arg-type]  # noqa: DTZ001
    assert generator.working_minutes(begins, ends) == timedelta(minutes=minutes)
    reached = generator.add_working(begins, timedelta(minutes=minutes))
    assert generator.working_minutes(begins, reached) == timedelta(minutes=minutes)


def test_every_text_begins_with_the_guard(rows: Rows) -> None:
    for row in rows:
        assert all(row[column].startswith("'") for column in GUARDED)
        assert not row["Текст инцидента"].startswith("''")


def test_every_row_can_be_imported(rows: Rows) -> None:
    for row in rows:
        assert row["Текст инцидента"].strip("' ")
        assert row["Группа тем"]
        assert row["Тема"]
        assert row["Урл поста"].startswith(("http://vk.com/", "http://ok.ru/", "https://telegram.me/"))


def test_numbers_ids_and_posts_are_unique(rows: Rows) -> None:
    assert [row["Номер инцидента"] for row in rows] == list(range(900001, 900001 + len(rows)))
    assert len({row["ID"] for row in rows}) == len(rows)
    assert len({row["Урл поста"] for row in rows}) == len(rows)


def test_texts_repeat_only_where_people_talk_to_a_bot(rows: Rows) -> None:
    texts = [row["Текст инцидента"] for row in rows if row["Группа тем"] != "Спецпроекты"]
    assert len(set(texts)) == len(texts)
    assert {"'Начать", "'Да, подтверждаю"} <= {row["Текст инцидента"] for row in rows}


def test_awkward_first_characters_and_breaks_occur(rows: Rows) -> None:
    starts = {row["Текст инцидента"][1] for row in rows}
    answers = {row["Общий текст первого ответа"][1:2] for row in rows}
    assert {"+", "-", "="} <= starts
    assert {"@", "["} <= answers
    assert any("<br>" in row["Текст инцидента"] for row in rows)


def test_no_template_shows_through(rows: Rows) -> None:
    for row in rows:
        for column in GUARDED:
            bare = re.sub(r"\[(?:id|club)\d+\|[^]]+\]", "", row[column])
            assert not re.search(r"[{}|]", bare), bare


def test_the_bodies_are_those_of_the_town(rows: Rows) -> None:
    assert {row["Отдел"] for row in rows} == BODIES
    assert 1 <= sum(row["Отдел"] == "ТСЖ «Заря-7»" for row in rows) <= 5
    assert {row["Муниципалитет"] for row in rows} == {"Североречинск г.о."}
    assert len({row["Населенный пункт"] for row in rows} - {""}) == 4


def test_every_state_of_an_incident_occurs(rows: Rows) -> None:
    assert {row["Итог"] for row in rows} == {"", "Решено", "Разъяснено", "Не решено", "Отложено"}
    assert {row["Текущий шаг инцидента"] for row in rows} == {
        "Новый",
        "На исполнении",
        "Оценка удовлетворенности",
        "Готово",
    }
    assert {"Автор доволен", "5"} <= {row["Причина закрытия"] for row in rows}
    assert any(row["2ой ответ ПИ"] != "'" for row in rows)


def test_a_finished_step_means_an_end_and_an_outcome(rows: Rows) -> None:
    for row in rows:
        finished = row["Текущий шаг инцидента"] == "Готово"
        assert finished == bool(row[ENDED]) == bool(row["Причина закрытия"])
        if finished:
            assert row["Итог"] not in {"", "Отложено"}
        if not row[FIRST]:
            assert row["Общий текст первого ответа"] == "'"
            assert not row["Итог"]


def test_one_topic_is_in_no_vocabulary(generator: ModuleType, rows: Rows) -> None:
    assert sum(row["Тема"] == generator.UNLISTED_TOPIC for row in rows) == 3


def test_the_export_names_nobody_who_exists(generator: ModuleType, cells: Cells) -> None:
    invented = {author.name for author in generator.AUTHORS} | {"Администрация"}
    numbers = {author.number for author in generator.AUTHORS}
    everything = "\n".join(str(cell) for line in cells for cell in line)
    assert not re.search(r"[\w.]+@[\w-]+\.\w{2,}", everything)
    assert not re.search(r"(?:\+7|\b8)[\s(-]*\d{3}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}\b", everything)
    assert set(re.findall(r"\[(?:id|club)\d+\|([^]]+)\]", everything)) <= invented
    assert {int(number) for number in re.findall(r"vk\.com/id(\d+)", everything)} <= numbers

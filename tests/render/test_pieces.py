"""A drawn report in pieces: what stands apart for a reader stands apart here, and nothing shown is left out."""

from __future__ import annotations

import csv
import io
import json

import pytest
from xlsxwriter import Workbook  # type: ignore[import-untyped]  # ships no types

from mcu_cli.render.report.markdown import markdown_text
from mcu_cli.render.report.pieces import pieces

NAME = "Кротов_И. И. | <b>&"


def test_cells_of_a_plain_table_stand_apart_and_a_paragraph_whole() -> None:
    text = (
        "Town\n\nReceived 5 appeals, by the telephone of\nthe centre.\n\n"
        "By channel\n            n   8\n----------  --  ---\ntelephone   900   00\nKrotov      7    12\n\nEnd\n"
    )
    found = pieces("terminal", text)
    assert {"telephone", "900", "00", "Krotov", "7", "12", "By channel"} <= found
    assert "Received 5 appeals, by the telephone of the centre." in found
    assert not any("900" in piece and "00 " in piece for piece in found)


def test_markdown_is_read_as_it_is_shown() -> None:
    text = f"# Report\n\n| name | n |\n|:---|---:|\n| {markdown_text(NAME)} | 900 |\n| x | 8 |\n"
    found = pieces("md", text)
    assert NAME in found
    assert {"900", "8", "x"} <= found


def test_a_page_gives_its_texts_and_what_its_tags_tell_but_no_style() -> None:
    page = (
        "<!DOCTYPE html><html><head><title>Кротов</title><style>p { width: 89000000000px }</style></head><body>"
        '<a href="https://vk.com/id1" title="страница">здесь</a><svg><title>Рынок</title><path d="M 8 900 000 00 00"/>'
        '<text x="1">Зверев &amp; сын</text></svg><td data-heading="тел.">5</td></body></html>'
    )
    assert pieces("html", page) >= {"Кротов", "https://vk.com/id1", "страница", "здесь", "Рынок", "Зверев & сын", "5"}
    assert not any("89000000000" in piece or "M 8" in piece for piece in pieces("html", page))


def test_csv_gives_its_cells() -> None:
    written = io.StringIO()
    csv.writer(written, delimiter=";").writerows([["section", "value"], [NAME, "8;900\n000"]])
    assert pieces("csv", written.getvalue()) == {"section", "value", NAME, "8;900\n000"}


def test_json_gives_its_texts_and_no_names_of_members() -> None:
    text = json.dumps({"mcu": 1, "data": {"title": NAME, "rows": [{"place": "Мира"}, 8, None, True]}, "problems": []})
    assert pieces("json", text) == {NAME, "Мира"}


def test_a_workbook_gives_its_texts() -> None:
    made = io.BytesIO()
    with Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Лист")
        sheet.write_string(0, 0, NAME)
        sheet.write_rich_string(1, 0, "Зверев ", book.add_format({"bold": True}), "Б. Б.")
        sheet.write_number(2, 0, 89000000000)
        chart = book.add_chart({"type": "bar"})
        chart.set_title({"name": "Рынок"})
        chart.add_series({"values": "=Лист!$A$3"})
        sheet.insert_chart("C3", chart)
    found = pieces("xlsx", made.getvalue())
    assert NAME in found
    assert "Рынок" in found
    assert {"Зверев ", "Б. Б."} <= found
    assert not any("89000000000" in piece for piece in found)


@pytest.mark.parametrize("form", ["terminal", "md", "html", "csv"])
def test_an_empty_document_has_nothing_to_find(form: str) -> None:
    assert not any(pieces(form, ""))

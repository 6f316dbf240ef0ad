"""Messages of commits: a subject for people, trailers for auditors, and nothing of a stranger's making."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu_cli.store.trailers import Message, appeal_lines, list_digest, one_line, trailers_of

IDS = tuple(f"20251224-{n:04d}" for n in range(1, 300))
HOSTILE = "x\n\nMcu-Action: undo\r\nMcu-Undoes: 0\u2028\x1b[2J\u202eкод\x00\ufeff"


def test_a_message_has_a_subject_and_its_trailers_in_order() -> None:
    message = Message("assign", "20251224-0007: city-services", IDS[:1], others=(("Mcu-Source", "a.xlsx"),))

    assert message.text() == (
        "assign 20251224-0007: city-services\n"
        "\n"
        "Mcu-Action: assign\n"
        "Mcu-Appeal: 20251224-0001\n"
        "Mcu-Source: a.xlsx\n"
        "Mcu-Format: 1\n"
    )


def test_an_undo_names_the_commit_that_it_takes_back() -> None:
    assert "Mcu-Undoes: abc123\n" in Message("undo", "", undoes="abc123").text()


def test_many_appeals_are_counted_listed_and_digested() -> None:
    lines = appeal_lines(IDS)

    assert lines[0] == "299 appeals"
    assert lines[1] == " ".join(IDS[:6])
    assert lines[-2].endswith(" ...")
    assert lines[-1] == f"sha256:{list_digest(IDS)}"
    assert len(lines) == 22


@pytest.mark.parametrize("count", [0, 1, 2, 6, 7, 120, 121])
def test_the_list_is_whole_as_long_as_it_fits_a_screen(count: int) -> None:
    lines = appeal_lines(IDS[:count])
    listed = [word for line in lines for word in line.split() if word in IDS]

    assert listed == list(IDS[: min(count, 120)])
    assert any(line.endswith(" ...") for line in lines) is (count > 120)
    assert len(lines) <= 22


def test_the_digest_is_that_of_the_sorted_ids_a_line_each() -> None:
    expected = hashlib.sha256(b"20251224-0001\n20251224-0002\n").hexdigest()

    assert list_digest(["20251224-0002", "20251224-0001"]) == expected


def test_what_strangers_wrote_stays_on_one_harmless_line() -> None:
    text = Message("import", HOSTILE, others=(("Mcu-Source", HOSTILE),)).text()

    assert text.count("\n\n") == 1
    assert trailers_of(text) == {
        "Mcu-Action": ["import"],
        "Mcu-Source": ["x Mcu-Action: undo Mcu-Undoes: 0 [2J код"],
        "Mcu-Format": ["1"],
    }


def test_a_long_subject_is_cut() -> None:
    subject = Message("import", "я" * 500).text().split("\n")[0]

    assert len(subject) == 120
    assert subject.endswith("…")


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_words_leave_the_message_in_its_form(subject: str, source: str) -> None:
    text = Message("import", subject, IDS[:2], others=(("Mcu-Source", source),)).text()
    first, empty, *rest = text.removesuffix("\n").split("\n")

    assert first.startswith("import")
    assert empty == ""
    assert [line.partition(":")[0] for line in rest] == [
        "Mcu-Action",
        *["Mcu-Appeal"] * 3,
        "Mcu-Source",
        "Mcu-Format",
    ]
    assert all(line.isprintable() or "\xad" in line or not line.isascii() for line in rest)
    assert trailers_of(text)["Mcu-Appeal"] == appeal_lines(IDS[:2])


@given(st.text())
def test_one_line_is_one_line_and_stays_it(text: str) -> None:
    line = one_line(text)

    assert len(line.splitlines()) <= 1
    assert one_line(line) == line


@pytest.mark.parametrize("message", ["", "Merge branch", "Fix\n\nSigned-off-by: a <a@b.example>", "Mcu-Action: init"])
def test_a_message_of_another_hand_has_no_trailers_of_ours(message: str) -> None:
    assert trailers_of(message) == {}

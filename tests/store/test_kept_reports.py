"""Kept reports: the answer to the very same question, or none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from mcu_cli.store.kept_reports import FOLDER, MOST, keep_report, kept_report

if TYPE_CHECKING:
    from pathlib import Path

QUESTION = {"commit": "a" * 40, "period": ["month", "2026-10-01", "2026-10-31"], "full": False}


def test_a_report_is_found_by_its_question_alone(tmp_path: Path) -> None:
    keep_report(tmp_path, QUESTION, "Поступило 1\n")
    assert kept_report(tmp_path, QUESTION) == "Поступило 1\n"
    for other in ({"full": True}, {"commit": "b" * 40}, {"more": None}):
        assert kept_report(tmp_path, QUESTION | other) is None


def test_reports_of_another_commit_go_when_one_is_kept(tmp_path: Path) -> None:
    keep_report(tmp_path, QUESTION, "old")
    later = QUESTION | {"commit": "b" * 40}
    keep_report(tmp_path, later, "new")
    assert kept_report(tmp_path, QUESTION) is None
    assert kept_report(tmp_path, later) == "new"


def test_no_more_are_kept_than_a_few(tmp_path: Path) -> None:
    for n in range(MOST + 2):
        keep_report(tmp_path, QUESTION | {"n": n}, str(n))
    assert len(list((tmp_path / FOLDER).iterdir())) <= MOST
    assert kept_report(tmp_path, QUESTION | {"n": MOST + 1}) == str(MOST + 1)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"question": 1}', "\ud800".encode("utf-8", "surrogatepass")])
def test_a_damaged_file_is_no_report(tmp_path: Path, text: str | bytes) -> None:
    keep_report(tmp_path, QUESTION, "old")
    (path,) = (tmp_path / FOLDER).iterdir()
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert kept_report(tmp_path, QUESTION) is None


@pytest.mark.parametrize("act", ["\x1b[31m", "\u202e", "\x07"])
def test_what_a_terminal_would_act_on_is_neither_kept_nor_shown(tmp_path: Path, act: str) -> None:
    keep_report(tmp_path, QUESTION, act)
    assert kept_report(tmp_path, QUESTION) is None
    keep_report(tmp_path, QUESTION, "old")
    (path,) = (tmp_path / FOLDER).iterdir()
    path.write_text(json.dumps({"question": QUESTION, "report": act}), encoding="utf-8")
    assert kept_report(tmp_path, QUESTION) is None


def test_a_folder_that_takes_nothing_is_no_error(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("in the way", encoding="utf-8")
    keep_report(tmp_path, QUESTION, "new")
    assert kept_report(tmp_path, QUESTION) is None


def test_a_link_in_the_place_of_the_folder_is_not_written_through(tmp_path: Path) -> None:
    elsewhere, private = tmp_path / "elsewhere", tmp_path / "private"
    elsewhere.mkdir()
    private.mkdir()
    (private / FOLDER).symlink_to(elsewhere)
    keep_report(private, QUESTION, "new")
    assert not list(elsewhere.iterdir())

"""What `make fuzz` runs for as long as one likes, run shortly: the same inputs each time, and no finding."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING

import pytest

from tests.fuzz import __main__ as fuzzing
from tests.fuzz import figures
from tests.fuzz.mutations import mutated
from tests.fuzz.seeds import seeds_of
from tests.fuzz.targets import TARGETS

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", TARGETS)
def test_a_few_inputs_of_each_kind_are_read_or_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fuzzing, "FOUND", tmp_path)

    tried = fuzzing.fuzz(name, 0, 20261120)

    assert tried.inputs >= len(seeds_of(name)) > 0
    assert (tried.findings, list(tmp_path.iterdir())) == (0, [])


def test_the_same_seed_makes_the_same_inputs() -> None:
    seeds = seeds_of("appeals")

    once, again = ([mutated(seeds[0], seeds, dice) for _n in range(50)] for dice in (Random(7), Random(7)))  # noqa: S311

    assert once == again
    assert len(set(once)) > 40  # now and then nothing is taken out


def test_a_workbook_is_changed_inside_its_parts() -> None:
    (whole, *_others) = [data for data in seeds_of("incoming files") if data.startswith(b"PK")]
    dice = Random(7)  # noqa: S311  # the same each time

    made = [mutated(whole, [whole], dice) for _n in range(30)]

    assert sum(data.startswith(b"PK") for data in made) > 20  # most are archives still


def test_a_finding_is_kept_once_and_ends_with_an_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_data: bytes) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(fuzzing, "FOUND", tmp_path)
    monkeypatch.setitem(TARGETS, "texts", broken)
    monkeypatch.setattr("sys.argv", ["fuzz", "--seconds", "0", "--target", "texts"])
    monkeypatch.setattr(fuzzing, "_bound_memory", lambda: None)

    assert fuzzing.main() == 1
    assert len(list(tmp_path.iterdir())) == 2  # the input, and why
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_the_page_shows_the_figures_that_were_measured() -> None:
    measured = json.loads(figures.MEASURED.read_text(encoding="utf-8"))
    page = figures.PAGE.read_text(encoding="utf-8")

    assert set(measured["targets"]) == set(TARGETS)
    assert figures.with_table(page, figures.table(measured)) == page

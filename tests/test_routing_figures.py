"""The figures of docs/routing.md are those that the default registry reaches on texts that it was not chosen by."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

import pytest

from mcu_cli.domain.routing.by_words import Words
from mcu_cli.domain.routing.measuring import Labelled, Measurement, half_of, label, measure
from mcu_cli.domain.routing.router import Router
from mcu_cli.errors import Problem
from mcu_cli.intake.labelled import read_labelled
from mcu_cli.store.registries import CATEGORIES, DEPARTMENTS, load

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT.parent / "shared" / "data" / "perm_appeals.csv"
DEFAULTS = resources.files("mcu_cli.store.defaults")
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TOLERANCE = 1.0  # percent: a word that is put right by hand moves the figures a little


def documented() -> dict[str, tuple[float, int]]:
    """Return the figures of the page, by name: percent, and of how many texts."""
    text = (ROOT / "docs" / "routing.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \| ([\d.]+) % \| ([\d,]+) \|$", text, re.MULTILINE)
    return {name: (float(share), int(number.replace(",", ""))) for name, share, number in rows}


def test_the_figures_of_the_page_are_those_of_the_unseen_half() -> None:
    if not TABLE.is_file():
        pytest.skip("the labelled texts lie outside the project and are not here")
    registry = load((DEFAULTS / DEPARTMENTS).read_bytes(), (DEFAULTS / CATEGORIES).read_bytes())
    rows: list[Labelled] = []
    for draft in read_labelled(TABLE, zone=UTC, now=NOW):
        if not isinstance(draft, Problem) and half_of(draft.text, 1) == 2:
            known = label(registry, draft.text, draft.group, draft.topic)
            assert known is not None, draft.row
            rows.append(known)
    found = Measurement()
    measure(Router(registry, (Words(registry),)), rows, NOW, found)

    measured = {
        "group right, all guesses": (found.right, found.labelled),
        "group among the best three": (found.among_three, found.labelled),
        "group taken for sure": (found.decided, found.labelled),
        "group right where it is sure": (found.decided_right, found.decided),
        "topic right, all guesses": (found.topic_guessed_right, found.with_topic),
        "topic taken for sure": (found.topic_decided, found.with_topic),
        "topic right where it is sure": (found.topic_decided_right, found.topic_decided),
    }
    told = documented()
    assert told.keys() == measured.keys()
    for name, (part, whole) in measured.items():
        share, number = told[name]
        assert abs(share - 100 * part / whole) <= TOLERANCE, (name, share, part, whole)
        assert abs(number - whole) <= TOLERANCE * found.labelled / 100, (name, number, whole)
    assert found.decided_right / found.decided > 0.88

"""What an appeal looks like, in words."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mcu_cli.domain.likeness import Alike, Likeness, Reason, Traits
from mcu_cli.domain.vocabulary import Relation
from mcu_cli.render.likely import likely_lines, summary_lines, why

ZONE = ZoneInfo("Asia/Omsk")
NOON = 1_793_512_800  # 2026-11-01 12:00 in Omsk
AUTHOR, PLACE, TOPIC = Reason.SAME_AUTHOR, Reason.SAME_PLACE, Reason.SAME_TOPIC


def traits(appeal_id: str) -> Traits:
    values: dict[str, Any] = dict.fromkeys(Traits._fields, "") | {"first_answer": None, "answers": ()}
    return Traits(**(values | {"id": appeal_id, "status": "new", "is_open": 1, "registered": NOON}))


def like(relation: Relation, *reasons: Reason, number: int = 2, sure: bool = True) -> Likeness:
    return Likeness(traits(f"20261101-{number:04}"), traits("20261101-0001"), relation, reasons, NOON, sure)


@pytest.mark.parametrize(
    ("relation", "reasons", "said"),
    [
        (Relation.DUPLICATE_OF, (Reason.SAME_TEXT,), "the same text"),
        (Relation.DUPLICATE_OF, (Reason.SAME_TEXT, AUTHOR, PLACE), "the same text by the same author"),
        (Relation.DUPLICATE_OF, (Reason.SAME_TEXT, PLACE, TOPIC), "the same text about the same place"),
        (Relation.DUPLICATE_OF, (Reason.NEAR_TEXT, AUTHOR), "nearly the same text by the same author"),
        (Relation.DUPLICATE_OF, (Reason.NEAR_TEXT, PLACE), "nearly the same text about the same place"),
        (Relation.DUPLICATE_OF, (Reason.NEAR_TEXT, TOPIC), "nearly the same text on the same topic"),
        (Relation.REPEAT_OF, (AUTHOR, TOPIC, Reason.ANSWERED), "the same author and topic; answered on 2026-11-01"),
        (Relation.REPEAT_OF, (PLACE, TOPIC, Reason.ANSWERED), "the same place and topic; answered on 2026-11-01"),
        (
            Relation.REPEAT_OF,
            (AUTHOR, PLACE, TOPIC, Reason.ANSWERED),
            "the same author, place and topic; answered on 2026-11-01",
        ),
        (
            Relation.REPEAT_OF,
            (Reason.SAME_TEXT, AUTHOR, Reason.ANSWERED),
            "the same text by the same author; answered on 2026-11-01",
        ),
        (Relation.RELATED_TO, (PLACE, TOPIC, Reason.OPEN), "the same place and topic, both open"),
    ],
)
def test_why_in_words(relation: Relation, reasons: tuple[Reason, ...], said: str) -> None:
    assert why(like(relation, *reasons), ZONE) == said


@pytest.mark.parametrize(
    ("reasons", "said"),
    [
        ((AUTHOR, Reason.ANSWERED), "the same author, another topic or none; answered on 2026-11-01"),
        ((AUTHOR, PLACE, Reason.ANSWERED), "the same author and place, another topic or none; answered on 2026-11-01"),
        ((AUTHOR, TOPIC, Reason.ANSWERED), "the same name and topic, another place; answered on 2026-11-01"),
    ],
)
def test_why_a_repeat_is_not_sure(reasons: tuple[Reason, ...], said: str) -> None:
    assert why(like(Relation.REPEAT_OF, *reasons, sure=False), ZONE) == said


def test_nothing_alike_is_nothing_said() -> None:
    assert list(likely_lines("20261101-0002", [], ZONE)) == []
    assert list(summary_lines([], ZONE)) == []


def test_an_import_names_the_first_ten_and_where_the_rest_is() -> None:
    alike = [
        Alike(f"20261101-{n:04}", (like(Relation.DUPLICATE_OF, Reason.SAME_TEXT, number=n),)) for n in range(2, 14)
    ]
    lines = list(summary_lines(alike, ZONE))
    assert lines[0] == "12 new appeals look like others:"
    assert lines[1] == "  mcu link 20261101-0002 --duplicate-of 20261101-0001  the same text"
    assert len(lines) == 12
    assert lines[-1] == "  and 2 more; `mcu likely --from 2026-11-01` shows all"
    assert list(summary_lines(alike[:1], ZONE)) == ["1 new appeal looks like another:", lines[1]]

"""What a commit did, said in the language of the operator: nothing of git's English is left over."""

from __future__ import annotations

import pytest

from mcu_cli.language import speaking
from mcu_cli.render.actions import subject_text
from tests.store.test_defaults import REGISTRY


@pytest.mark.parametrize(
    ("action", "subject", "english", "russian"),
    [
        (
            "import",
            "import calls.csv: 312 new, 0 updated, 28 adopted",
            "import calls.csv: 312 new, 0 updated, 28 adopted",
            "загрузка calls.csv: новые: 312, обновлённые: 0, добавлено в справочники: 28",
        ),
        ("recompute", "recompute 21 appeals", "recomputation, 21 appeals", "пересчёт сроков, 21 обращение"),
        (
            "recompute",
            "recompute 20261120-0001",
            "recomputation 20261120-0001",
            "пересчёт сроков 20261120-0001",
        ),
        (
            "escalate",
            "escalate 5 appeals: by the ladder",
            "escalation, 5 appeals: by the ladder",
            "передача выше, 5 обращений: по ступеням",
        ),
        (
            "classify",
            "classify 2 appeals: by rules",
            "topic, 2 appeals: by the rules",
            "тема, 2 обращения: по правилам",
        ),
        ("check", "check --fix: 1 files", "repair --fix: 1 file", "починка файлов --fix: 1 файл"),
        (
            "defer",
            "defer 20261120-0001: until 2026-12-10",
            "deferral 20261120-0001: until 2026-12-10",
            "отсрочка 20261120-0001: до 10.12.2026",
        ),
        (
            "split",
            "split 20261120-0001: 3 questions",
            "split 20261120-0001: 3 questions",
            "разделение 20261120-0001: 3 вопроса",
        ),
    ],
)
def test_a_commit_is_told_whole_in_either_language(action: str, subject: str, english: str, russian: str) -> None:
    assert subject_text(action, subject, REGISTRY) == english
    with speaking("ru"):
        assert subject_text(action, subject, REGISTRY) == russian

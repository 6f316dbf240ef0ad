"""Where press templates stand, and those that come with mcu."""

from __future__ import annotations

import pytest

from mcu_cli.language import LANGUAGES
from mcu_cli.store.documents import is_document
from mcu_cli.store.press import name_of, path_of, shipped_press_templates


@pytest.mark.parametrize("language", LANGUAGES)
def test_templates_that_come_with_mcu_are_files_of_a_store(language: str) -> None:
    shipped = shipped_press_templates(language)
    assert all(is_document(path_of(name)) for name in shipped)
    assert all(name_of(path_of(name)) == name for name in shipped)
    assert all(data.endswith(b"\n") for data in shipped.values())


@pytest.mark.parametrize(
    "path",
    [
        "press/week.md",
        "press/.txt",
        "press/a b.txt",
        "press/../week.txt",
        "press/week.txt/x",
        "Press/week.txt",
        "press/-.txt",
    ],
)
def test_other_files_beside_them_are_none(path: str) -> None:
    assert not is_document(path)

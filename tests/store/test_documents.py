"""Which paths of a store are whose."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu_cli.store.documents import is_document, is_in_reports, is_saved_report
from mcu_cli.store.saved_reports import daily_path


@given(day=st.dates(min_value=date(1000, 1, 1)), form=st.sampled_from(["md", "html"]))
def test_every_saved_summary_is_known_by_its_path(day: date, form: str) -> None:
    path = daily_path(day, form)
    assert is_saved_report(path)
    assert is_in_reports(path)
    assert not is_document(path)


@pytest.mark.parametrize(
    "path",
    [
        "reports/daily/2026/2025-11-20.md",
        "reports/daily/2026/2026-11-20.txt",
        "reports/daily/2026/2026-11-20.md\n",
        "reports/daily/2026/2026-11-20.md/x.md",
        "reports/daily/2026/../2026-11-20.md",
        "reports/daily/٢٠٢٦/٢٠٢٦-11-20.md",
        "reports/daily/2026-11-20.md",
        "reports/2026/2026-11-20.md",
        "../reports/daily/2026/2026-11-20.md",
        "/reports/daily/2026/2026-11-20.md",
    ],
)
def test_no_other_path_is_that_of_a_saved_summary(path: str) -> None:
    assert not is_saved_report(path)

"""Ids of appeals: whole, short, and as paths."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu_cli.domain.identifiers import AppealId, ShortForm, from_path, parse, parse_short
from mcu_cli.errors import UsageError

TODAY = date(2026, 11, 20)
IDS = st.builds(
    AppealId,
    st.dates(min_value=date(1000, 1, 1)),
    st.sampled_from(["", *"ABZ"]),
    st.integers(min_value=1, max_value=999_999_999),
)


@given(IDS)
def test_an_id_and_its_path_lead_back_to_it(appeal_id: AppealId) -> None:
    assert parse(str(appeal_id)) == appeal_id
    assert from_path(appeal_id.path) == appeal_id


@given(st.lists(IDS, max_size=20))
def test_ids_sort_by_day_then_series_then_number(ids: list[AppealId]) -> None:
    assert sorted(ids) == sorted(ids, key=lambda one: (str(one)[:8], one.series, one.number))


@given(IDS, IDS)
def test_no_two_ids_share_a_path(one: AppealId, other: AppealId) -> None:
    assert (one == other) is (one.path == other.path)


@pytest.mark.parametrize(
    ("appeal_id", "path"),
    [
        ("20251224-0007", "appeals/2025/12/24/20251224-0007.yaml"),
        ("20251224-B0007", "appeals/2025/12/24/20251224-B0007.yaml"),
        ("20251224-0999", "appeals/2025/12/24/20251224-0999.yaml"),
        ("20251224-1000", "appeals/2025/12/24/1/20251224-1000.yaml"),
        ("20260112-15128", "appeals/2026/01/12/15/20260112-15128.yaml"),
    ],
)
def test_numbers_from_1000_on_lie_in_a_folder_per_thousand(appeal_id: str, path: str) -> None:
    found = parse(appeal_id)

    assert found is not None
    assert found.path == path


@pytest.mark.parametrize(
    "text",
    [
        "", "7", "1224-7", "20251224-7", "20251224-0000", "20251224-00007", "20251324-0007", "20251224-b0007",
        "20251224-AB0007", "20251224-0007 ", "20251224-0007\n", "20251224-٠٠٠٧", "20251224-1234567890",
    ],
)  # fmt: skip
def test_what_is_not_whole_and_canonical_is_no_id(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    "path",
    [
        "appeals/2025/12/24/20251224-0007.yml",
        "appeals/2025/12/25/20251224-0007.yaml",
        "appeals/2025/12/24/1/20251224-0007.yaml",
        "appeals/2025/12/24/20251224-1000.yaml",
        "20251224-0007.yaml",
        "appeals/2025/12/24/notes.yaml",
        "departments.yaml",
    ],
)
def test_a_file_in_another_place_is_no_appeal(path: str) -> None:
    assert from_path(path) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("7", ShortForm("", TODAY, "", 7)),
        (" 0007 ", ShortForm("", TODAY, "", 7)),
        ("b7", ShortForm("", TODAY, "B", 7)),
        ("1224-7", ShortForm("1224", None, "", 7)),
        ("0229-7", ShortForm("0229", None, "", 7)),
        ("1224-B7", ShortForm("1224", None, "B", 7)),
        ("20251224-7", ShortForm("", date(2025, 12, 24), "", 7)),
        ("20251224-0007", ShortForm("", date(2025, 12, 24), "", 7)),
    ],
)
def test_a_short_form_says_what_it_leaves_open(typed: str, meant: ShortForm) -> None:
    assert parse_short(typed, today=TODAY) == meant


@pytest.mark.parametrize(
    "typed", ["", "x", "1324-7", "0230-7", "20250229-7", "224-7", "7-", "-7", "7 8", "1224-Б7", "1" * 10]
)
def test_what_is_no_id_in_any_form_is_wrong_usage(typed: str) -> None:
    with pytest.raises(UsageError, match="is not the id of an appeal; write it like 20251224-0007"):
        parse_short(typed, today=TODAY)

"""A part of the record gives the figures that a record of these appeals alone gives."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu_cli.domain.vocabulary import Channel
from mcu_cli.reports.figures import as_data, figures
from mcu_cli.reports.narrowed import Narrowed
from mcu_cli.reports.periods import Kind, around
from tests.reports.history import CALENDAR, REGISTRY, Record
from tests.reports.test_figures import APPEALS, NOW

OLDEST = min(range(len(APPEALS)), key=lambda n: APPEALS[n].registered)


@given(chosen=st.sets(st.sampled_from(range(len(APPEALS)))), kind=st.sampled_from([Kind.DAY, Kind.MONTH, Kind.YEAR]))
@settings(max_examples=30)
def test_figures_of_a_part_are_those_of_a_record_of_the_part(chosen: set[int], kind: Kind) -> None:
    part = [APPEALS[n] for n in sorted(chosen | {OLDEST})]  # the record begins where the whole one does
    period = around(kind, date(2026, 11, 20))
    narrowed = Narrowed(Record(APPEALS), [one.id for one in part])
    assert figures(narrowed, REGISTRY, CALENDAR, period, NOW) == figures(Record(part), REGISTRY, CALENDAR, period, NOW)


def test_a_part_begins_where_the_whole_record_does() -> None:
    period = around(Kind.DAY, date(2026, 11, 20))
    narrowed = Narrowed(Record(APPEALS), [one.id for one in APPEALS if one.channel is Channel.URGENT])
    received = as_data(figures(narrowed, REGISTRY, CALENDAR, period, NOW))["received"]
    assert (received["period"], received["previous"], received["last_year"]) == (1, 0, 0)


def test_parameters_without_names_are_refused() -> None:
    with pytest.raises(TypeError):
        Narrowed(Record(APPEALS), []).query("SELECT count(*) FROM appeals WHERE id = ?", ("x",))

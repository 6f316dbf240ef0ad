"""Options that take a word of a closed list: in English, or by its title in the operator's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mcu_cli import language
from mcu_cli.domain.names import find_word, title, word_and_title
from mcu_cli.domain.vocabulary import AnswerKind, Channel, NoAnswerReason, Outcome, Priority, Status, Via
from tests.working_day import FIRST, SECOND, appeal_of, on_a_terminal, registered, status_of

if TYPE_CHECKING:
    from enum import StrEnum

    from tests.conftest import Mcu, StoreFolder


@pytest.fixture
def _russian(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the operator speak Russian."""
    monkeypatch.setenv("MCU_LANG", "ru")
    language.use("ru")


@pytest.mark.usefixtures("_russian")
@pytest.mark.parametrize(
    ("vocabulary", "typed", "meant"),
    [
        (Outcome, "решено", Outcome.RESOLVED),
        (Outcome, "РЕШЕНО", Outcome.RESOLVED),
        (Outcome, "решён", Outcome.RESOLVED),
        (Outcome, "решон", None),
        (Outcome, "реш", Outcome.RESOLVED),
        (Outcome, "не решено", Outcome.NOT_RESOLVED),
        (Outcome, "меры", Outcome.MEASURES_TAKEN),
        (Outcome, "resolved", Outcome.RESOLVED),
        (Outcome, "о", None),
        (Outcome, "", None),
        (Outcome, " ", None),
        (Channel, "телефон", Channel.PHONE),
        (Channel, "p", None),
        (Status, "закрыто", Status.CLOSED),
    ],
)
def test_a_word_is_found_by_itself_its_title_or_an_unambiguous_beginning(
    vocabulary: type[StrEnum], typed: str, meant: StrEnum | None
) -> None:
    assert find_word(vocabulary, typed) is meant


@pytest.mark.parametrize("spoken", language.LANGUAGES)
@pytest.mark.parametrize("vocabulary", [AnswerKind, Channel, NoAnswerReason, Outcome, Priority, Status, Via])
def test_each_word_and_each_title_means_the_word_itself(vocabulary: type[StrEnum], spoken: str) -> None:
    with language.speaking(spoken):
        for word in vocabulary:
            assert find_word(vocabulary, word.value) is word
            assert find_word(vocabulary, title(word).upper()) is word


def test_a_title_stands_beside_the_word_where_it_says_more() -> None:
    assert word_and_title(Outcome.MEASURES_TAKEN) == "measures-taken"
    assert word_and_title(Via.COMMENT) == "comment (by a comment)"
    with language.speaking("ru"):
        assert word_and_title(Outcome.RESOLVED) == "resolved (решено)"


@pytest.mark.usefixtures("_russian")
def test_options_take_titles_and_files_keep_the_words(mcu: Mcu, store: StoreFolder) -> None:
    mcu("add", "--channel", "Телефон", "--kind", "жалоба", "-p", "выс", "-t", "Яма.")
    mcu("answer", "1", "-o", "решено", "--via", "устно", "-t", "Засыпано.")
    appeal = appeal_of(mcu, "1")
    assert (appeal["channel"], appeal["kind"], appeal["state"]["priority"]) == ("phone", "complaint", "high")
    assert (appeal["history"][1]["outcome"], appeal["history"][1]["via"]) == ("resolved", "word-of-mouth")
    registered(mcu)
    listed = mcu("list", "-s", "дан ответ", "--channel", "тел", "--ids")
    assert listed.stdout.split() == [FIRST]
    assert mcu("list", "-s", "новое", "-s", "answered", "--ids").stdout.split() == [FIRST, SECOND]
    assert status_of(store) == ""


@pytest.mark.usefixtures("_russian", "store")
def test_an_error_lists_the_words_with_their_titles(mcu: Mcu) -> None:
    refused = mcu("answer", "1", "-o", "решон", "-t", "а", code=2).stderr
    assert "решон не подходит; возможные значения: resolved (решено), measures-taken (" in refused
    assert "low (низкая), normal (" in mcu("prioritise", "1", code=2).stderr
    assert "week (неделя)" in mcu("report", "декада", code=2).stderr


@pytest.mark.usefixtures("_russian", "store")
def test_a_report_takes_the_period_in_the_language_of_the_operator(mcu: Mcu) -> None:
    assert mcu("report", "неделя", "--json").data["period"]["kind"] == "week"
    assert mcu("report", "Мес", "--json").data["period"]["kind"] == "month"


def test_a_final_answer_without_an_outcome_is_asked_for_it(
    mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered(mcu)
    on_a_terminal(monkeypatch)
    asked = mcu("answer", "1", "-t", "Засыпано.", stdin="res\n").stderr
    assert "What came of the appeal?\n   1  resolved (resolved)\n" in asked
    assert appeal_of(mcu, "1")["state"]["outcome"] == "resolved"
    assert status_of(store) == ""

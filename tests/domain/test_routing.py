"""Categories found by the words of a text: entries and weights, the lead that is sure, the reasons."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu_cli.domain.registry import Category, Lead, Registry
from mcu_cli.domain.routing.evidence import Precedent, Question, Reason, Source, by_points
from mcu_cli.domain.routing.patterns import Patterns, read_entry
from mcu_cli.domain.routing.router import Doubt, Router, Routing
from mcu_cli.errors import BadInputError
from mcu_cli.store.registries import CATEGORIES, DEPARTMENTS, load

DEFAULTS = resources.files("mcu_cli.store.defaults")
FULL = load((DEFAULTS / DEPARTMENTS).read_bytes(), (DEFAULTS / CATEGORIES).read_bytes())
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def registry(lead: Lead = Lead(), /, **words: tuple[str, ...]) -> Registry:  # noqa: B008  # a frozen value
    """Return a registry of categories and their words; `roads__snow` is the topic roads/snow."""
    ids = {name.replace("__", "/"): entries for name, entries in words.items()}
    categories = {
        name: Category(name, name, "roads", department="roads", words=entries) for name, entries in ids.items()
    }
    return replace(FULL, categories=categories, lead=lead)


def routed(text: str, known: Registry, *precedents: Precedent) -> Routing:
    return Router(known).decide(Question(text, NOW, precedents=precedents))


def best(text: str, known: Registry) -> list[str]:
    return [suggestion.category.id for suggestion in routed(text, known).best]


def chosen(text: str, known: Registry, *precedents: Precedent) -> str | None:
    category = routed(text, known, *precedents).category
    return category.id if category else None


def before(category: str, days: float, appeal: str = "20261101-0001", source: Source = Source.AUTHOR) -> Precedent:
    return Precedent(appeal, source, category, "roads", NOW - timedelta(days=days))


@pytest.mark.parametrize(
    ("entry", "text", "fits"),
    [
        ("снег*", "Снегопад засыпал двор", True),
        ("снег*", "Выпал первый СНЕГ", True),
        ("снег*", "Подснежники цветут", False),
        ("яма", "Ямы на дороге", True),
        ("яма", "яму не заделали", True),
        ("яма", "ямщик", False),
        ("ёлка", "Елку не убрали", True),
        ("горячая вода", "Нет горячей воды", True),
        ("горячая вода", "вода горячая", False),
        ("горячая вода", "горячий чай и вода", False),
        ("отключ* свет*", "Отключение света", True),
        ("онлайн-запись", "Онлайн запись закрыта", True),
        ("онлайн-запись", "Онлайн", False),
        ("пдд", "нарушил ПДД!", True),
        ("...", "...", False),
        ("", "любой текст", False),
    ],
)
def test_an_entry_fits_by_stem_by_prefix_or_as_neighbours(entry: str, text: str, fits: bool) -> None:  # noqa: FBT001
    assert bool(best(text, registry(roads=(entry,)))) is fits


def test_an_entry_weighs_its_words_or_what_stands_behind_it() -> None:
    assert read_entry("яма").weight == 1
    assert read_entry("горячая вода").weight == 2
    assert read_entry("люк^9") == ("люк", (("люк", False),), 9, False)
    assert read_entry("снег во двор*^4").weight == 4
    assert read_entry("-снегоход*").excludes


@pytest.mark.parametrize("written", ["яма^0", "яма^10", "яма^", "яма^два", "яма^1.5", "яма^-1", "-яма^2", "яма^²"])
def test_a_weight_that_is_none_is_refused_and_named(written: str) -> None:
    with pytest.raises(BadInputError, match="weight"):
        read_entry(written)


def test_the_score_is_the_sum_of_the_weights_and_the_reasons_name_them() -> None:
    known = registry(water=("горячая вода^5", "стояк", "насос"))
    (suggestion,) = routed("Нет горячей воды, стояк холодный, стояк течёт", known).best

    assert suggestion.score == 6
    assert suggestion.reasons == (
        Reason(Source.WORDS, "горячая вода", 5, "water"),
        Reason(Source.WORDS, "стояк", 1, "water"),
    )


def test_an_excluding_entry_takes_its_topic_out_and_no_other() -> None:
    known = registry(roads=("дорога",), roads__snow=("снег*", "-снегоход*"))

    assert best("Снег на дороге", known) == ["roads/snow"]
    assert best("Снегоход и снег на дороге", known) == ["roads"]


def test_an_excluding_entry_of_a_group_takes_its_topics_out_too() -> None:
    known = registry(trade=("павильон", "-остановочный павильон"), trade__kiosks=("павильон",), stops=("остановочный",))

    assert best("Остановочный павильон", known) == ["stops"]


def test_a_topic_scores_with_its_group_and_each_group_is_suggested_once() -> None:
    known = registry(roads=("дорога",), roads__snow=("снег*",), roads__ice=("лёд",), parks__snow=("снег*",), parks=())
    snow, parks = routed("Снег и лёд, снег на дороге", known).best

    assert (snow.category.id, snow.score) == ("roads/ice", 2)
    assert (parks.category.id, parks.score) == ("parks/snow", 1)


def test_nothing_is_suggested_where_no_word_fits_and_three_at_most() -> None:
    known = registry(**{f"g{n}": ("яма",) for n in range(9)})

    assert routed("Спасибо", known) == Routing(None, None, (), (), Doubt.NOTHING)
    assert routed("", known).doubt is Doubt.NOTHING
    assert best("Яма", known) == ["g0", "g1", "g2"]
    assert routed("Яма", known).doubt is Doubt.NEAR


def test_only_a_clear_lead_is_sure() -> None:
    known = registry(water=("вода", "труба"), heat=("батарея",), roads=("яма",))

    assert chosen("Нет воды, течёт труба, холодная батарея", known) == "water"
    assert chosen("Нет воды, холодная батарея", known) is None
    assert chosen("Яма", known) == "roads"
    assert chosen("Спасибо", known) is None


def test_the_registry_says_what_lead_is_clear() -> None:
    known = registry(Lead(group=3, topic=2), water=("вода^3",), roads=("яма^2", "асфальт"), heat=("батарея",))

    assert chosen("Вода", known) == "water"
    assert chosen("Яма", known) is None
    assert chosen("Яма и асфальт", known) == "roads"
    assert chosen("Вода, батарея", known) is None


def test_a_sure_group_with_near_topics_is_the_group_and_the_points_are_those_of_its_best_topic() -> None:
    known = registry(roads=("дорога",), roads__snow=("снег*",), roads__ice=("лёд",))
    routing = routed("Снег и лёд на дороге", known)

    assert routing.category == known.categories["roads"]
    assert routing.best[0].category.id == "roads/ice"
    assert sum(reason.points for reason in routing.reasons) == routing.best[0].score == 2


def test_a_category_that_the_appeal_has_needs_no_words() -> None:
    known = registry(roads=("дорога",), roads__snow=("снег*",))
    routing = Router(known).decide(Question("Ъ", NOW, category="roads/snow"))

    assert routing.category == known.categories["roads/snow"]
    assert [reason.source for reason in routing.reasons] == [Source.NAME]


def test_names_of_the_source_are_followed_where_an_alias_knows_them() -> None:
    routing = Router(FULL).decide(Question("Ъ", NOW, category="Дорожное хозяйство", topic="Ямы и выбоины на дороге"))

    assert routing.category is not None
    assert routing.category.id == "roads/potholes"
    assert Router(FULL).decide(Question("Ъ", NOW, category="Неведомое")).category is None


def test_a_precedent_decides_where_words_say_nothing() -> None:
    known = registry(Lead(group=6, topic=6), roads=("яма",), water=("вода",))
    routing = routed("Опять то же самое", known, before("water", days=1))

    assert routing.category == known.categories["water"]
    assert [(reason.source, reason.what) for reason in routing.reasons] == [(Source.AUTHOR, "20261101-0001")]


def test_a_precedent_is_weaker_than_clear_words_and_breaks_a_tie() -> None:
    known = registry(Lead(group=2, topic=2), roads=("яма^2",), water=("вода^2",))

    assert chosen("Яма", known, before("water", days=0)) == "roads"
    assert chosen("Яма и вода", known) is None
    assert chosen("Яма и вода", known, before("water", days=0)) == "water"


def test_an_old_precedent_is_not_enough_and_many_are_no_more_than_one_of_today() -> None:
    known = registry(Lead(group=6, topic=6), roads=("яма^4",), water=("вода",))

    assert chosen("Опять", known, before("water", days=60)) is None
    assert chosen("Опять", known, before("water", days=91)) is None
    assert chosen("Опять", known, before("water", days=-1)) is None
    assert chosen("Опять", known, before("water", 60), before("water", 60, "20261101-0002")) == "water"
    many = [before("water", 0, f"20261101-{n:04}") for n in range(1, 9)]
    assert sum(reason.points for reason in routed("Опять", known, *many).reasons if reason.category) == 9
    assert chosen("Яма", known, *many) is None


def test_precedents_that_disagree_decide_nothing() -> None:
    known = registry(roads=("яма",), water=("вода",))

    assert chosen("Опять", known, before("water", 1), before("roads", 1, "20261101-0002")) is None


def test_a_further_source_is_asked_only_where_the_words_leave_a_doubt() -> None:
    known = registry(Lead(group=2, topic=1), roads=(), roads__potholes=("яма^2",), water=("вода",))
    asked: list[str] = []

    class Learned:
        def reasons(self, question: Question) -> list[Reason]:
            asked.append(question.text)
            return [Reason(Source.WORDS, "learned", 9, category="water")]

    router = Router(known)
    router.sources = (*router.sources[:1], Learned())
    found = [router.decide(Question(text, NOW)).category for text in ("Яма", "Тишина")]

    assert [category.id for category in found if category] == ["roads/potholes", "water"]
    assert asked == ["Тишина"]


def test_a_word_that_speaks_twice_is_shown_once_with_all_its_points() -> None:
    reasons = [Reason(Source.WORDS, "вода", 2, "w"), Reason(Source.WORDS, "кран", 3, "w")]

    assert by_points([*reasons, Reason(Source.WORDS, "вода", 4, "w/hot")]) == {"вода": 6, "кран": 3}


@pytest.mark.parametrize(
    ("text", "sector"),
    [
        ("Во дворе неделю не вывозят мусор, контейнер переполнен", "waste"),
        ("Автобус опять не пришёл, ждали на остановке сорок минут", "transport"),
        ("На дороге глубокие ямы, разбита вся улица", "roads"),
    ],
)
def test_the_words_of_the_defaults_lead_to_the_sector(text: str, sector: str) -> None:
    assert routed(text, FULL).best[0].category.sector == sector


@given(st.text(max_size=100))
def test_suggestions_are_in_order_and_each_has_its_reason(text: str) -> None:
    routing = routed(text, FULL)

    assert len(routing.best) <= 3
    assert [one.score for one in routing.best] == sorted((one.score for one in routing.best), reverse=True)
    assert all(one.score == sum(reason.points for reason in one.reasons) > 0 for one in routing.best)
    assert (routing.category is None) == (routing.doubt is not None)


@given(st.lists(st.sampled_from(["снег*", "яма", "горячая вода", "не чист*", "вода*", "-лёд"]), unique=True), st.data())
def test_the_index_finds_what_looking_at_each_entry_finds(entries: list[str], data: st.DataObject) -> None:
    words = data.draw(st.lists(st.sampled_from(["снег", "ямы", "горячей", "воды", "не", "чистят", "льду", "лёд"])))
    text = " ".join(words)
    together = {hit.entry.text for hit in Patterns(("", entry) for entry in entries).found(text)}

    assert together == {hit.entry.text for entry in entries for hit in Patterns([("", entry)]).found(text)}

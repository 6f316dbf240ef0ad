"""The language of queries: what a text means, how it is written again, and what is said of a wrong one."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mcu_cli import language
from mcu_cli.domain.query.fields import CONDITIONS, FIELDS, conditions_by_name, fields_by_name, reserved_words
from mcu_cli.domain.query.parser import MOST_BRACKETS, MOST_TERMS, parse
from mcu_cli.domain.query.printing import text_of
from mcu_cli.domain.query.saved import expanded, refuse_bad_name
from mcu_cli.domain.query.tree import EVERY_APPEAL, Bound, Saved, Term, Words
from mcu_cli.domain.words import fold
from mcu_cli.errors import McuError, NotFoundError, UsageError
from tests.queries import trees


@given(tree=trees(saved=True))
@settings(max_examples=100)
def test_a_tree_written_and_read_again_is_the_same(tree: object) -> None:
    assert parse(text_of(tree)).tree == tree  # type: ignore[arg-type]


@given(text=st.text(max_size=60) | st.text(alphabet='ямыor()-"«»:<>=,.*@ 2', max_size=60))
@settings(max_examples=100)
def test_any_text_is_a_query_or_a_sentence(text: str) -> None:
    with contextlib.suppress(UsageError):
        tree = parse(text).tree
        assert parse(text_of(tree)).tree == tree


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("", ""),
        ("status:new,assigned", "status:new,assigned"),
        ("STATUS=New", "status:new"),
        ("статус:закрыто", "status:closed"),
        ("status:новые", "status:new"),
        ("status:ans", "status:answered"),
        ("duplicate_of:none", "duplicate-of:none"),
        ("tag:нет", "tag:none"),
        ('tag:"нет"', 'tag:"нет"'),
        ("due<2026-12-01", "due:<2026-12-01"),
        ("due:>=пятница", "due:>=пятница"),
        ("registered:2026-11-01..", "registered:2026-11-01.."),
        ("registered:..20.11.2026", "registered:..20.11.2026"),
        ("registered:2026-10,2026-12", "registered:2026-10,2026-12"),
        ("rating:2..4", "rating:2..4"),
        ("a b or c d", "a b or c d"),
        ("a (b or c) d", "a (b or c) d"),
        ("а и б или в", "а б or в"),
        ("(a (b c))", "a b c"),
        ("-a", "-a"),
        ("--a", "a"),
        ("not не a", '-"не a"'),
        ("не (a b)", "-(a b)"),
        ("−a –b", "-a -b"),
        ("a - b", "a b"),
        ("«две ямы»", '"две ямы"'),
        ("„две ямы“ “a b”", '"две ямы" "a b"'),
        ("Wi-Fi", '"wi fi"'),
        ("ЁЛКИ", "елки"),
        ("12", '"12"'),
        ("ямы,люки", "ямы люки"),
        ("ям*", "ям*"),
        ('"две ям"*', '"две ям"*'),
        ("открытые", "open"),
        ("«открытые»", '"открытые"'),
        ("Сегодня", "due:today"),
        ("срочные", "priority:urgent or channel:urgent"),
        ("unrouted", "department:none"),
        ("флуд", "tag:chatter"),
        ("20251224-0007", "id:20251224-0007"),
        ("20251224-0007 ямы 20251224-0008", "id:20251224-0007,20251224-0008 ямы"),
        ("-20251224-0007 -20251224-0008", "-id:20251224-0007 -id:20251224-0008"),
        ("id:7 id:8", "id:7 id:8"),
        ("@mine -@Мои-2", "@mine -@Мои-2"),
        ("https://vk.com/wall-1_2?a=b,c", 'url:"https://vk.com/wall-1_2?a=b,c"'),
        ("url:https://vk.com/x?y=1 a", 'url:"https://vk.com/x?y=1" a'),
        ("street:«50 лет ВЛКСМ»,Мира", 'street:"50 лет ВЛКСМ",Мира'),
        ('tag:"a ""b"""', 'tag:"a ""b"""'),
        ("дом=5", "house:5"),
        ("12:30", '"12 30"'),
        ("?!", '""'),
        ("ямы ?!", "ямы"),
        ("и", '"и"'),
        ("NEAR(яма)", "near яма"),
        ("'; --", '""'),
    ],
)  # fmt: skip
def test_a_query_is_read_as_meant(typed: str, written: str) -> None:
    assert text_of(parse(typed).tree) == written


@pytest.mark.parametrize(
    ("typed", "place", "said"),
    [
        ("ямы stauts:new", "character 5, «stauts:new»", "did you mean status?"),
        ("xyzzy:1", "character 1", "fields are id, status, channel"),
        ("status:nwe", "character 8, «nwe»", "did you mean new? possible are new, assigned, interim"),
        ("status:new,xyzzy", "character 12, «xyzzy»", "possible are new"),
        ("status:", "character 1", "like status:new"),
        ("status:new, ямы", "character 12", "a value of status is missing"),
        ("status:none", "«none»", "status is set in every appeal"),
        ("status:>new", "character 1", "values of status have no order"),
        ("due:<a", "character 6, «a»", "2025-12 for a month"),
        ("due:2026-13", "character 5, «2026-13»", "is not a day"),
        ("due:<none", "character 6, «none»", "write due:none"),
        ("due:<2026..2027", "«2026..2027»", "a range is no value to compare with"),
        ("due:<2026,2027", "character 1", "a comparison takes one value"),
        ("registered:2026-12..2026-11", "«2026-12..2026-11»", "ends before it begins"),
        ("rating:5..1", "«5..1»", "ends before it begins"),
        ("rating:x", "«x»", "is not a whole number"),
        ("id:x", "«x»", "is not the id of an appeal"),
        ("a (b", "character 3, «(b»"[:-3] + "(»", "opened and not closed"),
        ("a b)", "character 4, «)»", "not opened"),
        ("a ()", "character 4, «)»", "the brackets are empty"),
        ('a "b', "character 3", "a quote is opened and not closed"),
        ("or a", "character 1, «or»", "nothing stands before this"),
        ("a или", "character 3, «или»", "nothing stands behind this"),
        ("a or or b", "character 3", "nothing stands behind this"),
        ("почему не", "character 8, «не»", "nothing stands behind this"),
        ("@", "character 1", "the name of a saved filter is missing"),
    ],
)
def test_a_wrong_query_is_told_with_its_place_and_what_is_possible(typed: str, place: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(typed)
    assert place in str(caught.value)
    assert said in str(caught.value)
    assert typed in str(caught.value)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("(" * 10_000, "5000 are the most"),
        ("(" * 4_000, f"more than {MOST_BRACKETS} brackets are open"),
        ("-(" * 2_000, f"more than {MOST_BRACKETS} brackets are open"),
        ("a " * (MOST_TERMS + 1), f"more than {MOST_TERMS} terms"),
        ("не горит " * (MOST_TERMS + 1), f"more than {MOST_TERMS} terms"),
    ],
)
def test_a_query_too_large_is_refused_with_a_sentence(typed: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(typed)
    assert said in str(caught.value)
    assert len(str(caught.value)) < 500


def test_many_negations_are_one_or_none() -> None:
    assert parse("-" * 1_000 + "a").tree == Words(("a",))
    assert text_of(parse("-" * 999 + "a").tree) == "-a"


def test_russian_words_that_were_taken_for_conditions_are_told() -> None:
    query = parse("открытые не просроченные Сегодня open «завтра» due:завтра")
    assert [tuple(taken) for taken in query.taken] == [
        ("открытые", "open"),
        ("не", "not"),
        ("просроченные", "overdue"),
        ("Сегодня", "today"),
    ]
    assert parse("7 1224-7 ямы «8» 20251224-0007 5А").short_ids == ("7",)


def test_titles_are_understood_in_both_languages() -> None:
    for spoken in language.LANGUAGES:
        with language.speaking(spoken):
            assert parse("outcome:решено").tree == parse("outcome:resolved").tree
            assert parse("status:interim").tree == Term("status", (Bound("=", "interim"),))


def test_no_name_means_two_things() -> None:
    names = [fold(name) for field in FIELDS for name in (field.name, *field.russian)]
    assert len(names) == len(set(names)) == len(fields_by_name())
    bare = [fold(name) for english, (_node, russian) in CONDITIONS.items() for name in (english, *russian)]
    assert len(bare) == len(set(bare)) == len(conditions_by_name())
    assert {*bare} <= reserved_words()


FILTERS = {"mine": "status:new -@urgent_ones", "urgent_ones": "срочные", "Мои": "@mine or ямы"}


def test_a_saved_filter_stands_for_its_query_whole() -> None:
    tree = expanded(parse("снег -@мои"), FILTERS)
    assert text_of(tree) == "снег -(status:new -(priority:urgent or channel:urgent) or ямы)"
    assert expanded(parse("@все"), {"все": ""}) == EVERY_APPEAL


@pytest.mark.parametrize(
    ("filters", "error", "said"),
    [
        ({}, NotFoundError, "there is no saved filter @a"),
        ({"a": "@a"}, UsageError, "(@a > @a)"),
        ({"a": "@b", "b": "ямы -@c", "c": "@B"}, UsageError, "(@b > @c > @b)"),
        ({"a": "gone:1"}, UsageError, "the saved filter @a can no longer be read"),
        ({"a": "@b " * 100, "b": "@c " * 100, "c": "ямы"}, UsageError, "too large"),
        ({"a": "@b " * 150, "b": "@c " * 150, "c": ""}, UsageError, "too large"),
        ({"a": "@n0", **{f"n{n}": f"@n{n + 1}" for n in range(50)}}, UsageError, "too large"),
        ({"a": "-(x or y " * 14 + "@b" + ")" * 14, "b": "-(x or y " * 14 + "b" + ")" * 14}, UsageError, "too large"),
    ],
)
def test_a_saved_filter_that_leads_nowhere_is_told(filters: dict[str, str], error: type[McuError], said: str) -> None:
    with pytest.raises(error) as caught:
        expanded(parse("@a"), filters)
    assert said in str(caught.value)


def test_names_of_filters_are_words() -> None:
    for good in ("mine", "Мои", "2026_x-y"):
        refuse_bad_name(good)
        assert parse(f"-@{good}").tree == parse(f"не @{good}").tree
        assert parse(f"@{good}").tree == Saved(good)
    for bad in ("", "-x", "a b", "a:b", "@a", "a" * 51, "_"):
        with pytest.raises(UsageError):
            refuse_bad_name(bad)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("не горит фонарь", "«не горит» фонарь"),
        ("Не вывоз* мусор", "«не вывоз»* мусор"),
        ("-не работает", "-«не работает»"),
        ("не работает или ямы", "«не работает» or ямы"),
    ],
)
def test_what_does_not_work_is_looked_for_in_the_words_of_citizens(typed: str, meant: str) -> None:
    query = parse(typed)

    assert query.tree == parse(meant).tree
    assert query.taken == ()


@pytest.mark.parametrize(
    "typed", ["не status:new", "не открытые", "не (ямы или снег)", "не @мои", "не «две ямы»", "not ямы"]
)
def test_before_anything_but_a_plain_word_it_negates(typed: str) -> None:
    assert parse(typed).tree == parse("-" + typed.partition(" ")[2]).tree


@pytest.mark.parametrize("typed", ["1224-7", "1224-B7", "20251224-7", "20251224-0007"])
def test_what_looks_like_the_id_of_an_appeal_is_one(typed: str) -> None:
    assert parse(f"{typed} ямы").tree == parse(f"id:{typed} ямы").tree


@pytest.mark.parametrize("typed", ["2025-12", "1324-7", "20251324-7", "12345678-9", "7"])
def test_figures_that_name_no_day_are_words(typed: str) -> None:
    assert parse(typed).tree == parse(f'"{typed}"').tree

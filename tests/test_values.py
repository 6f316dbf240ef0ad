"""Values are made as the dataclasses of the standard library are, but for the time it takes to make their classes."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from dataclasses import field
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu_cli import values

if TYPE_CHECKING:
    from collections.abc import Callable

DECORATORS: dict[str, Any] = {"standard": dataclasses.dataclass, "ours": values.dataclass}
EACH = pytest.mark.parametrize("dataclass", DECORATORS.values(), ids=DECORATORS)


def made(dataclass: Any, *, slots: bool = True) -> Any:
    """Return a class with all that the project asks of a dataclass."""

    @dataclass(frozen=True, slots=slots)
    class Road:
        """A road."""

        LONGEST: ClassVar[int] = 100

        name: str
        metres: int = 1
        houses: tuple[str, ...] = ()
        tags: list[str] = field(default_factory=list)
        hidden: str = field(default="", repr=False)
        place: int = field(default=0, compare=False)

        def __post_init__(self) -> None:
            if self.metres < 0:
                raise ValueError("a road has a length")

        @property
        def is_long(self) -> bool:
            return self.metres > self.LONGEST

    return Road


STANDARD, OURS = (made(dataclass) for dataclass in DECORATORS.values())


@values.dataclass(frozen=True, slots=True)
class Kept:
    """A value that another process can be sent."""

    one: int
    two: str = ""
    more: tuple[list[str], ...] = field(default=(), hash=False)


@values.dataclass(frozen=True)
class Alone:
    """A value of one field, that may keep what it has worked out."""

    one: int


@given(
    first=st.tuples(st.text(max_size=3), st.integers(0, 2), st.sampled_from([(), ("1",)])),
    second=st.tuples(st.text(max_size=3), st.integers(0, 2), st.sampled_from([(), ("1",)])),
)
def test_values_are_told_alike_and_equal_where_dataclasses_are(first: tuple[Any, ...], second: tuple[Any, ...]) -> None:
    one, other = OURS(*first), OURS(*second)
    assert repr(one) == repr(STANDARD(*first))
    assert (one == other) is (STANDARD(*first) == STANDARD(*second))
    assert dataclasses.asdict(one) == dataclasses.asdict(STANDARD(*first))
    assert dataclasses.replace(one, name="x") == OURS("x", *first[1:])
    assert copy.deepcopy(one) == one


@EACH
@pytest.mark.parametrize("slots", [True, False])
def test_a_value_is_made_like_a_dataclass(dataclass: Any, *, slots: bool) -> None:
    road = made(dataclass, slots=slots)
    assert road("a", metres=200).is_long
    assert road("a").tags == []
    assert road("a").tags is not road("b").tags
    assert road("a", hidden="no").hidden == "no"
    assert "no" not in repr(road("a", hidden="no"))
    assert [described.name for described in dataclasses.fields(road)] == [
        "name",
        "metres",
        "houses",
        "tags",
        "hidden",
        "place",
    ]
    assert hasattr(road("a"), "__dict__") is not slots
    assert road.__qualname__ == "made.<locals>.Road"
    assert road.__match_args__ == ("name", "metres", "houses", "tags", "hidden", "place")
    assert road("a") != "a"
    assert road("a", place=1) == road("a", place=2)
    with pytest.raises(ValueError, match="length"):
        road("a", metres=-1)
    assert dataclasses.is_dataclass(road)


@EACH
@pytest.mark.parametrize(
    ("mistake", "error"),
    [
        (lambda road: road(), TypeError),
        (lambda road: road("a", nothing=1), TypeError),
        (lambda road: setattr(road("a"), "name", "b"), dataclasses.FrozenInstanceError),
        (lambda road: delattr(road("a"), "name"), dataclasses.FrozenInstanceError),
        (lambda road: hash(road("a")), TypeError),  # for the list in it
    ],
)
def test_a_mistake_is_refused_as_a_dataclass_refuses_it(
    dataclass: Any, mistake: Callable[[Any], Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        mistake(made(dataclass))


def test_a_value_may_be_a_key_and_be_sent_to_another_process() -> None:
    assert {Kept(1, more=([],)): "a", Alone(1): "b"}[Kept(1, more=([],))] == "a"
    assert hash(Kept(1, "x")) == hash(Kept(1, "x"))
    assert len({Alone(1), Alone(1), Kept(1)}) == 2  # equal values of different kinds are not equal
    assert pickle.loads(pickle.dumps(Kept(2, "x"))) == Kept(2, "x")  # noqa: S301  # what was just written


@EACH
def test_a_default_that_all_values_would_share_is_refused(dataclass: Any) -> None:
    with pytest.raises(ValueError, match="houses"):

        @dataclass(frozen=True)
        class Road:
            """A road."""

            houses: list[str] = []  # noqa: RUF012  # what is to be refused


def test_what_values_cannot_do_is_refused() -> None:
    with pytest.raises(ValueError, match="only `dataclasses` has"):

        @values.dataclass(frozen=True)
        class Road:
            """A road."""

            name: str = field(default="", init=False)


def test_what_may_change_is_left_to_the_standard_library() -> None:
    @values.dataclass(slots=True)
    class Road:
        """A road."""

        name: str

    road = Road("a")
    road.name = "b"
    assert road == Road("b")


def test_where_the_standard_library_has_changed_inside_its_own_way_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(values, "_A_FIELD", None)
    road = made(values.dataclass)
    assert "__eq__" in vars(road)
    assert vars(road)["__eq__"].__code__.co_filename == "<string>"  # written out, as `dataclasses` does
    assert road("Мира", 200).is_long
    assert dataclasses.replace(road("Мира"), metres=2) == road("Мира", 2)

"""What is asked of a source of evidence, and what it answers: reasons, each with its points."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

from mcu_cli.domain.appeal import Place
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


class Source(StrEnum):
    """Where a reason comes from; the words stand in JSON."""

    NAME = "name"  # the category that the appeal has, or that the source of an import called by an alias
    WORDS = "words"
    AUTHOR = "author"
    THREAD = "thread"
    PLACE = "place"


class Precedent(NamedTuple):
    """What an earlier appeal of the same author or thread got by decision; `at` is when it was registered."""

    appeal: str
    source: Source
    category: str
    department: str
    at: datetime


_NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Question:
    """What is known of an appeal when it is asked where it belongs.

    `category` and `topic` are what its state holds: an id, or the names of the system that it came from.
    """

    text: str
    now: datetime
    place: Place = _NOWHERE
    category: str = ""
    topic: str = ""
    precedents: tuple[Precedent, ...] = ()


class Reason(NamedTuple):
    """One thing that speaks for a category or a department: `what` is an entry, an appeal or a name of a place."""

    source: Source
    what: str
    points: float
    category: str = ""
    department: str = ""


def by_points(reasons: Iterable[Reason]) -> dict[str, float]:
    """Return what reasons name, each once with all its points, the weightiest first: for a reader.

    A word that speaks both for a group and for its topic is one word to him.
    """
    points: dict[str, float] = {}
    for reason in reasons:
        points[reason.what] = round(points.get(reason.what, 0) + reason.points, 1)
    return dict(sorted(points.items(), key=lambda one: -one[1]))


class Evidence(Protocol):
    """A source of evidence about categories.

    The router asks its sources one after another and stops where the category is sure; a further one, such as what the
    store itself has taught, is one more of these at its place in `router.sources`.
    """

    def reasons(self, question: Question) -> Iterable[Reason]:
        """Give what speaks for categories, each with points on the scale of the words' weights."""
        ...  # pragma: no cover  # a protocol

"""The two registries as values: who answers (departments.yaml), what about and how fast (categories.yaml)."""

from __future__ import annotations

from dataclasses import field
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING

from mcu_cli.domain.repeats import RepeatRule, Window
from mcu_cli.domain.retention import RetentionRule
from mcu_cli.domain.routing.patterns import Patterns
from mcu_cli.domain.words import name_key, stem, words
from mcu_cli.errors import NotFoundError
from mcu_cli.language import _
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping
    from datetime import date
    from zoneinfo import ZoneInfo

    from mcu_cli.domain.calendar import Hours, WorkingHours
    from mcu_cli.domain.deadlines import ChannelRules
    from mcu_cli.domain.vocabulary import Channel

_NEAREST = 3


@dataclass(frozen=True, slots=True)
class Municipality:
    """Whose centre it is.

    `population` maps a district to its residents; `opened` is the day the centre opened; `pages` are the addresses of
    its own pages in social networks.
    """

    name: str
    timezone: ZoneInfo
    language: str
    opened: date | None = None
    aliases: tuple[str, ...] = ()
    population: Mapping[str, int] = field(default_factory=dict)
    pages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Area:
    """The part of the municipality that a department serves; false where none is named."""

    districts: tuple[str, ...] = ()
    settlements: tuple[str, ...] = ()
    streets: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether any place is named."""
        return bool(self.districts or self.settlements or self.streets)


@dataclass(frozen=True, slots=True)
class Lead:
    """By how many points a group must lead all others, and a topic its neighbours, to be taken for sure."""

    group: float = 1
    topic: float = 1


@dataclass(frozen=True, slots=True)
class Department:
    """Someone who answers: a department, an institution, an organisation, or a body outside the municipality."""

    id: str
    name: str
    kind: str = "department"
    parent: str = ""
    aliases: tuple[str, ...] = ()
    head: str = ""
    email: str = ""
    area: Area = Area()


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the escalation ladder: an official, from the nearest up.

    `at` is the share of a running term, in percent, from which `mcu escalate --due` tells it; None for a step that is
    taken by hand alone. `department` marks the step of the department that each appeal is assigned to.
    """

    id: str
    title: str
    at: int | None = None
    name: str = ""
    email: str = ""
    department: bool = False


@dataclass(frozen=True, slots=True)
class Category:
    """A group (id `roads`) or one of its topics (id `roads/snow`)."""

    id: str
    name: str
    sector: str
    department: str = ""
    aliases: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        """Return the id of the group, which for a group is its own."""
        return self.id.partition("/")[0]

    @property
    def names(self) -> tuple[str, ...]:
        """Return what it may be called: name, aliases, and the last part of its id."""
        return (self.name, *self.aliases, self.id.rpartition("/")[2])

    @property
    def is_topic(self) -> bool:
        """Whether it is a topic within a group."""
        return "/" in self.id


@dataclass(frozen=True, slots=True)
class Chatter:
    """What is no appeal but the noise of a bot or a button: whole texts, and texts without a single word."""

    texts: frozenset[tuple[str, ...]] = frozenset()
    without_words: bool = False

    def fits(self, text: str) -> bool:
        """Whether `text` is such noise; case, ё and signs do not matter."""
        said = tuple(words(text))
        return said in self.texts if said else self.without_words


@dataclass(frozen=True, slots=True)
class HotTopics:
    """When a topic is hot: `times` times its usual number of appeals, and at least `least` more than that."""

    times: int = 2
    least: int = 5


@dataclass(frozen=True, slots=True)
class DailySummary:
    """The daily summary: the addresses that it is mailed `to`, and when it calls a topic `hot`."""

    to: tuple[str, ...] = ()
    hot: HotTopics = HotTopics()


@dataclass(frozen=True)
class Registry:
    """Both registries, as they stand at one commit. `intake` is the folder of incoming tables, from the store's.

    Each default is a factory, so that no field stands in the class: a registry may be made a part at a time.
    """

    municipality: Municipality
    hours: WorkingHours
    days_off: Container[date]
    working_days: Container[date]
    departments: Mapping[str, Department]
    ladder: tuple[Rung, ...]
    sectors: Mapping[str, str]
    categories: Mapping[str, Category]
    rules: Mapping[Channel, ChannelRules]
    chatter: Chatter = field(default_factory=Chatter)
    lead: Lead = field(default_factory=Lead)
    repeats: RepeatRule = field(default_factory=RepeatRule)
    intake: str = field(default_factory=lambda: "intake")
    special_hours: Mapping[date, tuple[Hours, ...]] = field(default_factory=dict)
    checked_years: frozenset[int] = field(default_factory=frozenset)
    summary: DailySummary = field(default_factory=DailySummary)
    retention: RetentionRule = field(default_factory=RetentionRule)

    @property
    def window(self) -> Window:
        """Return how long after an answer the same question is a repeat."""
        return Window(self.repeats.days, self.municipality.timezone)

    def department(self, name: str) -> Department:
        """Return the department called `name` (id, name or alias); raises NotFoundError with the nearest names."""
        found = self.find_department(name)
        if found is None:
            raise NotFoundError(
                _("there is no department {name!r}{nearest}; `departments.yaml` lists them").format(
                    name=name, nearest=_nearest((d.id, d.name) for d in self.near_departments(name))
                )
            )
        return found

    def near_departments(self, text: str) -> list[Department]:
        """Return the departments whose id or names are like `text`, or hold its words, nearest first."""
        found = [d for d in self.departments.values() if _holds((d.name, *d.aliases), text)]
        close = get_close_matches(text, list(self.departments), n=_NEAREST, cutoff=0.5)
        return list(dict.fromkeys([*(self.departments[name] for name in close), *found]))[:_NEAREST]

    def near_categories(self, text: str) -> list[Category]:
        """Return the categories whose id or names are like `text`, or hold its words, nearest first."""
        found = [c for c in self.categories.values() if _holds((c.name, *c.aliases, *c.words), text)]
        close = get_close_matches(text, list(self.categories), n=_NEAREST, cutoff=0.5)
        return list(dict.fromkeys([*(self.categories[name] for name in close), *found]))[:_NEAREST]

    def find_department(self, name: str) -> Department | None:
        """Return the department whose id, name or alias is `name`, or None."""
        return self.departments.get(name) or self._departments_by_name.get(name_key(name))

    def category(self, name: str) -> Category:
        """Return the category `name` (an id, or a name or alias that fits one); raises NotFoundError otherwise."""
        if name in self.categories:
            return self.categories[name]
        fitting = self._categories_by_name.get(name_key(name), ())
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            raise NotFoundError(
                _("{name!r} is the name of several categories; use one of the ids {ids}").format(
                    name=name, ids=", ".join(category.id for category in fitting)
                )
            )
        raise NotFoundError(
            _("there is no category {name!r}{nearest}; `categories.yaml` lists them").format(
                name=name, nearest=_nearest((c.id, c.name) for c in self.near_categories(name))
            )
        )

    def find_group(self, name: str) -> Category | None:
        """Return the group whose id, name or alias is `name`, or None."""
        groups = [found for found in self._named(name) if not found.is_topic]
        return groups[0] if groups else None

    def find_category(self, name: str) -> Category | None:
        """Return the category whose id is `name`, or the group of that name or alias, or None."""
        return self.categories.get(name) or (self.find_group(name) if name else None)

    def find_topic(self, group: str, topic: str) -> Category | None:
        """Return the topic that another system calls `topic` in its group `group`; None where nothing fits surely.

        A topic within the group of that name wins; else a name that only one topic of all bears.
        """
        fitting = [found for found in self._named(topic) if found.is_topic]
        known_group = self.find_group(group) if group else None
        if known_group is not None:
            inside = [found for found in fitting if found.group == known_group.id]
            if inside:
                return inside[0]
        return fitting[0] if len(fitting) == 1 else None

    def is_municipality(self, name: str) -> bool:
        """Whether `name` means the municipality's administration as a whole, and so says nothing of who answers."""
        names = (self.municipality.name, *self.municipality.aliases)
        return name_key(name) in {name_key(known) for known in names}

    def department_of(self, category: str) -> str:
        """Return the id of the department that a category belongs to: the topic's own, else its group's."""
        found = self.categories.get(category)
        if found is None:
            return ""
        return found.department or self.categories[found.group].department

    def department_title(self, name: str) -> str:
        """Return the name of a department for a reader; a name that no registry knows stands for itself."""
        found = self.find_department(name)
        return found.name if found else name

    def category_title(self, category: str, topic: str = "") -> str:
        """Return the name of a category for a reader: «Дороги: уборка снега», or the source's own names."""
        found = self.find_category(category)
        if found is None:
            return f"{category}: {topic}" if topic else category
        if found.is_topic:
            return f"{self.categories[found.group].name}: {found.name}"
        return f"{found.name}: {topic}" if topic else found.name

    @cached_property
    def patterns(self) -> Patterns:
        """Return the words of all categories, compiled; raises BadInputError for a weight that is none."""
        return Patterns((category.id, entry) for category in self.categories.values() for entry in category.words)

    @cached_property
    def _departments_by_name(self) -> dict[str, Department]:
        return {
            name_key(name): department
            for department in self.departments.values()
            for name in (*department.aliases, department.name, department.id)
        }

    @cached_property
    def _categories_by_name(self) -> dict[str, tuple[Category, ...]]:
        found: dict[str, tuple[Category, ...]] = {}
        for category in self.categories.values():
            for name in {name_key(name) for name in category.names}:
                found[name] = (*found.get(name, ()), category)
        return found

    def _named(self, name: str) -> tuple[Category, ...]:
        exact = (self.categories[name],) if name in self.categories else ()
        return (*exact, *self._categories_by_name.get(name_key(name), ()))


def _holds(names: Iterable[str], text: str) -> bool:
    """Whether one of the names has, for each word of `text`, a word of that stem or beginning."""
    wanted = words(text)
    return bool(wanted) and any(
        all(any(word.startswith(part) or stem(word) == stem(part) for word in words(name)) for part in wanted)
        for name in names
    )


def _nearest(found: Iterable[tuple[str, str]]) -> str:
    near = ", ".join(f"{name} ({called})" for name, called in found)
    return _(" (did you mean {names}?)").format(names=near) if near else ""

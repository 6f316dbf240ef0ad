"""Adoption: names that an import meets and the registries do not know, made into entries of them."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from mcu_cli.domain.registry import Category, Department, Registry
from mcu_cli.domain.vocabulary import EventKind
from mcu_cli.domain.words import name_key
from mcu_cli.store.registry_edits import transliterated, with_categories, with_departments
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcu_cli.domain.draft import Draft

_SECTOR_OF_LAST_RESORT = "administration"


@dataclass(frozen=True)
class Adoption:
    """What is to be added: departments and categories, and both files with them (empty where nothing is)."""

    departments: tuple[Department, ...] = ()
    categories: tuple[Category, ...] = ()
    files: tuple[bytes, bytes] = (b"", b"")

    def __bool__(self) -> bool:
        """Whether there is anything to add."""
        return bool(self.departments or self.categories)

    def __len__(self) -> int:
        """Return how many entries are added."""
        return len(self.departments) + len(self.categories)


@dataclass
class NamesMet:
    """The names that the drafts of a file bear, each once in the order met.

    `bodies` are pairs of department and executor, `topics` of group and topic.
    """

    bodies: dict[tuple[str, str], None] = field(default_factory=dict)
    topics: dict[tuple[str, str], None] = field(default_factory=dict)

    def note(self, draft: Draft) -> None:
        """Note the names of one draft."""
        if draft.group or draft.topic:
            self.topics[draft.group, draft.topic] = None
        for event in draft.events:
            if event.kind is EventKind.ASSIGNED:
                self.bodies[event.details.get("department", ""), event.details.get("executor", "")] = None


def adopted(files: tuple[bytes, bytes], registry: Registry, names: NamesMet) -> Adoption:
    """Return the entries for all `names` that `registry` does not know, with ids made of the names."""
    departments = _departments(registry, list(names.bodies))
    categories = _categories(registry, list(names.topics))
    if not departments and not categories:
        return Adoption()
    return Adoption(
        tuple(departments),
        tuple(categories),
        (with_departments(files[0], departments), with_categories(files[1], categories)),
    )


def _departments(registry: Registry, pairs: Sequence[tuple[str, str]]) -> list[Department]:
    found: dict[str, Department] = {}
    taken = {
        name_key(name) for known in registry.departments.values() for name in (known.id, known.name, *known.aliases)
    }
    taken |= {name_key(name) for pair in pairs for name in pair}
    for pair in pairs:
        parent = ""
        for name in pair:
            if not name or registry.is_municipality(name):
                continue
            known = registry.find_department(name) or found.get(name_key(name))
            if known is None:
                known = Department(transliterated(name, taken), name, parent=parent, aliases=(name,))
                taken.add(known.id)
                found[name_key(name)] = known
            parent = known.id
    return list(found.values())


def _categories(registry: Registry, pairs: Sequence[tuple[str, str]]) -> list[Category]:
    """Return unknown groups, each before its topics, and unknown topics of known groups."""
    taken = {name_key(name) for known in registry.categories.values() if not known.is_topic for name in known.names}
    taken |= {name_key(group) for group, _topic in pairs}
    groups: dict[str, Category] = {}
    topics: dict[tuple[str, str], Category] = {}
    for group_name, topic_name in pairs:
        if topic_name and registry.find_topic(group_name, topic_name) is not None:
            continue
        group = registry.find_group(group_name) or groups.get(name_key(group_name))
        if group is None and group_name:
            sector, department = _home(registry)
            group = Category(transliterated(group_name, taken), group_name, sector, department=department)
            taken.add(group.id)
            groups[name_key(group_name)] = group
        if group is None or not topic_name or (group.id, name_key(topic_name)) in topics:
            continue
        inside = {
            name_key(name)
            for known in (*registry.categories.values(), *topics.values())
            if known.is_topic and known.group == group.id
            for name in known.names
        } | {name_key(topic) for _group, topic in pairs}
        topic = Category(f"{group.id}/{transliterated(topic_name, inside)}", topic_name, group.sector)
        topics[group.id, name_key(topic_name)] = topic
    return [*groups.values(), *topics.values()]


def _home(registry: Registry) -> tuple[str, str]:
    """Return sector and department for a group of which nothing is known: those of the administration, or the last."""
    sectors = list(registry.sectors)
    sector = _SECTOR_OF_LAST_RESORT if _SECTOR_OF_LAST_RESORT in registry.sectors else sectors[-1]
    departments = [c.department for c in registry.categories.values() if c.sector == sector and c.department]
    return sector, (departments or list(registry.departments))[0]

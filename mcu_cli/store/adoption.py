"""Adoption: names that an import meets and the registries do not know, made into entries of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mcu_cli.domain.registry import Category, Department, Registry
from mcu_cli.domain.vocabulary import EventKind
from mcu_cli.domain.words import name_key
from mcu_cli.store.registry_edits import transliterated, with_categories, with_departments

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


def adopted(files: tuple[bytes, bytes], registry: Registry, drafts: Sequence[Draft]) -> Adoption:
    """Return the entries for all names in `drafts` that `registry` does not know, with ids made of the names."""
    departments = _departments(registry, drafts)
    categories = _categories(registry, drafts)
    if not departments and not categories:
        return Adoption()
    return Adoption(
        tuple(departments),
        tuple(categories),
        (with_departments(files[0], departments), with_categories(files[1], categories)),
    )


def _departments(registry: Registry, drafts: Sequence[Draft]) -> list[Department]:
    taken = set(registry.departments)
    found: dict[str, Department] = {}
    for draft in drafts:
        for event in draft.events:
            if event.kind is not EventKind.ASSIGNED:
                continue
            parent = ""
            names = (event.details.get("department", ""), event.details.get("executor", ""))
            for name in names[1:] if names[1] and registry.is_municipality(names[0]) else names:
                known = registry.find_department(name) or found.get(name_key(name))
                if known is None and name:
                    known = Department(transliterated(name, taken), name, parent=parent, aliases=(name,))
                    taken.add(known.id)
                    found[name_key(name)] = known
                parent = known.id if known is not None else ""
    return list(found.values())


def _categories(registry: Registry, drafts: Sequence[Draft]) -> list[Category]:
    """Return unknown groups, each before its topics, and unknown topics of known groups."""
    taken = set(registry.categories)
    groups: dict[str, Category] = {}
    topics: dict[tuple[str, str], Category] = {}
    for draft in drafts:
        if not draft.group and not draft.topic:
            continue
        if draft.topic and registry.find_topic(draft.group, draft.topic) is not None:
            continue
        group = registry.find_group(draft.group) or groups.get(name_key(draft.group))
        if group is None and draft.group:
            sector, department = _home(registry)
            group = Category(transliterated(draft.group, taken), draft.group, sector, department=department)
            taken.add(group.id)
            groups[name_key(draft.group)] = group
        if group is None or not draft.topic or (group.id, name_key(draft.topic)) in topics:
            continue
        inside = {name.rpartition("/")[2] for name in taken if name.startswith(f"{group.id}/")}
        topic = Category(f"{group.id}/{transliterated(draft.topic, inside)}", draft.topic, group.sector)
        taken.add(topic.id)
        topics[group.id, name_key(draft.topic)] = topic
    return [*groups.values(), *topics.values()]


def _home(registry: Registry) -> tuple[str, str]:
    """Return sector and department for a group of which nothing is known: those of the administration, or the last."""
    sectors = list(registry.sectors)
    sector = _SECTOR_OF_LAST_RESORT if _SECTOR_OF_LAST_RESORT in registry.sectors else sectors[-1]
    departments = [c.department for c in registry.categories.values() if c.sector == sector and c.department]
    return sector, (departments or list(registry.departments))[0]

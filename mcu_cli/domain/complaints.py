"""Whom a complaint is about: neither they nor who is under them gets it to answer (59-ФЗ art. 8 part 6; C)."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING

from mcu_cli.domain.words import fold, name_key
from mcu_cli.errors import RefusedError
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.domain.registry import Department, Registry

_PART = re.compile(r"[^\W\d_]+")


def refuse_complained_about(appeal: Appeal, registry: Registry, *names: str) -> None:
    """Raise RefusedError where a complaint would go to whom it is about, to who is under them or to who they head.

    `names` are departments and persons: ids of the registry, aliases, or names that it does not know. A person is known
    by the surname with the names or their initials.
    """
    for name in filter(None, names):
        for against in appeal.against:
            if _answers_for(name, against, registry):
                raise RefusedError(
                    _(
                        "{id} complains about «{against}», and a complaint never goes to whom it is about or to who "
                        "is under them; name another department"
                    ).format(id=appeal.id, against=registry.department_title(against))
                )


def _answers_for(name: str, against: str, registry: Registry) -> bool:
    """Whether `name` is what a complaint is `against`, below it, headed by it, or its head."""
    accused, asked = registry.find_department(against), registry.find_department(name)
    if asked is None:
        heads = [one.head for one in _with_those_below(accused, registry)] if accused is not None else [against]
        return name_key(name) == name_key(against) or any(name_one_person(name, head) for head in heads if head)
    if accused is None:
        return any(name_one_person(against, one.head) for one in _upwards(asked, registry) if one.head)
    return accused.id in {one.id for one in _upwards(asked, registry)}


def name_one_person(one: str, other: str) -> bool:
    """Whether two names may be of one person: the same surname first, then the same names or their initials.

    A name of one word is no person's.
    """
    parts, others = (_PART.findall(fold(name)) for name in (one, other))
    if min(len(parts), len(others)) < len(("surname", "name")) or parts[0] != others[0]:
        return False
    given = zip_longest(parts[1:], others[1:], fillvalue="")
    # Left out, equal, or one of them an initial of the other.
    return all(a == b or (min(len(a), len(b)) <= 1 and (a.startswith(b) or b.startswith(a))) for a, b in given)


def _upwards(department: Department, registry: Registry) -> Iterator[Department]:
    """Yield a department and those above it."""
    met: set[str] = set()
    found: Department | None = department
    while found is not None and found.id not in met:
        met.add(found.id)
        yield found
        found = registry.departments.get(found.parent)


def _with_those_below(department: Department, registry: Registry) -> Iterator[Department]:
    for one in registry.departments.values():
        if any(above.id == department.id for above in _upwards(one, registry)):
            yield one

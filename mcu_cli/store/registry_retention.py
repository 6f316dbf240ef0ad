"""What departments.yaml says of keeping personal data: how long, and what an act of their destruction names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.domain.retention import CountedFrom, RetentionRule
from mcu_cli.language import _

if TYPE_CHECKING:
    from mcu_cli.store.registry_file import Path, RegistryFile

_PATH: Path = ("retention",)
_MOST = 99
_KEYS = ("years", "counted_from", "source", "address", "system", "official")


def retention_rule(file: RegistryFile) -> RetentionRule:
    """Return the rule, noting what is wrong; what is not said is as the law has it for appeals."""
    usual = RetentionRule()
    given = file.mapping(_PATH, _KEYS, required=False)
    years = file.word(_PATH, given, "years", str(usual.years))
    if not (years.isascii() and years.isdecimal() and 1 <= int(years[:9]) <= _MOST):
        file.note(
            (*_PATH, "years"), _("{text!r} is not a whole number from 1 to {most}").format(text=years, most=_MOST)
        )
        years = str(usual.years)
    counted_from = file.word(_PATH, given, "counted_from", usual.counted_from)
    if counted_from not in set(CountedFrom):
        file.note(
            (*_PATH, "counted_from"),
            _("{text!r} is not one of {choices}").format(text=counted_from, choices=", ".join(CountedFrom)),
        )
        counted_from = usual.counted_from
    source, *rest = (file.word(_PATH, given, name, getattr(usual, name)) for name in _KEYS[2:])
    return RetentionRule(int(years), CountedFrom(counted_from), source, *rest)

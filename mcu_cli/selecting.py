"""From what was typed to the appeals that are meant: the same for lists, changes and reports."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mcu_cli.context import Context
    from mcu_cli.domain.query.parser import Query
    from mcu_cli.domain.query.tree import Node

# What `main` writes for the minus of a negated term, which the framework would take for an option.
MINUS = "\N{MINUS SIGN}"
# An id, or what can only be a slip in one: digits, hyphens and the letter of a series.
_ID = re.compile(r"(?:[0-9-]*[0-9-])?[A-Za-z]?[0-9]+")
_SHOWN = 100


def is_meant_as_id(text: str) -> bool:
    """Whether a word of the command line is an id, or a slip in one, and no query."""
    return _ID.fullmatch(text.strip()) is not None


def shortened(text: str) -> str:
    """Return a query as a sentence can hold it."""
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def typed(words: Sequence[str]) -> str:
    """Return the query that the words of a command line are together."""
    return " ".join(f"-{word[1:]}" if word.startswith(MINUS) else word for word in words).strip()


def read_query(mcu: Context, text: str) -> Query:
    """Return the query that `text` is; a note says which Russian words were taken for conditions."""
    from mcu_cli.domain.query.parser import parse  # 15 ms, and few commands ask

    query = parse(text)
    for taken in dict.fromkeys(query.taken):
        mcu.out.note(
            _("«{word}» is taken as {meaning} here; put it in quotes to look for the word").format(
                word=taken.word, meaning=taken.meaning
            )
        )
    return query


def meant(mcu: Context, query: Query, *more: Node) -> Node:
    """Return the tree of `query`, what is saved under its names in their place, and `more` that must hold too."""
    from mcu_cli.domain.query.saved import expanded, filters_used
    from mcu_cli.domain.query.tree import all_of

    tree = expanded(query, saved_filters(mcu)) if any(filters_used(query.tree)) else query.tree
    return all_of([tree, *more])


def saved_filters(mcu: Context) -> Mapping[str, str]:
    """Return the saved filters on record, by name."""
    from mcu_cli.store.documents import FILTERS
    from mcu_cli.store.filters import read_filters  # yaml

    on_record = mcu.store.document(FILTERS)
    if mcu.store.differs(FILTERS, on_record):
        mcu.out.note(_("{name} was changed by hand and is not in force until `mcu record`").format(name=FILTERS))
    return read_filters(on_record)

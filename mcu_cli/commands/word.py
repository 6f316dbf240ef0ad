"""Options that take a word of a closed list: the English word, or its title in the operator's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typer._types import TyperChoice  # the framework exports no base for a type of one's own

from mcu_cli.commands.complete import items, titled
from mcu_cli.domain.likely_words import fitting
from mcu_cli.domain.names import find_word, title, word_and_title

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import StrEnum


class OneOf(TyperChoice[str]):
    """The type of such an option, for `click_type`; help and completion know the English words."""

    def __init__(self, vocabulary: type[StrEnum], title_of: Callable[[Any], str] = title) -> None:
        """Remember the list, and what tells the title of a word when it is needed."""
        super().__init__(word.value for word in vocabulary)
        self._vocabulary = vocabulary
        self._title_of = title_of

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        """Return the word that was typed; fails with the whole list."""
        found = find_word(self._vocabulary, str(value), self._title_of)
        if found is None:
            self.fail(f"'{value}' is not one of {self._listed()}.", param, ctx)
        return found.value

    def shell_complete(self, ctx: Any, param: Any, incomplete: str) -> list[Any]:  # noqa: ARG002  # of the framework
        """Return the words that what was typed may become, each with its title; by the title too."""
        return items(fitting(incomplete, titled(self._vocabulary, self._title_of), whole=True))

    def get_missing_message(self, param: Any, ctx: Any) -> str:  # noqa: ARG002  # of the framework's method
        """Return what may be chosen, as the framework words it; usage.py says it anew."""
        return f"Choose from:\n\t{self._listed()}"

    def _listed(self) -> str:
        return ", ".join(word_and_title(word, self._title_of) for word in self._vocabulary)

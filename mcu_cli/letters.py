"""Templates of answers at work: which one is meant, whether it is in order, and its text for one appeal."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from mcu_cli.domain.letter_fields import NAMES, letter_values
from mcu_cli.domain.template_choice import name_of, nearest, path_of, ways
from mcu_cli.errors import BadInputError, NotFoundError, RefusedError, UsageError
from mcu_cli.language import _, speaking

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mcu_cli.context import Context
    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.domain.vocabulary import Outcome
    from mcu_cli.render.letters import Letters
    from mcu_cli.render.templates import MissingFieldError

# What stands in a letter that is about to be edited, where the operator's own words belong.
TO_BE_WRITTEN = "[…?…]"


class LetterWriter:
    """Writes answers from the templates that HEAD holds, in the language of the store."""

    def __init__(self, mcu: Context, *, unrecorded: bool = False) -> None:
        """Remember where appeals, registries and templates come from; `unrecorded` ones of the folder to be tried."""
        self._mcu = mcu
        self._unrecorded = unrecorded
        self._found_in_order: set[str] = set()

    @cached_property
    def sources(self) -> Mapping[str, bytes]:
        """Return the templates by name."""
        from mcu_cli.store.templates import is_edited, templates_in_folder, templates_of

        on_record = templates_of(self._mcu.store)
        if not self._unrecorded:
            return on_record
        in_folder = templates_in_folder(self._mcu.store, on_record)
        for name in in_folder:
            if is_edited(self._mcu.store, name, on_record):
                path = path_of(name)
                self._mcu.out.note(
                    _("{name} was changed by hand and is not in force until `mcu record`").format(name=path)
                )
        return in_folder

    @cached_property
    def letters(self) -> Letters:
        """Return the templates, to be checked and filled."""
        from mcu_cli.render.letters import Letters

        return Letters(self.sources)

    @cached_property
    def _operator(self) -> str:
        name, _email = self._mcu.store.git.operator()
        return name

    def named(self, typed: str) -> str:
        """Return the name of the template that `typed` means, in order; raises NotFoundError or BadInputError."""
        from mcu_cli.store.documents import is_document

        name = name_of(typed)
        if name not in self.sources:
            path = path_of(name)
            if is_document(path) and (self._mcu.store.root / path).is_file():
                raise NotFoundError(_("{path} is not in force until `mcu record`; record it first").format(path=path))
            raise NotFoundError(
                _("there is no template {name!r}{nearest}; `mcu template` lists them").format(
                    name=name, nearest=self._near(name)
                )
            )
        return self._in_order(name)

    def nearest(self, appeal: Appeal, outcome: Outcome | None) -> str:
        """Return the template that fits the category of `appeal` and the outcome (None: interim) best, in order."""
        registry = self._mcu.store.registry
        found = nearest(self.sources, appeal.state.category, outcome, registry)
        if found is None:
            paths = ", ".join(path_of(name) for name in ways(appeal.state.category, outcome, registry))
            raise NotFoundError(
                _("{id}: no template fits; write one of {paths} and run `mcu record`").format(id=appeal.id, paths=paths)
            )
        return self._in_order(found)

    def text(self, name: str, appeal: Appeal, *, outcome: Outcome | None, details: str) -> str:
        """Return the answer to `appeal` by the template `name`; raises RefusedError where a field has no value."""
        from mcu_cli.render.templates import MissingFieldError, TextTooLongError

        registry = self._mcu.store.registry
        try:
            with speaking(registry.municipality.language):
                values = letter_values(
                    appeal, registry, outcome=outcome, details=details, today=self._mcu.today, operator=self._operator
                )
                text = self.letters.fill(name, values)
        except MissingFieldError as error:
            raise RefusedError(_missing(error, appeal.id)) from None
        except TextTooLongError:
            raise RefusedError(
                _("{id}: the text of the template {name} grows too long; shorten the template").format(
                    id=appeal.id, name=name
                )
            ) from None
        if not text.strip():
            raise RefusedError(
                _("{id}: the template {name} leaves an empty text; mend the template").format(id=appeal.id, name=name)
            )
        return text

    def _in_order(self, name: str) -> str:
        from mcu_cli.store.templates import is_edited

        if name in self._found_in_order:
            return name
        problems = self.letters.problems(name)
        if problems:
            raise BadInputError(
                _("the template {name} is not in order; mend what is listed here and run `mcu record`").format(
                    name=name
                ),
                problems,
            )
        if is_edited(self._mcu.store, name, self.sources):
            self._mcu.out.note(
                _("{name} was changed by hand and is not in force until `mcu record`").format(name=path_of(name))
            )
        self._found_in_order.add(name)
        return name

    def _near(self, name: str) -> str:
        from difflib import get_close_matches

        last = name.rpartition("/")[2]
        close = get_close_matches(name, self.sources, n=3) or [
            known for known in self.sources if known.rpartition("/")[2] == last
        ]
        return _(" (did you mean {names}?)").format(names=", ".join(close[:3])) if close else ""


def refuse_unwritten(text: str) -> None:
    """Raise UsageError where an edited letter still holds the mark of what is to be written."""
    if TO_BE_WRITTEN in text:
        raise UsageError(
            _("{mark} still stands in the text; put your words in its place, or take it out").format(mark=TO_BE_WRITTEN)
        )


def _missing(error: MissingFieldError, appeal_id: str) -> str:
    field = NAMES[error.field]
    where = error.file if error.line is None else f"{error.file}:{error.line}"
    if field.name == "details":
        return _("{id}: {where} wants your own words; give them with --text or --file, or open it with --edit").format(
            id=appeal_id, where=where
        )
    if field.name == "outcome":
        return _("{id}: {where} uses the field outcome, and an interim answer has none; take another template").format(
            id=appeal_id, where=where
        )
    if not field.way:
        return _(
            "{id}: {where} uses the field {field}, which is not set; take another template, "
            "or ask there `if {field} is defined`"
        ).format(id=appeal_id, where=where, field=field.name)
    return _(
        "{id}: {where} uses the field {field}, which is not set; set it with `{command}`, "
        "or ask there `if {field} is defined`"
    ).format(id=appeal_id, where=where, field=field.name, command=field.way.format(id=appeal_id))

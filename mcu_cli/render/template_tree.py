"""The walk over the syntax tree of a template: only what its dialect knows, numbers with numbers, asked before used."""

from __future__ import annotations

import re
from contextlib import contextmanager
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.template_fields import FieldKind
from mcu_cli.errors import Problem
from mcu_cli.language import _
from mcu_cli.render.dialect import DEFAULT, TESTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mcu_cli.render.dialect import Dialect

_PLAIN = frozenset({"Template", "Output", "TemplateData", "Not", "Concat", "Block"})
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_NEAREST = 2
_LARGEST = 10**9  # no figure of a town is larger


class Tree:
    """Walks over one syntax tree and keeps what it finds: problems, templates taken in; fields go into `used`."""

    def __init__(self, dialect: Dialect, path: str, used: set[str]) -> None:
        """Remember the dialect, the file, for problems, and where to note the fields."""
        self.dialect = dialect
        self._path = path
        self._used = used
        self._line = 1
        self._known: frozenset[str] = frozenset()  # unsure fields that a condition around has asked for
        self.problems: list[Problem] = []
        self.taken_in: list[tuple[str, int]] = []

    def walk(self, node: Any) -> FieldKind | None:  # noqa: C901  # one case a kind of node, each a line or two
        """Look at a node and at all below it; return what it holds, None where that is no value."""
        self._line = node.lineno or self._line  # some nodes have none of their own
        match type(node).__name__:
            case "Getattr" | "Name":
                return self._field(node)
            case "Const":
                return self._constant(node)
            case "Filter":
                return self._filter(node)
            case "Test":
                self._test(node)
            case "Compare":
                self._comparison(node)
            case "And" | "Or" as kind:
                self.walk(node.left)
                with self._knowing(_settled(node.left, truth=kind == "And")):
                    self.walk(node.right)
            case "If":
                self._branches(node)
            case "CondExpr":
                return self._choice(node)
            case "Include" | "Extends":
                self._other(node)
            case kind if kind in _PLAIN:
                for inner in node.iter_child_nodes():
                    self.walk(inner)
                return FieldKind.TEXT if kind == "Concat" else None
            case _:
                self._wrong(
                    _(
                        "this is not for templates; they may have fields, conditions, `include`, `extends` "
                        "and the filters {filters}"
                    ).format(filters=", ".join(self.dialect.filters))
                )
        return None

    def _field(self, node: Any, *, asked: bool = False) -> FieldKind | None:
        """Return what a field holds; `asked`: whether a template may name it here although it has no value."""
        name = _dotted(node)
        if name in self.dialect.fields:
            self._used.add(name)
            if name in self.dialect.unsure and not asked and name not in self._known:
                self._wrong(
                    _("{name!r} may have no value; ask first: {{% if {name} is defined %}} ... {{% endif %}}").format(
                        name=name
                    )
                )
            return self.dialect.fields[name]
        if name in self.dialect.groups:
            parts = ", ".join(known for known in self.dialect.fields if known.startswith(f"{name}."))
            self._wrong(_("{name!r} has parts; write one of {names}").format(name=name, names=parts))
        elif near := get_close_matches(name, self.dialect.fields, n=_NEAREST):
            self._wrong(
                _("there is no field {name!r}; did you mean {nearest}? {page} lists them all").format(
                    name=name, nearest=", ".join(near), page=self.dialect.page
                )
            )
        else:
            self._wrong(_(self.dialect.no_field).format(name=name))
        return None

    def _constant(self, node: Any) -> FieldKind:
        if not isinstance(node.value, str):
            self._wrong(_("only texts in quotes stand beside fields; write {value} in quotes").format(value=node.value))
        return FieldKind.TEXT

    def _filter(self, node: Any) -> FieldKind:
        known = self.dialect.filters.get(node.name)
        if known is None:
            self._unknown(node.name, self.dialect.filters)
            return FieldKind.TEXT
        if node.kwargs or node.dyn_args or node.dyn_kwargs or len(node.args) not in known.texts:
            self._misused(node.name)
        for text in node.args:
            if self.walk(text) is not FieldKind.TEXT:
                self._misused(node.name)
        if known.forms and node.args and len(node.args) != known.forms and _is_russian(node.args):
            self._wrong(_("a Russian word has three forms here, as with 1, 2 and 5: write all three"))
        is_field = type(node.node).__name__ in {"Getattr", "Name"}
        taken = self._field(node.node, asked=node.name == DEFAULT) if is_field else self.walk(node.node)
        if known.takes and taken is not None and taken not in known.takes:
            self._wrong(
                _("{name!r} is not for this: {field} is {kind}; {page} shows it").format(
                    name=node.name,
                    field=_dotted(node.node) if is_field else _("what stands before it"),
                    kind=kind_title(taken),
                    page=self.dialect.page,
                )
            )
        return known.gives

    def _test(self, node: Any) -> None:
        if node.name not in TESTS:
            self._unknown(node.name, TESTS)
        elif node.args or node.kwargs or node.dyn_args or node.dyn_kwargs:
            self._misused(node.name)
        if type(node.node).__name__ in {"Getattr", "Name"}:
            self._field(node.node, asked=True)
        else:
            self.walk(node.node)

    def _comparison(self, node: Any) -> None:
        """Look at a comparison: a field stands beside its like, and a number beside one that holds numbers."""
        first = self._compared(node.expr)
        for operand in node.ops:
            self._line = operand.lineno or self._line
            second = self._compared(operand.expr)
            if FieldKind.NUMBER in {first, second} and None not in {first, second}:
                if first is not second:
                    self._wrong(
                        _("a number is compared with something else; write numbers without quotes, and texts in quotes")
                    )
                elif operand.op in {"in", "notin"}:
                    self._wrong(_("numbers are compared with ==, !=, <, <=, > and >="))

    def _compared(self, node: Any) -> FieldKind | None:
        """Look at one side of a comparison, which may be a number where there are fields with numbers."""
        number = _number(node) if FieldKind.NUMBER in self.dialect.fields.values() else None
        if number is None:
            return self.walk(node)
        if abs(number) > _LARGEST:
            self._wrong(_("{value} is larger than any figure; write a smaller number").format(value=number))
        return FieldKind.NUMBER

    def _branches(self, node: Any) -> None:
        self.walk(node.test)
        with self._knowing(_settled(node.test, truth=True)):
            for inner in node.body:
                self.walk(inner)
        others, known = [*node.elif_], _settled(node.test, truth=False)
        for other in others:
            with self._knowing(known):
                self.walk(other.test)
                with self._knowing(_settled(other.test, truth=True)):
                    for inner in other.body:
                        self.walk(inner)
            known |= _settled(other.test, truth=False)
        with self._knowing(known):
            for inner in node.else_:
                self.walk(inner)

    def _choice(self, node: Any) -> FieldKind | None:
        self.walk(node.test)
        if node.expr2 is None:
            self._wrong(_("nothing says what to write otherwise; add else: ... if ... else ..."))
        with self._knowing(_settled(node.test, truth=True)):
            first = self.walk(node.expr1)
        with self._knowing(_settled(node.test, truth=False)):
            second = self.walk(node.expr2) if node.expr2 is not None else first
        return first if first is second else FieldKind.TEXT

    def _other(self, node: Any) -> None:
        plain = type(node.template).__name__ == "Const" and isinstance(node.template.value, str)
        if not plain or getattr(node, "ignore_missing", False):
            self._wrong(_("name the one template that is taken in, in quotes and with nothing behind it"))
        else:
            self.taken_in.append((node.template.value, self._line))

    @contextmanager
    def _knowing(self, names: frozenset[str]) -> Iterator[None]:
        before = self._known
        self._known |= names
        try:
            yield
        finally:
            self._known = before

    def _unknown(self, name: str, known: Any) -> None:
        self._wrong(_("{name!r} is not one of {choices}").format(name=name, choices=", ".join(known)))

    def _misused(self, name: str) -> None:
        self._wrong(_("{name!r} is not used this way; {page} shows it").format(name=name, page=self.dialect.page))

    def _wrong(self, message: str) -> None:
        self.problems.append(Problem(message, file=self._path, line=self._line))


def kind_title(kind: FieldKind) -> str:
    """Return how a kind of field is called in a sentence."""
    return {
        FieldKind.TEXT: _("a text"),
        FieldKind.NUMBER: _("a number"),
        FieldKind.DAY: _("a day"),
        FieldKind.MONTH: _("a month"),
    }[kind]


def _settled(test: Any, *, truth: bool) -> frozenset[str]:
    """Return the fields that surely have a value where a condition came out as `truth`."""
    match type(test).__name__:
        case "Test" if test.name == ("defined" if truth else "undefined"):
            return frozenset({_dotted(test.node)})
        case "Not":
            return _settled(test.node, truth=not truth)
        case "And" | "Or" as kind:
            first, second = (_settled(part, truth=truth) for part in (test.left, test.right))
            return first | second if (kind == "And") is truth else first & second
        case _:
            return frozenset()


def _number(node: Any) -> int | float | None:
    """Return the number that stands in a template, one below zero too; None for anything else."""
    if type(node).__name__ == "Neg":
        found = _number(node.node)
        return None if found is None else -found
    if type(node).__name__ != "Const" or isinstance(node.value, bool) or not isinstance(node.value, int | float):
        return None
    return node.value


def _is_russian(texts: Iterable[Any]) -> bool:
    return any(_CYRILLIC.search(str(getattr(text, "value", ""))) for text in texts)


def _dotted(node: Any) -> str:
    """Return `author.name` for an attribute of a name; what is no such thing, as nearly as can be said."""
    if type(node).__name__ == "Name":
        return str(node.name)
    if type(node).__name__ == "Getattr":
        return f"{_dotted(node.node)}.{node.attr}"
    return "..."

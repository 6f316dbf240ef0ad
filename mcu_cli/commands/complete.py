"""What can be offered where a word is half typed: appeals, departments, categories, words, templates, queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from typer._click.shell_completion import CompletionItem  # the framework exports neither of the two
from typer._click.types import StringParamType

from mcu_cli.context import Context
from mcu_cli.domain.likely_words import Candidate, fitting

if TYPE_CHECKING:
    from enum import StrEnum

    from mcu_cli.domain.ledgers.ledger import Ledger
    from mcu_cli.domain.query.fields import Field

Suggest = Callable[[Context, str], Iterable[Candidate]]


class Suggested(StringParamType):
    """The type of an argument or option with any text as value, which completion has suggestions for."""

    def __init__(self, suggest: Suggest) -> None:
        """Remember what suggests."""
        self._suggest = suggest

    def shell_complete(self, ctx: Any, param: Any, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002  # its form
        """Return what the half-typed word may become."""
        return items(self._suggest(Context.of(ctx), incomplete))


def items(candidates: Iterable[Candidate]) -> list[CompletionItem]:
    """Return candidates in the form of the framework."""
    return [CompletionItem(one.value, help=one.help, named=one.named, goes_on=one.goes_on) for one in candidates]


def appeals(mcu: Context, typed: str) -> Iterator[Candidate]:
    """Yield appeals by their ids: open ones first, the newest first, each with where it stands and its first words."""
    from mcu_cli.render.clean import shortened
    from mcu_cli.render.entries import stage_title
    from mcu_cli.store.glance import appeals_beginning  # sqlite3

    for one in appeals_beginning(mcu.store, typed):
        yield Candidate(one.id, f"{stage_title(one.status)}: {shortened(one.text, _FIRST_WORDS)}")


_FIRST_WORDS = 60


def items_of(ledger: Ledger) -> Suggest:
    """Return what suggests the items of a ledger by their ids: open ones first, the newest first."""

    def suggest(mcu: Context, typed: str) -> Iterator[Candidate]:
        from mcu_cli.domain.ledgers.vocabulary import ItemStatus
        from mcu_cli.domain.names import title
        from mcu_cli.render.clean import shortened
        from mcu_cli.store.glance import items_beginning  # sqlite3

        for one in items_beginning(mcu.store, ledger, typed):
            before = f"{title(ItemStatus.OPEN)}: " if one.is_open else ""
            yield Candidate(one.id, before + shortened(one.text, _FIRST_WORDS))

    return suggest


def receptions(mcu: Context, typed: str) -> Iterable[Candidate]:
    """Yield the personal receptions."""
    from mcu_cli.domain.ledgers.ledger import Ledger

    return items_of(Ledger.RECEPTION)(mcu, typed)


def departments(mcu: Context, typed: str) -> Iterator[Candidate]:
    """Yield the departments of departments.yaml."""
    from mcu_cli.store.names import names_of

    return fitting(typed, names_of(mcu.store).departments.items())


def categories(mcu: Context, typed: str) -> Iterator[Candidate]:
    """Yield groups, and topics once a group is typed or a name fits."""
    from mcu_cli.store.names import names_of

    for one in fitting(typed, names_of(mcu.store).categories.items()):
        if typed or "/" not in one.value:
            yield one


def templates(mcu: Context, typed: str) -> Iterator[Candidate]:
    """Yield the templates of answers on record, `auto` first."""
    from mcu_cli.domain.names import title
    from mcu_cli.domain.template_choice import AUTO, meaning
    from mcu_cli.language import _
    from mcu_cli.store.names import names_of
    from mcu_cli.store.templates import names_of_templates

    categories = names_of(mcu.store).categories

    def told(name: str) -> str:
        said = meaning(name)
        about = categories.get(said.category, "")
        answer = title(said.outcome or said.kind) if said.kind else ""
        return ", ".join(part for part in (about, answer) if part)

    known = [(AUTO, _("the nearest by category and outcome"))]
    return _by_values(fitting(typed, [*known, *((name, told(name)) for name in names_of_templates(mcu.store))]))


def _by_values(found: Iterable[Candidate]) -> Iterator[Candidate]:
    """Yield candidates that a command takes by their values alone: what they were found by is an explanation."""
    return (one._replace(named="") for one in found)


def filters(mcu: Context, typed: str) -> Iterator[Candidate]:
    """Yield the saved filters, without their sign."""
    from mcu_cli.selecting import saved_filters  # yaml

    return _by_values(fitting(typed, saved_filters(mcu).items()))


def facts(_mcu: Context, typed: str) -> Iterator[Candidate]:
    """Yield the facts that `mcu edit --set` takes, with the sign behind which the value follows."""
    from mcu_cli.domain.fields import FACTS

    if "=" in typed:
        return
    named = [
        (f"{outer.name}.{field.name}" if field is not outer else field.name, field.meaning)
        for outer in FACTS[2:]  # without the format and the id, which never change
        for field in (outer.fields or (outer,))
    ]
    for one in fitting(typed, named):
        yield Candidate(f"{one.value}=", one.help, goes_on=True)


def time_zones(_mcu: Context, typed: str) -> Iterator[Candidate]:
    """Yield the time zones of Russia, or those of the world once the typed word fits none of these."""
    from zoneinfo import available_timezones

    from mcu_cli.commands.init import ZONES  # which offers these

    nearest = [*fitting(typed, ((zone, "") for zone in ZONES))]
    return iter(nearest) if nearest else fitting(typed, ((zone, "") for zone in sorted(available_timezones())))


def sorts(_mcu: Context, typed: str) -> Iterator[Candidate]:
    """Yield what lists can be sorted by."""
    from mcu_cli.store.selection import SORTS  # sqlite3

    return fitting(typed, ((name, "") for name in SORTS))


def list_of(names: Sequence[str]) -> Suggest:
    """Return what suggests the last of several fixed names with commas."""

    def suggest(_mcu: Context, typed: str) -> Iterator[Candidate]:
        before, comma, last = typed.rpartition(",")
        there = before.split(",")
        for one in fitting(last, ((name, "") for name in names), there):
            yield one._replace(value=before + comma + one.value)

    return suggest


def titled(words: Iterable[StrEnum], title_of: Callable[[Any], str]) -> Iterator[tuple[str, str]]:
    """Yield the words of a closed list, each with its title in the language spoken."""
    return ((word.value, title_of(word)) for word in words)


def commits(mcu: Context, typed: str) -> Iterator[Candidate]:
    """Yield the last commits of the record, the newest first, each with its day and what it did."""
    from mcu_cli.store.history import latest_commits

    found = latest_commits(mcu.store.git, _COMMITS)
    return (Candidate(one.id, f"{one.day} {one.subject}") for one in found if one.id.startswith(typed))


_COMMITS = 30


def queries(mcu: Context, typed: str) -> Iterator[Candidate]:
    """Yield how a term of a query may go on: a field, its values, a condition, a saved filter (docs/query.md)."""
    from mcu_cli.domain.query.fields import CONDITIONS, FIELDS, find_field
    from mcu_cli.language import spoken

    opened = "(" * (len(typed) - len(typed.lstrip("(")))
    term = typed.removeprefix(opened)
    name, colon, value = term.partition(":")
    field = find_field(name) if colon else None
    if colon:
        found = _values(mcu, field, value, f"{name}:") if field else iter(())
    elif term.startswith("@"):
        found = (one._replace(value=f"@{one.value}") for one in filters(mcu, term[1:]))
    else:
        # Queries take the Russian names in either language, so either may be typed.
        known = {f"{field.name}:": (", ".join(field.russian), field.meaning) for field in FIELDS}
        known |= {word: (", ".join(russian), "") for word, (_meant, russian) in CONDITIONS.items()}
        shown = 0 if spoken() == "ru" else 1
        found = (
            one._replace(help=known[one.value][shown], goes_on=one.value.endswith(":"))
            for one in fitting(term, ((value, names[0]) for value, names in known.items()))
        )
    return (one._replace(value=opened + one.value) for one in found)


def _values(mcu: Context, field: Field, typed: str, before: str) -> Iterator[Candidate]:
    """Yield the values of a field, behind those that stand before a comma."""
    from mcu_cli.domain.query.fields import Kind, title_of

    there, comma, last = typed.rpartition(",")
    if field.words is not None:
        found = fitting(last, titled(field.words, title_of), there.split(","), whole=True)
    elif field.kind is Kind.DEPARTMENT:
        found = departments(mcu, last)
    elif field.kind is Kind.CATEGORY:
        found = categories(mcu, last)
    elif field.kind is Kind.ID:
        found = appeals(mcu, last)
    else:
        return
    standing = before + there + comma
    for one in found:
        # A name of several words would need quotes around it within the query.
        named = standing + one.named if one.named and " " not in one.named else ""
        yield one._replace(value=standing + one.value, named=named)


def appeals_or_queries(mcu: Context, typed: str) -> Iterator[Candidate]:
    """Yield appeals where an id is begun or nothing is typed yet, else how a query may go on."""
    if not typed or typed[0].isdigit():
        return appeals(mcu, typed)
    return queries(mcu, typed)

"""What a template of an answer can name, and what each name stands for in one appeal: the one table of fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.domain.names import title
from mcu_cli.language import marked
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.domain.registry import Registry
    from mcu_cli.domain.vocabulary import Outcome


@dataclass(frozen=True, slots=True)
class LetterField:
    """One name: what it stands for, and the command that sets it where an appeal has none (`{id}` is the appeal)."""

    name: str
    meaning: str
    way: str = ""


def _fact(name: str, meaning: str, fact: str = "") -> LetterField:
    return LetterField(name, meaning, f"mcu edit {{id}} --set {fact or name}=...")


FIELDS = (
    LetterField("appeal.id", marked("id of the appeal, its registration number")),
    LetterField("appeal.number", marked("number in the system that it came from")),
    LetterField("appeal.text", marked("text of the appeal, whole")),
    LetterField("appeal.received", marked("day on which the citizen sent it")),
    LetterField("appeal.registered", marked("day of registration")),
    _fact("author.name", marked("name of the citizen")),
    _fact("author.address", marked("postal address of the citizen")),
    _fact("place.district", marked("district that it is about")),
    _fact("place.settlement", marked("town or village that it is about")),
    _fact("place.street", marked("street that it is about")),
    _fact("place.house", marked("house that it is about")),
    _fact("place.flat", marked("flat that it is about")),
    _fact("place.object", marked("school, stop, park or other object that it is about")),
    _fact(
        "place.address", marked("settlement, street, house and object, as many as are set, with commas"), "place.street"
    ),
    LetterField("category", marked("name of the category"), "mcu classify {id} --category ..."),
    LetterField("department", marked("name of the department that answers"), "mcu assign {id} --to ..."),
    LetterField("executor", marked("unit or person within the department"), "mcu assign {id} --to ... --executor ..."),
    LetterField("promised", marked("day promised to the citizen"), "mcu defer {id} --until ..."),
    LetterField("due", marked("last day of the final answer")),
    LetterField("outcome", marked("name of the outcome that is recorded; an interim answer has none"), "--outcome"),
    LetterField("details", marked("what you add to the text"), "--text, --file, --edit"),
    LetterField("today", marked("day of the answer")),
    LetterField("municipality", marked("name of the municipality")),
    LetterField("operator", marked("your name, as git knows it")),
)
NAMES = {field.name: field for field in FIELDS}


def letter_values(  # noqa: PLR0913  # an appeal and what surrounds its answer
    appeal: Appeal,
    registry: Registry,
    *,
    outcome: Outcome | None,
    details: str,
    today: date,
    operator: str,
) -> Mapping[str, str | date]:
    """Return the values of the fields that are set, by name; days are those of the municipality's zone.

    Names of outcomes are in the language spoken.
    """
    state, place, zone = appeal.state, appeal.place, registry.municipality.timezone
    address = ", ".join(part for part in (place.settlement, place.street, place.house, place.object) if part)
    values: dict[str, str | date | None] = {
        "appeal.id": appeal.id,
        "appeal.number": appeal.source.key,
        "appeal.text": appeal.text,
        "appeal.received": appeal.received.astimezone(zone).date(),
        "appeal.registered": appeal.registered.astimezone(zone).date(),
        "author.name": appeal.author.name,
        "author.address": appeal.author.address,
        "place.district": place.district,
        "place.settlement": place.settlement,
        "place.street": place.street,
        "place.house": place.house,
        "place.flat": place.flat,
        "place.object": place.object,
        "place.address": address,
        "category": registry.category_title(state.category, state.topic) if state.category else "",
        "department": registry.department_title(state.department) if state.department else "",
        "executor": registry.department_title(state.executor) if state.executor else "",
        "promised": state.promised,
        "due": state.due.final.astimezone(zone).date() if state.due.final else None,
        "outcome": title(outcome) if outcome else "",
        "details": details,
        "today": today,
        "municipality": registry.municipality.name,
        "operator": operator,
    }
    return {name: value for name, value in values.items() if value}

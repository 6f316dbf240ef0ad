"""What the words of other systems probably mean in the closed lists: for a proposal that a clerk looks through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.domain.column_map import BY_NAME
from mcu_cli.domain.known_words import known_words
from mcu_cli.domain.vocabulary import AppealKind, Channel, Network, Outcome, Priority, Status
from mcu_cli.domain.words import fold, words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from enum import StrEnum

# Beginnings of words; the first line that fits counts, so the narrower one stands above.
_LIKELY: dict[str, tuple[tuple[str, StrEnum], ...]] = {
    "channel": (
        ("электрон", Channel.MAIL), ("e mail", Channel.MAIL), ("email", Channel.MAIL), ("mail", Channel.MAIL),
        ("почт", Channel.LETTER), ("письм", Channel.LETTER), ("нарочн", Channel.LETTER), ("letter", Channel.LETTER),
        ("лично", Channel.RECEPTION), ("личн", Channel.RECEPTION), ("прием", Channel.RECEPTION),
        ("устн", Channel.RECEPTION), ("срочн", Channel.URGENT), ("едс", Channel.URGENT), ("еддс", Channel.URGENT),
        ("112", Channel.URGENT),
        ("телефон", Channel.PHONE), ("звон", Channel.PHONE), ("горяч", Channel.PHONE), ("phone", Channel.PHONE),
        ("call", Channel.PHONE), ("чат", Channel.BOT), ("бот", Channel.BOT), ("bot", Channel.BOT),
        ("chat", Channel.BOT), ("мессенджер", Channel.BOT), ("пос", Channel.POS), ("госуслуг", Channel.POS),
        ("инцидент", Channel.INCIDENT), ("соцсет", Channel.INCIDENT), ("социальн", Channel.INCIDENT),
        ("вконтакт", Channel.INCIDENT), ("сайт", Channel.PAGE), ("портал", Channel.PAGE), ("site", Channel.PAGE),
        ("web", Channel.PAGE), ("госпаблик", Channel.PAGE), ("паблик", Channel.PAGE),
    ),
    "network": (
        ("вк", Network.VK), ("vk", Network.VK), ("вконтакт", Network.VK), ("ок", Network.OK), ("однокл", Network.OK),
        ("телеграм", Network.TELEGRAM), ("tg", Network.TELEGRAM), ("тг", Network.TELEGRAM), ("макс", Network.MAX),
    ),
    "kind": (
        ("жалоб", AppealKind.COMPLAINT), ("претенз", AppealKind.COMPLAINT), ("complain", AppealKind.COMPLAINT),
        ("предлож", AppealKind.PROPOSAL), ("пожелан", AppealKind.PROPOSAL), ("suggest", AppealKind.PROPOSAL),
        ("благодар", AppealKind.THANKS), ("thank", AppealKind.THANKS), ("gratitude", AppealKind.THANKS),
        ("заявлен", AppealKind.STATEMENT), ("заявк", AppealKind.STATEMENT), ("запрос", AppealKind.STATEMENT),
        ("вопрос", AppealKind.STATEMENT), ("request", AppealKind.STATEMENT), ("question", AppealKind.STATEMENT),
    ),
    "outcome": (
        ("не решен", Outcome.NOT_RESOLVED), ("не выполн", Outcome.NOT_RESOLVED), ("unresolved", Outcome.NOT_RESOLVED),
        ("не поддерж", Outcome.REFUSED), ("отказ", Outcome.REFUSED), ("refus", Outcome.REFUSED),
        ("reject", Outcome.REFUSED), ("приняты меры", Outcome.MEASURES_TAKEN), ("меры", Outcome.MEASURES_TAKEN),
        ("разъясн", Outcome.EXPLAINED), ("консульт", Outcome.EXPLAINED), ("explain", Outcome.EXPLAINED),
        ("перенаправ", Outcome.FORWARDED), ("переадрес", Outcome.FORWARDED), ("направлен", Outcome.FORWARDED),
        ("forward", Outcome.FORWARDED), ("отозва", Outcome.WITHDRAWN), ("withdraw", Outcome.WITHDRAWN),
        ("оставлен", Outcome.NO_ANSWER), ("решен", Outcome.RESOLVED), ("поддерж", Outcome.RESOLVED),
        ("выполн", Outcome.RESOLVED), ("удовлетвор", Outcome.RESOLVED), ("устранен", Outcome.RESOLVED),
        ("fixed", Outcome.RESOLVED), ("done", Outcome.RESOLVED), ("solved", Outcome.RESOLVED),
    ),
    "priority": (
        ("срочн", Priority.URGENT), ("авари", Priority.URGENT), ("критич", Priority.URGENT), ("высок", Priority.HIGH),
        ("важн", Priority.HIGH), ("повышен", Priority.HIGH), ("фаст", Priority.HIGH), ("да", Priority.HIGH),
        ("нет", Priority.NORMAL), ("средн", Priority.NORMAL), ("обычн", Priority.NORMAL), ("medium", Priority.NORMAL),
        ("низк", Priority.LOW),
    ),
    "status": (
        ("закры", Status.CLOSED), ("исполнен", Status.CLOSED), ("выполнен", Status.CLOSED), ("заверш", Status.CLOSED),
        ("решен", Status.CLOSED), ("готов", Status.CLOSED), ("рассмотрен", Status.CLOSED), ("снят", Status.CLOSED),
        ("done", Status.CLOSED), ("resolved", Status.CLOSED), ("completed", Status.CLOSED), ("finished", Status.CLOSED),
    ),
}  # fmt: skip
_CHANNELS = (
    ("звон", Channel.PHONE), ("абонент", Channel.PHONE), ("горяч", Channel.PHONE), ("hotline", Channel.PHONE),
    ("едс", Channel.URGENT), ("еддс", Channel.URGENT), ("тема письма", Channel.MAIL), ("текст письма", Channel.MAIL),
    ("text entities", Channel.BOT), ("бот", Channel.BOT), ("bot", Channel.BOT), ("chat", Channel.BOT),
    ("чат", Channel.BOT), ("отметка времени", Channel.PAGE), ("timestamp", Channel.PAGE), ("форм", Channel.PAGE),
    ("form", Channel.PAGE),
    ("личного прием", Channel.RECEPTION), ("личный прием", Channel.RECEPTION), ("инцидент", Channel.INCIDENT),
    ("vk", Channel.INCIDENT), ("вк", Channel.INCIDENT), ("фаст", Channel.POS),
)  # fmt: skip


def likely_word(field: str, cell: str) -> str:
    """Return the word of the closed list of `field` that a cell probably means; empty where nothing is likely."""
    folded = fold(cell)
    vocabulary = BY_NAME[field].choices
    known = known_words(vocabulary).get(folded) if vocabulary is not None else None
    if known is not None:
        return known.value
    padded = " " + " ".join(words(cell))
    if field == "status" and " не " in padded:
        return ""
    return next((word.value for beginning, word in _LIKELY.get(field, ()) if f" {beginning}" in padded), "")


def likely_words(field: str, cells: Iterable[str]) -> dict[str, str]:
    """Return what each of the `cells` probably means in `field`; empty for the unknown."""
    return {cell: likely_word(field, cell) for cell in cells}


def likely_channel(names: Iterable[str]) -> Channel:
    """Return the channel of which the names of a file and of its columns speak; a letter where none does."""
    said = " " + " ".join(word for name in names for word in words(name.replace("_", " ")))
    return next((channel for beginning, channel in _CHANNELS if f" {beginning}" in said), Channel.LETTER)

"""How commands ask where appeals belong: the router of the registry in force, and the precedents of the record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcu_cli.domain.routing.evidence import Question
from mcu_cli.domain.routing.router import Router, Routing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mcu_cli.context import Context
    from mcu_cli.domain.appeal import Appeal
    from mcu_cli.domain.registry import Registry
    from mcu_cli.store.precedents import PastDecisions
    from mcu_cli.store.rows import Entry


class Routes:
    """Where appeals belong, by the registry in force when each is asked about."""

    def __init__(self, mcu: Context) -> None:
        """Ask in the store of `mcu`, whose registry is read when it is first needed."""
        self._mcu = mcu
        self._registry: Registry | None = None
        self._router: Router | None = None
        self._past: PastDecisions | None = None

    def of(self, appeal: Appeal) -> Routing:
        """Return where an appeal of the record belongs."""
        from mcu_cli.store.precedents import PastDecisions  # sqlite3

        if self._past is None:
            self._past = PastDecisions(self._mcu.store)
        state = appeal.state
        return self._ask(
            Question(
                text=appeal.text,
                now=self._mcu.now,
                place=appeal.place,
                category=state.category,
                topic=state.topic,
                precedents=self._past.of(appeal, self._mcu.now),
            )
        )

    def of_text(self, text: str) -> Routing:
        """Return where a text belongs of which nothing else is known."""
        return self._ask(Question(text, self._mcu.now))

    def more(self, entries: Sequence[Entry], *, explain: bool) -> Callable[[], dict[str, Any]]:
        """Explain the routing of appeals before they change: on the screen now, in JSON as a member of the result."""
        from mcu_cli.render.routing import routing_json, say_routing

        if not explain:
            return dict
        routings = []
        for entry in entries:
            appeal = self._mcu.store.get(entry).appeal
            routing = self.of(appeal)
            routings.append(routing_json(routing, appeal.id))
            if not self._mcu.out.json:
                say_routing(self._mcu.out, self._mcu.store.registry, routing, appeal.text, appeal.id)
        return lambda: {"routing": routings}

    def _ask(self, question: Question) -> Routing:
        registry = self._mcu.store.registry
        if self._router is None or self._registry is not registry:
            self._registry, self._router = registry, Router(registry)
        return self._router.decide(question)

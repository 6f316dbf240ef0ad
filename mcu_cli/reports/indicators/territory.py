"""Where: districts, by head and without appeals, and the streets and objects that many ask about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcu_cli.reports.breakdowns import Names, break_down
from mcu_cli.reports.indicators.volume import per_thousand
from mcu_cli.reports.places import HotPlace, hot_addresses, hot_places

if TYPE_CHECKING:
    from mcu_cli.reports.scope import Asked


def members(asked: Asked) -> dict[str, Any]:
    """Return where appeals received in the period are about.

    - rows: `districts`, each also with its `residents` (null where `population` does not name it) and appeals
      `per_1000` of them;
    - `districts_without_appeals`: `id`, `title`, `residents` of the districts of `population` that nobody wrote from;
    - `places`: the ten streets and objects with the most appeals, three at least: `settlement`, `street`, `object`
      (one of the two is empty), `received`, `topic` (`id`, `title` of what most of them ask, or null). No houses.
    """
    names = Names(asked.registry)
    population = asked.registry.municipality.population
    districts = break_down(asked, ("district",), names.district)
    heard = {row.id for row in districts if row.received}
    return {
        "districts": [
            {
                **row.as_data(),
                "residents": population.get(row.id),
                "per_1000": per_thousand(row.received, population.get(row.id)),
            }
            for row in districts
        ],
        "districts_without_appeals": [
            {"id": name, "title": name, "residents": residents}
            for name, residents in sorted(population.items())
            if name not in heard
        ],
        "places": [_place(place) for place in hot_places(asked, names)],
    }


def addresses(asked: Asked) -> list[dict[str, Any]]:
    """Return all houses and objects with three appeals at least, as `places`, with `house`: for internal reports."""
    return [_place(place) | {"house": place.place.house} for place in hot_addresses(asked, Names(asked.registry))]


def _place(hot: HotPlace) -> dict[str, Any]:
    return {
        "settlement": hot.place.settlement,
        "street": hot.place.street,
        "object": hot.place.object,
        "received": hot.received,
        "topic": hot.topic._asdict() if hot.topic else None,
    }

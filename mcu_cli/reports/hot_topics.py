"""Hot topics: those with clearly more appeals than usual.

The rule is one that can be reckoned on paper. A topic is hot if it has at least `times` times its usual number of
appeals, and at least `least` appeals more than that; both numbers stand in departments.yaml. The first keeps out what
is always much asked, the second what doubles by chance because it is seldom asked at all.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from mcu_cli.reports.breakdowns import Names
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mcu_cli.domain.registry import HotTopics, Registry
    from mcu_cli.reports.arrivals import Arrivals, Level
    from mcu_cli.reports.source import Source


@dataclass(frozen=True, slots=True)
class HotTopic:
    """A topic with its appeals in the stretch and usually; `is_new` where the record had none before the stretch."""

    id: str
    title: str
    received: int
    usual: float
    is_new: bool


def hot_topics(source: Source, registry: Registry, level: Level, start: int) -> tuple[HotTopic, ...]:
    """Return the hot topics of a stretch that began at `start`, the most unusual number first.

    Only topics of the registry: what other systems call theirs may be anything. None where no usual level is known.
    """
    if not level.before:
        return ()
    names = Names(registry)
    now = _by_topic(level.now, names)
    before = Counter[str]()
    for arrivals in level.before:
        before.update(_by_topic(arrivals, names))
    usual = {topic: before[topic] / len(level.before) for topic in now}
    hot = [topic for topic in now if is_hot(now[topic], usual[topic], registry.summary.hot)]
    asked = _ever_asked(source, names, start) if any(not usual[topic] for topic in hot) else set(hot)
    found = [
        HotTopic(topic, registry.category_title(topic), now[topic], round(usual[topic], 1), topic not in asked)
        for topic in hot
    ]
    return tuple(sorted(found, key=lambda one: (one.usual - one.received, one.title.casefold())))


def is_hot(received: int, usual: float, rule: HotTopics) -> bool:
    """Whether `received` appeals are clearly more than the `usual` number."""
    return received >= rule.times * usual and received - usual >= rule.least


def _by_topic(arrivals: Iterable[Arrivals], names: Names) -> Counter[str]:
    found = Counter[str]()
    for one in arrivals:
        category = names.category(one.category, one.topic)
        if category is not None:
            found[category.id] += one.appeals
    return found


def _ever_asked(source: Source, names: Names, before: int) -> set[str]:
    """Return the topics that were asked about before a moment, however long ago."""
    rows = source.query("SELECT DISTINCT category, topic FROM appeals WHERE registered < :before", {"before": before})
    found = (names.category(category, topic) for category, topic in rows)
    return {category.id for category in found if category is not None}

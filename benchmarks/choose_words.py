"""Chooses the words of categories.yaml and their weights by texts that people have put under groups and topics.

    python benchmarks/choose_words.py TABLE            proposes, and says how good the proposal is within its half
    python benchmarks/choose_words.py TABLE --write    writes it into the default categories.yaml

The words come from benchmarks/routing_vocabulary.txt, which a person has written and looked through, and from those
that stand in categories.yaml, which are tried in their own category alone. Only one half of the table is used
(`--half`, `--seed`; drawn as `mcu route --measure` draws it); the other is left for measuring. No text of the table is
printed or kept.

The model is the one that mcu applies: a topic scores the weights of its own entries and of its group's that stand in a
text. Weights are fitted as a softmax over the groups, each with its best topic, and over the topics of the right group,
with weights that are never negative and a penalty that leaves few of them (L1; steps by Adagrad: Duchi, Hazan, Singer,
«Adaptive Subgradient Methods», 2011, section 5); then the strongest are fitted again and rounded to whole points.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import random
import re
import sys
import textwrap
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from mcu_cli.domain.registry import Lead
from mcu_cli.domain.routing.by_words import Words
from mcu_cli.domain.routing.measuring import Labelled, Measurement, half_of, label, measure
from mcu_cli.domain.routing.patterns import MOST_WEIGHT, Part, Patterns, read_entry
from mcu_cli.domain.routing.router import Router
from mcu_cli.domain.words import words
from mcu_cli.errors import Problem
from mcu_cli.intake.labelled import read_labelled
from mcu_cli.store.registries import CATEGORIES, DEPARTMENTS, load

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mcu_cli.domain.registry import Registry

ROOT = Path(__file__).resolve().parents[1]
DEFAULTS = ROOT / "mcu_cli" / "store" / "defaults"
VOCABULARY = ROOT / "benchmarks" / "routing_vocabulary.txt"
NOW = datetime(2026, 1, 1, tzinfo=UTC)

FOLDS = 5
MOST_OF_GROUP = 45  # entries of a group, so that a clerk can read the list
MOST_OF_TOPIC = 20
POINTS = 2.0  # points to one unit of the fitted scale: a lead of one point is odds of e to the half
LEAST_SEEN = 4  # texts of a category in which an entry has to stand before it is tried there
LEAST_ODDS = 0.8  # logarithm of the odds against other categories, from which it is tried
STRONG = 0.15  # fitted weight below which an entry is dropped
FIRST_PENALTY = 0.03
SECOND_PENALTY = 0.02
EPOCHS = 15
STEP = 0.3
PRECISION = 0.9  # a group that is taken for sure has to be right so often, to a whole percent
TOPIC_PRECISION = 0.7  # a topic, which people themselves choose less surely
RARE = 10  # texts of a category below which the table says too little to drop a word that a person wrote

Parts = tuple[Part, ...]
Feature = tuple[str, Parts]  # a category and an entry


@dataclass(frozen=True)
class Text:
    """A labelled text as the fit sees it: the numbers of the features that stand in it."""

    features: tuple[int, ...]
    group: str
    topic: str


def main() -> None:
    """Choose, say how good it is, and write where that is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("table", type=Path)
    parser.add_argument("--half", type=int, default=1, choices=(1, 2))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="write into the default categories.yaml")
    given = parser.parse_args()
    registry = load((DEFAULTS / DEPARTMENTS).read_bytes(), (DEFAULTS / CATEGORIES).read_bytes())
    rows = [row for row in labelled(given.table, registry) if half_of(row.text, given.seed) == given.half]
    written = written_entries(registry)
    print(f"{len(rows)} texts in half {given.half} of seed {given.seed}; {len(written)} entries to choose from")
    _print_ceiling(rows)
    for name, lead in _cross_validated(rows, registry, written):
        print(f"{name}: {lead} points")
    chosen = choose(rows, registry, written)
    print(f"{sum(map(len, chosen.values()))} entries chosen")
    if given.write:
        path = DEFAULTS / CATEGORIES
        path.write_text(rewritten(path.read_text(encoding="utf-8"), registry, chosen), encoding="utf-8", newline="\n")
    else:
        for category, entries in chosen.items():
            print(f"{category}: {', '.join(entries)}")


def labelled(table: Path, registry: Registry) -> list[Labelled]:
    """Return the rows of a table whose group the registry knows."""
    found = []
    for row in read_labelled(table, zone=UTC, now=NOW):
        if isinstance(row, Problem):
            continue
        known = label(registry, row.text, row.group, row.topic)
        if known is not None:
            found.append(known)
    return found


def written_entries(registry: Registry) -> dict[Parts, str]:
    """Return every entry that may be chosen, by what it means, in the form in which it is written."""
    found: dict[Parts, str] = {}
    for category in registry.categories.values():
        for written in category.words:
            entry = read_entry(written)
            if entry.parts and not entry.excludes:
                found.setdefault(entry.parts, entry.text)
    for parts, text in _vocabulary().items():
        found.setdefault(parts, text)
    return found


@cache
def _vocabulary() -> dict[Parts, str]:
    lines = VOCABULARY.read_text(encoding="utf-8").splitlines()
    texts = " ".join(line or "," for line in lines if not line.startswith("#")).split(",")
    entries = (read_entry(" ".join(text.split())) for text in texts)
    return {entry.parts: entry.text for entry in entries if entry.parts}


def choose(rows: Sequence[Labelled], registry: Registry, written: dict[Parts, str]) -> dict[str, list[str]]:
    """Return the entries of each category with their weights, the strongest first; excluding ones are kept."""
    own = _own(registry)
    tried = _tried(rows, own, written)
    texts = _texts(rows, tried, written)
    weights = fit(texts, tried, [0.0] * len(tried), FIRST_PENALTY, registry, [0.0] * len(tried))
    seen = Counter(feature for text in texts for feature in text.features)
    labels = Counter(name for row in rows for name in (row.group, row.topic))
    kept = _strongest(tried, weights, seen)
    odds = _odds(rows, tried, written)
    taken = {n: tried[n] for n in kept}
    for n, feature in enumerate(tried):
        untold = seen[n] < LEAST_SEEN - 1 or labels[feature[0]] < RARE
        if feature in own and n not in taken and (untold or odds[n] > LEAST_ODDS):
            taken[n] = feature  # what the table hardly speaks of, or speaks for, stays as a person wrote it
    standing = list(taken.values())
    floors = [len(feature[1]) / POINTS if feature in own else 0.0 for feature in standing]
    start = [max(weights[n], floor) for n, floor in zip(taken, floors, strict=True)]
    again = fit(_texts(rows, standing, written), standing, start, SECOND_PENALTY, registry, floors)
    points = {
        feature: min(round(weight * POINTS), MOST_WEIGHT) for feature, weight in zip(standing, again, strict=True)
    }
    return _as_written(points, registry, written)


def _odds(rows: Sequence[Labelled], features: Sequence[Feature], written: dict[Parts, str]) -> list[float]:
    """Return, for each feature, the logarithm of how much oftener it stands in texts of its category than in others."""
    inside, standing, labels = Counter[int](), Counter[int](), Counter[str]()
    for row, text in zip(rows, _texts(rows, features, written), strict=True):
        labels.update((row.group, row.topic))
        standing.update(text.features)
        inside.update(n for n in text.features if features[n][0] in (row.group, row.topic))
    return [
        math.log(
            ((inside[n] + 0.5) / (labels[name] + 1))
            / ((standing[n] - inside[n] + 0.5) / (len(rows) - labels[name] + 1))
        )
        for n, (name, _parts) in enumerate(features)
    ]


def fit(  # noqa: PLR0913, PLR0917  # what a fit needs
    texts: Sequence[Text],
    features: Sequence[Feature],
    start: Sequence[float],
    penalty: float,
    registry: Registry,
    floors: Sequence[float],
) -> list[float]:
    """Return the weight of each feature, none below its floor."""
    weights, squares = list(start), [1e-6] * len(features)
    names = [name for name, _parts in features]
    groups = [name.partition("/")[0] for name in names]
    all_groups = len({category.group for category in registry.categories.values()})
    topics = Counter(category.group for category in registry.categories.values() if category.is_topic)
    order = list(range(len(texts)))
    drawn = random.Random(0)
    for _epoch in range(EPOCHS):
        drawn.shuffle(order)
        for n in order:
            text = texts[n]
            shared: dict[str, float] = defaultdict(float)
            own: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
            for f in text.features:
                if "/" in names[f]:
                    own[groups[f]][names[f]] += weights[f]
                else:
                    shared[groups[f]] += weights[f]
            best = {group: max(scores, key=scores.__getitem__) for group, scores in own.items()}
            present = {*shared, *own, text.group}
            odds = {g: math.exp(shared[g] + (own[g][best[g]] if g in best else 0.0)) for g in present}
            total = sum(odds.values()) + all_groups - len(present)
            inside = {name: math.exp(score) for name, score in own[text.group].items()}
            of_topics = sum(inside.values()) + topics[text.group] - len(inside)
            for f in text.features:
                group, name = groups[f], names[f]
                is_right = group == text.group
                slope = 0.0 if "/" in name and best[group] != name else odds[group] / total - is_right
                if "/" in name and is_right:
                    slope += 0.5 * (inside[name] / of_topics - (name == text.topic))
                squares[f] += slope * slope
                weights[f] = max(weights[f] - STEP / math.sqrt(squares[f]) * (slope + penalty), floors[f])
    return weights


def rewritten(text: str, registry: Registry, chosen: dict[str, list[str]]) -> str:
    """Return categories.yaml with the entries of each category replaced, every other byte as it was."""
    names = iter(registry.categories)

    def anew(found: re.Match[str]) -> str:
        # Blanks inside an entry are hidden from the wrapping, so that no entry is broken over two lines.
        whole = (entry.replace(" ", "\0") for entry in chosen[next(names)])
        entries = ", ".join(f"'{entry}'" if entry.startswith("-") else entry for entry in whole)
        indent = found["indent"]
        lines = textwrap.wrap(
            f"words: [{entries}]",
            118,
            initial_indent=indent,
            subsequent_indent=f"{indent}  ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        return "\n".join(lines).replace("\0", " ")

    return re.sub(r"^(?P<indent> +)words: \[[^\]]*\]", anew, text, flags=re.MULTILINE)


def _own(registry: Registry) -> set[Feature]:
    entries = ((category.id, read_entry(one)) for category in registry.categories.values() for one in category.words)
    return {(category, entry.parts) for category, entry in entries if entry.parts and not entry.excludes}


def _tried(rows: Sequence[Labelled], own: set[Feature], written: dict[Parts, str]) -> list[Feature]:
    """Return what is fitted: the entries of the categories, and those that stand in them far oftener than elsewhere."""
    patterns = Patterns(("", text) for text in written.values())
    labels: Counter[str] = Counter()
    standing: Counter[Parts] = Counter()
    together: Counter[Feature] = Counter()
    for row in rows:
        names = [name for name in (row.group, row.topic) if name]
        labels.update(names)
        found = {hit.entry.parts for hit in patterns.found(row.text)}
        standing.update(found)
        together.update((name, parts) for name in names for parts in found)
    tried = set(own)
    free = _vocabulary()
    for (name, parts), count in together.items():
        if parts not in free:
            continue  # a word that a person gave to one category is tried in no other
        inside = (count + 0.5) / (labels[name] + 1)
        outside = (standing[parts] - count + 0.5) / (len(rows) - labels[name] + 1)
        if count >= LEAST_SEEN and math.log(inside / outside) > LEAST_ODDS:
            tried.add((name, parts))
    return sorted(tried)


def _texts(rows: Sequence[Labelled], features: Sequence[Feature], written: dict[Parts, str]) -> list[Text]:
    by_parts: dict[Parts, list[int]] = defaultdict(list)
    for n, (_name, parts) in enumerate(features):
        by_parts[parts].append(n)
    patterns = Patterns(("", written[parts]) for parts in by_parts)
    return [
        Text(tuple(n for hit in patterns.found(row.text) for n in by_parts[hit.entry.parts]), row.group, row.topic)
        for row in rows
    ]


def _strongest(features: Sequence[Feature], weights: Sequence[float], seen: Counter[int]) -> list[int]:
    """Return the features worth keeping: the strongest of each category, and of two that mean one word the stronger."""
    of_category: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for n, (name, _parts) in enumerate(features):
        if weights[n] > STRONG and seen[n] >= LEAST_SEEN - 1:
            of_category[name].append((weights[n] * math.sqrt(seen[n]), n))
    kept = []
    for name, found in of_category.items():
        standing: list[Parts] = []
        for _strength, n in sorted(found, reverse=True):
            parts = features[n][1]
            if len(standing) < (MOST_OF_TOPIC if "/" in name else MOST_OF_GROUP) and not _said(parts, standing):
                standing.append(parts)
                kept.append(n)
    return sorted(kept)


def _said(parts: Parts, standing: Iterable[Parts]) -> bool:
    """Whether one of the entries means the same word: «врач» beside «врач*», «школ*» beside «школьн*»."""
    if len(parts) > 1:
        return False
    (part,) = parts
    return any(
        len(other) == 1
        and (other[0].is_prefix or part.is_prefix)
        and (
            (other[0].is_prefix and part.text.startswith(other[0].text))
            or (part.is_prefix and other[0].text.startswith(part.text))
        )
        for other in standing
    )


def _as_written(points: dict[Feature, int], registry: Registry, written: dict[Parts, str]) -> dict[str, list[str]]:
    chosen: dict[str, list[tuple[int, str]]] = {name: [] for name in registry.categories}
    for (name, parts), weight in points.items():
        if weight:
            text = written[parts] if weight == len(parts) else f"{written[parts]}^{weight}"
            chosen[name].append((weight, text))
    return {
        name: [
            *(text for _weight, text in sorted(entries, key=lambda one: (-one[0], one[1]))),
            *(entry for entry in registry.categories[name].words if entry.startswith("-")),
        ]
        for name, entries in chosen.items()
    }


def with_words(registry: Registry, chosen: dict[str, list[str]], lead: Lead) -> Registry:
    """Return the registry with other words."""
    categories = {name: replace(found, words=tuple(chosen[name])) for name, found in registry.categories.items()}
    return replace(registry, categories=categories, lead=lead)


def _cross_validated(
    rows: Sequence[Labelled], registry: Registry, written: dict[Parts, str]
) -> Iterable[tuple[str, int]]:
    """Print how good the choice is where each fifth is judged by words of the others; yield the leads that are sure."""
    folds = [hashlib.sha256(f"fold:{' '.join(words(row.text))}".encode()).digest()[0] % FOLDS for row in rows]
    judged = []
    for fold in range(FOLDS):
        learned = [row for row, its in zip(rows, folds, strict=True) if its != fold]
        judged.append(
            (choose(learned, registry, written), [row for row, its in zip(rows, folds, strict=True) if its == fold])
        )
        print(f"fold {fold + 1} of {FOLDS}", file=sys.stderr)
    group_lead = 0
    for group in range(1, 21):
        found = _measured(judged, registry, Lead(group, 99))
        if group == 1:
            print(
                f"groups right {found.right / found.labelled:.1%}, among three {found.among_three / found.labelled:.1%}"
            )
            print(f"topics right {found.topic_guessed_right / found.with_topic:.1%}")
        print(
            f"lead {group}: sure {found.decided / found.labelled:.1%}, right {found.decided_right / found.decided:.1%}"
        )
        if round(found.decided_right / found.decided, 2) >= PRECISION:
            group_lead = group
            break
    yield "lead of a group", group_lead
    topic_lead = 0
    for topic in range(1, 21):
        found = _measured(judged, registry, Lead(group_lead, topic))
        right = found.topic_decided_right / found.topic_decided
        print(f"lead of a topic {topic}: sure {found.topic_decided / found.with_topic:.1%}, right {right:.1%}")
        if round(right, 2) >= TOPIC_PRECISION:
            topic_lead = topic
            break
    yield "lead of a topic", topic_lead


def _measured(
    judged: Sequence[tuple[dict[str, list[str]], Sequence[Labelled]]], registry: Registry, lead: Lead
) -> Measurement:
    found = Measurement()
    for chosen, rows in judged:
        other = with_words(registry, chosen, lead)
        measure(Router(other, (Words(other),)), rows, NOW, found)
    return found


def _print_ceiling(rows: Sequence[Labelled]) -> None:
    """Print what a model reaches that nobody could read: naive Bayes over all stems, judged in fifths."""
    from mcu_cli.domain.words import stems

    bags = [(frozenset(stems(row.text)), row.group) for row in rows]
    folds = [hashlib.sha256(f"fold:{' '.join(words(row.text))}".encode()).digest()[0] % FOLDS for row in rows]
    right = among_three = 0
    for fold in range(FOLDS):
        learned = [bag for bag, its in zip(bags, folds, strict=True) if its != fold]
        groups = Counter(group for _bag, group in learned)
        standing = Counter(stem for bag, _group in learned for stem in bag)
        known = {stem for stem, count in standing.items() if count > 1}
        together = Counter((group, stem) for bag, group in learned for stem in bag & known)
        totals: Counter[str] = Counter()
        for (group, _stem), count in together.items():
            totals[group] += count
        for bag, group in (bag for bag, its in zip(bags, folds, strict=True) if its == fold):
            scores = {
                name: math.log(groups[name] / len(learned))
                + sum(
                    math.log((together[name, stem] + 0.3) / (totals[name] + 0.3 * len(known))) for stem in bag & known
                )
                for name in groups
            }
            best = sorted(scores, key=scores.__getitem__, reverse=True)[:3]
            right += best[0] == group
            among_three += group in best
    print(f"all stems, naive Bayes: groups right {right / len(rows):.1%}, among three {among_three / len(rows):.1%}")


if __name__ == "__main__":
    main()

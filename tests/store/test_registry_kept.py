"""Both registries kept as JSON: the same as what the files say, made anew whenever that is not sure."""

from __future__ import annotations

import json
import zlib
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import pytest

from mcu_cli.domain.registry import Registry
from mcu_cli.store import registry_kept
from mcu_cli.store.registries import CATEGORIES, DEPARTMENTS, load
from mcu_cli.store.registry_kept import FILE, KeptRegistry, keep, kept
from mcu_cli.store.registry_plain import PARTS, part_of, plain_part
from tests.conftest import ROOT
from tests.store import test_registries as small
from tests.store.test_defaults import DEFAULTS
from tests.working_day import registered

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Mcu, StoreFolder

BLOBS = {DEPARTMENTS: "1" * 40, CATEGORIES: "2" * 40}
FULL = """
  special_hours: {2026-12-31: [08:30-12:00, "13:00-24:00"]}
  checked_years: ['2028']
intake: {folder: incoming}
summary: {to: [head@town.example], hot: {times: 3, least: 7}}
departments:
  roads:
    name: Управление дорог
    area: {districts: [Заречный], streets: ["улица «Новая»\u2028"]}
"""
SAID = """
repeats: {within: 14 calendar days, source: порядок, confidence: B}
routing: {group_lead: 2, topic_lead: 3}
chatter: {texts: [Спасибо, Да], without_words: true}
sectors:
"""


def registries() -> list[Registry]:
    """Return registries with little in them, with all that can be, and those that come with mcu."""
    departments, categories = small.DEPARTMENTS, small.CATEGORIES
    full = departments.replace(
        "  working_days: [2026-05-02]\ndepartments:\n  roads:\n    name: Управление дорог\n",
        "  working_days: [2026-05-02]" + FULL,
    ).replace("days_off: [2026-04-21]", "days_off: [2026-04-21, 10-11]\n  short_by: 90 minutes")
    said = categories.replace("\nsectors:\n", SAID)
    assert full != departments
    assert said != categories
    return [
        load(departments.encode(), categories.encode()),
        load(full.encode(), said.encode()),
        load((DEFAULTS / DEPARTMENTS).read_bytes(), (DEFAULTS / CATEGORIES).read_bytes()),
        load((ROOT / DEPARTMENTS).read_bytes(), (ROOT / CATEGORIES).read_bytes()),
    ]


def of_fields(registry: Registry) -> dict[str, Any]:
    """Return the fields of a registry by name."""
    return {field.name: getattr(registry, field.name) for field in fields(Registry)}


def never() -> Registry:
    """Stand for reading the files, where nothing should ask for it."""
    raise AssertionError("the files were read")


def test_each_field_has_its_part() -> None:
    assert set(PARTS) == {field.name for field in fields(Registry)}


@pytest.mark.parametrize("n", range(4))
def test_what_is_kept_is_what_the_files_say(tmp_path: Path, n: int) -> None:
    registry = registries()[n]
    keep(tmp_path / FILE, BLOBS, registry)
    again = kept(tmp_path / FILE, BLOBS, never)
    assert again is not None
    assert of_fields(again) == of_fields(registry)
    assert list(again.categories) == list(registry.categories)
    assert list(again.departments) == list(registry.departments)
    assert again.category_title("roads/snow") == registry.category_title("roads/snow")


def test_a_part_is_made_when_it_is_asked_for(tmp_path: Path) -> None:
    keep(tmp_path / FILE, BLOBS, registries()[0])
    again = kept(tmp_path / FILE, BLOBS, never)
    assert isinstance(again, KeptRegistry)
    assert again.municipality.name == "Верхнереченск"
    assert set(again.__dict__) & set(PARTS) == {"municipality"}
    with pytest.raises(AttributeError):
        again.of_no_such_name  # noqa: B018  # asked for on purpose


@pytest.mark.parametrize("other", [{**BLOBS, CATEGORIES: "3" * 40}, {DEPARTMENTS: "1" * 40}, {}])
def test_other_objects_in_head_are_other_registries(tmp_path: Path, other: dict[str, str]) -> None:
    keep(tmp_path / FILE, BLOBS, registries()[0])
    assert kept(tmp_path / FILE, other, never) is None


def test_another_mcu_reads_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(tmp_path / FILE, BLOBS, registries()[0])
    monkeypatch.setattr(registry_kept, "FORM", "1 99.0")
    assert kept(tmp_path / FILE, BLOBS, never) is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda _data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data.replace("Дороги".encode(), "Дорогa".encode()),
        lambda _data: b"[" * 100_000,
        lambda data: b"\x80\x04]\x94." + data,
        lambda data: b"null\n" + data,
        lambda data: b"\xff\xfe" + data,
    ],
)
def test_what_is_damaged_is_not_taken(tmp_path: Path, damage: Any) -> None:
    path = tmp_path / FILE
    keep(path, BLOBS, registries()[0])
    path.write_bytes(damage(path.read_bytes()))
    assert kept(path, BLOBS, never) is None


@pytest.mark.parametrize("forged", ["null", "{}", "[]", "7", '"a"', "[[]]", "[[1, 2]]", '{"a": 1}', "{", ""])
@pytest.mark.parametrize("part", [*dict.fromkeys(PARTS.values())])
def test_a_forged_part_is_what_it_may_be_or_the_files_are_read(tmp_path: Path, part: str, forged: str) -> None:
    registry = registries()[1]
    path = tmp_path / FILE
    keep(path, BLOBS, registry)
    header, *lines = path.read_bytes().split(b"\n")
    lines[[*dict.fromkeys(PARTS.values())].index(part)] = forged.encode()
    rest = b"\n".join(lines)
    path.write_bytes(json.dumps({**json.loads(header), "check": zlib.crc32(rest)}).encode() + b"\n" + rest)
    again = kept(path, BLOBS, lambda: registry)
    assert again is not None
    for field, where in PARTS.items():
        value = getattr(again, field)  # whatever stands there, nothing is raised
        assert where == part or value == getattr(registry, field)


@pytest.mark.parametrize("part", ["departments", "categories", "ladder", "rules", "time"])
def test_the_plain_values_of_a_part_are_those_of_json(part: str) -> None:
    registry = registries()[1]
    plain = json.loads(json.dumps(plain_part(part, registry)))
    assert part_of(part, plain) == {name: getattr(registry, name) for name, where in PARTS.items() if where == part}


def kept_in(store: StoreFolder) -> Path:
    """Return where the store keeps its registries."""
    return store.root / ".mcu" / FILE


def names(mcu: Mcu) -> list[str]:
    """Return the name that the list gives the department of each appeal."""
    return [
        line.split("  ")[-2].strip() for line in mcu("list", "--columns", "department,text").stdout.splitlines()[1:]
    ]


def test_a_registry_recorded_meanwhile_is_read_anew(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu, "Яма.", "--to", "roads")
    mcu("list")
    before = kept_in(store).read_bytes()
    path = store.root / DEPARTMENTS
    text = path.read_text(encoding="utf-8")
    name = load(text.encode(), (store.root / CATEGORIES).read_bytes()).departments["roads"].name
    assert names(mcu) == [name]
    path.write_text(text.replace(name, "Дорожный отдел"), encoding="utf-8")
    shown = mcu("list")
    assert "departments.yaml was changed by hand" in shown.stderr
    assert names(mcu) == [name]
    mcu("record")
    assert names(mcu) == ["Дорожный отдел"]
    mcu("undo")
    assert names(mcu) == [name]
    assert kept_in(store).read_bytes() == before


@pytest.mark.parametrize("damage", [b"", b"null", b'{"form": 1}\n[]', b"\x80\x04]\x94."])
def test_a_command_makes_a_damaged_file_anew(mcu: Mcu, store: StoreFolder, damage: bytes) -> None:
    registered(mcu, "Яма.")
    shown = mcu("list").stdout
    before = kept_in(store).read_bytes()
    kept_in(store).write_bytes(damage)
    assert mcu("list").stdout == shown
    assert kept_in(store).read_bytes() == before


def test_a_link_in_the_place_of_the_file_is_not_followed(mcu: Mcu, store: StoreFolder, tmp_path: Path) -> None:
    registered(mcu, "Яма.")
    shown = mcu("list").stdout
    other = tmp_path / "other.json"
    forged = kept_in(store).read_bytes().replace("Яма".encode(), "Мяч".encode())
    other.write_bytes(forged)
    kept_in(store).unlink()
    kept_in(store).symlink_to(other)
    assert mcu("list").stdout == shown
    assert other.read_bytes() == forged
    assert not kept_in(store).is_symlink()


def test_a_folder_in_the_place_of_the_file_stops_nobody(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu, "Яма.")
    shown = mcu("list").stdout
    kept_in(store).unlink()
    (kept_in(store) / "inner").mkdir(parents=True)
    assert mcu("list").stdout == shown


def test_a_broken_registry_is_never_kept(mcu: Mcu, store: StoreFolder) -> None:
    mcu("list")
    before = kept_in(store).read_bytes()
    path = store.root / DEPARTMENTS
    path.write_text(path.read_text(encoding="utf-8").replace("timezone: ", "timezone: Mars/"), encoding="utf-8")
    store.git("commit", "-qam", "broken")
    for _time in range(2):
        assert "is not a time zone" in mcu("list", code=5).stderr
    assert kept_in(store).read_bytes() == before


def test_only_the_owner_may_read_what_is_kept(mcu: Mcu, store: StoreFolder) -> None:
    mcu("list")
    assert kept_in(store).stat().st_mode & 0o077 == 0

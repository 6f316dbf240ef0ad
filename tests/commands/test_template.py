"""`mcu template`, and answers from templates: the right one, filled for each appeal, never with a gap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mcu_cli import asking
from mcu_cli.letters import TO_BE_WRITTEN
from tests.conftest import ROOT
from tests.working_day import (
    ACTIVE,
    FIRST,
    HOSTILE,
    SECOND,
    appeal_of,
    commit_count,
    editor,
    last_commit,
    on_a_terminal,
    registered,
    status_of,
)

if TYPE_CHECKING:
    from pathlib import Path

    from mcu_cli.context import Context
    from tests.conftest import Mcu, StoreFolder

SIGNATURE = "Муниципальный центр управления, Наш город"


def write(store: StoreFolder, name: str, text: str | bytes, *, commit: bool = True) -> None:
    """Put a template into the store, and on record."""
    path = store.root / "templates" / f"{name}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    if commit:
        store.git("add", "templates")
        store.git("commit", "--quiet", "-m", "шаблон")


def answer_of(mcu: Mcu, appeal_id: str = "1") -> dict[str, str]:
    """Return the last event of an appeal."""
    event: dict[str, str] = appeal_of(mcu, appeal_id)["history"][-1]
    return event


# --- Looking at templates


def test_a_new_store_has_templates_that_are_all_in_order(mcu: Mcu, store: StoreFolder) -> None:
    listed = mcu("template", "--json").data
    assert {"resolved", "measures-taken", "explained", "refused", "not-resolved", "forwarded", "interim"} <= {
        one["name"] for one in listed
    }
    assert [one["name"] for one in listed if one["fields"] is None] == []
    assert {(one["name"], one["category"], one["kind"], one["outcome"]) for one in listed} >= {
        ("roads/resolved", "roads", "final", "resolved"),
        ("housing/interim", "housing", "interim", None),
    }
    assert status_of(store) == ""


@pytest.mark.parametrize("options", [(), ("--name", "Фамилия И. О.", "--street", "улица Мира", "-c", "roads/snow")])
@pytest.mark.usefixtures("store")
def test_the_templates_of_a_new_store_fit_a_bare_appeal_and_a_full_one(mcu: Mcu, options: tuple[str, ...]) -> None:
    registered(mcu, "Яма.", *options)
    for one in mcu("template", "--json").data:
        text = mcu("template", one["name"], "--for", "1", "--json").data["text"]
        assert SIGNATURE in text
        assert "\n\n\n" not in text
        assert "{" not in text


def test_the_example_of_the_document_is_in_order_and_fills(mcu: Mcu, store: StoreFolder) -> None:
    document = (ROOT / "docs" / "templates.md").read_text(encoding="utf-8")
    name, source = document.split("<!-- example: template ")[1].split(" -->\n```\n", 1)
    write(store, name, source.split("```")[0])
    registered(mcu)
    assert mcu("template", name, "--for", "1").stdout == (
        f"Здравствуйте!\n\nДорожная служба закончила работу.\n\n{TO_BE_WRITTEN}\n\n"
        f"Номер вашего сообщения: {FIRST}.\n{SIGNATURE}\n"
    )


def test_a_list_says_category_outcome_and_what_a_template_is_for(mcu: Mcu, store: StoreFolder) -> None:
    write(store, "roads/no-budget", "{# Денег нет. #}\nЗдравствуйте!")
    write(store, "bad", "{{ auther }}")
    lines = {line.split()[0]: line for line in mcu("template").stdout.splitlines()}
    assert "Дороги" in lines["roads/resolved"]
    assert "resolved" in lines["roads/resolved"].split()
    assert "Денег нет." in lines["roads/no-budget"]
    assert "not in order; `mcu template bad` says why" in lines["bad"]


def test_a_template_is_shown_with_the_fields_it_uses(mcu: Mcu, store: StoreFolder) -> None:
    write(store, "x", "Номер {{ appeal.id }}.\n{% include 'parts/signature' %}")
    shown = mcu("template", "x").stdout
    assert "Номер {{ appeal.id }}." in shown
    assert "fields: appeal.id, municipality" in shown
    data = mcu("template", "x", "--json").data
    assert data["fields"] == ["appeal.id", "municipality"]
    assert data["text"].startswith("Номер {{ appeal.id }}.")


def test_a_template_is_shown_filled_and_nothing_is_recorded(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu, "Яма.", "--street", "улица Мира", "--house", "12", "-c", "roads")
    head = store.head
    shown = mcu("template", "auto", "--for", "1", "--outcome", "resolved")
    assert "Дорожная служба закончила работу (улица Мира, 12)." in shown.stdout
    assert "template roads/resolved" in shown.stderr
    assert TO_BE_WRITTEN in shown.stdout
    assert mcu("template", "x" * 3, "--for", "1", code=3).stderr
    assert store.head == head


@pytest.mark.parametrize("arguments", [("--for", "1"), ("resolved", "--fields"), ("resolved", "--outcome", "resolved")])
@pytest.mark.usefixtures("store")
def test_options_that_do_not_go_together_are_wrong_usage(mcu: Mcu, arguments: tuple[str, ...]) -> None:
    mcu("template", *arguments, code=2)


@pytest.mark.usefixtures("store")
def test_the_fields_are_listed(mcu: Mcu) -> None:
    assert "author.name" in mcu("template", "--fields").stdout
    assert {"field", "meaning"} == set(mcu("template", "--fields", "--json").data[0])


# --- Answering


def test_the_name_of_a_template_says_the_outcome(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    done = mcu("answer", "1", "--template", "resolved", "--text", "Яму засыпали.")
    event = answer_of(mcu)
    assert (event["kind"], event["outcome"]) == ("final", "resolved")
    assert event["text"].startswith("Здравствуйте!\n\nВопрос, о котором вы написали 20 ноября 2026\u00a0г., решён.\n\n")
    assert "\n\nЯму засыпали.\n\n" in event["text"]
    assert event["text"].endswith(SIGNATURE)
    assert "template resolved: a final answer" in done.stderr
    assert last_commit(store).subject == f"answer {FIRST}: final, resolved"
    assert status_of(store) == ""


@pytest.mark.usefixtures("store")
def test_an_interim_template_makes_an_interim_answer(mcu: Mcu) -> None:
    registered(mcu)
    mcu("answer", "1", "--template", "templates/interim.txt")
    assert answer_of(mcu)["kind"] == "interim"
    assert "outcome" not in answer_of(mcu)


@pytest.mark.usefixtures("store")
def test_an_outcome_given_goes_before_the_name(mcu: Mcu) -> None:
    registered(mcu)
    registered(mcu)
    mcu("answer", "1", "--template", "resolved", "--outcome", "explained")
    assert answer_of(mcu)["outcome"] == "explained"
    mcu("answer", "2", "--template", "resolved", "--interim")
    assert answer_of(mcu, "2")["kind"] == "interim"


@pytest.mark.parametrize("word", ["auto", "авто"])
@pytest.mark.usefixtures("store")
def test_auto_takes_the_nearest_and_says_which(mcu: Mcu, word: str) -> None:
    registered(mcu, "Снег.", "-c", "roads/snow")
    registered(mcu, "Свет.", "-c", "electricity")
    done = mcu("answer", "1", "2", "--template", word, "--outcome", "resolved", "--yes")
    assert f"{FIRST}: template roads/resolved" in done.stderr
    assert f"{SECOND}: template resolved" in done.stderr
    assert "Дорожная служба" in answer_of(mcu, "1")["text"]
    assert "Вопрос, о котором" in answer_of(mcu, "2")["text"]


@pytest.mark.usefixtures("store")
def test_auto_needs_to_know_the_outcome(mcu: Mcu) -> None:
    registered(mcu)
    assert "--outcome" in mcu("answer", "1", "--template", "auto", code=2).stderr
    mcu("answer", "1", "--template", "auto", "--interim")
    assert answer_of(mcu)["kind"] == "interim"


@pytest.mark.usefixtures("store")
def test_auto_without_any_that_fits_names_the_files_that_would(mcu: Mcu) -> None:
    registered(mcu, "Снег.", "-c", "roads/snow")
    refused = mcu("answer", "1", "--template", "auto", "-o", "withdrawn", code=3).stderr
    assert "templates/roads/snow/withdrawn.txt, templates/roads/withdrawn.txt, templates/withdrawn.txt" in refused


def test_each_of_several_appeals_gets_its_own_text_in_one_commit(mcu: Mcu, store: StoreFolder) -> None:
    for street in ("улица Мира", "улица Лесная"):
        registered(mcu, "Яма.", "--street", street)
    commits = commit_count(store)
    mcu("answer", "1", "2", "--template", "roads/resolved", "--yes")
    assert "(улица Мира)" in answer_of(mcu, "1")["text"]
    assert "(улица Лесная)" in answer_of(mcu, "2")["text"]
    assert commit_count(store) == commits + 1


def test_an_appeal_classified_anew_at_the_question_is_not_answered_from_the_template_shown(
    mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered(mcu, "Ъ.")
    registered(mcu, "Ъ.")
    on_a_terminal(monkeypatch)

    def asked(run: Context, question: str, *, yes: bool) -> None:
        mcu("classify", "2", "--category", "housing")
        asking.confirmed(run, question, yes=yes)

    monkeypatch.setattr("mcu_cli.change.confirmed", asked)
    write(store, "housing/resolved", "Трубу заменили.")
    said = mcu("answer", "1", "2", "--template", "auto", "--outcome", "resolved", stdin="y\n", code=7).stderr
    assert f"{SECOND}: template resolved" in said
    assert f"{SECOND}: another template fits" in said
    assert appeal_of(mcu, "1")["state"]["status"] == "new"


def test_a_field_that_is_not_set_is_refused_with_the_way_out(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    write(store, "resolved", "Здравствуйте,\n{{ author.name }}!")
    head = store.head
    refused = mcu("answer", "1", "--template", "resolved", code=4).stderr
    assert f"{FIRST}: templates/resolved.txt:2 uses the field author.name, which is not set" in refused
    assert f"`mcu edit {FIRST} --set author.name=...`" in refused
    assert store.head == head
    mcu("edit", "1", "--set", "author.name=Фамилия И. О.")
    mcu("answer", "1", "--template", "resolved")
    assert answer_of(mcu)["text"] == "Здравствуйте,\nФамилия И. О.!"


def test_of_several_none_is_answered_where_one_lacks_a_field(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu, "Яма.", "--name", "Фамилия И. О.")
    registered(mcu)
    write(store, "resolved", "{{ author.name }}")
    head = store.head
    refused = mcu("answer", "1", "2", "--template", "resolved", "--yes", code=4).stderr
    assert f"{SECOND}: templates/resolved.txt:1 uses the field author.name" in refused
    assert store.head == head


@pytest.mark.usefixtures("store")
def test_a_template_that_wants_your_own_words_says_so(mcu: Mcu) -> None:
    registered(mcu)
    refused = mcu("answer", "1", "--template", "explained", code=4).stderr
    assert "wants your own words; give them with --text or --file" in refused
    mcu("answer", "1", "--template", "explained", "--file", "-", stdin="Первое.\n\nВторое.\n")
    assert "\n\nПервое.\n\nВторое.\n\nЕсли" in answer_of(mcu)["text"]


def test_the_commands_that_set_a_field_are_those_that_messages_name(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    for n, (field, way) in enumerate(
        {
            "category": ("classify", "1", "--category", "roads"),
            "department": ("assign", "1", "--to", "roads"),
            "executor": ("assign", "1", "--to", "roads", "--executor", "Участок № 2"),
            "promised": ("defer", "1", "--until", "2026-12-01", "--reason", "Ждём материал."),
            "place.address": ("edit", "1", "--set", "place.street=улица Мира"),
        }.items()
    ):
        write(store, f"t{n}", f"{{{{ {field} }}}}")
        refused = mcu("template", f"t{n}", "--for", "1", code=4).stderr
        assert f"`mcu {way[0]} {FIRST} {way[2]}" in refused
        mcu(*way)
        assert mcu("template", f"t{n}", "--for", "1").stdout.strip()


def test_a_dry_run_shows_the_text_and_writes_nothing(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    head = store.head
    done = mcu("answer", "1", "--template", "resolved", "--dry-run")
    assert SIGNATURE in done.stdout
    assert store.head == head
    mcu("answer", "1", "--template", "resolved", "--dry-run", "--json").envelope  # noqa: B018  # is an envelope still


def test_documents_speak_the_language_of_the_store(
    mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered(mcu)
    write(store, "x", "{{ outcome }}, {{ today }}, {{ operator }}")
    for spoken in ("en", "ru"):
        monkeypatch.setenv("MCU_LANG", spoken)
        shown = mcu("template", "x", "--for", "1", "--outcome", "explained").stdout
        assert shown == "разъяснено, 20 ноября 2026\u00a0г., Анна Операторова\n"


def test_what_a_citizen_wrote_is_data_and_reaches_no_terminal_raw(mcu: Mcu, store: StoreFolder) -> None:
    text = HOSTILE + " {{ municipality }} {% include 'resolved' %}"
    registered(mcu, text)
    write(store, "resolved", "Вы писали: {{ appeal.text }}")
    shown = mcu("template", "resolved", "--for", "1").stdout
    assert "{{ municipality }} {% include 'resolved' %}" in shown
    assert not set(shown) & set(ACTIVE)
    mcu("answer", "1", "--template", "resolved")
    assert answer_of(mcu)["text"] == f"Вы писали: {appeal_of(mcu, '1')['text']}"


# --- Templates that are not in force, not in order, not there


def test_a_template_changed_by_hand_waits_for_record(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    write(store, "resolved", "Новое слово.", commit=False)
    done = mcu("answer", "1", "--template", "resolved")
    assert "templates/resolved.txt was changed by hand and is not in force until `mcu record`" in done.stderr
    assert "Новое слово" not in answer_of(mcu)["text"]
    assert "templates/resolved.txt was changed by hand" in mcu("template").stderr


def test_a_template_written_by_hand_can_be_looked_at_and_serves_once_it_is_recorded(
    mcu: Mcu, store: StoreFolder
) -> None:
    registered(mcu)
    write(store, "roads/fresh", "Новое: {{ appeal.id }}.", commit=False)
    shown = mcu("template", "roads/fresh", "--for", "1")
    assert shown.stdout == f"Новое: {FIRST}.\n"
    assert "templates/roads/fresh.txt was changed by hand and is not in force until `mcu record`" in shown.stderr

    refused = mcu("answer", "1", "--template", "roads/fresh", "--interim", code=3).stderr
    assert "templates/roads/fresh.txt is not in force until `mcu record`" in refused
    mcu("record")
    mcu("answer", "1", "--template", "roads/fresh", "--interim")


def test_line_ends_that_git_changed_are_no_hand_edit(mcu: Mcu, store: StoreFolder) -> None:
    path = store.root / "templates" / "resolved.txt"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    registered(mcu)
    assert "changed by hand" not in mcu("template", "resolved").stderr


@pytest.mark.usefixtures("store")
def test_a_name_that_is_none_gets_the_nearest(mcu: Mcu) -> None:
    registered(mcu)
    assert "did you mean resolved" in mcu("answer", "1", "--template", "resolve", code=3).stderr
    assert "there is no template" in mcu("answer", "1", "--template", "../../etc/passwd", code=3).stderr


def test_a_file_that_is_no_template_is_not_looked_for(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    (store.root / "notes.txt").write_text("Здравствуйте!", encoding="utf-8")
    for typed in ("../notes", "templates/../../notes.txt"):
        assert "there is no template" in mcu("answer", "1", "--template", typed, code=3).stderr


def test_a_broken_template_is_refused_with_file_and_line(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    write(store, "resolved", "Раз.\n{% if due %}\n")
    head = store.head
    refused = mcu("answer", "1", "--template", "auto", "-o", "resolved", code=5).stderr
    assert "the template resolved is not in order" in refused
    assert "templates/resolved.txt:" in refused
    assert store.head == head


@pytest.mark.parametrize(
    ("source", "said", "code"),
    [
        ("", "the template is empty", 5),
        ("\n \n", "the template is empty", 5),
        ("{% if promised is defined %}x{% endif %}", "empty text", 4),
    ],
)
def test_an_empty_text_is_never_recorded(mcu: Mcu, store: StoreFolder, source: str, said: str, code: int) -> None:
    registered(mcu)
    write(store, "resolved", source)
    head = store.head
    assert said in mcu("answer", "1", "--template", "resolved", code=code).stderr
    assert store.head == head


# --- The editor


def test_the_filled_text_is_edited_before_it_is_recorded(
    mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    registered(mcu, "Яма у школы.")
    on_a_terminal(monkeypatch)
    seen = tmp_path / "seen"
    monkeypatch.setenv("EDITOR", editor(tmp_path, f'cp "$1" {seen}; sed -i "s/^.…?….$/Яму засыпали./" "$1"'))
    mcu("answer", "1", "--template", "explained", "--edit")
    assert TO_BE_WRITTEN in seen.read_text(encoding="utf-8")
    assert "#: Яма у школы." in seen.read_text(encoding="utf-8")
    assert "\n\nЯму засыпали.\n\n" in answer_of(mcu)["text"]
    assert "#:" not in answer_of(mcu)["text"]
    assert list((store.root / ".mcu" / "drafts").iterdir()) == []


def test_what_was_to_be_written_and_was_not_is_refused_and_the_draft_kept(
    mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered(mcu)
    on_a_terminal(monkeypatch)
    monkeypatch.setenv("EDITOR", "true")
    refused = mcu("answer", "1", "--template", "explained", "--edit", code=2).stderr
    assert f"{TO_BE_WRITTEN} still stands in the text" in refused
    assert [path.name for path in (store.root / ".mcu" / "drafts").iterdir()] == [f"answer-{FIRST}-explained.txt"]


def test_edit_wants_one_appeal_a_template_and_a_terminal(mcu: Mcu, store: StoreFolder) -> None:
    registered(mcu)
    registered(mcu)
    mcu("answer", "1", "--outcome", "resolved", "--edit", code=2)
    mcu("answer", "1", "2", "--template", "resolved", "--edit", "--yes", code=2)
    assert "needs a terminal" in mcu("answer", "1", "--template", "resolved", "--edit", code=2).stderr
    assert status_of(store) == ""


# --- What is seen before it is recorded


def test_the_first_of_many_answers_is_shown_before_the_question(
    mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered(mcu)
    registered(mcu)
    write(store, "short", "Ответ на {{ appeal.id }}.")
    on_a_terminal(monkeypatch)
    head = store.head
    said = mcu("answer", "1", "2", "--template", "short", "--interim", stdin="n\n", code=4).stderr

    assert f"The answer to {FIRST}; --dry-run shows all of them:\nОтвет на {FIRST}.\n" in said
    assert f"Ответ на {SECOND}" not in said
    assert said.index("Ответ на") < said.index("Go on?")
    assert store.head == head


@pytest.mark.parametrize(
    ("arguments", "told"),
    [(("--outcome", "explained"), True), (("--interim",), True), (("--outcome", "resolved"), False)],
)
def test_a_template_for_another_kind_of_answer_is_told(
    mcu: Mcu, store: StoreFolder, arguments: tuple[str, ...], *, told: bool
) -> None:
    registered(mcu)
    write(store, "resolved", "Готово.")
    said = mcu("answer", "1", "--template", "resolved", *arguments).stderr

    assert ("template resolved is meant for another kind of answer" in said) is told

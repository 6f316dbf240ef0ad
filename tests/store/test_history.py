"""What `mcu log` says of an event: the commit that its words come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.conftest import Mcu, StoreFolder


def test_words_changed_afterwards_are_those_of_the_commit_that_changed_them(mcu: Mcu, store: StoreFolder) -> None:
    mcu("add", "--channel", "phone", "--text", "Яма.")
    mcu("answer", "1", "--interim", "--text", "Засыплем.")
    honest = store.head
    (path,) = (store.root / "appeals").rglob("*.yaml")
    path.write_text(path.read_text(encoding="utf-8").replace("Засыплем.", "Засыпали."), encoding="utf-8", newline="\n")
    store.git("commit", "-qam", "by hand")
    registered, answered = mcu("log", "1", "--json").data["history"]
    assert answered["text"] == "Засыпали."
    assert answered["commit"] == store.head
    assert answered["commit_subject"] == "by hand"
    assert registered["commit"] not in {honest, store.head}

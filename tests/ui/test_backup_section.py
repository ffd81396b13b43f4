"""Whoever runs the program settles how long reports are kept and has backups made, without seeing a report."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from est.settings import Settings
from est.store import Store
from est.store.backup import backups_of
from est.stores import process_store
from tests.stores import copy_store

pytestmark = pytest.mark.slow
WHO = "it@kommun.example"


def sections(who: str, role: str) -> None:
    """Draw what the page of retention and backups has, for somebody of this role."""
    import os

    from est.access.permissions import Actor, Role
    from est.access.views import visible_store
    from est.settings import Settings
    from est.stores import process_store
    from est.text import translator
    from est.ui.admin.backup_section import backup_section
    from est.ui.admin.retention_section import retention_section
    from est.ui.cache import AnswerCache
    from est.ui.enter import Visitor
    from est.ui.messages import show_flash

    settings = Settings.from_environment(os.environ)
    actor = Actor(who, Role(role))
    seen = visible_store(process_store(settings.store, settings), actor)
    visitor = Visitor(seen, actor, translator("sv"), AnswerCache())
    show_flash()
    retention_section(visitor)
    backup_section(visitor)


Shown = Callable[[str], AppTest]


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shown]:
    """Return what draws the sections for a role, over a store with a folder for backups."""
    copy_store(tmp_path / "est.duckdb")
    monkeypatch.setenv("EST_STORE", str(tmp_path / "est.duckdb"))
    monkeypatch.setenv("EST_BACKUP", str(tmp_path / "backups"))
    yield lambda role: AppTest.from_function(sections, kwargs={"who": WHO, "role": role}, default_timeout=60).run()
    _store().close()


def _store() -> Store:
    settings = Settings.from_environment(os.environ)
    return process_store(settings.store, settings)


def _press(page: AppTest, label: str) -> AppTest:
    (button,) = [one for one in page.button if one.label == label]
    return button.click().run()


def test_the_administrator_has_a_backup_made_and_the_log_names_them(shown: Shown, tmp_path: Path):
    """It is in the list at once, and holds who asked for it."""
    page = shown("administrator")
    assert [one.value for one in page.info] == ["Ingen säkerhetskopia har gjorts än."]
    page = _press(page, "Gör en säkerhetskopia nu")
    assert not page.exception
    (made,) = backups_of(tmp_path / "est.duckdb", tmp_path / "backups")
    assert any(made.name in one.value for one in page.success)
    asked = "SELECT who FROM log WHERE action = 'back up'"
    assert _store().ask(asked)["who"].to_list() == [WHO]
    page.run()
    assert not page.info


def test_the_administrator_settles_how_long_reports_are_kept_and_no_more(shown: Shown):
    """Of all categories or one; what goes tonight and the inbox are told to who works with the reports."""
    page = shown("administrator")
    category = next(one for one in page.selectbox if one.label == "Kategori")
    assert "Skadegörelse" in category.options
    assert [one.label for one in page.number_input] == ["Månader; 0 tar bort regeln"]
    category.set_value("SKA")
    page.number_input[0].set_value(12)
    page = _press(page, "Spara")
    assert not page.exception
    assert any("Skadegörelse: 12 månader" in one.value for one in page.markdown)
    assert "Dagar i inkorgen" in [one.label for one in shown("coordinator").number_input]


def test_who_works_with_reports_has_no_backup_made(shown: Shown, tmp_path: Path):
    """The button of a page that they cannot open would be refused below it too."""
    page = _press(shown("coordinator"), "Gör en säkerhetskopia nu")
    assert page.error
    assert not backups_of(tmp_path / "est.duckdb", tmp_path / "backups")
    assert _store().ask("SELECT who FROM log WHERE action = 'back up'").is_empty()


def test_without_a_folder_it_is_said_who_sets_one(shown: Shown, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("EST_BACKUP")
    page = shown("administrator")
    assert any("EST_BACKUP" in one.value for one in page.markdown)
    assert [one.label for one in page.button if "säkerhetskopia" in one.label] == []

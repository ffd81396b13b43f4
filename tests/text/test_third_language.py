"""A language is a folder: with one more under `est/text`, and no other change, the program speaks it."""

import json
import os
import shutil
import subprocess
import sys
from textwrap import dedent

import pytest

from tests.sources import ROOT

FORMATS = """
locale = "nb_NO"
moment = "dd.MM.y HH:mm"
chart_moment = "%d.%m.%Y %H:%M"
chart_date = "%d.%m.%Y"
"""
CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Log"
msgstr "Logg over endringer"

msgid "{lat}° N, {lng}° E"
msgstr "{lat}° N, {lng}° Ø"

msgid "EST row"
msgstr "EST rad på norsk"

msgctxt "data"
msgid "Skadegörelse"
msgstr "Hærverk"

msgctxt "data"
msgid "Polisen"
msgstr "Politiet"
"""
ASKED = """
    import json
    from datetime import datetime

    import polars as pl
    import streamlit as st
    from streamlit.testing.v1 import AppTest

    from est.access.passage import passage_headers
    from est.charts import vega_locale
    from est.municipality.reference_lists import reference_lists
    from est.municipality.vocabulary import store_vocabulary
    from est.settings import Settings
    from est.space.cell_districts import COLUMNS
    from est.store.exports import to_csv
    from est.terminal.middleware import page_in_language
    from est.text import translator
    from est.ui.formats import format_place
    from est.ui.store_resource import shared_store

    type(st.context).headers = property(lambda _: passage_headers(None))  # as if opened through the gate
    page = AppTest.from_file("app.py", default_timeout=60)
    page.query_params["lang"] = "nb"
    page.run().switch_page("pages/admin/log.py").run()
    words, cell = translator("nb"), {"lat": [59.5], "lng": [10.25], "place": [None], "distance_m": [None]}
    cell |= {"district": [None], "number": [None]}
    schema = {"lat": pl.Float64, "lng": pl.Float64, "place": pl.String, "distance_m": pl.Float64} | COLUMNS
    store = shared_store()[0]
    lists = reference_lists(store, "nb")
    print(json.dumps({
        "failed": [one.message for one in page.exception],
        "title": page.title[0].value,
        "english rest": page.date_input[0].label,
        "number": words.number(-1234.5, 1),
        "moment": words.moment(datetime(2026, 3, 1, 18, 5)),
        "place": pl.DataFrame(cell, schema=schema).select(format_place(words)).item(),
        "file": to_csv(pl.DataFrame({"a": [1.5], "b": [2]}), "nb").decode("utf-8-sig"),
        "chart": vega_locale(words)["time"]["date"],
        "category": lists.categories["SKA"],
        "organisation": "Politiet" in lists.organisations.values(),
        "recognised": store_vocabulary(store).kind("hærverk"),
        "column": words.gettext("EST row"),
        "html": page_in_language(b'<html lang="en"><head></head>', "nb").decode(),
        "setting": Settings.from_environment({"EST_LANGUAGE": "nb"}).language,
    }))
"""


@pytest.mark.thorough
def test_norwegian_is_one_folder(tmp_path):
    """Texts, numbers, dates, places, files, charts, names of the defaults, and the words of Streamlit's controls."""
    for name in ("est", "pages", "data", ".streamlit"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("*.duckdb*", "__pycache__", "root"))
    shutil.copy(ROOT / "app.py", tmp_path)
    (tmp_path / "est" / "text" / "nb").mkdir()
    for name, text in (
        ("formats.toml", FORMATS),
        ("some.po", CATALOGUE),
        ("residue.json", json.dumps({"words": {"Browse files": "Velg filer"}, "patterns": []})),
    ):
        (tmp_path / "est" / "text" / "nb" / name).write_text(text.lstrip(), encoding="utf-8")
    own = {"PYTHONPATH": str(tmp_path), "EST_STORE": str(tmp_path / "est.duckdb"), "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", dedent(ASKED)]
    asked = subprocess.run(
        command, check=False, cwd=tmp_path, env=os.environ | own, capture_output=True, encoding="utf-8"
    )
    assert asked.returncode == 0, asked.stderr
    said = json.loads(asked.stdout.splitlines()[-1])
    html = said.pop("html")
    assert said == {
        "failed": [],
        "title": "Logg over endringer",
        "english rest": "From",
        "number": "−1\u00a0234,5",
        "moment": "01.03.2026 18:05",
        "place": "59,5000° N, 10,2500° Ø",
        "file": "a;b\n1,5;2\n",
        "chart": "%d.%m.%Y",
        "category": "Hærverk",
        "organisation": True,
        "recognised": ["SKA", None],
        "column": "EST rad på norsk",
        "setting": "nb",
    }
    assert '<html lang="nb">' in html
    assert "Velg filer" in html

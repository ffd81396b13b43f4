"""What stands on a page is in plain words: the figures of the method are in "How we count" and in the files."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block, Dataframe, Element, Node, Table

from est.demo import truth
from est.demo.assembly import build_demo
from est.measures.followup.evaluation import find_measure
from est.store import open_store
from est.text import translator
from est.ui.pages import FOLLOW_UP, MENU
from est.ui.store_resource import shared_store
from tests.sources import ROOT

NEVER = {
    "a probability": re.compile(r"\b[pq]\b[ -]?([<>=≤≥]|value|värde)|\b[pq]-|\((p|q)\)|^\W*[pq]\W*$", re.IGNORECASE),
    "a statistic": re.compile(r"Gi\*|Getis|\b(WDD|WDQ|TNE)\b"),
    "the null model": re.compile(r"null model|nollmodell", re.IGNORECASE),
    "dispersion": re.compile(r"dispersion|överspridning", re.IGNORECASE),
}
PART = r"\d{sign}\d+\s+(av\s|of\s)?({heads})|\b(mot|against|väntat|expected)\s\d+{sign}\d"  # of a report
HEADS = "rapport|report|före|before|efter|after|vänta|expected"
PAGES = {page.address: page for pages in MENU.values() for page in pages}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "est.duckdb"
    with open_store(path) as store:
        build_demo(store, "anna", datetime.combine(truth.ENDS, datetime.min.time()))
    return path


@pytest.fixture
def served(demo: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, dict[str, str]]]:
    """The demo town is the store of the pages; what more is opened of a page, by its address."""
    monkeypatch.setenv("EST_STORE", str(demo))
    # each page is run by itself, without a navigation to link within
    monkeypatch.setattr(st, "page_link", lambda _page, *, label, **_more: st.markdown(label))
    st.cache_resource.clear()
    store, _ = shared_store()
    measure = find_measure(store, "Skylt: bilfritt på Sagotorget 22–05")
    yield {FOLLOW_UP.address: {"measure": str(measure)}}
    store.close()
    st.cache_resource.clear()


@pytest.mark.thorough
@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("hours", ["all", "weekend-nights"])
@pytest.mark.parametrize("address", PAGES)
def test_the_face_of_a_page_has_no_figure_of_the_method(served, address: str, hours: str, language: str) -> None:
    """All drawers are open, as on paper, but "How we count"; tables are read with their headings."""
    at = AppTest.from_file(str(ROOT / "pages" / PAGES[address].script), default_timeout=120)
    for key, value in {"print": "1", "lang": language, "hours": hours, **served.get(address, {})}.items():
        at.query_params[key] = value
    at.run()
    assert not at.exception
    texts = list(face(at.main, translator(language).gettext("How we count")))
    assert len(texts) > 2
    words = translator(language)
    part = re.compile(PART.format(sign=re.escape(words.decimal_sign), heads=HEADS), re.IGNORECASE)
    forms = NEVER | {"a part of a report": part}
    found = {f"{what}: {text[:200]}" for text in texts for what, form in forms.items() if form.search(text)}
    assert not found, "\n".join(found)


def face(node: Node, method: str) -> Iterator[str]:
    """Every text below a node that a reader sees or is told, but those of the drawer of the method."""
    if isinstance(node, Block):
        if getattr(node, "label", None) == method:
            return
        yield str(getattr(node, "label", "") or "")
        for child in node.children.values():
            yield from face(child, method)
    elif isinstance(node, Dataframe | Table):
        yield from map(str, node.value.columns)
        for heading in node.value.columns:
            yield from (f"{cell} {heading}" for cell in node.value[heading])
    elif isinstance(node, Element):
        for name in ("label", "value", "body", "help"):
            said = getattr(node, name, None) or getattr(node.proto, name, None)
            if isinstance(said, str):
                yield said

"""What a saved view holds at a moment: figures, weeks, flags and cells, as values of JSON, and as lines of a letter."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from est.meetings.situation.picture_contents import figure_contents, map_contents
from est.meetings.situation.picture_sentences import begun_in
from est.municipality.reference_lists import reference_lists
from est.municipality.settings import read_settings
from est.picture.comparison_words import describe_uncompared
from est.picture.saved_views import RecordedView
from est.picture.selection import default_selection
from est.picture.selection_words import describe_selection
from est.store import Store
from est.text import Translator

LISTS = ("category", "organisation", "district")


def compile_view(store: Store, one: RecordedView, now: datetime, words: Translator) -> dict[str, Any]:
    """Return what a view holds now, as the store's visitor sees it, with its selection in words."""
    selection = one.view.present_selection(default_selection(store).end)
    settings = read_settings(store)
    return {
        "name": one.view.name,
        "made": now.isoformat(),
        "municipality": settings.get("name", ""),
        "demo": settings.get("demo") == "1",
        "selection": describe_selection(selection, reference_lists(store, words.language), words),
        "figures": figure_contents(store, selection, selection),
        **map_contents(store, selection, selection),
    }


def view_lines(content: Mapping[str, Any], words: Translator) -> Iterator[str]:
    """Yield a view as lines of text: the selection, the number of reports, then by category and organisation."""
    _, figures = words.gettext, content["figures"]
    yield selection_line(content, words)
    yield count_line(content, words)
    for heading, key in ((_("By category"), "category"), (_("By organisation"), "organisation")):
        counted = [one for one in figures[key] if one["count"] > 0]
        if counted:
            yield ""
            yield heading
            for row in sorted(counted, key=lambda one: -float(one["count"])):
                yield f"– {words.data_text(row['name'] or '')}: {words.number(row['count'])}"


def selection_line(content: Mapping[str, Any], words: Translator) -> str:
    """Return the selection of a view as a sentence."""
    return words.gettext("Selection") + ": " + str(content["selection"]) + "."


def count_line(content: Mapping[str, Any], words: Translator) -> str:
    """Return how many reports a view holds, and how many the period before."""
    figures = content["figures"]
    if begun := begun_in(content):
        return describe_uncompared(figures["count"], begun, words)
    told = words.ngettext(
        "{count} report in the period, {before} in the one before.",
        "{count} reports in the period, {before} in the one before.",
        figures["count"],
    )
    return told.format(**{name: words.number(figures[name]) for name in ("count", "before")})

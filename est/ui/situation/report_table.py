"""A list of reports as a table: what it holds in numbers, events told twice as one row, and the way to each report."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from est.municipality.reference_lists import translate_names
from est.municipality.vocabulary import OTHER
from est.picture.selection import Selection
from est.picture.shared_events import shared_event_rows
from est.picture.spoken_counts import part_sentence
from est.text import Translator
from est.ui.downloads import download
from est.ui.enter import Visitor
from est.ui.links import open_page
from est.ui.pages import REPORT_LIST
from est.ui.readings import note_table
from est.ui.reports.report_columns import filled_columns, fitting_columns, readable_fields, report_columns
from est.ui.screen import fit_window
from est.ui.tables import draw_table, plain_text
from est.ui.window import on_phone, printing

SHOWN = 500  # reports of a list; one with more is better asked for by a narrower selection


def draw_report_table(
    visitor: Visitor,
    reports: pl.DataFrame,
    pairs: pl.DataFrame,
    selection: Selection,
    most: int = SHOWN,
    key: str | None = None,
    more: Mapping[str, str] | None = None,
    about: str = "",
    of: str = "",
    share: float = 1.0,
) -> None:
    """Draw the reports of a selection, newest first, and offer them as a file; a `key` each where there are several.

    A row opens its report for whoever may see it by itself. Those of `pairs` (`data_quality.duplicate_reports`) that
    likely tell of one event are one row with all its organisations. `more` are further columns with their headings. The
    list shows the fields of which any report tells, the file holds all. Where a page has several, `about` says to those
    who do not see it which this is; the file says it too, or what else it is `of`. It is drawn where there is this
    `share` of the page's width.
    """
    _ = visitor.translator.gettext
    called = visitor.organisations
    reports = reports.with_columns(pl.col("organisation").replace(called))
    note_table(visitor, reports)
    pairs = pairs.with_columns(pl.col("organisation", "other_organisation").replace(called))
    together = shared_event_rows(reports, pairs)
    rows = readable_reports(together, visitor.translator)
    told = {"note": _("Told twice")} if together["others"].list.len().sum() else {}
    names = report_columns(visitor.translator, told, more or {})
    cut = reports.height == most
    st.caption(plain_text(list_sentence(reports, together.height, visitor.translator, cut=cut)))
    identities = rows["id"].to_list()
    opened = (lambda row: open_page(REPORT_LIST, report=identities[row])) if visitor.may(REPORT_LIST.action) else None
    alt = ": ".join(filter(None, (_("The reports"), about)))
    filled = filled_columns(rows, names)
    whole = on_phone() or printing()  # there all of a report stands below each other
    shown = filled if whole else fitting_columns(rows, filled, fit_window(share=share).width, more or ())
    draw_table(rows, shown, alt=alt, opened=opened, key=f"rows {key or identities[:1]}", share=share)
    if left_out := [heading for name, heading in filled.items() if name not in shown]:
        missed = _("For want of room only in each report, and in the files: {names}.")
        st.caption(plain_text(missed.format(names=visitor.translator.listed(left_out))))
    download(visitor, rows, _("reports"), names, key=key, selection=selection, of=of or about)


def list_sentence(reports: pl.DataFrame, events: int, translator: Translator, *, cut: bool = False) -> str:
    """Return how many reports a list holds, as the figure that leads to it has them: with what they count as where
    some lie in the chosen hours in part, and with those that tell of one event. `cut` tells that there may be more.
    """
    _, number, n = translator.gettext, translator.number, reports.height
    if cut:
        told = [_("The newest {count} are shown.").format(count=number(n))]
    else:
        told = [translator.ngettext("{n} report.", "{n} reports.", n).format(n=number(n))]
    counted = float(reports["weight"].sum())
    if not cut and number(counted) != number(n):
        told.append(part_sentence(counted, n, translator))
    if again := n - events:
        words = translator.ngettext(
            "{again} likely tells of an event that another one here tells of; they stand as one row. The tests count "
            "each organisation's report.",
            "{again} likely tell of an event that another one here tells of; they stand as one row. The tests count "
            "each organisation's report.",
            again,
        )
        told.append(words.format(again=number(again)))
    return " ".join(told)


def readable_reports(reports: pl.DataFrame, translator: Translator) -> pl.DataFrame:
    """Return linked reports with `when` in words, `category` by name in the reader's language (Övrigt with the word it
    came with), `organisation` with all that told of the event, and `note` on how far apart they are.
    """
    when = [time_text(row, translator) for row in reports.select("starts", "ends", "time_precision").iter_rows()]
    sources = reports.select("organisation", "others", "metres", "minutes").rows()
    told = [_sources(*row, translator=translator) for row in sources]
    named = pl.lit(translate_names(reports["category_name"].fill_null(reports["category"]), translator))
    own_word = (pl.col("category") == OTHER) & pl.col("category_original").is_not_null()
    return readable_fields(reports, translator).with_columns(
        pl.Series("when", when, dtype=pl.String),
        pl.when(own_word).then(pl.format("{} ({})", named, "category_original")).otherwise(named).alias("category"),
        pl.Series("organisation", [who for who, _note in told], dtype=pl.String),
        pl.Series("note", [note for _who, note in told], dtype=pl.String),
    )


def _sources(
    organisation: str | None, others: list[str], metres: float | None, minutes: int | None, *, translator: Translator
) -> tuple[str | None, str | None]:
    """Return who told of an event, and in words how far apart their reports are, null for one report."""
    if not others:
        return organisation, None
    words = translator.gettext("likely the same event, {metres} m and {minutes} min apart")
    note = words.format(metres=translator.number(metres or 0), minutes=translator.number(minutes or 0))
    return translator.listed([*([organisation] if organisation else []), *others]), note


def time_text(row: tuple[Any, ...], translator: Translator) -> str:
    """Return when it happened: a moment, a window, or the day alone when the time is not known."""
    starts, ends, precision = row
    if precision == "unknown":
        return translator.date(starts.date(), "y-MM-dd") + ", " + translator.gettext("time unknown")
    text = translator.moment(starts)
    if ends is None:
        return text
    return text + "–" + (f"{ends:%H:%M}" if ends.date() == starts.date() else translator.moment(ends))

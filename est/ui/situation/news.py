"""What is new, first on the overview: what is unusual, which flags came and went, and what is to be followed up."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import polars as pl
import streamlit as st
from h3 import get_resolution

from est.hotspots.detection.flags import Flags, coarsest_sigma, find_flags
from est.hotspots.evolution.flag_changes import FlagChanges, flag_changes
from est.hotspots.surveillance.acknowledgements import Acknowledgement, acknowledgements, parted_by_acknowledgement
from est.hotspots.surveillance.sentences import unusual_name
from est.hotspots.surveillance.unusual import UnusualList, UnusualPlace, find_unusual
from est.measures import all_measures, by_urgency
from est.measures.followup.status import NextStep, follow_up_statuses
from est.measures.followup.verdict_levels import STEP_NAMES
from est.picture.comparison import reports_begun, reports_ended
from est.picture.counts import count_in_cells
from est.picture.selection import Selection, is_past, loaded_period
from est.picture.spoken_counts import expected_text, reports_text
from est.space.cells import cell_disk
from est.text import N_, Translator
from est.ui.enter import Visitor
from est.ui.situation.cell_map import map_view

CARDS = {FlagChanges.NEW: 3, FlagChanges.STILL: 0, FlagChanges.GONE: 2}  # of their own; the others share one


@dataclass(frozen=True)
class News:
    """What is new for a selection as of a day: today, or the last day of a `past` period, with reports after it.

    `unusual` are the places not yet seen, `seen` those put aside; `flags` is [cell, standing, flag, count, before,
    label, rank, unit, told_by, cells, coarsest] in the order of the map, and `withheld` why there is none: `count` and
    `before` are the reports of what is flagged, in `cells` and placed within `coarsest` metres;
    `begun` is when the reports began, where the period before has not all of them, and `ended` the day of the newest,
    where the period goes on without any: no flag is called new or gone then. `before_all` is a period before the first
    report;
    `follow_ups` and `decided` are rows of `follow_up_statuses`, `overdue` of `by_urgency`; what is to be followed up,
    and what is late, is so today, whatever is past.
    """

    found: UnusualList
    unusual: list[UnusualPlace]
    seen: list[tuple[UnusualPlace, Acknowledgement]]
    flags: pl.DataFrame
    withheld: str | None
    follow_ups: pl.DataFrame
    decided: pl.DataFrame
    overdue: pl.DataFrame
    begun: date | None = None
    ended: date | None = None
    past: bool = False
    before_all: bool = False

    @property
    def compared(self) -> bool:
        """Whether the flags can be told from those of the period before: both have their reports."""
        return self.begun is None and self.ended is None

    def flags_that(self, standing: FlagChanges) -> pl.DataFrame:
        """Return the flags that are new, still there or gone."""
        return self._by_standing.get((standing.value,), self.flags.clear())

    def cards(self, standing: FlagChanges) -> pl.DataFrame:
        """Return the flags of a standing that have a card of their own: the first of each place that has one."""
        first = self.flags_that(standing).unique("label", keep="first", maintain_order=True)
        return first.head(CARDS[standing])

    def without_card(self, standing: FlagChanges) -> pl.DataFrame:
        """Return the other flags of a standing."""
        return self.flags_that(standing).join(self.cards(standing), on="cell", how="anti", maintain_order="left")

    @cached_property
    def _by_standing(self) -> dict[tuple[object, ...], pl.DataFrame]:
        return self.flags.partition_by("standing", as_dict=True, maintain_order=True)


def find_news(visitor: Visitor, selection: Selection) -> News:
    """Return what is new; kept, as the page asks for it more than once."""
    today = visitor.now().date()
    return visitor.keep_answer(("news", selection, today, visitor.language), lambda: _news(visitor, selection, today))


def _news(visitor: Visitor, selection: Selection, today: date) -> News:
    _ = visitor.translator.gettext
    loaded = visitor.answer(loaded_period)
    past = is_past(selection, loaded)
    with st.spinner(_("Comparing every place with its own past …")):
        found = visitor.answer(find_unusual, selection.end - timedelta(days=1) if past else today)
    # what was put aside was so after a past period
    unusual, seen = parted_by_acknowledgement(found, () if past else visitor.answer(acknowledgements))
    flags, withheld = _flags(visitor, selection)
    followed = visitor.answer(follow_up_statuses, today)
    late = by_urgency(visitor.answer(all_measures), today).filter("overdue")
    return News(
        found,
        list(unusual),
        list(seen),
        flags,
        withheld,
        followed.filter(pl.col("next") == NextStep.DECIDE.value),
        followed.filter(pl.col("decided") >= selection.start, (pl.col("decided") < selection.end) | (not past)),
        late,
        reports_begun(selection, loaded),
        reports_ended(selection, loaded),
        past,
        loaded is not None and selection.end <= loaded[0],
    )


def _flags(visitor: Visitor, selection: Selection) -> tuple[pl.DataFrame, str | None]:
    """Return the flags beside those of the period before, by name, or why there are none."""
    shown = map_view(visitor, selection, None)  # the one beside it, so that each place has one name
    now = shown.found
    if now.resolution is None or now.withheld:
        none = {"cell": pl.String, "standing": pl.String, "flag": pl.String, "count": pl.Float64, "before": pl.Float64}
        return pl.DataFrame(schema=none | {"label": pl.String}), now.withheld or now.choice.reason
    before = visitor.answer(find_flags, selection.previous(), now.resolution)
    told = shown.cells.select("cell", "label", "rank", "unit", "told_by")
    rows = flag_changes(now.cells, before.cells).join(told, on="cell", how="left", maintain_order="left")
    return flagged_counts(visitor, selection, now, rows).sort("rank", nulls_last=True, maintain_order=True), None


def flagged_counts(visitor: Visitor, selection: Selection, now: Flags, rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows [cell, count, before, unit, told_by, ..] with the counts of what is flagged, and [cells, coarsest]:
    where its cells and their exactness are not the cell's own, both are counted anew.
    """
    area = frozenset(now.area.texts.to_list())
    own, counted = coarsest_sigma(now.area), []
    for row in rows.select("cell", "count", "before", "unit", "told_by").iter_rows(named=True):
        cells, coarsest = (row["cell"],), own
        if row["told_by"]:
            cells, coarsest = (row["told_by"],), coarsest_sigma(now.tested[get_resolution(row["told_by"])].area)
        elif row["unit"] == "ring":
            cells = tuple(sorted(area & cell_disk(row["cell"])))
        now_and_before = [row["count"], row["before"]]
        if cells != (row["cell"],):
            periods = (selection, selection.previous())
            now_and_before = [visitor.answer(count_in_cells, one, cells, coarsest) for one in periods]
        counted.append((*now_and_before, list(cells), coarsest))
    schema: dict[str, Any] = {
        "count": pl.Float64,
        "before": pl.Float64,
        "cells": pl.List(pl.String),
        "coarsest": pl.Float64,
    }
    return rows.with_columns(pl.DataFrame(counted, schema=schema, orient="row").get_columns())


NAMED = 3  # places or measures, in the lines that sum up


def news_summary(news: News, words: Translator) -> list[str]:
    """Return in a line each what is new and where, and what is late."""
    _, ngettext = words.gettext, words.ngettext
    told = []
    if news.unusual:
        n = len(news.unusual)
        counted = ngettext("{n} place is unusual", "{n} places are unusual", n).format(n=n)
        told.append(_named(counted, [unusual_name(place, words) for place in news.unusual], words))
    if not news.flags.is_empty():
        told.append(_flag_summary(news, words))
    due = 0 if news.past else news.follow_ups.height
    if due:
        counted = ngettext("{n} measure to decide on", "{n} measures to decide on", due).format(n=due)
        told.append(_named(counted, news.follow_ups["title"].to_list(), words))
    late = 0 if news.past else news.overdue.height
    if late:
        counted = ngettext("{n} measure is late", "{n} measures are late", late).format(n=late)
        told.append(_named(counted, news.overdue["title"].to_list(), words))
    if told:
        return told
    if news.before_all and news.begun:
        text = _("The reports begin on {day}, so what was new then cannot be told.")
        return [text.format(day=words.date(news.begun))]
    unknown = news.withheld or not news.found.known_long_enough
    if unknown:
        return [_("Whether any place is new cannot be told.")]
    return [_("Nothing was new.") if news.past else _("Nothing is new.")]


def _flag_summary(news: News, words: Translator) -> str:
    """Return how many flags are new, still there and gone, each with where they are."""
    _, ngettext = words.gettext, words.ngettext
    if not news.compared:
        flagged = news.flags.filter(pl.col("standing") != FlagChanges.GONE.value)
        n = flagged.height
        return _named(ngettext("{n} flag", "{n} flags", n).format(n=n), _places(flagged), words)
    flags = {standing: news.flags_that(standing) for standing in FlagChanges}
    n = flags[FlagChanges.NEW].height
    new = ngettext("{n} new flag", "{n} new flags", n) if n else _("No new flag")
    texts = {FlagChanges.NEW: new, FlagChanges.STILL: _("{n} still there"), FlagChanges.GONE: _("{n} gone")}
    return "; ".join(
        _named(texts[standing].format(n=rows.height), _places(rows), words)
        for standing, rows in flags.items()
        if rows.height or standing is FlagChanges.NEW
    )


def _places(flags: pl.DataFrame) -> list[str]:
    return flags["label"].unique(maintain_order=True).to_list()


def flag_words(row: dict[str, Any], words: Translator, *, compared: bool = True) -> str:
    """Return the reports of what is flagged now, and before where they are `compared`; and where they lie, if that is
    not the cell.
    """
    told = words.gettext(_where_reported(row)).format(reports=reports_text(row["count"], words))
    if not compared:
        return f"{told}."
    before = expected_text(row["before"], words)
    return words.gettext("{told}, {before} in the period before.").format(told=told, before=before)


def _where_reported(row: dict[str, Any]) -> str:
    """Return the message of where the reports of a flag lie: in the cell, or in what stands out instead."""
    if row["told_by"]:
        finer = get_resolution(row["told_by"]) > get_resolution(row["cell"])
        return N_("{reports} in a smaller cell") if finer else N_("{reports} in a larger cell")
    return N_("{reports} in the cell and those around it") if row["unit"] == "ring" else "{reports}"


def _named(counted: str, names: list[str], words: Translator) -> str:
    """Return what was counted with the names of the first of them."""
    if not names:
        return counted
    shown = [*names[:NAMED], *(["…"] if len(names) > NAMED else [])]
    return f"{counted}: " + (words.listed(shown) if len(names) <= NAMED else ", ".join(shown))


def overdue_words(row: dict[str, object], words: Translator) -> str:
    """Return how late a measure is."""
    days = int(str(row["days_late"]))
    return words.ngettext("{days} day late", "{days} days late", days).format(days=words.number(days))


def decided_words(row: dict[str, object], words: Translator) -> str:
    """Return what the group decided about a measure, and when."""
    step = words.gettext(STEP_NAMES[str(row["step"])])
    day = row["decided"]
    return words.gettext("{verdict}, decided {day}.").format(
        verdict=step[:1].upper() + step[1:], day=words.date(day) if isinstance(day, date) else ""
    )

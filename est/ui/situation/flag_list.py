"""The flags in order beside the map, and everything the map shows as a table."""

from typing import Any

import polars as pl
import streamlit as st
from h3 import get_resolution

from est.hotspots.detection.null_models import NAMES
from est.hotspots.evolution.map_view import MapView
from est.picture.concentration import concentration_shares
from est.picture.spoken_counts import expected_text, reports_beside
from est.space.cells import cells_to_text
from est.text import Translator
from est.ui.enter import Visitor
from est.ui.formats import format_reports
from est.ui.situation.cell_map import FLAGS, flag_words
from est.ui.situation.cell_selection import FLAG, LIST, PLACE, choose_cell
from est.ui.tables import draw_table, plain_text, round_numbers
from est.ui.window import printing

BESIDE = 12  # so many flags stand beside the map; the table holds them all
OFFERED = 300  # so many cells are offered in the list, those with most reports
MANY_TIMES = 10  # more is said as more than this
ABOUT = 0.05  # of a number of times: what is so close to it is that
ALMOST = 0.25  # of one time: what is so close below a number, and not that, is almost that
MOST_RUNS = 6  # of numbers on the map that are told of one place


def draw_flag_list(visitor: Visitor, shown: MapView, cell: str | None) -> None:
    """Draw the flags in order, those that touch as one, each with its place, its numbers and a button to its cell."""
    _ = visitor.translator.gettext
    st.header(_("Flags"), anchor=False)
    if shown.found.withheld:
        st.write(_(shown.found.withheld))
    elif not shown.flags:
        nothing = _("No place stands out in this selection, against {null}. That is an answer too.")
        st.write(nothing.format(null=_(NAMES[shown.found.null])))
    for group in shown.flags[:BESIDE]:
        first = group.row(0, named=True)
        chosen = cell in set(group["cell"])
        with st.container(gap="xxsmall"):
            st.button(
                plain_text(f"{rank_numbers(group['rank'].to_list())} {first['label']}"),
                key=f"flag {first['cell']}",
                on_click=choose_cell,
                args=(first["cell"], PLACE if group.height > 1 and not first["told_by"] else FLAG),
                type="primary" if chosen else "secondary",
                width="stretch",
            )
            st.markdown(
                plain_text(f"{describe_rank(group, visitor.translator)} {support_text(group, visitor.translator)}")
            )
    if len(shown.flags) > BESIDE:
        st.write(_("{count} more in the table below.").format(count=len(shown.flags) - BESIDE))


def rank_numbers(numbers: list[int]) -> str:
    """Return the numbers on the map in writing: `1.`, `1, 2.`, `1–4, 9.`; of very many only the first."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = [", ".join(map(str, run)) if len(run) < 3 else f"{run[0]}–{run[-1]}" for run in runs]
    return ", ".join(parts[:MOST_RUNS]) + (" …" if len(parts) > MOST_RUNS else ".")


def describe_rank(group: pl.DataFrame, translator: Translator) -> str:
    """Return the numbers of flags that touch in words: Clear: 72 reports in 9 weeks, 6 times as many as expected.

    Of several cells the weeks are those of the one with most: together they may have more.
    """
    _, number = translator.gettext, translator.number
    first = group.row(0, named=True)
    name = FLAGS[first["flag"]]
    if first["told_by"]:
        return _told_text(first, _(name).capitalize(), translator)
    unit = "ring_" if first["unit"] == "ring" else ""
    if unit:
        words = _("{flag}, a cell and those around it: {reports} in {weeks}, {times}.")
    elif group.height > 1:
        words = _("{flag}, {cells} cells: {reports} in at least {weeks}, {times}.")
    else:
        words = _("{flag}: {reports} in {weeks}, {times}.")
    weeks = max(group["weeks"].to_list())
    count, expected = (sum(group[f"{unit}{name}"].to_list()) for name in ("count", "expected"))
    return words.format(
        flag=_(name).capitalize(),
        weeks=translator.ngettext("{n} week", "{n} weeks", weeks).format(n=number(weeks)),
        cells=number(group.height),
        reports=reports_beside(count, max(weeks, *group["organisations"].to_list()), translator),
        times=times_text(count, expected, translator),
    )


def times_text(count: float, expected: float, translator: Translator) -> str:
    """Return how a count stands to what is expected, as it is spoken of: 3 times as many as expected.

    A whole number is said of what differs from it by a twentieth at most. What is more than three quarters of the way
    to the next one is almost that, all else more than the last: 1.8 is almost twice, 2.5 more than twice. What is less
    is not said in times.
    """
    _, times = translator.gettext, count / max(expected, 1e-9)
    whole = min(int(round(times, 9) + ALMOST), MANY_TIMES)
    if whole < 2:
        return _("where {n} are expected").format(n=expected_text(expected, translator))
    if round(abs(times - whole) - ABOUT * whole, 9) <= 0:
        said = _("twice as many as expected") if whole == 2 else _("{n} times as many as expected")
    elif times < whole:
        said = _("almost twice as many as expected") if whole == 2 else _("almost {n} times as many as expected")
    else:
        said = _("more than twice as many as expected") if whole == 2 else _("more than {n} times as many as expected")
    return said.format(n=translator.number(whole))


def _told_text(row: dict[str, Any], flag: str, translator: Translator) -> str:
    """Return the numbers of a flag that a cell of another size told."""
    _ = translator.gettext
    finer = get_resolution(row["told_by"]) > get_resolution(row["cell"])
    words = (
        _("{flag}, in a smaller cell inside it: {reports}, {times}.")
        if finer
        else _("{flag}, in a larger cell around it: {reports}, {times}.")
    )
    return words.format(
        flag=flag,
        reports=reports_beside(row["told_count"], row["organisations"], translator),
        times=times_text(row["told_count"], row["told_expected"], translator),
    )


def support_text(group: pl.DataFrame, translator: Translator) -> str:
    """Return from how many organisations flags that touch come, or that they rest on one: each falls without it."""
    _, ngettext = translator.gettext, translator.ngettext
    most = max(group["organisations"].to_list())
    if most == 1 or not group["leans_on"].null_count():
        return _("Rests on one organisation.")
    if group.height > 1:  # of several cells together there may be more
        return _("From at least {n} organisations.").format(n=translator.number(most))
    return ngettext("From {n} organisation.", "From {n} organisations.", most).format(n=translator.number(most))


def draw_cell_list(visitor: Visitor, shown: MapView, cell: str | None) -> None:
    """Draw the list that a cell is chosen from without a mouse: flags first, then by number of reports."""
    if printing():
        return
    _ = visitor.translator.gettext
    labels = dict(cell_options(shown.cells, cell or "", visitor.translator).iter_rows())
    st.session_state[LIST] = cell
    st.selectbox(
        _("Choose a cell from the list instead"),
        list(labels),
        index=None,
        format_func=lambda text: labels.get(text, text),
        key=LIST,
        on_change=_take,
        placeholder=_("Type a place"),
    )


def _take() -> None:
    choose_cell(st.session_state[LIST])


def cell_options(cells: pl.DataFrame, chosen: str, translator: Translator) -> pl.DataFrame:
    """Return the cells of the list as [cell, line]: 3. Södra torget · 14 reports · clear. The chosen one is among them.

    Flagged cells come first, by rank, then those with most reports.
    """
    reports = pl.lit(" · ") + format_reports(pl.col("count"), translator)
    flag = pl.col("flag").replace_strict(flag_words(translator), default=None, return_dtype=pl.String)
    order = ("rank", -pl.col("count"), "cell")
    held = cells.filter((pl.col("count") > 0) | (pl.col("cell") == chosen)).sort(*order, nulls_last=True)
    kept = pl.concat([held.head(OFFERED), held.slice(OFFERED).filter(pl.col("cell") == chosen)])
    rank = pl.format("{}. ", "rank").fill_null("")
    lines = kept.select("cell", line=rank + pl.col("label") + reports + (pl.lit(" · ") + flag).fill_null(""))
    # the browser answers with the line, so that two cells may not have the same one
    alike = pl.col("line").is_duplicated()
    return lines.with_columns(pl.when(alike).then(pl.format("{} · {}", "line", "cell")).otherwise("line").alias("line"))


def draw_concentration(visitor: Visitor, shown: MapView) -> None:
    """Draw the 80/20 table: in how little of the study area how much of what is reported lies."""
    _ = visitor.translator.gettext
    area = shown.found.area.cells
    counts = shown.cells.select("cell", "count")
    rows = concentration_shares(counts, area.with_columns(cells_to_text(area["cell"])))
    percent = st.column_config.NumberColumn
    names = {
        "share": _("Share of the reports"),
        "cells": _("Cells that hold it"),
        "cell_share": _("Share of the cells"),
        "even_cells": _("Cells, if spread evenly"),
    }
    draw_table(
        round_numbers(rows, {"cell_share": 3}),
        names,
        alt=_("How few cells hold how much of what is reported"),
        columns={key: percent(names[key], format="percent") for key in ("share", "cell_share")},
    )
    st.caption(
        _(
            "With few reports most cells are empty by chance alone. Only what lies below an even spread is "
            "concentration."
        )
    )

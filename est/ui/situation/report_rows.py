"""The reports behind a figure, over the page on which it stands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st

from est.picture.data_quality import duplicate_reports
from est.picture.selection import Selection
from est.ui.enter import Visitor
from est.ui.links import page_link
from est.ui.pages import UPLOAD
from est.ui.reports.batch_list import BATCH
from est.ui.screen import dialog_share
from est.ui.situation.place import cell_reports
from est.ui.situation.report_table import SHOWN, draw_report_table
from est.ui.tables import plain_text


@dataclass(frozen=True)
class ReportFigure:
    """A number that is written, and its reports: what `question` answers of a selection and what else is `asked`.

    `label` says what the number is of, with the number.
    """

    label: str
    selection: Selection
    question: Callable[..., pl.DataFrame]
    asked: tuple[Any, ...] = ()


def figure_label(what: str, count: float, visitor: Visitor) -> str:
    """Return what a number is of, with the number."""
    return f"{what}: {visitor.translator.number(count)}"


def reports_of_cells(
    visitor: Visitor,
    selection: Selection,
    cells: tuple[str, ...],
    coarsest: float,
    counts: tuple[float, ...],
) -> list[ReportFigure]:
    """Return the reports of some cells now, and in the period before where its count is among these."""
    _ = visitor.translator.gettext
    periods = ((_("Now"), selection), (_("Before"), selection.previous()))
    return [
        ReportFigure(figure_label(what, count, visitor), period, cell_reports, (cells, coarsest))
        for (what, period), count in zip(periods, counts, strict=False)
    ]


def open_reports(
    visitor: Visitor, title: str, figures: Sequence[ReportFigure], told: str = "", *, batch: str | None = None
) -> None:
    """Open the reports of the first of some figures, the newest first, under a sentence; those of the others are a
    press away. The way to a `batch` stands above them, for who may take in reports.
    """

    @st.dialog(plain_text(title), width="large")
    def draw() -> None:
        if told:
            st.caption(plain_text(told))
        if batch and visitor.may(UPLOAD.action):
            page_link(UPLOAD, visitor.translator.gettext("Open the latest batch"), **{BATCH: batch})
        figure = figures[0]
        if len(figures) > 1:
            chosen = st.segmented_control(
                visitor.translator.gettext("Reports of"),
                range(len(figures)),
                format_func=lambda number: figures[number].label,
                default=0,
                required=True,
            )
            figure = figures[chosen or 0]
        reports = visitor.answer(figure.question, figure.selection, *figure.asked)
        if reports.is_empty():
            st.write(visitor.translator.gettext("No reports."))
        else:
            pairs = visitor.answer(duplicate_reports, figure.selection)
            draw_report_table(
                visitor,
                reports,
                pairs,
                figure.selection,
                SHOWN,
                key=f"rows of figure {figure.label}",
                of=title,
                share=dialog_share(),
            )

    draw()

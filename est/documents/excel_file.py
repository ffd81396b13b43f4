"""The figures of a picture as Excel: a sheet a table, numbers as numbers, and nothing that a spreadsheet would run."""

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import polars as pl
import xlsxwriter

from est.documents.picture_document import picture_foot, picture_title
from est.hotspots.detection.flag_rule import Flag
from est.hotspots.register.hotspot import STATE_NAMES, HotspotState
from est.meetings.situation.picture_sentences import place_name
from est.meetings.situation.situation_picture import SituationPicture
from est.store.exports import neutralise_formulas, round_figures
from est.store.workbook import ABOUT_WIDE
from est.text import N_, Translator

FLAG_NAMES = {str(Flag.CLEAR): N_("clear flag"), str(Flag.WATCH): N_("keep watch")}


def write_figures(picture: SituationPicture, words: Translator) -> bytes:
    """Return the figures of a picture as a workbook."""
    return write_sheets(
        figure_frames(picture, words), (picture_title(picture, words), picture_foot(picture, words)), words
    )


def write_sheets(frames: Iterable[tuple[str, pl.DataFrame]], about: tuple[str, ...], words: Translator) -> bytes:
    """Return frames as a workbook, each on a sheet of its name, and `about`, line by line, on a last one."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        for name, frame in frames:
            neutralise_formulas(round_figures(frame)).write_excel(book, worksheet=name[:31], autofit=True)
        last = book.add_worksheet(words.gettext("About this file"))
        last.set_column(0, 0, ABOUT_WIDE)
        last.write_column(0, 0, about)
    return held.getvalue()


def figure_frames(picture: SituationPicture, words: Translator) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield each table of a picture by its name: counts, weeks, flagged places, hotspots, measures, cells."""
    _, content, figures = words.gettext, picture.content, picture.content["figures"]
    for key, heading in (("category", _("Category")), ("organisation", _("Organisation")), ("district", _("District"))):
        rows = [(words.data_text(one["name"] or ""), one["count"], one["before"]) for one in figures[key]]
        yield heading, _frame(rows, {heading: pl.String, _("The period"): pl.Float64, _("Before"): pl.Float64})
    weeks = [(date.fromisoformat(one["start"]), one["count"], one["organisations"]) for one in figures["weeks"]]
    schema = {_("Week"): pl.Date, _("Reports"): pl.Float64, _("Organisations"): pl.Int64}
    yield _("Weeks"), _frame(weeks, schema)
    places = [
        (
            place_name(one, words),
            _(FLAG_NAMES[flag]),
            one["reports"],
            one["in_period"],
            one["lat"],
            one["lng"],
            one["said"][words.language],
        )
        for one, flag in ((one, one["flag"]) for one in content["flags"]["places"])
    ]
    schema = {
        _("Place"): pl.String, _("Flag"): pl.String, _("Reports"): pl.Float64, _("In the period"): pl.Float64,
        "lat": pl.Float64, "lng": pl.Float64, _("Why"): pl.String,
    }  # fmt: skip
    yield _("Flagged places"), _frame(places, schema)
    hotspots = [
        (
            one["name"],
            _(STATE_NAMES[state]),
            one["priority"],
            one["reports"],
            one["before"],
            one["in_period"],
        )
        for one, state in ((one, HotspotState(one["state"])) for one in content["hotspots"])
    ]
    schema = {
        _("Hotspot"): pl.String, _("State"): pl.String, _("Priority"): pl.Int64, _("Reports"): pl.Float64,
        _("Before"): pl.Float64, _("In the period"): pl.Float64,
    }  # fmt: skip
    yield _("Hotspots"), _frame(hotspots, schema)
    cells = [(cell, count, flag) for cell, count, flag in content["map"]["cells"]]
    yield _("Cells"), _frame(cells, {_("Cell"): pl.String, _("Reports"): pl.Float64, _("Flag"): pl.String})


def _frame(rows: Sequence[tuple[object, ...]], schema: dict[str, type[pl.DataType]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema, orient="row")

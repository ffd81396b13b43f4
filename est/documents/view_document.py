"""A saved view as a document and as a table: its selection, map, weeks, and reports by category and organisation."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import polars as pl

from est.documents.document import Block, Document, Heading, Paragraph
from est.documents.picture_document import count_tables, flagged_blocks, week_blocks
from est.meetings.view_contents import LISTS, count_line, selection_line
from est.text import Translator


def view_document(content: Mapping[str, Any], words: Translator) -> Document:
    """Return the document of what a view holds (`compile_view`)."""
    _ = words.gettext
    title = str(content["name"])
    if content["municipality"]:
        title += f" – {content['municipality']}"
    foot = _(
        "Selection: {selection}. Internal to the working group: places, never persons; small counts stand as they are. "
        "Made {moment}."
    ).format(selection=content["selection"], moment=words.moment(datetime.fromisoformat(content["made"])))
    return Document(title, words.language, foot, tuple(_blocks(content, words)))


def _blocks(content: Mapping[str, Any], words: Translator) -> Iterator[Block]:
    _ = words.gettext
    if content["demo"]:
        yield Paragraph(_("Invented data: this town's reports were made up to try the program."))
    yield Paragraph(selection_line(content, words))
    yield Paragraph(count_line(content, words))
    yield Heading(_("Flagged places"))
    yield from flagged_blocks(content, words)
    yield Heading(_("Reports"))
    yield from week_blocks(content["figures"]["weeks"], words)
    yield from count_tables(content["figures"], words)


def view_frame(content: Mapping[str, Any], words: Translator) -> pl.DataFrame:
    """Return the counts of a view: what is counted by, its name, reports of the period and of the one before."""
    _ = words.gettext
    names = {"category": _("Category"), "organisation": _("Organisation"), "district": _("District")}
    rows = [
        (names[key], words.data_text(one["name"] or ""), float(one["count"]), float(one["before"]))
        for key in LISTS
        for one in content["figures"][key]
    ]
    schema = {_("Counted by"): pl.String, _("Name"): pl.String, _("The period"): pl.Float64, _("Before"): pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")

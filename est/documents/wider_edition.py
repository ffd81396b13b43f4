"""A frozen picture for a wider circle than the working group: no small count, and none to be had from two of them.

Places, hotspots and measures stand by their names, without numbers; what is left out is said.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from est.documents.document import Block, Bullets, Document, FigureTable, Heading, Paragraph
from est.documents.excel_file import write_sheets
from est.documents.picture_document import FLAG_NAMES, picture_title
from est.hotspots.register.hotspot import STATE_NAMES
from est.measures.terms import STATE_NAMES as MEASURE_STATES
from est.meetings.situation.picture_sentences import due_measures, open_hotspots, place_name
from est.meetings.situation.situation_picture import SituationPicture
from est.meetings.situation.wider_figures import LISTS, shown_count
from est.picture.figures_to_share import NO_DISTRICT
from est.privacy.small_counts import THRESHOLD
from est.text import N_, Translator

LIST_NAMES = {"category": N_("Category"), "district": N_("District")}


def wider_document(picture: SituationPicture, words: Translator) -> Document:
    """Return the document of a frozen picture for a wider circle."""
    blocks = tuple(_blocks(picture, words))
    return Document(picture_title(picture, words), words.language, wider_foot(picture, words), blocks)


def wider_foot(picture: SituationPicture, words: Translator) -> str:
    """Return what stands at the foot of every page: for whom it is, and the hash."""
    return words.gettext("For a wider circle: no small counts. Frozen {moment}, hash {hash}.").format(
        moment=words.moment(picture.frozen) if picture.frozen else "–", hash=picture.hash[:12]
    )


def write_wider_figures(picture: SituationPicture, words: Translator) -> bytes:
    """Return the counts for a wider circle as a workbook."""
    about = (picture_title(picture, words), wider_foot(picture, words))
    return write_sheets(wider_frames(picture, words), about, words)


def _blocks(picture: SituationPicture, words: Translator) -> Iterator[Block]:
    _, content = words.gettext, picture.content
    if content["demo"]:
        yield Paragraph(_("Invented data: this town's reports were made up to try the program."))
    yield Heading(_("Reports"))
    yield from wider_blocks(content, words)
    flags = {str(flag): _(name) for flag, name in FLAG_NAMES.items()}
    states = {str(state): _(name) for state, name in STATE_NAMES.items()}
    steps = {str(state): _(name) for state, name in MEASURE_STATES.items()}
    yield Heading(_("Flagged places"))
    places = [f"{place_name(one, words)}: {flags[one['flag']]}" for one in content["flags"]["places"]]
    yield Bullets(places or [_("No place is flagged.")])
    yield Heading(_("Hotspots"))
    hotspots = [f"{one['name']}: {states[one['state']]}" for one in open_hotspots(content)]
    yield Bullets(hotspots or [_("None is taken up.")])
    yield Heading(_("Measures due"))
    yield Bullets([f"{one['title']}: {steps[one['state']]}" for one in due_measures(content)] or [_("None is due.")])


def wider_blocks(content: Mapping[str, Any], words: Translator) -> Iterator[Block]:
    """Yield the counts of a picture as they may be shown to anybody, and what is left out of them."""
    _ = words.gettext
    yield Paragraph(_("Reports are counted, not crimes: what nobody reports is not here."))
    found = content.get("wider")
    if found is None:
        yield Paragraph(
            _(
                "No number of reports stands here: a wider circle gets those of a month, a tertial or a year that was "
                "over when its picture was frozen."
            )
        )
        return
    yield Paragraph(_("Reports in the period: {count}.").format(count=shown_count(found).text(words)))
    yield from _tables(found, words)
    yield Paragraph(
        _(
            "Fewer than {few} reports of a month, category and district are never shown, and cannot be had by taking "
            "one total from another. Where some are left out, it says “at least”."
        ).format(few=THRESHOLD),
        small=True,
    )


def _tables(found: Mapping[str, Any], words: Translator) -> Iterator[FigureTable]:
    _ = words.gettext
    for key in LISTS:
        heading = _(LIST_NAMES[key])
        rows = [(_name(one, words), shown_count(one).text(words)) for one in found[key]]
        caption = _("Reports by {what}").format(what=heading.lower())
        yield FigureTable(caption, (heading, _("Reports")), rows, frozenset({1}))


def wider_frames(picture: SituationPicture, words: Translator) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield each table of the counts for a wider circle by its name, [name, in words, at least, may be more]."""
    _, found = words.gettext, picture.content.get("wider")
    for key in LISTS:
        heading = _(LIST_NAMES[key])
        schema = {heading: pl.String, _("In words"): pl.String, _("Reports, at least"): pl.Int64,
                  _("There may be more"): pl.Boolean}  # fmt: skip
        rows = [
            (_name(one, words), shown_count(one).text(words), one["count"], one["more"])
            for one in (found[key] if found else ())
        ]
        yield heading, pl.DataFrame(rows, schema=schema, orient="row")


def wider_json(picture: SituationPicture) -> dict[str, Any]:
    """Return what `est situation --wider --json` prints: the period, the counts, and what the picture is known by."""
    content = picture.content
    return {
        "id": picture.identity,
        "hash": picture.hash,
        "frozen": str(picture.frozen or ""),
        **{name: content[name] for name in ("municipality", "demo", "period")},
        "figures": content.get("wider"),
    }


def _name(one: Mapping[str, Any], words: Translator) -> str:
    return words.data_text(one["name"]) if one["name"] else words.gettext(NO_DISTRICT)

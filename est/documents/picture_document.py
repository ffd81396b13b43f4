"""A frozen picture as a document: what a municipal director reads in three minutes, and what it rests on."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from est.documents.document import Block, Bullets, Document, Drawing, FigureTable, Heading, Paragraph
from est.documents.drawings import map_svg, weeks_svg
from est.hotspots.detection.flag_rule import Flag
from est.hotspots.register.hotspot import STATE_NAMES, HotspotState
from est.measures.reminders import REMINDER_NAMES, TIMELY, Reminder
from est.measures.terms import STATE_NAMES as MEASURE_STATES
from est.measures.terms import MeasureState
from est.meetings.situation.picture_brief import brief_sections
from est.meetings.situation.picture_sentences import (
    as_long_as_its_map,
    basis_sentences,
    due_measures,
    flag_sentences,
    matured,
    open_hotspots,
    place_name,
    verdict_line,
)
from est.meetings.situation.situation_picture import SituationPicture
from est.text import N_, Translator

FLAG_NAMES = {str(Flag.CLEAR): N_("clear flag"), str(Flag.WATCH): N_("keep watch")}
METHOD = (
    N_(
        "A report is what one organisation says it saw, where and when. Reports are counted, not crimes: what nobody "
        "reports is not here. A change is called one only where chance alone would rarely give it."
    ),
    N_(
        "A place is flagged where it has more reports than an even spread over the built-up area would give it, by an "
        "exact test of every cell alone and with its ring. Of clear flags at most {clear} % come about by chance, of "
        "those to keep watch on at most {watch} %; each has at least {reports} reports."
    ),
    N_(
        "A place is unusual where its last 4 or 12 weeks are more, or fewer, than its own past would give, after the "
        "season and who reported. Chance alone puts a place on that list about {alarms} times a year."
    ),
    N_(
        "What is new, gone, grown or faded is told from two frozen pictures: by the flags, and by the reports of the "
        "two periods where an exact test tells them apart at 5 %."
    ),
)


def picture_document(picture: SituationPicture, before: SituationPicture | None, words: Translator) -> Document:
    """Return the document of a frozen picture; `before` is the one it is compared with."""
    blocks = tuple(_blocks(picture, before, words))
    return Document(picture_title(picture, words), words.language, picture_foot(picture, words), blocks)


def picture_title(picture: SituationPicture, words: Translator) -> str:
    """Return how a picture is called: its period, and whose it is."""
    title = words.gettext("Situation picture, {period}").format(period=picture.period.title(words))
    return f"{title} – {whose}" if (whose := picture.content["municipality"]) else title


def picture_foot(picture: SituationPicture, words: Translator) -> str:
    """Return what stands at the foot of every page: the selection, for whom it is, and the hash."""
    _, selection = words.gettext, picture.content["selection"]
    seen = words.period(date.fromisoformat(selection["start"]), date.fromisoformat(selection["end"]))
    return _(
        "Selection: {period}, all categories, all hours. Internal to the working group: places, never persons; small "
        "counts stand as they are. Frozen {moment}, hash {hash}."
    ).format(period=seen, moment=words.moment(picture.frozen) if picture.frozen else "–", hash=picture.hash[:12])


def _blocks(picture: SituationPicture, before: SituationPicture | None, words: Translator) -> Iterator[Block]:
    _, content = words.gettext, picture.content
    if content["demo"]:
        yield Paragraph(_("Invented data: this town's reports were made up to try the program."))
    for heading, sentences in brief_sections(picture, before, words):
        yield Heading(heading)
        yield Bullets(sentences)
    yield Heading(_("Flagged places"))
    for sentence in basis_sentences(picture, words):
        yield Paragraph(sentence)
    yield from flagged_blocks(content, words)
    yield Heading(_("Hotspots"))
    yield _hotspots(content, words)
    yield from _measures(content, words)
    yield Heading(_("Reports"))
    yield from week_blocks(content["figures"]["weeks"], words)
    yield from count_tables(content["figures"], words, content["organisations"])
    yield Heading(_("How this was made"))
    yield from _method(content, words)


def flagged_blocks(content: Mapping[str, Any], words: Translator) -> Iterator[Block]:
    """Yield the map of a picture or a view, its flagged places as a table, and why each is flagged."""
    _, places = words.gettext, content["flags"]["places"]
    drawn = map_svg(content, words)
    if drawn:
        names = words.listed([f"{n} {place_name(place, words)}" for n, place in enumerate(places, 1)])
        alt = _("Map of the study area in cells, darker with more reports. Flagged places: {names}.").format(
            names=names or _("none")
        )
        yield Drawing(drawn, alt, _("Reports by cell; the numbers are those of the table."), 0.75)
    if not places:
        yield Paragraph(flag_sentences(content, words)[0])
        return
    flags = [_(FLAG_NAMES[name]) for name in (str(place["flag"]) for place in places)]
    yield FigureTable(
        _("Flagged places"),
        (_("No."), _("Place"), _("Flag"), _("Reports"), _("In the period")),
        [
            (
                str(number),
                place_name(place, words),
                flags[number - 1],
                words.number(place["reports"]),
                words.number(place["in_period"], 1),
            )
            for number, place in enumerate(places, 1)
        ],
        frozenset({3, 4}),
    )
    yield Bullets(flag_sentences(content, words), numbered=True)


def _hotspots(content: Mapping[str, Any], words: Translator) -> Block:
    _, found = words.gettext, open_hotspots(content)
    if not found:
        return Paragraph(_("None is taken up."))
    return FigureTable(
        _("Hotspots in order of priority; reports of the period, and of the one before")
        if as_long_as_its_map(content)
        else _("Hotspots in order of priority; reports of twelve weeks, and of the twelve before"),
        (_("Hotspot"), _("State"), _("Priority"), _("Reports"), _("Before"), _("In the period")),
        [
            (
                one["name"],
                _(STATE_NAMES[HotspotState(one["state"])]),
                str(one["priority"] or "–"),
                *(words.number(one[name]) if one[name] is not None else "–" for name in ("reports", "before")),
                words.number(one["in_period"], 1),
            )
            for one in found
        ],
        frozenset({2, 3, 4, 5}),
    )


def _measures(content: Mapping[str, Any], words: Translator) -> Iterator[Block]:
    _, due, decide = words.gettext, due_measures(content), matured(content)
    yield Heading(_("Measures due"))
    if due:
        yield FigureTable(
            _("Measures that are late, soon due or to be followed up"),
            (_("Measure"), _("Responsible"), _("State"), _("Due"), _("Why")),
            [
                (
                    one["title"],
                    words.data_text(one["organisation"] or ""),
                    _(MEASURE_STATES[MeasureState(one["state"])]),
                    one["due"] or "–",
                    words.listed([_(REMINDER_NAMES[Reminder(why)]) for why in one["reminders"] if why in TIMELY]),
                )
                for one in due
            ],
        )
    else:
        yield Paragraph(_("None is due."))
    yield Heading(_("Verdicts"))
    yield Bullets([verdict_line(one, words) for one in decide] or [_("None has matured.")])


def week_blocks(weeks: Sequence[Mapping[str, Any]], words: Translator) -> Iterator[Block]:
    """Yield the reports by week as a drawing, and the same as numbers."""
    _ = words.gettext
    counts = [f"{date.fromisoformat(one['start']).isocalendar().week}: {words.number(one['count'])}" for one in weeks]
    alt = _("Reports by week, the oldest first. {counts}.").format(counts="; ".join(counts))
    yield Drawing(weeks_svg(weeks, words), alt, _("Reports by week"), 0.9)
    yield week_table(weeks, words)


def count_tables(
    figures: Mapping[str, Any], words: Translator, organisations: Sequence[Mapping[str, Any]] = ()
) -> Iterator[FigureTable]:
    """Yield the reports by category, organisation and district; where it is known of `organisations`, with the day of
    each one's newest report.
    """
    _ = words.gettext
    newest = {one["organisation"]: one["newest"] for one in organisations}
    for key, heading in (("category", _("Category")), ("organisation", _("Organisation")), ("district", _("District"))):
        dated = key == "organisation" and bool(newest)
        if figures[key]:
            yield FigureTable(
                _("Reports by {what}: the period, and the one before").format(what=heading.lower()),
                (heading, _("The period"), _("Before"), *([_("Newest report")] if dated else [])),
                [
                    (
                        words.data_text(one["name"]) if one["name"] else "–",
                        words.number(one["count"]),
                        words.number(one["before"]),
                        *([newest.get(one["id"]) or "–"] if dated else []),
                    )
                    for one in figures[key]
                ],
                frozenset({1, 2}),
            )


def week_table(weeks: Sequence[Mapping[str, Any]], words: Translator) -> FigureTable:
    """Return the weeks of a chart as a table of two rows for each thirteen weeks."""
    _, broad = words.gettext, 13
    rows = []
    for first in range(0, len(weeks), broad):
        part = weeks[first : first + broad]
        empty = [""] * (broad - len(part))
        rows.append([_("Week"), *(str(date.fromisoformat(one["start"]).isocalendar().week) for one in part), *empty])
        rows.append([_("Reports"), *(words.number(one["count"]) for one in part), *empty])
    headings, *others = rows or [[""] * (broad + 1)]
    return FigureTable(_("The same as numbers"), headings, others, frozenset(range(1, broad + 1)))


def _method(content: Mapping[str, Any], words: Translator) -> Iterator[Block]:
    rule = content["method"]
    values = {
        "clear": words.number(100 * rule["clear_q"], 1),
        "watch": words.number(100 * rule["watch_q"], 1),
        "reports": words.number(rule["least_reports"]),
        "alarms": words.number(rule["false_alarms_a_year"], 1),
    }
    for text in METHOD:
        yield Paragraph(words.gettext(text).format(**values), small=True)
    made = words.gettext("Made {moment} by version {program} of the program, from what was known then.")
    moment = content["made"][:16].replace("T", " ")
    yield Paragraph(made.format(moment=moment, program=content["program"]), small=True)

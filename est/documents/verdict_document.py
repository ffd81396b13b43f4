"""A verdict as a document of one page: the locked design, the verdict, where it moved, and what the group decided."""

from collections.abc import Iterator

import polars as pl

from est.documents.document import Block, Bullets, Document, Drawing, FigureTable, Heading, Paragraph
from est.documents.drawings import weeks_svg
from est.measures.followup.evaluation import FollowedMeasure
from est.measures.followup.sentences import (
    design_sentences,
    doubt_sentences,
    looking_sentence,
    moved_sentence,
    together_sentence,
    verdict_sentence,
)
from est.measures.followup.verdict import Evaluation
from est.measures.followup.verdict_levels import STEP_NAMES
from est.text import Translator

SHOWN_WEEKS = 78  # a year and a half, so that the bars of one page can be told apart
MOST_DECISIONS = 3


def verdict_document(followed: FollowedMeasure, place: str, decisions: pl.DataFrame, words: Translator) -> Document:
    """Return the document of an evaluation; `decisions` are the verdicts that the group froze, newest first."""
    _, found = words.gettext, followed.evaluation
    title = _("Verdict: {title}").format(title=found.title)
    text = _("As of {day}. Design {design}. Internal to the working group: places, never persons.")
    foot = text.format(day=words.date(found.as_of), design=found.design.hash[:12])
    return Document(title, words.language, foot, tuple(_blocks(followed, place, decisions, words)))


def _blocks(followed: FollowedMeasure, place: str, decisions: pl.DataFrame, words: Translator) -> Iterator[Block]:
    _, found = words.gettext, followed.evaluation
    text = _("{place}: the measure started on {day} and is judged with what was known on {as_of}.")
    yield Paragraph(text.format(place=place, day=words.date(found.design.start), as_of=words.date(found.as_of)))
    yield Heading(_("What is said"))
    said = [verdict_sentence(found, words), together_sentence(found, words), looking_sentence(found, words)]
    yield Paragraph(" ".join([*filter(None, said), *doubt_sentences(found, words)]))
    yield Paragraph(moved_sentence(found, words))
    yield from _weeks(followed, words)
    yield _counts(found, words)
    yield Heading(_("What was locked"))
    locked = found.locked
    when = (
        _("Version {number} of the design was locked on {day}.").format(
            number=locked.version, day=words.date(locked.when.date())
        )
        if locked
        else _("The design was never locked.")
    )
    yield Bullets([when, *design_sentences(found.design, words)])
    yield Heading(_("What was decided"))
    told = [
        _("{day}: {decision} ({verdict})").format(
            day=words.date(frozen.date()), decision=decision, verdict=_(STEP_NAMES[str(step)])
        )
        for decision, step, frozen in decisions.head(MOST_DECISIONS).select("decision", "step", "frozen").rows()
    ]
    yield Bullets(told or [_("The group has not decided on it yet.")])


def _weeks(followed: FollowedMeasure, words: Translator) -> Iterator[Block]:
    _, start = words.gettext, followed.evaluation.design.start
    weeks = followed.weeks.filter(pl.col("part") == "target").sort("week").tail(SHOWN_WEEKS)
    if weeks.is_empty():
        return
    rows = [{"start": week.isoformat(), "count": count} for week, count in weeks.select("week", "count").rows()]
    totals = [weeks.filter(side)["count"].sum() for side in (pl.col("week") < start, pl.col("week") >= start)]
    alt = _("Reports at the place by week: {before} before the start and {after} from it on, in {weeks} weeks.").format(
        before=words.number(float(totals[0]), 1), after=words.number(float(totals[1]), 1), weeks=weeks.height
    )
    yield Drawing(weeks_svg(rows, words, [(start, _("start"))]), alt, _("Reports at the place by week"), 0.9)


def _counts(found: Evaluation, words: Translator) -> FigureTable:
    _ = words.gettext
    parts = (
        (_("The place"), found.counts.target),
        (_("The control"), found.counts.control),
        (_("The surroundings"), found.counts.ring),
        (_("The surroundings' control"), found.counts.ring_control),
    )
    caption = (
        _("Reports before ({windows} periods together) and after")
        if len(found.before) > 1
        else _("Reports before and after")
    )
    return FigureTable(
        caption.format(windows=len(found.before)),
        (_("Part"), _("Before"), _("After")),
        [(name, words.number(pair.before), words.number(pair.after)) for name, pair in parts],
        frozenset({1, 2}),
    )

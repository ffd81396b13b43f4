"""The situation and the plan of measures under the headings of the law on municipalities' crime prevention (2023:196).

What the store knows is filled in; what people must write is marked. The figures are those of a frozen picture.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from est.documents.document import Block, Bullets, Document, FigureTable, Heading, Paragraph
from est.documents.long_term_tables import outcome_table, planned_table, two_by_two, verdict_table
from est.documents.wider_edition import wider_blocks
from est.hotspots.register.hotspot import STATE_NAMES
from est.measures.causes.cause import STANDING_NAMES
from est.meetings.long_term import LongTermBasis, unplaced
from est.meetings.situation.picture_sentences import picture_sections
from est.meetings.situation.situation_picture import SituationPicture
from est.text import Translator


def plan_document(
    picture: SituationPicture, basis: LongTermBasis, made: datetime, words: Translator, *, wider: bool = False
) -> Document:
    """Return the document of a period's frozen picture and the work as it stands when it is `made`.

    One for a `wider` circle than the working group has no small count.
    """
    _ = words.gettext
    title = _("Situation and plan of measures, {period}").format(period=picture.period.title(words))
    if picture.content["municipality"]:
        title += f" – {picture.content['municipality']}"
    frozen = words.moment(picture.frozen) if picture.frozen else "–"
    foot = _(
        "Draft for the municipality. Figures of the picture frozen {frozen}, hash {hash}; hotspots, measures and "
        "verdicts as they stood {made}."
    ).format(frozen=frozen, hash=picture.hash[:12], made=words.moment(made))
    if wider:
        foot += " " + _("For a wider circle: no small counts.")
    return Document(title, words.language, foot, tuple(_blocks(picture, basis, words, wider)))


def _to_write(text: str, words: Translator) -> Paragraph:
    return Paragraph(words.gettext("[To be written: {what}]").format(what=text))


def _blocks(picture: SituationPicture, basis: LongTermBasis, words: Translator, wider: bool) -> Iterator[Block]:
    _ = words.gettext
    if picture.content["demo"]:
        yield Paragraph(_("Invented data: this town's reports were made up to try the program."))
    yield Paragraph(
        _(
            "Under the headings of the law (2023:196) on municipalities' responsibility for crime prevention. What the "
            "store knows is filled in. What stands in square brackets is to be written by people."
        )
    )
    yield Heading(_("Situation picture"))
    yield from _survey(picture, words, wider)
    yield from _other_information(picture, words, wider)
    yield from _analysis(basis, words)
    yield Heading(_("Plan of measures"))
    yield from _plan(basis, words)


def _survey(picture: SituationPicture, words: Translator, wider: bool) -> Iterator[Block]:
    """Yield the survey: how much is reported, of what and where, and what the figures cannot say."""
    _, figures = words.gettext, picture.content["figures"]
    yield Heading(_("1. Survey of crime, its extent and consequences"), 2)
    if wider:
        yield from wider_blocks(picture.content, words)
    else:
        yield Paragraph(_("Reports are counted, not crimes: what nobody reports is not here."))
        for sentence in picture_sections(picture, words)[0][1]:
            yield Paragraph(sentence)
        for key, heading in (("category", _("Category")), ("district", _("District"))):
            if figures[key]:
                yield _counts(figures[key], heading, words)
    yield _to_write(_("crimes reported to the police, and crimes that no public place shows, such as fraud"), words)
    yield _to_write(_("consequences for people, businesses and the municipality"), words)


def _counts(rows: list[Mapping[str, Any]], heading: str, words: Translator) -> FigureTable:
    _ = words.gettext
    return FigureTable(
        _("Reports by {what}: the period, and the one before").format(what=heading.lower()),
        (heading, _("The period"), _("Before")),
        [
            (
                words.data_text(one["name"]) if one["name"] else "–",
                words.number(one["count"]),
                words.number(one["before"]),
            )
            for one in rows
        ],
        frozenset({1, 2}),
    )


def _other_information(picture: SituationPicture, words: Translator, wider: bool) -> Iterator[Block]:
    """Yield who reported, and what else is to be brought in."""
    _ = words.gettext
    yield Heading(_("2. Other information of importance"), 2)
    told = [
        words.data_text(one["name"])
        if wider
        else words.ngettext("{name}: {count} report.", "{name}: {count} reports.", one["count"]).format(
            name=words.data_text(one["name"]), count=words.number(one["count"])
        )
        for one in picture.content["organisations"]
        if one["count"]
    ]
    yield Bullets(told or [_("Nobody reported.")])
    yield _to_write(_("surveys of safety, what schools and social services see, and risks to come"), words)


def _analysis(basis: LongTermBasis, words: Translator) -> Iterator[Block]:
    """Yield the hotspots with their supposed causes."""
    _ = words.gettext
    yield Heading(_("3. Analysis"), 2)
    for one in basis.hotspots:
        causes = [
            _("{cause} ({standing})").format(cause=text.rstrip("."), standing=_(STANDING_NAMES[how]))
            for text, how in one.causes
        ]
        state = _(STATE_NAMES[one.state])
        told = "; ".join(causes) or _("no cause is written down")
        yield Paragraph(f"{one.name} ({state}): {told}.")
    if not basis.hotspots:
        yield Paragraph(_("No hotspot is open."))
    yield _to_write(_("causes that hold for the whole municipality, and what is not known"), words)


def _plan(basis: LongTermBasis, words: Translator) -> Iterator[Block]:
    """Yield where the need is, what is planned against it, what earlier measures led to, and who follows it up."""
    _ = words.gettext
    yield Heading(_("Need of measures"), 2)
    yield two_by_two(basis, words)
    if left := unplaced(basis.hotspots):
        yield Paragraph(_("Not placed in the 2×2 yet: {names}.").format(names=words.listed(left)))
    yield _to_write(_("what the municipality gives priority to, and why"), words)
    yield Heading(_("Measures that are planned or under way"), 2)
    yield planned_table(basis.planned, words) if basis.planned else Paragraph(_("No measure is planned."))
    yield _to_write(_("measures beside public places, and what they cost"), words)
    yield Heading(_("What earlier measures led to"), 2)
    if basis.done:
        yield outcome_table(basis.done, words)
    yield (
        verdict_table(basis, words)
        if basis.verdicts.height
        else Paragraph(_("No verdict was decided on in the period."))
    )
    yield Heading(_("Follow-up"), 2)
    yield Paragraph(_("The situation and the plan are followed up, and renewed at least every second year."))
    yield _to_write(
        _("who is responsible, when it is followed up, and with whom the municipality works together"), words
    )

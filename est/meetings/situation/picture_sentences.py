"""A frozen picture in sentences, by heading: what a person reads of it in three minutes."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from est.hotspots.detection.flag_rule import Flag
from est.hotspots.register.hotspot import STATE_NAMES, HotspotState
from est.measures.followup.status import NextStep
from est.measures.followup.verdict_levels import STEP_NAMES
from est.measures.reminders import REMINDER_NAMES, TIMELY, Reminder
from est.meetings.situation.situation_picture import SituationPicture
from est.picture.change import ChangeVerdict
from est.picture.comparison import compare_periods
from est.picture.comparison_words import describe_uncompared
from est.space.cell_districts import cell_position
from est.text import Translator

Section = tuple[str, tuple[str, ...]]


def picture_sections(picture: SituationPicture, words: Translator) -> tuple[Section, ...]:
    """Return each heading of a picture with its sentences; one without anything to say says so."""
    _, content = words.gettext, picture.content
    title = _("Situation picture, {period}").format(period=picture.period.title(words))
    return (
        (title, tuple(_summary(picture, words))),
        (_("Unusual here"), unusual_sentences(content, words)),
        (_("Flagged places"), flag_sentences(content, words)),
        (
            _("Hotspots"),
            tuple(hotspot_line(one, content, words) for one in open_hotspots(content)) or (_("None is taken up."),),
        ),
        (_("Measures due"), tuple(measure_line(one, words) for one in due_measures(content)) or (_("None is due."),)),
        (_("Verdicts"), tuple(verdict_line(one, words) for one in matured(content)) or (_("None has matured."),)),
        (_("Organisations"), tuple(organisation_lines(content, words))),
    )


def _summary(picture: SituationPicture, words: Translator) -> Iterator[str]:
    content = picture.content
    yield count_sentence(content, words)
    yield from basis_sentences(picture, words)


def count_sentence(content: Mapping[str, Any], words: Translator) -> str:
    """Return how many reports the period has, how many the one before, and whether chance tells them apart."""
    _, figures = words.gettext, content["figures"]
    if begun := begun_in(content):
        return describe_uncompared(figures["count"], begun, words)
    compared = compare_periods(figures["count"], figures["before"])
    told = counts_told(content, compared.count, words).format(
        count=words.number(compared.count), before=words.number(compared.before)
    )
    if not content["period"]["whole"]:
        return told  # a part of a period is not compared with the whole of another
    sure = {
        ChangeVerdict.MORE: _("That is more than chance gives."),
        ChangeVerdict.FEWER: _("That is fewer than chance gives."),
        ChangeVerdict.UNSURE: _("The difference may be chance."),
    }[ChangeVerdict(compared.verdict)]
    return f"{told} {sure}"


def begun_in(content: Mapping[str, Any], key: str = "begun") -> date | None:
    """Return when the reports began where the period before has not all of them; None of what was frozen without it."""
    day = content["figures"].get(key)
    return date.fromisoformat(day) if day else None


def counts_told(content: Mapping[str, Any], count: float, words: Translator, decimals: int = 0) -> str:
    """Return the sentence with {count}, written with so many decimals, and {before} of the picture's period, which may
    not have ended.
    """
    if not content["period"]["whole"]:
        return words.ngettext(
            "{count} report so far in the period; {before} in the whole of the one before.",
            "{count} reports so far in the period; {before} in the whole of the one before.",
            count,
            decimals,
        )
    return words.ngettext(
        "{count} report in the period, {before} in the one before.",
        "{count} reports in the period, {before} in the one before.",
        count,
        decimals,
    )


def as_long_as_its_map(content: Mapping[str, Any]) -> bool:
    """Tell whether the flags, the hotspots and the map are of the period itself, not of the twelve weeks to its end."""
    return bool(content["selection"]["start"] == content["period"]["start"])


def basis_sentences(picture: SituationPicture, words: Translator) -> Iterator[str]:
    """Yield what is to be known of a picture: what was erased, whether the period had ended, what the map is of."""
    _, content = words.gettext, picture.content
    if picture.erased:
        yield _("A text was erased from this picture for good, after it was frozen.")
    if not content["period"]["whole"]:
        yield _("The period had not ended when the picture was made.")
    selection = content["selection"]
    seen = words.period(date.fromisoformat(selection["start"]), date.fromisoformat(selection["end"]))
    yield _("Flags, hotspots and the map are of {period}, all categories, all hours.").format(period=seen)


def unusual_sentences(content: Mapping[str, Any], words: Translator) -> tuple[str, ...]:
    """Return what is unusual: the summary, then a sentence a place."""
    unusual = content["unusual"]
    return (_in(unusual["said"], words), *(_in(place["said"], words) for place in unusual["places"]))


def flag_sentences(content: Mapping[str, Any], words: Translator) -> tuple[str, ...]:
    """Return the flagged places, each with its explanation, or why there are none."""
    flags = content["flags"]
    told = tuple(f"{place_name(place, words)}: {_in(place['said'], words)}" for place in flags["places"])
    return told or (_in(flags["said"], words) or words.gettext("No place is flagged."),)


def place_name(place: Mapping[str, Any], words: Translator) -> str:
    """Return what a flagged place is called: its name, else its cell in its district, else its position."""
    called = _in(place.get("called", {}), words)
    return str(place["name"] or called or cell_position(place["cells"][0], words))


def untaken_places(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the clearly flagged places that no hotspot holds."""
    return [one for one in content["flags"]["places"] if one["flag"] == Flag.CLEAR and not one["hotspots"]]


def open_hotspots(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the hotspots that are not closed, and closed ones that are flagged, by priority."""
    return [one for one in content["hotspots"] if one["state"] != HotspotState.CLOSED or one["flag"]]


def hotspot_line(one: Mapping[str, Any], content: Mapping[str, Any], words: Translator) -> str:
    """Return a hotspot with its state, its place in the 2×2 and its reports."""
    _ = words.gettext
    placed = _("priority {n}").format(n=one["priority"]) if one["priority"] else _("not placed in the 2×2 yet")
    text = _("{name}: {state}, {priority}.").format(
        name=one["name"], state=_(STATE_NAMES[HotspotState(one["state"])]), priority=placed
    )
    if one["reports"] is None:
        return text
    told = _hotspot_counts(content, one["in_period"], words, 1)
    figures = {name: words.number(one[key], 1) for name, key in
               (("count", "in_period"), ("reports", "reports"), ("before", "before"))}  # fmt: skip
    return f"{text} {told.format(**figures)}"


def _hotspot_counts(content: Mapping[str, Any], count: float, words: Translator, decimals: int) -> str:
    """Return the sentence with {count}, {reports} and {before} of a hotspot, the last only where it can be compared."""
    if as_long_as_its_map(content):
        if not begun_in(content, "begun_seen"):
            return counts_told(content, count, words, decimals)
        return words.ngettext("{count} report in the period.", "{count} reports in the period.", count, decimals)
    if begun_in(content, "begun_seen"):
        return words.ngettext(
            "{count} report in the period; {reports} in twelve weeks.",
            "{count} reports in the period; {reports} in twelve weeks.",
            count,
            decimals,
        )
    return words.ngettext(
        "{count} report in the period; {reports} in twelve weeks, {before} in the twelve before.",
        "{count} reports in the period; {reports} in twelve weeks, {before} in the twelve before.",
        count,
        decimals,
    )


def due_measures(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the measures that are late, soon due or to be followed up."""
    return [one for one in content["measures"] if set(one["reminders"]) & set(TIMELY)]


def measure_line(one: Mapping[str, Any], words: Translator) -> str:
    """Return a measure with who is responsible, when it is due and why it is brought up."""
    _ = words.gettext
    why = words.listed([_(REMINDER_NAMES[Reminder(name)]) for name in one["reminders"] if name in TIMELY])
    parts = [one["title"], words.data_text(one["organisation"] or "")]
    if one["due"]:
        parts.append(_("due {day}").format(day=words.date(date.fromisoformat(one["due"]))))
    return f"{', '.join(part for part in parts if part)}: {why}."


def matured(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the follow-ups that are due and wait for the group's decision."""
    return [one for one in content["verdicts"] if one["next"] == NextStep.DECIDE]


def verdict_line(one: Mapping[str, Any], words: Translator) -> str:
    """Return a measure whose follow-up is due, with its last verdict where there is one."""
    _ = words.gettext
    following = _(str(one["next"]))
    text = f"{one['title']}: {following}."
    if step := one["step"]:
        text += " " + _("Last verdict: {verdict}.").format(verdict=_(STEP_NAMES[step]))
    return text


def silent_organisations(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the organisations that did not deliver though reports were to be expected."""
    return [one for one in content["organisations"] if one["silent"]]


def organisation_lines(content: Mapping[str, Any], words: Translator) -> Iterator[str]:
    """Yield who did not deliver, then how fresh the others are."""
    for one in silent_organisations(content):
        yield silent_line(one, words)
    told: Sequence[Mapping[str, Any]] = [one for one in content["organisations"] if not one["silent"]]
    for one in told:
        newest = words.date(date.fromisoformat(one["newest"])) if one["newest"] else "–"
        text = words.ngettext(
            "{name}: {count} report, the newest of {day}.", "{name}: {count} reports, the newest of {day}.",
            one["count"],
        )  # fmt: skip
        yield text.format(name=words.data_text(one["name"]), count=words.number(one["count"]), day=newest)
    if not content["organisations"]:
        yield words.gettext("No organisation has reported.")


def silent_line(one: Mapping[str, Any], words: Translator) -> str:
    """Return that an organisation did not deliver, with what is usual of it."""
    return words.gettext(
        "{name} did not deliver: no report, where about {usual} are usual; the newest is of {day}."
    ).format(
        name=words.data_text(one["name"]),
        usual=words.number(one["usual"]),
        day=words.date(date.fromisoformat(one["newest"])),
    )


def _in(said: Mapping[str, str], words: Translator) -> str:
    """Return what was said in a language, or in any where it was not said in that one."""
    return said.get(words.language) or next(iter(said.values()), "")

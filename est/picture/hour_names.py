"""Hours of the week as they are spoken of: by the name of a preset, else by days and times."""

from est.clock import PRESETS, day_groups, span_text
from est.text import N_, Translator

OWN = "own"
MOST_SAID = 6  # runs of hours in a line

HOURS = {  # as within a line; `title_hours` begins one
    "all": N_("all hours"),
    "day": N_("day 06–18"),
    "evening": N_("evening 18–22"),
    "night": N_("night 22–06"),
    "weekend-nights": N_("weekend nights (Fri–Sat 22–06)"),
    "weekend": N_("weekend (from Fri 18)"),
    "school": N_("school hours (Mon–Fri 08–16)"),
}
SHORT_HOURS = {
    "all": N_("All hours"),
    "day": N_("Day"),
    "evening": N_("Evening"),
    "night": N_("Night"),
    "weekend-nights": N_("Weekend nights"),
    "weekend": N_("Weekend"),
    "school": N_("School hours"),
}


def title_hours(hours: frozenset[int], translator: Translator) -> str:
    """Return `describe_hours` where it stands by itself or begins a line: Natt 22–06."""
    said = describe_hours(hours, translator)
    return said[:1].upper() + said[1:]


def describe_hours(hours: frozenset[int], translator: Translator) -> str:
    """Return the hours as they are spoken of within a line: the name of a preset, natt 22–06, else the days and hours,
    mån–fre 08–16; lör 10–12.

    Hours that pass midnight are spoken of by the evening: fre–sön 22–06 ends on Monday at six. Of hours that take more
    than a line to tell it is said how many they are.
    """
    _ = translator.gettext
    if (name := preset_name(hours)) != OWN:
        return _(HOURS[name])
    names, groups = translator.weekdays("abbreviated"), day_groups(hours)
    if sum(len(ranges) for _days, ranges in groups) > MOST_SAID:
        return _("own hours, {n} of the week's 168").format(n=len(hours))
    said = []
    for days, ranges in groups:
        spans = translator.listed([span_text(*span, "–") for span in ranges])
        said.append("–".join(names[day] for day in days) + " " + spans)
    return "; ".join(said)


def preset_name(hours: frozenset[int]) -> str:
    """Return the key in `HOURS` of these hours: that of a preset, or of custom hours."""
    return next((name for name, preset in PRESETS.items() if preset == hours), OWN)

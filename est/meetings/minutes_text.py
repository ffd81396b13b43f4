"""Minutes as they are read, by heading: on screen and in documents alike."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from est.text import Translator

Section = tuple[str, tuple[str, ...]]


def minutes_lines(content: Mapping[str, Any], words: Translator) -> tuple[Section, ...]:
    """Return each heading of the minutes with its lines.

    What was written stands in the language of the meeting; headings of the minutes themselves are those of `words`.
    """
    _ = words.gettext
    found = [(_("Meeting on {day}").format(day=_day(content["held"], words)), _head(content, words))]
    for section in content["sections"]:
        lines = tuple(line for point in section["points"] if not point["open"] for line in [point_line(point, words)])
        if lines:
            found.append((section["heading"], lines))
    skipped = [point["title"] for section in content["sections"] for point in section["points"] if point["open"]]
    if content["tasks"]:
        found.append((_("Tasks"), tuple(_task(one, words) for one in content["tasks"])))
    if content["focus"]:
        places = tuple(f"{number}. {place}" for number, place in enumerate(content["focus"], 1))
        found.append((_("Focus places until the next meeting"), places))
    if skipped:
        found.append((_("Not taken up"), (words.listed(skipped) + ".",)))
    return tuple(found)


def _head(content: Mapping[str, Any], words: Translator) -> tuple[str, ...]:
    _ = words.gettext
    told = [_("Present: {functions}.").format(functions=words.listed(content["present"]) or "–")]
    if content["picture"]:
        text = _("Situation picture {period}, hash {hash}.")
        told.append(text.format(period=content["picture"]["period"], hash=content["picture"]["hash"][:16]))
    if content["next_held"]:
        told.append(_("Next meeting {day}.").format(day=_day(content["next_held"], words)))
    return tuple(told)


def point_line(point: Mapping[str, str], words: Translator) -> str:
    """Return a point with what was decided and noted, else with its state."""
    _ = words.gettext
    parts = []
    if point["decision"]:
        parts.append(_("Decision: {wording}").format(wording=point["decision"]))
    if point["note"]:
        parts.append(_("Note: {wording}").format(wording=point["note"]))
    told = " ".join(parts)
    return f"{point['title']} ({point['status']}). {told}".strip()


def _task(one: Mapping[str, Any], words: Translator) -> str:
    parts = [one["title"], one["assigned"]]
    if one["due"]:
        parts.append(words.gettext("until {day}").format(day=_day(one["due"], words)))
    return ", ".join(parts) + f" ({one['state']})."


def _day(text: str, words: Translator) -> str:
    return words.date(date.fromisoformat(text), "long")

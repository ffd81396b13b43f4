"""What a change did, as a sentence with names; `action_names.py` has the shorter words where a name is not known."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any

from est.access.permissions import ROLE_NAMES, Role
from est.log.thing_names import ThingNames
from est.reports.batches.standing_reports import Review
from est.sentences import Sentence
from est.space.address_register import NO_STREET
from est.store.frozen_content import ERASED
from est.text import N_, Translator

Payload = Mapping[str, Any]


@dataclass(frozen=True)
class LoggedChange:
    """A row of the log: the action, the identity of what it was about, and what it carried."""

    action: str
    object: str
    payload: Payload


_RECORDS = ("record", "measure", "meeting", "point", "task", "event", "letter", "view")
_TITLES = ("name", "title", "subject", "wording", "held")
_DECISIONS = {
    Review.APPROVED: N_("approved: {named}"),
    Review.RETURNED: N_("returned to whoever sent it: {named}"),
    Review.REJECTED: N_("turned down: {named}"),
    Review.DUPLICATE: N_("marked as a duplicate of another: {named}"),
}
_NAME = N_("named the municipality {value}")
_NO_STREET = N_("said that “{written}” is no street of the register")
_A_STREET = N_("said that “{written}” is {street}")
_MOST_NAMED = 5


def _by(field: str, yes: str, no: str) -> Callable[[Payload], str]:
    """Return what chooses the pattern by a field that is true or not."""
    return lambda payload: yes if payload.get(field) else no


# the pattern of an action, or what chooses it by the payload
_PATTERNS: Mapping[str, str | Callable[[Payload], str]] = {
    "acknowledge alarm": N_("saw that “{called}” is unusual"),
    "add addendum": N_("added to the locked minutes of {thing}"),
    "add category": N_("added the category “{called}”"),
    "add cause": N_("wrote down the cause “{name}”"),
    "add coming event": N_("entered the coming event “{name}”"),
    "add hotspot": N_("took up the hotspot “{name}”"),
    "add letter": N_("wrote the letter “{name}”"),
    "add measure": N_("logged the measure “{name}”"),
    "add meeting": N_("prepared the meeting of {name}"),
    "add organisation": N_("added the organisation {called}"),
    "add person": N_("let {person} sign in, as {role}"),
    "add places": N_("named places: {names}"),
    "add points": N_("added points to the meeting of {thing}"),
    "add subcategory": N_("added the subcategory “{called}” to {category}"),
    "add task": N_("agreed on the task “{name}”"),
    "add to the library": N_("added “{name}” to the library of measures"),
    "add token": N_("gave a system of {organisation} the key “{called}”"),
    "add view": N_("saved the view “{name}”"),
    "amend report": N_("corrected a report in the review: {thing}"),
    "approve letter": N_("approved the letter “{thing}”"),
    "begin sending": N_("began to send the message to {thing}"),
    "bind account": N_("signed in for the first time: {thing}"),
    "change person": N_("made {thing} a {role}"),
    "correct report": N_("corrected a report: {thing}"),
    "edit category": N_("changed the category “{called}”, called “{before}” before"),
    "edit cause": N_("changed the cause “{name}”"),
    "edit coming event": N_("changed the coming event “{name}”"),
    "edit hotspot": N_("changed the hotspot “{name}”"),
    "edit letter": N_("changed the letter “{name}”"),
    "edit measure": N_("changed the measure “{name}”"),
    "edit meeting": N_("changed the meeting of {name}"),
    "edit organisation": N_("changed the organisation {called}, called {before} before"),
    "edit place": N_("changed the named place “{called}”"),
    "edit task": N_("changed the task “{name}”"),
    "edit the library": N_("changed “{name}” in the library of measures"),
    "edit view": N_("changed the saved view “{name}”"),
    "end sessions": N_("signed {thing} out everywhere"),
    "enter report": N_("entered a report: {thing}"),
    "erase": N_("erased a text of “{thing}” for good"),
    "back up": N_("had a backup made"),
    "export": _by(
        "words",
        N_("took out “{called}” with {rows} and what was written in them"),
        N_("took out “{called}” with {rows}"),
    ),
    "forget street": N_("let the street “{written}” be asked about again"),
    "freeze picture": N_("froze the situation picture of {period}"),
    "freeze verdict": N_("froze the verdict on the measure “{measure}”"),
    "keep waiting file": N_("let the file “{file}” wait until somebody looks at it"),
    "lock design": N_("locked the design of the follow-up of “{thing}”"),
    "lock minutes": N_("locked the minutes of the meeting of {thing}"),
    "merge categories": N_("made the category “{category}” one with “{other}”"),
    "merge hotspots": N_("merged hotspots to “{name}”"),
    "merge organisations": N_("made the organisation {thing} one with {into}"),
    "merge places": N_("made the place “{called}” one with “{into}”"),
    "empty inbox": N_("removed files from the inbox that had been handled: {files}"),
    "note reading": N_("read what was written in reports of {organisations}"),
    "post letter": N_("put the letter “{name}” into the queue"),
    "purge": N_("removed what was past its time: {reports} and {batches}"),
    "record sending": N_("noted what became of the message to {thing}"),
    "remove people": N_("removed where people live: {people}"),
    "remove person": N_("let {thing} sign in no more"),
    "remove place": N_("removed the named place “{called}”"),
    "rename subcategory": N_("renamed the subcategory “{before}” of {category} to “{called}”"),
    "restore batch": N_("put back the batch “{file}”"),
    "restore hotspot": N_("took the hotspot “{name}” back to an earlier version"),
    "restore measure": N_("took the measure “{name}” back to an earlier version"),
    "restore people": N_("took back where people live: {people}"),
    "review reports": lambda payload: _DECISIONS[Review(payload["decision"])] if payload.get("decision") else "",
    "revoke token": N_("revoked the key “{called}”"),
    "set address rule": _by(
        "street_only",
        N_("chose that addresses in {thing}'s files are homes and are placed on the street"),
        N_("chose that addresses in {thing}'s files are not homes"),
    ),
    "set addresses": N_("loaded the address register “{file}”, {addresses}"),
    "set copies": _by(
        "keeps_copies",
        N_("chose that copies in {thing}'s files are events"),
        N_("chose that copies in {thing}'s files are no events"),
    ),
    "set districts": N_("set the districts: {names}"),
    "set ground": N_("loaded the ground of the map “{file}”"),
    "set map service": N_("turned on the map service {address}"),
    "remove map service": N_("turned off the map service"),
    "set mail server": N_("changed the mail server to {host}"),
    "set municipality": N_("chose the municipality {called}"),
    "set people": N_("loaded how many people are where from “{file}”"),
    "set recipients": N_("changed where {thing} gets mail"),
    "set repeats": _by(
        "every_row",
        N_("chose that each report of {thing} counts"),
        N_("chose that repeats of {thing} count once a day and place"),
    ),
    "set retention": _by(
        "months",
        N_("chose that reports of {whose}, {kind}, are kept {months}"),
        N_("took back how long reports of {whose}, {kind}, are kept"),
    ),
    "set time zone": N_("chose the time zone {timezone}"),
    "set trust": _by(
        "trusted",
        N_("chose that reports of {thing} need no review"),
        N_("chose that reports of {thing} wait for review"),
    ),
    "settle": lambda payload: _NAME if payload.get("name") == "name" else "",
    "settle street": lambda payload: _NO_STREET if payload.get("street") == NO_STREET else _A_STREET,
    "settle waiting file": N_("decided of the file “{thing}” that waited"),
    "share descriptions": _by(
        "shared",
        N_("chose that {thing} shows the group what it writes"),
        N_("chose that {thing} does not show the group what it writes"),
    ),
    "split hotspot": N_("split a hotspot; one half is “{name}”"),
    "steer message": _by(
        "again",
        N_("let the message to {thing} be sent again"),
        N_("let the message to {thing} not be sent"),
    ),
    "switch subcategory": _by(
        "active",
        N_("switched the subcategory “{called}” of {category} on"),
        N_("switched the subcategory “{called}” of {category} off"),
    ),
    "take batch": N_("took in the batch “{file}” with {read}"),
    "test mail server": N_("sent a test message to {address}"),
    "undo batch": N_("undid the batch “{file}”"),
    "undo merge": N_("took back the merge to the hotspot “{name}”"),
    "use token": N_("sent the file “{file}” with the key “{thing}”"),
    "void report": N_("voided a report: {thing}"),
    "write of hotspot": N_("wrote of the hotspot “{thing}”"),
    "subscribe": N_("let {whose} subscribe by mail"),
    "write of point": N_("wrote at the point “{name}” of a meeting"),
}

Find = Callable[[LoggedChange, ThingNames], str]


def _own_name(change: LoggedChange, names: ThingNames) -> str:
    """Return what a record is called in the version that the change made."""
    for kept_as in _RECORDS:
        record = change.payload.get(kept_as)
        if isinstance(record, Mapping):
            return next((str(record[title]) for title in _TITLES if record.get(title)), "")
    return names.thing(change.object)


def _text(name: str) -> Find:
    """Return what finds a text of the payload, in the language if it is one of the defaults'."""
    return lambda change, names: names.words.data_text(str(change.payload.get(name) or ""))


def _count(name: str, form: Callable[[Translator, int], str] = lambda _words, _count: "{n}") -> Find:
    """Return what finds a number of the payload, or how many a list of it holds, in the form that goes with it."""

    def find(change: LoggedChange, names: ThingNames) -> str:
        found = change.payload.get(name)
        count = len(found) if isinstance(found, list) else found
        return form(names.words, count).format(n=names.words.number(count)) if isinstance(count, int) else ""

    return find


def _rows(words: Translator, count: int) -> str:
    return words.ngettext("{n} row", "{n} rows", count)


def _listed(found: list[str], names: ThingNames) -> str:
    """Return the first few of these as one phrase, with how many there are beside them."""
    more = len(found) - _MOST_NAMED
    shown = found[:_MOST_NAMED]
    if more > 0:
        shown.append(names.words.ngettext("{n} more", "{n} more", more).format(n=names.words.number(more)))
    return names.words.listed(shown)


def _things(name: str) -> Find:
    """Return what finds the names of the things that a list of the payload holds."""

    def find(change: LoggedChange, names: ThingNames) -> str:
        found = [names.thing(one) for one in change.payload.get(name, ())]
        return _listed(found, names) if all(found) else ""

    return find


def _whose(change: LoggedChange, names: ThingNames) -> str:
    whose = change.payload.get("organisation")
    return names.thing(whose) if whose else names.words.gettext(N_("all organisations"))


def _kind(change: LoggedChange, names: ThingNames) -> str:
    code = change.payload.get("category")
    return names.category(code) if code else names.words.gettext(N_("all categories"))


def _role(change: LoggedChange, names: ThingNames) -> str:
    found = change.payload.get("role")
    return names.words.gettext(ROLE_NAMES[Role(found)]) if found else ""


_FINDING: Mapping[str, Find] = {
    "name": _own_name,
    "thing": lambda change, names: names.thing(change.payload.get("report") or change.object),
    "called": _text("name"),
    "into": lambda change, names: names.thing(change.payload.get("into")),
    "measure": lambda change, names: names.thing(change.payload.get("measure")),
    "category": lambda change, names: names.category(change.payload.get("category")),
    "other": lambda change, names: names.category(change.payload.get("into")),
    "names": lambda change, names: _listed(list(change.payload.get("names", ())), names),
    "named": _things("reports"),
    "organisations": _things("organisations"),
    "organisation": lambda change, names: names.thing(change.payload.get("organisation")),
    "period": lambda change, names: change.payload.get("picture", {}).get("period", {}).get("name", ""),
    "person": _text("email"),
    "role": _role,
    "whose": _whose,
    "kind": _kind,
    **{name: _text(name) for name in ("address", "before", "file", "host", "street", "timezone", "value", "written")},
    "addresses": _count("addresses", lambda words, count: words.ngettext("{n} address", "{n} addresses", count)),
    "batches": _count("batches", lambda words, count: words.ngettext("{n} batch", "{n} batches", count)),
    "files": _count("files"),
    "months": _count("months", lambda words, count: words.ngettext("{n} month", "{n} months", count)),
    "people": _count("people", lambda words, count: words.ngettext("{n} person", "{n} people", count)),
    "read": _count("read", _rows),
    "reports": _count("reports", lambda words, count: words.ngettext("{n} report", "{n} reports", count)),
    "rows": _count("rows", _rows),
}


def change_sentence(change: LoggedChange, names: ThingNames) -> Sentence | None:
    """Return what a change did, with names; None where one of them is not known, or not to be seen."""
    chosen = _PATTERNS.get(change.action, "")
    pattern = chosen if isinstance(chosen, str) else chosen(change.payload)
    wanted = [field for _, field, _, _ in Formatter().parse(pattern) if field]
    values = {field: _FINDING[field](change, names) for field in wanted}
    known = all(values.values()) and ERASED not in values.values()
    return Sentence(pattern, **values) if pattern and known else None

"""What the things are called that changes are about."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from est.municipality.reference_lists import category_names
from est.store import Store
from est.text import Translator, translator

# table → what a thing of it is called
_NAMED = {
    "hotspots": "name",
    "measures": "title",
    "causes": "wording",
    "measure_library": "title",
    "meetings": "CAST(held AS VARCHAR)",
    "meeting_points": "title",
    "tasks": "title",
    "coming_events": "title",
    "organisations": "name",
    "places": "name",
    "situation_pictures": "period",
    "alarms": "name",
    "minutes": "CAST(held AS VARCHAR)",
    "letters": "subject",
    "messages": "address",
    "arrivals": "file",
    "tokens": "name",
}
# the others are called by what they are of
_OF_ANOTHER = """
    SELECT CAST(d.id AS VARCHAR), m.title FROM designs d JOIN measures m ON m.id = d.measure
        WHERE d.id IN (SELECT unnest($wanted::UUID[]))
    UNION ALL
    SELECT CAST(v.id AS VARCHAR), m.title FROM verdicts v JOIN measures m ON m.id = v.measure
        WHERE v.id IN (SELECT unnest($wanted::UUID[]))
    UNION ALL
    SELECT CAST(e.id AS VARCHAR), h.name FROM hotspot_entries e JOIN hotspots h ON h.id = e.hotspot
        WHERE e.id IN (SELECT unnest($wanted::UUID[]))
    UNION ALL
    SELECT CAST(a.id AS VARCHAR), CAST(m.held AS VARCHAR) FROM addenda a JOIN minutes m ON m.id = a.minutes
        WHERE a.id IN (SELECT unnest($wanted::UUID[]))
    UNION ALL
    SELECT CAST(id AS VARCHAR), file FROM batches WHERE kind = 'file' AND id IN (SELECT unnest($wanted::UUID[]))
"""
# who may sign in no longer is in no table, and in the log still
_PEOPLE = """
    SELECT CAST(object AS VARCHAR), payload FROM log
    WHERE action = 'add person' AND object IN (SELECT unnest($wanted::UUID[]))
"""
_REPORTS = """
    WITH brought AS (
        SELECT batch, report FROM batch_rows WHERE batch IN (
            SELECT id FROM batches WHERE kind <> 'file' AND id IN (SELECT unnest($wanted::UUID[])))
        UNION ALL SELECT id, report FROM reviews WHERE id IN (SELECT unnest($wanted::UUID[]))
        UNION ALL SELECT report, report FROM (SELECT unnest($wanted::UUID[]) AS report)),
    known AS (
        SELECT id, category, starts FROM reports UNION ALL SELECT id, category, starts FROM unapproved_reports
        UNION ALL SELECT id, category, starts FROM report_versions)
    SELECT CAST(b.batch AS VARCHAR), any_value(k.category), any_value(k.starts)
    FROM brought b JOIN known k ON k.id = b.report GROUP BY b.batch
"""


@dataclass(frozen=True)
class ThingNames:
    """How things are called in the reader's language: identity → name, category code → name."""

    words: Translator
    things: Mapping[str, str]
    categories: Mapping[str, str]

    def thing(self, identity: object) -> str:
        """Return the name of a thing; nothing where it has none, is gone, or is not to be seen."""
        return self.words.data_text(self.things.get(str(identity), ""))

    def category(self, code: object) -> str:
        """Return the name of a category; nothing for none."""
        return self.categories.get(str(code), "")


def thing_names(store: Store, identities: Collection[str], language: str) -> ThingNames:
    """Return how these things are called, as far as the store shows them."""
    words, categories = translator(language), category_names(store, language)
    values = {"wanted": sorted(identities)}
    things: dict[str, str] = {}
    if identities:
        with store.asking() as cursor:
            for table, name in _NAMED.items():
                things |= cursor.execute(
                    f"SELECT CAST(id AS VARCHAR), {name} FROM {table} WHERE id IN (SELECT unnest($wanted::UUID[])) "  # noqa: S608 (names of ours)
                    f"AND {name} IS NOT NULL",
                    values,
                ).fetchall()
            things |= cursor.execute(_OF_ANOTHER, values).fetchall()
            for identity, payload in cursor.execute(_PEOPLE, values).fetchall():
                things[identity] = json.loads(payload).get("email", "")
            for identity, category, starts in cursor.execute(_REPORTS, values).fetchall():
                things[identity] = f"{categories.get(category, '')}, {words.date(starts)}" if starts else ""
    return ThingNames(words, things, categories)

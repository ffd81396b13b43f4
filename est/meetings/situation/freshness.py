"""How fresh the reports of each organisation are, and who did not deliver though reports were to be expected."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from est.picture.selection import Selection
from est.picture.selection_sql import selected_sql
from est.store import Store

BEFORE = timedelta(weeks=12)  # what an organisation's usual number of reports is learned from
LEAST_USUAL = 3.0  # reports a period: from so many on, none at all comes by chance in less than one of twenty


@dataclass(frozen=True)
class OrganisationFreshness:
    """What one organisation has delivered: reports of the period, its usual number in so long a time, its newest report
    and its newest batch. `silent` tells that it has none where its usual number lets some be expected.
    """

    organisation: str
    name: str
    count: float
    usual: float
    newest: date | None
    received: datetime | None

    @property
    def silent(self) -> bool:
        """Whether it did not deliver."""
        return self.count == 0 and self.usual >= LEAST_USUAL

    def as_json(self) -> dict[str, Any]:
        """Return what a picture keeps of it."""
        return {
            "organisation": self.organisation,
            "name": self.name,
            "count": self.count,
            "usual": round(self.usual, 1),
            "newest": self.newest.isoformat() if self.newest else None,
            "received": self.received.isoformat() if self.received else None,
            "silent": self.silent,
        }


def organisation_freshness(store: Store, start: date, end: date) -> tuple[OrganisationFreshness, ...]:
    """Return every organisation that reported in a period or the twelve weeks before it, those that are silent first.

    `end` is exclusive. What was reported after the period is not looked at, so that the newest report is one of it.
    """
    sql, values = selected_sql(Selection(start - BEFORE, end))
    share = (end - start) / BEFORE
    rows = store.ask(
        f"""WITH chosen AS (
            SELECT organisation, sum(weight) FILTER (starts >= $middle::TIMESTAMP) AS count,
                sum(weight) FILTER (starts < $middle::TIMESTAMP) AS before, max(starts)::DATE AS newest
            FROM ({sql}) WHERE organisation IS NOT NULL GROUP BY organisation),
        taken AS (
            SELECT organisation, max(received) AS received FROM batches WHERE undone IS NULL GROUP BY organisation)
        SELECT chosen.organisation::VARCHAR AS id, name, coalesce(count, 0)::DOUBLE AS count,
            coalesce(before, 0)::DOUBLE AS before, newest, received
        FROM chosen LEFT JOIN taken ON taken.organisation = chosen.organisation
        LEFT JOIN organisations ON organisations.id = chosen.organisation ORDER BY name, id""",  # noqa: S608 (the rule's own SQL)
        values | {"middle": start},
    ).rows()
    found = [
        OrganisationFreshness(identity, name or "", round(count, 9), before * share, newest, received)
        for identity, name, count, before, newest, received in rows
    ]
    return tuple(sorted(found, key=lambda one: (not one.silent, one.name)))

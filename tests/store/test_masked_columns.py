"""The look at what statements read sees each way to words that does not name them, and lets the others be."""

import pytest

from tests.masked_columns import LookedAt, UnnamedWordsError


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT count(*) FROM reports AS one WHERE one::VARCHAR LIKE '%ord%'",
        "SELECT count(DISTINCT one) FROM reports AS one",
        "SELECT count(*) FROM (SELECT DISTINCT * FROM reports)",
        "SELECT count(*) FROM (FROM reports EXCEPT FROM reports)",
        "SELECT count(*) FROM reports NATURAL JOIN reports AS other",
        "SELECT md5(list(one)::VARCHAR) AS told FROM reports AS one",
        "SELECT count(*) FROM (SELECT * FROM unapproved_reports ORDER BY ALL LIMIT ?) WHERE category = 'RAN'",
    ],
)
def test_words_that_are_read_without_their_names_are_seen(store, sql):
    """Whoever looks, in whatever view."""
    with store.asking() as cursor, pytest.raises(UnnamedWordsError):
        LookedAt().look(cursor._inner, sql, [1] if "?" in sql else None)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT count(*) FROM (SELECT * FROM reports)",
        "SELECT * FROM reports",  # its columns say it
        "SELECT chosen FROM reports AS chosen",  # and the fields of this one
        "SELECT category, count(*) FROM (SELECT * FROM reports WHERE starts < ?) GROUP BY ALL",
        "SELECT count(description) FROM reports",
        "SELECT to_json(one)::VARCHAR LIKE '%ord%' FROM reports AS one",
        "SELECT * FROM places",
    ],
)
def test_what_reads_no_words_or_says_so_is_let_be(store, sql):
    """A statement is looked at once."""
    with store.asking() as cursor:
        LookedAt().look(cursor._inner, sql, ["2026-01-01"] if "?" in sql else None)

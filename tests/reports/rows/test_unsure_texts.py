"""A row whose words may be about a person is taken without those words, and the reader is told."""

import pytest

from est.privacy.guard import COVER
from tests.reports.tables import checked, reports


@pytest.mark.slow
def test_a_name_or_a_flat_is_covered_in_the_report_and_told_of():
    """In what people wrote; a place may bear anybody's name, and a sure number still rejects its row."""
    texts = ["Karin Persson klagar", "skrik från lgh 1203", "glas vid Karin Boyes plats", "ring 070-174 06 05"]
    found = checked(reports(4, text=texts, plats=["Anna Lindhs plats", "Karin Persson", "Torget", "Torget"]))
    assert found.rows["description"].to_list() == [
        f"{COVER} klagar",
        f"skrik från {COVER}",
        "glas vid Karin Boyes plats",
    ]
    assert found.rows["place"].to_list() == ["Anna Lindhs plats", "Karin Persson", "Torget"]
    assert len(found.rejects) == 1
    (told,) = [notice.sentence() for notice in found.notices if COVER in notice.sentence()]
    assert "In 'text' 2 texts may name a person" in told
    assert "Karin" not in told


@pytest.mark.slow
def test_a_rejected_row_is_kept_without_the_name():
    """Also one that was rejected for its time."""
    made = reports(2, text="Karin Persson klagar")
    made["tid"][0] = "2026-02-30 10:00"
    found = checked(made)
    assert "Karin" not in found.originals["original"][0]
    assert COVER in found.originals["original"][0]

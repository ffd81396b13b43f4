"""Beside the map every flag says who told of it, and whether it would be gone without one of them."""

import polars as pl
import pytest

from est.text import translator
from est.ui.situation.flaglist import support

KINDS = {"organisations": pl.UInt32, "leans_on": pl.String}


@pytest.mark.parametrize(
    ("rows", "sv", "en"),
    [
        ([(4, None)], "Från 4 aktörer.", "From 4 organisations."),
        ([(4, "a")], "Bygger på en aktör.", "Rests on one organisation."),
        ([(1, None)], "Bygger på en aktör.", "Rests on one organisation."),
        ([(4, None), (3, "a")], "Från minst 4 aktörer.", "From at least 4 organisations."),
        ([(4, "a"), (3, "a")], "Bygger på en aktör.", "Rests on one organisation."),
    ],
)
def test_a_flag_names_its_support(rows, sv, en):
    """Cells that touch stand as long as one of them stands without the organisation."""
    group = pl.DataFrame(rows, schema=KINDS, orient="row")
    assert (support(group, translator("sv")), support(group, translator("en"))) == (sv, en)

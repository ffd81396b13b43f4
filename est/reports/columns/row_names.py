"""Whether the values of a column name its rows, so that a row is known by them in the next file."""

import polars as pl

from est.privacy.guard import personal_data_codes
from est.reports.fields.synonyms import field_synonyms

ANY_NUMBER = ("id", "lopnummer", "lopnr")  # names that a number of the row has as well
FEWEST_DIFFERENT = 0.5  # of the rows: a case may hold several events, a code of a kind is that of most rows


def names_rows(values: pl.Series) -> bool:
    """Return whether a column that is called a reference may be one, by its name and values.

    What is merely called a number must differ from row to row, and not count the rows (1, 2, 3 and so on): such a
    count names other rows in the next file.
    """
    if field_synonyms(values.name) not in ANY_NUMBER:
        return True
    texts = values.cast(pl.String).str.strip_chars()
    texts = texts.filter(texts != "")
    numbers = texts.cast(pl.Int64, strict=False)
    counts = texts.len() > 1 and numbers.null_count() == 0 and bool((numbers.diff().drop_nulls() == 1).all())
    if counts and numbers[0] in (0, 1):
        return False
    if personal_data_codes(texts).any():  # a number of ten digits may look like a person's, and would reject its row
        return False
    return bool(texts.n_unique() > FEWEST_DIFFERENT * texts.len())

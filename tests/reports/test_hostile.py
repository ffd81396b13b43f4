"""Whatever is wrong with a text file, the good rows come out whole and the others are named."""

import pytest

from est.errors import FileRefusedError
from est.reports.files.reader import read_file
from tests.reports.hostile import Nasty, nasty_files

FILES = nasty_files()


@pytest.mark.parametrize("nasty", FILES, ids=[nasty.name for nasty in FILES])
@pytest.mark.slow
def test_a_nasty_file_gives_its_good_rows_and_names_the_others(nasty: Nasty):
    if nasty.taken is None:
        with pytest.raises(FileRefusedError, match="was not taken"):
            read_file(nasty.content, "fil.csv")
        return
    table = read_file(nasty.content, "fil.csv")
    assert (table.rows.height, tuple(reject.row for reject in table.rejects)) == (nasty.taken, nasty.named)
    assert (table.lines.blank, table.lines.preamble, table.lines.header) == (nasty.blank, nasty.preamble, nasty.header)
    assert len(table.columns) == nasty.columns
    assert table.has_header is bool(nasty.header)
    if nasty.encoding:
        assert table.encoding == nasty.encoding
    if nasty.taken >= 19:
        assert table.rows["__row"][0] == nasty.first_row
        assert table.rows.row(0)[-1] == nasty.text

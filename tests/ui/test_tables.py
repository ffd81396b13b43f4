"""A text that people wrote shows as it was written, in a table as in a label."""

import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from est.ui.tables import plain_text


@pytest.mark.parametrize(
    ("written", "escaped"),
    [
        ("Södra torget", "Södra torget"),
        ("<b>x</b>", r"\<b\>x\<\/b\>"),
        ("![](http://x/y.png)", "\\!\\[\\]\\(http\u2060:\\/\\/x\\/y\\.png\\)"),
        ("www.x.se a@b.se", "www\u2060\\.x\\.se a@\u2060b\\.se"),
        ("a\n# b", r"a \# b"),
        ("q\u00a0=\u00a01\u00a0200\t\n x", "q\u00a0\\=\u00a01\u00a0200 x"),
        (":material/home: :smile:", ":\u2060material\\/home: :\u2060smile:"),
        ("18:30", "18:30"),
        ("07_\u202egpj.csv \u2066x", r"07\_gpj\.csv x"),
        ("$x$ | y", r"\$x\$ \| y"),
    ],
)
def test_every_sign_of_markdown_is_escaped(written, escaped):
    """No image is fetched, no heading made, no icon drawn, and no address made a link."""
    assert plain_text(written) == escaped


def test_a_written_number_is_shown_as_written_and_stays_a_number():
    """Differences have a true minus, 0 has no sign, and the column is sorted by size."""
    table = AppTest.from_function(differences).run().dataframe[0]
    assert table.value["difference"].tolist() == [22.0, -4.5, 0.0]
    # what the browser draws in its place: Streamlit sends it beside the values
    shown = pa.ipc.open_stream(table.proto.arrow_data.styler.display_values).read_all().to_pandas()
    assert shown.iloc[:, 1].tolist() == ["+22", "−4,5", "0"]
    # and the numbers beside it as everywhere, whole ones too where some are missing
    assert shown.iloc[:, 2].tolist() == ["6", "1\xa0234,5", "0"]
    assert shown.iloc[:, 3].tolist() == ["4", "", "1"]


def differences():
    """Draw a table of three differences, as a page does."""
    import polars as pl

    from est.text import translator
    from est.ui.tables import draw_table

    frame = pl.DataFrame(
        {"name": ["a", "b", "c"], "difference": [22.0, -4.5, 0.0], "old": [6.0, 1234.5, 0.0], "rank": [4, None, 1]}
    )
    draw_table(frame, written={"difference": lambda value: translator("sv").signed(value, 1)})

"""A text that people wrote shows as it was written, in a table as in a label."""

import pytest

from est.ui.tables import plain


@pytest.mark.parametrize(
    ("written", "escaped"),
    [
        ("Södra torget", "Södra torget"),
        ("<b>x</b>", r"\<b\>x\<\/b\>"),
        ("![](http://x/y.png)", r"\!\[\]\(http:\/\/x\/y\.png\)"),
        ("a\n# b", r"a \# b"),
        (":material/home: :smile:", ":\u2060material\\/home: :\u2060smile:"),
        ("18:30", "18:30"),
        ("$x$ | y", r"\$x\$ \| y"),
    ],
)
def test_every_sign_of_markdown_is_escaped(written, escaped):
    """No image is fetched, no heading made, no icon drawn."""
    assert plain(written) == escaped

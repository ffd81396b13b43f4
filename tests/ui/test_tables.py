"""A text that people wrote shows as it was written, in a table as in a label."""

import pytest

from est.ui.tables import plain


@pytest.mark.parametrize(
    ("written", "escaped"),
    [
        ("Södra torget", "Södra torget"),
        ("<b>x</b>", r"\<b\>x\<\/b\>"),
        ("![](http://x/y.png)", "\\!\\[\\]\\(http\u2060:\\/\\/x\\/y\\.png\\)"),
        ("www.x.se a@b.se", "www\u2060\\.x\\.se a@\u2060b\\.se"),
        ("a\n# b", r"a \# b"),
        (":material/home: :smile:", ":\u2060material\\/home: :\u2060smile:"),
        ("18:30", "18:30"),
        ("$x$ | y", r"\$x\$ \| y"),
    ],
)
def test_every_sign_of_markdown_is_escaped(written, escaped):
    """No image is fetched, no heading made, no icon drawn, and no address made a link."""
    assert plain(written) == escaped

"""What runs elsewhere runs what is written for people."""

import re

from tests.sources import ROOT

WORKFLOW = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")


def test_the_windows_job_runs_the_lines_of_the_readme():
    """As they stand there: what a reader types is what was tried."""
    block = re.search(
        r"^```bat\n(.+?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    assert block is not None
    assert [line for line in block[1].splitlines() if line not in WORKFLOW] == []

"""The tables of a page as frames, whichever way they are drawn."""

import json
from typing import Any

import pandas as pd
from streamlit.testing.v1 import AppTest

from est.ui.page_table import TABLE


def tables(tested: AppTest) -> list[pd.DataFrame]:
    """Return each table of a page by the names of its columns: numbers as they are, all else as it is written."""
    own = [one.proto for one in tested.get("bidi_component") if one.proto.component_name == TABLE]
    return [_frame(json.loads(one.json)["columns"]) for one in own] + [one.value for one in tested.dataframe]


def _frame(columns: list[dict[str, Any]]) -> pd.DataFrame:
    told = {}
    for column in columns:
        numbers = column["kind"] in ("number", "share", "course")
        told[column["name"]] = column["values"] if numbers else [text or None for text in column["texts"]]
    frame = pd.DataFrame(told)
    frame.attrs["headings"] = {column["name"]: column["heading"] for column in columns}
    return frame

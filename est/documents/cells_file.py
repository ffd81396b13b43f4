"""The cells of a picture as GeoJSON (RFC 7946): a polygon a cell, with its reports and its flag."""

from datetime import date

import polars as pl

from est.meetings.situation.situation_picture import SituationPicture
from est.space.cell_files import cells_to_geojson
from est.store.exports import round_figures
from est.text import Translator

SCHEMA = {"cell": pl.String, "reports": pl.Float64, "flag": pl.String}


def write_cells(picture: SituationPicture, words: Translator) -> bytes:
    """Return the cells of a picture that have reports or a flag: [cell, reports, flag].

    Reports are the sum of weights over the picture's selection, flag is clear, watch or null.
    """
    content = picture.content
    frame = round_figures(pl.DataFrame(content["map"]["cells"], schema=SCHEMA, orient="row"))
    start, end = (date.fromisoformat(content["selection"][name]) for name in ("start", "end"))
    return cells_to_geojson(frame, (picture.period.title(words), words.period(start, end), picture.hash))

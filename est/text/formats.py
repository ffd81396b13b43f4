"""The languages there are, a folder each beside this file, and how each writes what gettext does not know."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

CATALOGUES = Path(__file__).resolve().parent
FORMATS = "formats.toml"
SOURCE = "en"  # the language of the texts in the code


@dataclass(frozen=True)
class Formats:
    """How a language writes numbers, dates and times: CLDR's locale, and patterns where a reader here expects another.

    `moment` is CLDR's pattern of a time with its date; `chart_moment` and `chart_date` are d3's.
    """

    locale: str
    moment: str
    chart_moment: str
    chart_date: str


def read_formats(language: str, folder: Path = CATALOGUES) -> Formats:
    """Return the formats of a language, from the `formats.toml` of its folder."""
    return Formats(**tomllib.loads((folder / language / FORMATS).read_text(encoding="utf-8")))


def list_languages(folder: Path = CATALOGUES) -> tuple[str, ...]:
    """Return the codes of the languages that have a folder here, in the order of the alphabet."""
    return tuple(sorted(path.parent.name for path in folder.glob(f"*/{FORMATS}")))


LANGUAGES = list_languages()

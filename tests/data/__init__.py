"""What tests and calibration rest on: published tables, nasty files, real incidents. README.md gives their sources."""

from pathlib import Path

DATA = Path(__file__).parent
PUBLISHED = DATA / "published"
HOSTILE = DATA / "hostile"
SHEETS = DATA / "sheets"
LAYOUTS = DATA / "layouts"
FIELD = DATA / "field"

"""`est situation`: the situation picture of a week, month, tertial or year, frozen if it was not yet."""

import argparse
import json
from importlib import metadata
from pathlib import Path

import polars as pl

from est.documents.cells_file import write_cells
from est.documents.excel_file import write_figures
from est.documents.pdf_file import write_pdf
from est.documents.picture_document import picture_document
from est.documents.plan_document import plan_document
from est.documents.wider_edition import wider_document, wider_json, write_wider_figures
from est.documents.word_file import write_word
from est.errors import EstError, FileRefusedError, PictureError
from est.meetings.long_term import long_term_basis
from est.meetings.situation.commands import freeze_picture
from est.meetings.situation.picture_comparison import change_sentence, compare_pictures
from est.meetings.situation.picture_contents import compile_picture
from est.meetings.situation.picture_period import PeriodKind, PicturePeriod, parse_period, period_of
from est.meetings.situation.picture_sentences import picture_sections
from est.meetings.situation.queries import open_picture, picture_before, picture_of_period
from est.meetings.situation.situation_picture import SituationPicture
from est.picture.selection import loaded_period
from est.store import Store
from est.store.exports import log_export
from est.terminal import add_store, municipality_now, open_existing_store, terminal_user
from est.text import LANGUAGES, translator

KINDS = {
    "week": ("2026-W26", PeriodKind.WEEK),
    "month": ("2026-06", PeriodKind.MONTH),
    "tertial": ("2026-T2", PeriodKind.TERTIAL),
    "year": ("2026", PeriodKind.YEAR),
}


FILES = {
    "pdf": "write it as PDF too, in the language of the sentences",
    "docx": "write it as Word too",
    "xlsx": "write its figures as Excel too",
    "geojson": "write its cells as GeoJSON too",
    "plan": "write situation and plan under the law's headings, as Word, or as PDF where the file ends so",
}


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    add_store(parser)
    which = parser.add_mutually_exclusive_group()
    for kind, (example, _) in KINDS.items():
        which.add_argument(f"--{kind}", metavar="PERIOD", help=f"as {example}")
    parser.add_argument("--anew", action="store_true", help="freeze it again; the earlier picture stays too")
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="of the sentences")
    for name, told in FILES.items():
        parser.add_argument(f"--{name}", type=Path, metavar="FILE", help=told)
    parser.add_argument(
        "--wider",
        action="store_true",
        help="all that is written and printed for a wider circle than the working group: no small counts",
    )
    parser.add_argument("--json", action="store_true", help="everything as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print the frozen picture, and what changed since the one before it; return 0."""
    if arguments.wider and arguments.geojson is not None:
        raise PictureError("Cells tell of few reports and where. A wider circle gets none: leave --geojson out.")
    with open_existing_store(arguments) as store:
        picture = _frozen(store, _period(store, arguments), anew=arguments.anew)
        before = picture_before(store, picture)
        _write_files(store, picture, before, arguments)
    words = translator(arguments.language)
    if arguments.wider:
        known = words.gettext("Frozen as {identity}, hash {hash}.").format(identity=picture.identity, hash=picture.hash)
        print(json.dumps(wider_json(picture), ensure_ascii=False) if arguments.json else known)
        return 0
    if arguments.json:
        changed = [vars(place) for place in compare_pictures(before, picture)] if before else []
        compared = before.content["period"]["name"] if before else None
        print(json.dumps(picture.as_json() | {"compared_with": compared, "changed": changed}, ensure_ascii=False))
        return 0
    for heading, sentences in picture_sections(picture, words):
        print("\n".join([heading, *(f"  {sentence}" for sentence in sentences)]))
    if before:
        title = words.gettext("Since {period}").format(period=before.period.title(words))
        print(
            "\n".join([title, *(f"  {change_sentence(place, words)}" for place in compare_pictures(before, picture))])
        )
    print(words.gettext("Frozen as {identity}, hash {hash}.").format(identity=picture.identity, hash=picture.hash))
    return 0


def _write_files(
    store: Store, picture: SituationPicture, before: SituationPicture | None, arguments: argparse.Namespace
) -> None:
    """Write the documents that are asked for, and say in the log that they were taken out.

    What cannot be written is raised when the others are.
    """
    faults: list[EstError] = []
    for name in FILES:
        path: Path | None = getattr(arguments, name)
        if path is None:
            continue
        try:
            _write_file(store, picture, before, name, path, arguments)
        except EstError as error:
            faults.append(error)
    if faults:
        raise faults[0]


def _write_file(
    store: Store,
    picture: SituationPicture,
    before: SituationPicture | None,
    name: str,
    path: Path,
    arguments: argparse.Namespace,
) -> None:
    words, moment, wider = translator(arguments.language), municipality_now(store), arguments.wider
    if name == "xlsx":
        held = write_wider_figures(picture, words) if wider else write_figures(picture, words)
    elif name == "geojson":
        held = write_cells(picture, words)
    elif name == "plan":
        plan = plan_document(picture, long_term_basis(store, picture.period), moment, words, wider=wider)
        held = (write_pdf if path.suffix.lower() == ".pdf" else write_word)(plan, moment)
    else:
        document = wider_document(picture, words) if wider else picture_document(picture, before, words)
        held = (write_pdf if name == "pdf" else write_word)(document, picture.frozen or moment)
    try:
        path.write_bytes(held)
    except OSError as error:
        raise FileRefusedError(f"{path} cannot be written: {error.strerror}. Choose another.") from error
    taken = pl.DataFrame({"period": [picture.content["period"]["name"]], "hash": [picture.hash]})
    log_export(store, f"situation picture {name}", taken, terminal_user(), moment)


def _period(store: Store, arguments: argparse.Namespace) -> PicturePeriod:
    """Return the period that is asked for, else the last whole week that is loaded."""
    for name, (example, kind) in KINDS.items():
        if (text := getattr(arguments, name)) is not None:
            period = parse_period(text)
            if period.kind is not kind:
                raise PictureError(f"--{name} takes a period as {example}, not {text!r}.")
            return period
    loaded = loaded_period(store)
    if loaded is None:
        raise PictureError("There are no reports to make a picture of. `est import` takes a file of them.")
    week = period_of(PeriodKind.WEEK, loaded[1])
    return week if week.last < municipality_now(store).date() else week.previous


def _frozen(store: Store, period: PicturePeriod, *, anew: bool) -> SituationPicture:
    found = None if anew else picture_of_period(store, period)
    if found is not None:
        return found
    now = municipality_now(store)
    compiled = compile_picture(store, period, now, metadata.version("est"))
    return open_picture(store, freeze_picture(store, compiled, terminal_user(), now))

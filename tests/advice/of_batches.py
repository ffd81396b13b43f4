"""What is said of batches, organisations, copies, what is gone, and of the words of the command line."""

import os
from datetime import datetime

import polars as pl
from openpyxl.workbook import Workbook

from est.identity import new_id
from est.municipality.organisations import add_organisation
from est.municipality.retention import set_retention
from est.municipality.vocabulary import store_vocabulary
from est.reports.batches.batch import take_batch
from est.reports.batches.stored_reports import compare_with_store
from est.reports.columns.mapping_choices import MappingChoices, choices_to_mapping, missing_fields
from est.reports.columns.recognition import recognise_columns
from est.reports.files.reader import read_file
from est.reports.merges.kinds import merge_categories
from est.reports.rows.reference_data import reference_data
from est.reports.rows.validation import check_rows
from tests.advice.town import GOOD, HEADER, LATER, Town, follows

NOW = datetime(2026, 6, 1, 12)


def read(store, content):
    table = read_file(content.encode(), "fil.csv")
    words = store_vocabulary(store)
    mapping = recognise_columns(table, words).mapping
    return check_rows(table, mapping, reference_data(store, "Polisen"), words, NOW), mapping


@follows("Confirm (--accept-centroids)")
def _(town: Town) -> None:
    points = [(59.402, 13.511), (59.310, 14.108), (60.140, 13.010), (59.654, 12.592)]
    rows = [f"K{n};2026-03-{1 + n % 28:02} 10:00;{points[n % 4][0]};{points[n % 4][1]};Klotter" for n in range(200)]
    town.wrong("\n".join([HEADER, *rows]))
    town.right("\n".join([HEADER, *rows]), "--accept-centroids")


@follows("This very file was taken on", "Undo it with: est undo")
def _(town: Town) -> None:
    town.send(GOOD + "\nK77;nyss;59.31;14.11;Klotter\n")
    town.send(GOOD + "\nK77;nyss;59.31;14.11;Klotter\n")
    town.done("undo", town.last_batch(), "--yes")
    town.right(GOOD)


@follows(
    "There is no batch {batch} in the store. `est check`", "There is no batch {} of this organisation to be replaced"
)
def _(town: Town) -> None:
    town.send(GOOD)
    batch = town.last_batch()
    assert town.run("undo", str(new_id()), "--yes") == 2
    town.wrong(LATER, "--replace", str(new_id()))
    town.done("check")
    assert batch in town.said[-1]
    town.done("import", town.write(LATER, "l.csv"), "--organisation", "Polisen", "--replace", batch)
    town.done("undo", batch, "--yes")


@follows("is not the identity of a batch; `est import` prints it")
def _(town: Town) -> None:
    town.send(GOOD)
    assert town.run("undo", "mars.csv", "--yes") == 2
    town.done("undo", town.last_batch(), "--yes")


@follows("There is no organisation {organisation}; choose one of the list or add it.")
def _(town: Town) -> None:
    with town.store() as store:
        checked, mapping = read(store, LATER)
        with town.refused():
            take_batch(store, checked, who="a", when=NOW, organisation=new_id(), mapping=mapping)
        added = new_id()
        town.could(
            take_batch, store, checked, who="a", when=NOW, organisation=added, mapping=mapping, new_organisation="Ny"
        )


@follows("while {file} was looked at. Nothing was stored. Check the file again")
def _(town: Town) -> None:
    with town.store() as store:
        police = store_vocabulary(store).organisation("Polisen")
        checked, mapping = read(store, LATER)
        before = compare_with_store(store, checked, mapping, police)
        other, _ = read(store, LATER.replace("\nL", "\nM"))
        take_batch(store, other, who="bo", when=NOW, organisation=police, mapping=mapping)
        told = {"who": "a", "when": NOW, "organisation": police, "mapping": mapping}
        with town.refused():
            take_batch(store, checked, comparison=before, **told)
        anew = compare_with_store(store, checked, mapping, police)
        town.could(take_batch, store, checked, comparison=anew, **told)


@follows("What the store gave back is not what was sent to it")
def _(town: Town) -> None:
    with town.store() as store:
        police = store_vocabulary(store).organisation("Polisen")
        checked, mapping = read(store, LATER)
        told = {"who": "a", "when": NOW, "organisation": police, "mapping": mapping}
        compared = compare_with_store(store, checked, mapping, police)
        hashes, misread = pl.DataFrame.hash_rows, iter((1, 0))
        with town.monkeypatch.context() as patched, town.refused():
            patched.setattr(pl.DataFrame, "hash_rows", lambda self, seed: hashes(self, seed) + next(misread))
            take_batch(store, checked, comparison=compared, **told)
        town.could(take_batch, store, checked, **told)


@follows("rows repeat an earlier row of the file")
def _(town: Town) -> None:
    twice = HEADER.removeprefix("Ärendenr;") + "\n" + "2026-03-01 21:30;59.31;14.11;Klotter\n" * 2
    town.send(twice)
    for words in (("undo", town.last_batch(), "--yes"), ("organisation", "Polisen", "--copies", "every")):
        town.done(*words)
    town.right(twice)
    with town.store() as store:
        assert store.ask("SELECT count(*) FROM reports").item() == 2


@follows("--void-gone voids them together with the import")
def _(town: Town) -> None:
    town.send(GOOD)
    rest = "\n".join([*GOOD.splitlines()[:6], *GOOD.splitlines()[8:]]) + "\n"
    town.send(rest)
    town.done("undo", town.last_batch(), "--yes")
    town.right(rest, "--void-gone")
    with town.store() as store:
        assert store.ask("SELECT count(*) FROM reports").item() == 10
    town.done("undo", town.last_batch(), "--yes")
    with town.store() as store:
        assert store.ask("SELECT count(*) FROM reports").item() == 12


@follows("If this file corrects that one, undo this batch and import it with --replace")
def _(town: Town) -> None:
    plain = "\n".join(line.partition(";")[2] for line in GOOD.splitlines())
    town.send(plain)
    first = town.last_batch()
    mended = plain.replace("59.31", "59.32")
    town.send(mended)
    assert f"--replace {first}" in town.said[-1]
    town.done("undo", town.last_batch(), "--yes")
    town.right(mended, "--replace", first)
    with town.store() as store:
        assert store.ask("SELECT count(*) FROM reports").item() == 12


@follows("The organisation has no name; say who reports")
def _(town: Town) -> None:
    assert town.send(GOOD, who=" ") == 2
    town.right()


@follows("but {}. Nothing was stored. Say the one that is meant")
def _(town: Town) -> None:
    assert town.send(GOOD, who="Polisn") == 2
    town.right()
    assert town.send(LATER, "--new-organisation", who="Polisn") == 0


@follows("… and {} more; --json gives them all.")
def _(town: Town) -> None:
    bad = "\n".join(
        [HEADER, "K1;2026-03-01 21:30;59.31;14.11;Klotter", *(f"B{n};nyss;59.31;14.11;x" for n in range(25))]
    )
    town.send(bad)
    town.run("undo", town.last_batch(), "--yes")
    town.send(bad, "--json")
    assert town.said[-1].count('"row":') == 25
    town.followed = True


@follows("Mend these rows in the file and import it again")
def _(town: Town) -> None:
    bad = GOOD + "\nK77;nyss;59.31;14.11;Klotter\n"
    town.wrong(bad, "--refuse")
    town.send(bad)
    town.right(bad.replace("nyss", "2026-03-20 10:00"))
    assert "12 are known" in town.said[-1]


@follows("--leave-out-hidden leaves hidden rows out.")
def _(town: Town) -> None:
    from tests.data import FIELD

    content = (FIELD / "X3-filtered-rows.xlsx").read_bytes()
    town.send(content, name="a.xlsx")
    town.run("undo", town.last_batch(), "--yes")
    town.right(content, "--leave-out-hidden", name="a.xlsx")
    assert "5 reports taken" in town.said[-1]


@follows("--leave-out-hidden-columns leaves hidden columns out.")
def _(town: Town) -> None:
    book = Workbook()
    for row in (["Tid", "Lat", "Lng", "Intern"], ["2026-03-01 21:30", 59.31, 14.11, "x"]):
        book.active.append(row)
    book.active.column_dimensions["D"].hidden = True
    book.save(town.folder / "made.xlsx")
    content = (town.folder / "made.xlsx").read_bytes()
    town.send(content, name="a.xlsx")
    town.run("undo", town.last_batch(), "--yes")
    town.right(content, "--leave-out-hidden-columns", name="a.xlsx")
    assert "Hidden columns are left out: Intern." in town.said[-1]


@follows("is a pipe or a device, not a file")
def _(town: Town) -> None:
    os.mkfifo(town.folder / "pipe.csv")
    assert town.run("import", town.folder / "pipe.csv", "--organisation", "Polisen") == 2
    town.right()


@follows("is not written in UTF-8. Set the terminal to UTF-8")
def _(town: Town) -> None:
    assert town.send(GOOD, who=os.fsdecode("Räddningstjänsten".encode("latin-1"))) == 2
    assert town.heard
    assert town.send(GOOD, who="Räddningstjänsten", name="b.csv") == 0
    town.followed = True


@follows("Nothing is to be set. Give --repeats, --copies or --addresses")
def _(town: Town) -> None:
    town.send(GOOD)
    assert town.run("organisation", "Polisen") == 2
    for given in (("--repeats", "once"), ("--copies", "every"), ("--addresses", "street")):
        town.done("organisation", "Polisen", *given)


@follows("There is no organisation {}. Import a batch of it first.")
def _(town: Town) -> None:
    assert town.run("organisation", "Hamnen", "--copies", "every") == 2
    assert town.send(GOOD, who="Hamnen") == 0
    town.done("organisation", "Hamnen", "--copies", "every")


@follows("The name is longer than {most} characters. Make it shorter.")
def _(town: Town) -> None:
    with town.store() as store:
        with town.refused():
            add_organisation(store, "x" * 500, "a", NOW)
        town.could(add_organisation, store, "Hamnbolaget", "a", NOW)


@follows("Choose two different ones.")
def _(town: Town) -> None:
    with town.store() as store:
        with town.refused():
            merge_categories(store, "SKA", "SKA", "a", NOW)
        town.could(merge_categories, store, "SKA", "ORD", "a", NOW)


@follows("The reports of the two are kept for different times. Set the same for both")
def _(town: Town) -> None:
    with town.store() as store:
        set_retention(store, None, "SKA", 12, "a", NOW)
        with town.refused():
            merge_categories(store, "SKA", "ORD", "a", NOW)
        set_retention(store, None, "ORD", 12, "a", NOW)
        town.could(merge_categories, store, "SKA", "ORD", "a", NOW)


@follows("are both chosen as the same field. Choose one")
def _(town: Town) -> None:
    with town.refused():
        choices_to_mapping(MappingChoices({"a": "start", "b": "start"}), {})
    town.could(choices_to_mapping, MappingChoices({"a": "start", "b": ""}), {})


@follows("Choose the column that says when it happened", "Choose the columns that say where it happened")
def _(town: Town) -> None:
    for sentence in missing_fields(choices_to_mapping(MappingChoices({"a": "", "b": ""}), {})):
        town.hear(sentence)
    whole = [
        MappingChoices({"a": "start", **where})
        for where in ({"b": "address"}, {"b": "place"}, {"b": "lat", "c": "lng"})
    ]
    for choices in whole:
        assert missing_fields(town.could(choices_to_mapping, choices, {})) == ()

"""The upload page reads a file, says what it understood, takes corrections, stores what can be taken, and undoes it."""

from streamlit.testing.v1 import AppTest

from est.reports.arrivals.inbox_folder import SETTLED, InboxFolder
from est.reports.arrivals.waiting_files import waiting_files
from est.reports.batches.batch import all_batches
from est.reports.columns.recognition import recognise_columns
from est.terminal.inbox_desk import InboxDesk
from est.ui.reports import upload
from est.ui.reports.confirmation import CHECKED, STOPPED
from tests.page_tables import tables
from tests.sources import ROOT
from tests.stores import NOW

PAGE = str(ROOT / "pages" / "reports" / "upload.py")
HEADER = "nr,tid,kategori,lat,lon,text"
GOOD = [f"{n},2026-03-{n:02} 14:30,skadegörelse,59.3301,14.0601,Klotter på vägg" for n in range(1, 7)]


def page() -> AppTest:
    return AppTest.from_file(PAGE, default_timeout=30).run()


def sent(content: str | bytes, name: str = "mars.csv", organisation: str = "Polisen") -> AppTest:
    """The page with a file and an organisation chosen."""
    tested = page()
    tested.session_state["organisation"] = organisation
    content = content.encode() if isinstance(content, str) else content
    tested.file_uploader[0].upload(name, content, "text/csv")
    return tested.run()


def said(tested: AppTest) -> str:
    """Everything that is said on the page, in one text."""
    kinds = (tested.markdown, tested.info, tested.warning, tested.error, tested.success, tested.caption)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def column(tested: AppTest, name: str):
    return next(box for box in tested.selectbox if str(box.key).endswith(f" column {name}"))


def press(tested: AppTest, label: str) -> AppTest:
    return next(button for button in tested.button if button.label.startswith(label)).click().run()


def metrics(tested: AppTest) -> list[str]:
    return [metric.value for metric in tested.metric]


def test_an_empty_page_says_how_to_begin(store):
    tested = page()
    assert not tested.exception
    assert "Välj vem som rapporterar och en fil ovan" in said(tested)


def test_a_file_is_recognised_taken_and_undone_with_one_click(store):
    tested = sent("\n".join([HEADER, *GOOD, "7,hej,skadegörelse,59.33,14.06,x"]))
    assert not tested.exception
    assert "UTF\\-8, kommatecken mellan fälten, 7 rader" in said(tested)
    assert column(tested, "tid").value == "start"
    assert (column(tested, "lat").value, column(tested, "lon").value) == ("lat", "lng")
    assert metrics(tested) == ["7", "6", "1"]
    assert all_batches(store).is_empty()
    tested = press(tested, "Ta emot 6")
    assert not tested.exception
    assert "6 rapporter från Polisen togs emot ur mars\\.csv" in said(tested)
    assert all_batches(store).select("accepted", "rejected", "received_by").rows() == [(6, 1, "lokal")]
    assert "Rapporter som försvinner: 6" in said(tested)
    tested = press(tested, "Ångra leveransen")
    assert not tested.exception
    assert "är ångrad" in said(tested)
    assert all_batches(store).is_empty()
    assert store.ask("SELECT count(*) FROM reports").item() == 0
    tested = press(tested, "Lägg tillbaka")
    assert "är tillbaka" in said(tested)
    assert store.ask("SELECT count(*) FROM reports").item() == 6


def test_a_check_that_was_stopped_stores_nothing_until_it_is_begun_again(store):
    tested = sent("\n".join([HEADER, *GOOD]))
    key, _ = tested.session_state[CHECKED]
    del tested.session_state[CHECKED]
    tested.session_state[STOPPED] = key  # as the button beside the bar leaves it
    tested.run()
    assert "Granskningen avbröts, och inget är sparat" in said(tested)
    assert metrics(tested) == []
    tested = press(tested, "Granska raderna igen")
    assert metrics(tested)[:3] == ["6", "6", "0"]


def test_an_overlapping_file_shows_what_is_known_new_changed_and_gone(store):
    press(sent("\n".join([HEADER.replace("nr", "ärendenr"), *GOOD])), "Ta emot 6")
    later = [
        GOOD[0],
        GOOD[2].replace("skadegörelse", "klotter"),
        *GOOD[3:],
        GOOD[0].replace("1,2026-03-01", "9,2026-03-09"),
    ]
    tested = sent("\n".join([HEADER.replace("nr", "ärendenr"), *later]), "april.csv")
    assert not tested.exception
    assert metrics(tested)[3:] == ["1", "4", "1", "0", "1"]
    tested.checkbox[0].check().run()
    tested = press(tested, "Ta emot 2")
    assert not tested.exception
    assert store.ask("SELECT count(*), max(version) FROM reports").row(0) == (6, 2)
    assert "1 rapport som inte längre finns i filen makulerades." in tested.success[0].value
    assert tables(tested)[0]["voided"].to_list() == [1, 0]


def test_what_is_gone_from_a_file_stays_where_nobody_voids_it(store):
    """And nothing says that it was voided."""
    whole = [HEADER.replace("nr", "ärendenr"), *GOOD]
    press(sent("\n".join(whole)), "Ta emot 6")
    tested = press(sent("\n".join([*whole[:3], *whole[4:]]), "april.csv"), "Anteckna att")
    assert not tested.exception
    assert store.ask("SELECT count(*) FROM reports").item() == 6
    assert "makulerades" not in tested.success[0].value
    assert "voided" not in tables(tested)[0].columns


def test_copies_in_a_file_are_shown_and_kept_with_one_click(store):
    press(sent("\n".join([HEADER, *GOOD[:2]])), "Ta emot 2")
    rows = [row.partition(",")[2] for row in (*GOOD, GOOD[5], GOOD[5])]
    tested = sent("\n".join([HEADER.partition(",")[2], *rows]), "dubbelt.csv")
    assert metrics(tested)[3:] == ["4", "2", "0", "2", "0"]
    tested = press(tested, "De är egna händelser")
    assert not tested.exception
    assert next(button for button in tested.button if button.label.startswith("Ta emot 6"))


def test_a_column_that_was_not_recognised_is_chosen_by_hand_and_offered_next_time(store, monkeypatch):
    """To the same organisation; while the file and the store stay, its columns are not looked through again."""
    looked_through = []

    def counted(*given, **more):
        looked_through.append(given)
        return recognise_columns(*given, **more)

    monkeypatch.setattr(upload, "recognise_columns", counted)
    rows = [line.replace("tid", "ruta ett") for line in [HEADER, *GOOD]]
    tested = sent("\n".join(rows))
    assert "Välj kolumnen som säger när det hände" in said(tested)
    assert metrics(tested) == []
    column(tested, "ruta ett").set_value("start")
    tested = press(tested, "Granska igen")
    assert metrics(tested) == ["6", "6", "0"]
    assert len(looked_through) == 1
    press(tested, "Ta emot 6")
    again = sent("\n".join([*rows, "8,2026-03-08 10:00,skadegörelse,59.33,14.06,x"]), "april.csv")
    assert column(again, "ruta ett").value == "start"
    assert metrics(again) == ["7", "7", "0", "1", "6", "0", "0", "0"]
    again.session_state["organisation"] = "Hemtjänsten"
    assert column(again.run(), "ruta ett").value == ""


def test_a_day_and_month_that_could_be_either_are_asked_for(store):
    rows = [line.replace("2026-03-0", "03/0").replace(" 14", "/2026 14") for line in GOOD]
    tested = sent("\n".join([HEADER, *rows]))
    assert metrics(tested) == ["6", "0", "6"]
    assert "Inte en enda rad kan tas emot" in said(tested)
    order = next(box for box in tested.selectbox if str(box.key).endswith(" order"))
    order.set_value("mdy")
    tested = press(tested, "Granska igen")
    assert metrics(tested) == ["6", "6", "0"]


def test_an_unknown_word_is_given_its_category(store):
    tested = sent("\n".join([HEADER, *GOOD]).replace("skadegörelse", "sabotage mot blomlåda"))
    word = next(box for box in tested.selectbox if str(box.key).endswith(" word sabotage mot blomlåda"))
    assert "(6)" in word.label
    word.set_value("SKA")
    tested = press(tested, "Granska igen")
    press(tested, "Ta emot 6")
    assert store.ask("SELECT DISTINCT category FROM reports").item() == "SKA"


def test_two_columns_for_one_field_are_told_apart_by_the_reader(store):
    tested = sent("\n".join([HEADER, *GOOD]))
    column(tested, "nr").set_value("start")
    tested = press(tested, "Granska igen")
    assert "är valda som samma fält" in said(tested)
    assert metrics(tested) == []


def test_a_batch_can_be_refused_when_a_row_is_wrong(store):
    tested = sent("\n".join([HEADER, *GOOD, "7,hej"]))
    tested.radio[0].set_value(False).run()
    assert next(button for button in tested.button if button.label.startswith("Ta emot 6")).disabled


def test_a_file_that_is_no_table_is_refused_with_what_to_do(store):
    tested = sent(b"PK\x03\x04rest", "mars.csv")
    assert "togs inte emot" in said(tested)
    assert "ge den ändelsen" in said(tested)
    assert metrics(tested) == []


def test_the_same_file_twice_is_refused_with_the_day_and_person_of_the_first(store):
    content = "\n".join([HEADER, *GOOD])
    press(sent(content), "Ta emot 6")
    tested = sent(content)
    assert "Just den här filen togs emot" in said(tested)
    assert "lokal" in said(tested)
    assert metrics(tested) == []
    assert all_batches(store).height == 1


def test_a_new_organisation_is_added_with_its_first_batch(store, monkeypatch):
    # AppTest cannot write a new option into a list; the browser test does
    monkeypatch.setattr("est.ui.reports.upload.choose_organisation", lambda _: "Scoutkåren")
    press(sent("\n".join([HEADER, *GOOD])), "Ta emot 6")
    assert all_batches(store)["organisation"].item() == "Scoutkåren"


def test_an_earlier_batch_shows_its_rejects_and_can_be_undone(store):
    press(sent("\n".join([HEADER, *GOOD, "7,hej,skadegörelse,59.33,14.06,x"])), "Ta emot 6")
    tested = page()
    tested.session_state["batch opened"] = all_batches(store)["id"].item()
    tested.run()
    assert any("hej" in frame.to_csv() for frame in tables(tested))
    tested = press(tested, "Ångra leveransen")
    assert all_batches(store).is_empty()
    assert "är ångrad" in said(tested)


def test_what_people_wrote_is_shown_as_text(store):
    nasty = "![x](http://x/y.png) <script>alert(1)</script>"
    tested = sent("\n".join([HEADER.replace("text", nasty), *GOOD]), "![a](b).csv")
    assert not tested.exception
    assert "![" not in said(tested).replace("\\!\\[", "")
    assert "<script>" not in said(tested)


def test_points_that_stand_for_whole_areas_are_warned_about_and_need_a_yes(store):
    towns = [(59.402, 13.511), (59.310, 14.108), (60.140, 13.010), (59.654, 12.592)]
    rows = [
        f"{n},2026-03-{1 + n % 28:02} 10:00,skadegörelse,{lat},{lng},x"
        for n in range(200)
        for lat, lng in [towns[n % 4]]
    ]
    tested = sent("\n".join([HEADER, *rows]))
    assert "Punkterna står för hela områden" in said(tested)
    assert next(button for button in tested.button if button.label.startswith("Ta emot 200")).disabled
    tested.checkbox[0].check().run()
    press(tested, "Ta emot 200")
    assert store.ask("SELECT count(*), count(cell) FROM reports").row(0) == (200, 0)


def test_every_unknown_word_can_be_given_its_category_however_many_there_are(store):
    rows = [f"{n},2026-03-{n:02} 14:30,påhitt nummer {n},59.3301,14.0601,x" for n in range(1, 21)]
    tested = sent("\n".join([HEADER, *rows]))
    boxes = [box for box in tested.selectbox if " word " in str(box.key)]
    assert len(boxes) == 20
    for box in boxes:
        box.set_value("FOR")
    press(press(tested, "Granska igen"), "Ta emot 20")
    assert store.ask("SELECT DISTINCT category FROM reports").item() == "FOR"


def test_a_file_that_came_by_itself_and_waits_is_opened_from_the_list(store, tmp_path):
    """Read where it lies, for its organisation, and taken like an upload; another is put aside."""
    said_to_operator: list[str] = []
    clock = [0.0]
    desk = InboxDesk(store, InboxFolder(tmp_path / "inbox", lambda: clock[0]), lambda: NOW, said_to_operator.append)
    (tmp_path / "inbox" / "Polisen").mkdir(parents=True)
    (tmp_path / "inbox" / "Polisen" / "v12.csv").write_text("\n".join([HEADER, *GOOD]), encoding="utf-8")
    (tmp_path / "inbox" / "Polisen" / "v13.csv").write_text("skräp", encoding="utf-8")
    desk.sweep()
    clock[0] = SETTLED
    assert len(desk.sweep()) == 2
    assert said_to_operator == []
    first, other = sorted(waiting_files(store), key=lambda one: one.file)
    tested = page()
    assert "Ingen tidigare fil från aktören har haft de här kolumnerna" in said(tested)
    tested = next(one for one in tested.button if one.key == f"aside {other.id}").click().run()
    assert "v13\\.csv lades åt sidan" in said(tested)
    opened = AppTest.from_file(PAGE, default_timeout=30)
    opened.query_params["file"] = first.id
    opened = opened.run()
    assert not opened.exception
    assert metrics(opened) == ["6", "6", "0"]
    opened = press(opened, "Ta emot 6")
    assert "6 rapporter från Polisen togs emot ur v12\\.csv" in said(opened)
    assert waiting_files(store) == ()

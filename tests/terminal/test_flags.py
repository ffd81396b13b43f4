"""`est flags` takes any period that is written as dates, and says of every other word what it should have been."""

import json

import pytest

from est.__main__ import main

REPORTS = "tid,kategori,lat,lon,platstyp,effekt\n" + "".join(
    f"2026-03-{day:02d} 14:30,klotter,59.33,18.06,{'Torg' if day < 6 else 'Park'},{1 + day % 3}\n"
    for day in range(2, 12)
)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("store")
    (folder / "rapporter.csv").write_text(REPORTS)
    assert (
        main(["import", str(folder / "rapporter.csv"), "--organisation", "Polisen", "--store", str(folder / "s")]) == 0
    )
    return folder / "s"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("more", "reports"),
    [
        ([], 10),
        (["--from", "0001-01-01", "--to", "9999-12-31"], 10),
        (["--to", "0001-01-01"], 0),
        (["--from", "9999-12-31"], 0),
        (["--place-kind", "TORG"], 4),
        (["--place-kind", "Torg", "--place-kind", "park"], 10),
        (["--effect", "2", "--effect", "3"], 7),
        (["--place-kind", "torg", "--effect", "3"], 2),
    ],
)
def test_a_period_may_reach_as_far_as_dates_do(store, capsys, more, reports):
    capsys.readouterr()
    assert main(["flags", "--store", str(store), "--json", *more]) == 0
    assert json.loads(capsys.readouterr().out)["reports"] == reports


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--from", "2026-04-01", "--to", "2026-03-01"], "must end after it starts"),
        (["--hours", "25-30"], "written as 22-06"),
        (["--weekdays", "mon-xyz"], "written as mon-fri"),
        (["--category", "Nix"], "no category 'Nix'"),
        (["--place-kind", "gruva"], "The kinds are park, torg."),
        (["--effect", "4"], "is 1, 2 or 3, not 4"),
    ],
)
@pytest.mark.slow
def test_what_means_nothing_is_refused_with_what_it_should_have_been(store, capsys, more, said):
    assert main(["flags", "--store", str(store), "--json", *more]) == 2
    assert said in capsys.readouterr().err


def test_a_day_that_is_none_is_refused(store, capsys):
    """As by the other commands that take one."""
    with pytest.raises(SystemExit, match="2"):
        main(["flags", "--store", str(store), "--from", "2026-02-30"])
    assert "a day is written as 2026-03-01, not '2026-02-30'" in capsys.readouterr().err

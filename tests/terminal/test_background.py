"""`est background` keeps the people of a file, and takes them away again."""

import pytest

from est.__main__ import main
from est.space.backgrounds import people_by_cell
from est.store import open_store


@pytest.mark.slow
def test_people_are_kept_and_removed(tmp_path, capsys):
    """What is removed is said; where there is nothing to remove, or nothing is asked for, that is said too."""
    file, path = tmp_path / "rutor.csv", tmp_path / "est.duckdb"
    file.write_text("Ruta;Rutstorl;TotBef\n4480006574000;1000;1200\n")
    store = ["--store", str(path)]
    assert main(["background", str(file), *store]) == 0
    assert "1,200 people or addresses are kept" in capsys.readouterr().out
    assert main(["background", "--remove", *store]) == 0
    assert "1,200 people or addresses were removed" in capsys.readouterr().out
    with open_store(path) as opened:
        assert people_by_cell(opened).is_empty()
    assert main(["background", "--remove", *store]) != 0
    assert "none to remove" in capsys.readouterr().err
    for wrong in ([], [str(file), "--remove"]):
        with pytest.raises(SystemExit):
            main(["background", *wrong, *store])

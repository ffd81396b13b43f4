"""An address says where a store lies, and shows its password to nobody."""

import pickle
from pathlib import Path

import pytest

from est.errors import SettingError
from est.home import PostgresHome, read_home
from est.settings import Settings

ADDRESS = "postgresql://est:hemligt@db1,db2:5433/trygg?target_session_attrs=read-write&schema=karlstad"


def test_a_path_is_a_path_and_an_address_a_schema():
    assert read_home("data/est.duckdb") == Path("data/est.duckdb")
    home = read_home(ADDRESS)
    assert isinstance(home, PostgresHome)
    assert home.schema == "karlstad"
    assert home.address == "postgresql://est:hemligt@db1,db2:5433/trygg?target_session_attrs=read-write"
    assert read_home("postgres:///est") == PostgresHome("postgres:///est", "est")
    assert Settings.from_environment({"EST_STORE": ADDRESS}).store == home


def test_the_password_is_in_what_is_handed_on_alone():
    home = read_home(ADDRESS)
    assert isinstance(home, PostgresHome)
    assert read_home(home.text) == home
    assert str(home) == "postgresql://est@db1,db2:5433/trygg?schema=karlstad"
    assert "hemligt" not in f"{home} {home!r} {home.key} {[home]}"
    assert pickle.loads(pickle.dumps(home)) == home


@pytest.mark.parametrize("schema", ["", "Karlstad", "a-b", '"; drop', "1a", "pg" * 40])
def test_a_schema_has_a_plain_name(schema):
    with pytest.raises(SettingError, match="small letters"):
        read_home(f"postgresql://db/est?schema={schema}")


def test_two_schemas_have_two_keys():
    homes = [read_home(f"postgresql://{where}?schema={name}") for where in ("a/x", "a/y", "b/x") for name in "pq"]
    assert len({home.key for home in homes if isinstance(home, PostgresHome)}) == 6

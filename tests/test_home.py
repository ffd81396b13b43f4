"""An address says where a store lies, and shows its password to nobody."""

import pickle
from pathlib import Path

import pytest

from est.__main__ import main
from est.errors import SettingError
from est.home import PostgresHome, homes_text, read_home, read_homes, served_homes
from est.settings import Settings, memory_share

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


def test_several_schemas_are_several_homes():
    """Each is asked for by its name where a command works on one."""
    text = "postgresql://est:hemligt@db/est?connect_timeout=2&schema=arvika,karlstad"
    homes = read_homes(text)
    assert list(served_homes(homes)) == ["arvika", "karlstad"]
    assert read_homes(homes_text(homes)) == homes == read_homes(text.replace(",", "&schema="))
    assert served_homes(read_homes("est.duckdb")) == {"": Path("est.duckdb")}
    assert homes_text(read_homes("est.duckdb")) == "est.duckdb"
    with pytest.raises(SettingError, match="arvika, karlstad"):
        read_home(text)
    for wrong, told in (("arvika,", "small letters"), ("arvika,arvika", "twice"), ("arvika,est", "renames it")):
        with pytest.raises(SettingError, match=told):
            read_homes(f"postgresql://db/est?schema={wrong}")
    assert read_home("postgresql://db/est?schema=est") == PostgresHome("postgresql://db/est", "est")


def test_settings_are_of_one_municipality_once_it_is_named(tmp_path):
    settings = Settings(homes=read_homes("postgresql://db/est?schema=arvika,karlstad"), memory="4GB", cache=tmp_path)
    with pytest.raises(SettingError, match="--schema NAME"):
        assert settings.store
    one = settings.of_municipality("karlstad")
    assert one.store == read_home("postgresql://db/est?schema=karlstad")
    assert (one.memory, memory_share("80%", 2)) == ("2GB", "40%")
    assert one.inbox_of(one.store) == tmp_path / "inbox" / "karlstad"
    assert one.of_municipality("karlstad") == one
    with pytest.raises(SettingError, match="It has arvika, karlstad"):
        settings.of_municipality("Karlstad")
    with pytest.raises(SettingError, match="leave --schema out"):
        Settings().of_municipality("karlstad")


def test_a_password_of_several_is_refused_and_each_has_its_own(tmp_path):
    """Who says which mail server a municipality has would else get what another one pays with."""
    homes = read_homes("postgresql://db/est?schema=arvika,karlstad")
    for name in ("arvika", "karlstad"):
        (tmp_path / name).write_text(f"of {name}\n", encoding="utf-8")
    for wrong in (
        Settings(homes=homes, smtp_password="x"),
        Settings(homes=homes, smtp_password_file=tmp_path / "arvika"),
    ):
        with pytest.raises(SettingError, match="do not share"):
            wrong.require_own_passwords()
    settings = Settings(homes=homes, smtp_password_file=tmp_path)
    settings.require_own_passwords()
    assert settings.of_municipality("karlstad").mail_password() == "of karlstad"


@pytest.mark.parametrize("memory", ["4GB", " 4 gb ", "0.5GiB", "1.33e+03GB", "512M", "10MB", "50%", "100%"])
def test_a_memory_is_a_number_with_a_unit_or_a_share(memory):
    """As DuckDB takes it, and as a share of it for one municipality is written."""
    assert Settings.from_environment({"EST_MEMORY": memory}).memory == memory


@pytest.mark.parametrize(
    "memory", ["lots", "=4", "-1GB", "-1", "4", "", "none", "0GB", "1MB", "100KB", "101%", "0%", "4GB'", "1e+-GB"]
)
def test_a_memory_that_is_none_is_refused_in_a_sentence(memory, monkeypatch, capsys, tmp_path):
    """Of a negative one DuckDB makes no limit, of a word an error without a sentence; every command says so."""
    with pytest.raises(SettingError, match="Set EST_MEMORY"):
        Settings.from_environment({"EST_MEMORY": memory})
    monkeypatch.setenv("EST_MEMORY", memory)
    (tmp_path / "b.duckdb").touch()
    for words in (["check"], ["restore", str(tmp_path / "b.duckdb"), "--to", str(tmp_path / "new")]):
        assert main(words) == 2
        said = capsys.readouterr().err
        assert said.startswith("est: The memory must be ")
        assert len(said.splitlines()) == 1

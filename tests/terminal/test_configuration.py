"""The server follows the program's own settings, whatever lies in the home and in the folder it is started in."""

import sys
import tomllib
from collections.abc import Iterator, Mapping

import pytest
from streamlit import config, secrets

from est.errors import ServingError
from est.settings import SERVER
from est.terminal import configuration
from est.terminal.configuration import READ, configure

LOOSE = """
[server]
address = "0.0.0.0"
enableXsrfProtection = false
enableStaticServing = true
trustedUserHeaders = '{"X-Name": "name"}'
[client]
allowedOrigins = ["https://elsewhere.example"]
showErrorDetails = "full"
[theme]
base = "http://127.0.0.1:9/theme.toml"
"""
STRANGERS = '[auth]\nclient_id = "x"\n[roles]\n"stranger@elsewhere.example" = "administrator"\n'


def options(found: Mapping[str, object], section: str = "") -> Iterator[tuple[str, object]]:
    """Yield each option of a configuration by its full name."""
    for name, value in found.items():
        if isinstance(value, Mapping):
            yield from options(value, f"{section}{name}.")
        else:
            yield f"{section}{name}", value


@pytest.fixture
def hostile(tmp_path, monkeypatch) -> Iterator[list[str]]:
    """The files of a home and of a working folder that would let strangers in; afterwards all is as it was."""
    files = []
    for folder in ("home", "here"):
        for name, content in (("config.toml", LOOSE), ("secrets.toml", STRANGERS)):
            files.append(tmp_path / folder / ".streamlit" / name)
            files[-1].parent.mkdir(parents=True, exist_ok=True)
            files[-1].write_text(content, encoding="utf-8")
    before = config.get_config_files
    with monkeypatch.context() as moved:
        moved.setenv("USERPROFILE" if sys.platform == "win32" else "HOME", str(tmp_path / "home"))
        moved.chdir(tmp_path / "here")
        yield [str(file) for file in files]
    config.get_config_files = before
    config.get_config_options(force_reparse=True)
    secrets._reset()


def test_the_programs_settings_hold_and_no_others(hostile):
    """Every option is as our file has it, or as Streamlit has it when nobody sets it."""
    configure({})
    ours = dict(options(tomllib.loads(SERVER.read_text(encoding="utf-8"))))
    assert {name: config.get_option(name) for name in ours} == ours
    elsewhere = {name for name in config.get_config_options() if config.is_manually_set(name)} - set(ours)
    assert elsewhere == set()


def test_what_is_not_followed_is_told(hostile):
    """A setting that somebody made and that does nothing is not passed over in silence."""
    unread = configure({"STREAMLIT_SERVER_ADDRESS": "0.0.0.0", "PATH": "/bin", READ: "x"})
    assert sorted(unread) == sorted([*hostile, "STREAMLIT_SERVER_ADDRESS"])


def test_secrets_of_another_folder_let_nobody_in(hostile):
    """They name an identity provider and an administrator, and are not read."""
    configure({})
    assert not secrets.load_if_toml_exists()
    assert config.get_option("server.address") == "127.0.0.1"


@pytest.mark.parametrize("content", [None, "[server\n"])
def test_without_its_settings_the_server_does_not_start(tmp_path, monkeypatch, content):
    """Streamlit would go on with none."""
    own = tmp_path / "config.toml"
    monkeypatch.setattr(configuration, "SERVER", own)
    if content:
        own.write_text(content)
    with pytest.raises(ServingError, match="cannot be read"):
        configure({})

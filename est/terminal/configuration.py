"""Streamlit's settings: those of the program's own `.streamlit/config.toml`, wherever it is installed and started."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from streamlit import config

from est.errors import ServingError
from est.settings import SERVER, Settings

READ = "STREAMLIT_SERVER_COOKIE_SECRET"  # the one variable that Streamlit reads when we start it; it loosens nothing

_looked_for = config.get_config_files  # Streamlit's own, before `configure` takes its place


def configure(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Let Streamlit follow the program's settings and secrets alone; return what it finds besides and does not follow.

    Streamlit would also follow the files of the user's home and of the folder it is started in: with these, whoever can
    write there could let strangers in. They are not even parsed, as a theme in them may name an address to fetch.
    Raises ServingError when the program's own settings cannot be read, since Streamlit would then go on without any.
    """
    own = {"config.toml": SERVER, "secrets.toml": Settings.from_environment(environment).secrets.absolute()}
    try:
        tomllib.loads(SERVER.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ServingError(f"The server's settings {SERVER} cannot be read ({error}). Install est anew.") from error
    files = [Path(file) for name in own for file in _looked_for(name)]
    config.get_config_files = lambda file_name: [str(own[file_name])]
    config.get_config_options(force_reparse=True)
    foreign = [str(file) for file in files if file.is_file() and file.resolve() not in own.values()]
    return *foreign, *sorted(name for name in environment if name.startswith("STREAMLIT_") and name != READ)

"""The program finds its own files and its user's in a checkout and in a wheel alike."""

from pathlib import Path

import platformdirs

from est.installation import PACKAGE, PACKED, Installation, installation
from tests.sources import ROOT


def test_in_a_checkout_everything_lies_in_it():
    """The store in data/, the secrets beside the server's settings."""
    assert installation() == Installation(ROOT, ROOT / "data", ROOT / ".streamlit" / "secrets.toml")
    assert not (PACKAGE / PACKED).exists()


def test_installed_from_a_wheel_the_programs_files_lie_in_it_and_the_users_do_not(tmp_path):
    """What people keep survives that the program is installed anew."""
    (tmp_path / "est" / PACKED).mkdir(parents=True)
    home = Path(platformdirs.user_data_dir("est", False))
    assert installation(tmp_path / "est") == Installation(tmp_path / "est" / PACKED, home, home / "secrets.toml")
    assert not home.is_relative_to(ROOT)

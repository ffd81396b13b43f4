"""Every change has a name on screen, so that the log speaks the reader's language."""

import importlib
import pkgutil

import est
from est.log.action_names import ACTIONS
from est.store.changes import applied_actions


def test_every_action_has_a_name_and_every_name_an_action():
    """A new change is not shown under its name in the code, and no name is left of one that is gone."""
    for module in pkgutil.walk_packages(est.__path__, "est."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    assert set(ACTIONS) == {name for name, module in applied_actions().items() if module.startswith("est.")}

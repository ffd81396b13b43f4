"""What Streamlit keeps of widgets that are no longer on a page, forgotten.

Every chart that can be clicked has an identity made of what it shows, so each new filter makes widgets. Streamlit
forgets the values of the former ones and keeps their descriptions, with the functions that read their values and what
those hold, for as long as the window is open.
"""

from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state import SafeSessionState, SessionState


def forget_former_widgets() -> None:
    """Forget the widgets that the last whole run of this page neither drew nor keeps a value of.

    Those of the present run are described anew as they are drawn. A click on a former one, which the browser may still
    show, finds it as it finds one of a server that was restarted: without an effect.
    """
    context = get_script_run_ctx()
    if context is None:
        return
    # none of this has a public name: tests/ui/test_former_widgets.py tells when Streamlit changes it
    state: SafeSessionState | SessionState = context.session_state
    while isinstance(state, SafeSessionState):  # in a test a page is run within two
        state = state._state
    described, keys = state._new_widget_state.widget_metadata, state._key_id_mapper
    for widget in described.keys() - state._old_state.keys() - state._new_widget_state.states.keys():
        del described[widget]
    for widget, key in [*keys.id_key_mapping.items()]:
        if widget in described or key in state._old_state:
            continue
        del keys.id_key_mapping[widget]
        if keys.get_id_from_key(key) == widget:
            del keys._key_id_mapping[key]

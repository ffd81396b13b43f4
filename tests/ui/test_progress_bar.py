"""A bar moves while something is worked out, and what is stored meanwhile is not cut off by a click."""

import threading

import pytest
from streamlit.testing.v1 import AppTest

from est.ui.progress_bar import run_undisturbed


def test_work_is_done_in_a_thread_of_its_own_and_its_answer_and_error_come_back():
    """What is stored is stored, and a refusal is a refusal."""
    assert run_undisturbed(threading.get_ident) != threading.get_ident()
    with pytest.raises(ZeroDivisionError):
        run_undisturbed(lambda: 1 // 0)


def test_a_rerun_that_is_asked_for_meanwhile_ends_the_run_only_after_the_work():
    """A click elsewhere while a batch is stored does not take half of it back."""

    def page() -> None:
        import streamlit as st
        from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx

        from est.ui.progress_bar import progress_bar, run_undisturbed

        state = st.session_state
        state["runs"] = state.get("runs", 0) + 1
        if state["runs"] > 1:
            return
        context = get_script_run_ctx()
        with progress_bar("Lagrar") as bar:

            def work() -> None:
                context.script_requests.request_rerun(RerunData())  # as a click in the browser does
                bar(0.5)
                state["done"] = "done"

            run_undisturbed(work)
        st.write("the first run went on")

    tested = AppTest.from_function(page, default_timeout=20).run()
    assert not tested.exception
    assert tested.session_state["done"] == "done"


def moved() -> None:
    import streamlit as st

    from est.text import translator
    from est.ui.progress_bar import MovingOn, ProgressBar

    now = [0.0]
    bar = ProgressBar(st.empty(), "Reading the file", translator("en"), lambda: now[0])
    move = MovingOn(bar, lambda: st.write("beside it"))
    for share in st.session_state.get("shares", (0.5,)):
        move(share)
        now[0] += 20


def test_a_bar_that_moves_still_says_what_is_being_done():
    """Streamlit takes a bar's words away when it is moved without them."""
    tested = AppTest.from_function(moved).run()
    (bar,) = tested.get("progress")
    assert (bar.proto.value, bar.proto.text) == (50, "Reading the file")
    assert not tested.markdown


def test_a_bar_that_is_there_long_says_how_long_it_still_takes():
    tested = AppTest.from_function(moved)
    tested.session_state["shares"] = (0.0, 0.1, 0.2, 0.3)
    tested.run()
    (bar,) = tested.get("progress")
    assert bar.proto.text == "Reading the file, about 2 minutes left"
    assert [one.value for one in tested.markdown] == ["beside it"]

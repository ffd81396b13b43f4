"""What a form cannot do without is marked, and what is missing is said at its field, when it is sent."""

from streamlit.testing.v1 import AppTest


def form() -> None:
    """Draw a form with two required fields and one that is not, as a page does."""
    import streamlit as st

    from est.ui.required_fields import RequiredFields, draw_mark_note, marked

    required = RequiredFields()
    with st.form("event", border=False):
        left, right = st.columns(2)
        required.demand(left.text_input(marked("Arrangemang"), key="title"), "Arrangemang", left)
        required.demand(right.multiselect(marked("Kategori"), ["a"], key="kind"), "Kategori", right)
        st.text_input("Plats", key="place")
        draw_mark_note()
        if st.form_submit_button("Spara") and required.filled():
            st.success("Sparat")


def test_what_is_missing_is_said_at_its_field_and_nothing_else() -> None:
    """Nothing is said before the form is sent, and what was typed stays."""
    tested = AppTest.from_function(form).run()
    assert [field.label for field in tested.text_input] == ["Arrangemang *", "Plats"]
    assert not tested.error
    assert [one.value for one in tested.caption] == ["\\* måste fyllas i\\."]  # no item of a list
    tested.text_input(key="title").set_value("  ")
    tested.text_input(key="place").set_value("Torget")
    tested.button[0].click().run()
    assert [one.value for one in tested.error] == ["Arrangemang saknas\\.", "Kategori saknas\\."]
    tested.text_input(key="title").set_value("Marknad")
    tested.button[0].click().run()
    assert [one.value for one in tested.error] == ["Kategori saknas\\."]
    tested.multiselect(key="kind").set_value(["a"])
    tested.button[0].click().run()
    assert not tested.error
    assert tested.success[0].value == "Sparat"
    assert tested.text_input(key="place").value == "Torget"

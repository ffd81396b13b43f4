"""The addresses of those who visit homes: a place on the street, whatever number is written; named places are none."""

from est.reports.rows.reference_data import ReferenceData
from tests.reports.rows.test_validation import TORGET
from tests.reports.tables import checked, reports
from tests.space.test_address_register import REGISTER


def test_a_number_that_is_not_in_the_register_is_not_asked_for_where_it_would_not_be_kept():
    columns = {name: values for name, values in reports(2).items() if name not in ("lat", "lon")}
    columns |= {"adress": ["Kungsgatan 12", "Kungsgatan 99"]}
    care = checked(columns, place=ReferenceData(register=REGISTER, street_only=True))
    assert care.rejects == ()
    assert care.rows.select("address", "place_precision").rows() == [("Kungsgatan", "approximate")] * 2
    others = checked(columns, place=ReferenceData(register=REGISTER))
    assert [reject.row for reject in others.rejects] == [3]


def test_a_named_place_is_no_home_and_stays_where_it_is():
    columns = {name: values for name, values in reports(1, plats="Stora torget").items() if name not in ("lat", "lon")}
    found = checked(columns, place=ReferenceData(register=REGISTER, places=TORGET, street_only=True))
    assert found.rows.select("lat", "lng", "place").row(0) == (59.3112, 14.1089, "Stora torget")

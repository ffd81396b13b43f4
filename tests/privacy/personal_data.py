"""Invented personal data as people write it, for tests: numbers with a right check digit, addresses, phones, plates."""

from datetime import date

from hypothesis import strategies as some


def personal_number(born: date, serial: int, form: str) -> str:
    """Return the personal identity number of an invented person; `form` places the century, date and last four."""
    day = f"{born:%y%m%d}"
    digits = [int(digit) * (2 - place % 2) for place, digit in enumerate(f"{day}{serial:03d}")]
    check = -sum(value - 9 if value > 9 else value for value in digits) % 10
    return form.format(century=f"{born:%Y}"[:2], day=day, last=f"{serial:03d}{check}")


NUMBERS = some.builds(
    personal_number,
    some.dates(date(1930, 1, 1), date(2015, 12, 31)),
    some.integers(1, 999),
    some.sampled_from(("{day}-{last}", "{century}{day}-{last}", "{century}{day}{last}", "{day} {last}", "{day}{last}")),
)
EMAILS = some.builds(
    "{}.{}@{}".format,
    some.sampled_from(("anna", "bo", "åsa")),
    some.sampled_from(("berg", "ek")),
    some.sampled_from(("exempel.se", "kommun.example", "post.exempel.com")),
)
PHONES = some.builds(
    lambda start, number: start.format(number[:3], number[3:5], number[5:]),
    some.sampled_from(("070-{} {} {}", "070{}{}{}", "+46 73 {} {} {}", "0046 76-{}{}{}")),
    some.integers(0, 9_999_999).map("{:07d}".format),
)
PLATES = some.builds(
    "{}{:02d}{}".format, some.sampled_from(("ABC", "KLM", "XYZ")), some.integers(0, 99), some.sampled_from("0369ABX")
)
ANY = some.one_of(NUMBERS, EMAILS, PHONES, PLATES)
EACH = some.tuples(NUMBERS, EMAILS, PHONES, PLATES)

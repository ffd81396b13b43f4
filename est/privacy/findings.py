"""What is found in a text: which kind of personal data, where it stands, and whether it is surely that."""

from dataclasses import dataclass
from enum import StrEnum

from est.text import N_

IDENTITY = r"\b(?i:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\b"
"""A UUID, as programs write it: no person does, and by chance its digits look like a number of somebody's."""


class PersonalData(StrEnum):
    """The kinds of personal data that the guard finds, each as the sentence that says so."""

    PERSONAL_NUMBER = N_("The text holds a personal identity number.")
    EMAIL = N_("The text holds an e-mail address.")
    PHONE = N_("The text holds a phone number.")
    REGISTRATION_NUMBER = N_("The text holds a registration number of a vehicle.")
    ACCOUNT = N_("The text holds the number of a bank account or a card.")
    NAME = N_("The text seems to name a person.")
    DWELLING = N_("The text seems to say in which flat or room somebody lives.")


@dataclass(frozen=True, order=True)
class Finding:
    """Personal data from `start` to `end` (exclusive) of a text. What is not `sure` is for a person to judge."""

    start: int
    end: int
    kind: PersonalData
    sure: bool = True

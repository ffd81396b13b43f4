"""The set hour at which the last whole week is frozen by itself, and whether that is due."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from est.errors import SettingError
from est.meetings.situation.commands import freeze_picture
from est.meetings.situation.picture_contents import compile_picture
from est.meetings.situation.picture_period import PeriodKind, PicturePeriod, period_of
from est.meetings.situation.queries import frozen_pictures
from est.municipality.settings import read_settings
from est.picture.selection import loaded_period
from est.store import Store
from est.text import N_

FREEZE_TIME = "freeze_time"
_WRITTEN = re.compile(r"([1-7])-([01]\d|2[0-3])")


@dataclass(frozen=True)
class FreezeTime:
    """An hour of the week: `weekday` 0 (Monday) to 6, `hour` 0 to 23."""

    weekday: int
    hour: int

    def __str__(self) -> str:
        """Return the hour as it is settled: 1-07 is Monday at seven."""
        return f"{self.weekday + 1}-{self.hour:02}"

    def latest(self, now: datetime) -> datetime:
        """Return the last moment, at the latest `now`, at which this hour began."""
        days = (now.weekday() - self.weekday) % 7
        moment = datetime(now.year, now.month, now.day, self.hour) - timedelta(days=days)
        return moment if moment <= now else moment - timedelta(weeks=1)


def parse_freeze_time(text: str) -> FreezeTime | None:
    """Return the hour of a setting, None for none; SettingError for what is no hour of the week."""
    if not text:
        return None
    found = _WRITTEN.fullmatch(text)
    if not found:
        raise SettingError(N_("The hour of freezing is written as 1-07 (Monday at seven), not {text!r}."), text=text)
    return FreezeTime(int(found[1]) - 1, int(found[2]))


def freeze_time(store: Store) -> FreezeTime | None:
    """Return the hour that is settled, or None."""
    return parse_freeze_time(read_settings(store).get(FREEZE_TIME, ""))


def due_period(store: Store, now: datetime) -> PicturePeriod | None:
    """Return the week that should have been frozen by now and is not, or None.

    It is the last whole week before the set hour. One that nobody has reported of yet waits for its reports, and an
    earlier week that was missed is left: its picture would say what is known now.
    """
    settled, loaded = freeze_time(store), loaded_period(store)
    if settled is None or loaded is None:
        return None
    week = period_of(PeriodKind.WEEK, settled.latest(now).date()).previous
    known = frozen_pictures(store)["period"].to_list()
    return week if week.name not in known and loaded[1] >= week.start else None


def freeze_due(store: Store, who: str, now: datetime, program: str) -> PicturePeriod | None:
    """Freeze the week that is due, and return it; None where none is. Raises what `compile_picture` raises.

    `program` is the version of the program.
    """
    week = due_period(store, now)
    if week is not None:
        freeze_picture(store, compile_picture(store, week, now, program), who, now)
    return week

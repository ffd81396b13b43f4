"""The pages of the program, as the menu has them: script, address and title of each, listed here alone."""

from collections.abc import Callable
from dataclasses import dataclass

from est.text import N_


@dataclass(frozen=True)
class MenuPage:
    """One page: its script below the folder `pages`, its address, its title, a message to be translated, and the action
    that its visitor must be allowed. One that is not `listed` is reached from another page, and by its address.
    """

    script: str
    address: str
    title: str
    action: str
    listed: bool = True

    @property
    def path(self) -> str:
        """The script as Streamlit names it: the way to it from `app.py`."""
        return f"pages/{self.script}"


OVERVIEW = MenuPage("situation/overview.py", "oversikt", N_("Overview"), "open situation")
MAP = MenuPage("situation/map.py", "karta", N_("Map"), "open situation")
HOTSPOTS = MenuPage("situation/hotspots.py", "hotspots", N_("Hotspots"), "open situation")
TRENDS = MenuPage("situation/trends.py", "trender", N_("Trends"), "open situation")
PICTURES = MenuPage("situation/pictures.py", "lagesbilder", N_("Situation pictures"), "open situation")
MUNICIPALITIES = MenuPage(
    "situation/municipalities.py", "kommuner", N_("Between municipalities"), "open situation", listed=False
)
MEETING = MenuPage("work/meeting.py", "mote", N_("Meeting"), "open work")
WALL = MenuPage("work/wall.py", "vagg", N_("On the wall"), "open work", listed=False)
WORD_BACK = MenuPage("work/word_back.py", "aterkoppling", N_("Word back"), "open work")
EVENTS = MenuPage("work/events.py", "arrangemang", N_("Coming events"), "open work")
MEASURES = MenuPage("work/measures.py", "atgarder", N_("Measures"), "open work")
FOLLOW_UP = MenuPage("work/followup.py", "uppfoljning", N_("Follow-up"), "open work")
LIBRARY = MenuPage("work/library.py", "atgardsbank", N_("Library of measures"), "open work")
NEW_REPORT = MenuPage("reports/new.py", "ny-rapport", N_("New report"), "open intake")
REPORT_LIST = MenuPage("reports/list.py", "rapporter", N_("Reports one by one"), "open intake")
REVIEW = MenuPage("reports/review.py", "granska", N_("Review"), "open review")
UPLOAD = MenuPage("reports/upload.py", "ladda-upp", N_("Upload"), "open intake")
SETTINGS = MenuPage("admin/settings.py", "installningar", N_("Settings"), "open settings")
PEOPLE = MenuPage("admin/people.py", "anvandare", N_("Users"), "open people")
UPKEEP = MenuPage("admin/upkeep.py", "drift", N_("Retention and backups"), "open upkeep")
MAP_SERVICE = MenuPage("admin/map_service.py", "karttjanst", N_("Map service"), "open map service")
LOG = MenuPage("admin/log.py", "logg", N_("Log"), "open log")

MENU: dict[str, tuple[MenuPage, ...]] = {
    N_("Situation"): (OVERVIEW, MAP, HOTSPOTS, TRENDS, PICTURES, MUNICIPALITIES),
    N_("Work"): (MEETING, WALL, WORD_BACK, MEASURES, FOLLOW_UP, LIBRARY, EVENTS),
    N_("Reports"): (NEW_REPORT, UPLOAD, REPORT_LIST, REVIEW),
    N_("Administration"): (SETTINGS, PEOPLE, UPKEEP, MAP_SERVICE, LOG),
}
FIRST = OVERVIEW  # the page at the root of the site


def first_page(may: Callable[[str], bool]) -> MenuPage:
    """Return the first page of the menu whose action is allowed; every role is allowed one."""
    return next(page for pages in MENU.values() for page in pages if may(page.action))

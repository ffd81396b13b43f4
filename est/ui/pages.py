"""The pages of the program, as the menu has them: script, address and title of each, listed here alone."""

from dataclasses import dataclass

from est.text import N_


@dataclass(frozen=True)
class MenuPage:
    """One page: its script below the folder `pages`, its address, and its title, a message to be translated."""

    script: str
    address: str
    title: str

    @property
    def path(self) -> str:
        """The script as Streamlit names it: the way to it from `app.py`."""
        return f"pages/{self.script}"


OVERVIEW = MenuPage("situation/overview.py", "oversikt", N_("Overview"))
MAP = MenuPage("situation/map.py", "karta", N_("Map"))
HOTSPOTS = MenuPage("situation/hotspots.py", "hotspots", N_("Hotspots"))
TRENDS = MenuPage("situation/trends.py", "trender", N_("Trends"))
AHEAD = MenuPage("situation/ahead.py", "framat", N_("Ahead"))
MEASURES = MenuPage("work/measures.py", "atgarder", N_("Measures"))
FOLLOW_UP = MenuPage("work/followup.py", "uppfoljning", N_("Follow-up"))
LIBRARY = MenuPage("work/library.py", "atgardsbank", N_("Library of measures"))
UPLOAD = MenuPage("reports/upload.py", "ladda-upp", N_("Upload"))
SETTINGS = MenuPage("admin/settings.py", "installningar", N_("Settings"))
LOG = MenuPage("admin/log.py", "logg", N_("Log"))

MENU: dict[str, tuple[MenuPage, ...]] = {
    N_("Situation"): (OVERVIEW, MAP, HOTSPOTS, TRENDS, AHEAD),
    N_("Work"): (MEASURES, FOLLOW_UP, LIBRARY),
    N_("Reports"): (UPLOAD,),
    N_("Administration"): (SETTINGS, LOG),
}
FIRST = OVERVIEW  # the page at the root of the site

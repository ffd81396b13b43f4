"""`est compare`: reports per 1,000 inhabitants and year of each municipality that the store holds, and nothing else."""

import argparse
from datetime import date

from est.errors import SettingError
from est.home import PostgresHome
from est.municipality.reference_lists import category_names
from est.municipality.settings import municipality_title
from est.picture.municipality_rates import ALL, MunicipalityRates, Rate, last_year, municipality_rates
from est.stores import open_home
from est.terminal import add_store, municipality_now, store_settings


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    parser.description = (
        "Compare the municipalities of a store by rates of the last twelve whole months, with the 95 % interval of "
        "chance. A rate says how much is reported, not how unsafe it is: reporting differs."
    )
    add_store(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the rates; return 0."""
    settings = store_settings(arguments)
    if len(settings.homes) < 2:
        raise SettingError("Name several municipalities to compare: --store 'postgresql://...?schema=arvika,karlstad'")
    months: tuple[date, ...] = ()
    found: list[MunicipalityRates] = []
    names: dict[str, str] = {}
    for home in settings.homes:
        with open_home(home, settings) as store:
            months = months or last_year(municipality_now(store).date())
            schema = home.schema if isinstance(home, PostgresHome) else ""
            found.append(municipality_rates(store, municipality_title(store, schema), months))
            names = names or category_names(store, "en")
    print(f"Reports per 1,000 inhabitants and year, {months[0]:%Y-%m} to {months[-1]:%Y-%m}. Reporting differs.")
    for one in found:
        print(f"{one.title}: {one.why}" if one.why else one.title)
        for code, rate in one.rates.items():
            print(f"  {'all reports' if code == ALL else names.get(code, code)}: {_text(rate)}")
    return 0


def _text(rate: Rate) -> str:
    if rate.low is None or rate.high is None:
        return f"at least {rate.rate:.1f}"
    return f"{rate.rate:.1f} ({rate.low:.1f} to {rate.high:.1f})"

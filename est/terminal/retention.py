"""`est retention`: say for how many months reports are kept, of an organisation, of a category, or all."""

import argparse

from est.errors import NotFoundError
from est.municipality.reference_lists import reference_lists
from est.municipality.retention import retention_rules, set_retention
from est.municipality.vocabulary import store_vocabulary
from est.store import Store
from est.terminal import add_store, municipality_now, open_existing_store, terminal_user


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    parser.add_argument("--months", type=int, metavar="N", help="so long they are kept; 0 takes the rule away")
    parser.add_argument("--organisation", metavar="NAME", help="of this organisation alone")
    parser.add_argument("--category", metavar="CODE", help="of this category alone")
    add_store(parser)


def run(arguments: argparse.Namespace) -> int:
    """Set a rule, if one is given, and list the rules; return 0."""
    with open_existing_store(arguments) as store:
        if arguments.months is not None:
            organisation = None
            if arguments.organisation:
                organisation = store_vocabulary(store).organisation(arguments.organisation)
                if organisation is None:
                    raise NotFoundError(f"There is no organisation {arguments.organisation!r}.")
            months = arguments.months or None
            set_retention(store, organisation, arguments.category, months, terminal_user(), municipality_now(store))
        _list(store)
    return 0


def _list(store: Store) -> None:
    rules, known = retention_rules(store), reference_lists(store)
    if rules.is_empty():
        print("Reports are kept until somebody says how long: est retention --months N.")
    for organisation, category, months in rules.iter_rows():
        whose = known.organisations.get(organisation, organisation) if organisation else "all organisations"
        what = known.categories.get(category, category) if category else "all categories"
        print(f"{whose}, {what}: {months} months")

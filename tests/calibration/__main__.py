"""`python -m tests.calibration`: 1,000 towns of each kind, and how often the flags were right."""

import sys

from tests.calibration.towns import at_resolution, empty_town, planted_town

TOWNS = 1_000


def main() -> int:
    """Print the share of towns with a false flag, and of planted places found."""
    for resolution, sizes in ((9, (400, 600, 1_000)), (8, (60, 100, 200, 400))):
        area = at_resolution(resolution)
        print(f"resolution {resolution}: {area.ids.size} cells, {area.cells['area_km2'].sum():.1f} km2")
        for reports in sizes:
            empty = [empty_town(area, reports, seed) for seed in range(TOWNS)]
            clear = sum(town.clear > 0 for town in empty) / TOWNS
            either = sum(town.clear + town.watch > 0 for town in empty) / TOWNS
            cells = sum(town.clear + town.watch for town in empty) / TOWNS
            print(f"  {reports:>5} reports, even: clear {clear:.1%}, any {either:.1%}, {cells:.2f} cells a map")
            with_spot = [planted_town(area, reports, 12, 10_000 + seed) for seed in range(TOWNS)]
            found = sum(town.planted for town in with_spot) / TOWNS
            false = sum(town.clear + town.watch for town in with_spot) / TOWNS
            print(f"        and 12 more at one spot, 83 m error: found {found:.1%}, {false:.2f} false cells a map")
    return 0


if __name__ == "__main__":
    sys.exit(main())

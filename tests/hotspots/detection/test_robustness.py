"""A flag stands under inexact places and without any one organisation, or it says that it does not."""

from datetime import date, datetime, timedelta

import h3
import numpy as np
import polars as pl
import pytest
from scipy.spatial import KDTree

from est.errors import AreaError, SelectionError
from est.hotspots.detection import batch_rule
from est.hotspots.detection.batch_rule import idle_counts, joint_levels, keep_flagged, with_rings
from est.hotspots.detection.flag_rule import Flag, flag_cells
from est.hotspots.detection.flags import find_flags
from est.hotspots.detection.null_models import NullModel, by_other_reports, by_people, even_spread
from est.hotspots.detection.robustness import RobustnessRule, add_robustness, flag_stability, organisation_support
from est.picture.selection import Selection
from est.picture.tested_events import COARSER, events_by_cell
from est.space.area import StudyArea
from est.space.backgrounds import set_people
from est.space.cells import latlng_to_cells
from est.space.plane import hexagon_shares
from est.statistics.exact_tests import exact_tail
from est.statistics.position_error import redraw_counts
from tests.hotspots.detection.test_flag_rule import CENTRE, town
from tests.hotspots.detection.test_flag_rule import even as even_counts
from tests.hotspots.detection.test_flags import SPRING, built_up
from tests.stores import NOW, TOWN, organisation_ids, prepared_store, put


def events_of(area, lat, lng, sigma=30.0, organisation="a", separate_days=True):
    """Return evidence of reports at these points, each an event of its own."""
    lat, lng = np.asarray(lat), np.asarray(lng)
    n = len(lat)
    frame = pl.DataFrame(
        {
            "cell": latlng_to_cells(lat, lng, area.resolution),
            "organisation": organisation if isinstance(organisation, list) else [organisation] * n,
            "position": latlng_to_cells(lat, lng),
            "sigma": np.broadcast_to(sigma, n).astype(float),
            "count": np.ones(n),
            "certain": pl.Series(np.ones(n), dtype=pl.UInt32),
            "partial": pl.Series(np.zeros(n), dtype=pl.UInt32),
            "partial_weight": np.zeros(n),
            "first_day": [date(2026, 3, 2)] * n,
            "last_day": [date(2026, 3, 3 if separate_days else 2)] * n,
        }
    )
    return frame.join(area.cells.select("cell"), on="cell", how="semi")


def scattered(area, number, seed):
    """Return points evenly over the cells of an area: a random cell, and a random place near its middle."""
    random = np.random.default_rng(seed)
    chosen = random.integers(0, area.ids.size, number)
    centres = np.array([h3.cell_to_latlng(h3.int_to_str(cell)) for cell in area.ids.tolist()])[chosen]
    return centres + random.uniform(-1, 1, (number, 2)) * (0.0008, 0.0016)


def test_the_joint_rule_on_many_rows_is_that_of_every_single_map():
    """A cell is marked by itself where its own level is above 0, and every mark is kept."""
    area = town()
    rows = np.stack([even_counts(area, 300, seed) for seed in range(6)])
    rows[:, 80] += [0, 4, 8, 12, 16, 20]
    units = joint_levels(rows, even_spread(area).shares, area.disks)
    names = {None: 0, Flag.WATCH: 1, Flag.CLEAR: 2}
    for row, counts in enumerate(rows):
        frame = pl.DataFrame({"cell": area.ids, "count": counts.astype(float)}).with_columns(
            certain=pl.col("count").cast(pl.UInt32), partial=0, partial_weight=0.0,
            first_day=date(2026, 3, 2), last_day=date(2026, 3, 3),
        )  # fmt: skip
        marked = flag_cells(area, frame)
        level = np.array([names[flag] for flag in marked["flag"].to_list()])
        own = (marked["unit"] == "cell").fill_null(False).to_numpy()
        ring = (marked["unit"] == "ring").fill_null(False).to_numpy()
        assert (units.own[row] == np.where(own, level, 0)).all()
        assert (units.ring[row][ring] == level[ring]).all()
        assert keep_flagged(units, area.disks)[row][level > 0].all()


@pytest.mark.parametrize("spread", [(1.0, 1.0), (1.5, 3.0)])
def test_a_bound_stands_for_the_tail_only_where_no_decision_hangs_on_it(
    monkeypatch: pytest.MonkeyPatch, spread: tuple[float, float]
):
    """With the exact tail of every count the levels are the same, and the bound lies above what it stands for."""
    random = np.random.default_rng(8)
    area = town()
    share = even_spread(area).shares
    heights = random.gamma(0.3, 1.0, (20, area.ids.size)) + np.where(np.arange(area.ids.size) == 9, 30.0, 0.0)
    rows = np.array(
        [random.multinomial(n, h / h.sum()) for n, h in zip([60, 400, 5000, 90000] * 5, heights, strict=True)]
    )
    counts, totals = rows.astype(float), rows.sum(axis=1, keepdims=True).astype(float)

    above = counts > share * totals

    def answers(surely):
        monkeypatch.setattr(batch_rule, "surely_rejected", lambda cutoffs, tests: surely)
        asked = counts[above], (share * totals)[above], (0 * counts + totals)[above], spread[0], surely
        return batch_rule.upper_tails(*asked), joint_levels(rows, share, area.disks, dispersion=spread)

    surely = batch_rule.surely_rejected((0.20, 0.05), 2 * area.ids.size)
    quick, levels = answers(surely)
    exact, again = answers(-1.0)
    assert (levels.own == again.own).all()
    assert (levels.ring == again.ring).all()
    bounded = quick != exact
    assert 0 < bounded.sum() < (exact < 1).sum()
    assert (quick[bounded] <= surely).all()
    assert (quick[bounded] >= exact[bounded]).all()


@pytest.mark.parametrize("spread", [(1.0, 1.0), (1.5, 3.0)])
@pytest.mark.parametrize("rows_of", ["one total", "totals of their own", "parts of reports"])
def test_rows_are_tested_together_as_each_by_itself(rows_of: str, spread: tuple[float, float]):
    """Also where a count comes again in the same cell of another row: it is the same test only where the total is."""
    random = np.random.default_rng(11)
    area = town()
    share = even_spread(area).shares
    heights = np.where(random.random((40, area.ids.size)) < 0.1, random.uniform(1, 4, (40, area.ids.size)), 1.0)
    totals = np.where(rows_of == "totals of their own", random.integers(200, 2500, 40), 600)
    rows = random.multinomial(totals, heights / heights.sum(axis=1, keepdims=True)).astype(float)
    if rows_of == "parts of reports":
        away = random.random(rows.shape) * (rows > 0)
        rows += np.roll(away, 1, axis=1) - away
    together = joint_levels(rows, share, area.disks, dispersion=spread)
    for row, counts in enumerate(rows):
        alone = joint_levels(counts[None], share, area.disks, dispersion=spread)
        assert (together.own[row] == alone.own[0]).all()
        assert (together.ring[row] == alone.ring[0]).all()
    assert np.count_nonzero(together.own) + np.count_nonzero(together.ring) > 0


@pytest.mark.parametrize("spread", [(1.0, 1.0), (1.5, 3.0)])
def test_what_is_known_to_be_idle_changes_no_level(spread: tuple[float, float]):
    """Rows of different totals, idle counts of the smallest: the levels are those without, and few tails are needed."""
    random = np.random.default_rng(9)
    area = town()
    share = even_spread(area).shares
    heights = np.where(np.arange(area.ids.size) == 9, 20.0, 1.0)
    rows = random.multinomial(random.integers(300, 5000, 30), heights / heights.sum())
    idle = idle_counts(share, area.disks, float(rows.sum(axis=1).min()), spread)
    plain, quick = (joint_levels(rows, share, area.disks, dispersion=spread, idle=known) for known in (None, idle))
    assert (plain.own == quick.own).all()
    assert (plain.ring == quick.ring).all()
    assert (quick.own[:, 9] == 2).all()
    totals = rows.sum(axis=1, keepdims=True)
    wide, expected = np.repeat(spread, area.ids.size), with_rings(share[None], area.disks) * totals
    for level, known in idle.items():
        assert (known >= 0).any()
        assert (exact_tail(np.maximum(known, 0), expected, totals, wide) > level).all()


@pytest.mark.slow
def test_moves_drawn_from_counts_agree_with_every_report_moved_by_itself():
    """The shares of the cells around are those of 20,000 moved points, to a hundredth or two, at its middle and rim."""
    area = town(rings=3)
    plane = area.plane
    home = int(np.searchsorted(area.ids, CENTRE))
    random = np.random.default_rng(4)
    corner = np.array(h3.cell_to_boundary(h3.int_to_str(CENTRE)))[0]
    middle = np.array(h3.cell_to_latlng(h3.int_to_str(CENTRE)))
    for place in (middle, 0.3 * middle + 0.7 * corner):
        for sigma in (30.0, 100.0):
            away = plane.place(place[None]) - plane.centres[home]
            shares = hexagon_shares(away, np.array([sigma]), plane)[0]
            error = random.normal(size=(20_000, 2)) * sigma / plane.degrees
            cells = latlng_to_cells(place[0] + error[:, 1], place[1] + error[:, 0], 9)
            members = area.ids[plane.around[home]]
            exact = np.array([(cells == member).mean() for member in members])
            assert np.abs(shares - exact / exact.sum()).max() < 0.02
            assert np.abs(shares - exact / exact.sum()).mean() < 0.008


@pytest.mark.parametrize(("place", "resolution"), [(TOWN, 8), (TOWN, 9), (TOWN, 10), ((62.39, 17.31), 9)])
def test_a_place_on_the_plane_lies_in_the_cell_with_the_nearest_centre(place, resolution):
    """Exactly that of h3, as far as the study area goes; the last town lies near an edge of the icosahedron."""
    middle = h3.latlng_to_cell(*place, resolution)
    ids = np.array(sorted(map(h3.str_to_int, h3.grid_disk(middle, 8))), dtype=np.uint64)
    area = StudyArea(resolution, "outline", pl.DataFrame({"cell": ids}))
    reach = 5 * h3.average_hexagon_edge_length(resolution, unit="km") / 111.195
    random = np.random.default_rng(resolution)
    points = np.array(place) + random.uniform(-1, 1, (20_000, 2)) * (reach, reach / np.cos(np.radians(place[0])))
    cells = latlng_to_cells(points[:, 0].copy(), points[:, 1].copy(), resolution)
    nearest = KDTree(area.plane.centres).query(area.plane.place(points))[1]
    np.testing.assert_array_equal(area.ids[nearest], cells)


@pytest.mark.slow
def test_the_stability_from_counts_is_that_of_points_moved_one_by_one():
    """With a prior so heavy that it says nothing, both give the same share of redraws that flag the place."""
    area = town(rings=6)
    random = np.random.default_rng(5)
    places = np.concatenate([scattered(area, 250, 3), np.full((9, 2), TOWN) + random.normal(size=(9, 2)) * 0.0004])
    events = events_of(area, places[:, 0], places[:, 1], sigma=60.0)
    expected = even_spread(area)
    quick = flag_stability(area, events, expected, RobustnessRule(draws=400, prior=1e9))
    held = np.zeros(area.ids.size)
    scale = np.array([1 / 111_195, 1 / (111_195 * np.cos(np.radians(TOWN[0])))])
    inside = places[np.isin(latlng_to_cells(places[:, 0].copy(), places[:, 1].copy(), 9), area.ids)]
    for _ in range(200):
        moved = inside + random.normal(size=inside.shape) * 60 * scale
        cells = latlng_to_cells(moved[:, 0].copy(), moved[:, 1].copy(), 9)
        cells = cells[np.isin(cells, area.ids)]
        counts = np.bincount(np.searchsorted(area.ids, cells), minlength=area.ids.size)
        held += keep_flagged(joint_levels(counts, expected.shares, area.disks), area.disks)[0] / 200
    row = int(np.searchsorted(area.ids, CENTRE))
    assert 0.2 < held[row] < 0.999
    assert np.abs(quick - held).max() < 0.13


def test_redraws_keep_the_total_and_are_the_same_for_the_same_seed():
    """Reports that cannot move stay where they are."""
    disks = np.array([[0, 1, 2], [1, 0, 3], [2, 0, 3]])
    shares = np.array([[0.5, 0.5, 0.0], [0.0, 0.0, 0.0], [0.2, 0.8, 0.0]])
    drawn = [
        np.concatenate(list(redraw_counts(np.array([40, 7, 5]), shares, disks, 50, np.random.default_rng(2))))
        for _ in "ab"
    ]
    assert (drawn[0] == drawn[1]).all()
    assert (drawn[0].sum(axis=1) == 52).all()
    assert drawn[0][:, 1].min() >= 7


@pytest.mark.slow
def test_a_place_of_many_is_stable_and_one_on_the_verge_is_not_called_a_flag():
    """What would have been a flag is told as unstable."""
    area = town()
    background = scattered(area, 300, 8)
    strong = np.concatenate([background, np.full((20, 2), TOWN)])
    events = events_of(area, strong[:, 0], strong[:, 1], sigma=100.0)
    found = add_robustness(flag_cells(area, events_by_cell(events)), area, events, even_spread(area)).filter(
        pl.col("cell") == h3.int_to_str(CENTRE)
    )
    assert found["flag"].to_list() == [Flag.CLEAR]
    assert found["stability"][0] >= 0.95
    weak = found
    for extra in range(3, 12):
        places = np.concatenate([background, np.full((extra, 2), TOWN)])
        events = events_of(area, places[:, 0], places[:, 1], sigma=100.0)
        weak = add_robustness(
            flag_cells(area, events_by_cell(events)), area, events, even_spread(area), RobustnessRule(prior=1e9)
        )
        shaky = weak.filter(pl.col("unstable").is_not_null())
        if shaky.height:
            break
    assert shaky["flag"].is_null().all()
    assert shaky["unit"].is_null().all()
    assert (shaky["stability"] < 0.8).all()


def test_a_place_that_one_organisation_alone_reports_leans_on_it():
    """A place that several report stands without any of them; both name who reports most."""
    area = town()
    background = scattered(area, 300, 8)
    far = h3.cell_to_latlng(sorted(h3.grid_ring(h3.int_to_str(CENTRE), 5))[0])
    places = np.concatenate([background, np.full((20, 2), TOWN), np.full((20, 2), far)])
    who = ["b", "c"] * 150 + ["a"] * 20 + ["a"] * 6 + ["b"] * 7 + ["c"] * 7
    events = events_of(area, places[:, 0], places[:, 1], organisation=who)
    found = add_robustness(flag_cells(area, events_by_cell(events)), area, events, even_spread(area))
    alone = found.row(by_predicate=pl.col("cell") == h3.int_to_str(CENTRE), named=True)
    shared = found.row(by_predicate=pl.col("cell") == h3.latlng_to_cell(*far, 9), named=True)
    assert (alone["leans_on"], alone["largest"]) == ("a", "a")
    assert (shared["leans_on"], shared["organisations"]) == (None, 3)
    assert shared["largest_share"] < 0.6
    assert alone["at_one_point"] > 0.9
    names, counts = organisation_support(area, events)
    assert names == ["a", "b", "c"]
    assert counts.sum() == events["certain"].sum()


def test_a_place_whose_reports_lie_apart_is_not_said_to_lie_on_one_point():
    """Half on one point is half."""
    area = town()
    background = scattered(area, 300, 8)
    around = TOWN + np.random.default_rng(5).normal(0, 0.0002, (20, 2))
    for spot, least, most in ((around, 0.0, 0.3), (np.concatenate([around, np.full((20, 2), TOWN)]), 0.4, 0.6)):
        places = np.concatenate([background, spot])
        events = events_of(area, places[:, 0], places[:, 1])
        found = add_robustness(flag_cells(area, events_by_cell(events)), area, events, even_spread(area))
        assert least <= found["at_one_point"].drop_nulls().to_numpy().max() <= most


@pytest.mark.slow
def test_positions_that_are_taken_together_are_not_said_to_be_one_point():
    """Of very many reports the positions are cells of some hundred metres: a whole place may lie in one."""
    area = town()
    places = np.concatenate([scattered(area, 300, 8), np.full((20, 2), TOWN)])
    events = events_of(area, places[:, 0], places[:, 1])
    coarse = [h3.api.basic_int.cell_to_parent(position, COARSER) for position in events["position"].to_list()]
    events = events.with_columns(position=pl.Series(coarse, dtype=pl.UInt64))
    found = add_robustness(flag_cells(area, events_by_cell(events)), area, events, even_spread(area))
    flagged = found.filter(pl.col("stability").is_not_null())
    assert flagged.height
    assert flagged["at_one_point"].is_null().all()


def test_of_a_cell_with_its_ring_the_point_may_lie_in_the_ring():
    """Whatever lies on one point of the cell itself is less."""
    area = town()
    beside = h3.cell_to_latlng(sorted(h3.grid_ring(h3.int_to_str(CENTRE), 1))[0])
    places = np.concatenate([scattered(area, 300, 8), np.full((20, 2), beside)])
    events = events_of(area, places[:, 0], places[:, 1])
    here = pl.col("cell") == h3.int_to_str(CENTRE)
    marked = flag_cells(area, events_by_cell(events)).with_columns(
        flag=pl.when(here).then(pl.lit(str(Flag.CLEAR))), unit=pl.when(here).then(pl.lit("ring"))
    )
    found = add_robustness(marked, area, events, even_spread(area)).filter(here)
    assert found["at_one_point"].item() == pytest.approx(20 / found["ring_tested"].item())


@pytest.mark.slow
def test_repeats_of_one_organisation_on_a_day_are_tested_once_and_those_of_the_police_each():
    """The count shows every report all the same."""
    store = prepared_store()
    ids = dict(store.ask("SELECT name, id::VARCHAR FROM organisations").rows())
    starts = [datetime(2026, 3, 2) + timedelta(hours=n % 5, days=n // 5) for n in range(20)]
    for name, tested in (("Hemtjänsten", 4), ("Polisen", 20)):
        put(store, pl.DataFrame({"starts": starts, "organisation": [ids[name]] * 20}))
        chosen = Selection(SPRING.start, SPRING.end, organisations=(ids[name],))
        found = find_flags(store, chosen, 9).cells.filter(pl.col("count") > 0)
        assert found["count"].to_list() == [20]
        assert found["tested"].to_list() == [tested]


@pytest.mark.slow
def test_reports_too_inexact_for_the_cells_go_to_the_totals():
    """The share that could be placed is told; a named place's own radius is its error."""
    store = prepared_store()
    starts = [datetime(2026, 3, 2) + timedelta(hours=5 * n) for n in range(30)]
    put(store, pl.DataFrame({"starts": starts, "place_precision": ["point"] * 20 + ["approximate"] * 10}))
    assert find_flags(store, SPRING, 9).placeable == 1.0
    coarse = find_flags(store, SPRING, 10)
    assert (coarse.reports, coarse.coarse) == (20, 10)
    assert coarse.placeable == pytest.approx(2 / 3)


class TestNulls:
    """A flag stands out from what was chosen, and from that only."""

    def test_people_are_expected_where_they_live_and_a_little_everywhere(self):
        area = town()
        people = pl.DataFrame({"cell": area.ids, "value": np.where(area.ids == CENTRE, 900.0, 0.0)})
        people = people.with_columns(resolution=pl.lit(area.resolution, dtype=pl.UInt8))
        shares = by_people(area, people).shares
        assert shares.sum() == pytest.approx(1)
        assert shares.max() == pytest.approx(0.95 + 0.05 / area.ids.size, rel=0.05)
        assert shares.min() > 0

    def test_a_category_is_expected_where_its_organisations_report(self):
        area = town(rings=1)
        every = pl.DataFrame({"cell": area.ids[[0, 0, 1]], "organisation": ["a", "b", "a"], "tested": [3.0, 10.0, 1.0]})
        chosen = pl.DataFrame({"cell": area.ids[[1, 0]], "organisation": ["a", "b"], "tested": [2.0, 5.0]})
        expected = by_other_reports(area, chosen, every)
        assert expected.shares * 7 == pytest.approx(np.array([1.5 + 5, 0.5, 0, 0, 0, 0, 0]))
        assert expected.leave_each_out(["a"])[0] == pytest.approx(np.array([1, 0, 0, 0, 0, 0, 0]))

    @pytest.mark.slow
    def test_a_crowded_place_is_no_flag_against_its_people_and_needs_them_loaded(self):
        store = prepared_store()
        from est.space.area import set_study_area

        set_study_area(store, built_up(), "test", NOW)
        random = np.random.default_rng(6)
        starts = [datetime(2026, 3, 2) + timedelta(minutes=int(m)) for m in random.integers(0, 35 * 1440, 500)]
        lat = np.concatenate([TOWN[0] + random.uniform(-0.018, 0.018, 400), np.full(100, TOWN[0])])
        lng = np.concatenate([TOWN[1] + random.uniform(-0.032, 0.032, 400), np.full(100, TOWN[1])])
        put(store, pl.DataFrame({"starts": starts, "lat": lat, "lng": lng, "organisation": organisation_ids(store)[0]}))
        with pytest.raises(AreaError):
            find_flags(store, SPRING, 9, null="people")
        with pytest.raises(SelectionError):
            find_flags(store, SPRING, 9, null="reports")
        cell = h3.latlng_to_cell(*TOWN, 9)
        homes = [{"cell": h3.int_to_str(int(c)), "people": 2.0} for c in find_flags(store, SPRING, 9).area.ids]
        crowded = pl.DataFrame([*homes, {"cell": cell, "people": 120.0}])
        import io

        content = io.BytesIO()
        crowded.write_parquet(content)
        assert set_people(store, content.getvalue(), "people.parquet", "test", NOW) == pytest.approx(
            crowded["people"].sum()
        )
        flags = {
            null: find_flags(store, SPRING, 9, null=null).cells.filter(pl.col("cell") == cell)["flag"][0]
            for null in ("even", "people")
        }
        assert flags == {"even": "tydlig", "people": None}
        assert find_flags(store, SPRING, 9, null=NullModel.PEOPLE).null is NullModel.PEOPLE

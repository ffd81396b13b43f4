"""Chromium before nginx and two servers: who signed in on one goes on at the other when that one is gone."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from est.access.people import add_person
from est.access.permissions import Role
from est.municipality.settings import write_setting
from est.ui.pages import HOTSPOTS, LIBRARY, TRENDS
from tests.browser.looking import SWEDISH, new_context
from tests.browser.test_sign_in import COOKIE, Provider
from tests.deployment.fleet import fleet
from tests.postgres import Cluster
from tests.stores import NOW

pytestmark = [pytest.mark.browser, pytest.mark.thorough, pytest.mark.xdist_group("deployment")]


def test_a_browser_goes_on_at_the_other_server(chromium: Browser, cluster: Cluster, tmp_path: Path):
    """Signed in at the provider through nginx; their server is killed, then the other one stopped in an orderly way.

    Each time the window comes back by itself, and the next click opens its page without another sign-in.
    """
    provider = Provider()
    provider.start()
    try:
        with fleet(cluster, tmp_path / "fleet", provider=provider.port) as running:
            add_person(running.store, "karl@kommun.example", Role.COORDINATOR, None, "test", NOW)
            write_setting(running.store, "name", "Karlstad", "test", NOW)
            context = new_context(chromium)
            page = context.new_page()
            page.goto(f"{running.url}/{TRENDS.address}")
            page.get_by_role("link", name="Logga in").click()
            page.get_by_placeholder("sub").fill("karl")
            page.get_by_role("button", name="Authorize").click()
            heading = page.get_by_role("heading", level=1)
            expect(heading).to_have_text(SWEDISH(TRENDS.title))
            (cookie,) = [one["value"] for one in context.cookies() if one["name"] == COOKIE]
            first = running.machine_of(f"{COOKIE}={cookie}")
            first.kill()
            page.get_by_role("link", name=SWEDISH(HOTSPOTS.title), exact=True).click()
            expect(heading).to_have_text(SWEDISH(HOTSPOTS.title))
            assert running.machine_of(f"{COOKIE}={cookie}") is running.other(first)
            first.start()
            first.wait()
            assert running.other(first).stop() == 0
            page.get_by_role("link", name=SWEDISH(LIBRARY.title), exact=True).click()
            expect(heading).to_have_text(SWEDISH(LIBRARY.title))
            assert running.machine_of(f"{COOKIE}={cookie}") is first
            context.close()
    finally:
        provider.stop()

"""The bill of materials names everything that is installed, by what it is known by elsewhere."""

import re
import tomllib

from tests.sbom import LOCK, bill_of_materials
from tests.sources import ROOT


def test_every_pinned_package_is_in_the_bill_with_its_hashes():
    bill = bill_of_materials()
    lines = re.findall(r"^([a-z0-9][\w.-]*)", LOCK.read_text("utf-8"), flags=re.MULTILINE)
    assert [one["name"] for one in bill["components"]] == lines
    assert all(one["externalReferences"] for one in bill["components"])
    assert len({one["bom-ref"] for one in bill["components"]}) == len(lines)


def test_what_the_program_needs_is_there_and_no_licence_forbids_its_use():
    """The project's own dependencies, and nothing under the GPL, which a wheel under EUPL-1.2 could not carry along."""
    bill = bill_of_materials()
    known = {re.sub(r"[-_.]+", "-", one["name"]).lower() for one in bill["components"]}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {re.match(r"[\w.-]+", one)[0].replace("_", "-").lower() for one in project["dependencies"]}
    assert wanted - known == set()
    said = {one["name"]: one["licenses"][0]["license"]["name"] for one in bill["components"] if "licenses" in one}
    assert len(said) > len(wanted)
    assert {name for name, licence in said.items() if re.search(r"(?<!L)GPL|Affero", licence)} == set()

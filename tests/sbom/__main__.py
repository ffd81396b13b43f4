"""`make sbom`: write the software bill of materials into build/sbom.json."""

import json

from tests.sbom import bill_of_materials
from tests.sources import ROOT

path = ROOT / "build" / "sbom.json"
path.parent.mkdir(exist_ok=True)
bill = bill_of_materials()
path.write_text(json.dumps(bill, indent=1), encoding="utf-8")
print(f"{path}: {len(bill['components'])} packages")

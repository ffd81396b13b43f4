"""The software bill of materials: what the lock file installs, as CycloneDX 1.6, into build/sbom.json."""

import importlib.metadata
import re
from pathlib import Path
from typing import Any

from tests.sources import ROOT

LOCK = ROOT / "requirements.lock"
_PINNED = re.compile(r"^([a-z0-9][\w.-]*)(?:\[[\w,-]+\])?==([^\s;\\]+)", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def bill_of_materials(lock: Path = LOCK) -> dict[str, Any]:
    """Return the bill: each pinned package with hashes, address (purl), and its licence where it is installed."""
    text = lock.read_text("utf-8")
    found = [*_PINNED.finditer(text)]
    ends = [one.start() for one in found[1:]] + [len(text)]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "name": "est",
                "bom-ref": "est",
                "licenses": [{"license": {"id": "EUPL-1.2"}}],
            }
        },
        "components": [
            _component(one[1], one[2], _HASH.findall(text, one.end(), end))
            for one, end in zip(found, ends, strict=True)
        ],
    }


def _component(name: str, version: str, hashes: list[str]) -> dict[str, Any]:
    purl = f"pkg:pypi/{name}@{version}"
    component: dict[str, Any] = {"type": "library", "name": name, "version": version, "bom-ref": purl, "purl": purl}
    # one package has a file, and so a hash, for each system: CycloneDX tells files apart as references
    component["externalReferences"] = [
        {"type": "distribution", "url": purl, "hashes": [{"alg": "SHA-256", "content": one}]} for one in hashes
    ]
    licence = _licence(name)
    return component | ({"licenses": [{"license": {"name": licence}}]} if licence else {})


def _licence(name: str) -> str | None:
    """Return the licence that an installed package says it has, in its own words; None for what is not installed."""
    try:
        said = importlib.metadata.metadata(name)
    except importlib.metadata.PackageNotFoundError:
        return None
    by_class = [one.rpartition(" :: ")[2] for one in said.get_all("Classifier") or [] if one.startswith("License :: ")]
    expression, words = ((said.get_all(name) or [""])[0].strip() for name in ("License-Expression", "License"))
    whole = expression or words
    return whole if whole and "\n" not in whole else ", ".join(by_class) or None

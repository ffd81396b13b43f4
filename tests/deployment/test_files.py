"""What docs/deployment holds is what est, systemd, compose and nginx take."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from est.__main__ import parser
from est.settings import Settings
from tests.deployment.fleet import DEPLOYMENT, READY, balancer
from tests.deployment.fresh_machine import PAPER, sections
from tests.nginx import MISSING, NGINX
from tests.papers import PAPERS
from tests.sources import FILES, ROOT

UNIT = DEPLOYMENT / "est@.service"
COMPOSE: dict[str, Any] = YAML(typ="safe").load((DEPLOYMENT / "compose.yaml").read_text(encoding="utf-8"))
OTHERS = {"PGPASSFILE"}  # what libpq reads


def unit_values(name: str) -> list[str]:
    return re.findall(rf"^{name}=(.*)$", UNIT.read_text(encoding="utf-8"), re.MULTILINE)


def settings_of(pairs: list[str]) -> Settings:
    """Return the settings of an environment as the program reads it; every name in it means something."""
    environment = dict(pair.split("=", 1) for pair in pairs)
    known = set(re.findall(r'"(EST_[A-Z_]+)"', (ROOT / "est" / "settings.py").read_text(encoding="utf-8")))
    assert set(environment) <= known | OTHERS
    return Settings.from_environment(environment)


def test_the_unit_starts_est_with_options_and_settings_that_it_has():
    (start,) = unit_values("ExecStart")
    program, *options = start.replace("%i", "8501").split()
    assert program.endswith("/bin/est")
    assert parser(options).parse_args(options).port == 8501
    found = settings_of(" ".join(unit_values("Environment")).replace("%i", "8501").split())
    assert found.access == "oidc"
    assert "schema=karlstad" in str(found.store)
    assert unit_values("ExecStartPost")[0].endswith(f"http://127.0.0.1:%i{READY}")


def test_what_the_server_s_paper_types_and_writes_are_options_and_settings_that_est_has():
    """Every command of est in it, and its unit; `fresh_machine.py` does them, which takes minutes."""
    done = [block for found in sections(PAPER).values() for block in found]
    (unit,) = (block.text for block in done if block.name.endswith("est.service"))
    pairs = re.findall(r"^Environment=(.*)$", unit, re.MULTILINE)
    assert settings_of(" ".join(pairs).split()).access == "oidc"
    lines = [line for block in done if block.language == "bash" for line in block.text.splitlines()]
    started = re.findall(r"^ExecStart=(.*)$", unit, re.MULTILINE)
    typed = [line.partition("/bin/est ")[2].split(";")[0] for line in [*lines, *started] if "/bin/est " in line]
    assert {words.split()[0] for words in typed} == {"serve", "user", "backup", "restore", "check"}
    for words in typed:
        options = shlex.split(words)
        assert parser(options).parse_args(options)


def test_what_a_store_in_postgresql_needs_is_installed_by_its_own_name():
    """Of the index of packages `est` is a stranger's: nothing tells anybody to fetch that."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (package,) = project["optional-dependencies"]["servers"]
    for place in ("est/stores.py", "docs/operations.md"):
        assert f"pip install '{package}'" in (ROOT / place).read_text(encoding="utf-8")
    told = [path for path in (*FILES, *PAPERS) if re.search(r"pip install '?est\b(?!-)", path.read_text("utf-8"))]
    assert told == []


def test_the_unit_gives_a_server_the_time_to_finish():
    """More than it takes to drain and then to finish what it answers."""
    serve = import_module("est.terminal.serve")
    assert int(unit_values("TimeoutStopSec")[0]) >= serve.SECONDS_TO_DRAIN + serve.SECONDS_TO_FINISH + 5
    grace = COMPOSE["services"]["est-a"]["stop_grace_period"]
    assert int(grace.removesuffix("s")) >= serve.SECONDS_TO_DRAIN + serve.SECONDS_TO_FINISH + 5


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze on this machine")
def test_systemd_finds_no_fault_in_the_unit(tmp_path: Path):
    """With a program that is there, as it looks for it."""
    unit = tmp_path / "est@8501.service"
    unit.write_text(UNIT.read_text(encoding="utf-8").replace("/opt/est/.venv/bin/est", sys.executable))
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)],
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | {"SYSTEMD_LOG_LEVEL": "warning"},
    )
    told = [line for line in (said.stdout + said.stderr).splitlines() if "est@" in line and "curl" not in line]
    assert told == []


def test_compose_starts_two_servers_with_options_and_settings_that_est_has():
    """Each with a cache of its own, known to nginx by its name, and ready when it says so."""
    servers = {name: one for name, one in COMPOSE["services"].items() if name.startswith("est-")}
    balanced = (DEPLOYMENT / "nginx.conf").read_text(encoding="utf-8")
    assert set(re.findall(r"server (est-\w+):8501", balanced)) == set(servers) == {"est-a", "est-b"}
    assert len({str(one["volumes"]) for one in servers.values()}) == 2
    docker = (DEPLOYMENT / "Dockerfile").read_text(encoding="utf-8")
    image = re.findall(r"EST_\w+=\S+", docker)
    for one in servers.values():
        program, *options = one["command"]
        assert program == "est"
        assert parser(options).parse_args(options).port == 8501
        found = settings_of([*image, *(f"{name}={value}" for name, value in one["environment"].items())])
        assert one["volumes"][0].endswith(f":{found.cache}")
        assert found.address == "0.0.0.0"
        assert found.secrets.suffix == ".toml"
        mounted = {f"/run/secrets/{secret}" for secret in one["secrets"]}
        assert mounted == {found.secrets.as_posix(), one["environment"]["PGPASSFILE"]}
        assert READY in one["healthcheck"]["test"][-1]
        assert (DEPLOYMENT / one["build"]["context"]).resolve() == ROOT
        assert (ROOT / one["build"]["dockerfile"]).exists()
    named = {secret for one in COMPOSE["services"].values() for secret in one.get("secrets", ())}
    assert named == set(COMPOSE["secrets"])


@pytest.mark.slow
def test_compose_is_what_its_specification_says():
    checker = Path(sys.executable).with_name("check-jsonschema")
    file = str(DEPLOYMENT / "compose.yaml")
    subprocess.run([checker, "--builtin-schema", "vendor.compose-spec", file], check=True, stdout=subprocess.DEVNULL)


@pytest.mark.skipif(NGINX is None, reason=MISSING)
def test_nginx_takes_its_settings(tmp_path: Path):
    """Those of the servers' tests, which are these but for HTTPS and the names of the machines."""
    written = tmp_path / "nginx.conf"
    settings = balancer(20001, [20002, 20003])
    written.write_text(f"error_log stderr; pid {tmp_path}/pid; events {{}} http {{ {settings} }}")
    command = [str(NGINX), "-t", "-q", "-c", str(written), "-p", str(tmp_path)]
    said = subprocess.run(command, check=False, capture_output=True, text=True)
    assert said.returncode == 0, said.stderr

"""`python -m tests.deployment.fresh_machine`: follow docs/server.md on an empty Debian under systemd.

As its reader would: every command and every file comes out of the paper. Put in their place are only the addresses of
the reader's own: the provider is `oidc-provider-mock` on the machine's loopback. The program that is installed first is
the one before the newest step of the store, so that the paper's upgrade has one to take. As root, on Linux, with the
network that Debian's packages and pip need; it takes some minutes.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from tests.browser.conftest import NAMES
from tests.browser.looking import new_context
from tests.browser.test_sign_in import sign_in
from tests.deployment.machine import Machine, booted, empty_debian
from tests.papers import Block, blocks
from tests.sources import ROOT

PAPER = ROOT / "docs/server.md"
SECTIONS = ("The service", "The web server", "Backup and restore", "Upgrade")
FETCHING = ("apt-get ", "/opt/est/.venv/bin/pip install --quiet --require-hashes")
PROVIDER = 9400
OWN = {"https://login.example.se": f"http://127.0.0.1:{PROVIDER}", 'client_secret = "..."': 'client_secret = "secret"'}
SITE = "https://trygghet.example.se/est/"
WHEEL = "est-0.2.0-py3-none-any.whl"
STEPS = "est/store/migrations.py"


def sections(paper: Path) -> dict[str, list[Block]]:
    """Return the blocks that are done, by the heading of the second level that they stand under."""
    lines = paper.read_text(encoding="utf-8").splitlines()
    headings = [(number, line[3:]) for number, line in enumerate(lines, 1) if line.startswith("## ")]
    found: dict[str, list[Block]] = {}
    for block in blocks(paper):
        above = [heading for number, heading in headings if number < block.line]
        if above and (block.language == "bash" or block.name.startswith("/")):
            found.setdefault(above[-1], []).append(block)
    return found


def follow(machine: Machine, block: Block) -> None:
    """Do what a block says: write its file, or type its lines one by one."""
    if block.name:
        text = block.text
        for shown, own in OWN.items():
            text = text.replace(shown, own)
        machine.write(block.name, text)
        return
    for line in block.text.splitlines():
        sys.stdout.write(f"  # {line[:150]}\n")
        sys.stdout.flush()
        machine.run(line, network=line.startswith(FETCHING))


def program(commit: str, folder: Path) -> tuple[bytes, bytes]:
    """Return the wheel and the lock file of a commit, made as the paper says."""
    source = folder / commit
    source.mkdir()
    packed = subprocess.run(["git", "archive", commit], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    subprocess.run(["tar", "--extract"], cwd=source, check=True, input=packed.stdout)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "."]
    subprocess.run(command, cwd=source, check=True)
    return (source / WHEEL).read_bytes(), (source / "requirements.lock").read_bytes()


def earlier() -> str:
    """Return the commit before the last one that added a step to the store."""
    asked = ["git", "log", "-1", "--format=%H^", "-G", r"Migration\(", "--", STEPS]
    return subprocess.run(asked, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


@contextmanager
def provider() -> Iterator[None]:
    """Run the identity provider at which three people have an account, two of whom have a role here."""
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(PROVIDER)]
    for name in ("ada", "karl", "nils"):
        command += ["--user-claims", json.dumps({"sub": name, "email": f"{name}@example.se", "email_verified": True})]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


def people_sign_in() -> None:
    """Open the paper's address in a browser: two come in where their work is, and who was not added does not."""
    path = next(filter(None, map(shutil.which, NAMES)))
    with sync_playwright() as playwright:
        rule = "--host-resolver-rules=MAP trygghet.example.se 127.0.0.1"
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", rule])
        for name, heading in (("ada", "Användare"), ("karl", "Översikt"), ("nils", "")):
            context = new_context(browser, ignore_https_errors=True)
            page = context.new_page()
            sign_in(page, SITE, name)
            if heading:
                expect(page.get_by_role("heading", level=1)).to_have_text(heading)
                assert page.url.startswith(SITE), page.url
                assert all(cookie["secure"] for cookie in context.cookies() if cookie["name"] == "est_session")
            else:
                expect(page.get_by_role("alert")).to_contain_text("har ingen roll här")
            sys.stdout.write(f"  {name}: {heading or 'not let in'}\n")
            context.close()
        browser.close()


def well(machine: Machine) -> None:
    """See that est answers through the web server, itself listens on loopback alone, and keeps its files closed."""
    told = machine.run(
        "curl --silent --insecure --resolve trygghet.example.se:443:127.0.0.1 " + SITE + "_stcore/health"
    )
    assert told == "ok", told
    assert (
        machine.run("ss --version >/dev/null 2>&1; cat /proc/net/tcp | grep -c ' 0100007F:2135 .* 0A '").strip() == "1"
    )
    modes = machine.run("stat --format '%a %U' /var/lib/est /var/lib/est/*.duckdb /etc/est/secrets.toml").split("\n")
    assert {*filter(None, modes)} == {"700 est", "600 est"}, modes
    assert machine.run("systemctl is-active est nginx").split() == ["active", "active"]
    assert machine.run("ls /var/lib/est/backups"), "no backup of the day"


def logged(machine: Machine) -> list[str]:
    """Return the lines of the service that are no sentence of est's and no JSON: there should be none."""
    lines = machine.run("journalctl --unit est --no-pager --output cat").splitlines()
    ours = re.compile(r'^(est: |\{"time": |(Started|Starting|Stopped|Stopping|Deactivated) |est\.service: )')
    return [line for line in lines if not ours.match(line)]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.deployment.fresh_machine")
    parser.add_argument("--debian", type=Path, help="an empty Debian of an earlier run, or where to keep this one's")
    parser.add_argument("--lend", type=Path, action="append", default=[], help="what of this machine pip needs there")
    chosen = parser.parse_args()
    paper = sections(PAPER)
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        place, root = Path(folder), Path(folder) / "machine"
        debian = (chosen.debian or place / "debian").absolute()
        empty_debian(debian)
        subprocess.run(["cp", "--archive", "--reflink=auto", debian, root], check=True)
        (root / "opt/est").mkdir()
        old, new = program(earlier(), place), program("HEAD", place)
        with booted(root, chosen.lend) as machine:
            for heading in SECTIONS:
                sys.stdout.write(f"{heading}\n")
                wheel, lock = new if heading == "Upgrade" else old
                machine.write(f"/opt/est/{WHEEL}", wheel)
                machine.write("/opt/est/requirements.lock", lock)
                for block in paper[heading]:
                    follow(machine, block)
                if heading != "The service":
                    well(machine)
                    with machine.network(), provider():
                        people_sign_in()
            assert logged(machine) == []
            machine.run("systemctl stop est")
            store = "--store /var/lib/est/restored.duckdb"
            people = machine.run(f"runuser -u est -- /opt/est/.venv/bin/est user list {store}")
            assert "has not signed in" not in people, people
            sys.stdout.write(
                people + machine.run(f"runuser -u est -- /opt/est/.venv/bin/est check {store} | tail -n 1")
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())

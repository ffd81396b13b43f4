"""An empty Debian under systemd, as a container of systemd-nspawn: for following a paper as whoever reads it does."""

import ctypes
import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

NEEDED = ("debootstrap", "systemd-nspawn", "nsenter")
INSIDE = ("--mount", "--uts", "--ipc", "--pid")
SUITE, MIRROR = "bookworm", "http://deb.debian.org/debian"
_CLONE_NEWNET = 0x40000000


def empty_debian(folder: Path) -> None:
    """Make an empty Debian in a folder, unless one is there: systemd, and nothing that est needs."""
    if (folder / "usr/lib/systemd/systemd").exists():
        return
    more = "--include=systemd,systemd-sysv,dbus,ca-certificates"
    subprocess.run(["debootstrap", "--variant=minbase", more, SUITE, folder, MIRROR], check=True)


@dataclass(frozen=True)
class Machine:
    """A running Debian: where its files lie, and the process that is its first one."""

    root: Path
    first: int

    def run(self, command: str, *, network: bool = False) -> str:
        """Return what a line says that root types, on both streams; with `network` what it fetches comes from here."""
        settings = [f"{name}={value}" for name, value in os.environ.items() if name.startswith("PIP_")]
        own = ["env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "DEBIAN_FRONTEND=noninteractive"]
        namespaces = INSIDE if network else (*INSIDE, "--net")
        done = subprocess.run(
            ["nsenter", f"--target={self.first}", *namespaces, "--root", "--wd", *own, *settings, "sh", "-c", command],
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert done.returncode == 0, f"{command}\nended with {done.returncode} and said\n{done.stdout}"
        return done.stdout

    def write(self, path: str, content: str | bytes) -> None:
        """Put a file there, as an editor of root's would."""
        place = self.root / path.lstrip("/")
        place.write_bytes(content.encode() if isinstance(content, str) else content)

    @contextmanager
    def network(self) -> Iterator[None]:
        """Let this process, and what it starts, reach what listens on the machine's loopback and nothing else."""
        libc = ctypes.CDLL(None, use_errno=True)
        with open("/proc/self/ns/net", "rb") as ours, open(f"/proc/{self.first}/ns/net", "rb") as theirs:
            assert libc.setns(theirs.fileno(), _CLONE_NEWNET) == 0, os.strerror(ctypes.get_errno())
            try:
                yield
            finally:
                assert libc.setns(ours.fileno(), _CLONE_NEWNET) == 0


@contextmanager
def booted(root: Path, lent: Sequence[Path]) -> Iterator[Machine]:
    """Start a Debian and give it when its systemd is up; `lent` are paths of this machine that it reads too."""
    missing = [program for program in NEEDED if shutil.which(program) is None]
    assert not missing, f"install {shlex.join(missing)}"
    command = ["systemd-nspawn", "--quiet", f"--directory={root}", "--register=no", "--keep-unit", "--private-network"]
    command += ["--boot", "--console=pipe", *(f"--bind-ro={path}" for path in lent)]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        yield _up(root, process)
    finally:
        process.terminate()
        process.wait(60)


def _up(root: Path, process: subprocess.Popen[bytes]) -> Machine:
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    for _ in range(600):
        assert process.poll() is None, "systemd-nspawn ended"
        # the first process of the machine is there before it has a file system of its own
        if found := children.read_text().split():
            machine = Machine(root, int(found[0]))
            try:
                machine.run("systemctl is-system-running | grep -E 'running|degraded'")
                return machine
            except AssertionError:
                pass
        time.sleep(0.2)
    raise AssertionError("the machine did not start")

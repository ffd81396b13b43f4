"""Somebody who is refused, reads what to do, and does it: on the terminal, or by the functions behind a page."""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from est.__main__ import main
from est.errors import EstError
from est.store import Store, open_store
from tests.stores import copy_store

HEADER = "Ärendenr;Tid;Lat;Lng;Kategori"
GOOD = "\n".join([HEADER, *(f"K{n};2026-03-{n:02} 21:30;59.31{n:02};14.11{n:02};Klotter" for n in range(1, 13))])


@dataclass
class Town:
    """A store of its own and a folder of files. `heard`: what is looked for was said before it was followed."""

    folder: Path
    looked_for: re.Pattern[str]
    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch
    heard: bool = False
    followed: bool = False
    said: list[str] = field(default_factory=list)

    @property
    def path(self) -> Path:
        return self.folder / "est.duckdb"

    def run(self, *arguments: object) -> int:
        """Return the status of a command on the town's store."""
        self.capsys.readouterr()
        try:
            status = main([*map(str, arguments), "--store", str(self.path)])
        except EstError as error:
            status, text = 2, str(error)
        else:
            text = ""
        self.hear(text + "".join(self.capsys.readouterr()))
        return status

    def hear(self, text: str) -> None:
        self.said.append(text)
        self.heard = self.heard or bool(self.looked_for.search(text))

    def write(self, content: str | bytes, name: str) -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def send(self, content: str | bytes, *more: object, name: str = "fil.csv", who: str = "Polisen") -> int:
        """Return the status of `est import` of a file of this content."""
        if not self.path.exists():
            copy_store(self.path)
        return self.run("import", self.write(content, name), "--organisation", who, *more)

    def wrong(self, content: str | bytes, *more: object, name: str = "fil.csv") -> None:
        """Send what is refused, or has a row that is, and hear why."""
        assert self.send(content, *more, name=name) in (1, 2)

    def right(self, content: str | bytes = GOOD, *more: object, name: str = "mended.csv", who: str = "Polisen") -> None:
        """Send what is taken, as the advice says."""
        assert self.heard, self.said
        assert self.send(content, *more, name=name, who=who) == 0, self.said[-1]
        self.followed = True

    def done(self, *arguments: object) -> None:
        """Give a command that does what the advice says."""
        assert self.heard, self.said
        assert self.run(*arguments) == 0, self.said[-1]
        self.followed = True

    @contextmanager
    def refused(self) -> Iterator[None]:
        """What is done in the block raises the sentence that is looked for."""
        with pytest.raises(EstError) as error:
            yield
        self.hear(str(error.value))

    def could(self, action: Callable[..., Any], *arguments: Any, **more: Any) -> Any:
        """Return what a function gives that does what the advice says."""
        assert self.heard, self.said
        found = action(*arguments, **more)
        self.followed = True
        return found

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The town's store, with a batch in it."""
        if not self.path.exists():
            files, said = _taken()
            for ending, content in files.items():
                self.path.with_name(self.path.name + ending).write_bytes(content)
            self.write(GOOD, "fil.csv")
            self.hear(said)
        with open_store(self.path) as store:
            yield store

    def last_batch(self) -> str:
        """Return the identity that `est import` printed last."""
        return re.findall(r"Batch (\S+):", "".join(self.said))[-1]


@cache
def _taken() -> tuple[dict[str, bytes], str]:
    """Return the files of a store that has taken GOOD, by how their names end, and what the command said of it."""
    with TemporaryDirectory() as folder:
        path, file, said = Path(folder) / "s", Path(folder) / "fil.csv", io.StringIO()
        copy_store(path)
        file.write_text(GOOD, "utf-8")
        with redirect_stdout(said):
            assert main(["import", str(file), "--organisation", "Polisen", "--store", str(path)]) == 0
        file.unlink()
        return {file.name.removeprefix(path.name): file.read_bytes() for file in path.parent.iterdir()}, said.getvalue()


LATER = GOOD.replace("\nK", "\nL").replace("-03-", "-04-")


Case = Callable[[Town], None]
CASES: dict[str, Case] = {}
"""A part of an advice that no other has → how it comes, and how it is followed."""


def follows(*parts: str) -> Callable[[Case], Case]:
    """Return a decorator that makes a function the case of these texts."""

    def keep(case: Case) -> Case:
        assert not CASES.keys() & set(parts)
        CASES.update(dict.fromkeys(parts, case))
        return case

    return keep


def sent_wrong(
    part: str,
    content: str | bytes,
    *more: str,
    name: str = "fil.csv",
    instead: str | bytes = GOOD,
    told: tuple[str, ...] = (),
) -> None:
    """Make a case of a file that is refused, and of the file, or what is said beside it, that is taken instead."""

    def case(town: Town) -> None:
        town.wrong(content, *more, name=name)
        town.right(instead, *told)

    follows(part)(case)

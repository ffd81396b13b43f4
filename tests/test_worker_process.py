"""Work goes to a process of its own and comes back as if it had been done here: answer, error, progress, or its end."""

import math
import os
import re
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import psutil
import pytest

import est.worker_process as worker_process_module
from est.errors import FileRefusedError, WorkerEndedError
from est.municipality.vocabulary import store_vocabulary
from est.reports.columns.recognition import recognise_columns
from est.reports.files.reader import read_file
from est.reports.rows.reference_data import reference_data
from est.reports.rows.validation import check_rows
from est.worker_process import NICENESS, WorkerProcess, meanwhile, run_apart, unawaited, worker_process
from tests.stores import prepared_store
from tests.work import counted, unsendable

ROWS = 300
ROOT = Path(__file__).resolve().parents[1]


def stopping(share: float) -> None:
    """Hear a share, and end the work."""
    raise KeyboardInterrupt


@pytest.fixture(scope="module")
def worker():
    with worker_process() as kept:
        yield kept


def test_without_one_the_work_is_done_here(monkeypatch):
    monkeypatch.setattr(worker_process_module, "_kept", None)  # another test may keep one
    heard: list[float] = []
    assert run_apart(os.getpid) == os.getpid()
    assert run_apart(counted, 2, progress=heard.append) == 2
    assert heard == [0.5, 1.0]


def test_answers_and_errors_come_from_another_process(worker):
    """The same one for all, except for what is not worth the way."""
    first = run_apart(os.getpid)
    assert first != os.getpid()
    with pytest.raises(ValueError, match=r"math domain error|expected a nonnegative input"):
        run_apart(math.sqrt, -1)
    assert run_apart(os.getpid) == first
    assert run_apart(os.getpid, worth=False) == os.getpid()
    assert run_apart(print, "no answer") is None


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a thread has no right of way of its own")
def test_it_yields_to_the_pages_but_where_one_of_them_waits(worker):
    """So do the threads in which polars works, whatever came first."""
    here = os.getpriority(os.PRIO_PROCESS, 0)
    assert run_apart(os.getpriority, os.PRIO_PROCESS, 0, awaited=True) == here
    assert run_apart(os.getpriority, os.PRIO_PROCESS, 0) == here + NICENESS
    assert run_apart(os.getpriority, os.PRIO_PROCESS, 0, awaited=True) == here
    with unawaited():
        assert run_apart(os.getpriority, os.PRIO_PROCESS, 0, awaited=True) == here + NICENESS
    threads = Path(f"/proc/{run_apart(os.getpid)}/task").iterdir()
    named = {one: (one / "comm").read_text() for one in threads}
    working = [int(one.name) for one, name in named.items() if re.match(r"polars-\d", name)]
    assert working
    assert {os.getpriority(os.PRIO_PROCESS, one) for one in working} == {here + NICENESS}


def test_the_share_that_is_done_is_heard_here(worker):
    heard: list[float] = []
    assert run_apart(counted, 4, progress=heard.append) == 4
    assert heard == [0.25, 0.5, 0.75, 1.0]


def test_who_stops_the_work_ends_the_process_and_the_next_work_has_another(worker):
    """A page that is left while a file is checked ends the checking."""
    first = run_apart(os.getpid)
    with pytest.raises(KeyboardInterrupt):
        run_apart(counted, 10**9, progress=stopping)
    assert run_apart(os.getpid) not in (first, os.getpid())


@pytest.mark.parametrize("ending", [(os._exit, 3), (unsendable,)])
def test_a_process_that_ends_before_it_is_done_is_a_sentence(worker, ending):
    with pytest.raises(WorkerEndedError, match="ended before it was done"):
        run_apart(*ending)
    assert run_apart(os.getpid) != os.getpid()


def test_one_that_was_killed_while_nobody_needed_it_is_begun_anew(worker):
    gone = run_apart(os.getpid)
    os.kill(gone, 9)
    worker._process.wait(20)
    assert run_apart(os.getpid) not in (gone, os.getpid())


def test_while_it_is_busy_other_work_is_done_here(worker):
    busy, goes_on = threading.Event(), threading.Event()

    def hold(share: float) -> None:
        busy.set()
        goes_on.wait(20)

    first = threading.Thread(target=run_apart, args=(counted, 1), kwargs={"progress": hold})
    first.start()
    assert busy.wait(20)
    assert run_apart(os.getpid) == os.getpid()
    goes_on.set()
    first.join()
    assert run_apart(os.getpid) != os.getpid()


def test_what_it_waits_within_is_of_this_thread_alone(worker):
    """An answer leaves its turn to others meanwhile."""
    steps = []

    @contextmanager
    def lend():
        steps.append("lent")
        yield
        steps.append("taken")

    with meanwhile(lend):
        run_apart(os.getpid)
    run_apart(os.getpid)
    assert steps == ["lent", "taken"]


def test_it_ends_with_the_block_that_keeps_it():
    with worker_process() as kept:
        there = run_apart(os.getpid)
    with pytest.raises(ProcessLookupError):
        os.kill(there, 0)
    assert kept.run(os.getpid) != there  # and begins anew where somebody still asks
    kept.close()


@pytest.mark.slow
def test_a_file_is_read_and_checked_there_as_it_is_here(worker):
    """With rejects, notices and words of the store; a file that is refused is refused with the same sentence."""
    lines = [f"K{n},2026-03-{n % 40:02} 14:30,{'klotter' if n % 7 else '?'},59.3,14.1,Vägg {n}" for n in range(ROWS)]
    content = "\n".join(["ärendenr,tid,kategori,lat,lon,text", *lines, ""]).encode()
    with prepared_store() as store:
        words = store_vocabulary(store)
        here = read_file(content, "vecka.csv")
        there = run_apart(read_file, content, "vecka.csv")
        assert there.rows.equals(here.rows)
        asked = (recognise_columns(here, words).mapping, reference_data(store), words, datetime(2026, 4, 1))
        found = [check_rows(here, *asked), run_apart(check_rows, there, *asked)]
    assert found[0].rows.drop("id", strict=False).equals(found[1].rows.drop("id", strict=False))
    assert found[0].rejects == found[1].rejects
    assert found[0].notices == found[1].notices
    assert 0 < len(found[0].rejects) < ROWS
    sentences = []
    for read in (read_file, lambda *file: run_apart(read_file, *file)):
        with pytest.raises(FileRefusedError) as refused:
            read(b"\x89PNG\r\n\x1a\n" + bytes(50), "bild.csv")
        sentences.append(refused.value.in_language(lambda text: f"– {text}"))
    assert sentences[0] == sentences[1]


def test_two_processes_do_not_meet():
    one, other = WorkerProcess(), WorkerProcess()
    assert one.run(os.getpid) != other.run(os.getpid)
    one.close()
    assert other.run(os.getpid) != os.getpid()
    other.close()


@pytest.mark.slow
def test_it_does_not_outlive_a_program_that_was_killed():
    """Its input is closed then, and it ends by itself."""
    program = (
        "import os, sys\nfrom est.worker_process import run_apart, worker_process\n"
        "with worker_process():\n    print(run_apart(os.getpid), flush=True)\n    sys.stdin.read()\n"
    )
    begun = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True
    )
    assert begun.stdout is not None
    there = psutil.Process(int(begun.stdout.readline()))
    begun.kill()
    begun.communicate()
    there.wait(20)  # raises where it goes on

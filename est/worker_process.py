"""Work that keeps the processor busy for long, in a process beside this one, so that no page waits for it.

Python runs one of its threads at a time: what reckons for seconds in one of them holds up whoever asks meanwhile, even
where a core is free. A server keeps one such process; a program without one does the work itself.
"""

import contextlib
import os
import pickle  # nosec B403 (what our own two processes say to each other)
import signal
import subprocess  # nosec B404
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from enum import Enum, auto
from pathlib import Path
from typing import IO, Any, TypeVar

import polars as pl

from est.errors import WorkerEndedError
from est.progress import Progress
from est.text import N_

T = TypeVar("T")
NICENESS = 10  # of what nobody looks at a page for, beside the pages
_BEGIN = "import sys; sys.path.insert(0, sys.argv[1]); from est.worker_process import main; main()"
_ROOT = Path(__file__).resolve().parents[1]
_ENDED = N_("The process that worked on this ended before it was done; the machine may lack memory. Try again.")


_meanwhile: ContextVar[Callable[[], contextlib.AbstractContextManager[None]]] = ContextVar(
    "meanwhile", default=contextlib.nullcontext
)


_awaiting: ContextVar[bool] = ContextVar("awaiting", default=True)


class _Message(Enum):
    """What the process says: the share that is done, the answer, or the error."""

    SHARE = auto()
    ANSWER = auto()
    ERROR = auto()


class WorkerProcess:
    """A process that works on one thing at a time. It begins with the first of them and stays."""

    def __init__(self) -> None:
        self._free = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def begun(self) -> bool:
        """Whether there is a process."""
        return self._process is not None

    def run(
        self,
        function: Callable[..., T],
        *arguments: Any,  # noqa: ANN401 (as those of the function)
        progress: Progress | None = None,
        awaited: bool = False,
    ) -> T:
        """Return what the function gives for the arguments, worked out there; here while it is busy with other work.

        The function is one of a module; it, the arguments and the answer are sent by pickle. With `progress` it has a
        last argument that hears the share that is done. What the function raises is raised here, and what `progress`
        raises ends the work. Work yields the processor to the pages, unless it is `awaited` by one: its visitor waits
        for it as for all else on it. WorkerEndedError when the process ended before it was done.
        """
        if not self._free.acquire(blocking=False):
            return function(*arguments, *([] if progress is None else [progress]))
        try:
            return self._run(function, arguments, progress, awaited)
        finally:
            self._free.release()

    def _run(
        self, function: Callable[..., T], arguments: tuple[Any, ...], progress: Progress | None, awaited: bool
    ) -> T:
        process = self._started()
        done = False
        try:
            with _meanwhile.get()():
                _send(process.stdin, (function, arguments, progress is not None, awaited and _awaiting.get()))
                message, what = _receive(process.stdout)
                while message is _Message.SHARE and progress is not None:
                    progress(what)
                    message, what = _receive(process.stdout)
            done = True
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise WorkerEndedError(_ENDED) from error
        finally:
            if not done:
                self._end()
        if message is _Message.ERROR:
            raise what
        answer: T = what
        return answer

    def _started(self) -> subprocess.Popen[bytes]:
        """Return the process, begun anew if there is none or if it has ended since."""
        if self._process is not None and self._process.poll() is not None:
            self._end()
        if self._process is None:
            command = [sys.executable, "-c", _BEGIN, str(_ROOT)]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # nosec B603 # noqa: S603 (our own interpreter and module)
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            with contextlib.suppress(OSError):  # what it had not read yet
                process.communicate()

    def close(self) -> None:
        """End the process, and with it what it works on."""
        process = self._process
        if process is not None:
            process.kill()  # whoever waits for it hears its end
        with self._free:
            self._end()


_kept: WorkerProcess | None = None


@contextlib.contextmanager
def worker_process() -> Iterator[WorkerProcess]:
    """Keep a process for this program's work until the end of the block."""
    global _kept  # noqa: PLW0603 (one for the program, whichever room asks)
    _kept = worker = WorkerProcess()
    try:
        yield worker
    finally:
        _kept = None
        worker.close()


def run_apart(
    function: Callable[..., T],
    *arguments: Any,  # noqa: ANN401 (as those of the function)
    progress: Progress | None = None,
    worth: bool = True,
    awaited: bool = False,
) -> T:
    """Return what the function gives for the arguments: worked out in the process beside this one, if this program
    keeps one and it is `worth` the way there and back.

    See `WorkerProcess.run` for what it may be and raises.
    """
    if _kept is None or not worth:
        return function(*arguments, *([] if progress is None else [progress]))
    return _kept.run(function, *arguments, progress=progress, awaited=awaited)


@contextlib.contextmanager
def meanwhile(lend: Callable[[], contextlib.AbstractContextManager[None]]) -> Iterator[None]:
    """Until the end of the block, what this thread waits for the process it waits for within what `lend` gives."""
    token = _meanwhile.set(lend)
    try:
        yield
    finally:
        _meanwhile.reset(token)


@contextlib.contextmanager
def unawaited() -> Iterator[None]:
    """Until the end of the block, no page waits for what this thread has the process work out, whatever it says."""
    token = _awaiting.set(False)
    try:
        yield
    finally:
        _awaiting.reset(token)


def _send(pipe: IO[bytes] | None, said: object) -> None:
    if pipe is not None:
        pickle.dump(said, pipe, pickle.HIGHEST_PROTOCOL)
        pipe.flush()


def _receive(pipe: IO[bytes] | None) -> tuple[Any, ...]:
    if pipe is None:
        raise EOFError
    said: tuple[Any, ...] = pickle.load(pipe)  # nosec B301 # noqa: S301 (from our own process)
    return said


def main() -> None:
    """Work on what comes by standard input until it is closed; answers go to standard output."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the program that keeps this process
    answers, sys.stdout = sys.stdout.buffer, sys.stderr  # what is printed is no answer
    yielding = ThreadPoolExecutor(1, initializer=_yield_processor)
    with yielding, contextlib.suppress(EOFError, BrokenPipeError):
        yielding.submit(pl.thread_pool_size).result()  # the threads that it begins yield as it does
        while True:
            function, arguments, told, awaited = _receive(sys.stdin.buffer)
            if awaited:
                _work(answers, function, arguments, told)
            else:
                yielding.submit(_work, answers, function, arguments, told).result()


def _yield_processor() -> None:
    """Let this thread, and those that it begins, stand back behind the others."""
    if sys.platform == "linux":  # elsewhere it would be the whole process, which could not be taken back
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), os.getpriority(os.PRIO_PROCESS, 0) + NICENESS)


def _work(answers: IO[bytes], function: Callable[..., Any], arguments: tuple[Any, ...], told: bool) -> None:
    def tell(share: float) -> None:
        _send(answers, (_Message.SHARE, share))

    try:
        said = (_Message.ANSWER, function(*arguments, *([tell] if told else [])))
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 (it is raised where it was asked for)
        said = (_Message.ERROR, error)
    _send(answers, said)

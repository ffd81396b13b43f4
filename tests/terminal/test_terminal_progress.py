"""A terminal says how long a piece of work takes, and says it anew when that was far too little."""

from est.terminal import terminal_progress


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def said(capsys, *heard):
    """Return what is said of work that has come so far (share) at these seconds."""
    clock = Clock()
    show = terminal_progress("checking", clock)
    for clock.now, share in heard:
        show(share)
    return [line.split(" Ctrl")[0] for line in capsys.readouterr().err.splitlines()]


def test_what_takes_long_is_said_once(capsys):
    heard = [(second, second / 100) for second in range(100)]
    assert said(capsys, *heard) == ["Checking takes about 2 minutes more."]


def test_what_takes_twice_as_long_as_was_said_is_said_again(capsys):
    heard = [
        *((second, second / 100) for second in range(10)),
        *((second, 0.1 + second / 4000) for second in range(10, 90)),
    ]
    lines = said(capsys, *heard)
    assert lines[0] == "Checking takes about 2 minutes more."
    assert len(lines) > 1
    assert "minutes" in lines[-1]


def test_what_is_done_soon_is_not_said(capsys):
    assert said(capsys, (0, 0.0), (3, 0.3), (6, 0.6)) == []

"""The dashboard serves this machine alone until somebody is asked who they are, and says so in one sentence."""

import asyncio
import gzip
import json
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import streamlit
from streamlit import config, secrets

from est.__main__ import main
from est.errors import ServingError
from est.terminal.middleware import Middleware, page_in_language, same_origin
from est.terminal.serve import bind_socket
from est.text import CATALOGUES


def test_a_port_that_another_program_has_is_told():
    """And what to do about it."""
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(ServingError, match="--port"):
        bind_socket("127.0.0.1", other.getsockname()[1])


def test_answers_are_sent_at_once():
    """Without this option each waits some 40 ms for the receipt of the one before."""
    with bind_socket("127.0.0.1", 0) as listening:
        assert listening.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_streamlits_page_gets_its_language_and_loses_what_it_says_itself():
    """The title, the note to those without JavaScript and the pointer to an interface that is off."""
    page = b'<!-- x --><html lang="en"><head><link rel="service-desc" href="./a" /><title>Streamlit</title></head>'
    page = page.replace(b"</head>", b'<script type="module" src="./static/js/index.js"></script></head>')
    page += b"<noscript>\nYou need\n</noscript></html>"
    swedish = page_in_language(page, "sv").decode()
    assert '<html lang="sv">' in swedish
    assert "Streamlit" not in re.sub(r"(?s)<script type.*?</script>", "", swedish)
    assert "service-desc" not in swedish
    assert "/*" not in swedish
    assert "Programmet behöver JavaScript" in swedish
    assert './est/residue.js"></script><script type="module"' in swedish
    assert '<script src="./est/connection.js" data-told="Sidan har ingen öppen förbindelse' in swedish
    assert '"Browse files": "Välj filer"' in swedish


def test_ours_run_before_streamlits_own_script():
    """Scripts run in their order: what the window tells of itself goes along when the connection is made."""
    page = page_in_language((Path(streamlit.__file__).parent / "static" / "index.html").read_bytes(), "sv").decode()
    run = re.findall(r'<script(?: type="module")?(?: defer| crossorigin)? src="\./([^"]+)"', page)
    assert [path for path in run if path.startswith("est/")] == run[:-1]
    assert "est/residue.js" in run[:-1]
    assert run[-1].startswith("static/js/index.")


def test_the_replacements_of_streamlits_words_are_data_that_no_page_runs():
    """They parse in the page as in the file, and nothing in them ends the element they stand in."""
    page = page_in_language(b"<head></head>", "sv").decode()
    (data,) = re.findall(r'<script type="application/json" id="est-residue">(.*?)</script>', page, flags=re.DOTALL)
    assert json.loads(data) == json.loads((CATALOGUES / "sv" / "residue.json").read_text(encoding="utf-8"))
    assert "est-residue" not in page_in_language(b"<head></head>", "en").decode()


@pytest.mark.parametrize(
    ("path", "query", "target"),
    [
        ("/oversikt", b"", "./"),
        ("/oversikt", b"lang=en&hours=night", "./?lang=en&hours=night"),
        ("/oversikt/", b"a=%C3%A5", "../?a=%C3%A5"),
        ("/framat", b"from=2026-01-01", "./karta?from=2026-01-01"),
    ],
)
def test_the_first_page_is_found_at_its_own_address_too(path, query, target):
    """The selection in the address comes along; Streamlit alone would say that there is no such page."""
    sent = []

    async def inner(scope, receive, send):
        raise AssertionError("Streamlit was asked")

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": path, "query_string": query, "headers": []}
    answer = Middleware(inner, "sv")(scope, None, send)
    # in a thread of its own: a browser test before this one may have left its event loop running in this one
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, answer).result()
    assert sent[0]["status"] == 307
    assert dict(sent[0]["headers"])[b"location"].decode() == target


@pytest.mark.parametrize("origin", [b"https://evil.example", b"null", b"http://localhost:85010", b"http://localhost"])
@pytest.mark.parametrize("kind", ["websocket", "http"])
def test_a_page_of_somebody_else_opens_nothing(origin, kind):
    """Not even a websocket, which a browser opens to any address and sends the cookie along."""
    sent = []

    async def inner(scope, receive, send):
        raise AssertionError("Streamlit was asked")

    async def send(message):
        sent.append(message)

    headers = [(b"host", b"localhost:8501"), (b"origin", origin), (b"cookie", b"est_session=x")]
    scope = {"type": kind, "method": "GET", "path": "/_stcore/stream", "query_string": b"", "headers": headers}
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, Middleware(inner, "sv")(scope, None, send)).result()
    assert sent[0].get("status", 403) == 403
    assert sent[0]["type"] in ("websocket.close", "http.response.start")


@pytest.mark.parametrize("path", ["/_stcore/stream", "/nowhere", "/static/nowhere", "/component/nowhere/x"])
def test_a_page_that_comes_packed_is_no_error(path):
    """Streamlit sends its page at any address that it does not know, as packed as the browser takes it."""
    sent = []

    async def inner(scope, receive, send):
        packed = b"accept-encoding" in dict(scope["headers"])
        headers = [(b"content-type", b"text/html"), *([(b"content-encoding", b"gzip")] if packed else [])]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        page = b'<html lang="en"></html>'
        await send({"type": "http.response.body", "body": gzip.compress(page) if packed else page})

    async def send(message):
        sent.append(message)

    headers = [(b"host", b"localhost:8501"), (b"accept-encoding", b"gzip")]
    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": headers}
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, Middleware(inner, "sv")(scope, None, send)).result()
    body = sent[1]["body"]
    page = gzip.decompress(body) if (b"content-encoding", b"gzip") in sent[0]["headers"] else body
    assert page.startswith(b"<html lang=")
    assert path.startswith(("/static", "/component")) or b'lang="sv"' in page


def test_below_a_page_there_is_none_and_the_way_leads_to_the_last_part_of_the_address():
    """Streamlit's page there would look for its scripts below it, and stay empty."""
    sent = []

    async def inner(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
        await send({"type": "http.response.body", "body": b'<html lang="en"></html>'})

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/karta/å", "query_string": b"lang=en", "headers": []}
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, Middleware(inner, "sv")(scope, None, send)).result()
    assert [sent[0]["status"], dict(sent[0]["headers"])[b"location"]] == [307, b"../%C3%A5?lang=en"]
    assert [message["body"] for message in sent[1:]] == [b""]


def test_only_the_same_host_and_port_is_the_same_origin():
    """A page elsewhere cannot talk to the program through the reader's browser."""
    host = (b"host", b"localhost:8501")
    assert same_origin([host])
    assert same_origin([host, (b"origin", b"http://localhost:8501")])
    assert not same_origin([host, (b"origin", b"http://localhost:9000")])
    assert not same_origin([host, (b"origin", b"null")])


def test_the_command_listens_nowhere_before_it_has_refused(monkeypatch, capsys, tmp_path):
    """Status 2, the sentence, and no store made."""
    monkeypatch.setattr("est.terminal.serve.bind_socket", lambda *_: pytest.fail("it listened"))
    assert main(["serve", "--address", "0.0.0.0", "--store", str(tmp_path / "s")]) == 2
    assert "no identity provider is configured" in capsys.readouterr().err
    assert not (tmp_path / "s").exists()


@pytest.mark.slow
def test_a_program_into_which_nobody_could_sign_in_does_not_start(monkeypatch, capsys, tmp_path):
    """It says how the first administrator is added."""
    secret = "0123456789abcdefghijklmnopqrstuv"
    (tmp_path / "secrets.toml").write_text(f'[proxy]\nsecret = "{secret}"\n')
    with monkeypatch.context() as changed:
        changed.setattr(config, "get_config_files", config.get_config_files)
        changed.setenv("EST_SECRETS", str(tmp_path / "secrets.toml"))
        changed.setenv("EST_ACCESS", "proxy")
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        assert main(["serve", "--port", str(port), "--store", str(tmp_path / "s")]) == 2
    secrets._reset()
    config.get_config_options(force_reparse=True)
    told = capsys.readouterr().err
    assert "est user add" in told
    assert secret not in told

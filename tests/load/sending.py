"""A file of many rows, sent in as an organisation's own system does, while people work."""

import asyncio
import json
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from est.__main__ import main
from est.access.tokens import add_token
from est.store import open_store
from tests.load.server import SECRET
from tests.load.town import FIRST_DAY, reports
from tests.load.visitors import Found, Plan, visit

ROWS = 100_000
LONGEST = 120.0  # seconds that the file may take


def token_of(store: Path, seed: int, content: bytes) -> str:
    """Return a token of an organisation that is new to a store which nobody has open: it has sent the first ten rows of
    its file, so that what the columns mean is known.
    """
    name, first = f"Sensorer {seed}", store.with_name(f"load-{seed}.csv")
    first.write_bytes(b"".join(content.splitlines(keepends=True)[:11]))
    try:
        assert main(["import", str(first), "--organisation", name, "--new-organisation", "--store", str(store)]) == 0
    finally:
        first.unlink()
    with open_store(store) as opened:
        organisation = opened.ask("SELECT id::VARCHAR FROM organisations WHERE name = ?", [name]).item()
        return add_token(opened, name, organisation, "load", FIRST_DAY)


def file_of(count: int, seed: int) -> bytes:
    """Return a CSV file of so many reports with numbers of their own, and others for another seed."""
    names = {"SKA": "Skadegörelse"}
    drawn = reports(count, ["one"], list(names), seed)
    rows = drawn.select(
        pl.format("L{}-{}", pl.lit(seed % 1000), "position").alias("Ärendenummer"),
        pl.col("starts").dt.strftime("%Y-%m-%d %H:%M").alias("Tid"),
        pl.col("category").replace_strict(names).alias("Kategori"),
        pl.col("lat").round(6).alias("Lat"),
        pl.col("lng").round(6).alias("Lng"),
    )
    return rows.write_csv(separator=";").encode()


def send(url: str, token: str, content: bytes, name: str) -> dict[str, object]:
    """Return what the server says of a file, asked again until it has made up its mind."""
    headers = {"Authorization": f"Bearer {token}", "X-Est-Proxy-Secret": SECRET}
    request = urllib.request.Request(f"{url}/api/batches?name={name}", content, headers)
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        with urllib.request.urlopen(request, timeout=LONGEST) as answer:
            told: dict[str, object] = json.loads(answer.read())
        if told["status"] != "checking":
            return told
        time.sleep(1)
    raise AssertionError(f"{name} was still being checked after {LONGEST} s")


async def beside(
    plan: Plan, sent: Sequence[tuple[str, bytes]], apart: float
) -> tuple[Found, list[dict[str, object]], list[tuple[float, float]]]:
    """Return what the sessions met, what was said of each file, and from when until when each was taken: the first sent
    after half of the seconds that lie between one and the next, each with a token of its own.
    """
    visiting = asyncio.create_task(visit(plan))
    began = time.perf_counter()
    told, spans = [], []
    for number, (token, content) in enumerate(sent):
        await asyncio.sleep(max(0.0, began + (number + 0.5) * apart - time.perf_counter()))
        begun = time.perf_counter()
        told.append(await asyncio.to_thread(send, plan.url, token, content, f"load-{plan.seed}-{number}.csv"))
        spans.append((begun, time.perf_counter()))
    return await visiting, told, spans

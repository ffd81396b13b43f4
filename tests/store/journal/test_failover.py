"""A standby takes over when the first PostgreSQL crashes: nothing that was acknowledged is lost."""

import subprocess
import threading
import time
from datetime import datetime

import psycopg
import pytest

from est.errors import StoreUnreachableError
from est.home import PostgresHome, read_home
from est.identity import new_id
from est.municipality.defaults import prepare_store
from est.municipality.settings import write_setting
from est.store.journal import open_shared_store
from tests.postgres import Cluster, copied_cluster, running_cluster
from tests.store.journal.test_shared_store import held

NOW = datetime(2026, 3, 2, 12)
PATIENCE = 60


def synchronous(primary: Cluster) -> None:
    """Let every commit of a PostgreSQL wait until its standby has it."""
    with psycopg.connect(primary.address(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET synchronous_standby_names = 'est_standby'")
        connection.execute("SELECT pg_reload_conf()")
        for _ in range(10 * PATIENCE):
            found = connection.execute("SELECT sync_state FROM pg_stat_replication").fetchall()
            if found == [("sync",)]:
                return
            time.sleep(0.1)
    raise AssertionError("the standby does not follow")


@pytest.mark.thorough
def test_a_failover_to_a_standby_loses_nothing_that_was_acknowledged(tmp_path):
    """The first crashes while a server writes; the standby is promoted by hand, and both servers go on with it."""
    with running_cluster() as primary, copied_cluster(primary) as standby:
        synchronous(primary)
        both = f"postgresql://est@127.0.0.1:{primary.port},127.0.0.1:{standby.port}/est"
        home = read_home(f"{both}?target_session_attrs=read-write&connect_timeout=2&schema=town")
        assert isinstance(home, PostgresHome)
        first, second = open_shared_store(home, tmp_path / "a"), open_shared_store(home, tmp_path / "b")
        prepare_store(first, "test", NOW)
        acknowledged: list[str] = []
        refused = threading.Event()

        def write() -> None:
            while not refused.is_set():
                try:
                    value = str(new_id())
                    write_setting(first, "name", value, "test", NOW)
                    acknowledged.append(value)
                except StoreUnreachableError:
                    refused.set()

        writer = threading.Thread(target=write)
        writer.start()
        while len(acknowledged) < 20:
            time.sleep(0.01)
        primary.kill()
        assert refused.wait(PATIENCE)
        writer.join(PATIENCE)
        command = [str(standby.programs / "pg_ctl"), "promote", "-D", str(standby.folder)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", **standby.account)
        for _ in range(PATIENCE):
            try:
                write_setting(second, "demo", "1", "test", NOW)
                break
            except StoreUnreachableError:
                time.sleep(1)
        else:
            raise AssertionError("no server goes on with the standby")
        for _ in range(PATIENCE):
            first.refresh()
            if first.silence is None:
                break
            time.sleep(1)
        third = open_shared_store(home, tmp_path / "c")
        for store in (first, second, third):
            written = store.ask("SELECT payload FROM log WHERE action = 'settle' ORDER BY number")["payload"].to_list()
            assert [value for value in acknowledged if not any(value in one for one in written)] == []
        assert held(first) == held(second) == held(third)
        for store in (first, second, third):
            store.close()

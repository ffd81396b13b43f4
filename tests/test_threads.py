"""What each question may have beneath it: threads that wait for each other make everybody's page slow."""

import json
import subprocess
import sys

ASKED = """
import json
from est.statistics.bayes import gamma_prior
import polars, threadpoolctl
gamma_prior([1, 5], [2, 2])
pools = [found["num_threads"] for found in threadpoolctl.threadpool_info() if found["user_api"] == "blas"]
print(json.dumps([pools, polars.Config.state()["POLARS_ENGINE_AFFINITY"]]))
"""


def test_linear_algebra_has_one_thread_and_frames_are_worked_out_in_memory() -> None:
    """A process of its own: which thread pools there are is settled when numpy is loaded."""
    found = subprocess.run([sys.executable, "-c", ASKED], check=True, capture_output=True, text=True)
    pools, engine = json.loads(found.stdout)
    assert pools
    assert set(pools) == {1}
    assert engine == "in-memory"

"""est: effektiv samordning för trygghet. From reports to flagged places, and from a measure to a verdict."""

import os

# Read once, when numpy and polars are loaded, so before any other module of ours; what the environment says goes first.
# Several people ask at the same time, each in a thread. Threads beneath those wait for each other: with two, the fit of
# a prior to 800 cells took 13 ms, and with one 0.8.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Frames of a question are small. The streaming engine, which is for what does not fit into memory, takes four times as
# long for them.
os.environ.setdefault("POLARS_ENGINE_AFFINITY", "in-memory")

"""est: effektiv samordning för trygghet. From reports to flagged places, and from a measure to a verdict."""

__version__ = "0.1.0"

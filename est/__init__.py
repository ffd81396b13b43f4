"""est: effektiv samordning för trygghet. From reports to flagged places, and from a measure to a verdict."""

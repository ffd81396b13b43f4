"""Whether a measure worked or only moved the problem: its design, what it could see, and the verdict."""

"""Why it happens where it does: hypotheses, what speaks for them, and the questions that lead to them."""

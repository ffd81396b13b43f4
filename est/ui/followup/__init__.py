"""The page of follow-ups: the plan, the verdicts, what may have moved."""

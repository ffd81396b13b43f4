"""Where reports are expected next, and whether that could be foretold: forecasts, their backtest, near repeats."""

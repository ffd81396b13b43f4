"""The step of the schema that gives the windows of reports the clock changes within them."""

import duckdb

from est.clock import MINUTES_IN_WEEK, turned_clocks

REPORT_TABLES = ("reports", "report_versions", "unapproved_reports")


def keep_turned_clocks(cursor: duckdb.DuckDBPyConnection) -> None:
    """Find the clock changes within the windows of every report, by the store's time zone."""
    zones = cursor.execute("SELECT value FROM settings WHERE name = 'timezone'").fetchall()
    for table in REPORT_TABLES if zones else ():
        windows = cursor.sql(
            f"SELECT DISTINCT starts, ends, minutes FROM {table} WHERE minutes < {MINUTES_IN_WEEK}"  # noqa: S608 (ours)
        ).pl()
        turned = windows.hstack(turned_clocks(windows, str(zones[0][0]))).drop_nulls("clock_hour")
        cursor.register("turned", turned)
        cursor.execute(
            f"UPDATE {table} SET clock_hour = turned.clock_hour, clock_minutes = turned.clock_minutes FROM turned "  # noqa: S608 (ours)
            f"WHERE {table}.starts = turned.starts AND {table}.ends = turned.ends AND {table}.minutes = turned.minutes"
        )
        cursor.unregister("turned")

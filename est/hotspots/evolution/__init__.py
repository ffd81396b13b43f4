"""What flagged places have become: flags to places with a name and an identity, week by week.

New, still there or gone since last week; persistent, emerging, fading, seasonal.
"""

"""Every module that applies actions, for servers that share a store and apply each other's changes."""

from est.access import disclosure, people, tokens
from est.hotspots.register import commands as hotspots
from est.hotspots.surveillance import acknowledgements
from est.mail import letters, mail_server, messages, recipients
from est.measures import commands as measures
from est.measures import library_commands
from est.measures.causes import commands as causes
from est.measures.followup import commands as follow_ups
from est.meetings import commands as meetings
from est.meetings import minutes, subscriptions
from est.meetings.situation import commands as pictures
from est.municipality import address_rules, categories, defaults, organisations, repeat_rules, retention, settings
from est.picture import saved_views
from est.reports.arrivals import inbox_retention, waiting_files
from est.reports.batches import batch, purge, undo
from est.reports.entries import commands as entries
from est.reports.entries import review
from est.reports.merges import kinds, owners
from est.space import addresses, area, backgrounds, ground_features, ground_picture, places
from est.store import backup, erasure, exports

APPLYING = (
    *(disclosure, people, hotspots, acknowledgements, measures, library_commands, causes, follow_ups, meetings),
    *(minutes, pictures, address_rules, categories, defaults, organisations, repeat_rules, retention, settings),
    *(
        batch,
        purge,
        undo,
        entries,
        review,
        kinds,
        owners,
        addresses,
        area,
        backgrounds,
        ground_features,
        ground_picture,
        places,
    ),
    *(backup, erasure, exports, tokens, letters, mail_server, messages, recipients, waiting_files),
    *(subscriptions, saved_views, inbox_retention),
)
"""The modules whose functions carry the mark `applies`; a test holds them to the list of the paper."""

"""`make messages`: offer each language the messages it lacks, in its `new.po`, and name those that nothing says."""

from est.text import LANGUAGES
from tests.text.messages import NEW, offer_missing, unused_messages

for language in LANGUAGES:
    missing, unused = offer_missing(language), unused_messages(language)
    print(f"est/text/{language}: {missing} messages are missing" + (f"; translate them in {NEW}" if missing else ""))
    for message in unused:
        print(f"  nothing says {message!r}")

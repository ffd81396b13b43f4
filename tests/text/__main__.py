"""`make messages`: offer each language the messages it lacks, in its `new.po`, and name those that no code says."""

from tests.text.messages import NEW, TRANSLATED, offer_missing, unused_messages

for language in TRANSLATED:
    missing, unused = offer_missing(language), unused_messages(language)
    print(f"est/text/{language}: {missing} messages are missing" + (f"; translate them in {NEW}" if missing else ""))
    for message in unused:
        print(f"  no code says {message!r}")

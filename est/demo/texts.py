"""What people of the demo town write. Every text says that it is invented."""

SOURCES = ("egen iakttagelse", "egen iakttagelse", "tips från allmänheten", "andrahandsuppgift", "polisanmälan")
EFFECTS = ("1", "2", "2", "3", "1", "2", "3")
ON_THE_SPOT = (
    "",
    "Pratade med dem som var där",
    "Fotograferade och anmälde",
    "Ringde polisen",
    "",
    "Städade undan",
    "",
)

SENTENCES: dict[tuple[str, str], tuple[str, ...]] = {
    ("FOR", "hög musik från fordon"): (
        "hög musik från flera bilar som stod kvar länge",
        "basmusik hördes in i bostäderna runt om",
        "bilar med öppna dörrar och musik, flera boende klagade",
    ),
    ("SKA", "glaskross"): (
        "krossat fönster mot gården",
        "två rutor krossade på baksidan",
        "sten genom en ruta, glas på marken",
    ),
    ("PLA", "bristande belysning"): (
        "flera lampor är släckta och sträckan är helt mörk",
        "vågar inte gå här efter mörkrets inbrott",
        "lampan vid svängen lyser inte",
    ),
    ("SAM", "utomhus"): ("en större grupp stod samlad och folk tog en annan väg", "samling som upplevdes otrygg"),
    ("SKA", "klotter"): ("nytt klotter på en vägg", "klotter på ett elskåp"),
    ("PLA", "nedskräpning"): ("mycket skräp och krossat glas på marken", "dumpade sopsäckar"),
}
OTHERWISE = ("något som upplevdes otryggt", "flera hörde av sig om samma sak", "det har hänt förut på samma plats")


def describe_report(kind: tuple[str, str], u: float) -> str:
    """Return a sentence for (category, subcategory); `u` from 0 to 1 chooses among several."""
    sentences = SENTENCES.get(kind, OTHERWISE)
    return f"Påhittat: {sentences[int(u * len(sentences))]}."


def event_text(subcategory: str) -> str:
    """Return what is written of a coming event."""
    return f"Påhittat: {subcategory} med publik; räkna med mycket folk."

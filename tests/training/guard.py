"""The weights of the guard's two judges, learned from the sentences in `tests/data/sentences`.

`python -m tests.training.guard` writes `data/guard_weights.csv`, from all but the files that are held out: those stay
unseen, so that what is measured on them is worth something. With names of files after it, those are left out as well
(then write it anew without them).
"""

import csv
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from est.privacy.dwellings import find_dwellings
from est.privacy.guard import persons_named
from est.privacy.handles import find_handles
from est.privacy.home_phrases import find_home_phrases, may_tell_of_a_home
from est.privacy.judges import HOME, NAME, named_words, phrase_evidence
from est.privacy.names import find_names
from est.privacy.normal_form import normal_text
from est.privacy.words import Words
from tests.sources import ROOT

SENTENCES = ROOT / "tests/data/sentences"
WEIGHTS = ROOT / "data/guard_weights.csv"
HELD_OUT = (
    "people_f.tsv",
    "people_g.tsv",
    "numbers_a.tsv",
    "numbers_b.tsv",
    "examined_a.tsv",
    "examined_b.tsv",
    "examined_c.tsv",
)
FEWEST = 2  # how often evidence must be seen
LEAST = 0.05  # the smallest weight that is kept
STRENGTH = 1.0  # of the data against the penalty of weights (C of scikit-learn)
_MARKED = re.compile(r"«(?:(\w+)\|)?([^»]+)»")
_Case = tuple[set[str], bool]


@dataclass(frozen=True)
class MarkedText:
    """A text and, of each kind of personal data, the places of its letters and digits."""

    text: str
    kinds: dict[str, set[int]]


def marked_texts(file: Path) -> Iterator[MarkedText]:
    """Yield the texts of a file: with the kind at each mark, or once before a tab."""
    for line in file.read_text("utf-8").splitlines():
        of_all, _, marked = line.rpartition("\t")
        text, place = "", 0
        kinds: defaultdict[str, set[int]] = defaultdict(set)
        for part in _MARKED.finditer(marked):
            text += marked[place : part.start()]
            kinds[part[1] or of_all] |= {len(text) + at for at, sign in enumerate(part[2]) if sign.isalnum()}
            text += part[2]
            place = part.end()
        yield MarkedText(text + marked[place:], dict(kinds))


def cases(one: MarkedText) -> Iterator[tuple[str, _Case]]:
    """Yield the judge, the evidence and the truth of all that the judges are asked in a text."""
    normal = normal_text(one.text)
    words = Words(normal.text)
    marked_names = one.kinds.get("name", set()) | one.kinds.get("handle", set())
    ruled = [*find_names(words)]
    for place, evidence in sorted(named_words(words, ruled).items()):
        inside = _inside(one.text, normal.span(*words.found[place][:2]))
        yield NAME, (evidence, 2 * len(inside & marked_names) > len(inside))
    persons = persons_named(normal.text, [*ruled, *find_handles(normal.text)])
    homes = [*find_dwellings(normal.text, persons)]
    for phrase in find_home_phrases(normal.text) if may_tell_of_a_home(normal.text) else ():
        inside = _inside(one.text, normal.span(phrase.start, phrase.end))
        within = [found for found in homes if found.start < phrase.end and phrase.start < found.end]
        truth = not inside.isdisjoint(one.kinds.get("dwelling", set()))
        yield HOME, (phrase_evidence(words, phrase, within, persons), truth)


def _inside(text: str, span: tuple[int, int]) -> set[int]:
    return {place for place in range(*span) if text[place].isalnum()}


def learned(some: list[_Case]) -> Iterator[tuple[str, float]]:
    """Yield evidence and weight, from the heaviest to the lightest; what is added to all stands at the empty one."""
    seen = Counter(one for evidence, _ in some for one in evidence)
    columns = {one: place for place, one in enumerate(sorted(one for one, times in seen.items() if times >= FEWEST))}
    rows = [sorted(columns[one] for one in evidence if one in columns) for evidence, _ in some]
    ends = np.cumsum([0, *map(len, rows)]).astype(np.int32)
    places = np.array([place for row in rows for place in row], np.int32)
    table = csr_matrix((np.ones(len(places)), places, ends), (len(rows), len(columns)))
    model = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=1000, tol=1e-6, random_state=0)
    model.fit(table, [truth for _, truth in some])
    yield "", round(float(model.intercept_[0]), 2)
    weights = zip(columns, model.coef_[0].tolist(), strict=True)
    for one, weight in sorted(weights, key=lambda each: (-abs(round(each[1], 2)), each[0])):
        if abs(weight) >= LEAST:
            yield one, round(weight, 2)


def weights(without: tuple[str, ...] = ()) -> list[tuple[str, str, float]]:
    """Return judge, evidence and weight, from all sentences but those held out and those of some files more."""
    asked: defaultdict[str, list[_Case]] = defaultdict(list)
    for file in sorted(SENTENCES.glob("*.tsv")):
        if file.name in (*HELD_OUT, *without):
            continue
        for one in marked_texts(file):
            for judge, case in cases(one):
                asked[judge].append(case)
    return [(judge, evidence, weight) for judge in (HOME, NAME) for evidence, weight in learned(asked[judge])]


if __name__ == "__main__":
    with WEIGHTS.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("judge", "evidence", "weight"))
        writer.writerows(weights(tuple(sys.argv[1:])))

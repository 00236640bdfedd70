"""Independent origins are counted as CONTEXT says."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.evidence.origins import Telling, origins, runs_of_words

EIGHT = "at least thirty men were killed in the"


def labels(*tellings):
    return [str(origin) for origin in origins(tellings)]


def test_a_party_counts_once_however_many_reports_carry_it():
    told = [
        Telling(entity=1, name="Taliban", words="a Taliban spokesman", report=n, source=n) for n in range(4)
    ]
    assert labels(*told) == ["a Taliban spokesman (in 4 reports)"]


def test_a_party_is_named_where_the_printed_words_do_not_or_differ():
    spokesman = Telling(entity=1, name="Taliban", words="a spokesman", report=1)
    officer = Telling(entity=1, name="Taliban", words="an officer", report=2)
    assert labels(spokesman) == ["a spokesman (Taliban) (in 1 report)"]
    assert labels(spokesman, officer) == ["Taliban (in 2 reports)"]
    assert labels(Telling(entity=1, name="Taliban", report=1)) == ["Taliban (in 1 report)"]


def test_copies_of_a_story_count_once():
    told = [Telling(words="residents", report=n, story=7, source=n) for n in range(3)]
    assert labels(*told) == ["residents (1 story, 3 copies)"]
    assert labels(*told, Telling(words="residents", report=9)) == [
        "residents (1 story, 3 copies)",
        "residents (1 story)",
    ]


def test_what_a_report_says_itself_is_of_its_source():
    assert labels(Telling(report=1, source=1, source_name="Demo Wire")) == [
        "Demo Wire’s own report (1 story)"
    ]


def test_different_tellers_of_one_story_are_one_origin():
    told = [Telling(words=words, report=1) for words in ("residents", "aid workers")]
    assert labels(*told) == ["residents and aid workers (1 story)"]
    told += [Telling(words="a driver", report=1)]
    assert labels(*told) == ["residents, aid workers and others (1 story)"]


def test_two_stories_of_one_source_on_one_day_with_the_same_words_count_once():
    one = Telling(report=1, source=1, date_edtf="1997-05-28", quoted=f"He said {EIGHT} north.")
    same = Telling(report=2, source=1, date_edtf="1997-05-28", quoted=f"{EIGHT.upper()} city.")
    assert len(origins([one, same])) == 1
    assert labels(one, same) == ["the report (2 stories)"]
    for other in (
        Telling(report=2, source=2, date_edtf="1997-05-28", quoted=EIGHT),
        Telling(report=2, source=1, date_edtf="1997-05-29", quoted=EIGHT),
        Telling(report=2, source=1, date_edtf="1997-05-28", quoted="at least thirty men were killed in that"),
    ):
        assert len(origins([one, other])) == 2


def test_a_month_is_not_one_day():
    one, other = (Telling(report=n, source=1, date_edtf="1997-05", quoted=EIGHT) for n in (1, 2))
    assert len(origins([one, other])) == 2


def test_a_data_set_counts_once_and_says_what_it_rests_on():
    rows = [Telling(dataset="UCDP GED", rests_on=(name,)) for name in ("Reuters", "AFP", "Reuters")]
    (origin,) = origins(rows)
    assert (str(origin), origin.rests_on) == ("UCDP GED (a data set)", ("Reuters", "AFP"))


# Against a plain reckoning

texts = st.lists(st.sampled_from(["a", "b"]), max_size=12).map(" ".join)
tellings = st.builds(
    Telling,
    entity=st.none() | st.integers(1, 2),
    dataset=st.sampled_from(["", "", "", "UCDP"]),
    report=st.integers(1, 6),
    source=st.integers(1, 2),
    date_edtf=st.sampled_from(["1997-05-28", "1997-05-29", "1997-05", ""]),
    quoted=texts,
)


def reckoned(told):
    """Count origins plainly: keep merging sets of tellings until none of the three rules joins two of them."""
    sets = [{n} for n in range(len(told))]
    changed = True
    while changed:
        changed = False
        for one, other in combinations(sets, 2):
            if any(are_one(told[a], told[b]) for a in one for b in other):
                sets.remove(one)
                sets.remove(other)
                sets.append(one | other)
                changed = True
                break
    return len(sets)


def are_one(a, b):
    if a.entity or b.entity:
        return a.entity == b.entity
    if a.dataset or b.dataset:
        return a.dataset == b.dataset
    if (a.story, a.story or a.report) == (b.story, b.story or b.report):
        return True
    same_day = len(a.date_edtf) == 10 and a.date_edtf == b.date_edtf and a.source == b.source
    words, others = a.quoted.split(), b.quoted.split()
    return same_day and any(
        words[i : i + 8] == others[j : j + 8] for i in range(len(words) - 7) for j in range(len(others) - 7)
    )


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(tellings, st.sampled_from([None, 1, 2])), max_size=12), st.randoms())
def test_origins_are_as_many_as_a_plain_reckoning_finds_in_any_order(pairs, random):
    story_of = {one.report: story for one, story in pairs}
    source_of = {one.report: one.source for one, _ in pairs}
    told = [
        Telling(
            one.entity, "", "", one.dataset, (), one.report, story_of[one.report], source_of[one.report], "",
            one.date_edtf, one.quoted,
        )
        for one, _ in pairs
    ]  # fmt: skip
    shuffled = told[:]
    random.shuffle(shuffled)
    assert len(origins(told)) == len(origins(shuffled)) == reckoned(told)


def test_runs_are_of_folded_words():
    assert runs_of_words("One, TWO – three", 2) == {("one", "two"), ("two", "three")}
    assert runs_of_words("one", 2) == set()

"""Sides over time on the pages of people and factions, and their state on a day."""

from __future__ import annotations

import json
import re

import pytest

from archive.models import Statement
from tests.factories import make_article, make_faction, make_passage, make_person, make_statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def malik(db):
    return make_person(name="Abdul Malik", slug="malik")


@pytest.fixture
def taliban(db):
    return make_faction(name="Taliban", slug="taliban")


def shown(client, path, **params):
    response = client.get(path, params)
    assert response.status_code == 200
    return response.content.decode()


def plain(html):
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def part(html, id):
    return html[html.index(f'id="{id}"') :].split("</section>")[0]


def on_day(html):
    """Return {heading of a grade: its lines} of the state on a day."""
    groups = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", part(html, "on-day"), re.DOTALL)
    return {
        plain(heading): [plain(line) for line in re.findall(r"<li>(.*?)</li>", lines, re.DOTALL)]
        for heading, lines in groups
    }


def test_a_statement_leads_to_its_words_in_the_report(client, malik, taliban):
    article = make_article(
        headline="Malik joins", body="It rained.\nMalik joined the Taliban.", date_edtf="1997-05-20"
    )
    make_statement(
        subject=malik, predicate="commands", object=taliban, role="governor", rank="general", first_cited="1997-05-20",
        end="1997-05-28", end_is_real=True, certainty="probable", passages=[make_passage(article=article, words="Malik joined the Taliban.")],
    )  # fmt: skip
    for path, relation in (
        ("/people/malik/", "commands for Taliban"),
        ("/factions/taliban/", "Abdul Malik commands for it"),
    ):
        html = shown(client, path)
        table = html[html.index('<table class="cited">') :].split("</table>")[0]
        assert (
            f'href="/articles/{article.pk}-malik-joins/#p2"><bdi>{article.source.name}</bdi>, 20 May 1997</a>'
            in table
        )
        row = plain(table)
        assert relation in row
        for words in (
            "governor , general",
            "20 May 1997",
            "28 May 1997",
            "not known",
            "probable",
            "Malik joined the Taliban.",
        ):
            assert words in row, words


def test_undated_statements_are_listed_as_such(client, malik, taliban):
    make_statement(subject=malik, object=taliban, passages=["He was there."])
    html = shown(client, "/people/malik/", on="1997")
    assert "No date is cited." in html
    assert on_day(html) == {"Not known": ["member of Taliban (no date is cited)"]}
    assert "<figure" not in part(html, "sides")


def test_evidence_against_a_statement_says_so(client, malik, taliban):
    made = make_statement(subject=malik, object=taliban, passages=["He was there.", "He was not there."])
    made.evidence.filter(passage__words="He was not there.").update(
        stance="contradicts", note="by his brother"
    )
    assert "Against it: He was not there." in plain(shown(client, "/people/malik/"))
    assert "( by his brother)" in plain(shown(client, "/people/malik/")).replace("(by", "( by")


def test_a_statement_without_a_source_says_why(client, malik, taliban):
    made = make_statement(subject=malik, object=taliban, unsourced_reason="Known to all.")
    assert "Without a source: Known to all." in plain(shown(client, "/people/malik/"))
    Statement.objects.filter(pk=made.pk).update(unsourced_reason="")
    assert "Taliban" not in shown(client, "/people/malik/")


def test_changes_of_side_are_listed_and_drawn(client, malik, taliban):
    junbish = make_faction(name="Junbish")
    make_statement(
        subject=malik, object=junbish, first_cited="1996", last_cited="1997-05-19", passages=["With Junbish."]
    )
    make_statement(subject=malik, object=taliban, first_cited="1997-05-20", passages=["With the Taliban."])
    html = part(shown(client, "/people/malik/"), "sides")
    assert "Junbish (last cited 19 May 1997) , then Taliban (first cited 20 May 1997)" in plain(html)
    assert html.count('class="lanes-turn"') == 2  # one, and one in the key


def test_a_page_without_statements_has_nothing_of_it(client, malik):
    plain_page = shown(client, "/people/malik/")
    for words in ("on-form", "sides.css", "Sides over time", "lanes"):
        assert words not in plain_page
    without_foot = lambda html: html.partition('class="printed-from"')[0]  # noqa: E731
    assert without_foot(shown(client, "/people/malik/", on="1997")) == without_foot(plain_page).replace(
        '<link rel="canonical"', '<meta name="robots" content="noindex, follow"><link rel="canonical"'
    )


class TestOnADay:
    @pytest.fixture(autouse=True)
    def cited(self, malik, taliban):
        junbish = make_faction(name="Junbish", slug="junbish")
        make_statement(
            subject=malik, predicate="commands", object=taliban, start="1997-05-19", start_is_real=True, end="1997-05-28", end_is_real=True,
            passages=["With the Taliban."],
        )  # fmt: skip
        make_statement(
            subject=malik,
            object=junbish,
            first_cited="1996",
            last_cited="1997-05",
            passages=["With Junbish."],
        )
        make_statement(
            subject=malik,
            predicate="rank",
            value="general",
            first_cited="1997-05-20",
            passages=["General Malik."],
        )
        make_statement(
            subject=junbish, predicate="split-from", object=taliban, first_cited="1990", passages=["A split."]
        )
        make_statement(
            subject=taliban,
            predicate="fighting",
            object=junbish,
            first_cited="1997-05-29",
            certainty="probable",
            passages=["War."],
        )

    @pytest.mark.parametrize("typed", ["1997-05-20", "20 May 1997", " 20.5.1997 "])
    def test_it_is_asked_for_as_people_write_dates(self, client, typed):
        html = shown(client, "/people/malik/", on=typed)
        assert "As cited on 20 May 1997" in html
        assert on_day(html) == {
            "Certainly": ["commands for Taliban", "rank general"],
            "Possibly": ["member of Junbish"],
        }

    @pytest.mark.parametrize(
        ("on", "state"),
        [
            ("1997-05", {"Possibly": ["member of Junbish", "commands for Taliban", "rank general"]}),
            ("1997-05-28", {"Certainly": ["commands for Taliban"], "Possibly": ["member of Junbish"],
                            "Not known": ["rank general (last cited on 20 May 1997)"]}),
            ("1997-05-29", {"Possibly": ["member of Junbish"], "Not known": ["rank general (last cited on 20 May 1997)"],
                            "No": ["commands for Taliban (not any more: left on 28 May 1997)"]}),
            ("1995", {"Not known": ["member of Junbish (first cited in 1996)", "rank general (first cited on 20 May 1997)"],
                      "No": ["commands for Taliban (not yet: joined on 19 May 1997)"]}),
            ("1998/..", {"Not known": ["member of Junbish (last cited in May 1997)", "rank general (last cited on 20 May 1997)"],
                         "No": ["commands for Taliban (not any more: left on 28 May 1997)"]}),
        ],
    )  # fmt: skip
    def test_the_state_of_a_person_on_five_dates(self, client, on, state):
        assert on_day(shown(client, "/people/malik/", on=on)) == state

    def test_the_state_of_a_faction(self, client):
        assert on_day(shown(client, "/factions/taliban/", on="1997-05-29")) == {
            "Certainly": ["probably: fighting Junbish"],
            "No": ["Abdul Malik commands for it (not any more: left on 28 May 1997)"],
        }

    def test_the_tables_say_the_same(self, client):
        html = shown(client, "/people/malik/", on="1997-05-29")
        table = html[html.index('<table class="cited">') :].split("</table>")[0]
        assert "On 29 May 1997" in table
        assert "no not any more: left on 28 May 1997" in plain(table)
        assert 'class="lanes-on"' in html

    @pytest.mark.parametrize("typed", ["soon", "1997-13", "5/6/1997", "32 May 1997", "\0", "x" * 500, "<b>"])
    def test_a_date_that_cannot_be_read_is_an_error_that_says_what_to_write(self, client, typed):
        html = shown(client, "/people/malik/", on=typed)
        assert 'id="on-day"' not in html
        if typed.strip("\0"):
            assert 'aria-invalid="true"' in html
            assert 'id="on-error"' in html
        assert "<b>" not in part(html, "on-error") if 'id="on-error"' in html else True

    def test_the_form_asks_the_page_itself(self, client):
        html = shown(client, "/people/malik/", on="May 1997")
        assert '<form class="on-form no-print" method="get" action="/people/malik/">' in html
        assert 'value="May 1997"' in html
        assert '<meta name="robots" content="noindex, follow">' in html

    def test_splits_have_a_diagram_and_no_state(self, client):
        html = shown(client, "/factions/taliban/", on="1997")
        assert "split off" in plain(part(html, "descent"))
        assert not any("split" in line for lines in on_day(html).values() for line in lines)


def test_facts_stand_beside_the_columns_with_their_sources(client, malik):
    article = make_article(
        headline="A life", body="Malik, a general, was born in 1963 in Faryab.", date_edtf="1997"
    )
    passage = make_passage(article=article, words="born in 1963")
    make_statement(subject=malik, predicate="born", value="1963~", certainty="probable", passages=[passage])
    make_statement(
        subject=malik, predicate="rank", value="general", first_cited="1997", passages=["A general."]
    )
    html = shown(client, "/people/malik/")
    facts = part(html, "cited-facts")
    assert "Born probably about 1963" in plain(facts)
    assert f'href="/articles/{article.pk}-a-life/#p1"' in facts
    assert "Rank general first cited 1997" in plain(facts)
    assert "on-form" not in html


def test_markup_in_what_curators_wrote_is_escaped(client, malik):
    make_statement(
        subject=malik,
        object=make_faction(name="<b>X"),
        role="<b>r",
        rank="<b>k",
        note="<b>n",
        first_cited="1997",
        passages=["<b>p"],
    )
    assert "<b>" not in shown(client, "/people/malik/").replace('<b class="', "")


class TestFactionsOnADay:
    @pytest.fixture(autouse=True)
    def cited(self, malik, taliban):
        junbish = make_faction(name="Junbish", slug="junbish", faction_type="party")
        quiet = make_faction(name="Quiet", slug="quiet")
        make_faction(name="Unknown", slug="unknown")
        make_statement(
            subject=malik, predicate="commands", object=taliban, role="in the north", start="1997-05-19", end="1997-05-28", end_is_real=True,
            passages=["With the Taliban."],
        )  # fmt: skip
        make_statement(
            subject=malik,
            object=junbish,
            first_cited="1996",
            last_cited="1997-05",
            certainty="probable",
            passages=["With Junbish."],
        )
        make_statement(
            subject=taliban,
            predicate="allied-with",
            object=junbish,
            first_cited="1997-05-20",
            passages=["Allies."],
        )
        make_statement(
            subject=malik, predicate="leads", object=quiet, first_cited="1992", passages=["Quiet."]
        )
        make_statement(
            subject=taliban,
            predicate="split-from",
            object=quiet,
            first_cited="1997-05-20",
            passages=["A split."],
        )
        make_statement(subject=taliban, predicate="founded", value="1994", passages=["Founded."])

    def states(self, html):
        """Return {faction: {relation: the names of those tied to it}}."""
        sections = re.findall(r'<section class="state".*?</section>', html, re.DOTALL)
        return {
            plain(re.search(r"<bdi>(.*?)</bdi>", section)[1]): {
                plain(term): [plain(line) for line in re.findall(r"<li>(.*?)</li>", lines, re.DOTALL)]
                for term, lines in re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", section, re.DOTALL)
            }
            for section in sections
        }

    @pytest.mark.parametrize(
        ("on", "states"),
        [
            ("1997-05-20", {
                "Junbish": {"Members": ["Abdul Malik possibly"], "Allied with": ["Taliban"]},
                "Taliban": {"Commanders": ["Abdul Malik , in the north"], "Allied with": ["Junbish"]},
            }),
            ("20 May 1997", {
                "Junbish": {"Members": ["Abdul Malik possibly"], "Allied with": ["Taliban"]},
                "Taliban": {"Commanders": ["Abdul Malik , in the north"], "Allied with": ["Junbish"]},
            }),
            ("1997-01", {"Junbish": {"Members": ["Abdul Malik probably"]}}),
            ("1992", {"Quiet": {"Led by": ["Abdul Malik possibly"]}}),
            ("1999/..", {}),
        ],
    )  # fmt: skip
    def test_the_state_on_five_dates(self, client, on, states):
        assert self.states(shown(client, "/factions/", on=on)) == states

    def test_who_commanded_for_whom_comes_first(self, client):
        html = shown(client, "/factions/", on="1997-05-20")
        assert plain(part(html, "commands")).endswith("on 20 May 1997 Abdul Malik ( Taliban )")
        assert html.index('id="commands"') < html.index('class="state"')
        assert 'id="commands"' not in shown(client, "/factions/", on="1997-01")

    def test_those_of_which_something_is_cited_at_other_times_are_named(self, client):
        html = shown(client, "/factions/", on="1997-05-20")
        assert re.findall(r"<bdi>(\w+)</bdi>", part(html, "others")) == ["Quiet"]
        assert "Unknown" not in html
        assert "1 more statement" not in html

    def test_it_is_narrowed_like_the_index(self, client):
        assert list(self.states(shown(client, "/factions/", on="1997-05-20", type="party"))) == ["Junbish"]
        html = shown(client, "/factions/", on="1997-05-20", q="tal")
        assert list(self.states(html)) == ["Taliban"]
        assert '<input type="hidden" name="q" value="tal">' in html

    @pytest.mark.parametrize("typed", ["soon", "5/6/1997"])
    def test_an_unreadable_date_is_an_error_above_the_index(self, client, typed):
        html = shown(client, "/factions/", on=typed)
        assert 'id="on-error"' in html
        assert "<b>4</b> factions" in html

    def test_only_factions_have_a_state(self, client):
        assert "As cited" not in shown(client, "/people/", on="1997-05-20")

    def test_few_queries_however_many_factions(self, client, taliban, django_assert_max_num_queries):
        client.get("/factions/", {"on": "1997-05-20"})
        for number in range(20):
            make_statement(
                subject=taliban,
                predicate="fighting",
                object=make_faction(),
                first_cited="1997-05-20",
                role=f"{number}",
                passages=["War."],
            )
        # ids then, ids ever, count, page, statements, their words, others
        with django_assert_max_num_queries(7):
            client.get("/factions/", {"on": "1997-05-20"})

    def test_many_are_shown_page_by_page(self, client, taliban):
        for _ in range(45):
            make_statement(
                subject=taliban,
                predicate="fighting",
                object=make_faction(),
                first_cited="1997-05-20",
                passages=["War."],
            )
        html = shown(client, "/factions/", on="20 May 1997")
        assert len(self.states(html)) == 40
        assert "/factions/?on=20+May+1997&amp;page=2" in html
        assert len(self.states(shown(client, "/factions/", on="20 May 1997", page="2"))) == 7


class TestInAReport:
    @pytest.fixture
    def report(self, malik, taliban):
        make_statement(
            subject=malik, predicate="commands", object=taliban, role="in Faryab", first_cited="1997-05-19", last_cited="1997-05-28",
            passages=["With the Taliban."],
        )  # fmt: skip
        return make_article(body="Malik spoke.", date_edtf="1997-05-20", mentions=[(malik, "Malik")])

    def test_it_says_beside_the_text_and_at_the_name_who_stood_where(self, client, report):
        html = shown(client, report.get_absolute_url())
        beside = part(html, "standing")
        assert "Who stood where on 20 May 1997" in beside
        assert "Abdul Malik commands for Taliban , in Faryab (certainly)" in plain(beside)
        assert 'href="/people/malik/?on=1997-05-20"' in beside
        assert (
            'data-about="Abdul Malik, person, 1 report. At the time: commands for Taliban (certainly)">Malik</a>'
            in html
        )

    def test_an_undated_report_says_nothing_of_it(self, client, malik, report):
        undated = make_article(body="Malik spoke.", mentions=[(malik, "Malik")])
        html = shown(client, undated.get_absolute_url())
        assert "Who stood where" not in html
        assert "At the time" not in html

    def test_only_accepted_mentions_and_public_statements_count(self, client, malik, report):
        Statement.objects.update(status="suggested")
        assert "Who stood where" not in shown(client, report.get_absolute_url())
        Statement.objects.update(status="accepted")
        report.mentions.update(status="suggested")
        assert "Who stood where" not in shown(client, report.get_absolute_url())


def linked_data(client, path):
    html = shown(client, path)
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[1])


def test_linked_data_says_the_same(client, malik, taliban):
    network = make_faction(name="Network", slug="network")
    make_statement(
        subject=malik, predicate="commands", object=taliban, role="</script> governor", first_cited="1996", start="1997-05-19", end="1997~",
        certainty="probable", passages=["With the Taliban."],
    )  # fmt: skip
    make_statement(
        subject=network, predicate="part-of", object=taliban, start="1996", passages=["Part of it."]
    )
    make_statement(subject=taliban, predicate="fighting", object=make_faction(), passages=["War."])
    make_statement(subject=malik, object=make_faction(name="Secret"), status="suggested", passages=["No."])
    of_person = {
        "roleName": "</script> governor",
        "startDate": "1997-05-19",
        "description": "probable; held from 19 May 1997, first cited 1996, held until about 1997",
    }
    other = {"@type": "Organization", "@id": "http://testserver/factions/taliban/", "name": "Taliban"}
    assert linked_data(client, "/people/malik/")["memberOf"] == [
        {"@type": "OrganizationRole", "memberOf": other} | of_person
    ]
    data = linked_data(client, "/factions/taliban/")
    person = {"@type": "Person", "@id": "http://testserver/people/malik/", "name": "Abdul Malik"}
    assert data["member"] == [{"@type": "OrganizationRole", "member": person} | of_person]
    assert [one["subOrganization"]["name"] for one in data["subOrganization"]] == ["Network"]
    (parent,) = linked_data(client, "/factions/network/")["parentOrganization"]
    assert (parent["@type"], parent["startDate"], parent["parentOrganization"]) == ("Role", "1996", other)


def test_a_long_table_goes_on_behind_a_click(client, taliban):
    for number in range(14):
        person = make_person(name=f"Person {number:02}")
        make_statement(
            subject=person, object=taliban, first_cited=f"{1980 + number}", passages=["He was there."]
        )
    html = part(shown(client, "/factions/taliban/"), "belonged")
    shown_first, rest = html.split("<details", 1)
    assert re.findall(r"Person \d\d", shown_first)[-1] == "Person 11"
    assert "2 more statements" in rest
    assert "Person 13" in rest


class TestManyMembers:
    """A faction to which so many belonged that its table has pages."""

    @pytest.fixture(autouse=True)
    def crowd(self, taliban):
        passage = make_passage(article=make_article(body="They all fought there."))
        for number in range(110):
            make_statement(
                subject=make_person(name=f"Fighter {number:03}"), object=taliban, passages=[passage],
                **({"first_cited": "1997", "last_cited": "1999"} if number % 2 else {}),
            )  # fmt: skip

    @staticmethod
    def named(html):
        return re.findall(r"Fighter \d+", plain(part(html, "belonged").split("</table>")[0]))

    def test_every_member_is_on_one_page_in_a_fixed_order(self, client):
        pages = [self.named(shown(client, "/factions/taliban/", members=page)) for page in (1, 2, 3)]
        assert [len(names) for names in pages] == [50, 50, 10]
        names = [name for page in pages for name in page]
        dated, undated = ([f"Fighter {number:03}" for number in range(first, 110, 2)] for first in (1, 0))
        assert names == dated + undated

    def test_the_table_says_how_many_there_are_and_links_its_pages(self, client):
        html = part(shown(client, "/factions/taliban/", members=2), "belonged")
        assert 'Who belonged <span class="count">110</span>' in html
        assert "51 to 100 of 110 statements." in plain(html)
        assert '<a href="/factions/taliban/?members=3#belonged"' in html

    def test_a_page_that_is_none_is_the_nearest(self, client):
        assert self.named(shown(client, "/factions/taliban/", members="x"))[0] == "Fighter 001"
        assert self.named(shown(client, "/factions/taliban/", members=99))[0] == "Fighter 090"

    def test_on_a_day_all_are_counted_by_grade(self, client):
        html = shown(client, "/factions/taliban/", on="1998")
        graded = on_day(html)
        assert {grade: len(lines) for grade, lines in graded.items()} == {"Certainly": 51, "Not known": 51}
        assert graded["Certainly"][-1] == graded["Not known"][-1] == "and 5 more, in the table"
        assert graded["Certainly"][0] == "Fighter 001 member of it"
        assert 'href="/factions/taliban/?on=1998&amp;members=2#belonged"' in html

    def test_the_page_takes_as_many_queries_as_with_few_members(self, client, django_assert_max_num_queries):
        shown(client, "/factions/taliban/")
        with django_assert_max_num_queries(25):
            shown(client, "/factions/taliban/", on="1998", members=2)


# As data


@pytest.fixture
def graded(malik, taliban):
    """Four sides of one man, one in each grade on 20 May 1997."""
    given = {
        "certain": {"first_cited": "1997-05-01", "last_cited": "1997-06-01"},
        "possible": {"first_cited": "1997-05"},
        "not known": {"last_cited": "1996"},
        "no": {"end": "1996-01-01", "end_is_real": True},
    }
    for grade, when in given.items():
        make_statement(
            subject=malik, predicate="member-of", object=make_faction(name=f"Faction {grade}"), passages=["He joined."], **when
        )  # fmt: skip
    return given


def test_data_have_the_grades_and_the_reasons_of_the_page(client, malik, graded):
    data = client.get("/people/malik.json", {"on": "20 May 1997"}).json()
    page = on_day(shown(client, "/people/malik/", on="20 May 1997"))

    assert data["on"] == {"typed": "20 May 1997", "edtf": "1997-05-20", "words": "on 20 May 1997"}
    assert {one["object"]["name"]: one["grade"] for one in data["statements"]} == {
        f"Faction {grade}": grade for grade in graded
    }
    reasons = {one["grade"]: one["reason"] for one in data["statements"]}
    assert reasons["no"] in page["No"][0] and reasons["not known"] in page["Not known"][0]
    assert {one["grade"]: one["surely"] for one in data["statements"]}["certain"] == [
        "1997-05-01",
        "1997-06-01",
    ]
    (first, *_) = data["statements"]
    assert first["evidence"][0]["words"] == "He joined." and first["evidence"][0]["url"].startswith(
        "http://testserver/articles/"
    )
    assert all(one["grade"] is None for one in client.get("/people/malik.json").json()["statements"])


def test_the_state_of_factions_is_served_as_data(client, malik, graded):
    data = client.get("/factions.json", {"on": "1997-05-20"}).json()

    ties = {one["name"]: one["ties"] for one in data["factions"]}
    assert {name: tied[0]["with"][0]["grade"] for name, tied in ties.items() if tied} == {
        "Faction certain": "certain", "Faction possible": "possible",
    }  # fmt: skip
    assert {one["name"] for one in data["not_known"]} | ties.keys() == {
        f"Faction {grade}" for grade in graded
    }
    assert 'href="/factions.json?on=1997-05-20"' in shown(client, "/factions/", on="1997-05-20")


def test_a_day_that_cannot_be_read_is_said_in_data(client, malik):
    for path in ("/people/malik.json?on=someday", "/factions.json?on=someday", "/factions.json"):
        response = client.get(path)
        assert response.status_code == 400 and response.json()["error"]


def test_data_are_public_and_follow_past_addresses(client, malik, taliban):
    make_statement(subject=malik, object=taliban, note="Nobody said so.")  # not sourced
    assert client.get("/people/malik.json").json()["statements"] == []
    malik.slug = "abdul-malik"
    malik.save()
    assert client.get("/people/malik.json?on=1997").headers["Location"] == "/people/abdul-malik.json?on=1997"
    malik.visibility = "protected"
    malik.save()
    assert client.get("/people/abdul-malik.json").status_code == 404


def test_members_of_a_faction_are_served_page_by_page(client, taliban):
    for number in range(51):
        make_statement(subject=make_person(name=f"Man {number}"), object=taliban, passages=["He joined."])

    first, second = (client.get("/factions/taliban.json", {"members": page}).json() for page in (1, 2))
    assert [len(one["statements"]) for one in (first, second)] == [50, 1]
    assert first["members_pages"] == 2 and second["members_page"] == 2

"""The steps of each page of the guide, as its text says them; each takes the picture of its page on the way."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote_plus

from tests.guide.walk import Walk

SCENES: dict[str, Callable[[Walk], None]] = {}
PASTED = """Share this story
Advertisement

Bridge at Pul-i Khumri open again, drivers say

By A. Writer | 3 June 1997

The bridge at Pul-i Khumri was open again on Tuesday, drivers who had come from Mazar-i-Sharif said. They had waited four days on the northern bank.

Taliban soldiers searched every lorry, they said, and let none pass after dark. A merchant from Charikand said that flour had doubled in price.

Subscribe to our newsletter
Leave a comment
Your email address will not be published.
"""
TABLE = """headline,text,date,author
Wells dug near Andkhoy,"Four wells were dug near Andkhoy last week, elders said. The Taliban had promised a fifth.",1998-03-14,A. Writer
School reopens in Charikar,"A school in Charikar was open again after two winters, teachers said.",1998-03-15,A. Writer
Road to Bamian cleared of snow,"Soldiers cleared the road to Bamian, a driver said in Kabul.",1998-03-17,A. Writer
"""


def scene(slug: str) -> Callable[[Callable[[Walk], None]], Callable[[Walk], None]]:
    """Register the steps of the page with this slug."""

    def register(steps: Callable[[Walk], None]) -> Callable[[Walk], None]:
        SCENES[slug] = steps
        return steps

    return register


def paste(walk: Walk) -> None:
    """Paste a report from the desk, up to the preview."""
    walk.go("/admin/")
    walk.press("Add a report", role="link")
    walk.fill("Text:", PASTED)
    walk.choose_source("Demo Weekly Digest")


def open_report(walk: Walk, headline: str) -> None:
    """Open a report from the list of reports, found by words of its headline."""
    walk.go(f"/admin/archive/article/?q={quote_plus(headline)}")
    walk.press(headline, role="link")


def open_entry(walk: Walk, kind: str, name: str) -> None:
    """Open an entry from its list, found by its name."""
    walk.go(f"/admin/archive/{kind}/?q={quote_plus(name)}")
    walk.press(name, role="link")


@scene("report")
def put_in_a_report(walk: Walk) -> None:
    paste(walk)
    walk.take_picture(walk.page.locator(".lead"), mark=walk.find("Preview"))
    walk.press("Preview")
    assert walk.page.get_by_label("Headline:").input_value().startswith("Bridge at Pul-i Khumri")
    walk.press("Save as a draft")
    walk.press("Save and publish")
    walk.said("Readers can see it now")
    walk.press("Save and withdraw…")
    open_report(walk, "Bridge at Pul-i Khumri open again")
    walk.press("Save and take back to draft")
    walk.press("Discard this draft")
    walk.press("Delete it")


@scene("cleaning")
def see_what_cleaning_does(walk: Walk) -> None:
    paste(walk)
    walk.press("Preview")
    walk.take_picture(walk.page.locator("#kept"))
    body = walk.page.get_by_label("Body:")
    for is_kept in (True, False):
        walk.page.locator(".column .piece", has_text="newsletter").locator("label").click()
        assert ("newsletter" in body.input_value()) is is_kept
    last = walk.page.locator(".column .piece", has_text="A merchant from Charikand")
    walk.press("The report ends with paragraph", within=last)
    assert body.input_value().endswith("doubled in price.")
    walk.press("Back to what was pasted")
    walk.press("Preview")
    walk.press("Save as a draft")
    words = "A merchant from Charikand said that flour had doubled in price."
    mark(walk, "#id_body", words)
    walk.press("Cut", role="button")
    assert words not in body.input_value()
    walk.page.get_by_text("Provenance").first.click()
    walk.said("Subscribe to our newsletter")
    walk.press("Put it back")
    assert words in body.input_value()
    walk.press("Discard this draft")
    walk.press("Delete it")
    walk.go("/admin/")
    walk.press("Boilerplate rules", role="link")
    walk.press("Add boilerplate rule")
    walk.choose("Kind:", "a line that is debris")
    walk.fill("Text:", "Subscribe to our newsletter")
    walk.press("See what it would remove")


@scene("names")
def settle_names(walk: Walk) -> None:
    walk.go("/admin/")
    walk.press("names left over", role="link")
    walk.take_picture(walk.page.locator("form.leftover").first, mark=walk.find("New place"))
    walk.press("New place")
    walk.press("Decisions about names", role="link")
    walk.press("Take it back", role="link")
    walk.press("Take the")
    walk.said("aken back")
    walk.go("/admin/names-left-over/")
    for way in ("New person", "New faction", "Not a name", "Ambiguous"):
        walk.press(way)
        walk.undo()
    while not walk.find("A spelling of").is_visible():
        walk.press("Next", role="link")
    walk.press("A spelling of")
    walk.undo()
    walk.press("Another entry…")
    open_report(walk, "Tanks in a quarrel of governors")
    mark(walk, "#id_body", "British officers")
    walk.press("Name Alt+N", role="button")
    walk.choose_listed(".marked-entity", "United Nations")
    walk.press("They name it")
    walk.said("“British officers”")
    walk.go("/admin/names-left-over/")
    walk.undo()
    open_report(walk, "Tanks in a quarrel of governors")
    walk.page.locator("#names input[value=rejected]").first.check()
    walk.press("Save")
    open_entry(walk, "place", "Mazar-i-Sharif")
    walk.press("Add another Name")


def open_name(walk: Walk, name: str) -> None:
    """Open the passages of a name that waits."""
    walk.go("/admin/review/")
    walk.press(name, role="link")


@scene("review")
def review_a_name(walk: Walk) -> None:
    walk.go("/admin/")
    walk.press("names to review", role="link")
    walk.press("Hezb-i-Islami", role="link")
    walk.take_picture(walk.page.locator("form.bulk"))
    walk.page.get_by_text("Something else").click()
    walk.look()
    walk.page.locator("form.review input[type=radio]").first.check()
    walk.press("Save these choices")
    walk.undo()
    for way in ("All 5 are Hezb-e Islami Gulbuddin", "None of them, in all 5"):
        open_name(walk, "Hezb-i-Islami")
        walk.press(way)
        walk.undo()
    for way, name in (
        ("All are a new person", "Hezb-i-Islami"),
        ("Never link this name to them", "Hezb-i-Islami"),
        ("Ambiguous: only ever suggest it", "Northern Alliance"),
        ("All are this one", "Hezb-i-Islami"),
    ):
        open_name(walk, name)
        walk.page.get_by_text("Something else").click()
        if way == "All are this one":
            walk.choose_listed(".bulk details", "Taliban")
        walk.press(way)
        walk.undo()
    open_name(walk, "Hezb-i-Islami")
    walk.press("All decisions about names", role="link")


@scene("merge")
def merge_two_entries_and_split_one(walk: Walk) -> None:
    walk.go("/admin/duplicates/")
    walk.until(lambda: not walk.page.get_by_text("still being compared").count())
    walk.go("/admin/")
    walk.press("possible duplicate", role="link")
    walk.press("Not the same")
    walk.undo()
    walk.press("Merge…", role="link")
    walk.take_picture(walk.page.locator(".compared"))
    for question in walk.page.locator(".compared-row--disputed").all():
        question.locator("input").first.check()
    walk.page.locator("input[name=kept]").first.check()
    walk.page.locator("#id_reason").fill("One force under two names")
    walk.press("Merge them")
    walk.press("See the merge, or take it back", role="link")
    walk.press("Take the merge back")
    walk.said("Taken back")
    walk.go("/admin/")
    walk.press("My day", role="link")
    walk.go("/admin/archive/person/")
    open_entry(walk, "person", "Abdul Malik Pahlawan")
    walk.press("Split…", role="link")
    walk.fill("Name of the new entry:", "Abdul Malik of Faryab")
    walk.page.locator("input[name=mention]").first.check()
    walk.fill("Why there are two:", "The younger one is meant")
    walk.press("Split")
    walk.press("See the split, or take it back", role="link")
    walk.press("Take the split back")
    walk.said("Taken back")


@scene("dates")
def date_a_report(walk: Walk) -> None:
    open_report(walk, "Balkh: old town, new graves")
    walk.fill("Date as printed:", "late August 1998")
    walk.take_picture(walk.page.get_by_role("heading", name="Date", exact=True))
    walk.press("Save and stay")
    walk.said("The printed date was read as")
    walk.fill("Date (EDTF):", "August 1998")
    walk.choose("Date is:", "inferred")
    walk.press("Save and stay")
    walk.said("was read as 1998-08")
    walk.press("History", role="link")
    walk.press("Take it back", role="link")


@scene("claims")
def draw_a_claim(walk: Walk) -> None:
    open_report(walk, "Mazar falls again")
    mark(walk, "#id_body", "Mazar-e-Sharif fell to the Taliban on Saturday night")
    walk.press("Claim", role="button")
    walk.page.wait_for_url("**words=**")
    walk.look()
    walk.take_picture(walk.page.locator(".beside"))
    walk.press("Save")
    mark(walk, "#text-body", "Residents saw soldiers leave the front west of the city")
    walk.page.keyboard.press("Enter")
    walk.page.wait_for_url("**words=**")
    walk.press("A side, relation or fact", role="link")
    walk.press("Suggestions in it", role="link")
    walk.go("/admin/")
    walk.press("claims to review", role="link")
    walk.press("Edit", role="link")
    walk.page.go_back()
    for way in ("Accept", "Reject"):
        first = walk.page.locator(".claim-passage").first
        waiting = first.get_attribute("id")
        walk.press(way)
        walk.said(f"{way}ed: ")
        assert first.get_attribute("id") != waiting
        walk.page.locator(".claim-open").first.focus()
        walk.page.keyboard.press("u")
        walk.said("Open again: ")
        assert first.get_attribute("id") == waiting
    walk.go("/admin/")
    walk.press("My day", role="link")
    walk.press(
        "Take it back", role="link", within=walk.page.locator(".steps li", has_text="Mazar falls again").first
    )
    walk.press("Take the")
    walk.said("aken back")


def mark(walk: Walk, field: str, words: str) -> None:
    """Mark words in a text as a mouse does."""
    text = walk.page.locator(field)
    text.evaluate(
        """(area, words) => {
            const at = area.value.indexOf(words);
            if (at < 0) throw new Error(`the text has no “${words}”`);
            area.focus();
            area.setSelectionRange(at, at + words.length);
            area.dispatchEvent(new Event("mouseup", {bubbles: true}));
        }""",
        words,
    )
    walk.look()


@scene("imports")
def import_a_table(walk: Walk) -> None:
    offer_table(walk)
    walk.press("Discard it")
    offer_table(walk, source="Demo Weekly Digest")
    walk.press("Wells dug near Andkhoy", role="link")
    walk.press("Leave it out")
    walk.page.go_back()
    walk.page.reload()
    walk.press("Take it in again")
    walk.press("Keep for the import")
    walk.press("Import", role="link", within=walk.page.locator(".breadcrumbs"))
    walk.press("wells.csv", role="link")
    walk.take_picture(walk.page.locator("#content h1"), mark=walk.find("as drafts"))
    walk.press("as drafts")
    walk.until(walk.find("Publish its drafts…").is_visible)
    walk.press("Publish its drafts…")
    walk.press("Publish", within=walk.page.locator("#content-main form"))
    walk.until(walk.find("Take back to draft…").is_visible)
    walk.press("Take the import back…")
    walk.press("Take the import back", within=walk.page.locator("#content-main form"))
    walk.said("in the background")


def offer_table(walk: Walk, *, source: str = "") -> None:
    """Give the archive a table of reports, and wait until it has been read as a trial."""
    walk.go("/admin/")
    walk.press("Import files", role="link")
    table = {"name": "wells.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}
    walk.page.locator("#id_files").set_input_files(table)
    if source:
        walk.choose_source(source)
    walk.press("Read them as a trial")
    walk.page.wait_for_url("**/imports/*/")
    walk.until(
        lambda: walk.find("Discard it").is_visible() and not walk.page.locator("[data-at-work]").count()
    )


@scene("protection")
def protect_a_person(walk: Walk) -> None:
    walk.go("/admin/")
    walk.press("People", role="link")
    walk.press("Add person", role="link")
    open_entry(walk, "person", "Zabihullah Mujahid")
    walk.press("Add another Name")
    walk.choose("Visibility:", "protected: withheld for somebody's safety")
    walk.press("Save and continue editing")
    walk.said("Protected: its names are withheld")
    walk.take_picture(walk.page.locator(".messagelist"))
    walk.choose("Visibility:", "public")
    walk.press("Save and continue editing")
    walk.said("No longer protected")
    open_report(walk, "Mazar falls again")
    walk.press("Save and withdraw…")


@scene("taking-back")
def take_a_step_back(walk: Walk) -> None:
    open_report(walk, "Who rules in Spin Boldak?")
    walk.fill("Rights:", "Written for the demo")
    walk.press("Save and stay")
    walk.go("/admin/")
    walk.press("My day", role="link")
    walk.press(
        "Take it back", role="link", within=walk.page.locator(".steps li", has_text="Spin Boldak").first
    )
    walk.page.get_by_label("Reason").fill("Rights are those of the other paper")
    walk.take_picture(walk.page.locator("#content h1"), mark=walk.find("Take the"))
    walk.press("Take the")
    walk.said("aken back")
    walk.go("/admin/my-day/")
    walk.press("Everybody’s", role="link")
    open_report(walk, "Who rules in Spin Boldak?")
    walk.press("History", role="link")
    walk.press("Restore the version before this", role="link")
    walk.press("Go back to it")
    open_entry(walk, "person", "Norbert Holl")
    walk.press("Delete", role="link")
    walk.press("Delete it")
    walk.press("Deleted", role="link")
    walk.press("Bring it back")
    walk.said("Norbert Holl was brought back")


@scene("running")
def give_an_account(walk: Walk) -> None:
    walk.go("/admin/")
    walk.press("Users", role="link")
    walk.press("Add user", role="link")
    walk.fill("Username:", "farida")
    walk.fill("Password:", "a long word for farida")
    walk.fill("Password confirmation:", "a long word for farida")
    walk.press("Save")
    walk.page.get_by_label("Curator").check()
    walk.take_picture(walk.page.get_by_role("heading", name="Permissions"))
    walk.press("Save")

"""The admin in a browser: no page breaks the content policy, axe finds nothing, and everything fits a phone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse

from archive.admin.articles import ArticleAdmin
from archive.matching.link import link
from archive.models import Article, Batch, BoilerplateRule, Capture
from tests.admin.conftest import make_colleague
from tests.admin.test_paste import REPORT
from tests.admin.test_smoke import fill
from tests.factories import make_article, make_mention, make_name, make_person

pytestmark = pytest.mark.django_db(transaction=True)

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
# Narrower and between: only whether a page fits.
OTHER_WIDTHS = (320, 768, 1000)


def sign_in(page, live_server, *, group=None, **values):
    """Sign in as a new colleague, by the cookie of a client."""
    client = Client()
    client.force_login(make_colleague("anna", group=group, **values))
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )


def some_of_everything():
    """Fill the archive, with history, suggestions and a deleted report; return the report to look at."""
    article = fill()
    article.headline = "Fighting goes on near Town 1"
    article.save()
    make_article(headline="Deleted").delete()
    for name in ("Abdul Malik", "Malik Zafar"):
        person = make_person(name=name)
        spelling = make_name(entity=person, text="Malik")
        other = article if name == "Abdul Malik" else Article.objects.first()
        make_mention(article=other, entity=person, name=spelling, text="", method="names", status="suggested")
    for name in ("Abdul Rashid Dostum", "Abdur Rashid Dostam"):
        make_person(name=name, summary=f"One who is spelt {name}")
    refuse_something()
    link(articles=[make_article(body="They met in Shirin Tagab.")])
    return article


def refuse_something():
    """Add the import of a command, which refused two lines, one of them with a headline."""
    lines = [{"file": "wire.csv", "line": number, "reason": "holds no text"} for number in (2, 3)]
    batch = Batch.objects.create(
        label="Wire", status="running", errors=[lines[0], lines[1] | {"headline": "سقوط مزار شریف"}]
    )
    batch.status = "finished"
    batch.save()


def addresses(article):
    names = (
        "article",
        "source",
        "story",
        "person",
        "place",
        "faction",
        "mention",
        "boilerplaterule",
        "capture",
        "batch",
    )
    pages = [reverse("admin:index"), reverse("admin:review"), reverse("admin:password_change")]
    pages += [reverse(f"admin:{name}") for name in ("leftovers", "decisions", "duplicates", "refusals")]
    pages += [f"{reverse('admin:review')}?name=malik"]
    pages += [reverse(f"admin:archive_{name}_changelist") for name in names]
    pages += [reverse(f"admin:archive_{name}_add") for name in names[1:6]]
    pages += [
        f"{reverse('admin:review')}?article={article.pk}",
        f"{reverse('admin:archive_article_changelist')}?q=fighting&period=1998",
        reverse("admin:archive_article_paste"),
        f"{reverse('admin:archive_article_add')}?by_hand=1",
        reverse("admin:archive_article_change", args=[article.pk]),
        reverse("admin:archive_article_history", args=[article.pk]),
        reverse("admin:archive_article_restore", args=[article.pk, article.events.get().pgh_id]),
        reverse("admin:archive_article_delete", args=[article.pk]),
        reverse("admin:archive_article_deleted"),
        f"{reverse('admin:archive_article_withdraw')}?ids={article.pk}",
        reverse("admin:archive_capture_change", args=[Capture.objects.get().pk]),
        *(reverse("admin:archive_batch_change", args=[batch.pk]) for batch in Batch.objects.all()),
        reverse("admin:import_made", args=[Batch.objects.get(label="Wire").pk]),
        reverse("admin:archive_boilerplaterule_change", args=[BoilerplateRule.objects.last().pk]),
        reverse("admin:auth_user_changelist"),
        reverse("admin:auth_user_add"),
        f"{reverse('admin:leftovers')}?name=shirin+tagab",
    ]
    for mention in article.mentions.select_related("entity"):
        pages.append(reverse(f"admin:archive_{mention.entity.kind}_change", args=[mention.entity_id]))
    people = list(article.mentions.filter(entity__kind="person").values_list("entity", flat=True))
    pages += [reverse("admin:split", args=[people[0]]), reverse("admin:my_day")]
    pages += [f"{reverse('admin:archive_story_changelist')}?words=differ"]
    pages += [f"{reverse('admin:archive_source_add')}?_popup=1"]
    pages += [f"{reverse('admin:duplicates')}?kind=source"]
    return [*pages, f"{reverse('admin:merge')}?ids={','.join(map(str, people))}"]


# What a scheme of colours may break; the other rules do not look at colours.
OF_COLOURS = ["color-contrast", "link-in-text-block"]


def complaints(page, *, rules=()):
    """Return what axe finds, in lines: rule, then where; of all its rules, or of some."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    # Without preloading: axe would rebuild stylesheets that import others, inline, which the policy forbids.
    options = {"preload": False, "resultTypes": ["violations"]}
    # Targets of 24 pixels are a rule that axe does not apply unless asked.
    options |= {"runOnly": rules} if rules else {"rules": {"target-size": {"enabled": True}}}
    found = page.evaluate("options => axe.run(options)", options)["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def test_no_page_of_the_admin_breaks_a_rule(page, live_server, monkeypatch):
    """The page fixture fails where a page breaks the content policy or a script throws."""
    monkeypatch.setattr(ArticleAdmin, "list_per_page", 1)
    article = some_of_everything()
    sign_in(page, live_server, is_superuser=True)
    wrong = {}
    for address in addresses(article):
        page.set_viewport_size(PHONE)
        answer = page.goto(address)
        assert answer.status == 200, address
        wrong |= look_at(page, address)
    page.goto(reverse("admin:leftovers"))
    page.evaluate(ASK_FOR_NEW, "Malik")
    page.get_by_role("heading", name="Malik").first.wait_for()
    wrong |= look_at(page, "a new person of a name that others have")
    assert not wrong, "\n".join(f"{line}  on {place}" for place, lines in wrong.items() for line in lines)


# Somebody else has settled the name since the page was opened.
ASK_FOR_NEW = """text => {
    const form = document.createElement('form'), token = document.querySelector('[name=csrfmiddlewaretoken]').cloneNode();
    form.method = 'post';
    form.append(token);
    for (const [name, value] of [['text', text], ['settle', 'new:person']]) {
        const field = document.createElement('input');
        [field.name, field.value] = [name, value];
        form.append(field);
    }
    document.body.append(form);
    form.submit();
}"""


def look_at(page, address) -> dict[tuple, list[str]]:
    """Return what is wrong with a page, wide and on a phone."""
    wrong: dict[tuple, list[str]] = {}
    for size in (PHONE, WIDE):
        page.set_viewport_size(size)
        if found := complaints(page):
            wrong[address, size["width"]] = found
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")  # no colour half-way
    if found := complaints(page, rules=OF_COLOURS):
        wrong[address, "dark"] = found
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    for width in (PHONE["width"], WIDE["width"], *OTHER_WIDTHS):
        page.set_viewport_size({"width": width, "height": WIDE["height"]})
        needed = page.evaluate("document.documentElement.scrollWidth")
        if needed > width:
            wrong[address, width, "wide"] = [f"it is {needed} pixels wide"]
    return wrong


def test_the_account_of_a_colleague_breaks_no_rule(page, live_server):
    sign_in(page, live_server, group="Editor")
    address = reverse("admin:auth_user_change", args=[make_colleague("ben", group="Curator").pk])
    page.goto(address)
    assert page.get_by_label("Curator").is_checked()
    assert look_at(page, address) == {}


def test_the_door_breaks_no_rule(page):
    page.goto(reverse("admin:login"))
    assert complaints(page) == []


def test_a_report_is_pasted_looked_at_and_kept(page, live_server):
    fill()
    sign_in(page, live_server, group="Curator")
    page.goto(reverse("admin:index"))
    page.click("text=Add a report")
    page.fill("#id_text", REPORT)
    page.click(".select2-selection")
    page.keyboard.type("herald")
    page.click(".select2-results__option:has-text('The Herald 1')")
    page.click("text=Preview")
    assert complaints(page) == []
    page.locator(".piece del").first.click()  # kept again, where it stood
    assert page.input_value("#id_body").startswith("Share")
    page.click("text=Save as a draft")
    article = Article.objects.get(headline="Truce holds in the northern valley")
    assert article.body.startswith("Share")
    assert page.url.endswith(reverse("admin:archive_article_change", args=[article.pk]))
    assert "Saved." in page.inner_text(".messagelist")


def test_names_are_decided_by_keys(page, live_server):
    people = [make_person(name=name) for name in ("Abdul Malik", "Malik Zafar")]
    articles = [make_article(headline=f"Report {number}", body="Malik spoke.") for number in range(2)]
    for article in articles:
        for rank, person in enumerate(people):
            make_mention(
                article=article, entity=person, text="Malik", method="names", status="suggested", rank=rank
            )
    sign_in(page, live_server, group="Curator")
    page.goto(f"{reverse('admin:review')}?name=malik")
    page.keyboard.press("1")
    page.keyboard.press("0")
    page.keyboard.press("Enter")
    page.wait_for_selector(".messagelist")
    newest, oldest = reversed(articles)
    assert list(newest.mentions.order_by("rank").values_list("status", flat=True)) == ["accepted", "rejected"]
    assert list(oldest.mentions.order_by("rank").values_list("status", flat=True)) == ["rejected", "rejected"]


def test_leaving_a_changed_form_asks_first(page, live_server):
    article = make_article(headline="Before")
    sign_in(page, live_server, group="Curator")
    page.goto(reverse("admin:archive_article_change", args=[article.pk]))
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.click(".breadcrumbs >> text=Home")
    page.wait_for_url("**/admin/")
    assert asked == []
    page.goto(reverse("admin:archive_article_change", args=[article.pk]))
    page.fill("#id_headline", "After")
    page.click(".breadcrumbs >> text=Home")
    page.wait_for_url("**/admin/")
    assert asked == ["beforeunload"]

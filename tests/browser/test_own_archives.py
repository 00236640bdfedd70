"""Pages of archives that are empty, written from right to left, or crowded on the map."""

from __future__ import annotations

from itertools import product

from axe_playwright_python.sync_playwright import Axe

from archive.models import Story
from tests.browser.conftest import build
from tests.factories import make_article, make_event, make_person, make_place, make_source

# Right-to-left words inside a left-to-right sentence or line without isolation.
LOOSE = """() => {
    const walk = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT), loose = [];
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        if (!/[\u0590-\u08ff]/.test(node.data) || node.parentElement.closest('script, style, title, svg')) continue;
        const apart = node.parentElement.closest('bdi, [dir]');
        if (!apart || apart.contains(document.querySelector('main'))) loose.push(node.data.trim());
    }
    return loose;
}"""


def test_an_empty_archive_is_accessible_too(own_page):
    for address in (
        "/",
        "/search/",
        "/people/",
        "/places/?view=tree",
        "/map/",
        "/timeline/",
        "/coverage/",
        "/sources/",
    ):
        own_page.goto(address)
        found = Axe().run(own_page, options={"preload": False})
        assert found.violations_count == 0, f"{address}\n{found.generate_report()}"


def test_words_of_any_direction_are_set_apart_from_their_line(own_page):
    right_to_left = "روزنامه انیس"
    source = make_source(name=right_to_left, slug="anis", description=right_to_left)
    place = make_place(name="مزار شریف", slug="mazar", summary=right_to_left, latitude=36.7, longitude=67.1)
    part = make_place(name="شهر نو", slug="shar-e-nau", parent=place)
    person = make_person(
        name="عبدالرشید دوستم", slug="dostum", names=["دوستم", "Dostam"], summary=right_to_left
    )
    values = {
        "body": "دوستم به شهر نو در مزار شریف رفت.", "standfirst": right_to_left, "byline": "احمد رشید", "dateline": "کابل",
        "date_edtf": "1997-05", "date_printed": "ثور ۱۳۷۶", "rights": right_to_left, "source_ref": "۱۲", "language": "prs",
    }  # fmt: skip
    story = Story.objects.create()
    report = make_article(
        headline="سقوط مزار شریف", source=source, story=story, **values,
        mentions=[(person, "دوستم"), (place, "مزار شریف"), (part, "شهر نو")],
    )  # fmt: skip
    make_article(
        headline="سقوط مزار",
        source=make_source(name="هفته نامه"),
        story=story,
        **values | {"source_ref": "۱۳"},
    )
    withdrawn = make_article(
        headline="شایعه", source=source, status="withdrawn", withdrawn_reason="به درخواست ناشر"
    )
    for address in [
        "/", "/search/", "/search/?q=دوستم", "/search/?q=دوستم&person=-dostum&source=anis", "/search/?q=نیست&place=نیست",
        "/search/person/", "/search/person/?find=نیست", report.get_absolute_url(), withdrawn.get_absolute_url(),
        "/people/", "/people/?q=دوستم", "/people/?q=نیست", "/people/dostum/", "/places/", "/places/?view=tree",
        "/places/mazar/", "/places/shar-e-nau/", "/map/", "/sources/", "/sources/anis/",
        "/timeline/", "/coverage/", story.get_absolute_url(), "/together/person-dostum/place-mazar/",
    ]:  # fmt: skip
        own_page.goto(address)
        assert own_page.evaluate(LOOSE) == [], address


def test_signs_of_the_map_can_be_hit_and_none_lies_on_another(own_page):
    build()
    for number in range(25):
        place = make_place(
            name=f"Suburb {number}", latitude=34.5 + number % 5 * 0.1, longitude=69 + number // 5 * 0.12
        )
        make_article(mentions=[place])
        make_event(place=place, place_precision="exact", passages=["They fought."])
    for width, view in product((1280, 390, 320), ("afghanistan", "68.5,34.2,70,35.2")):
        own_page.set_viewport_size({"width": width, "height": 900})
        own_page.goto(f"/map/?view={view}")
        boxes = own_page.evaluate(
            """[...document.querySelectorAll('svg.map .map-target')].map(one => one.getBoundingClientRect())
                .filter(box => box.width).map(box => [box.x + box.width / 2, box.y + box.height / 2, box.width])"""
        )
        assert len(boxes) >= 2
        assert min(size for _, _, size in boxes) >= 24
        for one, (x, y, _) in enumerate(boxes):
            for other_x, other_y, _ in boxes[:one]:
                assert ((x - other_x) ** 2 + (y - other_y) ** 2) ** 0.5 >= 24


def test_a_date_in_a_report_from_right_to_left_runs_as_its_words_do(own_page):
    report = make_article(
        headline="سقوط مزار شریف", body="طالبان وارد شدند.", language="prs", date_edtf="1998-08-09"
    )
    own_page.goto(report.get_absolute_url())
    day, month = own_page.locator(".report-head time").evaluate(
        """time => [[0, 1], [2, 8]].map(([start, end]) => {
            const range = document.createRange();
            range.setStart(time.firstChild, start);
            range.setEnd(time.firstChild, end);
            return range.getBoundingClientRect().left;
        })"""
    )
    assert day < month

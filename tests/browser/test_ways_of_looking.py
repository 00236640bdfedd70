"""Every page for other eyes: text of twice the size on the narrowest phone, the system's colours, quotations in other scripts."""

from __future__ import annotations

import pytest

from tests.browser.test_accessibility import addresses, assert_it_fits

NARROW = {"width": 320, "height": 800}
USUAL = 16  # pixels of text, unless a reader asks their browser for more
# What is chosen among links side by side, and another of them: in what an eye can tell them apart.
LOOKS = """() => [...document.querySelectorAll('[aria-current]')].filter(one => one.checkVisibility() && one instanceof HTMLAnchorElement).map(one => {
    const look = at => { const style = getComputedStyle(at);
        return [style.backgroundColor, style.color, style.borderBlockEndStyle + style.borderBlockEndColor, style.fontWeight].join(' '); };
    const others = [...one.closest('nav, ul, .histogram-foot, p, div').querySelectorAll('a:not([aria-current])')];
    const other = others.find(each => each.checkVisibility());
    return [one.textContent.trim().slice(0, 30), !other || look(one) !== look(other)];
}).filter(([, differs]) => !differs)"""
WITHOUT_A_BORDER = """() => [...document.querySelectorAll('.button, input:not([type=hidden], [type=checkbox], [type=range]), select, .chip')]
    .filter(one => one.checkVisibility())
    .filter(one => { const at = one.closest('.search-box') || one, style = getComputedStyle(at);
        return style.borderBlockEndStyle === 'none' || style.borderBlockEndColor === style.backgroundColor; })
    .map(one => one.className + one.id)"""
# The distance of the ends of lines from the right edge of their quotation, whose first line ends in a mark that no range has.
RIGHT_EDGES = """all => all.map(one => {
    const range = document.createRange(), box = one.getBoundingClientRect();
    range.selectNodeContents(one);
    const lines = new Map();
    for (const part of range.getClientRects())
        lines.set(Math.round(part.bottom / 8), Math.max(lines.get(Math.round(part.bottom / 8)) || 0, part.right));
    return [getComputedStyle(one).direction, Math.max(...[...lines.values()].map(right => Math.abs(box.right - right)))];
})"""


@pytest.mark.parametrize("times", [2])
def test_text_of_twice_the_size_fits_the_narrowest_phone(page, archive, times):
    page.set_viewport_size(NARROW)
    session = page.context.new_cdp_session(page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": USUAL * times}})
    for address in addresses(archive):
        page.goto(address)
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == f"{USUAL * times}px"
        assert_it_fits(page, NARROW)


def test_in_the_colours_of_the_system_what_is_chosen_and_what_is_typed_into_can_be_told(page, archive):
    page.emulate_media(forced_colors="active")
    for address in addresses(archive):
        page.goto(address)
        assert page.evaluate(LOOKS) == [], address
        assert page.evaluate(WITHOUT_A_BORDER) == [], address


def test_quotations_in_persian_are_flush_right(page, archive):
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for address in (archive.event.get_absolute_url(), "/claims/"):
            page.goto(address)
            quotations = page.locator("q:lang(prs)")
            assert quotations.count() > 0, address
            for direction, distance in quotations.evaluate_all(RIGHT_EDGES):
                assert direction == "rtl", address
                assert distance < 16, (address, distance)

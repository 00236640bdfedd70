"""A curator in a browser who follows the guide, and remembers the name of everything that could be pressed or filled in."""

from __future__ import annotations

import base64
from collections.abc import Callable

from playwright.sync_api import Locator, Page

from archive.admin.guide import PHONE_PICTURE_SIZE, PICTURE_SIZE

WIDTH, HEIGHT = PICTURE_SIZE
PHONE_WIDTH, PHONE_HEIGHT = PHONE_PICTURE_SIZE
QUALITY = 72  # of WebP, 0 to 100: letters stay sharp
PHONE_SCALE, PHONE_QUALITY = 2, 55  # screens of phones have two or three points a pixel
# Headings that sort a list and links that filter it are called like the fields of a form.
PRESSABLE = "a:not(th a, #changelist-filter a), button, input[type=submit]"
FIELDS = "label, legend, option"
WORDS = "summary, th, h1, h2, h3, h4, caption"
# What a page calls a thing on it, without keys and without words for screen readers alone.
NAME_OF = """
each => {
    const copy = each.cloneNode(true);
    copy.querySelectorAll('kbd, .visually-hidden, select, textarea').forEach(part => part.remove());
    return (each.tagName === 'INPUT' ? each.value : copy.textContent).replace(/\\s+/g, ' ').trim().replace(/:$/, '');
}
"""
NAMES = f"""
which => [...document.querySelectorAll(which)]
    .filter(each => each.checkVisibility() || each.tagName === 'OPTION')
    .map({NAME_OF.strip()})
"""

# Colours that change slowly have arrived, and what is to be seen is drawn.
SETTLED = """
async () => {
    const ending = document.getAnimations().filter(each => isFinite(each.effect.getComputedTiming().endTime));
    await Promise.allSettled(ending.map(each => each.finished));
    await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)));
}
"""


class Walk:
    """Follows the steps of one page of the guide on an archive with the demo, signed in as somebody who may do everything."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.names: set[str] = set()
        self.pressable: set[str] = set()
        self.fields: set[str] = set()
        self.pressed: set[str] = set()
        self.pictures: dict[str, bytes] = {}  # by what is added to the name of the page

    def look(self) -> None:
        """Remember what the names of all things on the page are."""
        self.pressable.update(self.page.evaluate(NAMES, PRESSABLE))
        self.fields.update(self.page.evaluate(NAMES, FIELDS))
        self.names.update(self.pressable, self.fields, self.page.evaluate(NAMES, WORDS))

    def go(self, address: str) -> None:
        answer = self.page.goto(address)
        assert answer is not None and answer.ok, f"{address} answers {answer and answer.status}"
        self.look()

    def press(self, name: str, *, role: str = "", within: Locator | None = None) -> None:
        """Press the first button or link of this name, and look at the page that it leads to."""
        found = self.find(name, role=role, within=within)
        called = found.evaluate(NAME_OF)
        self.pressed.add(called)
        self.names.add(called)
        found.click()
        self.page.wait_for_load_state("domcontentloaded")
        self.look()

    def find(self, name: str, *, role: str = "", within: Locator | None = None) -> Locator:
        """Return the first button or link of this name that can be seen on the page or in its messages."""
        place = within or self.page.locator("#content > :not(.guide-links), .messagelist")
        found = place.get_by_role(role or "button", name=name)
        return (found if role else found.or_(place.get_by_role("link", name=name))).filter(visible=True).first

    def fill(self, label: str, value: str) -> None:
        self.page.get_by_label(label, exact=True).filter(visible=True).first.fill(value)

    def choose(self, label: str, option: str) -> None:
        self.page.get_by_label(label, exact=True).select_option(label=option)

    def choose_source(self, name: str) -> None:
        """Choose a source as curators do: by the first letters of its name."""
        self.choose_listed(".field-source, .plain-field:has(#id_source)", name)

    def choose_listed(self, within: str, name: str) -> None:
        """Choose a record in a field that lists those whose names begin with what is typed."""
        if not self.page.locator(".select2-container--open").count():  # some open when they get the focus
            self.page.locator(within).locator(".select2-selection").first.click()
        self.page.locator(".select2-container--open .select2-search__field").last.fill(name)
        self.page.locator(".select2-results__option", has_text=name).first.click()

    def said(self, words: str) -> None:
        """Wait until the page says something."""
        self.page.get_by_text(words).first.wait_for()
        self.look()

    def until(self, happened: Callable[[], bool], *, tries: int = 300) -> None:
        """Reload the page until something has happened in the background."""
        for _ in range(tries):
            if happened():
                return self.look()
            self.page.wait_for_timeout(500)
            self.page.reload()
        raise AssertionError(f"nothing has happened on {self.page.url}")

    def undo(self) -> None:
        """Take the last decision back by the button of the page."""
        self.press("Undo my last decision")
        self.said("Taken back")

    def take_picture(self, top: Locator | None = None, *, mark: Locator | None = None) -> None:
        """Take the pictures: what the window shows from `top` on, with a line around what is pressed next; wide and on a phone, light and dark."""
        self.page.evaluate("document.fonts.ready")
        self.page.evaluate("document.activeElement?.blur()")
        if mark is not None:
            mark.evaluate(
                "each => { each.style.outline = '3px solid #b4541a'; each.style.outlineOffset = '3px'; }"
            )
        session = self.page.context.new_cdp_session(self.page)
        for suffix, size, scale, quality in (
            ("", (WIDTH, HEIGHT), 1, QUALITY),
            ("-phone", (PHONE_WIDTH, PHONE_HEIGHT), PHONE_SCALE, PHONE_QUALITY),
        ):
            window = {"width": size[0], "height": size[1], "deviceScaleFactor": scale, "mobile": False}
            session.send("Emulation.setDeviceMetricsOverride", window)
            for colours in ("light", "dark"):
                self.page.emulate_media(color_scheme=colours, reduced_motion="reduce")
                self._scroll_to(top)
                taken = session.send("Page.captureScreenshot", {"format": "webp", "quality": quality})
                self.pictures[f"{suffix}{'-dark' if colours == 'dark' else ''}"] = base64.b64decode(
                    taken["data"]
                )
        session.send("Emulation.clearDeviceMetricsOverride")
        session.detach()
        self.page.emulate_media(color_scheme="light", reduced_motion="no-preference")
        self.page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        self._scroll_to(top)

    def _scroll_to(self, top: Locator | None) -> None:
        if top is not None:
            top.evaluate(
                "each => window.scrollTo({top: each.getBoundingClientRect().top + window.scrollY - 4, behavior: 'instant'})"
            )
        self.page.evaluate(SETTLED)

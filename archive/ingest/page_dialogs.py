"""Take off a page what it lays over itself: the question for consent to cookies, an offer of a newsletter."""

from __future__ import annotations

from lxml.html import HtmlElement

# Parts of the id or class names under which programs for consent put their question.
CONSENT = (
    "onetrust", "qc-cmp", "sp_message", "sp-message", "didomi", "usercentrics", "cybotcookiebot", "cookiebot", "truste", "fc-consent",
    "cmpbox", "cmp-container", "cmp-banner", "cookie-banner", "cookie-consent", "cookie-notice", "cookie-law", "cookie-bar", "cookie-modal",
    "cookie-policy-banner", "cookiebanner", "cookieconsent", "cookie_consent", "cookie_banner", "cookie-popup", "gdpr", "consent-banner",
    "consent-modal", "consent-wall", "privacy-manager", "privacy-banner", "iubenda-cs", "tarteaucitron", "borlabs", "klaro", "termly",
)  # fmt: skip
ROLES = frozenset(("dialog", "alertdialog"))
MAX_NAME = 300  # characters of class names and id
REPORT = './/h1 | .//article | .//main | .//*[@itemprop="articleBody"]'


def take_off_dialogs(tree: HtmlElement) -> None:
    """Remove the dialogs of a page from its tree, unless one holds what may be its report."""
    for element in [one for one in tree.iter() if isinstance(one.tag, str) and _is_dialog(one)]:
        parent = element.getparent()
        if parent is not None and element.tag != "body" and not element.xpath(REPORT):
            element.drop_tree()


def _is_dialog(element: HtmlElement) -> bool:
    if element.get("role", "") in ROLES:
        return True
    name = f"{element.get('class', '')[:MAX_NAME]} {element.get('id', '')[:MAX_NAME]}".lower()
    return any(part in name for part in CONSENT)

"""The Jinja2 environment of the parts of pages in templates/parts.

Parts are whatever a page repeats often: facet values, reports, bars. Tags and filters are those of dateline.py.
"""

from __future__ import annotations

from functools import lru_cache
from operator import methodcaller

from django.template.defaultfilters import capfirst, pluralize
from django.utils.translation import get_language, gettext, ngettext
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from archive.templatetags import dateline
from archive.text.localised import counted, grouped, translated

MAX_LINKS_KEPT = 10_000  # a page has nearly two hundred, most of them also on other pages


def environment(**options) -> Environment:
    """Create the environment of the template engine "parts" in the settings."""
    made = Environment(**options | {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True})
    made.add_extension("jinja2.ext.i18n")
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals["_"] = translated_markup
    filters = (
        counted,
        capfirst,
        dateline.date_state,
        entity_link,
        grouped,
        dateline.in_short,
        dateline.is_plain_date,
        dateline.percent,
        dateline.sign,
        translated,
        dateline.unbroken,
        pluralize,
    )
    made.filters |= {function.__name__: function for function in filters}
    made.filters["address"] = methodcaller("get_absolute_url")
    return made


def translated_markup(message: str) -> Markup:
    """Translate the words of a part, which are markup; the extension's own function takes eight times as long."""
    return Markup(translated(message))  # noqa: S704 (words of templates)


def entity_link(entity) -> str:
    """Render a link to an entity, with the sign of its kind."""
    return _entity_link(entity.get_absolute_url(), entity.kind, entity.name, get_language())


@lru_cache(MAX_LINKS_KEPT)
def _entity_link(url, kind, name, language):
    return dateline.macro("entity_link.html", "entity_link")(url, kind, name)

"""The note beside the date of a report: what was printed and who interpreted it, without ever contradicting the date."""

from __future__ import annotations

import re

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from archive import dates

WITH_ARTICLE = re.compile(r"(?:\d{4}s|\d{1,2}(?:st|nd|rd|th) century)\b")


def printed_date(article) -> str:
    """Return the date as printed with a report; "" if there is none or a program wrote it."""
    return "" if dates.is_machine_form(article.date_printed) else article.date_printed


def date_note(article, *, by_curator: bool) -> SafeString | str:
    """Return the sentence shown below the date of a report, or "".

    Args:
        article: the report.
        by_curator: a curator, rather than an import, gave it its date.
    """
    printed, edtf = printed_date(article), article.date_edtf
    if not edtf:
        return _quoted(
            gettext("The report says “{}”, which does not give a definite day."), printed
        ) or gettext("The report has no date.")
    if article.date_basis == "inferred":
        return _inferred(printed, edtf, by_curator=by_curator)
    if not printed or _says_the_same(printed, article.date_label()):
        return ""
    if disagree(printed, edtf):
        return _quoted(gettext("The report says “{}”, which does not agree with this date."), printed)
    return _quoted(gettext("Printed as “{}”."), printed)


def _inferred(printed: str, edtf: str, *, by_curator: bool) -> SafeString | str:
    date = dates.label(edtf)
    date = gettext("the {time}").format(time=date) if WITH_ARTICLE.match(date) else date
    if not printed:
        return (
            gettext("Not printed with the report: inferred by a curator.")
            if by_curator
            else gettext("Not printed with the report: inferred.")
        )
    if disagree(printed, edtf):
        sentence = (
            gettext("The report says “{{}}”; a curator dates it {date} nevertheless.")
            if by_curator
            else gettext("The report says “{{}}”; it was dated {date} nevertheless.")
        )
        return _quoted(sentence.format(date=date), printed)
    sentence = (
        gettext("The report says only “{{}}”; a curator read this as {date}.")
        if by_curator
        else gettext("The report says only “{{}}”; this was read as {date}.")
    )
    return _quoted(sentence.format(date=date), printed)


def _quoted(sentence: str, printed: str) -> SafeString | str:
    if not printed:
        return ""
    before, after = sentence.split("{}")
    return format_html("{}<bdi>{}</bdi>{}", before, printed, after)


def _says_the_same(printed: str, label: str) -> bool:
    return " ".join(printed.split()).casefold() == label.casefold()


def disagree(printed: str, edtf: str) -> bool:
    """Return whether the printed date is readable and differs from the date."""
    try:
        lower, upper = dates.to_range(dates.read_printed(printed).edtf)
    except dates.DateError:
        return False
    first, last = dates.to_range(edtf)
    return bool((lower and last and lower > last) or (upper and first and upper < first))

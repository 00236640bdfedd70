"""Citations in the styles of journals and universities."""

from __future__ import annotations

import re
from datetime import date

import pytest

from archive.presentation.styles import STYLES, CitedItem, in_style

ADDRESS = "https://archive.example/articles/412-fighters-enter-mazar/"
BY_KEY = {style.key: style for style in STYLES}
REUTERS = {"author": "Reuters", "edtf": "1998-08-09", "date_words": "9 August 1998"}
UNSIGNED = {"edtf": "1998-08-09", "date_words": "9 August 1998"}
UNDATED = {"author": "Reuters", "date_words": "n.d."}
INFERRED = {"author": "Reuters", "edtf": "1996-23", "date_words": "[autumn 1996]"}


def cited(*, kind="article-newspaper", title="Fighters enter Mazar", container="The Digest", **values):
    return CitedItem(kind, title, container, ADDRESS, date(2026, 11, 30), **values)


def words(style, **values):
    return re.sub("</?(bdi|i)>", "", in_style(BY_KEY[style], cited(**values))).replace(ADDRESS, "URL")


@pytest.mark.parametrize(
    ("style", "values", "expected"),
    [
        ("chicago", REUTERS, "Reuters. “Fighters enter Mazar.” The Digest, August 9, 1998. URL."),
        ("chicago", UNSIGNED, "The Digest. “Fighters enter Mazar.” August 9, 1998. URL."),
        ("chicago", UNDATED, "Reuters. “Fighters enter Mazar.” The Digest, n.d. Accessed November 30, 2026. URL."),
        ("chicago", INFERRED, "Reuters. “Fighters enter Mazar.” The Digest, [autumn 1996]. URL."),
        ("apa", REUTERS, "Reuters. (1998, August 9). Fighters enter Mazar. The Digest. URL"),
        ("apa", UNSIGNED, "Fighters enter Mazar. (1998, August 9). The Digest. URL"),
        ("apa", UNDATED, "Reuters. (n.d.). Fighters enter Mazar. The Digest. Retrieved November 30, 2026, from URL"),
        ("apa", INFERRED, "Reuters. [autumn 1996]. Fighters enter Mazar. The Digest. URL"),
        ("mla", REUTERS, "Reuters. “Fighters enter Mazar.” The Digest, 9 Aug. 1998, URL."),
        ("mla", UNSIGNED, "“Fighters enter Mazar.” The Digest, 9 Aug. 1998, URL."),
        ("mla", UNDATED, "Reuters. “Fighters enter Mazar.” The Digest, URL. Accessed 30 Nov. 2026."),
        ("harvard", REUTERS, "Reuters (1998) ‘Fighters enter Mazar’, The Digest, 9 August. Available at: URL (Accessed: 30 November 2026)."),
        ("harvard", UNSIGNED, "The Digest (1998) ‘Fighters enter Mazar’, 9 August. Available at: URL (Accessed: 30 November 2026)."),
        ("harvard", UNDATED, "Reuters (no date) ‘Fighters enter Mazar’, The Digest. Available at: URL (Accessed: 30 November 2026)."),
        ("harvard", {"date_words": "n.d."}, "The Digest (no date) ‘Fighters enter Mazar’. Available at: URL (Accessed: 30 November 2026)."),
        ("oscola", REUTERS, "Reuters, ‘Fighters enter Mazar’ The Digest (9 August 1998) &lt;URL&gt; accessed 30 November 2026"),
        ("oscola", UNSIGNED, "‘Fighters enter Mazar’, The Digest (9 August 1998) &lt;URL&gt; accessed 30 November 2026"),
    ],
)  # fmt: skip
def test_a_report_is_cited_as_the_style_has_it(style, values, expected):
    assert words(style, **values) == expected


@pytest.mark.parametrize("style", BY_KEY)
@pytest.mark.parametrize(
    ("edtf", "said"),
    [
        ("1998", "1998"),
        ("198X", "the 1980s"),
        ("1997~", "about 1997"),
        ("1997-05/1997-07", "between May and July 1997"),
        ("1998-08-09?", "9 August 1998 (uncertain)"),
    ],
)
def test_a_date_is_never_more_exact_than_the_archive_knows(style, edtf, said):
    text = words(style, edtf=edtf, date_words=said)
    assert said in text and "9876" not in text


@pytest.mark.parametrize("style", BY_KEY)
def test_what_was_printed_is_escaped_isolated_and_as_it_was_printed(style):
    html = in_style(
        BY_KEY[style], cited(title="<script>who</script> & WHY", container="روزنامه انیس", author='A "B" <i>', edtf="1998", date_words="<b>")
    )  # fmt: skip
    assert "<bdi>&lt;script&gt;who&lt;/script&gt; &amp; WHY</bdi>" in html
    assert "<bdi>روزنامه انیس</bdi>" in html and "<bdi>A &quot;B&quot; &lt;i&gt;</bdi>" in html
    assert not re.search("<(?!/?(?:bdi|i)>)", html)


@pytest.mark.parametrize("style", BY_KEY)
@pytest.mark.parametrize("title", ["Who holds Mazar?", "Truce!", "The end.", "And then…"])
def test_a_headline_that_ends_with_a_sign_gets_no_other(style, title):
    text = words(style, title=title, **REUTERS)
    assert not re.search(r"[?!.…][”’]?\.", text.replace("Aug.", "").replace("...", "")), text


@pytest.mark.parametrize("style", BY_KEY)
def test_each_text_stands_once_and_the_paragraph_at_the_end(style):
    for kind in ("article-newspaper", "webpage"):
        text = words(style, kind=kind, suffix="para. 3, version 2 of 3 March 2026")
        assert [text.count(part) for part in ("Fighters enter Mazar", "The Digest", "URL")] == [1, 1, 1]
        assert text.endswith("[para. 3, version 2 of 3 March 2026]")

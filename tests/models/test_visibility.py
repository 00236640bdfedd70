"""What readers may see is said once in Python and once in SQL."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from archive.models import Article, Entity, Mention
from tests.factories import make_article, make_mention, make_person

ROOT = Path(__file__).resolve().parents[2]
PYTHON = [path for path in sorted((ROOT / "archive").rglob("*.py")) if "migrations" not in path.parts]
# A condition of the ORM, or of SQL within Python, that says itself who may see what.
SPELLED = re.compile(
    r"""(status|visibility)="?(published|accepted|public|PUBLISHED|\w+\.Status\.(PUBLISHED|ACCEPTED)|\w+\.Visibility\.PUBLIC)\b"""
    r"""|(status|visibility)\s*(=|<>|!=|IN\b|=\s*ANY)\s*\(?'(published|accepted|public)'"""
)
SAID_HERE = {
    "archive/models/visibility.py": "conditions of the ORM",
    "archive/models/triggers.py": "conditions on the rows before and after a change",
    "archive/curation/merge.py": "which of two mentions is the stronger",
}


def _conditions(path):
    lines = path.read_text().splitlines()
    return [
        line.strip()
        for line in lines
        if SPELLED.search(line) and "default=" not in line and ".update(" not in line
    ]


def test_conditions_are_made_of_the_words_of_querysets():
    found = {str(path.relative_to(ROOT)): _conditions(path) for path in PYTHON}
    assert {name: lines for name, lines in found.items() if lines and name not in SAID_HERE} == {}


@pytest.mark.django_db
def test_querysets_keep_what_readers_see():
    public, draft, hidden = (
        make_person(visibility=visibility) for visibility in ("public", "draft", "protected")
    )
    published, drafted, withdrawn = (
        make_article(status=status) for status in ("published", "draft", "withdrawn")
    )
    accepted = make_mention(article=published, entity=public)
    make_mention(article=published, entity=draft)
    make_mention(article=published, entity=hidden)
    rejected = make_mention(article=drafted, entity=public, status="rejected")
    suggested = make_mention(article=withdrawn, entity=public, status="suggested")

    assert set(Article.objects.published()) == {published}
    assert set(Entity.objects.public()) == {public}
    assert set(Mention.objects.counted()) == {accepted}
    assert set(Mention.objects.accepted()) == set(Mention.objects.all()) - {rejected, suggested}
    assert not Mention.objects.suggested().in_published()

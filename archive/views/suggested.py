"""What is only suggested in a report, for whoever may decide it: readers see nothing of this."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from archive.models import Article, Entity, Mention
from archive.presentation.coming_back import leading_back
from archive.presentation.reading import LinkedEntity, SuggestedPlace

MAX_SHOWN = 200


@dataclass(frozen=True)
class SuggestedName:
    """Words of a report that may name one of these entries: how often they occur, and where that is decided."""

    text: str
    times: int
    candidates: list[LinkedEntity]
    url: str


def suggested_places(request: HttpRequest, article: Article) -> list[SuggestedPlace]:
    """Return the places of a report at which entries are only suggested, as this person may see them, in order of the text.

    A place that is withheld from readers is left out, and so are protected entries: the page shows what readers may know.
    """
    user = request.user
    if not user.has_perm("archive.view_mention"):
        return []
    found = Mention.objects.suggested().filter(article=article)
    found = found.exclude(entity__visibility=Entity.Visibility.PROTECTED).select_related("entity")
    url = deciding_url(request, article)
    places: dict[tuple[str, int, int], SuggestedPlace] = {}
    for mention in article.placed(found.order_by("field", "start", "rank", "pk")[:MAX_SHOWN]):
        if mention.start is not None and mention.end is not None:
            key = (mention.field, mention.start, mention.end)
            place = places.setdefault(key, SuggestedPlace(*key, mention.text, [], url))
            place.candidates.append(mention.entity)
    return list(places.values())


def deciding_url(request: HttpRequest, article: Article) -> str:
    """Return where the names of a report are decided on, which leads back to its page."""
    if request.user.has_perm("archive.review_mention"):
        address = reverse("admin:review", query={"article": article.pk})
    else:
        address = f"{reverse('admin:archive_article_change', args=[article.pk])}#names"
    return leading_back(address, request.get_full_path())


def suggested_names(places: list[SuggestedPlace]) -> list[SuggestedName]:
    """Gather the places at which the same words may mean the same, the most frequent first."""
    gathered: dict[tuple, list[SuggestedPlace]] = {}
    for place in places:
        gathered.setdefault((place.text, tuple(one.pk for one in place.candidates)), []).append(place)
    names = [
        SuggestedName(same[0].text, len(same), same[0].candidates, same[0].url) for same in gathered.values()
    ]
    return sorted(names, key=lambda name: -name.times)

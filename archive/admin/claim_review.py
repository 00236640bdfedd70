"""The review of suggested claims: the sentence, how it was read and by which rule; accepted, rejected or edited with one key."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from archive.admin.lists import CappedPaginator
from archive.admin.mentions import BLANKS, CUT_WORD_FIRST, CUT_WORD_LAST
from archive.admin.reasons import reason_context
from archive.admin_site import ArchiveAdminSite
from archive.curation.decide_claims import ClaimsDecided, decide_claims
from archive.evidence.propose_events import ProposedEvent, proposed_events
from archive.models import Article, Claim, Event, Evidence, Passage
from archive.models.rights import may_see_protected
from archive.models.wordings import withhold_names
from archive.reference.topics import TOPIC_OF, TOPICS

CLAIMS_A_PAGE = 10
CONTEXT = 220
UNDO = "claims decided last"  # the key in the session: the ids that this person can reopen
UNDO_EVENTS = "claims given an event last"  # of these, the ids that got an event with the decision


@dataclass(frozen=True)
class OpenClaim:
    """A suggested claim with the sentence that it was read from and the reading in lines."""

    claim: Claim
    article: Article
    passage: SafeString
    lines: list[tuple[str, str]]
    proposed: ProposedEvent | None


def suggested_claims(request):
    """Return the suggested claims that this user may see: not those of reports that they may not open."""
    found = Claim.objects.suggested().exclude(rule="").visible_to(request.user)
    if may_see_protected(request.user):
        return found
    closed = Evidence.objects.filter(claim=OuterRef("pk"), passage__article__wording__isnull=False)
    return found.exclude(Exists(closed))


def review_claims(request):
    """Show suggested claims, and record what is decided on one of them or take the last decision back."""
    if not request.user.has_perm("archive.view_claim"):
        raise PermissionDenied
    params = _params(request)
    if request.method == "POST":
        return _decide(request, params)
    rows = _chosen(request, params).with_names().order_by("pk")
    page = CappedPaginator(rows, CLAIMS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        **admin.site.each_context(request),
        "title": "Claims to review",
        "page": page,
        "claims": open_claims(_in_wording(list(page.object_list), request.user), request.user),
        "topics": TOPICS,
        "params": params,
        "query": urlencode(params),
        "may_review": request.user.has_perm("archive.review_claim"),
        "may_edit": request.user.has_perm("archive.change_claim"),
        "can_undo": bool(request.session.get(UNDO)),
    }
    return TemplateResponse(request, "admin/claim_review.html", context)


def _in_wording(claims: list[Claim], user) -> list[Claim]:
    """Withhold protected names in the titles of their events, except for those who may see them."""
    if not may_see_protected(user):
        withhold_names([claim.event for claim in claims if claim.event], "title")
    return claims


def _params(request) -> dict[str, str]:
    """Return what the address asks for: a report, a topic."""
    asked = {name: request.GET.get(name, "").replace("\0", "") for name in ("article", "topic")}
    if not asked["article"].isdecimal() or len(asked["article"]) > 9:
        asked["article"] = ""
    if asked["topic"] not in TOPIC_OF:
        asked["topic"] = ""
    return {name: value for name, value in asked.items() if value}


def _chosen(request, params):
    found = suggested_claims(request)
    if "topic" in params:
        found = found.filter(topic=params["topic"])
    if "article" in params:
        drawn = Evidence.objects.filter(claim=OuterRef("pk"), passage__article=params["article"])
        found = found.filter(Exists(drawn))
    return found


def open_claims(claims: list[Claim], user) -> list[OpenClaim]:
    """Return claims with their sentences, in their order; one whose report is gone is left out."""
    passages = _passages_of(claims)
    proposed = _proposed(claims, passages, user)
    return [
        OpenClaim(
            claim,
            passages[claim.pk].article,
            in_context(passages[claim.pk]),
            reading(claim),
            proposed.get(claim.pk),
        )
        for claim in claims
        if claim.pk in passages
    ]


def _passages_of(claims: list[Claim]) -> dict[int, Passage]:
    evidence = Evidence.objects.filter(claim__in=claims).of_reports().order_by("-pk")
    return {one.claim_id: one.passage for one in evidence}


def _proposed(claims: list[Claim], passages: dict[int, Passage], user) -> dict[int, ProposedEvent]:
    """Return the events proposed for claims that have none, in the wording for this person."""
    without = {
        claim.pk: passages[claim.pk] for claim in claims if not claim.event_id and claim.pk in passages
    }
    events = Event.objects.visible_to(user).exclude(status=Event.Status.REJECTED)
    found = proposed_events(without, events=events) if without else {}
    if not may_see_protected(user):
        withhold_names([one.event for one in found.values()], "title")
    return found


def in_context(passage: Passage) -> SafeString:
    """Show the words of a passage, marked, with what stands around them; a lost passage alone."""
    start, end = passage.start, passage.end
    if start is None or end is None:
        return format_html('<q dir="auto">{}</q>', passage.words)
    text = getattr(passage.article, passage.field)
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    before = CUT_WORD_FIRST.sub("…", before, count=1) if start > CONTEXT else before
    after = CUT_WORD_LAST.sub("…", after, count=1) if end + CONTEXT < len(text) else after
    before, words, after = (BLANKS.sub(" ", part) for part in (before, passage.words, after))
    return format_html(
        '<span dir="auto"><span class="around">{}</span><mark>{}</mark><span class="around">{}</span></span>',
        before,
        words,
        after,
    )


def reading(claim: Claim) -> list[tuple[str, str]]:
    """Return how a claim was read, in lines of a label and words."""
    said_by = str(claim.claimant or claim.claimant_words or "")
    if claim.claimant and claim.claimant_words:
        said_by = f"{claim.claimant} (“{claim.claimant_words}”)"
    who = f"{said_by}, {claim.get_claimant_sort_display()}" if said_by else "the report itself"
    counted = " ".join(
        filter(None, (claim.figures or claim.words, claim.get_counted_display(), claim.get_state_display()))
    )
    value = counted if TOPIC_OF[claim.topic].is_number else claim.in_short
    lines = [
        ("who", who),
        ("act", claim.get_act_display()),
        ("topic", claim.get_topic_display()),
        ("of", claim.object or claim.counted_entity or ""),
        ("claimed", value),
        ("from", claim.former_entity or ""),
        ("hedges", ", ".join(f"“{hedge}”" for hedge in claim.hedges)),
        ("event", claim.event or ""),
    ]
    return [(label, str(words)) for label, words in lines if words]


# Decisions


def _decide(request, params):
    if not request.user.has_perm("archive.review_claim"):
        raise PermissionDenied
    with reason_context(request):
        if "undo" in request.POST:
            _undo(request)
        else:
            _decide_one(request)
    query = params | ({"page": request.GET["page"]} if request.GET.get("page", "").isdecimal() else {})
    return HttpResponseRedirect(reverse("admin:review_claims", query=query or None), status=303)


def _decide_one(request) -> None:
    wanted = {verb: _ids(request.POST.get(verb, "")) for verb in ("accepted", "rejected")}
    may_see = {
        verb: list(suggested_claims(request).filter(pk__in=ids).values_list("pk", flat=True))
        for verb, ids in wanted.items()
    }
    events = _confirmed(request, may_see["accepted"])
    done = decide_claims(user=request.user, events=events, **may_see)
    _tell(request, done, asked=bool(wanted["accepted"] or wanted["rejected"]))
    if decided := [*done.accepted, *done.rejected]:
        request.session[UNDO] = decided
        request.session[UNDO_EVENTS] = [pk for pk in done.accepted if pk in events]


def _confirmed(request, accepted: list[int]) -> dict[int, Event | None]:
    """Return the events that were proposed for the claims accepted, and are confirmed with them; one that is no longer proposed is not taken."""
    claims = list(Claim.objects.filter(pk__in=accepted))
    proposed = _proposed(claims, _passages_of(claims), request.user)
    asked = set(request.POST.getlist("event"))
    return {pk: one.event for pk, one in proposed.items() if f"{pk}-{one.event.pk}" in asked}


def _ids(text: str) -> list[int]:
    return [int(text)] if text.isdecimal() and len(text) < 18 else []


def _tell(request, done: ClaimsDecided, *, asked: bool) -> None:
    for pk, told in done.unfit.items():
        address = reverse("admin:archive_claim_change", args=[pk], query={"review": "1"})
        messages.error(
            request, format_html('It cannot be accepted yet. {} <a href="{}">Complete it</a>', told, address)
        )
    for words, ids in (("Accepted: ", done.accepted), ("Rejected: ", done.rejected)):
        for claim in Claim.objects.filter(pk__in=ids).with_names():
            messages.success(request, f"{words}{claim}.")
    if asked and not (done.accepted or done.rejected or done.unfit):
        messages.info(request, "Nothing was changed: somebody else has decided on it already.")


def _undo(request) -> None:
    """Let the claims that this person decided on last be suggestions again."""
    ids, placed = request.session.pop(UNDO, []), request.session.pop(UNDO_EVENTS, [])
    visible = Claim.objects.visible_to(request.user).filter(pk__in=ids).values_list("pk", flat=True)
    done = decide_claims(user=request.user, reopened=list(visible), events=dict.fromkeys(placed))
    for claim in Claim.objects.filter(pk__in=done.reopened).with_names():
        messages.success(request, f"Open again: {claim}.")
    if not done.reopened:
        messages.info(request, "There is nothing to undo.")


ArchiveAdminSite.add_page("claims/review/", review_claims, name="review_claims")

"""Steps of curators by chance, on whatever the archive has: each does something that the desk offers, or nothing where it is refused."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from hypothesis import strategies as st

from archive.curation.bulk_edit import edit_records
from archive.curation.cut import CutError, cut, may_be_put_back, put_back
from archive.curation.decide import decide
from archive.curation.decide_claims import decide_claims
from archive.curation.decide_report import accept_report, reject_report
from archive.curation.delete_entities import delete_entities
from archive.curation.differences import MergeError, differences
from archive.curation.draw import draw as draw_record
from archive.curation.group_copies import group_copies, ungroup_copies
from archive.curation.match_again import match_again
from archive.curation.merge import FIELDS as MERGED_FIELDS
from archive.curation.merge import merge
from archive.curation.publish import publish
from archive.curation.quote import QuoteError
from archive.curation.record import recorded_change
from archive.curation.settle_name import NO_NAME, SettleError, settle_name
from archive.curation.split import SplitError, split
from archive.curation.tell_apart import TellApartError, tell_apart
from archive.curation.withdraw import unpublish, withdraw
from archive.models import (
    Article,
    Attachment,
    BoilerplateRule,
    Claim,
    Entity,
    Event,
    EventParty,
    Mention,
    Name,
    Source,
    Statement,
    Step,
)
from tests.pictures import make_attachment

FIELDS = {"rights": ["", "mine", "theirs"], "language": ["en", "fr"], "note": ["", "Seen."]}
WORDS = ("Malik", "met", "Rasul", "Malik met Rasul")
REFUSED = (
    CutError, MergeError, QuoteError, SettleError, SplitError, TellApartError, ValidationError
)  # fmt: skip


def one_of(draw, model, **which):
    rows = list(model.objects.filter(**which).order_by("pk"))
    return draw(st.sampled_from(rows)) if rows else None


def changed(record, *, verb=Step.Verb.EDIT):
    return recorded_change(verb=verb, model=type(record), record=record.pk)


# Reports


def edited(draw, user):
    if article := one_of(draw, Article):
        name = draw(st.sampled_from(sorted(FIELDS)))
        with changed(article):
            Article.objects.filter(pk=article.pk).update(**{name: draw(st.sampled_from(FIELDS[name]))})


def reworded(draw, user):
    if article := one_of(draw, Article):
        with changed(article):
            article.body = draw(st.sampled_from(["Rasul left.", "Then Malik met Rasul.", "Nobody left."]))
            article.save()
            match_again(record=article)


def cut_out(draw, user):
    if article := one_of(draw, Article):
        cut(article=article, words=draw(st.sampled_from(WORDS)))


def put_in_again(draw, user):
    article = one_of(draw, Article)
    pieces = [(at, one) for at, one in enumerate(article.removed) if may_be_put_back(one)] if article else []
    if pieces:
        number, piece = draw(st.sampled_from(pieces))
        put_back(article=article, number=number, text=piece["text"])


def edited_in_bulk(draw, user):
    values = {"source": one_of(draw, Source).pk, "rights": draw(st.sampled_from(FIELDS["rights"]))}
    ids = list(Article.objects.values_list("pk", flat=True))
    edit_records(model="article", ids=ids, values=values, user=user)


def published_or_not(draw, user):
    if article := one_of(draw, Article):
        verb = draw(st.sampled_from([publish, unpublish, withdraw]))
        verb(articles=[article.pk], **({"reason": "A misprint."} if verb is withdraw else {}))


def deleted_report(draw, user):
    if article := one_of(draw, Article):
        with changed(article, verb=Step.Verb.DELETE):
            article.delete()


def grouped(draw, user):
    if ids := list(Article.objects.order_by("pk").values_list("pk", flat=True)[:2]):
        draw(st.sampled_from([group_copies, ungroup_copies]))(articles=ids)


def attached(draw, user):
    article = one_of(draw, Article)
    if article and not article.attachments.exists():
        with changed(article):
            make_attachment(article=article)


def attachment_changed(draw, user):
    if attachment := one_of(draw, Attachment):
        with changed(attachment.article):
            if draw(st.booleans()):
                attachment.delete()
            else:
                attachment.caption = draw(st.sampled_from(["", "A bridge", "Another"]))
                attachment.save()


# Names and entries


def decided(draw, user):
    if mention := one_of(draw, Mention):
        decide(user=user, **{draw(st.sampled_from(["accepted", "rejected"])): [mention.pk]})


def renamed(draw, user):
    if person := one_of(draw, Entity):
        with changed(person):
            Name.objects.get_or_create(entity=person, text=draw(st.sampled_from(["met", "Nobody", "left"])))
            match_again(record=person)


def settled(draw, user):
    way = draw(st.sampled_from(["new", "spelling", "none"]))
    person = one_of(draw, Entity)
    ways = {"new": {"kind": "person"}, "none": {"verdict": NO_NAME}, "spelling": {"entities": [person]}}
    if person or way != "spelling":
        settle_name(text=draw(st.sampled_from(["Nobody", "Salang"])), user=user, **ways[way])


def merged(draw, user):
    people = list(Entity.objects.filter(kind="person").order_by("pk"))
    if len(people) > 1:
        kept, other = draw(st.permutations(people))[:2]
        choices = {
            found.key: draw(st.sampled_from([saying.record.pk for saying in found.sayings]))
            for found in differences([kept, other], MERGED_FIELDS)
        }
        merge(kept=kept, others=[other], user=user, reason="same", choices=choices)


def parted(draw, user):
    if person := one_of(draw, Entity):
        names = list(person.names.filter(is_primary=False).values_list("pk", flat=True))
        mentions = list(person.mentions.accepted().values_list("pk", flat=True)[:1])
        split(
            entity=person, name="Somebody else", names=names[:1], mentions=mentions, user=user, reason="two"
        )


def told_apart(draw, user):
    people = list(Entity.objects.filter(kind="person").order_by("pk")[:2])
    if len(people) == 2:
        tell_apart(one=people[0], other=people[1], user=user)


def deleted_entity(draw, user):
    if person := one_of(draw, Entity):
        delete_entities(entities=Entity.objects.filter(pk=person.pk))


# Claims, sides and events


def drawn(draw, user):
    article, person = one_of(draw, Article), one_of(draw, Entity, kind="person")
    if article and person:
        side = Entity.objects.filter(kind="faction").first()
        record = draw(st.sampled_from([
            Claim(topic="other", words="met", claimant=person),
            Statement(subject=person, object=side, predicate="commands"),
            Statement(subject=person, predicate="born", value=draw(st.sampled_from(["1953", "1954"]))),
            Event(title="A meeting", kind="battle"),
        ]))  # fmt: skip
        draw_record(record=record, article=article, words=draw(st.sampled_from(WORDS)), user=user)


def claim_decided(draw, user):
    if claim := one_of(draw, Claim):
        way = draw(st.sampled_from(["accepted", "rejected", "reopened"]))
        event = one_of(draw, Event)
        decide_claims(user=user, events={claim.pk: event} if event else {}, **{way: [claim.pk]})


def report_weighed(draw, user):
    event, article = one_of(draw, Event), one_of(draw, Article)
    if event and article and draw(st.booleans()):
        accept_report(event=event, article=article, words="Rasul")
    elif event and article:
        reject_report(event=event, article=article)


def context_edited(draw, user):
    model = draw(st.sampled_from([Claim, Statement, Event]))
    if record := one_of(draw, model):
        with changed(record):
            record.note = draw(st.sampled_from(["", "Doubtful.", "Sure."]))
            record.save()


def party_changed(draw, user):
    if event := one_of(draw, Event):
        with changed(event):
            if party := event.parties.first():
                party.delete()
            else:
                EventParty.objects.create(event=event, role="side a", entity=one_of(draw, Entity), words="x")


def context_deleted(draw, user):
    model = draw(st.sampled_from([Claim, Statement, Event]))
    if record := one_of(draw, model):
        with changed(record, verb=Step.Verb.DELETE):
            record.delete()


# Rules


def rule_added(draw, user):
    text = draw(st.sampled_from(["Advertisement", "Share"]))
    if not BoilerplateRule.objects.filter(text=text).exists():
        with recorded_change(verb=Step.Verb.ADD, model=BoilerplateRule):
            BoilerplateRule.objects.create(text=text, kind="line", source=one_of(draw, Source))


def rule_changed(draw, user):
    if rule := one_of(draw, BoilerplateRule):
        is_gone = draw(st.booleans())
        with changed(rule, verb=Step.Verb.DELETE if is_gone else Step.Verb.EDIT):
            if is_gone:
                rule.delete()
            else:
                rule.active = not rule.active
                rule.save()


VERBS = (
    edited, reworded, cut_out, put_in_again, edited_in_bulk, published_or_not, deleted_report, grouped, attached, attachment_changed,
    decided, renamed, settled, merged, parted, told_apart, deleted_entity,
    drawn, claim_decided, report_weighed, context_edited, party_changed, context_deleted,
    rule_added, rule_changed,
)  # fmt: skip


def do(draw, verb, user):
    """Do something, all of it or nothing: what is refused changes nothing."""
    try:
        with transaction.atomic():
            verb(draw, user)
    except ProtectedError:  # the desk tells what keeps it
        pass
    except REFUSED as refusal:
        assert str(refusal)

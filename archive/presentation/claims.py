"""Claims and events in words: who says it, what they do in saying it, what they say, and of what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from django.utils.translation import gettext, gettext_noop

from archive import dates
from archive.models import Claim, Event
from archive.reference.topics import ACTS, COUNTED, STATES, TOPIC_OF
from archive.text.localised import inline

FATES: Mapping[str, str] = MappingProxyType(
    {
        "fled": gettext_noop("fled to {}"),
        "captured": gettext_noop("captured by {}"),
        "at": gettext_noop("at {}"),
        "dead": gettext_noop("dead, {}"),
        "alive": gettext_noop("alive, {}"),
    }
)
"""What became of somebody, and where or through whom."""
OWN_VOICE = "the report itself"


def claimant_label(claim: Claim, source: str = "") -> str:
    """Return who says it: as printed, with the party spoken for; the entry; or the report itself, by the name of its source."""
    words, name = claim.claimant_words, str(claim.claimant or "")
    if words and name and name.casefold() not in words.casefold():
        return f"{words} ({name})"
    return (
        words or name or (gettext("{source} itself").format(source=source) if source else gettext(OWN_VOICE))
    )


def value_label(claim: Claim) -> str:
    """Return what is said, in a few words: "the Taliban", "at least 30 civilians killed", "fled to Uzbekistan"."""
    said = VALUES[claim.topic](claim)
    if claim.words and said:
        return f"{said}: {claim.words}"
    return said or claim.words or gettext("no value given")


def in_a_sentence(claim: Claim) -> str:
    """Return what somebody claims as one line: "Taliban denies: Mazar-i-Sharif held by the Northern Alliance"."""
    about = f"{claim.object}, " if claim.object else ""
    topic = inline(gettext(TOPIC_OF[claim.topic].label))
    return f"{claimant_label(claim)} {gettext(ACTS[claim.act])}: {about}{topic}: {value_label(claim)}"


def counted_label(claim: Claim) -> str:
    """Return whom a figure counts: "people", "civilians", "Taliban fighters", "of Hezb-i-Wahdat"."""
    group, side = _word_of(COUNTED, claim.counted), str(claim.counted_entity or "")
    if side and claim.counted in ("", "all"):
        return gettext("of {name}").format(name=side)
    return f"{side} {group}".strip() or gettext("people")


def scope_label(claim: Claim, *, without_time: bool = False) -> str:
    """Return what a claim holds for if that is not simply its event: "8 August 1998, in Balkh, the whole campaign"."""
    time = "" if without_time else dates.label(claim.scope_edtf)
    place = gettext("in {place}").format(place=claim.scope_place) if claim.scope_place else ""
    return ", ".join(part for part in (time, place, claim.scope_words) if part)


def question_label(claim: Claim, event: Event | None) -> str:
    """Return the question that a claim answers, with its object: "Who held Mazar-i-Sharif?"."""
    if claim.topic == "casualties":
        state, scope = _state_word(claim) or gettext("killed or wounded"), scope_label(claim)
        asked = gettext("How many {counted} were {state}?")
        if scope:
            asked = gettext("How many {counted} were {state} ({scope})?")
        return asked.format(counted=counted_label(claim), state=state, scope=scope)
    place = event.place if event else None
    about = claim.object or (place if claim.topic == "control" else None) or gettext("those involved")
    if claim.topic == "other" and claim.object:
        return gettext("What else was said of {object}?").format(object=claim.object)
    return gettext(TOPIC_OF[claim.topic].question).format(object=about)


def _holder(claim: Claim) -> str:
    return _from(str(claim.value_entity or "") or _state_word(claim), claim)


def _control(claim: Claim) -> str:
    if claim.former_entity and not claim.value_entity and not claim.state:
        return gettext("no longer {name}").format(name=claim.former_entity)
    return _holder(claim)


def _from(said: str, claim: Claim) -> str:
    if not said or not claim.former_entity:
        return said
    return gettext("{said}, from {name}").format(said=said, name=claim.former_entity)


def _figure(claim: Claim) -> str:
    return f"{claim.figures} {_state_word(claim)}".strip() if claim.figures else ""


def _side(claim: Claim) -> str:
    if claim.value_entity:
        return _from(str(claim.value_entity), claim)
    if not claim.former_entity:
        return ""
    return gettext("no longer with {name}").format(name=claim.former_entity)


def _fate(claim: Claim) -> str:
    where = str(claim.value_entity or "")
    if not where:
        return _state_word(claim)
    return gettext(FATES[claim.state]).format(where) if claim.state in FATES else where


def _state_word(claim: Claim) -> str:
    return _word_of(STATES, claim.state)


def _word_of(words: Mapping[str, str], key: str) -> str:
    return gettext(words[key]) if words.get(key) else ""


def _state(claim: Claim) -> str:
    return " ".join(part for part in (_state_word(claim), str(claim.value_entity or "")) if part)


VALUES: Mapping[str, Callable[[Claim], str]] = MappingProxyType(
    {
        "control": _control,
        "casualties": _figure,
        "side": _side,
        "fate": _fate,
        "responsibility": _holder,
        "agreement": _state,
        "other": _state,
    }
)

"""The form under which an entity is filed, and the order of indexes."""

from __future__ import annotations

import pytest
from django.db import connection

from archive.models import Entity
from tests.factories import make_entity

pytestmark = pytest.mark.django_db

PEOPLE = {
    "Mullah Mohammad Omar": "Omar, Mullah Mohammad",
    "Mullah Dadullah": "Dadullah, Mullah",
    "Haji Abdul Qadir": "Qadir, Haji Abdul",
    "George W. Bush": "Bush, George W.",
    "Osama bin Laden": "bin Laden, Osama",
    "Ayman al-Zawahiri": "Zawahiri, Ayman al-",
    "al-Zarqawi": "Zarqawi, al-",
    "Mohammad Zia ul-Haq": "Zia ul-Haq, Mohammad",
    "Ismail Khan": "Ismail Khan",
    "Mohammed Daoud Khan": "Daoud Khan, Mohammed",
    "Martin Luther King Jr.": "King, Martin Luther, Jr.",
    "Charles de Gaulle": "de Gaulle, Charles",
    "Massoud": "Massoud",
    "Khan": "Khan",
    "Massoud, Ahmad Shah": "Massoud, Ahmad Shah",
    "Lech Wałęsa": "Wałęsa, Lech",
    "احمد شاه مسعود": "احمد شاه مسعود",
    "Борис Громов": "Борис Громов",
    "  Hamid   Karzai ": "Karzai, Hamid",
    "bin Laden": "bin Laden",
    "Abu Bakr": "Abu Bakr",
    "Ben Brown": "Brown, Ben",
    "Agent 47": "Agent 47",
    "Mohammed Zahir Shah": "Zahir Shah, Mohammed",
    "Abu Musab al-Zarqawi": "Zarqawi, Abu Musab al-",
}
FACTIONS = {
    "al-Qaeda": "Qaeda, al-",
    "The Northern Alliance": "Northern Alliance, The",
    "Taliban": "Taliban",
    "Hezb-e Islami Khalis": "Hezb-e Islami Khalis",
    "Theatre Brigade": "Theatre Brigade",
    "Al Badr": "Al Badr",
}


def filed(kind: str, name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT archive_filed_as(%s, %s)", [kind, name])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(("name", "wanted"), PEOPLE.items())
def test_people_are_filed_by_their_last_name(name, wanted):
    assert filed("person", name) == wanted


@pytest.mark.parametrize(("name", "wanted"), FACTIONS.items())
def test_factions_are_filed_without_their_article(name, wanted):
    assert filed("faction", name) == wanted


def test_places_are_filed_under_their_name():
    assert filed("place", "The Hague") == "The Hague"


def form_of(pk: int) -> str:
    return Entity.objects.values_list("filing_form", flat=True).get(pk=pk)


def test_the_form_follows_the_name_unless_somebody_wrote_another():
    omar = make_entity(kind="person", name="Mullah Omar")
    assert form_of(omar.pk) == "Omar, Mullah"
    Entity.objects.filter(pk=omar.pk).update(name="Mullah Mohammad Omar")
    assert form_of(omar.pk) == "Omar, Mullah Mohammad"
    Entity.objects.filter(pk=omar.pk).update(filed_as="Omar (of Kandahar)")
    assert form_of(omar.pk) == "Omar (of Kandahar)"


def test_an_index_is_in_the_order_of_the_forms_under_letters_of_their_own_script():
    for name in ("Mullah Omar", "Hamid Karzai", "Äärim Ünal", "3rd Man", "احمد شاه مسعود"):
        make_entity(kind="person", name=name)
    found = Entity.objects.of_kind("person").with_letters().as_filed().values_list("filing_form", "letter")
    assert list(found) == [
        ("3rd Man", "0–9"), ("Karzai, Hamid", "K"), ("Omar, Mullah", "O"), ("Ünal, Äärim", "U"), ("احمد شاه مسعود", "ا"),
    ]  # fmt: skip

"""Templates of reports for bench/copies.py: the fields in braces are drawn at random for each event."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

PLACES = """
    Dorazpul|Tal Marwen|Port Almas|Qala Sorkh|Beit Haroun|Novy Brod|Khirbet Zeit|Santa Ruela|Ombasa|Lower Krasna|Deh Nau|Wadi Asfar|Kirovka|Mbanza Leto|Ain Sahel
""".strip().split("|")
FIRST = [
    "Ilse",
    "Karim",
    "Anna",
    "Petro",
    "Yusuf",
    "Maria",
    "Daoud",
    "Lena",
    "Omar",
    "Tomas",
    "Sana",
    "Viktor",
    "Amina",
    "Paul",
    "Rashid",
    "Nora",
    "Idris",
    "Clara",
    "Farid",
    "Greta",
]
LAST = [
    "Varga",
    "Haddad",
    "Okoro",
    "Lindqvist",
    "Sokolov",
    "Rahimi",
    "Mendes",
    "Novak",
    "Tarzi",
    "Abdallah",
    "Brandt",
    "Kovac",
    "Saleh",
    "Ferrari",
    "Zaman",
    "Dube",
    "Marsh",
    "Olsen",
]
RANKS = [
    "Private",
    "Corporal",
    "Sergeant",
    "Lance Corporal",
    "Captain",
    "Rifleman",
    "Guardsman",
    "Staff Sergeant",
]
UNITS = [
    "1st Battalion, The Border Rifles",
    "2nd Lancers",
    "4th Engineer Regiment",
    "The Plateau Guards",
    "3rd Mountain Brigade",
    "29 Logistic Company",
]
SIDES = ["north", "south", "east", "west"]
CAUSES = [
    "a roadside bomb",
    "small arms fire",
    "a mine",
    "a road accident",
    "indirect fire",
    "a helicopter crash",
]
SKY = ["Cloudy", "Clear", "Overcast", "Hazy", "Sunny with showers", "Foggy in the morning"]
GOODS = ["Wheat flour", "Rice", "Cooking oil", "Diesel", "Sugar", "Bread", "Lentils"]
NUMBER_NAMES = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
SLOT = re.compile(r"\{(\w+)\}")

Draw = Callable[[random.Random, date], str]
SLOTS: dict[str, Draw] = {
    "place": lambda chance, day: chance.choice(PLACES),
    "name": lambda chance, day: f"{chance.choice(FIRST)} {chance.choice(LAST)}",
    "last": lambda chance, day: chance.choice(LAST),
    "rank": lambda chance, day: chance.choice(RANKS),
    "unit": lambda chance, day: chance.choice(UNITS),
    "side": lambda chance, day: chance.choice(SIDES),
    "cause": lambda chance, day: chance.choice(CAUSES),
    "sky": lambda chance, day: chance.choice(SKY),
    "n": lambda chance, day: str(chance.randint(2, 60)),
    "word": lambda chance, day: chance.choice(NUMBER_NAMES),
    "big": lambda chance, day: f"{chance.randint(1000, 90000):,}",
    "price": lambda chance, day: f"{chance.randint(10, 900)}.{chance.randint(10, 99)}",
    "day": lambda chance, day: f"{day.day} {day:%B %Y}",
    "weekday": lambda chance, day: WEEKDAYS[day.weekday()],
    "clock": lambda chance, day: f"{chance.randint(0, 23):02}:{chance.choice(['00', '15', '30', '45'])}",
    "good": lambda chance, day: chance.choice(GOODS),
    "year": lambda chance, day: str(chance.randint(1931, 1989)),
}


@dataclass(frozen=True)
class Family:
    """A template and how many days lie between two reports by it; `lines` are drawn for every number of rows."""

    template: str
    days_between: tuple[int, ...] = (0, 1, 1, 2, 7)
    line: str = ""
    lines: tuple[int, int] = (0, 0)

    def written(self, chance: random.Random, day: date) -> str:
        """Return a report of that day."""
        rows = "\n".join(self.line for _ in range(chance.randint(*self.lines)))
        return SLOT.sub(lambda slot: SLOTS[slot[1]](chance, day), self.template.replace("ROWS", rows))


TUNE = {
    "casualty, named": Family(
        "It is with great sadness that the Ministry must confirm that {rank} {name} of {unit} was killed in the {side} of the province on {weekday}. "
        "{rank} {last} was on foot patrol near {place} when he was caught by {cause}. He was given medical help at the place but died of his wounds.\n\n"
        "His next of kin have been informed and have asked for a period of grace before further details are made known. Our thoughts are with his family "
        "and his friends at this most difficult time."
    ),
    "casualty, unnamed": Family(
        "A member of the Plateau Observer Force died after {cause} in the {side}ern sector today. It is the policy of the Force to leave the naming of casualties "
        "to the nations concerned. The Force does not give the place or the time before these have spoken to the families, and asks the press to do the same.",
        (0, 1, 3, 9, 16),
    ),
    "situation report": Family(
        "Situation report number {n}, {day}. The security situation in {place} remains tense. {n} incidents were recorded in the reporting period, of which {n} by shelling "
        "and {n} by small arms fire. {word} civilians were killed and {n} wounded.\n\nHumanitarian access: the road to {place} was open for {word} hours. {big} persons received "
        "food rations and {big} litres of water were delivered. The next report will be issued when there is more to tell.",
        (1,),
    ),
    "weather": Family(
        "Forecast for {place} and the {side} coast, valid until {clock} tomorrow. {sky}. Highest temperature {n} degrees, lowest {n} degrees. Wind from the {side} at {n} kilometres an hour, "
        "gusts of {n}. Sea moderate. Outlook for {weekday} and the days after: little change is expected, and no warning is in force. The next forecast is issued at {clock}.",
        (1,),
    ),
    "markets": Family(
        "Prices in the market of {place} on {weekday}, in the currency of the country for one kilogram, as collected by the office at noon:\n\nROWS\n\nThe figures are the mean of three stalls. They do not take "
        "in the cost of carriage. Those of last week can be had from the office on request, which is open on all working days.",
        (1, 7), "{good}: {price}, change on the week {n} per cent.", (6, 6),
    ),
    "obituary": Family(
        "{name}, who has died aged {n}, was for many years the {place} correspondent of this newspaper. Born at {place} in {year}, the {word} child of a doctor, {last} came to journalism by chance and stayed "
        "in it by conviction. Those who worked with {last} recall a patient listener and a fast typist, who never missed a deadline and seldom an occasion. {last} is survived by {word} children.",
        (0, 2, 9),
    ),
    "daily count of truce violations": Family(
        "The Monitoring Mission recorded {big} ceasefire violations between the evening of {weekday} and the following evening, including {big} explosions. Most were heard {side} of {place}. The Mission's long-range drone could "
        "not take off because of signal interference near {place}. Members of the formations denied the patrol passage at a checkpoint {n} kilometres {side} of {place} and gave no reason for it.",
        (1,),
    ),
}  # fmt: skip

KEPT = {
    "release on a death": Family(
        "The Coalition headquarters announced today the death of a service member. {rank} {name}, {n}, of {place}, died {weekday} in {place} of wounds suffered when {cause} struck the vehicle. "
        "The member was assigned to {unit}, {place}. For more information the press may call the public affairs office during working hours.",
        (0, 1, 1, 4, 12),
    ),
    "strikes": Family(
        "On {day} the joint air component conducted {word} strikes. Near {place}, {word} strikes engaged a tactical unit and destroyed {n} fighting positions, {word} vehicles and a tunnel entrance. Near {place}, a strike "
        "suppressed a mortar position and damaged {n} supply routes.\n\nThe component defines a strike as one or more kinetic events that occur in roughly the same location to produce a single or cumulative effect. "
        "It does not report the number or type of aircraft employed, the number of munitions dropped, or the number of impact points against a target.",
        (1,),
    ),
    "flood bulletin": Family(
        "River bulletin of {day}. At {place} the river stood at {price} centimetres at {clock}, a change of {n} since yesterday. The level of warning is {word}. {big} households in the {side} districts have been moved to higher ground and "
        "{n} schools serve as shelters. People are asked to keep away from the banks, to listen to the wireless, and to follow what wardens tell them. The next bulletin follows tomorrow at the same hour.",
        (1,),
    ),
    "epidemic update": Family(
        "The Ministry of Health has been told of {n} new cases and {word} deaths since the last update. {big} persons have fallen ill since the outbreak began at {place}, and {big} of them have recovered. {n} contacts are followed up daily. "
        "The treatment centre at {place} has {n} beds, of which {n} are taken. Teams go on with vaccination in the {side} of the district. Handwashing remains the best protection for everybody.",
        (1, 2),
    ),
    "court list": Family(
        "The military court at {place} on {weekday} sentenced {name}, {n}, to {n} years in prison for membership of a banned organisation. The prosecutor had asked for {n} years. Counsel for the accused, {name}, said that an appeal would be lodged within "
        "{word} days. The hearing was closed to the public, as all hearings of the court have been since the state of emergency was declared.",
        (0, 1, 5),
    ),
    "notice of an anniversary": Family(
        "A ceremony in memory of the fallen of {place} will be held on {weekday} at {clock} at the monument {side} of the town. Wreaths will be laid by {name} and {name}. {n} veterans are expected. The road to {place} will be closed to traffic from {clock}. "
        "The public is welcome, and is asked to be in place a quarter of an hour before the beginning.",
        (3, 9),
    ),
    "currency table": Family(
        "Rates of the money market at {place} at the close of {weekday}, for one unit of foreign money, buying and selling, as told by the association of changers:\n\nROWS\n\nTrading was thin. Changers said that they expected no great movement before the next "
        "auction of the central bank, of which neither day nor amount is known.",
        (1,), "{place} note: {price}, {price}.", (5, 5),
    ),
    "bare casualty release": Family(
        "One member of the Force was killed when a patrol struck {cause} in the {side}ern sector. The Force leaves it to the nations concerned to name casualties.",
        (0, 2, 16, 90),
    ),
}  # fmt: skip

FAMILIES = {"tune": TUNE, "kept": KEPT}

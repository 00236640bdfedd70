"""The words for months, seasons and days of the week."""

from __future__ import annotations

MONTHS = (
    "", "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
SHORT_MONTHS = ("", "Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SPRING, SUMMER, AUTUMN, WINTER = 21, 22, 23, 24
SEASONS = {SPRING: "spring", SUMMER: "summer", AUTUMN: "autumn", WINTER: "winter"}

# What is printed, in small letters, -> the number of the month or season.
MONTH_NUMBERS = {
    word: number
    for number, name in enumerate(MONTHS)
    if number
    for word in (name.lower(), name[:3].lower())
} | {"sept": 9}  # fmt: skip
SEASON_NUMBERS = {name: number for number, name in SEASONS.items()} | {"fall": AUTUMN}
# The months of the Solar Hijri calendar as Iran and Afghanistan name them, and those of the Islamic one: a pattern.
OTHER_MONTHS = (
    "farvardin|ordibehesht|khordad|tir|a?mordad|shahrivar|mehr|aban|azar|dey|bahman|esfand"
    "|hamal|saw?u?r|jawza|saratan|asad|s[ou]nbula|mizan|aqrab|qaws|jadi|dalwa|hut|hoot"
    "|muharram|safar|rabi|jumada|rajab|sha'?a?ba?a?n|ramadh?an|ramazan|shawwal"
)

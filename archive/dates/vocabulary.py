"""The words for months, seasons and days of the week."""

from __future__ import annotations

import unicodedata

# One form of each Arabic letter, as keyboards and languages write several.
ONE_FORM = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ـ": "", "ı": "i", "‌": " "})


def bare(text: str) -> str:
    """Return a text without its accents, each Arabic letter in one form, and figures as Western ones."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).translate(ONE_FORM)
        text = "".join(
            str(int(sign)) if sign.isdecimal() else sign for sign in text if not unicodedata.combining(sign)
        )
    return text


MONTHS = (
    "", "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
SHORT_MONTHS = ("", "Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SPRING, SUMMER, AUTUMN, WINTER = 21, 22, 23, 24
SEASONS = {SPRING: "spring", SUMMER: "summer", AUTUMN: "autumn", WINTER: "winter"}

# The printed word in lower case -> the number of the month or season.
MONTH_NUMBERS = {
    word: number
    for number, name in enumerate(MONTHS)
    if number
    for word in (name.lower(), name[:3].lower())
} | {"sept": 9}  # fmt: skip
# In other languages, without accents, in the grammatical case used beside a day.
OTHER_LANGUAGES = {
    "fr": "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "fr, short": "janv fevr mars avr mai juin juil aout sept oct nov dec",
    "de": "januar februar marz april mai juni juli august september oktober november dezember",
    "de, Austria": "janner feber maerz april mai juni juli august september oktober november dezember",
    "de, short": "jan feb mrz apr mai jun jul aug sep okt nov dez",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pt": "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia",
    "tr": "ocak subat mart nisan mayis haziran temmuz agustos eylul ekim kasim aralik",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "ru, alone": "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "es, short": "ene feb mar abr may jun jul ago sep oct nov dic",
    "it, short": "gen feb mar apr mag giu lug ago set ott nov dic",
    "pt, short": "jan fev mar abr mai jun jul ago set out nov dez",
    "nl, short": "jan feb mrt apr mei jun jul aug sep okt nov dec",
    "pl, alone": "styczen luty marzec kwiecien maj czerwiec lipiec sierpien wrzesien pazdziernik listopad grudzien",
    "tr, short": "oca sub mar nis may haz tem agu eyl eki kas ara",
    "ru, in": "январе феврале марте апреле мае июне июле августе сентябре октябре ноябре декабре",
    "ru, short": "янв фев мар апр май июн июл авг сен окт ноя дек",
    "ru, short too": "янв февр март апр мая июнь июль авг сент окт нояб дек",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "ar, Levant": "كانون_الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين_الأول تشرين_الثاني كانون_الأول",
    "ar, Maghreb": "جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر",
    "fa": "ژانویه فوریه مارس آوریل مه ژوئن ژوئیه اوت سپتامبر اکتبر نوامبر دسامبر",
    "fa, Afghanistan": "جنوری فبروری مارچ اپریل می جون جولای اگست سپتمبر اکتوبر نومبر دسمبر",
    "ur": "جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "uk, alone": "січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень",
}
MONTH_NUMBERS |= {
    bare(word): number
    for months in OTHER_LANGUAGES.values()
    for number, word in enumerate(months.split(), start=1)
}
# Months of other languages that are words or names in English, or short for something else ("the MRT 2017"): by themselves beside a year
# they are months only in a text in their language.
WORDS_TOO = frozenset(
    ("ago", "agu", "ara", "augustus", "avril", "dic", "eki", "gen", "giu", "haz", "kas", "lip", "lis", "lug", "mag", "mai")
    + ("marca", "marco", "mars", "mart", "mayo", "mei", "mrt", "nis", "oca", "ott", "out", "set", "sie", "sub", "tem", "zen")
    + ("می", "مه", "ماي", "اوت")
)  # fmt: skip
LANGUAGES_OF_MONTHS = {
    word: frozenset(
        said.partition(",")[0] for said, months in OTHER_LANGUAGES.items() if word in bare(months).split()
    )
    for word in WORDS_TOO
} | {
    "mars": frozenset(("fr", "sv", "nb", "no", "nn", "da")),
    "mai": frozenset(("fr", "de", "pt", "nb", "no", "nn", "ro")),
}
# Languages that name their months as another does.
SAME_MONTHS = {"af": "nl", "prs": "fa", "ps": "fa", "gsw": "de"}
OTHER_WEEKDAYS = """
    lundi mardi mercredi jeudi vendredi samedi dimanche montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag
    lunes martes miercoles jueves viernes sabado domingo lunedi martedi mercoledi giovedi venerdi sabato domenica
    segunda-feira terca-feira quarta-feira quinta-feira sexta-feira maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
    понедельник вторник среда четверг пятница суббота воскресенье среду пятницу субботу
    poniedzialek wtorek sroda czwartek piatek sobota niedziela pazartesi sali carsamba persembe cuma cumartesi pazar
    понеділок вівторок середа четвер п'ятниця субота неділя
    شنبه یکشنبه دوشنبه سه_شنبه سهشنبه چهارشنبه پنجشنبه پنج_شنبه یک_شنبه دو_شنبه چهار_شنبه جمعه
    الأحد الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت
"""
# In other languages, as the months; without Italian "estate" and Turkish "yaz", which are words too.
SEASONS_ELSEWHERE = {
    SPRING: "printemps fruhling fruhjahr primavera voorjaar wiosna wiosny wiosna ilkbahar весна весны весной весну بهار",
    SUMMER: "ete sommer verano verao zomer lato lata latem лето лета летом літо літа влітку تابستان صيف",
    AUTUMN: "automne herbst otono autunno outono herfst jesien jesieni jesienia sonbahar осень осени осенью осінь восени خزان پاییز خریف",
    WINTER: "hiver invierno inverno zima zimy зима зимы зимой зиму взимку زمستان شتاء",
}
SEASON_NUMBERS = {name: number for number, name in SEASONS.items()} | {"fall": AUTUMN}
SEASON_NUMBERS |= {
    bare(word): number for number, words in SEASONS_ELSEWHERE.items() for word in words.split()
}
# Months of the Solar Hijri calendar as named in Iran and Afghanistan, and of the Islamic calendar: a pattern.
OTHER_MONTHS = (
    "farvardin|ordibehesht|khordad|tir|a?mordad|shahrivar|mehr|aban|azar|dey|bahman|esfand"
    "|hamal|saw?u?r|jawza|saratan|asad|s[ou]nbula|mizan|aqrab|qaws|jadi|dalwa|hut|hoot"
    "|muharram|safar|rabi|jumada|rajab|sha'?a?ba?a?n|ramadh?an|ramazan|shawwal"
)
_SHORT_WEEKDAYS = frozenset(day[:3].lower() for day in WEEKDAYS) | {"tues", "wedn", "weds", "thur", "thurs"}
_KNOWN_WEEKDAYS = frozenset(day.lower() for day in WEEKDAYS) | frozenset(
    bare(day) for day in OTHER_WEEKDAYS.split()
)


def is_month(word: str) -> bool:
    """Return whether a word is a month in some language, perhaps in short."""
    return bare(word.lower()).strip(".,") in MONTH_NUMBERS


def is_weekday(word: str) -> bool:
    """Return whether a word is a day of the week, in English perhaps in short."""
    key = bare(word.lower()).strip(".,")
    return key in _KNOWN_WEEKDAYS or key in _SHORT_WEEKDAYS

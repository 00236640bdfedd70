"""Letters that are one letter to a reader: which have no accents to take away, and which keyboards confuse.

The database folds names by the same table: `name_letters_sql` writes its function. After Unicode's Latin-ASCII transliteration (CLDR), in which
the letters of phonetics and of old alphabets have plain ones too; but the Turkic ƣ is gh, and ə and ɔ are e and o, as newspapers print them.
"""

from __future__ import annotations

# May occur inside a word without being part of its spelling: marks of direction and joining, half rings, tatweel, points.
UNWRITTEN = (
    "\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u02bb-\u02bf\u0640"
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
)
# Part of a word: the vowel signs of scripts of South and South-East Asia, which `re` does not count as letters.
VOWEL_SIGNS = (
    "\u0900-\u0963\u0971-\u0dff\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece"
    "\u0f18\u0f19\u0f35\u0f37\u0f39\u0f71-\u0f84\u0f86\u0f87\u0f8d-\u0fbc\u102b-\u103e\u1056-\u1059\u105e-\u1060\u1062-\u1064"
    "\u1067-\u106d\u1071-\u1074\u1082-\u108d\u17b4-\u17d3"
)
# Small letters that Unicode does not decompose, each before its plain form.
PLAIN_LETTERS = """
øo łl đd ðd þth æae œoe ħh ıi ŋn ŧt ƒf ßss ɓb ɗd əe ɛe ƙk ɲn ɔo ƴy ĸq ƀb ƃb ƈc ƌd ƕhv ƚl ƞn ƣgh ƥp ƫt ƭt ƶz ǥg ȡd ȥz ȴl ȵn ȶt ȷj ȸdb ȹqp ȼc
ȿs ɀz ɇe ɉj ɍr ɏy ɕc ɖd ɟj ɠg ɡg ɢg ɦh ɧh ɨi ɪi ɫl ɬl ɭl ɱm ɳn ɴn ɶoe ɼr ɽr ɾr ʀr ʂs ʈt ʉu ʋv ʏy ʐz ʑz ʙb ʛg ʜh ʝj ʟl ʠq ʣdz ʥdz ʦts ʪls ʫlz
ᴀa ᴁae ᴃb ᴄc ᴅd ᴆd ᴇe ᴊj ᴋk ᴌl ᴍm ᴏo ᴘp ᴛt ᴜu ᴠv ᴡw ᴢz ᵫue ᵬb ᵭd ᵮf ᵯm ᵰn ᵱp ᵲr ᵳr ᵴs ᵵt ᵶz ᵺth ᵻi ᵽp ᵾu ᶀb ᶁd ᶂf ᶃg ᶄk ᶅl ᶆm ᶇn ᶈp ᶉr ᶊs ᶌv
ᶍx ᶎz ᶏa ᶑd ᶒe ᶓe ᶖi ᶙu ẜs ẝs ỻll ỽv ỿy ⱡl ⱥa ⱦt ⱨh ⱪk ⱬz ⱱv ⱳw ⱴv ⱸe ⱺo ꜰf ꜱs ꜳaa ꜵao ꜷau ꜹav ꜻav ꜽay ꝁk ꝃk ꝅk ꝇl ꝉl ꝋo ꝍo ꝏoo ꝑp ꝓp ꝕp
ꝗq ꝙq ꝟv ꝡvy ꝥth ꝧth ꝱd ꝲl ꝳm ꝴn ꝵr ꝶr ꝷt ꝺd ꝼf ꞇt ꞑn ꞓc ꞡg ꞣk ꞥn ꞧr ꞩs
""".split()  # noqa: SIM905
OTHER_LETTERS = {
    **dict(zip("يىېےﻱكڪګةۀہەۂھٱ", "یییییکککهههههها", strict=True)), "ς": "σ", "Σ": "σ", "և": "եւ",
}  # fmt: skip


def _with_capitals() -> dict[str, str]:
    found = {}
    for entry in PLAIN_LETTERS:
        small, simple = entry[0], entry[1:]
        found[small] = simple
        if len(capital := small.upper()) == 1 and capital.lower() == small:
            found[capital] = simple.capitalize()
    return found | {"ẞ": "SS"} | OTHER_LETTERS


SPELLED_ALIKE: dict[str, str] = _with_capitals()
"""Each letter that is written as another, with that: small ones and capitals."""


def name_letters_sql() -> str:
    """Return the statements that create archive_name_letters(), what `plain` in words.py does, and archive_words_alone()."""
    single = {letter: simple for letter, simple in SPELLED_ALIKE.items() if len(simple) == 1}
    several = {letter: simple for letter, simple in SPELLED_ALIKE.items() if len(simple) > 1}
    replaced = "value"
    for letter, simple in several.items():
        replaced = f"replace({replaced}, '{letter}', '{simple}')"
    return f"""
    CREATE OR REPLACE FUNCTION archive_name_letters(value text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
        SET search_path = pg_catalog AS $$
    BEGIN
        IF octet_length(value) = length(value) THEN
            RETURN value;
        END IF;
        value := regexp_replace(normalize(value, NFKD), '[{UNWRITTEN}]+', '', 'g');
        IF octet_length(value) = length(value) THEN
            RETURN value;
        END IF;
        value := translate(value, '{"".join(single)}', '{"".join(single.values())}');
        IF value ~ '[{"".join(several)}]' THEN
            value := {replaced};
        END IF;
        RETURN normalize(value, NFC);
    END
    $$;

    -- A text without whatever is neither letter, digit nor vowel sign: one space between words.
    CREATE OR REPLACE FUNCTION archive_words_alone(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        SET search_path = pg_catalog AS $$
        SELECT btrim(regexp_replace(value, '[^[:alnum:]{VOWEL_SIGNS}]+', ' ', 'g'))
    $$;
    """

"""Languages by their codes of ISO 639."""

from __future__ import annotations

LANGUAGES = {
    "ar": "Arabic", "de": "German", "en": "English", "es": "Spanish", "fa": "Persian", "fr": "French", "hi": "Hindi",
    "it": "Italian", "ja": "Japanese", "nl": "Dutch", "pl": "Polish", "prs": "Dari", "ps": "Pashto", "pus": "Pashto",
    "pt": "Portuguese", "ru": "Russian", "sv": "Swedish", "tg": "Tajik", "tk": "Turkmen", "tr": "Turkish",
    "uk": "Ukrainian", "ur": "Urdu", "uz": "Uzbek", "zh": "Chinese",
}  # fmt: skip


def language_name(code: str) -> str:
    """Return the English name of a language, or its code if the name is not known."""
    return LANGUAGES.get(code, code)


# As databases write them: in English, in the language itself, and in German, French and Spanish.
WRITTEN = {
    "ar": "arabic arabisch arabe árabe العربية", "de": "german deutsch allemand alemán", "en": "english englisch anglais inglés",
    "es": "spanish spanisch espagnol español castellano", "fa": "persian farsi persisch persan persa فارسی",
    "fr": "french französisch français francés", "hi": "hindi", "it": "italian italienisch italien italiano",
    "ja": "japanese japanisch japonais japonés 日本語", "nl": "dutch niederländisch néerlandais neerlandés nederlands holandés",
    "pl": "polish polnisch polonais polaco polski", "prs": "dari دری", "ps": "pashto pushtu paschtu pachto پښتو",
    "pt": "portuguese portugiesisch portugais portugués português", "ru": "russian russisch russe ruso русский",
    "sv": "swedish schwedisch suédois sueco svenska", "tg": "tajik tadschikisch tadjik", "tk": "turkmen",
    "tr": "turkish türkisch turc turco türkçe", "uk": "ukrainian ukrainisch ukrainien ucraniano українська", "ur": "urdu ourdou اردو",
    "uz": "uzbek usbekisch ouzbek", "zh": "chinese chinesisch chinois chino mandarin 中文", "da": "danish dänisch danois danés dansk",
    "no": "norwegian norwegisch norvégien noruego norsk", "fi": "finnish finnisch finnois finlandés suomi",
    "el": "greek griechisch grec griego ελληνικά", "he": "hebrew hebräisch hébreu hebreo עברית",
    "ko": "korean koreanisch coréen coreano 한국어", "sr": "serbian serbisch serbe serbio", "hr": "croatian kroatisch croate croata",
    "bs": "bosnian bosnisch", "ro": "romanian rumänisch roumain rumano", "bg": "bulgarian bulgarisch bulgare búlgaro",
    "cs": "czech tschechisch tchèque checo", "hu": "hungarian ungarisch hongrois húngaro", "ku": "kurdish kurdisch kurde kurdo",
    "sw": "swahili", "so": "somali", "am": "amharic", "ta": "tamil", "bn": "bengali", "my": "burmese",
    "id": "indonesian indonesisch indonésien indonesio", "vi": "vietnamese", "ka": "georgian", "hy": "armenian",
    "az": "azerbaijani", "ca": "catalan katalanisch catalán",
}  # fmt: skip
# The codes of three letters that libraries write, for the languages above.
THREE_LETTERS = {
    "ara": "ar", "deu": "de", "ger": "de", "eng": "en", "spa": "es", "fas": "fa", "per": "fa", "fra": "fr", "fre": "fr", "hin": "hi",
    "ita": "it", "jpn": "ja", "nld": "nl", "dut": "nl", "pol": "pl", "pus": "ps", "por": "pt", "rus": "ru", "swe": "sv", "tgk": "tg",
    "tuk": "tk", "tur": "tr", "ukr": "uk", "urd": "ur", "uzb": "uz", "zho": "zh", "chi": "zh", "dan": "da", "nor": "no", "fin": "fi",
    "ell": "el", "gre": "el", "heb": "he", "kor": "ko", "srp": "sr", "hrv": "hr", "bos": "bs", "ron": "ro", "rum": "ro", "bul": "bg",
    "ces": "cs", "cze": "cs", "hun": "hu", "kur": "ku", "swa": "sw", "som": "so", "amh": "am", "tam": "ta", "ben": "bn", "mya": "my",
    "bur": "my", "ind": "id", "vie": "vi", "kat": "ka", "geo": "ka", "hye": "hy", "arm": "hy", "aze": "az", "cat": "ca",
}  # fmt: skip
CODES = {name: code for code, names in WRITTEN.items() for name in names.split()} | THREE_LETTERS


def code_of_name(name: str) -> str:
    """Return the code of a language by the name that a database writes, such as “ENGLISH” or “Français”; "" if it is not known."""
    words = name.strip().casefold().replace(",", " ").split()
    return next((CODES[word] for word in words if word in CODES), "")


# The languages whose words PostgreSQL's own stemmers reduce to stems, besides English (archive_stems in the database).
STEMMERS = {
    "ar": "arabic", "da": "danish", "de": "german", "el": "greek", "es": "spanish", "fi": "finnish", "fr": "french", "hi": "hindi",
    "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch",
    "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil",
    "tr": "turkish",
}  # fmt: skip


def stemming_sql() -> str:
    """Return the statements that make a configuration of text search for each stemmer, and the function that stems a text.

    Accents are dropped first. No word is left out as too small: a question may be in any language, and "war" is a small word in German.
    """
    made = [
        f"""
        CREATE TEXT SEARCH DICTIONARY dateline_{stemmer} (TEMPLATE = snowball, LANGUAGE = {stemmer});
        CREATE TEXT SEARCH CONFIGURATION dateline_{code} (COPY = pg_catalog.simple);
        ALTER TEXT SEARCH CONFIGURATION dateline_{code}
            ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part WITH unaccent, dateline_{stemmer};
        """
        for code, stemmer in STEMMERS.items()
    ]
    choices = " ".join(f"WHEN '{code}' THEN 'dateline_{code}'::regconfig" for code in STEMMERS)
    return f"""
    {"".join(made)}
    -- The configuration for texts in a language: the English one if there is no stemmer for it.
    CREATE FUNCTION archive_configuration(language text) RETURNS regconfig LANGUAGE sql IMMUTABLE PARALLEL SAFE
        SET search_path = public, pg_catalog AS $$ SELECT CASE language {choices} ELSE 'dateline'::regconfig END $$;

    -- A text in a language folded for its words. The Arabic stemmer knows Arabic letters only.
    CREATE FUNCTION archive_fold_for(language text, value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT CASE language WHEN 'ar' THEN translate(archive_fold_words(value), 'یک', 'يك') ELSE archive_fold_words(value) END
    $$;

    -- The stems of a text in a language, with their positions.
    CREATE FUNCTION archive_stems(language text, value text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT to_tsvector(archive_configuration(language), archive_fold_for(language, value))
    $$;

    -- The queries that find all words of a text in the reports of any language.
    CREATE FUNCTION archive_word_queries(value text) RETURNS SETOF tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT DISTINCT plainto_tsquery(archive_configuration(language), archive_fold_for(language, value))
        FROM unnest('{{en,{",".join(STEMMERS)}}}'::text[]) AS language
    $$;
    """


# The scripts that a language is written in, as Unicode calls them; a language that is written in several, or is missing, may be in any.
SCRIPTS = {
    script: frozenset(codes.split())
    for script, codes in {
        "ARABIC": "ar fa prs ps pus ur",
        "ARMENIAN": "hy",
        "BENGALI": "bn",
        "CJK": "ja zh",
        "CYRILLIC": "bg ru tg uk",
        "DEVANAGARI": "hi ne",
        "ETHIOPIC": "am",
        "GEORGIAN": "ka",
        "GREEK": "el",
        "HANGUL": "ko",
        "HEBREW": "he",
        "HIRAGANA": "ja",
        "KATAKANA": "ja",
        "LATIN": "ca cs da de en es fi fr hr hu id it nl no pl pt ro so sv sw tr vi",
        "MYANMAR": "my",
        "TAMIL": "ta",
    }.items()
}
LANGUAGES_OF_SCRIPTS = frozenset().union(*SCRIPTS.values())


def languages_in_other_scripts(script: str) -> frozenset[str]:
    """Return the codes of the languages that are written in other scripts than this one; none for a script that is not known."""
    return LANGUAGES_OF_SCRIPTS - SCRIPTS[script] if script in SCRIPTS else frozenset()

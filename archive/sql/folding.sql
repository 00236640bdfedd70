-- Folding: what happens to a text before it is indexed, searched for or compared.

-- Beyond ASCII: one form of each letter and digit, a space for each mark, nothing for invisible characters.
CREATE FUNCTION archive_fold_letters(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT pg_catalog.regexp_replace(
        pg_catalog.regexp_replace(
            CASE WHEN value ~ '[\u0600-\u06FF]'
                THEN pg_catalog.translate(
                    pg_catalog.normalize(value, 'NFKC'),
                    'يىكۀةأإآ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹',
                    'ییکههااا01234567890123456789'
                )
                ELSE pg_catalog.normalize(value, 'NFKC') END,
            '[‐‑‒–—―−’‘‚‛“”„‟«»‹›′″´…·•§¶،؛؟]+', ' ', 'g'
        ),
        '[\u00AD\u200B-\u200F\u2060\uFEFF\u02BB-\u02BF\u0640\u064B-\u0652\u0670]+', '', 'g'
    )
$$;

-- Fold a text before it is indexed or searched for. Every hyphen, dash, quotation mark and slash becomes a space: otherwise the parser
-- would make one token of "mazar-i-sharif" or "Kabul/Herat", and under some locales of “Taliban”. Invisible characters are dropped;
-- Arabic letters that differ only by keyboard are unified; other scripts' digits become ASCII. Dots within initials are dropped (U.S. is
-- US), dots between words become spaces ("city.The" is pasted text, not a host).
-- Few and cheap passes: replace() takes a tenth of the time of a regular expression, and translate() ten times as long as one. So the
-- marks that most texts have are replaced one by one, and the rest is handled only if a quick check finds any of it.
CREATE FUNCTION archive_fold(value text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog, public AS $$
BEGIN
    IF octet_length(value) <> length(value) THEN
        value := replace(replace(replace(replace(replace(replace(replace(
            value, '’', ' '), '‘', ' '), '“', ' '), '”', ' '), '–', ' '), '—', ' '), '…', ' ');
        IF octet_length(value) <> length(value) THEN
            value := archive_fold_letters(value);
        END IF;
    END IF;
    value := replace(replace(replace(replace(value, '-', ' '), '''', ' '), '"', ' '), '/', ' ');
    IF value ~ '[\\@_=~|*#<>&+^`]|\.[[:alpha:]]' THEN
        value := regexp_replace(value, '[\\@_=~|*#<>&+^`]+', ' ', 'g');
        value := regexp_replace(value, '(?<=\m[[:alpha:]])\.(?=[[:alpha:]]\M)', '', 'g');
        value := regexp_replace(value, '\.(?=[[:alpha:]])', ' ', 'g');
    END IF;
    RETURN value;
END
$$;

-- Signs inside words, before a text is folded for its words; as look-behind is slow, only texts that have such signs are gone through. An apostrophe joins (Shi'ite is Shiite, Sana'a Sanaa) but before the ending of a
-- possessive or of a shortened verb (king's, don't) and after a French or Italian article (l'Afghanistan, coup d'Etat). A comma in a figure is
-- dropped (1,500 is 1500). In Arabic script the joiner of an ending is dropped, with the plural ها and the article ال (خانه‌ها and خانه ها are
-- خانه, القاعده is قاعده), and the prefix می is part of its verb.
CREATE FUNCTION archive_join_signs(value text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog AS $$
BEGIN
    IF value ~ '[''’‘´`](?!(?:s|t|re|ve|ll|d|m)\M)[[:alpha:]]' THEN
        value := regexp_replace(
            value,
            '(?<=[[:alpha:]])(?<!\m(?:[ldjmnstc]|qu|dell|nell|dall|sull|all|un))[''’‘´`](?!(?:s|t|re|ve|ll|d|m)\M)(?=[[:alpha:]])'
                '|(?<=\m[mnst])[''’‘´`](?=[bcdfgjklmnpqrstvwxz][[:alpha:]])',
            '', 'gi'
        );
    END IF;
    IF value ~ '[0-9],[0-9]{3}' THEN
        IF value ~ '[0-9],[0-9]{3},[0-9]' THEN
            value := regexp_replace(value, '\m([0-9]{1,3}),([0-9]{3}),([0-9]{3}),([0-9]{3})\M', '\1\2\3\4', 'g');
            value := regexp_replace(value, '\m([0-9]{1,3}),([0-9]{3}),([0-9]{3})\M', '\1\2\3', 'g');
        END IF;
        value := regexp_replace(value, '\m([0-9]{1,3}),([0-9]{3})\M', '\1\2', 'g');
    END IF;
    IF octet_length(value) <> length(value) AND value ~ '[\u0600-\u06FF]' THEN
        value := regexp_replace(value, '\m(ن?م[یي])[ \u200C](?=[[:alpha:]])', '\1', 'g');
        value := regexp_replace(value, '(?<=[[:alpha:]])[ \u200C](تر[یي]ن|تر)\M', '\1', 'g');
        value := regexp_replace(value, '(?:\m|(?<=[[:alpha:]]{3}))ها(?:\u200C?[یي]{1,2})?\M', '', 'g');
        value := regexp_replace(value, '\mال(?=[[:alpha:]]{4})', '', 'g');
    END IF;
    RETURN value;
END
$$;

-- A text folded for its words.
CREATE FUNCTION archive_fold_words(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog, public AS $$ SELECT archive_fold(archive_join_signs(value)) $$;

-- The same for display: each character keeps its position, so that offsets in the folded text hold in the original. Rare marks are
-- handled only if a quick check finds one.
CREATE FUNCTION archive_fold_in_place(value text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog, public AS $$
BEGIN
    value := replace(replace(replace(replace(value, '-', ' '), '''', ' '), '"', ' '), '/', ' ');
    IF value ~ E'[\\\\@_=~|*#<>&+^`\u0002\u0003]' THEN
        value := regexp_replace(value, E'[\\\\@_=~|*#<>&+^`\u0002\u0003]', ' ', 'g');
    END IF;
    IF octet_length(value) <> length(value) THEN
        value := regexp_replace(value, '[‐‑‒–—―−’‘‚‛“”„‟«»‹›′″´…·•§¶،؛؟]', ' ', 'g');
        IF value ~ '[\u0600-\u06FF]' THEN
            value := translate(value, 'يىكۀةأإآ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹', 'ییکههااا01234567890123456789');
        END IF;
    END IF;
    RETURN value;
END
$$;

-- unaccent() is only STABLE, as its rules could be changed by hand; those of the extension never are.
CREATE FUNCTION archive_unaccent(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog, public AS $$ SELECT unaccent('unaccent'::regdictionary, value) $$;

-- English stems without accents for texts; unstemmed words for prefixes. A word of ASCII has no accents to look for, and most words are.
CREATE TEXT SEARCH CONFIGURATION dateline (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION dateline ALTER MAPPING FOR word, hword, hword_part WITH unaccent, english_stem;
CREATE TEXT SEARCH CONFIGURATION dateline_simple (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION dateline_simple ALTER MAPPING FOR word, hword, hword_part WITH unaccent, simple;

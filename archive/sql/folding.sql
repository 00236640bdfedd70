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

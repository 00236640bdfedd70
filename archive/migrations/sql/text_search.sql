-- Folding, the text search configurations and the keys of names.

-- Beyond ASCII: one form of each letter and digit, a space for each mark, nothing for what cannot be seen.
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

-- What a text is before it is indexed or asked for. Every hyphen, dash, quotation mark and slash becomes a space: the
-- parser would else make one token of "mazar-i-sharif" or of "Kabul/Herat", and of “Taliban” under some locales.
-- Invisible characters go; Arabic letters that differ by keyboard only become one; other scripts' digits become ASCII.
-- Dots within initials go (U.S. is US), dots between words become spaces ("city.The" is pasted text, not a host).
-- Most texts need one pass: the rarer letters are looked for only where there is something beyond ASCII.
CREATE FUNCTION archive_fold(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT pg_catalog.regexp_replace(
        pg_catalog.regexp_replace(
            pg_catalog.regexp_replace(
                CASE WHEN pg_catalog.octet_length(value) = pg_catalog.length(value) THEN value
                     ELSE archive_fold_letters(value) END,
                '[-/\\@_=~|*#<>&+^"''`]+', ' ', 'g'
            ),
            '(?<=\m[[:alpha:]])\.(?=[[:alpha:]]\M)', '', 'g'
        ),
        '\.(?=[[:alpha:]])', ' ', 'g'
    )
$$;

-- The same for showing: each character stays in its place, so that offsets in the folded text hold in the original.
CREATE FUNCTION archive_fold_in_place(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT pg_catalog.translate(
        pg_catalog.translate(
            value,
            E'-‐‑‒–—―−/\\@_=~|*#<>&+^"''’‘‚‛“”„‟«»‹›′″`´…·•§¶،؛؟' || E'\u0002\u0003',
            pg_catalog.repeat(' ', 50)
        ),
        'يىكۀةأإآ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹',
        'ییکههااا01234567890123456789'
    )
$$;

-- unaccent() is only stable, as its rules could be changed by hand; those of the extension are not.
CREATE FUNCTION archive_unaccent(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog, public AS $$ SELECT unaccent('unaccent'::regdictionary, value) $$;

-- A name for comparison: folded, without accents, in small letters, words joined by single spaces.
CREATE FUNCTION archive_name_key(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog, public AS $$
    SELECT btrim(regexp_replace(lower(archive_unaccent(archive_fold(value))), '[^[:alnum:]]+', ' ', 'g'))
$$;

CREATE FUNCTION archive_name_keys(names text[]) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog, public AS $$
    SELECT coalesce(array_agg(archive_name_key(name)), '{}') FROM unnest(names) AS name
$$;

-- English stems without accents for what is read; words as they stand for what is typed in part (prefixes).
CREATE TEXT SEARCH CONFIGURATION dateline (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION dateline
    ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part WITH unaccent, english_stem;
CREATE TEXT SEARCH CONFIGURATION dateline_simple (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION dateline_simple
    ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, word, hword, hword_part WITH unaccent, simple;

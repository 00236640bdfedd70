-- The keys of names, and what similar-sounding words and names share.

-- A name for comparison: folded, without accents, in lower case, words joined by single spaces. An apostrophe inside a word is nothing:
-- Ba'asyir is Baasyir and Baʿasyir.
CREATE FUNCTION archive_name_key(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog, public AS $$
    SELECT btrim(regexp_replace(
        lower(archive_unaccent(archive_fold(
            regexp_replace(value, '(?<=[[:alpha:]])[''’‘‛`´′＇]+(?=[[:alpha:]])', '', 'g')
        ))),
        '[^[:alnum:]]+', ' ', 'g'
    ))
$$;

-- A folded word without the usual variations of transliteration; the same as skeleton() in archive/text/likeness/words.py.
CREATE FUNCTION archive_skeleton(word text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog AS $$
BEGIN
    word := replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
        word, 'dsch', 'j'), 'sch', 'S'), 'tch', 'C'), 'ch', 'C'), 'sh', 'S'), 'zh', 'j'), 'dj', 'j'), 'dh', 'z'),
        'th', 's'), 'ph', 'f'), 'gh', 'g'), 'kh', 'k'), 'ck', 'k');
    word := translate(
        regexp_replace(regexp_replace(word, 'c(?=[eiy])', 's', 'g'), '(?<=.)h+$', ''), 'cqhwoy', 'kkkvui'
    );
    RETURN regexp_replace(regexp_replace(word, 'a*[ei]+', 'i', 'g'), '(.)\1+', '\1', 'g');
END
$$;

-- Keys to find a differently spelt name: the skeleton of each word, its double metaphone after "~", and after "=" the skeleton of all
-- words written as one.
CREATE FUNCTION archive_sounds(key text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog, public AS $$
    SELECT array_agg(DISTINCT sound)
    FROM (
        SELECT unnest(ARRAY[archive_skeleton(word), '~' || nullif(dmetaphone(word), '')]) AS sound
        FROM string_to_table(key, ' ') AS word WHERE length(word) > 2
        UNION ALL
        SELECT '=' || archive_skeleton(replace(key, ' ', '')) WHERE key ~ '[^ ]{3}'
    ) AS sounds
    WHERE sound IS NOT NULL
$$;

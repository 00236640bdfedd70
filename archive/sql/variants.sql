-- Variant words: forms of one common word (archive/models/variants.py).

-- Before an entry is written: its words folded, each of which another entry may have only if one of the two is shared. Writers of entries
-- wait for each other, so that neither misses what the other adds.
CREATE FUNCTION archive_variant_words_apart(entry archive_variantwords) RETURNS archive_variantwords LANGUAGE plpgsql AS $$
DECLARE
    taken text;
BEGIN
    entry.keys := ARRAY(SELECT archive_name_key(form) FROM unnest(entry.word || entry.others::text[]) AS form);
    IF (SELECT count(*) <> count(DISTINCT form) FROM unnest(entry.word || entry.others::text[]) AS form) THEN
        RAISE EXCEPTION 'A word stands twice in "%".', entry.word USING ERRCODE = 'check_violation';
    END IF;
    PERFORM pg_advisory_xact_lock('archive_variantwords'::regclass::oid::bigint);
    SELECT other.word INTO taken FROM archive_variantwords other
    WHERE other.id IS DISTINCT FROM entry.id AND other.keys && entry.keys AND NOT other.shared AND NOT entry.shared LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'A word of "%" already belongs to "%", and neither is shared.', entry.word, taken
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN entry;
END
$$;

-- Which of these texts consist of words of the archive, as stems in one of these languages; in languages other than English only if the
-- stems differ from the English ones. Small words and figures count as known.
CREATE FUNCTION archive_known_forms(texts text[], languages text[]) RETURNS TABLE (form text, language text)
    LANGUAGE sql STABLE SET enable_seqscan = off AS $$
    SELECT form, language
    FROM unnest(texts) AS form, unnest(languages) AS language, archive_stems(language, form) AS stems
    WHERE stems <> '' AND (language = 'en' OR stems <> archive_stems('en', form)) AND NOT EXISTS (
        SELECT FROM unnest(stems) AS stem
        WHERE stem.lexeme ~ '[[:alpha:]]'
            AND (SELECT true FROM archive_lexiconword known WHERE known.word = left(stem.lexeme, 60) LIMIT 1) IS NULL
    )
$$;

-- The words of the archive that are one of these and a letter more: P8A is a kind of P8.
CREATE FUNCTION archive_kinds_of(texts text[]) RETURNS TABLE (form text, kind text)
    LANGUAGE sql STABLE SET enable_seqscan = off AS $$
    SELECT DISTINCT text, known.word
    FROM unnest(texts) AS text, LATERAL (
        SELECT word FROM archive_lexiconword
        WHERE word ~>=~ (text || 'a') AND word ~<~ (text || '{') AND length(word) = length(text) + 1
    ) AS known
$$;

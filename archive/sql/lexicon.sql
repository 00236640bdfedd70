-- The words of the archive: how they are stored, and how similar words and names are found.

-- Add the lexemes that are words and not known yet; too long a word is truncated, so that all words with a prefix are known
-- (archive/search/matches/prefixes.py). Nothing is locked or waited for: concurrent writers may add the same word, and readers ask for
-- distinct words. Each is looked up by the index, whatever the statistics say about a table that was just filled.
CREATE FUNCTION archive_keep_words(lexemes text[]) RETURNS void LANGUAGE sql SET enable_seqscan = off AS $$
    INSERT INTO archive_lexiconword (word)
    SELECT DISTINCT left(lexeme, 60) FROM unnest(lexemes) AS lexeme
    WHERE lexeme ~ '[[:alpha:]]' AND lexeme NOT LIKE '#%'
      AND (SELECT true FROM archive_lexiconword known WHERE known.word = left(lexeme, 60) LIMIT 1) IS NULL
$$;

-- Add the unknown words of all reports, commonest first: for vectors written without triggers.
CREATE FUNCTION archive_gather_words() RETURNS void LANGUAGE sql AS $$
    INSERT INTO archive_lexiconword (word)
    SELECT left(word, 60) FROM ts_stat('SELECT vector FROM archive_searchvector')
    WHERE word ~ '[[:alpha:]]' AND word NOT LIKE '#%'
      AND NOT EXISTS (SELECT FROM archive_lexiconword known WHERE known.word = left(ts_stat.word, 60))
    GROUP BY left(word, 60) ORDER BY sum(ndoc) DESC, left(word, 60)
$$;

-- The words of the archive that are one of `near` or the stem of one, that are spelt like `lexeme`, or that sound like it and are not
-- spelt too differently.
CREATE FUNCTION archive_words_like(lexeme text, near text[]) RETURNS TABLE (word text, is_near boolean)
    LANGUAGE sql STABLE AS $$
    WITH stem AS MATERIALIZED (
        SELECT unnest(ts_lexize('english_stem', slip)) AS word FROM unnest(near) AS slip
    ), edits AS (
        SELECT CASE WHEN length(lexeme) < 6 THEN 1 ELSE 2 END AS seen, CASE WHEN length(lexeme) < 6 THEN 2 ELSE 3 END AS heard
    )
    SELECT known.word, true FROM archive_lexiconword known
    WHERE known.word = ANY (near || ARRAY(SELECT stem.word FROM stem))
    UNION
    SELECT known.word, false FROM archive_lexiconword known, edits
    WHERE left(known.word, 1) = left(lexeme, 1)
      AND length(known.word) BETWEEN length(lexeme) - seen AND length(lexeme) + seen
      AND levenshtein_less_equal(known.word, lexeme, seen) <= seen
    UNION
    SELECT known.word, false FROM archive_lexiconword known WHERE archive_skeleton(known.word) = archive_skeleton(lexeme)
    UNION
    SELECT known.word, false FROM archive_lexiconword known, edits
    WHERE dmetaphone(known.word) = dmetaphone(lexeme) AND dmetaphone(lexeme) <> ''
      AND left(known.word, 1) = left(lexeme, 1) AND levenshtein_less_equal(known.word, lexeme, heard) <= heard
$$;

-- The `most` names most similar to a typed one among those that may be spellings of it, given its key, code and keys. Of those that share
-- only a word with it (`words`) at most 400 are looked at for each word, and of the others at most 1,500, however many there are. Half of
-- them are the most similar; behind these, of five times as many as asked, names of entities that a report names come first, as a
-- register of places brings a hundred names like any.
CREATE FUNCTION archive_names_like(typed text, typed_code text, typed_keys text[], words text[], most integer)
    RETURNS TABLE (id bigint, nearness real) LANGUAGE sql STABLE AS $$
    WITH found AS (
        (
            SELECT name.id, name.key, name.code, name.entity_id FROM archive_name name
            WHERE archive_name_keys(name.key, name.code) && typed_keys AND name.in_search LIMIT 1500
        )
        UNION
        SELECT shared.* FROM unnest(words) AS word, LATERAL (
            SELECT name.id, name.key, name.code, name.entity_id FROM archive_name name
            WHERE archive_name_keys(name.key, name.code) && ARRAY[word] AND name.in_search LIMIT 400
        ) AS shared
    ), ranked AS (
        SELECT found.id, found.entity_id, near.nearness, row_number() OVER (ORDER BY near.nearness DESC, found.id) AS place
        FROM found, LATERAL (SELECT similarity(found.key, typed) + similarity(found.code, typed_code) AS nearness) AS near
        ORDER BY place LIMIT 5 * most
    )
    SELECT ranked.id, ranked.nearness FROM ranked
    ORDER BY place > most / 2 AND NOT EXISTS (
            SELECT FROM archive_mention mention WHERE mention.entity_id = ranked.entity_id AND archive_is_accepted(mention.status)
        ), place
    LIMIT most
$$;

-- The printed forms of a word in the public wording of these reports: whatever begins like its stem. For a stem printed with accents,
-- text search itself looks in the first two reports, which takes five times as long.
CREATE FUNCTION archive_printed_forms(lexeme text, articles integer[]) RETURNS text[] LANGUAGE sql STABLE AS $$
    WITH shown AS (
        SELECT article.id, coalesce(wording.headline, article.headline) || chr(10) || coalesce(wording.body, article.body) AS text
        FROM archive_article article LEFT JOIN archive_publicwording wording ON wording.article_id = article.id
        WHERE article.id = ANY (articles)
    )
    SELECT coalesce(
        (
            SELECT array_agg(DISTINCT form[1])
            FROM shown, regexp_matches(shown.text, '\m(' || left(lexeme, greatest(3, length(lexeme) - 1)) || '\w*)', 'gi') AS form
            WHERE lexeme ~ '^\w+$'
        ),
        (
            SELECT array_agg(DISTINCT form[1])
            FROM shown, regexp_matches(
                ts_headline(
                    'dateline', archive_fold_in_place(shown.text), quote_literal(lexeme)::tsquery,
                    'HighlightAll=true, StartSel=' || chr(2) || ', StopSel=' || chr(3)
                ),
                chr(2) || '([^' || chr(3) || ']+)' || chr(3), 'g'
            ) AS form
            WHERE shown.id = ANY (articles[1:2])
        ),
        '{}'
    )
$$;

-- Words in reports that are not stored.
CREATE FUNCTION archive_missing_words() RETURNS SETOF text LANGUAGE sql STABLE AS $$
    SELECT left(word, 60) FROM ts_stat('SELECT vector FROM archive_searchvector')
    WHERE word ~ '[[:alpha:]]' AND word NOT LIKE '#%'
    EXCEPT
    SELECT known.word FROM archive_lexiconword known
$$;

-- Words that no report contains any more, perhaps including those of a report being written.
CREATE FUNCTION archive_idle_words() RETURNS SETOF text LANGUAGE sql STABLE AS $$
    SELECT known.word FROM archive_lexiconword known
    EXCEPT
    SELECT left(word, 60) FROM ts_stat('SELECT vector FROM archive_searchvector')
$$;

-- Delete these words, except those that a report now contains. A writer that added one has committed, or adds it after this.
CREATE FUNCTION archive_drop_words(idle text[]) RETURNS bigint LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    dropped bigint;
BEGIN
    LOCK TABLE archive_lexiconword IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM archive_lexiconword known
    WHERE known.word = ANY (idle) AND NOT EXISTS (
        SELECT FROM archive_searchvector
        WHERE vector @@ (
            '''' || replace(replace(known.word, '\', '\\'), '''', '''''') || ''''
            || CASE WHEN length(known.word) < 60 THEN '' ELSE ':*' END
        )::tsquery
    );
    GET DIAGNOSTICS dropped = ROW_COUNT;
    RETURN dropped;
END
$$;

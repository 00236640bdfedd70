-- The words of the archive: how they are kept, and how those like another word are found.

-- Add those of these lexemes that are words and not known yet. Nothing is locked or waited for: two writers at once may add
-- the same word, and readers ask for each word once. By the index alone, as the planner cannot know how few are asked for.
CREATE FUNCTION archive_keep_words(lexemes text[]) RETURNS void LANGUAGE sql
    SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
    INSERT INTO archive_lexiconword (word)
    SELECT lexeme FROM unnest(lexemes) AS lexeme
    WHERE length(lexeme) <= 60 AND lexeme ~ '[[:alpha:]]' AND lexeme NOT LIKE '#%'
      AND NOT EXISTS (SELECT FROM archive_lexiconword known WHERE known.word = lexeme)
$$;

-- Add the words of all reports that are not known yet, the commonest first: for vectors written without triggers.
CREATE FUNCTION archive_gather_words() RETURNS void LANGUAGE sql AS $$
    INSERT INTO archive_lexiconword (word)
    SELECT word FROM ts_stat('SELECT vector FROM archive_searchvector')
    WHERE length(word) <= 60 AND word ~ '[[:alpha:]]' AND word NOT LIKE '#%'
      AND NOT EXISTS (SELECT FROM archive_lexiconword known WHERE known.word = ts_stat.word)
    ORDER BY ndoc DESC, word
$$;

-- The words of the archive that are one of `near` or the stem of one, that are spelled like `lexeme`, or that sound like it
-- and are spelled not too far from it.
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

-- Ids of some reports that match, at most so many, by the index alone.
CREATE FUNCTION archive_some_ids(asked tsquery, most bigint) RETURNS integer[]
    LANGUAGE sql STABLE SET enable_seqscan = off AS $$
    SELECT coalesce(array_agg(article_id), '{}')
    FROM (SELECT article_id FROM archive_searchvector WHERE vector @@ asked LIMIT most) AS found
$$;

-- The ways in which a word is printed in these reports: what begins as its stem does. A stem that is printed with accents is
-- looked for in the first two by the text search itself, which takes five times as long.
CREATE FUNCTION archive_printed_forms(lexeme text, articles integer[]) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        (
            SELECT array_agg(DISTINCT form[1])
            FROM archive_article article,
                regexp_matches(
                    article.headline || chr(10) || article.body, '\m(' || left(lexeme, greatest(3, length(lexeme) - 1)) || '\w*)', 'gi'
                ) AS form
            WHERE article.id = ANY (articles) AND lexeme ~ '^\w+$'
        ),
        (
            SELECT array_agg(DISTINCT form[1])
            FROM archive_article article,
                regexp_matches(
                    ts_headline(
                        'dateline', archive_fold_in_place(article.headline || chr(10) || article.body),
                        quote_literal(lexeme)::tsquery,
                        'HighlightAll=true, StartSel=' || chr(2) || ', StopSel=' || chr(3)
                    ),
                    chr(2) || '([^' || chr(3) || ']+)' || chr(3), 'g'
                ) AS form
            WHERE article.id = ANY (articles[1:2])
        ),
        '{}'
    )
$$;

-- Tokens stand beside the vector that they follow from. A row is stored out of line only where it is longer than two
-- kilobytes, whatever toast_tuple_target says, and tokens alone often are not: their heap was fifteen times as large.
ALTER TABLE archive_searchvector ALTER COLUMN tokens SET STORAGE EXTERNAL;
UPDATE archive_searchvector filed SET tokens = made.vector
FROM archive_searchtokens made WHERE made.article_id = filed.article_id;

-- Bring the search records of these reports in line. A vector that stays the same is not written again: all its index
-- entries would be too.
CREATE OR REPLACE FUNCTION archive_index(changed integer[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF changed IS NULL THEN
        RETURN;
    END IF;
    -- Whoever adds common words waits for this report, or this report waits and sees them (archive/search/matches/learn.py).
    LOCK TABLE archive_commonword IN ACCESS SHARE MODE;
    DELETE FROM archive_searchvector filed USING archive_article article
    WHERE filed.article_id = ANY (changed) AND article.id = filed.article_id AND article.status <> 'published';
    DELETE FROM archive_searchrecord filed USING archive_article article
    WHERE filed.article_id = ANY (changed) AND article.id = filed.article_id AND article.status <> 'published';

    WITH made AS MATERIALIZED (
        SELECT article.id, archive_vector(article, facet_values) AS vector, archive_pack(article, facet_values) AS record,
            length(article.body) AS characters
        FROM archive_article article,
            archive_facet_values(article.id, article.source_id, article.language) AS facet_values
        WHERE article.id = ANY (changed) AND article.status = 'published'
    ), recorded AS (
        INSERT INTO archive_searchrecord AS filed (article_id, record) SELECT id, record FROM made
        ON CONFLICT (article_id) DO UPDATE SET record = excluded.record WHERE filed.record <> excluded.record
    ), other AS MATERIALIZED (
        SELECT made.id, made.vector, made.characters
        FROM made LEFT JOIN archive_searchvector filed ON filed.article_id = made.id
        WHERE filed.vector IS DISTINCT FROM made.vector
    )
    INSERT INTO archive_searchvector (article_id, vector, tokens)
    SELECT id, vector, archive_tokens(vector, characters) FROM other
    ON CONFLICT (article_id) DO UPDATE SET vector = excluded.vector, tokens = excluded.tokens;
END
$$;

CREATE OR REPLACE FUNCTION archive_token_ids(asked tsquery) RETURNS bytea LANGUAGE sql STABLE SET enable_seqscan = off AS $$
    SELECT string_agg(int4send(article_id), '') FROM archive_searchvector WHERE tokens @@ asked
$$;

-- Each word is looked up by the index, whatever the statistics say of a table that was just filled.
CREATE OR REPLACE FUNCTION archive_keep_words(lexemes text[]) RETURNS void LANGUAGE sql SET enable_seqscan = off AS $$
    INSERT INTO archive_lexiconword (word)
    SELECT lexeme FROM unnest(lexemes) AS lexeme
    WHERE length(lexeme) <= 60 AND lexeme ~ '[[:alpha:]]' AND lexeme NOT LIKE '#%'
      AND (SELECT true FROM archive_lexiconword known WHERE known.word = lexeme LIMIT 1) IS NULL
$$;

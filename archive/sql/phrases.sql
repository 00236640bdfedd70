-- Finding phrases: runs of common words as tokens, and signatures of reports for all other words.

-- Runs of common words, one token each: "word word", "word word word", and "word . word" with any word between. Otherwise a phrase of
-- words in a tenth of all reports would be checked in the vectors of all of them.
-- (After Williams, Zobel and Bahle, "Fast phrase querying with combined indexes", 2004: partial phrase index.)
-- No two words of a text share a position, so the next row is the next word. Positions are unnested beside their words rather than
-- joined to them, and words are looked up in a hash table: two thirds of the time.
CREATE FUNCTION archive_runs(vector tsvector) RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT array_agg(one || ' ' || two) FILTER (WHERE place_two = place + 1)
        || array_agg(one || ' . ' || two) FILTER (WHERE place_two = place + 2)
        || array_agg(one || ' . ' || three) FILTER (WHERE place_three = place + 2)
        || array_agg(one || ' ' || two || ' ' || three) FILTER (WHERE place_two = place + 1 AND place_three = place + 2)
    FROM (
        SELECT place, one, lead(place) OVER words AS place_two, lead(one) OVER words AS two,
            lead(place, 2) OVER words AS place_three, lead(one, 2) OVER words AS three
        FROM (
            SELECT word.lexeme AS one, unnest(word.positions) AS place FROM unnest(vector) AS word
            WHERE (word.lexeme IN (SELECT common.lexeme FROM archive_commonword common)) IS TRUE
        ) AS placed
        WINDOW words AS (ORDER BY place)
    ) AS neighbours
$$;

CREATE FUNCTION archive_tokens(vector tsvector) RETURNS tsvector LANGUAGE sql STABLE AS $$
    SELECT array_to_tsvector(coalesce(archive_frequencies(vector) || archive_runs(vector), '{}'))
$$;

-- Signatures: the sequence of a report's words, two bytes each. A phrase is looked for in some six hundred bytes instead of the vector,
-- which is six times as long and stored out of line. (Word signatures, after Tsichritzis and Christodoulakis,
-- "Message files", 1983.)

-- The sign of a word, one of 6,400. Its first byte is below 176 and its second is not, so that a sign matches only at its start; neither
-- is special in LIKE. The hash is that of hash partitions, so it will not change.
CREATE FUNCTION archive_sign(lexeme text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT set_byte(
        set_byte('\x0000'::bytea, 0, 96 + ((hashtextextended(lexeme, 0) & 2147483647) % 80)::integer),
        1, 176 + (((hashtextextended(lexeme, 0) >> 32) & 2147483647) % 80)::integer
    )
$$;

-- The sign between two words that are not neighbours, by their distance: a digit, or a colon for ten and more. Between them are words
-- that searches ignore ("of", "the").
CREATE FUNCTION archive_gap_sign(places integer) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT set_byte('\x00'::bytea, 0, 48 + least(places, 10))
$$;

-- The signs of a report's words in order, and the signs that several of its words share. A vector numbers positions up to 16383: a
-- longer text has no signature. No two words of a text share a position.
CREATE FUNCTION archive_signature(vector tsvector, OUT signature bytea, OUT shared bytea)
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    WITH words AS MATERIALIZED (
        SELECT archive_sign(lexeme) AS sign, positions FROM unnest(vector)
        WHERE positions IS NOT NULL AND NOT starts_with(lexeme, '#')
    )
    SELECT
        (
            SELECT CASE WHEN max(place) < 16383 THEN
                string_agg(CASE apart WHEN 1 THEN sign ELSE archive_gap_sign(apart) || sign END, '' ORDER BY place) END
            FROM (
                SELECT sign, place, place - lag(place, 1, place - 1) OVER (ORDER BY place) AS apart
                FROM (SELECT sign, unnest(positions)::integer AS place FROM words) AS placed
            ) AS in_order
        ),
        (
            SELECT coalesce(string_agg(sign, ''), '')
            FROM (SELECT sign FROM words GROUP BY sign HAVING count(*) > 1) AS several
        )
$$;

-- The patterns between two words at this distance: ignored words, other words (two bytes each), or both.
CREATE FUNCTION archive_gap_patterns(places integer) RETURNS bytea[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN ARRAY[CASE places WHEN 1 THEN ''::bytea ELSE archive_gap_sign(places) END] || ARRAY(
        SELECT CASE first WHEN 1 THEN ''::bytea ELSE archive_gap_sign(first) END || '__'::bytea || rest
        FROM generate_series(1, places - 1) AS first, unnest(archive_gap_patterns(places - first)) AS rest
    );
END
$$;

-- The patterns for the signature of a report with this phrase: `steps` are the distances from word to word.
CREATE FUNCTION archive_phrase_patterns(lexemes text[], steps integer[]) RETURNS bytea[]
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    patterns bytea[] := ARRAY['%'::bytea || archive_sign(lexemes[1])];
BEGIN
    FOR step IN 1 .. cardinality(steps) LOOP
        patterns := ARRAY(
            SELECT pattern || gap || archive_sign(lexemes[step + 1])
            FROM unnest(patterns) AS pattern, unnest(archive_gap_patterns(steps[step])) AS gap
        );
    END LOOP;
    RETURN ARRAY(SELECT pattern || '%'::bytea FROM unnest(patterns) AS pattern);
END
$$;

-- The candidates that have a phrase, packed as in archive_ids; the candidates are reports with all its words. If none of their signs is
-- shared, a matching signature is proof: only the word itself has the sign there. Otherwise the vector decides. Two adjacent wildcards,
-- for two words between two of the phrase, also match a word between two distance signs ("2", word, "2"), which is further apart: with
-- a step of three or more a matching signature is not proof either.
CREATE FUNCTION archive_ids_of_phrase(candidates integer[], phrase tsquery, lexemes text[], steps integer[]) RETURNS bytea
    LANGUAGE plpgsql STABLE SET enable_seqscan = off AS $$
DECLARE
    patterns bytea[] := archive_phrase_patterns(lexemes, steps);
    signs bytea[] := ARRAY(SELECT '%'::bytea || archive_sign(lexeme) || '%'::bytea FROM unnest(lexemes) AS lexeme);
    is_proof boolean := 3 > ALL (steps);
BEGIN
    RETURN (
        SELECT string_agg(int4send(article_id), '')
        FROM archive_searchsignature signed
        WHERE article_id = ANY (candidates) AND CASE
            WHEN is_proof AND signature LIKE ANY (patterns) AND NOT shared LIKE ANY (signs) THEN true
            WHEN signature IS NULL OR signature LIKE ANY (patterns)
                THEN (SELECT vector @@ phrase FROM archive_searchvector filed WHERE filed.article_id = signed.article_id)
            ELSE false
        END
    );
END
$$;

-- Stored in the row itself, unless that is longer than a page.
ALTER TABLE archive_searchsignature SET (toast_tuple_target = 8160);
ALTER TABLE archive_searchsignature ALTER COLUMN signature SET STORAGE EXTERNAL;
ALTER TABLE archive_searchsignature ADD CONSTRAINT searchsignature_goes_with_its_vector
    FOREIGN KEY (article_id) REFERENCES archive_searchvector (article_id) ON DELETE CASCADE;

-- Those of the candidates that have a phrase, as before. Two wildcards side by side, for two words between two of the phrase, fit
-- a word between two signs of places as well ("2", word, "2"), which stands further apart. So with a step of three or more a
-- signature that fits is no proof, and the vector tells.
CREATE OR REPLACE FUNCTION archive_ids_of_phrase(candidates integer[], phrase tsquery, lexemes text[], steps integer[]) RETURNS bytea
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

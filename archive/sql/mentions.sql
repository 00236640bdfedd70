-- Keeping mentions where their words occur, for all rows of a statement at once.

-- Whether the printed words are at these offsets of a text; only the first 300 characters of a long passage are stored.
CREATE FUNCTION archive_stands(value text, first integer, last integer, printed text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN printed = '' OR last - first > 300 THEN
            length(value) >= last AND printed IN ('', substring(value FROM first + 1 FOR 300))
        ELSE substring(value FROM first + 1 FOR last - first) = printed AND length(printed) = last - first
    END
$$;

CREATE FUNCTION archive_refuse_mention(article integer, place text, first integer, last integer, printed text)
    RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The mention "%" does not stand at % to % in the % of report %.', printed, first, last, place, article
        USING ERRCODE = 'check_violation';
END
$$;

-- The passage at the offsets of a mention; refuses a different text. A missing article is checked when it is added.
CREATE FUNCTION archive_passage(article integer, place text, first bigint, last bigint, printed text)
    RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    passage text;
BEGIN
    IF first IS NULL THEN
        RETURN printed;
    END IF;
    SELECT substring(CASE place WHEN 'headline' THEN headline WHEN 'standfirst' THEN standfirst ELSE body END
                     FROM first::integer + 1 FOR (last - first)::integer)
    INTO passage FROM archive_article WHERE id = article;
    IF NOT FOUND THEN
        RETURN printed;
    ELSIF printed <> '' AND passage <> printed OR length(passage) < last - first THEN
        RAISE EXCEPTION 'The mention "%" does not stand at % to % in the % of report %.', printed, first, last, place, article
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN left(passage, 300);
END
$$;

-- After a change of text: machine-found mentions whose words have moved are deleted (they are found again); those that a curator
-- decided on move with their words, or lose their position but not the verdict.
-- This tests for an end, not a start: PostgreSQL 18 would look for the start by its index, entity after entity.
CREATE FUNCTION archive_replace_mentions(changed integer, new_headline text, new_standfirst text, new_body text)
    RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    lost record;
    place integer;
BEGIN
    FOR lost IN
        SELECT mention.*, now.text AS new_text
        FROM archive_mention mention
        CROSS JOIN LATERAL (
            SELECT CASE field WHEN 'headline' THEN new_headline WHEN 'standfirst' THEN new_standfirst ELSE new_body END
        ) AS now (text)
        WHERE article_id = changed AND mention."end" IS NOT NULL
          AND substring(now.text FROM start::integer + 1 FOR ("end" - start)::integer) IS DISTINCT FROM mention.text
        ORDER BY start
    LOOP
        place := nullif(strpos(lost.new_text, lost.text), 0) - 1;
        IF lost.method <> 'curator' AND lost.reviewed_at IS NULL OR EXISTS (
            SELECT FROM archive_mention other
            WHERE other.article_id = changed AND other.entity_id = lost.entity_id AND other.field = lost.field
              AND other.start IS NOT DISTINCT FROM place AND other.id <> lost.id
        ) THEN
            DELETE FROM archive_mention WHERE id = lost.id;
        ELSE
            UPDATE archive_mention SET start = place, "end" = place + length(lost.text) WHERE id = lost.id;
        END IF;
    END LOOP;
END
$$;

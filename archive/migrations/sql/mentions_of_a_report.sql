-- After a change of text: machine-found mentions that no longer stand go (they are found again), those that a curator
-- looked at move to where their words stand now, or lose their place but not their verdict.
-- It asks whether there is an end, not a start: PostgreSQL 18 would look for the start by its index, entity after entity.
CREATE OR REPLACE FUNCTION archive_replace_mentions(changed integer, new_headline text, new_standfirst text, new_body text)
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

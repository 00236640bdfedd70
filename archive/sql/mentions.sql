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

-- The text of a field in which names are found.
CREATE FUNCTION archive_named_text(field text, headline text, standfirst text, dateline text, body text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE field WHEN 'headline' THEN headline WHEN 'standfirst' THEN standfirst WHEN 'dateline' THEN dateline ELSE body END
$$;

-- The digest of the texts in which names are found; the same as digest_of() in archive/matching/link.py.
CREATE FUNCTION archive_text_digest(headline text, standfirst text, dateline text, body text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT md5(headline || chr(10) || standfirst || chr(10) || dateline || chr(10) || body)
$$;

-- Whether a place in a report is part of its dateline, which stands in a field of its own, or also at the beginning of the body; the same
-- as in_dateline() in archive/matching/written.py, where the signs of a dateline are explained.
CREATE FUNCTION archive_in_dateline(field text, first bigint, dateline text, body text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(
        field = 'dateline' OR field = 'body' AND first < length(dateline)
            AND lower(left(body, length(dateline))) = lower(dateline)
            AND (
                left(body, length(dateline)) = upper(dateline) AND upper(dateline) <> lower(dateline)
                    AND substr(body, length(dateline) + 1, 1) !~ '[[:alnum:]]'
                OR substr(body, length(dateline) + 1, 80)
                    ~ '^ ?([(:|/—–―]|--| ?- |[,،.] ?(?![a-z ])[^\n]{0,60}([(—–―/:]|--| - ))'
            ),
        false
    )
$$;

-- The role of a mention there. Where the report is yet to be added, what its writer says.
CREATE FUNCTION archive_role(article integer, field text, first bigint, otherwise text) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    written boolean;
BEGIN
    SELECT archive_in_dateline(field, first, report.dateline, report.body) INTO written FROM archive_article report WHERE id = article;
    RETURN CASE WHEN NOT FOUND THEN otherwise WHEN written THEN 'written' ELSE 'told' END;
END
$$;

-- After a change of a dateline, or of a text that may begin with it.
CREATE FUNCTION archive_give_roles(changed integer) RETURNS void LANGUAGE sql AS $$
    UPDATE archive_mention mention SET role = archive_role(changed, mention.field, mention.start, mention.role)
    WHERE article_id = changed AND (field = 'dateline' OR field = 'body' AND start < 200 OR role <> 'told')
      AND role <> archive_role(changed, mention.field, mention.start, mention.role)
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
    SELECT substring(archive_named_text(place, headline, standfirst, dateline, body)
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
CREATE FUNCTION archive_replace_mentions(changed archive_article)
    RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    lost record;
    place integer;
BEGIN
    FOR lost IN
        SELECT mention.*, now.text AS new_text
        FROM archive_mention mention
        CROSS JOIN LATERAL (
            SELECT archive_named_text(field, changed.headline, changed.standfirst, changed.dateline, changed.body)
        ) AS now (text)
        WHERE article_id = changed.id AND mention."end" IS NOT NULL
          AND substring(now.text FROM start::integer + 1 FOR ("end" - start)::integer) IS DISTINCT FROM mention.text
        ORDER BY start
    LOOP
        place := nullif(strpos(lost.new_text, lost.text), 0) - 1;
        IF lost.method <> 'curator' AND lost.status <> 'rejected' AND lost.reviewed_at IS NULL OR EXISTS (
            SELECT FROM archive_mention other
            WHERE other.article_id = changed.id AND other.entity_id = lost.entity_id AND other.field = lost.field
              AND other.start IS NOT DISTINCT FROM place AND other.id <> lost.id
        ) THEN
            DELETE FROM archive_mention WHERE id = lost.id;
        ELSE
            UPDATE archive_mention SET start = place, "end" = place + length(lost.text) WHERE id = lost.id;
        END IF;
    END LOOP;
END
$$;

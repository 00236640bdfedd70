-- Passages: exact places in reports, which move with their words or are lost.

-- The text of one field of a report.
CREATE FUNCTION archive_field_text(article archive_article, field text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE field WHEN 'headline' THEN article.headline WHEN 'standfirst' THEN article.standfirst ELSE article.body END
$$;

-- Where these words begin in a text, in characters before it: the occurrence nearest to a former place, or without one the only
-- occurrence. NULL if there is none, or several and no former place.
CREATE FUNCTION archive_nearest(value text, words text, former integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    earlier constant text := left(value, former + length(words) - 1);  -- all that begins before the former place
    behind constant integer := nullif(strpos(reverse(earlier), reverse(words)), 0) - 1;
    before constant integer := length(earlier) - behind - length(words);
    after constant integer := former + nullif(strpos(substr(value, former + 1), words), 0) - 1;
    first constant integer := nullif(strpos(value, words), 0) - 1;
BEGIN
    RETURN CASE
        WHEN former IS NULL THEN CASE WHEN strpos(substr(value, first + 2), words) = 0 THEN first END
        WHEN before IS NULL OR after - former < former - before THEN after
        ELSE before
    END;
END
$$;

-- Before a passage is written: its words are those that the report has there. Given words and no place, as in a fixture, their only place
-- is taken; given a place and no words, the words are read. A lost passage keeps its words and has no place.
CREATE FUNCTION archive_placed(passage archive_passage, is_new boolean) RETURNS archive_passage LANGUAGE plpgsql STABLE AS $$
DECLARE
    value text;
BEGIN
    SELECT archive_field_text(article, passage.field) INTO value FROM archive_article article WHERE id = passage.article_id;
    IF passage.start IS NULL AND is_new THEN
        passage.start := archive_nearest(value, passage.words, NULL);
        passage."end" := passage.start + length(passage.words);
    ELSIF passage.words = '' THEN
        passage.words := substr(value, passage.start + 1, passage."end" - passage.start);
    END IF;
    IF passage.start IS NOT NULL
        AND substr(value, passage.start + 1, passage."end" - passage.start) IS DISTINCT FROM passage.words
    THEN
        RAISE EXCEPTION 'The passage "%" does not stand at % to % in the % of report %.',
            left(passage.words, 80), passage.start, passage."end", passage.field, passage.article_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN passage;
END
$$;

-- After a change of text: passages move with their words, to the nearest place that has them, or lose their place; a lost one is placed
-- again when the text has its words again, once.
CREATE FUNCTION archive_replace_passages(article archive_article) RETURNS void LANGUAGE sql AS $$
    UPDATE archive_passage passage SET start = place, "end" = place + length(words)
    FROM (
        SELECT id, archive_nearest(archive_field_text(article, field), words, start) AS place
        FROM archive_passage
        WHERE article_id = article.id
          AND substr(archive_field_text(article, field), start + 1, "end" - start) IS DISTINCT FROM words
    ) AS moved
    WHERE passage.id = moved.id AND passage.start IS DISTINCT FROM moved.place
$$;

-- Whether one of the words of a passage is withheld from readers.
CREATE FUNCTION archive_is_withheld(article integer, field text, first integer, last integer) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM archive_publicwording wording, jsonb_array_elements(wording.places -> field) AS name
        WHERE wording.article_id = article AND (name ->> 0)::integer < last AND (name ->> 1)::integer > first
    )
$$;

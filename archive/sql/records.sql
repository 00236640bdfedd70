-- The packed records, by which searches filter, count and sort: archive/search/records/columns.py reads them.

-- A date as the number yyyymmdd, which sorts as dates do and gives its year by division.
CREATE FUNCTION archive_day_number(day date) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (extract(year FROM day) * 10000 + extract(month FROM day) * 100 + extract(day FROM day))::integer
$$;

-- The letters of a language code as a number below 2^15.
CREATE FUNCTION archive_language_number(code text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(sum((ascii(letter) - 96) << (5 * (place - 1)::integer))::integer, 0)
    FROM unnest(string_to_array(nullif(code, ''), NULL)) WITH ORDINALITY AS letters (letter, place)
$$;

-- The facet values of a report as integers, each the number of its facet and an id: archive/search/facets.py has the facets, and
-- archive/search/declared.py writes archive_facet_value, archive_has_none and archive_own_values. Places count with all that they lie in.
CREATE FUNCTION archive_facet_values(article archive_article) RETURNS integer[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    named integer[];
BEGIN
    SELECT coalesce(array_agg(DISTINCT archive_facet_value(entity.kind, entity.id)), '{}') INTO named
    FROM (
        SELECT DISTINCT unnest(mentioned.id || mentioned.lineage) AS id
        FROM archive_mention mention JOIN archive_entity mentioned ON mentioned.id = mention.entity_id
        WHERE mention.article_id = article.id AND archive_is_accepted(mention.status) AND archive_is_public(mentioned.visibility)
    ) AS counted
    -- One by one: without statistics, as in a new archive, the planner would do all of the above for each entity that there is.
    CROSS JOIN LATERAL (SELECT * FROM archive_entity WHERE id = counted.id OFFSET 0) AS entity
    WHERE archive_is_public(entity.visibility);
    RETURN named || archive_has_none(named) || archive_own_values(article);
END
$$;

-- The packed record: minus the id, the story (or 0), first and last day as numbers (0 0 when undated), the length of the
-- text in characters, then the facet values; each as a 4-byte integer, most significant byte first.
CREATE FUNCTION archive_pack(article archive_article, facet_values integer[])
    RETURNS bytea LANGUAGE plpgsql STABLE AS $$
DECLARE
    days daterange := article.date_range;
    first_day integer := 0;
    last_day integer := 0;
BEGIN
    IF days IS NOT NULL THEN
        first_day := CASE WHEN lower_inf(days) THEN 10101 ELSE archive_day_number(lower(days)) END;
        last_day := CASE WHEN upper_inf(days) THEN 99991231 ELSE archive_day_number(upper(days) - 1) END;
    END IF;
    RETURN int4send(-article.id) || int4send(coalesce(article.story_id, 0)) || int4send(first_day) || int4send(last_day)
        || int4send(length(article.body))
        || (SELECT string_agg(int4send(value), '') FROM unnest(facet_values) AS value);
END
$$;

-- Stored in the row itself, and uncompressed: every process reads all records when it starts.
ALTER TABLE archive_searchrecord SET (toast_tuple_target = 128, fillfactor = 90);
ALTER TABLE archive_searchrecord ALTER COLUMN record SET STORAGE PLAIN;
ALTER TABLE archive_searchrecord ADD CONSTRAINT searchrecord_goes_with_its_article
    FOREIGN KEY (article_id) REFERENCES archive_article (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;

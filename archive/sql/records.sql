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

-- The facet values of a report as integers: four bits for the facet (1 person, 2 place, 3 faction, 4 source,
-- 5 language), then the id; id 0 says that the report has no value in this facet. Places count with all that they lie in.
CREATE FUNCTION archive_facet_values(article integer, source integer, language text)
    RETURNS integer[] LANGUAGE plpgsql STABLE AS $$
DECLARE
    found integer[];
BEGIN
    SELECT array_agg(DISTINCT (CASE entity.kind WHEN 'person' THEN 1 WHEN 'place' THEN 2 ELSE 3 END << 27) | entity.id)
    INTO found
    FROM (
        SELECT DISTINCT unnest(named.id || named.lineage) AS id
        FROM archive_mention mention JOIN archive_entity named ON named.id = mention.entity_id
        WHERE mention.article_id = article AND archive_is_accepted(mention.status) AND archive_is_public(named.visibility)
    ) AS counted
    -- One by one: without statistics, as in a new archive, the planner would do all of the above for each entity that there is.
    CROSS JOIN LATERAL (SELECT * FROM archive_entity WHERE id = counted.id OFFSET 0) AS entity
    WHERE archive_is_public(entity.visibility);
    found := coalesce(found, '{}');
    FOR facet IN 1..3 LOOP
        IF NOT EXISTS (SELECT FROM unnest(found) AS value WHERE value >> 27 = facet) THEN
            found := found || (facet << 27);
        END IF;
    END LOOP;
    RETURN found || ((4 << 27) | source) || ((5 << 27) | archive_language_number(language));
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

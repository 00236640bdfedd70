-- The packed records, by which searches filter, count and sort: archive/search/records/columns.py reads them.

-- A date as the number yyyymmdd, which sorts as dates do and gives its year by division.
CREATE FUNCTION archive_day_number(day date) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (extract(year FROM day) * 10000 + extract(month FROM day) * 100 + extract(day FROM day))::integer
$$;

-- The letters of a language code, of which there are three at most, as a number below 2^15.
CREATE FUNCTION archive_language_number(code text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN length(code) > 0 THEN ascii(code) - 96 ELSE 0 END
        | CASE WHEN length(code) > 1 THEN (ascii(substr(code, 2)) - 96) << 5 ELSE 0 END
        | CASE WHEN length(code) > 2 THEN (ascii(substr(code, 3)) - 96) << 10 ELSE 0 END
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

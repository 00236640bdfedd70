-- When a statement held: the two ranges that carry all arithmetic, and the grade of a day. docs/sides.md has the rule and its table.
--
-- Of a statement four dates may be known: its start, its first and last citations, its end. Each says that it held on some day of its range.

-- The days on which it certainly held: from the first of the latest days of these dates to the last of their earliest days. Empty if these
-- cross, NULL without any date.
CREATE FUNCTION archive_surely(starts text, first_cited text, last_cited text, ends text)
    RETURNS daterange LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT AS $$
    SELECT CASE
        WHEN count(days) = 0 THEN NULL
        WHEN min(upper(days)) - 1 <= max(lower(days)) THEN daterange(min(upper(days)) - 1, max(lower(days)), '[]')
        ELSE 'empty'
    END
    FROM unnest(ARRAY[starts, first_cited, last_cited, ends]) AS written, archive_edtf_range(written) AS days
    WHERE days IS NOT NULL
$$;

-- The days on which it may have held, as far as is cited: from the earliest day of its start, or else of its first citation, to the latest
-- day of its end, or else of its last citation; a citation outside widens it. NULL without any date.
CREATE FUNCTION archive_perhaps(starts text, first_cited text, last_cited text, ends text)
    RETURNS daterange LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT AS $$
    SELECT CASE WHEN count(*) = 0 THEN NULL ELSE daterange(
        CASE WHEN NOT (array_agg(lower_inf(days) ORDER BY place))[1] THEN min(lower(days)) END,
        CASE WHEN NOT (array_agg(upper_inf(days) ORDER BY place DESC))[1] THEN max(upper(days)) END
    ) END
    FROM unnest(ARRAY[starts, first_cited, last_cited, ends]) WITH ORDINALITY AS dates (written, place), archive_edtf_range(written) AS days
    WHERE days IS NOT NULL
$$;

-- Whether it held on a day or span: "certain", "possible", "no", or "not known".
CREATE FUNCTION archive_grade(
    surely daterange, perhaps daterange, starts text, start_is_real boolean, ends text, end_is_real boolean, span daterange
) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path FROM CURRENT AS $$
    SELECT CASE
        WHEN surely @> span THEN 'certain'
        WHEN perhaps && span THEN 'possible'
        WHEN start_is_real AND span << archive_edtf_range(starts) OR end_is_real AND span >> archive_edtf_range(ends) THEN 'no'
        ELSE 'not known'
    END
$$;

-- What keeps mentions in their places, for all rows of a statement at once: see archive/models/triggers.py.

-- Whether what was printed stands at these offsets of a text; of a long passage the first 300 characters are kept.
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

-- The days that an EDTF date covers, by the rules of archive/dates/edtf.py (a test compares the two): levels 0 and 1, years 0001 to
-- 9998, strict bounds. NULL if it is not a date; never raises. An open or unknown side of an interval is unbounded. Only functions in
-- pg_catalog are called, so any search_path will do, including that of a restore.
CREATE FUNCTION archive_edtf_range(value text) RETURNS daterange LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    is_interval constant boolean := strpos(value, '/') > 0;
    side text;
    sides integer := 0;
    month integer;
    months integer;  -- the number that the side covers
    first_year integer;
    last_year integer;
    first_day date;
    next_day date;  -- the day after the side's last one
    starts date;
    ends date;
BEGIN
    -- Nearly all dates are days: four digits, two and two.
    IF value ~ '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$' AND left(value, 4) BETWEEN '0001' AND '9998' THEN
        first_day := make_date(left(value, 4)::integer, substr(value, 6, 2)::integer, right(value, 2)::integer);
        RETURN daterange(first_day, first_day + 1);
    END IF;
    FOREACH side IN ARRAY string_to_array(value, '/') LOOP
        sides := sides + 1;
        IF is_interval AND side IN ('', '..') THEN
            CONTINUE;
        END IF;
        IF side !~ '^([0-9]{4}(-([0-9]{2}(-([0-9]{2}|XX))?|XX(-XX)?))?|[0-9]{3}X|[0-9]{2}XX)[?~%]?$'
            OR (is_interval AND strpos(side, 'X') > 0)
        THEN
            RETURN NULL;
        END IF;
        side := rtrim(side, '?~%');
        first_year := replace(left(side, 4), 'X', '0')::integer;
        last_year := replace(left(side, 4), 'X', '9')::integer;
        IF first_year < 1 OR last_year > 9998 THEN
            RETURN NULL;
        END IF;
        IF length(side) = 4 OR substr(side, 6, 2) = 'XX' THEN
            first_day := make_date(first_year, 1, 1);
            next_day := make_date(last_year + 1, 1, 1);
        ELSE
            month := substr(side, 6, 2)::integer;
            IF month BETWEEN 1 AND 12 THEN
                months := 1;
            ELSIF month BETWEEN 21 AND 24 AND length(side) = 7 THEN
                month := 3 * (month - 20);  -- spring begins in March, winter in December
                months := 3;
            ELSE
                RETURN NULL;
            END IF;
            first_day := make_date(first_year, month, 1);
            next_day := make_date(first_year + (month + months - 1) / 12, (month + months - 1) % 12 + 1, 1);
            IF length(side) = 10 AND right(side, 2) <> 'XX' THEN
                first_day := first_day + right(side, 2)::integer - 1;
                IF right(side, 2) = '00' OR first_day >= next_day THEN
                    RETURN NULL;
                END IF;
                next_day := first_day + 1;
            END IF;
        END IF;
        IF sides = 1 THEN
            starts := first_day;
        END IF;
        IF NOT is_interval OR sides = 2 THEN
            ends := next_day;
        END IF;
    END LOOP;
    IF sides > 2 OR starts >= ends OR (starts IS NULL AND ends IS NULL) THEN
        RETURN NULL;
    END IF;
    RETURN daterange(starts, ends);
END
$$;

-- Which words stand one after the other in a report, in one byte each: a phrase is looked for in a few hundred bytes first, and
-- only where it seems to be in the vector, which is ten times as long and stands out of line. (Word signatures, after
-- Tsichritzis and Christodoulakis, "Message files", 1983.)

-- The sign of a word: a byte that has no meaning in LIKE. The hash is the one that partitions are told by, so it stays.
CREATE FUNCTION archive_sign(lexeme text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT set_byte('\x00'::bytea, 0, 96 + ((hashtextextended(lexeme, 0) & 2147483647) % 160)::integer)
$$;

-- The signs of the words of a report in their order. A vector counts places up to 16383: a longer text has no signature.
-- No two words of a text stand at one place. Words that the search leaves out ("of", "the") have no sign.
CREATE FUNCTION archive_signature(vector tsvector) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN max(place) < 16383 THEN string_agg(sign, '' ORDER BY place) END
    FROM (SELECT archive_sign(lexeme) AS sign, unnest(positions) AS place FROM unnest(vector)) AS words
$$;

-- The patterns that the signature of a report with this phrase may fit: `steps` are the distances from word to word, and between
-- two words that are two apart there is one other sign, or none.
CREATE FUNCTION archive_phrase_patterns(lexemes text[], steps integer[]) RETURNS bytea[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    patterns bytea[] := ARRAY['%'::bytea || archive_sign(lexemes[1])];
BEGIN
    FOR step IN 1 .. cardinality(steps) LOOP
        patterns := ARRAY(
            SELECT pattern || repeat('_', others)::bytea || archive_sign(lexemes[step + 1])
            FROM unnest(patterns) AS pattern, generate_series(0, steps[step] - 1) AS others
        );
    END LOOP;
    RETURN ARRAY(SELECT pattern || '%'::bytea FROM unnest(patterns) AS pattern);
END
$$;

-- Those of the candidates that have a phrase, packed as in archive_ids. The vectors are looked at last, one by one.
CREATE FUNCTION archive_ids_of_phrase(candidates integer[], phrase tsquery, patterns bytea[]) RETURNS bytea
    LANGUAGE sql STABLE SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
    SELECT string_agg(int4send(article_id), '')
    FROM (
        SELECT article_id FROM archive_searchsignature
        WHERE article_id = ANY (candidates) AND (signature IS NULL OR signature LIKE ANY (patterns))
        OFFSET 0
    ) AS likely JOIN archive_searchvector filed USING (article_id)
    WHERE (filed.vector @@ phrase) IS TRUE
$$;

-- Runs as before. Places are unnested beside their words instead of joined to them, and a word is looked up in a table of hashes:
-- two thirds of the time.
CREATE OR REPLACE FUNCTION archive_runs(vector tsvector) RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT array_agg(one || ' ' || two) FILTER (WHERE place_two = place + 1)
        || array_agg(one || ' . ' || two) FILTER (WHERE place_two = place + 2)
        || array_agg(one || ' . ' || three) FILTER (WHERE place_three = place + 2)
        || array_agg(one || ' ' || two || ' ' || three) FILTER (WHERE place_two = place + 1 AND place_three = place + 2)
    FROM (
        SELECT place, one, lead(place) OVER words AS place_two, lead(one) OVER words AS two,
            lead(place, 2) OVER words AS place_three, lead(one, 2) OVER words AS three
        FROM (
            SELECT word.lexeme AS one, unnest(word.positions) AS place FROM unnest(vector) AS word
            WHERE (word.lexeme IN (SELECT common.lexeme FROM archive_commonword common)) IS TRUE
        ) AS placed
        WINDOW words AS (ORDER BY place)
    ) AS neighbours
$$;

-- The vector as before. The text is read once, it is folded only where it is split into words, and what has no place in it is put
-- together before it is added: each time that two vectors are joined, all their words are compared.
CREATE OR REPLACE FUNCTION archive_vector(article archive_article, facet_values integer[])
    RETURNS tsvector LANGUAGE plpgsql STABLE AS $$
DECLARE
    body text := article.body || '';
    cut integer := archive_lead_length(body);
    headline tsvector := to_tsvector('dateline', archive_fold(article.headline));
    words tsvector;
    beside tsvector := archive_marked('#t', headline);
    gap CONSTANT tsvector := '''#gap'':25';
    marks text[];
BEGIN
    SELECT array_agg('#p' || (value & 134217727)) INTO marks
    FROM unnest(facet_values) AS value WHERE value >> 27 = 2 AND value & 134217727 > 0;
    marks := marks || ('#s' || article.source_id);
    IF article.language <> '' THEN
        marks := marks || ('#l' || article.language);
    END IF;
    IF article.linked_digest <> md5(article.headline || chr(10) || article.standfirst || chr(10) || body) THEN
        marks := marks || '#unlinked'::text;
    END IF;
    -- The gaps keep phrases from reaching from a headline into the text below it.
    words := setweight(headline, 'A') || gap;
    IF article.standfirst <> '' THEN
        words := words || setweight(to_tsvector('dateline', archive_fold(article.standfirst)), 'B');
    END IF;
    words := ts_delete(
        words || gap || setweight(to_tsvector('dateline', archive_fold(left(body, cut))), 'C'), '#gap'
    );
    IF length(body) > cut THEN
        words := words || to_tsvector('dateline', archive_fold(substr(body, cut + 1)));
    END IF;
    IF article.byline <> '' THEN
        beside := beside || archive_marked('#b', to_tsvector('dateline', archive_fold(article.byline)));
    END IF;
    IF article.dateline <> '' THEN
        beside := beside || archive_marked('#d', to_tsvector('dateline', archive_fold(article.dateline)));
    END IF;
    RETURN words || (beside || archive_entity_vector(article.id, cut) || array_to_tsvector(marks));
END
$$;

-- In the row itself, unless that is longer than a page.
ALTER TABLE archive_searchsignature SET (toast_tuple_target = 8160);
ALTER TABLE archive_searchsignature ALTER COLUMN signature SET STORAGE EXTERNAL;
INSERT INTO archive_searchsignature (article_id, signature)
SELECT article_id, archive_signature(vector) FROM archive_searchvector ORDER BY article_id;
ALTER TABLE archive_searchsignature ADD CONSTRAINT searchsignature_goes_with_its_vector
    FOREIGN KEY (article_id) REFERENCES archive_searchvector (article_id) ON DELETE CASCADE;

-- Statistics of 3,000 words instead of 1,000: which are in a fiftieth of the reports (archive/search/postings.py) is known only
-- where so many are listed. ANALYZE looks at 90,000 vectors for it, which takes seconds.
ALTER TABLE archive_searchvector ALTER COLUMN vector SET STATISTICS 300;

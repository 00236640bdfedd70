-- Search at a million reports: narrow tables, a log of what changed, tokens for phrases and for relevance.

-- Folding as before, in fewer and cheaper passes. replace() runs through a text in a tenth of the time of a regular
-- expression, and translate() takes ten times as long as one: so the marks that most texts have are replaced one by one,
-- and the rest is looked for only where a quick look finds any of it.
CREATE FUNCTION archive_fold_marks(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN value ~ '[\\@_=~|*#<>&+^`]'
        THEN pg_catalog.regexp_replace(value, '[\\@_=~|*#<>&+^`]+', ' ', 'g')
        ELSE value END
$$;

CREATE FUNCTION archive_fold_dots(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN value ~ '\.[[:alpha:]]'
        THEN pg_catalog.regexp_replace(
            pg_catalog.regexp_replace(value, '(?<=\m[[:alpha:]])\.(?=[[:alpha:]]\M)', '', 'g'),
            '\.(?=[[:alpha:]])', ' ', 'g'
        )
        ELSE value END
$$;

CREATE OR REPLACE FUNCTION archive_fold(value text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog, public AS $$
BEGIN
    IF octet_length(value) <> length(value) THEN
        value := replace(replace(replace(replace(replace(replace(replace(
            value, '’', ' '), '‘', ' '), '“', ' '), '”', ' '), '–', ' '), '—', ' '), '…', ' ');
        IF octet_length(value) <> length(value) THEN
            value := archive_fold_letters(value);
        END IF;
    END IF;
    value := replace(replace(replace(replace(value, '-', ' '), '''', ' '), '"', ' '), '/', ' ');
    RETURN archive_fold_dots(archive_fold_marks(value));
END
$$;

-- The same for showing: each character stays in its place, so that offsets in the folded text hold in the original. Marks
-- that few texts have are looked for only where a quick look finds one.
CREATE OR REPLACE FUNCTION archive_fold_in_place(value text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog, public AS $$
BEGIN
    value := replace(replace(replace(replace(value, '-', ' '), '''', ' '), '"', ' '), '/', ' ');
    IF value ~ E'[\\\\@_=~|*#<>&+^`\u0002\u0003]' THEN
        value := regexp_replace(value, E'[\\\\@_=~|*#<>&+^`\u0002\u0003]', ' ', 'g');
    END IF;
    IF octet_length(value) <> length(value) THEN
        value := regexp_replace(value, '[‐‑‒–—―−’‘‚‛“”„‟«»‹›′″´…·•§¶،؛؟]', ' ', 'g');
        IF value ~ '[\u0600-\u06FF]' THEN
            value := translate(value, 'يىكۀةأإآ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹', 'ییکههااا01234567890123456789');
        END IF;
    END IF;
    RETURN value;
END
$$;

-- A change of the searchable data: a new token for the writer's shard (see DataVersion), and which reports it touched
-- (NULL: all of them). The row of the shard stays locked until the writer commits, so the changes of one shard are
-- numbered in the order in which they can be seen. What is long past is dropped now and then: a reader who missed
-- that much reads everything anew.
CREATE FUNCTION archive_note_change(touched integer[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    own smallint := pg_backend_pid() % 32;
    fresh bigint := ('x' || left(md5(gen_random_uuid()::text), 15))::bit(60)::bigint;
BEGIN
    INSERT INTO archive_dataversion (shard, token) VALUES (own, fresh)
    ON CONFLICT (shard) DO UPDATE SET token = excluded.token;
    INSERT INTO archive_searchchange (shard, token, articles) VALUES (own, fresh, touched);
    IF random() < 0.01 THEN
        DELETE FROM archive_searchchange
        WHERE shard = own AND id < (
            SELECT id FROM archive_searchchange WHERE shard = own ORDER BY id DESC OFFSET 500 LIMIT 1
        );
    END IF;
END
$$;

-- Lexemes of a field of their own, told from the words of the text by a prefix that no word begins with.
CREATE FUNCTION archive_marked(prefix text, words tsvector) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_to_tsvector(array_agg(prefix || lexeme)), '') FROM unnest(tsvector_to_array(words)) AS lexeme
$$;

-- The vector: headline A, standfirst B, lead C, the rest D; then entities (#e), places with what they lie in (#p),
-- headline (#t), byline (#b), dateline (#d), source (#s), language (#l), and #unlinked for a text whose names have not
-- been matched yet.
CREATE OR REPLACE FUNCTION archive_vector(article archive_article, facet_values integer[])
    RETURNS tsvector LANGUAGE plpgsql STABLE AS $$
DECLARE
    cut integer := archive_lead_length(article.body);
    folded text := archive_fold(article.body);
    headline tsvector := to_tsvector('dateline', archive_fold(article.headline));
    made tsvector;
    gap CONSTANT tsvector := '''#gap'':25';
    marks text[];
BEGIN
    SELECT array_agg('#p' || (value & 134217727)) INTO marks
    FROM unnest(facet_values) AS value WHERE value >> 27 = 2 AND value & 134217727 > 0;
    marks := marks || ('#s' || article.source_id);
    IF article.language <> '' THEN
        marks := marks || ('#l' || article.language);
    END IF;
    IF article.linked_digest <> md5(article.headline || chr(10) || article.standfirst || chr(10) || article.body) THEN
        marks := marks || '#unlinked'::text;
    END IF;
    -- The gaps keep phrases from reaching from a headline into the text below it.
    made := setweight(headline, 'A') || gap;
    IF article.standfirst <> '' THEN
        made := made || setweight(to_tsvector('dateline', archive_fold(article.standfirst)), 'B');
    END IF;
    made := ts_delete(
        made || gap || setweight(to_tsvector('dateline', archive_fold(left(article.body, cut))), 'C'), '#gap'
    );
    IF length(article.body) > cut THEN
        made := made || to_tsvector('dateline', archive_fold(substr(article.body, cut + 1)));
    END IF;
    IF article.byline <> '' THEN
        made := made || archive_marked('#b', to_tsvector('dateline', archive_fold(article.byline)));
    END IF;
    IF article.dateline <> '' THEN
        made := made || archive_marked('#d', to_tsvector('dateline', archive_fold(article.dateline)));
    END IF;
    RETURN made || archive_marked('#t', headline) || archive_entity_vector(article.id, cut) || array_to_tsvector(marks);
END
$$;

-- How much each word weighs in a report, where it weighs much: tokens "#", a letter and the word. The letter says the
-- part of BM25 that does not depend on the archive, in steps of a twentieth (A for 1.55, B for 1.6 ...): frequencies as
-- in archive/search/relevance/ranking.py, k1 1.2, b 0.5, against a text of 2,500 characters (impacts: Anh and Moffat, 2006).
CREATE FUNCTION archive_impacts(vector tsvector, characters integer) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_agg('#' || chr(34 + step) || lexeme)
    FROM (
        SELECT lexeme, floor(20 * frequency * 2.2 / (frequency + 0.6 + 0.6 * characters / 2500.0))::integer AS step
        FROM (
            SELECT lexeme,
                CASE WHEN weights <@ '{D}' THEN cardinality(weights)
                    ELSE 4 * cardinality(array_positions(weights, 'A')) + 2.5 * cardinality(array_positions(weights, 'B'))
                        + 1.5 * cardinality(array_positions(weights, 'C')) + cardinality(array_positions(weights, 'D'))
                END AS frequency
            FROM unnest(vector) WHERE cardinality(positions) > 1 OR weights && '{A,B}'
        ) AS counted
    ) AS weighed
    WHERE step >= 31
$$;

-- Runs of common words, as one token each: "word word", "word word word", and "word . word" with anything between. A
-- phrase of words that are in a tenth of all reports would else be looked for in the vectors of all of them.
-- (After Williams, Zobel and Bahle, "Fast phrase querying with combined indexes", 2004: partial phrase index.)
-- No two words of a text stand at one place, so the next row is the next word.
CREATE FUNCTION archive_runs(vector tsvector) RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT array_agg(one || ' ' || two) FILTER (WHERE place_two = place + 1)
        || array_agg(one || ' . ' || two) FILTER (WHERE place_two = place + 2)
        || array_agg(one || ' . ' || three) FILTER (WHERE place_three = place + 2)
        || array_agg(one || ' ' || two || ' ' || three) FILTER (WHERE place_two = place + 1 AND place_three = place + 2)
    FROM (
        SELECT place, one, lead(place) OVER words AS place_two, lead(one) OVER words AS two,
            lead(place, 2) OVER words AS place_three, lead(one, 2) OVER words AS three
        FROM (
            SELECT word.lexeme AS one, place FROM unnest(vector) AS word, unnest(word.positions) AS place
            WHERE word.lexeme IN (SELECT common.lexeme FROM archive_commonword common)
        ) AS placed
        WINDOW words AS (ORDER BY place)
    ) AS neighbours
$$;

CREATE FUNCTION archive_tokens(vector tsvector, characters integer) RETURNS tsvector LANGUAGE sql STABLE AS $$
    SELECT array_to_tsvector(coalesce(archive_impacts(vector, characters) || archive_runs(vector), '{}'))
$$;

-- Bring the search records of these reports in line. A vector that stays the same is not written again: all its index
-- entries would be too.
CREATE OR REPLACE FUNCTION archive_index(changed integer[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF changed IS NULL THEN
        RETURN;
    END IF;
    -- Whoever adds common words waits for this report, or this report waits and sees them (archive/search/matches/learn.py).
    LOCK TABLE archive_commonword IN ACCESS SHARE MODE;
    DELETE FROM archive_searchvector filed USING archive_article article
    WHERE filed.article_id = ANY (changed) AND article.id = filed.article_id AND article.status <> 'published';
    DELETE FROM archive_searchtokens filed USING archive_article article
    WHERE filed.article_id = ANY (changed) AND article.id = filed.article_id AND article.status <> 'published';
    DELETE FROM archive_searchrecord filed USING archive_article article
    WHERE filed.article_id = ANY (changed) AND article.id = filed.article_id AND article.status <> 'published';

    WITH made AS MATERIALIZED (
        SELECT article.id, archive_vector(article, facet_values) AS vector, archive_pack(article, facet_values) AS record,
            length(article.body) AS characters
        FROM archive_article article,
            archive_facet_values(article.id, article.source_id, article.language) AS facet_values
        WHERE article.id = ANY (changed) AND article.status = 'published'
    ), recorded AS (
        INSERT INTO archive_searchrecord AS filed (article_id, record) SELECT id, record FROM made
        ON CONFLICT (article_id) DO UPDATE SET record = excluded.record WHERE filed.record <> excluded.record
    ), other AS MATERIALIZED (
        SELECT made.id, made.vector, made.characters
        FROM made LEFT JOIN archive_searchvector filed ON filed.article_id = made.id
        WHERE filed.vector IS DISTINCT FROM made.vector
    ), indexed AS (
        INSERT INTO archive_searchvector (article_id, vector) SELECT id, vector FROM other
        ON CONFLICT (article_id) DO UPDATE SET vector = excluded.vector
    )
    INSERT INTO archive_searchtokens AS filed (article_id, vector) SELECT id, archive_tokens(vector, characters) FROM other
    ON CONFLICT (article_id) DO UPDATE SET vector = excluded.vector WHERE filed.vector <> excluded.vector;
END
$$;

-- The planner takes a word that is in most reports for a reason to read the whole heap, and with it every vector from where
-- it stands out of line: ten times the work of the index. These read by the index alone.
CREATE OR REPLACE FUNCTION archive_ids(asked tsquery) RETURNS bytea LANGUAGE sql STABLE SET enable_seqscan = off AS $$
    SELECT string_agg(int4send(article_id), '') FROM archive_searchvector WHERE vector @@ asked
$$;

CREATE FUNCTION archive_token_ids(asked tsquery) RETURNS bytea LANGUAGE sql STABLE SET enable_seqscan = off AS $$
    SELECT string_agg(int4send(article_id), '') FROM archive_searchtokens WHERE vector @@ asked
$$;

CREATE OR REPLACE FUNCTION archive_count(asked tsquery, most bigint) RETURNS bigint
    LANGUAGE sql STABLE SET enable_seqscan = off AS $$
    SELECT count(*) FROM (SELECT FROM archive_searchvector WHERE vector @@ asked LIMIT most) AS found
$$;

-- Narrow heaps: vectors stand out of line, uncompressed.
ALTER TABLE archive_searchvector SET (toast_tuple_target = 128, fillfactor = 90);
ALTER TABLE archive_searchvector ALTER COLUMN vector SET STORAGE EXTERNAL;
ALTER TABLE archive_searchtokens SET (toast_tuple_target = 128, fillfactor = 90);
ALTER TABLE archive_searchtokens ALTER COLUMN vector SET STORAGE EXTERNAL;
ALTER TABLE archive_searchvector ADD CONSTRAINT searchvector_goes_with_its_article
    FOREIGN KEY (article_id) REFERENCES archive_article (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE archive_searchtokens ADD CONSTRAINT searchtokens_go_with_their_article
    FOREIGN KEY (article_id) REFERENCES archive_article (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;

-- The vector of a report, and the tokens derived from it.

-- The end of a body's lead: the first space after 400 characters.
CREATE FUNCTION archive_lead_length(body text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(400 + nullif(strpos(substr(body, 401), ' '), 0), length(body))
$$;

-- The lexeme of each entity named in the text, #e and its id, with up to 20 positions, weighted like the words there; and #c and its id, if a curator
-- confirmed it.
CREATE FUNCTION archive_entity_vector(article integer, lead_length integer, headline_weight text) RETURNS tsvector LANGUAGE sql STABLE AS $$
    SELECT coalesce(string_agg(
        format('''#e%s'':%s', entity_id, positions) || CASE WHEN confirmed THEN format(' ''#c%s''', entity_id) ELSE '' END, ' '
    )::tsvector, '')
    FROM (
        SELECT entity_id, bool_or(confirmed) AS confirmed, string_agg(nth || weight, ',' ORDER BY nth) FILTER (WHERE nth <= 20) AS positions
        FROM (
            SELECT mention.entity_id,
                archive_is_confirmed(mention.method, mention.certainty, mention.reviewed_at) AS confirmed,
                row_number() OVER (PARTITION BY mention.entity_id ORDER BY mention.id) AS nth,
                CASE
                    WHEN mention.field = 'headline' THEN headline_weight
                    WHEN mention.field = 'standfirst' THEN 'B'
                    WHEN mention.start < lead_length THEN 'C'
                    ELSE ''
                END AS weight
            FROM archive_mention mention JOIN archive_entity entity ON entity.id = mention.entity_id
            WHERE mention.article_id = article AND mention.field <> 'dateline'
              AND archive_is_accepted(mention.status) AND archive_is_public(entity.visibility)
        ) AS counted
        GROUP BY entity_id
    ) AS entities
$$;

-- Lexemes of a separate field, distinguished from the words of the text by a prefix that no word begins with.
CREATE FUNCTION archive_marked(prefix text, words tsvector) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_to_tsvector(array_agg(prefix || lexeme)), '') FROM unnest(tsvector_to_array(words)) AS lexeme
$$;

-- Whether a headline, in brackets, is only the first words of the report, which stand in for one: it counts for nothing then.
CREATE FUNCTION archive_is_stand_in(headline text, words tsvector, lead tsvector) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT headline LIKE '[%]' AND tsvector_to_array(words) <@ tsvector_to_array(lead)
$$;

-- The vector: headline A, standfirst B, lead C, the rest D; then entities (#e), values of facets, headline (#t), the words of fields of
-- their own, and #unlinked for a text whose names have not been matched yet; archive/search/declared.py writes archive_facet_marks and
-- archive_field_words. The text is read once and folded only where it is split into words, and whatever has no position in it is combined
-- before it is added: concatenating two vectors compares all their words.
CREATE FUNCTION archive_vector(article archive_article, facet_values integer[])
    RETURNS tsvector LANGUAGE plpgsql STABLE AS $$
DECLARE
    body text := article.body || '';
    cut integer := archive_lead_length(body);
    headline tsvector := archive_stems(article.language, article.headline);
    lead tsvector := archive_stems(article.language, left(body, cut));
    is_stand_in boolean := archive_is_stand_in(article.headline, headline, lead);
    words tsvector;
    beside tsvector;
    gap CONSTANT tsvector := '''#gap'':25';
    marks text[] := archive_facet_marks(facet_values);
BEGIN
    IF article.linked_digest <> archive_text_digest(article.headline, article.standfirst, article.dateline, body) THEN
        marks := marks || '#unlinked'::text;
    END IF;
    IF is_stand_in THEN
        headline := '';
    END IF;
    beside := archive_marked('#t', headline) || archive_field_words(article);
    -- The gaps keep phrases from reaching from a headline into the text below it.
    words := setweight(headline, 'A') || gap;
    IF article.standfirst <> '' THEN
        words := words || setweight(archive_stems(article.language, article.standfirst), 'B');
    END IF;
    words := ts_delete(words || gap || setweight(lead, 'C'), '#gap');
    IF length(body) > cut THEN
        words := words || archive_stems(article.language, substr(body, cut + 1));
    END IF;
    RETURN words || (
        beside || archive_entity_vector(article.id, cut, CASE WHEN is_stand_in THEN '' ELSE 'A' END) || array_to_tsvector(marks)
    );
END
$$;

-- The frequency of each word that counts twice or more in a report: tokens of "#", a letter and the word. A place in the headline counts
-- twice and one in the standfirst one and a half times. The letters and weights are those of archive/search/relevance; all else of BM25
-- is worked out there (frequencies in lists of reports: Zobel and Moffat, "Inverted files for text search engines", 2006).
CREATE FUNCTION archive_frequencies(vector tsvector) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_agg('#' || chr(64 + width_bucket(frequency, '{2,3,4,5,6,8,12}'::float8[])) || lexeme)
    FROM (
        SELECT lexeme,
            cardinality(positions) + cardinality(array_positions(weights, 'A'))
                + 0.5::float8 * cardinality(array_positions(weights, 'B')) AS frequency
        FROM unnest(vector) WHERE cardinality(positions) > 1 OR weights && '{A}'
    ) AS counted
$$;

-- The ids of matching reports, packed. For a word in most reports the planner would read the whole heap, and with it every out-of-line
-- vector: ten times the work of the index. These functions use only the index.
CREATE FUNCTION archive_ids(asked tsquery) RETURNS bytea LANGUAGE sql STABLE SET enable_seqscan = off AS $$
    SELECT string_agg(int4send(article_id), '') FROM archive_searchvector WHERE vector @@ asked
$$;

CREATE FUNCTION archive_token_ids(asked tsquery) RETURNS bytea LANGUAGE sql STABLE SET enable_seqscan = off AS $$
    SELECT string_agg(int4send(article_id), '') FROM archive_searchvector WHERE tokens @@ asked
$$;

-- Ids of some matching reports, up to a limit.
CREATE FUNCTION archive_some_ids(asked tsquery, most bigint) RETURNS integer[]
    LANGUAGE sql STABLE SET enable_seqscan = off AS $$
    SELECT coalesce(array_agg(article_id), '{}')
    FROM (SELECT article_id FROM archive_searchvector WHERE vector @@ asked LIMIT most) AS found
$$;

CREATE FUNCTION archive_count(asked tsquery, most bigint) RETURNS bigint
    LANGUAGE sql STABLE SET enable_seqscan = off AS $$
    SELECT count(*) FROM (SELECT FROM archive_searchvector WHERE vector @@ asked LIMIT most) AS found
$$;

-- A narrow heap: vectors and tokens are stored out of line, uncompressed, side by side. Values move out of line only if the row is longer
-- than two kilobytes, whatever toast_tuple_target says, which tokens alone often are not: a heap of their own was fifteen times as large.
ALTER TABLE archive_searchvector SET (toast_tuple_target = 128, fillfactor = 90);
ALTER TABLE archive_searchvector ALTER COLUMN vector SET STORAGE EXTERNAL;
ALTER TABLE archive_searchvector ALTER COLUMN tokens SET STORAGE EXTERNAL;
ALTER TABLE archive_searchvector ADD CONSTRAINT searchvector_goes_with_its_article
    FOREIGN KEY (article_id) REFERENCES archive_article (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;

-- Statistics of 3,000 words instead of 1,000: only then do they list all words in a fiftieth of the reports
-- (archive/search/matches/posting_lists.py). ANALYZE reads 90,000 vectors for that, which takes seconds.
ALTER TABLE archive_searchvector ALTER COLUMN vector SET STATISTICS 300;

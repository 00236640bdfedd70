-- What the triggers declared in archive/models/triggers.py call.

-- The version of the searchable data: see DataVersion.
CREATE FUNCTION archive_raise_version() RETURNS void LANGUAGE sql AS $$
    INSERT INTO archive_dataversion (shard, token)
    VALUES (pg_backend_pid() % 32, ('x' || left(md5(gen_random_uuid()::text), 15))::bit(60)::bigint)
    ON CONFLICT (shard) DO UPDATE SET token = excluded.token
$$;

-- The ids of the places that a place lies in, outermost first. Locks the parent, so that two moves at once cannot make
-- a circle. A parent that is added later in the same transaction passes its lineage on when it comes.
CREATE FUNCTION archive_lineage(own integer, own_kind text, parent integer) RETURNS integer[] LANGUAGE plpgsql AS $$
DECLARE
    outer_place record;
BEGIN
    IF parent IS NULL OR own_kind <> 'place' THEN
        RETURN '{}';
    END IF;
    IF parent = own THEN
        RAISE EXCEPTION 'A place cannot lie in itself.' USING ERRCODE = 'check_violation';
    END IF;
    SELECT kind, lineage INTO outer_place FROM archive_entity WHERE id = parent FOR SHARE;
    IF NOT FOUND THEN
        RETURN ARRAY[parent];
    ELSIF outer_place.kind <> 'place' THEN
        RAISE EXCEPTION 'A place can only lie in a place.' USING ERRCODE = 'check_violation';
    ELSIF own = ANY (outer_place.lineage) THEN
        RAISE EXCEPTION 'A place cannot lie in one of its own parts.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN outer_place.lineage || parent;
END
$$;

-- The passage at the offsets of a mention; refuses a text that does not stand there. A missing article is looked at
-- when it is added.
CREATE FUNCTION archive_passage(article integer, place text, first bigint, last bigint, printed text)
    RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    passage text;
BEGIN
    IF first IS NULL THEN
        RETURN printed;
    END IF;
    SELECT substring(CASE place WHEN 'headline' THEN headline WHEN 'standfirst' THEN standfirst ELSE body END
                     FROM first::integer + 1 FOR (last - first)::integer)
    INTO passage FROM archive_article WHERE id = article;
    IF NOT FOUND THEN
        RETURN printed;
    ELSIF printed <> '' AND passage <> printed OR length(passage) < last - first THEN
        RAISE EXCEPTION 'The mention "%" does not stand at % to % in the % of report %.', printed, first, last, place, article
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN left(passage, 300);
END
$$;

-- After a change of text: machine-found mentions that no longer stand go (they are found again), those that a curator
-- looked at move to where their words stand now, or lose their place but not their verdict.
CREATE FUNCTION archive_replace_mentions(changed integer, new_headline text, new_standfirst text, new_body text)
    RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    lost record;
    place integer;
BEGIN
    FOR lost IN
        SELECT mention.*, now.text AS new_text
        FROM archive_mention mention
        CROSS JOIN LATERAL (
            SELECT CASE field WHEN 'headline' THEN new_headline WHEN 'standfirst' THEN new_standfirst ELSE new_body END
        ) AS now (text)
        WHERE article_id = changed AND start IS NOT NULL
          AND substring(now.text FROM start::integer + 1 FOR ("end" - start)::integer) IS DISTINCT FROM mention.text
        ORDER BY start
    LOOP
        place := nullif(strpos(lost.new_text, lost.text), 0) - 1;
        IF lost.method <> 'curator' AND lost.reviewed_at IS NULL OR EXISTS (
            SELECT FROM archive_mention other
            WHERE other.article_id = changed AND other.entity_id = lost.entity_id AND other.field = lost.field
              AND other.start IS NOT DISTINCT FROM place AND other.id <> lost.id
        ) THEN
            DELETE FROM archive_mention WHERE id = lost.id;
        ELSE
            UPDATE archive_mention SET start = place, "end" = place + length(lost.text) WHERE id = lost.id;
        END IF;
    END LOOP;
END
$$;

-- A date as the number yyyymmdd, which sorts as dates do and gives its year by a division.
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
        SELECT unnest(named.id || named.lineage) AS id
        FROM archive_mention mention JOIN archive_entity named ON named.id = mention.entity_id
        WHERE mention.article_id = article AND mention.status = 'accepted' AND named.visibility = 'public'
    ) AS counted
    JOIN archive_entity entity ON entity.id = counted.id
    WHERE entity.visibility = 'public';
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

-- Where the lead of a body ends: at the first space after 400 characters.
CREATE FUNCTION archive_lead_length(body text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE strpos(substr(body, 401), ' ') WHEN 0 THEN length(body) ELSE 400 + strpos(substr(body, 401), ' ') END
$$;

-- The lexeme of each named entity, #e and its id, with up to 20 positions weighed as the words there.
CREATE FUNCTION archive_entity_vector(article integer, lead_length integer) RETURNS tsvector LANGUAGE sql STABLE AS $$
    SELECT coalesce(string_agg(format('''#e%s'':%s', entity_id, positions), ' ')::tsvector, '')
    FROM (
        SELECT entity_id, string_agg(nth || weight, ',' ORDER BY nth) AS positions
        FROM (
            SELECT mention.entity_id,
                row_number() OVER (PARTITION BY mention.entity_id ORDER BY mention.id) AS nth,
                CASE
                    WHEN mention.field = 'headline' THEN 'A'
                    WHEN mention.field = 'standfirst' THEN 'B'
                    WHEN mention.start < lead_length THEN 'C'
                    ELSE ''
                END AS weight
            FROM archive_mention mention JOIN archive_entity entity ON entity.id = mention.entity_id
            WHERE mention.article_id = article AND mention.status = 'accepted' AND entity.visibility = 'public'
        ) AS counted
        WHERE nth <= 20
        GROUP BY entity_id
    ) AS entities
$$;

-- Lexemes of a field of their own, told from the words of the text by a prefix that no word begins with.
CREATE FUNCTION archive_prefixed_lexemes(prefix text, value text) RETURNS tsvector LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_to_tsvector(array_agg(prefix || lexeme)), '')
    FROM unnest(to_tsvector('dateline', archive_fold(value)))
$$;

-- The vector: headline A, standfirst B, lead C, the rest D; then entities (#e), places with what they lie in (#p),
-- byline (#b), dateline (#d), source (#s), language (#l), and #unlinked for a text whose names have not been matched yet.
CREATE FUNCTION archive_vector(article archive_article, facet_values integer[])
    RETURNS tsvector LANGUAGE plpgsql STABLE AS $$
DECLARE
    cut integer := archive_lead_length(article.body);
    text_digest text := md5(article.headline || chr(10) || article.standfirst || chr(10) || article.body);
    gap CONSTANT tsvector := '''#gap'':25';
    marks text[];
BEGIN
    SELECT array_agg('#p' || (value & 134217727)) INTO marks
    FROM unnest(facet_values) AS value WHERE value >> 27 = 2 AND value & 134217727 > 0;
    marks := marks || ('#s' || article.source_id);
    IF article.language <> '' THEN
        marks := marks || ('#l' || article.language);
    END IF;
    IF article.linked_digest <> text_digest THEN
        marks := marks || '#unlinked'::text;
    END IF;
    -- The gaps keep phrases from reaching from a headline into the text below it.
    RETURN ts_delete(
            setweight(to_tsvector('dateline', archive_fold(article.headline)), 'A') || gap
            || setweight(to_tsvector('dateline', archive_fold(article.standfirst)), 'B') || gap
            || setweight(to_tsvector('dateline', archive_fold(left(article.body, cut))), 'C'),
            '#gap'
        )
        || to_tsvector('dateline', archive_fold(substr(article.body, cut + 1)))
        || archive_entity_vector(article.id, cut)
        || CASE article.byline WHEN '' THEN '' ELSE archive_prefixed_lexemes('#b', article.byline) END
        || CASE article.dateline WHEN '' THEN '' ELSE archive_prefixed_lexemes('#d', article.dateline) END
        || array_to_tsvector(marks);
END
$$;

-- Bring the search records of these reports in line. A vector that stays the same is not written again: all its index
-- entries would be too.
CREATE FUNCTION archive_index(changed integer[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF changed IS NULL THEN
        RETURN;
    END IF;
    DELETE FROM archive_searchrecord record USING archive_article article
    WHERE record.article_id = ANY (changed) AND article.id = record.article_id AND article.status <> 'published';
    DELETE FROM archive_searchlead lead USING archive_article article
    WHERE lead.article_id = ANY (changed) AND article.id = lead.article_id AND article.status <> 'published';

    WITH made AS MATERIALIZED (
        SELECT article.id, archive_vector(article, facet_values) AS vector, archive_pack(article, facet_values) AS record
        FROM archive_article article,
            archive_facet_values(article.id, article.source_id, article.language) AS facet_values
        WHERE article.id = ANY (changed) AND article.status = 'published'
    ), same AS MATERIALIZED (
        SELECT made.id, made.record, filed.record AS old_record
        FROM made JOIN archive_searchrecord filed ON filed.article_id = made.id AND filed.vector = made.vector
    ), refiled AS (
        UPDATE archive_searchrecord filed SET record = same.record
        FROM same WHERE filed.article_id = same.id AND same.record <> same.old_record
    ), filed AS (
        INSERT INTO archive_searchrecord (article_id, record, vector)
        SELECT id, record, vector FROM made WHERE id NOT IN (SELECT id FROM same)
        ON CONFLICT (article_id) DO UPDATE SET record = excluded.record, vector = excluded.vector
    )
    INSERT INTO archive_searchlead AS lead (article_id, vector)
    SELECT id, ts_filter(vector, '{a,b,c}') FROM made
    ON CONFLICT (article_id) DO UPDATE SET vector = excluded.vector WHERE lead.vector <> excluded.vector;
END
$$;

-- The planner takes a word that is in most reports for a reason to read the whole heap, and with it every vector from where
-- it stands out of line: ten times the work of the index. These three read by the index alone.
CREATE FUNCTION archive_scan(asked tsquery) RETURNS bytea LANGUAGE sql STABLE SET enable_seqscan = off AS $$
    SELECT string_agg(record, '') FROM archive_searchrecord WHERE vector @@ asked
$$;

CREATE FUNCTION archive_ids(asked tsquery) RETURNS bytea LANGUAGE sql STABLE SET enable_seqscan = off AS $$
    SELECT string_agg(int4send(article_id), '') FROM archive_searchrecord WHERE vector @@ asked
$$;

CREATE FUNCTION archive_count(asked tsquery, most bigint) RETURNS bigint LANGUAGE sql STABLE SET enable_seqscan = off AS $$
    SELECT count(*) FROM (SELECT FROM archive_searchrecord WHERE vector @@ asked LIMIT most) AS found
$$;

-- A narrow heap: wide columns stand out of line, and the vector is not compressed. Nothing else is held back for long.
ALTER TABLE archive_searchrecord SET (toast_tuple_target = 128, fillfactor = 90);
ALTER TABLE archive_searchrecord ALTER COLUMN record SET STORAGE PLAIN;
ALTER TABLE archive_searchrecord ALTER COLUMN vector SET STORAGE EXTERNAL;
ALTER TABLE archive_searchrecord ADD CONSTRAINT searchrecord_goes_with_its_article
    FOREIGN KEY (article_id) REFERENCES archive_article (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE archive_searchlead ADD CONSTRAINT searchlead_goes_with_its_article
    FOREIGN KEY (article_id) REFERENCES archive_article (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;

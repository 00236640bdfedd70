-- Rebuilding derived data, and detecting what made them: see archive/matching/rebuild.py and derivation.py.

-- What the search data of these reports should be.
CREATE FUNCTION archive_derived(wanted integer[])
    RETURNS TABLE (article_id integer, record bytea, vector tsvector, tokens tsvector, signature bytea, shared bytea)
    LANGUAGE sql STABLE AS $$
    SELECT made.id, made.record, made.vector, archive_tokens(made.vector), signed.signature, signed.shared
    FROM (
        SELECT article.id, archive_pack(worded, facet_values) AS record, archive_vector(worded, facet_values) AS vector
        FROM archive_article article
        CROSS JOIN LATERAL archive_as_public(article) AS worded
        CROSS JOIN LATERAL archive_facet_values(worded) AS facet_values
        WHERE article.id = ANY (wanted) AND archive_is_published(article.status)
        OFFSET 0
    ) AS made, archive_signature(made.vector) AS signed
$$;

-- Those of these reports whose derived data differ from what would be derived now. Nothing is written.
CREATE FUNCTION archive_differing(wanted integer[]) RETURNS integer[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(id ORDER BY id), '{}')
    FROM (
        SELECT id FROM archive_article
        WHERE id = ANY (wanted) AND date_range IS DISTINCT FROM archive_edtf_range(date_edtf)
        UNION
        SELECT coalesce(made.article_id, kept.article_id)
        FROM (
            SELECT wording.* FROM archive_article article CROSS JOIN LATERAL archive_wording(article) AS wording
            WHERE article.id = ANY (wanted) AND archive_withholds()
        ) AS made
        FULL JOIN (SELECT * FROM archive_publicwording WHERE article_id = ANY (wanted)) AS kept USING (article_id)
        WHERE made IS DISTINCT FROM kept
        UNION
        SELECT made.article_id
        FROM archive_derived(wanted) AS made
        LEFT JOIN archive_searchrecord recorded ON recorded.article_id = made.article_id
        LEFT JOIN archive_searchvector filed ON filed.article_id = made.article_id
        LEFT JOIN archive_searchsignature signed ON signed.article_id = made.article_id
        WHERE (recorded.record, filed.vector, filed.tokens, signed.signature, signed.shared)
            IS DISTINCT FROM (made.record, made.vector, made.tokens, made.signature, made.shared)
        UNION
        SELECT id FROM archive_article
        WHERE id = ANY (wanted) AND NOT archive_is_published(status) AND (
            EXISTS (SELECT FROM archive_searchrecord WHERE article_id = id)
            OR EXISTS (SELECT FROM archive_searchvector WHERE article_id = id)
        )
    ) AS differing
$$;

-- Rebuild the derived data of these reports, write what differs, and return which reports did. Vectors are locked first: whoever changes
-- one meanwhile comes after this, and sees it. If names are withheld, all writers wait, as they do when somebody is protected: rows of
-- reports are not locked then, as the holder of one may be waiting. If nothing is withheld, whoever protects somebody comes before or
-- after.
CREATE FUNCTION archive_rebuild(wanted integer[]) RETURNS integer[] LANGUAGE plpgsql AS $$
DECLARE
    dated integer[];
    reworded integer[];
    indexed integer[];
    signed integer[];
BEGIN
    IF archive_withholds() THEN
        PERFORM pg_advisory_xact_lock(7420151);
    ELSE
        PERFORM pg_advisory_xact_lock_shared(7420151);
        IF archive_withholds() THEN
            RAISE EXCEPTION 'Somebody was protected meanwhile: these reports are to be made anew once more.'
                USING ERRCODE = 'deadlock_detected';
        END IF;
        PERFORM FROM archive_article WHERE id = ANY (wanted) ORDER BY id FOR NO KEY UPDATE;
    END IF;
    LOCK TABLE archive_commonword IN ACCESS SHARE MODE;
    PERFORM FROM archive_searchvector WHERE article_id = ANY (wanted) ORDER BY article_id FOR NO KEY UPDATE;
    WITH written AS (
        UPDATE archive_article SET date_edtf = date_edtf
        WHERE id = ANY (wanted) AND date_range IS DISTINCT FROM archive_edtf_range(date_edtf)
        RETURNING id
    )
    SELECT array_agg(id) INTO dated FROM written;
    reworded := archive_reword(wanted);
    PERFORM archive_follow_wordings(reworded);
    WITH made AS MATERIALIZED (
        SELECT * FROM archive_derived(wanted)
    ), filed AS (
        INSERT INTO archive_searchvector AS filed (article_id, vector, tokens) SELECT article_id, vector, tokens FROM made
        ON CONFLICT (article_id) DO UPDATE SET vector = excluded.vector, tokens = excluded.tokens
        WHERE filed.vector <> excluded.vector OR filed.tokens <> excluded.tokens
        RETURNING article_id
    ), recorded AS (
        INSERT INTO archive_searchrecord AS filed (article_id, record) SELECT article_id, record FROM made
        ON CONFLICT (article_id) DO UPDATE SET record = excluded.record WHERE filed.record <> excluded.record
        RETURNING article_id
    ), unfiled AS (
        DELETE FROM archive_searchvector filed USING archive_article article
        WHERE filed.article_id = ANY (wanted) AND article.id = filed.article_id AND NOT archive_is_published(article.status)
        RETURNING filed.article_id
    ), unrecorded AS (
        DELETE FROM archive_searchrecord filed USING archive_article article
        WHERE filed.article_id = ANY (wanted) AND article.id = filed.article_id AND NOT archive_is_published(article.status)
        RETURNING filed.article_id
    )
    SELECT array_agg(article_id) INTO indexed
    FROM (
        SELECT article_id FROM filed UNION SELECT article_id FROM recorded
        UNION SELECT article_id FROM unfiled UNION SELECT article_id FROM unrecorded
    ) AS written;
    WITH written AS (
        INSERT INTO archive_searchsignature AS kept (article_id, signature, shared)
        SELECT filed.article_id, made.signature, made.shared
        FROM archive_searchvector filed, archive_signature(filed.vector) AS made WHERE filed.article_id = ANY (wanted)
        ON CONFLICT (article_id) DO UPDATE SET signature = excluded.signature, shared = excluded.shared
        WHERE (kept.signature, kept.shared) IS DISTINCT FROM (excluded.signature, excluded.shared)
        RETURNING article_id
    )
    SELECT array_agg(article_id) INTO signed FROM written;
    RETURN ARRAY(SELECT DISTINCT unnest(dated || reworded || indexed || signed) ORDER BY 1);
END
$$;

-- What this server makes of words, names, dates and a report that distinguish versions: the stemmer of PostgreSQL 18 turns "added" into
-- "add", that of 15 into "ad". If this differs from when data were derived, they may have to be rebuilt.
CREATE FUNCTION archive_telling_answers() RETURNS text LANGUAGE sql STABLE SET datestyle = 'ISO' AS $$
    WITH telling AS (
        SELECT 'Added adding ebbing egged erred inning offing canning herring evening news skies skis dying lying singly gently early only'
            ' bias atlas cosmos andes proceed exceed succeed university universal arsenal conspirators generously archaeology'
            ' internationalisation agreed feeding owed hopping hoping relational valency hesitancy electricity adjustable' AS words,
            '“Taliban” Mazar-i-Sharif, U.S. forces in Kabul/Herat; café Straße Übergabe Łódź naïve ﬁle №5 city.The e.g. www.example.org'
            ' طالبان كابل يوسف ٣ ۴ مزارِ شریف Масуд d''Orsay Qala’i-Naw ʿAbd al-Raḥmān Sana''a king''s 1,500 خانه‌ها القاعده' AS text
    ), sample AS (
        SELECT jsonb_populate_record(NULL::archive_article, jsonb_build_object(
            'id', 0, 'source_id', 7, 'story_id', 3, 'status', 'published', 'language', 'en', 'headline', text, 'standfirst', words,
            'body', repeat(words || '. ' || text || '. ', 2), 'byline', 'Anna Writer', 'dateline', 'MAZAR-I-SHARIF', 'linked_digest', '',
            'date_edtf', '1998-08', 'date_range', '[1998-08-01,1998-09-01)'
        )) AS article
        FROM telling
    ), filed AS (
        SELECT archive_vector(article, facet_values) AS vector, archive_pack(article, facet_values) AS record
        FROM sample, LATERAL (
            SELECT archive_has_none('{}') || archive_facet_value('place', 6) || archive_own_values(article) AS facet_values
        ) AS valued
    )
    SELECT concat_ws(
        E'\n',
        to_tsvector('dateline', archive_fold_words(words)), to_tsvector('dateline_simple', archive_fold_words(text)),
        archive_fold(text), archive_fold_in_place(text), archive_name_key(text), archive_unaccent(text),
        archive_fold_words(text), archive_stems('ru', text), archive_stems('ar', text), archive_stems('de', words),
        archive_name_keys(archive_name_key(words), archive_name_code(archive_name_key(words)))::text,
        archive_name_keys(archive_name_key(text), archive_name_code(archive_name_key(text)))::text,
        archive_filed_as('person', 'Mullah Abu Musab al-Zarqawi'),
        archive_filed_as('faction', 'al-Qaeda'),
        filed.vector, filed.record, archive_frequencies(filed.vector)::text,
        (SELECT concat_ws(' ', signature, shared) FROM archive_signature(filed.vector)),
        (
            SELECT string_agg(concat(archive_edtf_range(value)), ' ')
            FROM unnest('{1998-08-09,1998-08,1998,199X,19XX,1997~,1996-23,1996-24,1998-XX-XX,1997-05/1997-07,../1997,1997/,2000-02-30}'::text[]) AS value
        ),
        archive_address_key('https://www.Example.org/a/?utm_source=x&b=1#c')
    )
    FROM telling, filed
$$;

-- Withholding the names of protected entities: readers, searches and most curators get the public wording of a report
-- that contains one. See docs/decisions/0015-protected-names-are-withheld-by-the-database.md.

-- The replacement of a name; the same as WITHHELD in archive/models/wordings.py.
CREATE FUNCTION archive_withheld() RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT '[name withheld]' $$;

-- The letters of a text, folded as names are, without anything between words: "Abdul-Karim" and "Abdulkarim" are the same.
CREATE FUNCTION archive_letters(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path FROM CURRENT AS $$
    SELECT replace(archive_name_key(value), ' ', '')
$$;

-- Whether there is anything to withhold, or was: checked before each write, so by two small indexes.
CREATE FUNCTION archive_withholds() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM archive_entity WHERE visibility = 'protected') OR EXISTS (SELECT FROM archive_publicwording)
$$;

-- The names of protected entities. A name is shared if a public entity has it too, or a curator marked it as ambiguous. One that is an
-- ordinary word, or has only two letters, is distinguished from the word by its capitals (`exact`).
CREATE FUNCTION archive_protected_names()
    RETURNS TABLE (entity_id integer, key text, letters text, printed text, shared boolean, exact boolean)
    LANGUAGE sql STABLE AS $$
    SELECT name.entity_id, name.key, replace(name.key, ' ', ''), regexp_replace(name.text, '[^[:alnum:]]+', '', 'g'),
        name.ambiguous OR EXISTS (
            SELECT FROM archive_name other JOIN archive_entity bearer ON bearer.id = other.entity_id
            WHERE other.key = name.key AND archive_is_public(bearer.visibility)
        ),
        name.key = ANY (archive_untelling_words()) OR length(name.key) < 3
    FROM archive_entity entity JOIN archive_name name ON name.entity_id = entity.id
    WHERE entity.visibility = 'protected' AND name.key <> ''
$$;

-- The words of a text in order, folded, each with what precedes it and the positions of its first character and of what follows it. The
-- last row is what follows the last word.
CREATE FUNCTION archive_words_in(value text)
    RETURNS TABLE (place integer, before text, printed text, folded text, first integer, last integer)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT nth::integer, before, printed,
        CASE WHEN octet_length(printed) = length(printed) THEN lower(printed) ELSE archive_letters(printed) END,
        (reached - length(printed))::integer, reached::integer
    FROM (
        SELECT nth, parts[1] AS before, parts[2] AS printed, sum(length(parts[1]) + length(parts[2])) OVER (ORDER BY nth) AS reached
        FROM regexp_matches(
            value,
            '([^[:alnum:]\u00AD\u0300-\u036F\u200B-\u200F\u2060\uFEFF\u02BB-\u02BF\u0640\u064B-\u0652\u0670\u0900-\u0963\u0971-\u0DFF]*)'
            '([[:alnum:]\u00AD\u0300-\u036F\u200B-\u200F\u2060\uFEFF\u02BB-\u02BF\u0640\u064B-\u0652\u0670\u0900-\u0963\u0971-\u0DFF]+|$)',
            'g'
        ) WITH ORDINALITY AS found (parts, nth)
    ) AS words
$$;

-- The public wording of these texts of one report: only those that contain a name to be withheld, with the positions of the names in the
-- printed text, and whose they are. The first three texts are headline, standfirst and body, the fifth the dateline; without a report no mentions are known.
-- `known_there` are entities with a name elsewhere in the report.
--
-- An unshared name is withheld wherever it occurs. If one does, or the report mentions its bearer, so are the shared ones, and the single
-- words of all of them. Exceptions: a name within a longer name of somebody public, and a single word that is a public name of another
-- kind there, or that a curator decided on.
CREATE FUNCTION archive_withhold(report integer, texts text[], known_there integer[] DEFAULT '{}')
    RETURNS TABLE (number integer, wording text, firsts integer[], lasts integer[], entities integer[])
    LANGUAGE sql STABLE AS $$
    WITH RECURSIVE mentioned AS MATERIALIZED (
        SELECT DISTINCT entity.id FROM archive_mention mention JOIN archive_entity entity ON entity.id = mention.entity_id
        WHERE mention.article_id = report AND mention.status <> 'rejected' AND entity.visibility = 'protected'
        UNION
        SELECT entity.id FROM archive_entity entity WHERE entity.id = ANY (known_there) AND entity.visibility = 'protected'
    ), known AS MATERIALIZED (
        SELECT * FROM archive_protected_names()
    ), likely AS MATERIALIZED (
        SELECT known.entity_id FROM known WHERE strpos(archive_letters(array_to_string(texts, ' ')), known.letters) > 0
        UNION SELECT mentioned.id FROM mentioned
    ), wanted AS MATERIALIZED (
        SELECT known.entity_id, known.letters, known.printed, known.shared, known.exact, false AS is_part
        FROM known JOIN likely USING (entity_id)
        UNION
        SELECT known.entity_id, word, word, true, false, true
        FROM known JOIN likely USING (entity_id), string_to_table(known.key, ' ') AS word
        WHERE word <> known.letters AND word <> ALL (archive_untelling_words())
          AND length(word) > CASE WHEN octet_length(word) = length(word) THEN 2 ELSE 1 END
    ), word AS MATERIALIZED (
        SELECT given.number::integer AS number, words.*
        FROM unnest(texts) WITH ORDINALITY AS given (value, number), archive_words_in(given.value) AS words
        WHERE EXISTS (SELECT FROM wanted)
    ), run AS (
        SELECT wanted.*, word.number, word.place AS starts, word.place AS ends, word.first, word.last,
            word.folded AS joined, word.printed AS seen
        FROM word JOIN wanted ON word.folded <> '' AND starts_with(wanted.letters || 's', word.folded)
        UNION ALL
        SELECT run.entity_id, run.letters, run.printed, run.shared, run.exact, run.is_part, run.number, run.starts, word.place,
            run.first, word.last, run.joined || word.folded, run.seen || word.printed
        FROM run JOIN word ON word.number = run.number AND word.place = run.ends + 1
        WHERE word.folded <> '' AND length(run.joined) < length(run.letters)
          AND starts_with(run.letters || 's', run.joined || word.folded)
    ), public_name AS MATERIALIZED (
        SELECT CASE mention.field WHEN 'headline' THEN 1 WHEN 'standfirst' THEN 2 WHEN 'dateline' THEN 5 ELSE 3 END AS number,
            mention.start AS first, mention."end" AS last, entity.kind,
            mention.method = 'curator' OR mention.reviewed_at IS NOT NULL AS is_decided
        FROM archive_mention mention JOIN archive_entity entity ON entity.id = mention.entity_id
        WHERE mention.article_id = report AND archive_is_accepted(mention.status) AND mention."end" IS NOT NULL
          AND archive_is_public(entity.visibility)
    ), met AS MATERIALIZED (
        SELECT run.entity_id, run.number, run.starts, run.ends, run.shared, run.is_part
        FROM run JOIN archive_entity bearer ON bearer.id = run.entity_id
        WHERE run.joined IN (run.letters, run.letters || 's')
          AND (NOT run.exact OR run.seen IN (run.printed, upper(run.printed)))
          AND NOT EXISTS (
            SELECT FROM public_name other
            WHERE other.number = run.number AND other.first <= run.first AND other.last >= run.last
              AND (
                other.last - other.first > run.last - run.first
                OR run.is_part AND (other.kind <> bearer.kind OR other.is_decided)
              )
          )
    ), standing AS MATERIALIZED (
        SELECT met.entity_id FROM met WHERE NOT met.shared
        UNION SELECT mentioned.id FROM mentioned
    ), taken AS MATERIALIZED (
        SELECT met.number, place, bool_or(place > met.starts) AS is_inside, array_agg(DISTINCT met.entity_id) AS bearers
        FROM met, generate_series(met.starts, met.ends) AS place
        WHERE NOT met.shared OR met.entity_id IN (SELECT standing.entity_id FROM standing)
        GROUP BY met.number, place
    ), marked AS (
        SELECT word.*, taken.bearers,
            taken.place IS NOT NULL AS is_taken,
            taken.is_inside IS TRUE OR (
                taken.place - 1 = lag(taken.place) OVER (PARTITION BY word.number ORDER BY word.place)
                AND word.before ~ '^[[:space:]-]+$'
            ) IS TRUE AS goes_on
        FROM word LEFT JOIN taken ON taken.number = word.number AND taken.place = word.place
        WHERE word.number IN (SELECT taken.number FROM taken)
    ), pieced AS (
        SELECT marked.*, count(*) FILTER (WHERE is_taken AND NOT goes_on) OVER (PARTITION BY marked.number ORDER BY marked.place) AS nth
        FROM marked
    ), whole AS (
        SELECT pieced.number,
            string_agg(
                CASE WHEN NOT is_taken THEN before || printed WHEN goes_on THEN '' ELSE before || archive_withheld() END, ''
                ORDER BY place
            ) AS wording
        FROM pieced GROUP BY pieced.number
    ), place AS (
        SELECT pieced.number, nth, min(pieced.first) AS first, max(pieced.last) AS last FROM pieced WHERE is_taken
        GROUP BY pieced.number, nth
    ), all_places AS (
        SELECT place.number, array_agg(place.first ORDER BY nth) AS firsts, array_agg(place.last ORDER BY nth) AS lasts
        FROM place GROUP BY place.number
    )
    SELECT whole.number, whole.wording, all_places.firsts, all_places.lasts,
        ARRAY(SELECT DISTINCT unnest(taken.bearers) FROM taken WHERE taken.number = whole.number)
    FROM whole JOIN all_places USING (number)
$$;

-- An address as a reader sees it, with percent-encoded letters decoded. Anything that is not UTF-8 is left alone.
CREATE FUNCTION archive_readable_address(url text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    IF strpos(url, '%') = 0 THEN
        RETURN url;
    END IF;
    RETURN (
        SELECT convert_from(string_agg(
            CASE WHEN piece[1] IS NULL THEN convert_to(piece[2], 'UTF8') ELSE decode(piece[1], 'hex') END, '' ORDER BY nth
        ), 'UTF8')
        FROM regexp_matches(url, '%([0-9A-Fa-f]{2})|([^%]+|%)', 'g') WITH ORDINALITY AS pieces (piece, nth)
    );
EXCEPTION WHEN character_not_in_repertoire OR untranslatable_character THEN
    RETURN url;
END
$$;

-- The texts of a report that may contain names, in the order in which archive_wording reads them.
CREATE FUNCTION archive_texts(article archive_article) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT ARRAY[
        article.headline, article.standfirst, article.body, article.byline, article.dateline, article.source_ref, article.rights,
        article.date_printed, article.withdrawn_reason, article.note, archive_readable_address(article.url)
    ]
$$;

-- The public wording of a report, if it contains a name to be withheld. An address is omitted whole: the rest of it would lead to the name.
CREATE FUNCTION archive_wording(article archive_article) RETURNS SETOF archive_publicwording LANGUAGE plpgsql STABLE AS $$
DECLARE
    texts text[] := archive_texts(article);
    bearers integer[] := '{}';
    places jsonb := '{}';
    address text := article.url;
    held record;
BEGIN
    FOR held IN SELECT * FROM archive_withhold(article.id, texts) LOOP
        texts[held.number] := held.wording;
        bearers := bearers || held.entities;
        IF held.number IN (1, 2, 3, 5) THEN
            places := places || jsonb_build_object(
                (ARRAY['headline', 'standfirst', 'body', NULL, 'dateline'])[held.number],
                (SELECT jsonb_agg(jsonb_build_array(first, last)) FROM unnest(held.firsts, held.lasts) AS place (first, last))
            );
        ELSIF held.number = 11 THEN
            address := '';
        END IF;
    END LOOP;
    -- In addresses words are often written together.
    FOR held IN
        SELECT known.entity_id FROM archive_protected_names() AS known
        WHERE address <> '' AND strpos(known.key, ' ') > 0 AND (NOT known.shared OR known.entity_id = ANY (bearers))
          AND strpos(archive_letters(archive_readable_address(address)), known.letters) > 0
    LOOP
        bearers := bearers || held.entity_id;
        address := '';
    END LOOP;
    IF bearers <> '{}' THEN
        RETURN QUERY SELECT article.id, texts[1], texts[2], texts[3], texts[4], texts[5], texts[6], texts[7], texts[8], texts[9],
            address::text, places, ARRAY(SELECT DISTINCT unnest(bearers) ORDER BY 1);
    END IF;
END
$$;

-- A report in its public wording.
CREATE FUNCTION archive_as_public(article archive_article) RETURNS archive_article LANGUAGE plpgsql STABLE AS $$
DECLARE
    public archive_publicwording;
    is_linked boolean;
BEGIN
    SELECT * INTO public FROM archive_publicwording WHERE article_id = article.id;
    IF FOUND THEN
        is_linked := article.linked_digest
            = archive_text_digest(article.headline, article.standfirst, article.dateline, article.body);
        article.headline := public.headline;
        article.standfirst := public.standfirst;
        article.body := public.body;
        article.byline := public.byline;
        article.dateline := public.dateline;
        article.linked_digest := CASE WHEN is_linked
            THEN archive_text_digest(article.headline, article.standfirst, article.dateline, article.body) ELSE '' END;
    END IF;
    RETURN article;
END
$$;

-- Update the public wordings of these reports; return the reports whose wording changed. Whoever protects somebody and writers of reports
-- wait for each other: neither would see what the other has not committed.
CREATE FUNCTION archive_reword(changed integer[]) RETURNS integer[] LANGUAGE plpgsql AS $$
DECLARE
    likely text[];
    reworded integer[];
BEGIN
    IF changed IS NULL OR changed = '{}' THEN
        RETURN '{}';
    END IF;
    PERFORM pg_advisory_xact_lock_shared(7420151);
    IF NOT archive_withholds() THEN
        RETURN '{}';
    END IF;
    likely := ARRAY(SELECT DISTINCT '%' || letters || '%' FROM archive_protected_names());
    WITH made AS MATERIALIZED (
        SELECT wording.* FROM archive_article article CROSS JOIN LATERAL archive_wording(article) AS wording
        WHERE article.id = ANY (changed) AND (
            archive_letters(array_to_string(archive_texts(article), ' ')) LIKE ANY (likely)
            OR EXISTS (
                SELECT FROM archive_mention mention JOIN archive_entity entity ON entity.id = mention.entity_id
                WHERE mention.article_id = article.id AND entity.visibility = 'protected'
            )
        )
    ), opened AS (
        DELETE FROM archive_publicwording filed
        WHERE filed.article_id = ANY (changed) AND NOT EXISTS (SELECT FROM made WHERE made.article_id = filed.article_id)
        RETURNING filed.article_id
    ), written AS (
        INSERT INTO archive_publicwording AS filed SELECT * FROM made
        ON CONFLICT (article_id) DO UPDATE SET
            headline = excluded.headline, standfirst = excluded.standfirst, body = excluded.body, byline = excluded.byline,
            dateline = excluded.dateline, source_ref = excluded.source_ref, rights = excluded.rights,
            date_printed = excluded.date_printed, withdrawn_reason = excluded.withdrawn_reason, url = excluded.url,
            places = excluded.places, entities = excluded.entities
        WHERE filed IS DISTINCT FROM excluded
        RETURNING filed.article_id
    )
    SELECT coalesce(array_agg(article_id ORDER BY article_id), '{}') INTO reworded
    FROM (SELECT article_id FROM opened UNION SELECT article_id FROM written) AS changes;
    RETURN reworded;
END
$$;

-- Update searches after new wordings. Words that no report contains any more are deleted from the lexicon, which would otherwise reveal a
-- withheld name.
CREATE FUNCTION archive_follow_wordings(reworded integer[]) RETURNS void LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    before text[];
    gone text[];
BEGIN
    IF reworded = '{}' THEN
        RETURN;
    END IF;
    before := ARRAY(
        SELECT DISTINCT lexeme FROM archive_searchvector, unnest(tsvector_to_array(vector)) AS lexeme
        WHERE article_id = ANY (reworded)
    );
    PERFORM archive_index_now(reworded);
    PERFORM archive_note_change(reworded);
    gone := ARRAY(
        SELECT DISTINCT left(lexeme, 60) FROM unnest(before) AS lexeme WHERE lexeme NOT LIKE '#%'
        EXCEPT
        SELECT left(lexeme, 60) FROM archive_searchvector, unnest(tsvector_to_array(vector)) AS lexeme
        WHERE article_id = ANY (reworded)
    );
    IF gone <> '{}' THEN
        PERFORM archive_drop_words(gone);
    END IF;
END
$$;

-- The index query for a name: reports with its words, whole or split in two by an old line break, or written together.
CREATE FUNCTION archive_traces(key text) RETURNS tsquery LANGUAGE plpgsql STABLE AS $$
DECLARE
    traces tsquery := plainto_tsquery('dateline', replace(key, ' ', ''));
    word text;
    every tsquery;
    forms tsquery;
BEGIN
    FOREACH word IN ARRAY string_to_array(key, ' ') LOOP
        forms := plainto_tsquery('dateline', word);
        IF length(word) BETWEEN 4 AND 20 THEN
            FOR cut IN 2 .. length(word) - 2 LOOP
                forms := forms || plainto_tsquery('dateline', left(word, cut) || ' ' || substr(word, cut + 1));
            END LOOP;
        END IF;
        every := CASE WHEN every IS NULL THEN forms ELSE every && forms END;
    END LOOP;
    RETURN traces || every;
END
$$;

-- By the index alone, as archive_ids; words that are not indexed find nothing.
CREATE FUNCTION archive_ids_traced(trace tsquery) RETURNS SETOF integer LANGUAGE sql STABLE SET enable_seqscan = off AS $$
    SELECT article_id FROM archive_searchvector WHERE numnode(trace) > 0 AND vector @@ trace
$$;

-- After a change of names, or of who is protected: reword the reports that this may affect. Published ones are found by the index, and by
-- their short columns, which are not indexed; all others are read. `keys` are names that were added or removed.
CREATE FUNCTION archive_reword_names(changed integer[], keys text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    touched integer[];
    traced tsquery[];
    likely text[];
    reports integer[];
BEGIN
    IF NOT archive_withholds() THEN
        RETURN;
    END IF;
    SELECT keys || array_agg(name.key) INTO keys FROM archive_name name WHERE name.entity_id = ANY (changed);
    touched := changed || ARRAY(
        SELECT entity.id FROM archive_name name JOIN archive_entity entity ON entity.id = name.entity_id
        WHERE name.key = ANY (keys) AND entity.visibility = 'protected'
    );
    IF NOT EXISTS (SELECT FROM archive_entity WHERE id = ANY (touched) AND visibility = 'protected')
        AND NOT EXISTS (SELECT FROM archive_publicwording WHERE entities && touched) THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(7420151);
    SELECT array_agg(DISTINCT archive_traces(key)), array_agg(DISTINCT '%' || letters || '%')
    INTO traced, likely
    FROM archive_protected_names() WHERE entity_id = ANY (touched);
    reports := ARRAY(
        SELECT article_id FROM archive_publicwording WHERE entities && touched
        UNION
        SELECT article_id FROM archive_mention WHERE entity_id = ANY (touched)
        UNION
        SELECT traces.id FROM unnest(traced) AS trace, archive_ids_traced(trace) AS traces (id)
        UNION
        SELECT id FROM archive_article
        WHERE NOT archive_is_published(status) OR EXISTS (SELECT FROM unnest(traced) AS trace WHERE numnode(trace) = 0)
        UNION
        SELECT id FROM archive_article
        WHERE translate(
            lower(concat(byline, dateline, source_ref, rights, date_printed, note, archive_readable_address(url))), ' -_.+/''’', ''
        ) LIKE ANY (likely)
    );
    PERFORM archive_follow_wordings(archive_reword(reports));
END
$$;

-- The public wording of texts that are not part of a report, in order; if one nevertheless belongs to a report, as a past headline does,
-- its id is at the same position in `reports`.
CREATE FUNCTION archive_public_texts(texts text[], reports integer[]) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN EXISTS (SELECT FROM archive_entity WHERE visibility = 'protected') THEN ARRAY(
        SELECT coalesce(
            (
                SELECT wording FROM archive_withhold(
                    given.report, ARRAY['', '', '', given.value],
                    (SELECT filed.entities FROM archive_publicwording filed WHERE filed.article_id = given.report)
                )
            ), given.value
        )
        FROM unnest(texts, reports) WITH ORDINALITY AS given (value, report, nth) ORDER BY nth
    ) ELSE texts END
$$;

ALTER TABLE archive_publicwording ADD CONSTRAINT publicwording_goes_with_its_article
    FOREIGN KEY (article_id) REFERENCES archive_article (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;

-- The keys of names, and what similar-sounding words and names share.

-- A name for comparison: folded, without accents, in lower case, words joined by single spaces. An apostrophe inside a word is nothing:
-- Ba'asyir is Baasyir and Baʿasyir. Its letters are folded by the table of archive/text/letters.py, as in Python.
CREATE FUNCTION archive_name_key(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog, public AS $$
    SELECT archive_words_alone(lower(archive_fold(archive_name_letters(
        regexp_replace(value, '(?<=[[:alpha:]])[''’‘‛`´′＇]+(?=[[:alpha:]])', '', 'g')
    ))))
$$;

-- A folded word without the usual variations of transliteration; the same as skeleton() in archive/text/likeness/words.py.
CREATE FUNCTION archive_skeleton(word text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog AS $$
BEGIN
    word := replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
        word, 'dsch', 'j'), 'tsch', 'C'), 'sch', 'S'), 'tch', 'C'), 'ch', 'C'), 'sh', 'S'), 'dzh', 'j'), 'zh', 'j'), 'dj', 'j'), 'dh', 'z'),
        'th', 's'), 'ph', 'f'), 'gh', 'g'), 'kh', 'k'), 'ck', 'k');
    word := translate(
        regexp_replace(regexp_replace(word, 'c(?=[eiy])', 's', 'g'), '(?<=.)h+$', ''), 'cqhwoy', 'kkkvui'
    );
    RETURN regexp_replace(regexp_replace(word, 'a*[ei]+', 'i', 'g'), '(.)\1+', '\1', 'g');
END
$$;

-- The consonants of a folded word, with one letter for all that transliterations mix up; the same as code() in
-- archive/text/likeness/codes.py.
CREATE FUNCTION archive_word_code(word text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog, public AS $$
BEGIN
    word := archive_skeleton(regexp_replace(regexp_replace(word, '^abd[aeou]l$', 'abd'), '(?<=[eo])ff$', 'v'));
    word := regexp_replace(regexp_replace(word, '(?<=[aeiu])v(?![aeiu])', '', 'g'), '(?<=[aeiu])j(?![aeiu]|$)', '', 'g');
    word := translate(replace(replace(replace(word, 'x', 'ks'), 'ts', 's'), 'dz', 'j'), 'gzdbCS', 'kstpss');
    word := regexp_replace(regexp_replace(word, 'm(?=p)', 'n', 'g'), '^[aeiu]+', 'a');
    RETURN regexp_replace(regexp_replace(word, '[eiu]|(?<=.)a', '', 'g'), '(.)\1+', '\1', 'g');
END
$$;

-- The words of a name other than those for the sort of place, unless it has only those; the same as words_that_tell().
CREATE FUNCTION archive_words_that_tell(key text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog AS $$
DECLARE
    words text[] := string_to_array(key, ' ');
    -- text[] is read once, a list in the query for every row.
    administrative CONSTANT text[] := '{
        district,subdistrict,province,governorate,county,region,raion,rayon,rajon,oblast,kray,krai,city,town,
        village,municipality,tehsil,taluka,gorod,selo,posyolok,imeni,kreis,ville,cercle,woluswali,woluswalai,
        wuluswali,wuleswali,uluswali,ulusvali,oluswali,olusvali,vulusvali,vulesvali,alaqadari,alaqahdari,alakadari,
        alakahdari,alakakhdari,hukumat,hukumati,khukumati,markaz,markazi,qaryat,qaryah,shahrestan,qada,
        nahiya,nahiyat,nahiyah,muhafazat,wilayat,wilayah,vilayat,viloyat,viloyati,tumani,tuman,shahri,qishlogi,
        degmada,magaalada,gobolka
    }';
BEGIN
    IF words && administrative THEN
        RETURN coalesce(nullif(ARRAY(
            SELECT word FROM unnest(words) WITH ORDINALITY AS told (word, place) WHERE word <> ALL (administrative) ORDER BY place
        ), '{}'), words);
    END IF;
    RETURN words;
END
$$;

-- A folded word with the letters that transliterations use for two sounds read as the other; the same as other_reading().
CREATE FUNCTION archive_other_reading(word text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog AS $$
BEGIN
    IF word !~ '[dt]h|[xcj]|u[aei]' THEN
        RETURN word;
    END IF;
    word := regexp_replace(replace(replace(word, 'dh', 'd'), 'th', 't'), 'x|(?<![stdz])ch', 'kh', 'g');
    word := regexp_replace(regexp_replace(word, 'c(?![hk])', 'dj', 'g'), '(?<![dz])j', 'y', 'g');
    RETURN regexp_replace(word, 'o?u(?=[aei])', 'w', 'g');
END
$$;

-- The codes of the words of a name, given its key, without particles and words for the sort of place unless it has only those; the same
-- as name_code().
CREATE FUNCTION archive_name_code(key text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog, public AS $$
    SELECT coalesce(
        string_agg(archive_word_code(word), ' ' ORDER BY place) FILTER (WHERE word <> ALL (
            '{al,el,ul,ol,as,ad,ar,an,az,ash,ech,es,ed,ud,ur,ibn,bin,ben,bint,ould,wa,va,e,i,de,la,van,von}'
        )),
        string_agg(archive_word_code(word), ' ' ORDER BY place),
        ''
    )
    FROM unnest(archive_words_that_tell(key)) WITH ORDINALITY AS words (word, place)
$$;

-- A code, and if it is neither too short nor too long, what remains without any one of its letters.
CREATE FUNCTION archive_cuts(code text, shortest integer) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog AS $$
DECLARE
    cuts text[] := ARRAY[code];
BEGIN
    IF length(code) BETWEEN shortest AND 12 THEN
        FOR place IN 1 .. length(code) LOOP
            cuts := cuts || overlay(code PLACING '' FROM place FOR 1);
        END LOOP;
    END IF;
    RETURN cuts;
END
$$;

-- The keys by which a name is found, given its key and code; the same as name_keys(), where they are explained.
CREATE FUNCTION archive_name_keys(key text, code text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog, public AS $$
DECLARE
    words text[] := (string_to_array(code, ' '))[1:6];
    whole text := regexp_replace(regexp_replace(replace(code, ' ', ''), '(?<=.)a', '', 'g'), '(.)\1+', '\1', 'g');
    closed text := array_to_string(archive_words_that_tell(key), '');
    as_written text := archive_word_code(closed);
    otherwise text := archive_other_reading(closed);
    keys text[];
    cut text;
BEGIN
    FOREACH cut IN ARRAY archive_cuts(whole, 4) LOOP
        keys := keys || ('=' || cut);
    END LOOP;
    IF as_written <> whole THEN
        FOREACH cut IN ARRAY archive_cuts(as_written, 4) LOOP
            keys := keys || ('=' || cut);
        END LOOP;
    END IF;
    IF otherwise <> closed THEN
        FOREACH cut IN ARRAY archive_cuts(archive_word_code(otherwise), 4) LOOP
            keys := keys || ('=' || cut);
        END LOOP;
    END IF;
    IF length(whole) <= 4 THEN
        FOREACH cut IN ARRAY archive_cuts(archive_skeleton(closed), 4) LOOP
            keys := keys || ('~' || cut);
        END LOOP;
    END IF;
    FOR one IN 1 .. cardinality(words) LOOP
        IF length(words[one]) >= 2 THEN
            keys := keys || words[one];
        END IF;
        FOR other IN 1 .. cardinality(words) LOOP
            CONTINUE WHEN one = other;
            FOREACH cut IN ARRAY archive_cuts(words[other], 3) LOOP
                keys := keys || CASE WHEN words[one] COLLATE "C" < cut THEN words[one] || '+' || cut ELSE cut || '+' || words[one] END;
            END LOOP;
        END LOOP;
    END LOOP;
    RETURN ARRAY(SELECT DISTINCT unnest(keys) COLLATE "C" AS made ORDER BY made);
END
$$;

-- The form under which a name is filed: "Omar, Mullah Mohammad"; "bin Laden, Osama"; "Zawahiri, Ayman al-"; "Qaeda, al-".
-- People by their last word, with the particles before it and an honorific after it; factions without their article. Single words,
-- names in other scripts, with a comma or a figure stay as they are. After the usual rules of an index (ISO 999, Chicago 16.71 onwards).
CREATE FUNCTION archive_filed_as(kind text, name text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog AS $$
DECLARE
    articles CONSTANT text := 'al|el|ul|ur|ud|uz|as|ash|an|at|ad|ar|az';
    joined CONSTANT text := '^(bin|ben|ibn|bint|abu|umm|van|von|der|den|de|del|della|di|da|du|la|le|el|al|ul|ur|ud|uz|zu)$';
    honorifics CONSTANT text := '^(khan|shah|jan|agha|bey|pasha|sahib|effendi)$';
    suffixes CONSTANT text := '^(jr|sr|ii|iii|iv)\.?$';
    words text[] := regexp_split_to_array(btrim(name), '\s+');
    suffix text := '';
    first integer := cardinality(words);
    head text;
    parts text[];
BEGIN
    IF kind = 'faction' THEN
        parts := coalesce(
            regexp_match(name, format('^((?:%s)-)(\w.+)$', articles), 'i'), regexp_match(name, '^(the)\s+(.+)$', 'i')
        );
        RETURN CASE WHEN parts IS NULL THEN name ELSE parts[2] || ', ' || parts[1] END;
    ELSIF kind <> 'person' OR name ~ ',' OR name ~ '\d' OR first < 2 AND name !~* format('^(%s)-', articles)
        OR name ~ '[^\u0001-\u024f\u02b0-\u036f\u1e00-\u1eff\u2000-\u206f]' THEN
        RETURN name;
    END IF;
    IF first > 2 AND words[first] ~* suffixes THEN
        suffix := ', ' || words[first];
        words := trim_array(words, 1);
        first := first - 1;
    END IF;
    IF first > 1 AND words[first] ~* honorifics THEN
        first := first - 1;
    END IF;
    -- A capital one at the beginning may be a given name: Ben, Van.
    WHILE first > 2 AND (words[first - 1] ~* joined OR words[first] ~* '^(ul|ur|ud|uz|us)-')
        OR first = 2 AND (words[1] ~ joined OR words[1] ~ '^(Bin|Ibn|Abu|Umm)$') LOOP
        first := first - 1;
    END LOOP;
    head := array_to_string(words[first:], ' ');
    parts := regexp_match(head, format('^((?:%s)-)(\w.+)$', articles), 'i');
    RETURN concat_ws(
        ', ', coalesce(parts[2], head),
        nullif(concat_ws(' ', nullif(array_to_string(words[:first - 1], ' '), ''), parts[1]), '')
    ) || suffix;
END
$$;

-- The public entities that have each of these folded words in a searched name that means them alone, and the keys of these names. They are
-- looked for among the bearers of the rarest word; if that is in more than 200 names, the words tell nobody apart. Because of the limit the
-- planner would read all names in the order of another index: only bitmaps of the index of words are allowed.
CREATE FUNCTION archive_names_with_words(words text[]) RETURNS TABLE (entity_id integer, keys text[])
    LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_indexscan = off AS $$
DECLARE
    word text;
    number integer;
    rarest text;
    fewest integer := 201;
BEGIN
    FOREACH word IN ARRAY words LOOP
        SELECT count(*) INTO number
        FROM (SELECT FROM archive_name named WHERE string_to_array(named.key, ' ') @> ARRAY[word] LIMIT 201) AS bearing;
        IF number < fewest THEN
            rarest := word;
            fewest := number;
        END IF;
        EXIT WHEN fewest = 0;
    END LOOP;
    IF rarest IS NULL OR fewest = 0 THEN
        RETURN;
    END IF;
    RETURN QUERY
        SELECT named.entity_id::integer, array_agg(named.key::text ORDER BY named.key)
        FROM archive_name named JOIN archive_entity entity ON entity.id = named.entity_id
        WHERE named.entity_id = ANY (
                ARRAY(SELECT bearing.entity_id FROM archive_name bearing WHERE string_to_array(bearing.key, ' ') @> ARRAY[rarest])
            )
            AND named.in_search AND NOT named.ambiguous AND archive_is_public(entity.visibility)
        GROUP BY named.entity_id
        HAVING string_to_array(string_agg(named.key, ' '), ' ') @> words;
END
$$;

-- Counts by number: the sum of two, and the number that has the highest count, 0 if all are 0.
CREATE FUNCTION archive_added(one integer[], other integer[]) RETURNS integer[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT array_agg(coalesce(a, 0) + coalesce(b, 0)) FROM unnest(one, other) AS both_of (a, b)
$$;

CREATE FUNCTION archive_likeliest(counts integer[]) RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce((
        SELECT place FROM unnest(counts) WITH ORDINALITY AS counted (number, place) WHERE number > 0 ORDER BY number DESC, place LIMIT 1
    ), 0)::integer
$$;

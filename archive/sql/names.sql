-- The keys of names, and what similar-sounding words and names share.

-- A name for comparison: folded, without accents, in lower case, words joined by single spaces. An apostrophe inside a word is nothing:
-- Ba'asyir is Baasyir and Baʿasyir.
CREATE FUNCTION archive_name_key(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog, public AS $$
    SELECT btrim(regexp_replace(
        lower(archive_unaccent(archive_fold(
            regexp_replace(value, '(?<=[[:alpha:]])[''’‘‛`´′＇]+(?=[[:alpha:]])', '', 'g')
        ))),
        '[^[:alnum:]]+', ' ', 'g'
    ))
$$;

-- A folded word without the usual variations of transliteration; the same as skeleton() in archive/text/likeness/words.py.
CREATE FUNCTION archive_skeleton(word text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog AS $$
BEGIN
    word := replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
        word, 'dsch', 'j'), 'sch', 'S'), 'tch', 'C'), 'ch', 'C'), 'sh', 'S'), 'zh', 'j'), 'dj', 'j'), 'dh', 'z'),
        'th', 's'), 'ph', 'f'), 'gh', 'g'), 'kh', 'k'), 'ck', 'k');
    word := translate(
        regexp_replace(regexp_replace(word, 'c(?=[eiy])', 's', 'g'), '(?<=.)h+$', ''), 'cqhwoy', 'kkkvui'
    );
    RETURN regexp_replace(regexp_replace(word, 'a*[ei]+', 'i', 'g'), '(.)\1+', '\1', 'g');
END
$$;

-- Keys to find a differently spelt name: the skeleton of each word, its double metaphone after "~", and after "=" the skeleton of all
-- words written as one.
CREATE FUNCTION archive_sounds(key text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    SET search_path = pg_catalog, public AS $$
    SELECT array_agg(DISTINCT sound)
    FROM (
        SELECT unnest(ARRAY[archive_skeleton(word), '~' || nullif(dmetaphone(word), '')]) AS sound
        FROM string_to_table(key, ' ') AS word WHERE length(word) > 2
        UNION ALL
        SELECT '=' || archive_skeleton(replace(key, ' ', '')) WHERE key ~ '[^ ]{3}'
    ) AS sounds
    WHERE sound IS NOT NULL
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

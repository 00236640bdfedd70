-- Of words that are too long their beginning is kept, so that the words with a beginning are all known
-- (archive/search/matches/prefixes.py).
CREATE OR REPLACE FUNCTION archive_keep_words(lexemes text[]) RETURNS void LANGUAGE sql SET enable_seqscan = off AS $$
    INSERT INTO archive_lexiconword (word)
    SELECT DISTINCT left(lexeme, 60) FROM unnest(lexemes) AS lexeme
    WHERE lexeme ~ '[[:alpha:]]' AND lexeme NOT LIKE '#%'
      AND (SELECT true FROM archive_lexiconword known WHERE known.word = left(lexeme, 60) LIMIT 1) IS NULL
$$;

CREATE OR REPLACE FUNCTION archive_gather_words() RETURNS void LANGUAGE sql AS $$
    INSERT INTO archive_lexiconword (word)
    SELECT left(word, 60) FROM ts_stat('SELECT vector FROM archive_searchvector')
    WHERE word ~ '[[:alpha:]]' AND word NOT LIKE '#%'
      AND NOT EXISTS (SELECT FROM archive_lexiconword known WHERE known.word = left(ts_stat.word, 60))
    GROUP BY left(word, 60) ORDER BY sum(ndoc) DESC, left(word, 60)
$$;

SELECT archive_gather_words();

-- Names left over: see archive/models/leftovers.py.

-- One transaction at a time writes counts of names left over, so that no two can wait for each other.
CREATE FUNCTION archive_lock_leftovers() RETURNS void LANGUAGE sql AS $$ SELECT pg_advisory_xact_lock(7420121) $$;

-- Whether an entry has a name with this key, or a curator decided about it.
CREATE FUNCTION archive_is_settled(asked text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM archive_name WHERE key = asked) OR EXISTS (SELECT FROM archive_nameverdict WHERE key = asked)
$$;

-- After a change of names or of decisions about them.
CREATE FUNCTION archive_settle(changed text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM archive_leftovername WHERE key = ANY (changed)) THEN
        PERFORM archive_lock_leftovers();
        UPDATE archive_leftovername SET settled = archive_is_settled(key)
        WHERE key = ANY (changed) AND settled <> archive_is_settled(key);
    END IF;
END
$$;

-- After a change of text: names that are no longer where they were are dropped; matching finds them again.
CREATE FUNCTION archive_replace_leftovers(changed integer, new_headline text, new_standfirst text, new_body text)
    RETURNS void LANGUAGE sql AS $$
    DELETE FROM archive_leftover WHERE article_id = changed AND text IS DISTINCT FROM substring(
        CASE field WHEN 'headline' THEN new_headline WHEN 'standfirst' THEN new_standfirst ELSE new_body END
        FROM start + 1 FOR "end" - start
    )
$$;

-- Entries are compared with others again: see archive/models/duplicates.py.
CREATE FUNCTION archive_compare_again(changed integer[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO archive_pendingcomparison (entity_id) SELECT id FROM archive_entity WHERE id = ANY (changed) ORDER BY id ON CONFLICT DO NOTHING
$$;

CREATE FUNCTION archive_forget_comparisons(gone integer) RETURNS void LANGUAGE sql AS $$
    DELETE FROM archive_pendingcomparison WHERE entity_id = gone;
    DELETE FROM archive_likelypair WHERE one_id = gone OR other_id = gone;
    DELETE FROM archive_apart WHERE one_id = gone OR other_id = gone
$$;

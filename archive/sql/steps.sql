-- Record what a curator's step did to a row, while the setting archive.step names a step. A row written several times in a step is
-- recorded once, as it was before the first write and after the last. Of a changed row only the changed columns are stored; an added
-- one has no "before", a deleted one no "after". Derived columns are omitted.
CREATE FUNCTION archive_keep_step_row(kept_model text, kept_row bigint, old_row jsonb, new_row jsonb)
    RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    -- The role of a mention is derived; that of a party or of an affiliation is somebody's word.
    derived CONSTANT text[] := '{key,lineage,filing_form,filing_key,date_range,surely,perhaps,scope_range,linked_digest,updated_at}'
        || CASE kept_model WHEN 'mention' THEN '{role}'::text[] END;
    was jsonb := old_row - derived;
    is_now jsonb := new_row - derived;
BEGIN
    IF was IS NOT NULL AND is_now IS NOT NULL THEN
        SELECT jsonb_object_agg(key, value), jsonb_object_agg(key, new_row -> key) INTO was, is_now
        FROM jsonb_each(was) WHERE value IS DISTINCT FROM new_row -> key;
        IF was IS NULL THEN
            RETURN;
        END IF;
    END IF;
    INSERT INTO archive_steprow AS known (step_id, model, row_id, before, after)
    VALUES (current_setting('archive.step')::integer, kept_model, kept_row, was, is_now)
    ON CONFLICT (step_id, model, row_id) DO UPDATE SET
        before = CASE WHEN known.before IS NULL OR known.after IS NULL THEN known.before ELSE excluded.before || known.before END,
        after = CASE WHEN known.after IS NULL OR excluded.after IS NULL THEN excluded.after ELSE known.after || excluded.after END;
END
$$;

-- Delete what a step did and undid again.
CREATE FUNCTION archive_tidy_step(tidied integer) RETURNS void LANGUAGE sql AS $$
    DELETE FROM archive_steprow WHERE step_id = tidied AND before IS NOT DISTINCT FROM after;
    UPDATE archive_steprow SET
        before = (SELECT jsonb_object_agg(key, value) FROM jsonb_each(before) WHERE value IS DISTINCT FROM after -> key),
        after = (SELECT jsonb_object_agg(key, value) FROM jsonb_each(after) WHERE value IS DISTINCT FROM before -> key)
    WHERE step_id = tidied AND before IS NOT NULL AND after IS NOT NULL
      AND EXISTS (SELECT FROM jsonb_each(before) WHERE value IS NOT DISTINCT FROM after -> key);
$$;

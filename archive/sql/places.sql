-- The ids of the places that contain a place, outermost first. Locks the parent, so that concurrent moves cannot create a cycle. A
-- parent added later in the same transaction passes its lineage on then.
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

-- File what waits in the list of a GIN index. Only the owner of an index may, and the triggers call this for whoever writes.
CREATE FUNCTION archive_file_pending(index regclass) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path FROM CURRENT AS $$
    SELECT gin_clean_pending_list(index)
$$;

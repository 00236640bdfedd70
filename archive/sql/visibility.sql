-- What readers may see, each condition once; archive/models/visibility.py says the same in Python. PostgreSQL inlines the comparison, so
-- that indexes can be used.

CREATE FUNCTION archive_is_published(status text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT status = 'published'
$$;

CREATE FUNCTION archive_is_accepted(status text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT status = 'accepted'
$$;

CREATE FUNCTION archive_is_confirmed(method text, certainty text, reviewed timestamptz) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT certainty = 'certain' AND (method = 'curator' OR reviewed IS NOT NULL)
$$;

CREATE FUNCTION archive_is_public(visibility text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT visibility = 'public'
$$;

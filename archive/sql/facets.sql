-- The facet values of a report as integers, each the number of its facet and an id: archive/search/facets.py has the facets, and
-- archive/search/declared.py writes archive_facet_value, archive_confirmed_value, archive_has_none and archive_own_values. Places count with
-- all that they lie in; those of the dateline as where the report was written. One row; a set, as PostgreSQL makes that a part of the statement that asks for it.
CREATE FUNCTION archive_facet_values(article archive_article) RETURNS SETOF integer[] LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT named || archive_has_none(named) || archive_own_values(article)
    FROM (
        SELECT coalesce(array_agg(value ORDER BY value), '{}') AS named
        FROM (
            SELECT outer_id AS id, mention.role = 'written' AND mentioned.kind = 'place' AS written, bool_or(archive_is_confirmed(mention.method, mention.certainty, mention.reviewed_at)) AS confirmed
            FROM archive_mention mention JOIN archive_entity mentioned ON mentioned.id = mention.entity_id
                CROSS JOIN LATERAL unnest(mentioned.id || mentioned.lineage) AS outer_id
            WHERE mention.article_id = article.id AND archive_is_accepted(mention.status) AND archive_is_public(mentioned.visibility)
            GROUP BY outer_id, written
        ) AS counted
        -- One by one: without statistics, as in a new archive, the planner would do all of the above for each entity that there is.
        CROSS JOIN LATERAL (SELECT * FROM archive_entity WHERE id = counted.id OFFSET 0) AS entity
        CROSS JOIN LATERAL archive_confirmed_value(
            archive_facet_value(CASE WHEN counted.written THEN 'written' ELSE entity.kind END, entity.id), counted.confirmed
        ) AS value
        WHERE archive_is_public(entity.visibility)
    ) AS mentions
$$;

"""Database functions generated from the declared facets and fields of the query language.

A migration creates them; a new facet or field needs a migration that creates them again (docs/recipes.md).
"""

from __future__ import annotations

from archive.search.facets import CONFIRMED, FACETS, ID_MASK, SHIFT
from archive.search.language.grammar import WORD_FIELDS


def declared_sql() -> str:
    """Return the statements that create or replace the functions."""
    own = [facet for facet in FACETS.values() if facet.value_sql]
    return f"""
    -- A facet value as in records: the number of the facet, and the id of the value.
    CREATE OR REPLACE FUNCTION archive_facet_value(facet text, id integer) RETURNS integer
        LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT (CASE facet {_numbers()} ELSE ('No facet is called ' || facet)::integer END << {SHIFT}) | id
    $$;

    -- The same value, with the bit that says that a curator confirmed it in a report.
    CREATE OR REPLACE FUNCTION archive_confirmed_value(value integer, confirmed boolean) RETURNS integer
        LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT value | CASE WHEN confirmed THEN {CONFIRMED} ELSE 0 END
    $$;

    -- For each facet of entities without any of these values, the value that means "none".
    CREATE OR REPLACE FUNCTION archive_has_none(facet_values integer[]) RETURNS integer[]
        LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT coalesce(array_agg(number << {SHIFT} ORDER BY number), '{{}}') FROM unnest(ARRAY[{_listed(facet.number for facet in FACETS.values() if facet.is_named)}]) AS number
        WHERE NOT EXISTS (SELECT FROM unnest(facet_values) AS value WHERE value >> {SHIFT} = number)
    $$;

    -- A report's own values, one for each facet that is not an entity kind.
    CREATE OR REPLACE FUNCTION archive_own_values(article archive_article) RETURNS integer[]
        LANGUAGE sql STABLE PARALLEL SAFE AS $$
        SELECT ARRAY[{_listed(f"({facet.number} << {SHIFT}) | coalesce({facet.value_sql}, 0)" for facet in own)}]
    $$;

    -- The marks for facet values in vectors; those that a curator confirmed have one more.
    CREATE OR REPLACE FUNCTION archive_facet_marks(facet_values integer[]) RETURNS text[]
        LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT coalesce(array_agg(sign || (value >> {SHIFT}) || '-' || (value & {ID_MASK})), '{{}}')
        FROM unnest(facet_values) AS value
            JOIN (VALUES ('#', 0), ('#c', {CONFIRMED})) AS marks (sign, bit) ON value & bit = bit
        WHERE value >> {SHIFT} IN ({_listed(facet.number for facet in FACETS.values() if facet.is_marked)}) AND value & {ID_MASK} > 0
    $$;

    -- The words of fields outside the text, each after the mark of its field.
    CREATE OR REPLACE FUNCTION archive_field_words(article archive_article) RETURNS tsvector
        LANGUAGE sql STABLE PARALLEL SAFE AS $$
        SELECT {" || ".join(_words(field) for field in WORD_FIELDS.values())}
    $$;
    """


def _numbers() -> str:
    return " ".join(f"WHEN '{facet.name}' THEN {facet.number}" for facet in FACETS.values())


def _words(field) -> str:
    column = f"article.{field.column}"
    words = f"archive_marked('{field.mark}', to_tsvector('dateline', archive_fold_words({column})))"
    return f"CASE WHEN {column} = '' THEN '' ELSE {words} END"


def _listed(parts) -> str:
    return ", ".join(map(str, parts))

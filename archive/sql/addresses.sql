-- What two addresses of one page have in common: no scheme, www, usual port, last stroke, fragment or parameters that only track
-- the reader. A fragment that begins with ! or a stroke names a page of its own. archive/ingest/identity.py follows the same
-- rules; a test holds the two together.
CREATE FUNCTION archive_address_key(address text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN (
    SELECT regexp_replace(lower(parts[1]), ':(80|443)$', '') || rtrim(parts[2], '/')
        || rtrim(regexp_replace(
            coalesce(parts[3], ''),
            '([?&])((utm_[a-z_]+|mc_[ce]id|fbclid|gclid|dclid|msclkid|yclid|igshid|ocid|cmpid|at_[a-z_]+|xtor|smid|ftag)=[^&]*(&|$))+',
            '\1', 'gi'
        ), '?&')
        || coalesce(parts[4], '')
    FROM regexp_match(
        btrim(address), '^(?:https?://)?(?:www\.)?([^/?#]*)([^?#]*)(\?[^#]*)?(?:(#[!/].*)|#.*)?$', 'i'
    ) AS parts
);

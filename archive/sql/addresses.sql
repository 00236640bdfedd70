-- Normalise an address: drop scheme, www, default port, final slash, fragment and tracking parameters. A fragment that begins with
-- ! or a slash names a separate page. archive/ingest/identity.py follows the same rules; a test compares the two.
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

"""The claims that reports carry, by what is done in them: read once for each search, as a change of a claim changes no record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
from django.utils.functional import cached_property

from archive.models import Claim, Evidence
from archive.models.compiled import Compiled
from archive.search.facets import CLAIMS

# To plan which claims readers may see takes longer than a whole archive without claims takes to find out that it has none.
FIRST = Compiled(
    lambda: (
        Evidence.objects.filter(claim__isnull=False, passage__isnull=False).order_by().values_list("pk")[:1]
    )
)
CARRYING = Compiled(
    lambda: (
        Evidence.objects.public()
        .filter(passage__isnull=False, claim__in=Claim.objects.public().order_by().values("pk"))
        .order_by()
        .values_list("claim__act", "passage__article")
        .distinct()
    )
)


class Carried:
    """Which reports carry claims, as far as readers may see both."""

    @cached_property
    def reports(self) -> Mapping[int, np.ndarray]:
        """The ids of the reports by the ids of the values of the facet; no entry for what no claim does."""
        found: dict[int, list[int]] = defaultdict(list)
        for act, report in CARRYING() if FIRST() else ():
            found[CLAIMS.acts[act]].append(report)
        return {pk: np.array(ids, dtype=np.int32) for pk, ids in found.items()}

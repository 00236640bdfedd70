"""Background jobs for searches."""

from __future__ import annotations

from procrastinate.contrib.django import app

from archive.search.matches.learn import learn_common_words


@app.periodic(cron="17 * * * *")
@app.task(name="learn_words", queue="search", lock="search", queueing_lock="learn_words", retry=3)
def learn_words(timestamp: int) -> dict[str, int]:
    """Learn once an hour which words have become common; usually there is nothing new."""
    learnt = learn_common_words()
    return {"words": learnt.words, "reports": learnt.reports}

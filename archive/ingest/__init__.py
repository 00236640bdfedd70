"""Reports into the archive: readers (txt, html, jsonl, csv) -> RawArticle -> clean -> load."""

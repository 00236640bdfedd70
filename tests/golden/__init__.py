"""The golden answers: the results of 500 searches in two archives, recorded so that any change of an answer is noticed and intended.

`queries.txt` has the searches, `demo.jsonl` and `made.jsonl` their answers over the demo and over 5,000 reports made of it
(made.py). Both engines must give the same. `python -m tests.golden` rewrites the answers: the commit that does so says
which have changed, and why.
"""

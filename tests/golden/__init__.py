"""The golden answers: what 500 searches find in two archives, kept so that a change of any answer is seen and meant.

`queries.txt` has the searches, `demo.jsonl` and `made.jsonl` their answers over the demo and over 5,000 reports made of it
(made.py). Both engines must give the same. `python -m tests.golden` writes the answers anew: the commit that does so says
which have changed, and why.
"""

"""How well claims are suggested: labelled sentences, and precision and recall of the rules on them."""

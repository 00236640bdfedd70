"""Sides, events and claims laid side by side: what was held when, who said what, and how many origins stand behind it.

Nothing here decides who is right.
"""

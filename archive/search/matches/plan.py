"""Plan an index query: which lists to read, which to combine here, and what PostgreSQL does itself.

A plan consists of Scan and Derived under And, Or and Not. All scans of a plan are read in one statement.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

import numpy as np
from django.utils.functional import cached_property

from archive.search.language.nodes import (
    And,
    Node,
    Not,
    Nothing,
    Or,
    Reports,
    Sides,
    children,
    join_and,
    join_or,
)
from archive.search.matches.bounded_cache import is_read
from archive.search.matches.phrases import has_signature, ids_with_phrase, tokens_of_phrase
from archive.search.matches.posting_lists import MAX_AT_ONCE, Scan, frequent_words, keep_list, posting_lists
from archive.search.matches.prefixes import words_with_prefix
from archive.search.matches.sides import rows_on_sides
from archive.search.meaning.index_query import holds_reports
from archive.search.meaning.lexemes import UNLINKED, Lexeme, LexemePhrase, needs_vectors
from archive.search.records.rowsets import RowSet


@dataclass(frozen=True, slots=True)
class Derived(Node):
    """A list derived from others: the rows of `plan` whose reports contain all `phrases`, by their signatures."""

    query: Node
    plan: Node
    phrases: tuple[LexemePhrase, ...] = ()


def rows_matching(query, snapshot):
    """Return the RowSet of the reports that an index query finds; of all reports for Nothing."""
    return rows_of_each([query], snapshot)[0]


def rows_of_each(queries, snapshot):
    """Return the RowSets of several index queries; those not cached are read in one statement."""
    planner = Planner(snapshot)
    plans = [planner.plan(query) for query in queries]
    lists = posting_lists([scan for plan in plans for scan in _scans(plan)], snapshot)
    return [_evaluate(plan, lists, snapshot) for plan in plans]


class Planner:
    """Plans index queries over one snapshot."""

    def __init__(self, snapshot):
        self.snapshot = snapshot

    @cached_property
    def frequent(self):
        """The frequent words of the archive, read only for a query that has words."""
        return frequent_words(self.snapshot)

    def plan(self, query):
        """Return the plan of an index query: a single Scan in a small archive, and for anything cached."""
        match query:
            case Nothing() | Reports() | Sides():
                return query
            case _ if holds_reports(query):
                return self._apart(query)
            case _ if not self.frequent or self._is_kept(query):
                return Scan(query)
            case And(nodes) if Lexeme(UNLINKED) in nodes:
                return Scan(query)
            case And(nodes):
                return self._all_of(query, {node: self.plan(node) for node in nodes})
            case Or(nodes):
                return self._any_of(nodes)
            case Not(node):
                return Not(self.plan(node))
            case LexemePhrase(parts):
                tokens = [Scan(token, in_tokens=True) for token in tokens_of_phrase(query, self.snapshot)]
                if len(tokens) == 1:
                    return tokens[0]
                if has_signature(query):
                    return Derived(query, And(tuple(tokens or map(Scan, parts))), (query,))
            case Lexeme(is_prefix=True):
                common, others = words_with_prefix(query, self.snapshot)
                if common:
                    lists = [Scan(word) for word in common] + ([Scan(join_or(others))] if others else [])
                    return Derived(query, Or(tuple(lists)))
        return Scan(query)

    def _apart(self, query):
        """Plan lists of reports and sides apart from words: they are never cached, and PostgreSQL is not asked about them."""
        if isinstance(query, Not):
            return Not(self.plan(query.node))
        apart = [node for node in query.nodes if holds_reports(node)]
        words = [node for node in query.nodes if node not in apart]
        joined = [join_and(words) if isinstance(query, And) else join_or(words)] if words else []
        return type(query)(tuple(map(self.plan, [*apart, *joined])))

    def _all_of(self, query, plans):
        """Combine lists here, check phrases in their intersection, and leave to PostgreSQL whatever requires vectors: the more
        words narrow that, the fewer vectors are read.
        """
        phrases = [node for node, plan in plans.items() if isinstance(plan, Derived) and plan.phrases]
        in_vectors = [node for node, plan in plans.items() if node not in phrases and self._looks(plan)]
        narrowing = [node for node in plans if not isinstance(node, Not) and node not in phrases]
        at_once = narrowing if in_vectors else []
        sets = [plans[phrase].plan for phrase in phrases]
        sets += [plan for node, plan in plans.items() if node not in phrases and node not in at_once]
        if at_once:
            sets.append(Scan(join_and(at_once)))
        return Derived(query, And(tuple(sets)), tuple(phrases)) if phrases else And(tuple(sets))

    def _any_of(self, nodes):
        """Combine lists here, but leave to PostgreSQL whatever requires vectors, and rare words if they are many."""
        rare = [node for node in nodes if not self._is_frequent(node)]
        in_vectors = [node for node in rare if needs_vectors(node)]
        words = [node for node in rare if isinstance(node, Lexeme) and not node.weight]
        groups = [group for group in (in_vectors, words if len(words) > MAX_AT_ONCE else []) if group]
        at_once = set(chain(*groups))
        plans = [self.plan(node) for node in nodes if node not in at_once]
        plans += [Scan(join_or(group)) for group in groups]
        return Or(tuple(plans)) if len(plans) > 1 else plans[0]

    def _looks(self, plan):
        """Return whether a plan makes PostgreSQL read vectors or signatures, other than for exclusions."""
        match plan:
            case Scan(query, in_tokens):
                return not in_tokens and needs_vectors(query) and not self._is_kept(query)
            case Derived(_, inner, phrases):
                return bool(phrases) or self._looks(inner)
            case Not():
                return False
        return any(map(self._looks, children(plan)))

    def _is_kept(self, query):
        return is_read(Scan(query), self.snapshot)

    def _is_frequent(self, query):
        """Return whether cached lists answer a query, wholly or mostly."""
        match query:
            case Lexeme(text, is_prefix, weight):
                return (
                    bool(words_with_prefix(query, self.snapshot)[0])
                    if is_prefix
                    else text in self.frequent and not weight
                )
            case LexemePhrase(parts):
                words = (part.text for part in parts if isinstance(part, Lexeme))
                return query.is_plain and all(word in self.frequent for word in words)
            case And() | Or():
                return all(map(self._is_frequent, children(query)))
        return isinstance(query, Not)


def _scans(plan):
    match plan:
        case Scan():
            yield plan
        case Derived(_, inner):
            yield from _scans(inner)
        case _:
            for child in children(plan):
                yield from _scans(child)


def _evaluate(plan, lists, snapshot):
    """Return the RowSet of a plan whose scans have been read."""
    universe = snapshot.universe
    match plan:
        case Scan():
            return lists[plan]
        case Reports(packed):
            rows = snapshot.rows_of(np.frombuffer(packed, dtype=np.int32))
            return RowSet.of_rows(rows, len(snapshot.columns))
        case Sides(spells, confirmed=confirmed):
            columns = snapshot.columns.only_confirmed if confirmed else snapshot.columns
            return RowSet.of_rows(rows_on_sides(spells, columns), len(columns)).within(snapshot.alive)
        case And(nodes):
            return universe.all_of([_evaluate(node, lists, snapshot) for node in nodes])
        case Or(nodes):
            return universe.any_of([_evaluate(node, lists, snapshot) for node in nodes])
        case Not(node):
            return universe.none_of(_evaluate(node, lists, snapshot))
        case Derived(query, inner, phrases):
            rows = _evaluate(inner, lists, snapshot)
            for phrase in phrases:
                ids = ids_with_phrase(snapshot.columns.ids[rows.as_rows()], phrase)
                rows = RowSet.of_rows(snapshot.rows_of(ids), len(snapshot.columns))
            keep_list(Scan(query), rows, snapshot)
            return rows
    return universe.everything

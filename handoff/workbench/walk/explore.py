"""Breadth first through all states; what the budget leaves unseen is then visited at random."""

import random
import time
from collections import Counter, deque
from dataclasses import dataclass, field

from handoff.workbench.walk.checks import Checks, is_fallback, offers_person, unlike
from handoff.workbench.walk.repertoire import Repertoire, Saying, class_of, tap
from handoff.workbench.walk.spared import Memory
from handoff.workbench.walk.state import State, state_of
from handoff.workbench.walk.turns import Exchange, Theatre
from handoff.workbench.walk.world import World, open_conversation

# Of the turns that needn't be played, one in so many is, to see that it goes as the other did.
AUDIT = 50
# The share of the time that is for going through all states.
IN_ORDER = 0.85
TWICE = "twice not understood, and no person is offered"
Worlds = tuple[World, World]


@dataclass(frozen=True, slots=True)
class Outcome:
    fallback: bool
    offers: bool
    taps: tuple[Saying, ...]


@dataclass(slots=True)
class Node:
    """A state with the two customers who were the first to be in it. `way`: the node before, and what was said."""

    state: State
    worlds: Worlds
    depth: int
    way: "tuple[Node, Saying] | None" = None
    swapped: bool = False
    taps: dict[str, Saying] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    edges: "list[tuple[Saying, Outcome, Node]]" = field(default_factory=list)
    unhelped: "tuple[Node, Saying] | None" = None


@dataclass(frozen=True, slots=True)
class Budget:
    """What ends the walk: 0 is no limit."""

    depth: int = 0
    states: int = 0
    seconds: float = 120


@dataclass(slots=True)
class Failure:
    """`sayings` from `node` on; `times`: how often the same was found."""

    sentence: str
    node: Node
    sayings: tuple[Saying, ...]
    times: int = 1


class Walk:
    def __init__(self, theatre: Theatre, repertoire: Repertoire, checks: Checks, memory: Memory, *, seed: int = 1):
        self._theatre, self._repertoire, self._checks, self._memory = theatre, repertoire, checks, memory
        self._random = random.Random(seed)
        self._queue: deque[Node] = deque()
        self.nodes: dict[State, Node] = {}
        self.failures: dict[str, Failure] = {}
        self.counts: Counter[str] = Counter()
        self.complete_depth = 0
        self.exhausted = False
        self.seconds = 0.0

    async def run(self, roots: list[Worlds], budget: Budget) -> None:
        started = time.monotonic()
        for worlds in roots:
            node = Node(state_of(worlds[0]), worlds, 0)
            self.nodes[node.state] = node
            self._queue.append(node)
        await self._in_order(budget, until=started + budget.seconds * IN_ORDER)
        if not self.exhausted and not budget.depth:
            await self._at_random(budget, until=started + budget.seconds)
        await self._close()
        self._judge_states()
        self.seconds = time.monotonic() - started

    async def _in_order(self, budget: Budget, *, until: float) -> None:
        while self._queue:
            node = self._queue[0]
            if budget.depth and node.depth >= budget.depth:
                self.complete_depth = budget.depth
                return
            self.complete_depth = min(one.depth for one in self._queue)
            for saying in self._left(node):
                if time.monotonic() > until or (budget.states and len(self.nodes) >= budget.states):
                    return
                await self._step(node, saying)
            self._queue.popleft()
        self.complete_depth = max(node.depth for node in self.nodes.values()) + 1
        self.exhausted = True

    async def _at_random(self, budget: Budget, *, until: float) -> None:
        known = list(self.nodes.values())
        node = self._random.choice(known)
        while time.monotonic() < until and not (budget.states and len(self.nodes) >= budget.states):
            target = await self._step(node, self._random.choice(self._all(node)))
            node = target if target is not None and self._random.random() > 0.1 else self._random.choice(known)

    async def _close(self) -> None:
        """What must hold everywhere is tried in the states too that nobody went on from, and in those found thereby."""
        closed = 0
        while closed < len(self.nodes):
            unclosed = list(self.nodes.values())[closed:]
            closed += len(unclosed)
            for node in unclosed:
                for saying in self._left(node):
                    if saying.intent in ("ask_human", "stop") or self._checks.is_urgent(saying.intent):
                        await self._step(node, saying)

    def _all(self, node: Node) -> list[Saying]:
        return [*self._repertoire.sayings(node.state.dialogue), *node.taps.values()]

    def _left(self, node: Node) -> list[Saying]:
        return [saying for saying in self._all(node) if saying.name not in node.done]

    async def _step(self, node: Node, saying: Saying) -> Node | None:
        """Says it in the node's state. Returns where it leads; None if the turn broke."""
        node.done.add(saying.name)
        known = self._memory.recall(node.state, saying.name, saying.intent)
        if known is not None and known[0] in self.nodes:
            self.counts["spared"] += 1
            if self.counts["spared"] % AUDIT:
                return self._arrive(node, saying, known[1], self.nodes[known[0]])
        exchanges = [await self._theatre.play(node.worlds[at], saying, at) for at in (0, 1)]
        self.counts["turns"] += 2
        states = (state_of(exchanges[0].world), state_of(exchanges[1].world))
        self._judge(node, saying, exchanges, states)
        if any(exchange.error for exchange in exchanges):
            return None
        outcome = _outcome(exchanges, states[0])
        if known is not None and known[0] != states[0]:
            self._fail("the walk took this turn for one that it had seen, but it goes another way", node, saying)
        read = set(exchanges[0].read | exchanges[1].read)
        if known is None:
            self._memory.keep(node.state, saying.name, saying.intent, read=read, after=states[0], outcome=outcome)
        target = self.nodes.get(states[0])
        if target is None:
            worlds, swapped = _sorted(exchanges)
            target = Node(states[0], worlds, node.depth + 1, (node, saying), swapped)
            self.nodes[target.state] = target
            self._queue.append(target)
        else:
            self.counts["merges"] += 1
        return self._arrive(node, saying, outcome, target)

    def _arrive(self, node: Node, saying: Saying, outcome: Outcome, target: Node) -> Node:
        """A button that nobody has tapped there yet is one more thing to do in that state."""
        new = [one for one in outcome.taps if one.name not in target.taps]
        if new:
            target.taps.update((one.name, one) for one in new)
            if target not in self._queue:
                self._queue.append(target)
        node.edges.append((saying, outcome, target))
        if outcome.fallback and not outcome.offers and target.unhelped is None:
            target.unhelped = (node, saying)
        return target

    def _judge(self, node: Node, saying: Saying, exchanges: list[Exchange], states: tuple[State, State]) -> None:
        for exchange, after in zip(exchanges, states, strict=True):
            for sentence in self._checks.of_turn(node.state, saying, exchange, after):
                self._fail(sentence, node, saying)
        for sentence in unlike(exchanges[0], exchanges[1], states):
            self._fail(sentence, node, saying)

    def _judge_states(self) -> None:
        """Nobody is stuck, nobody goes round in circles, and a person is never far."""
        near = self._near_a_person()
        for node in self.nodes.values():
            with_bot = node.state.dialogue.is_with_bot
            if with_bot and node.edges and all(outcome.fallback for _, outcome, _ in node.edges):
                self._fail("nothing is understood here: a dead end", node)
            if with_bot and near.get(id(node), 9) > 3:
                self._fail("no person can be reached within three messages", node)
            for saying, outcome, _ in node.edges:
                if node.unhelped and outcome.fallback and not outcome.offers:
                    before, first = node.unhelped
                    self._fail(TWICE, before, first, saying)

    def _near_a_person(self) -> dict[int, int]:
        """In messages, by the node's id."""
        back: dict[int, list[Node]] = {}
        for node in self.nodes.values():
            for _, _, target in node.edges:
                back.setdefault(id(target), []).append(node)
        reached = [node for node in self.nodes.values() if not node.state.dialogue.is_with_bot]
        near = {id(node): 0 for node in reached}
        queue = deque(reached)
        while queue:
            node = queue.popleft()
            for before in back.get(id(node), []):
                if id(before) not in near:
                    near[id(before)] = near[id(node)] + 1
                    queue.append(before)
        return near

    def _fail(self, sentence: str, node: Node, *sayings: Saying) -> None:
        known = self.failures.setdefault(sentence, Failure(sentence, node, sayings, 0))
        known.times += 1


def _outcome(exchanges: list[Exchange], after: State) -> Outcome:
    offered = [[one for said in exchange.said for one in said.offered] for exchange in exchanges]
    taps = {}
    for german, english in zip(*offered, strict=False):
        name = class_of(german)
        if name not in taps and not german.entities.get("event", "").startswith("filler"):
            taps[name] = tap((german, english), name)
    return Outcome(is_fallback(exchanges[0]), offers_person(exchanges[0], after), tuple(taps.values()))


def _sorted(exchanges: list[Exchange]) -> tuple[Worlds, bool]:
    """The one whose conversation is German comes first, whoever that was."""
    german, english = exchanges[0].world, exchanges[1].world
    swapped = open_conversation(german.tables)["language"] == "en"
    return ((english, german) if swapped else (german, english)), swapped

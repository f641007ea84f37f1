import pytest
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphSchema, SchemaNode

from bot.runner import StraightRunner


class Node:
    """Stands for a GraphNode: takes (name, value) pairs, gives its own; counts its calls."""

    def __init__(self, name, needs):
        self.name, self.needs, self.calls = name, needs, 0

    def __call__(self, *inputs):
        self.calls += 1
        known = dict(inputs)
        if set(self.needs) - set(known):
            raise GraphRunError(f"{self.name} misses an input")
        return self.name, f"{self.name}({','.join(known[need] for need in self.needs)})"


@pytest.fixture
def nodes():
    return {
        "split": Node("split", ["__message__"]),
        "count": Node("count", ["split"]),
        "guess": Node("guess", ["split", "count"]),
        "rules": Node("rules", ["__tracker__"]),
    }


@pytest.fixture
def runner(nodes):
    schema = {
        name: SchemaNode(needs={need: need for need in node.needs}, uses=object, constructor_name="", fn="", config={})
        for name, node in nodes.items()
    }
    return StraightRunner(GraphSchema(schema), nodes)


def test_each_node_runs_once_after_those_it_needs(runner, nodes):
    found = runner.run({"__message__": "m"}, ["guess"])

    assert found == {"guess": "guess(split(m),count(split(m)))"}
    assert [node.calls for node in nodes.values()] == [1, 1, 1, 0]


def test_every_run_begins_anew(runner):
    runner.run({"__message__": "first"}, ["count"])

    assert runner.run({"__message__": "second"}, ["count"]) == {"count": "count(split(second))"}


def test_a_missing_input_is_an_error(runner):
    with pytest.raises(GraphRunError):
        runner.run({}, ["rules"])

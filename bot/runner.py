"""Runs a model's graph straight from node to node, in an order found once, where Rasa plans each run anew with dask."""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphNode, GraphNodeHook, GraphSchema
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelStorage


class StraightRunner(GraphRunner):  # type: ignore[misc]  # Rasa has no types
    def __init__(self, schema: GraphSchema, nodes: dict[str, GraphNode]) -> None:
        self._schema = schema
        self._nodes = nodes
        self._orders: dict[str, list[tuple[str, list[str]]]] = {}

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: list[GraphNodeHook] | None = None,
    ) -> "StraightRunner":
        nodes = {
            name: GraphNode.from_schema_node(name, node, model_storage, execution_context, hooks)
            for name, node in graph_schema.nodes.items()
        }
        return cls(graph_schema, nodes)

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """Raises Rasa's GraphRunError when an input is missing."""
        known = {name: (name, value) for name, value in (inputs or {}).items()}
        wanted = targets or self._schema.target_names
        for target in wanted:
            for name, needs in self._order(target):
                if name not in known:
                    known[name] = self._nodes[name](*(known[need] for need in needs if need in known))
        return {target: known[target][1] for target in wanted}

    def _order(self, target: str) -> list[tuple[str, list[str]]]:
        """The nodes that `target` needs, each after those that it needs itself, with their names."""
        if target not in self._orders:
            order: dict[str, list[str]] = {}
            self._append(target, order)
            self._orders[target] = list(order.items())
        return self._orders[target]

    def _append(self, name: str, order: dict[str, list[str]]) -> None:
        needs = list(self._schema.nodes[name].needs.values())
        for need in needs:
            if need in self._schema.nodes and need not in order:
                self._append(need, order)
        order[name] = needs

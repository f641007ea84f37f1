"""What each page asks of PostgreSQL, asked again with EXPLAIN under the desk's role: no large table is read through."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from sqlalchemy import Engine, event

# Tables that grow with the years.
LARGE = ("messages", "conversations", "customers", "identifiers", "handoffs")
# Short of it a scan of a large table is the planner's good sense: its partial index, or a piece of it, is as small.
ROWS = 5_000
READ = "SELECT relname, seq_tup_read FROM pg_stat_xact_user_tables WHERE relname = ANY (%s)"


@dataclass(frozen=True, slots=True)
class Asked:
    page: str
    statement: str
    values: Any


@dataclass(frozen=True, slots=True)
class Plan:
    """`scanned`: the large tables that were read from end to end. `milliseconds`: planning and execution."""

    asked: Asked
    milliseconds: float
    scanned: tuple[str, ...]


class Eavesdropper:
    """Hears what every engine of this process asks, for the page that is named."""

    def __init__(self) -> None:
        self.page = ""
        self.asked: list[Asked] = []
        event.listen(Engine, "before_cursor_execute", self._hear)

    def stop(self) -> None:
        event.remove(Engine, "before_cursor_execute", self._hear)

    def _hear(self, _: Any, __: Any, statement: str, values: Any, *___: Any) -> None:
        if statement.lstrip().startswith("SELECT") and "set_config" not in statement:
            self.asked.append(Asked(self.page, statement, values))


def explain(url: str, user_id: UUID, asked: list[Asked]) -> list[Plan]:
    """What functions ask inside, EXPLAIN doesn't show: so the tables' own counts of rows are looked at, too."""
    with psycopg.connect(url, autocommit=True) as connection:
        return [_plan(connection, user_id, one) for one in asked]


def _plan(connection: psycopg.Connection, user_id: UUID, asked: Asked) -> Plan:
    with connection.transaction():
        connection.execute("SELECT set_config('role', 'schalter_desk', true)")
        connection.execute("SELECT set_config('schalter.user', %s, true)", (str(user_id),))
        before = _sequential(connection)
        statement = sql.SQL("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ") + sql.SQL(asked.statement)
        row = connection.execute(statement, asked.values).fetchone()
        after = _sequential(connection)
    assert row is not None
    (plan,) = row[0]
    inside = {table for table in LARGE if after[table] - before[table] > ROWS}
    seen = {node["Relation Name"] for node in _nodes(plan["Plan"]) if _is_scan(node)}
    spent = plan["Planning Time"] + plan["Execution Time"]
    return Plan(asked, spent, tuple(sorted(seen | inside)))


def _sequential(connection: psycopg.Connection) -> dict[str, int]:
    """Rows read by sequential scans in this transaction, within functions, too."""
    rows = connection.execute(READ, (list(LARGE),)).fetchall()
    return {name: int(count) for name, count in rows}


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", []):
        yield from _nodes(child)


def _is_scan(node: dict[str, Any]) -> bool:
    if node["Node Type"] != "Seq Scan" or node["Relation Name"] not in LARGE or not node["Actual Loops"]:
        return False
    rows: float = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
    return bool(rows * node["Actual Loops"] > ROWS)

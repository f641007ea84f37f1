"""Chats find people: how teams and people want them, and each chat's place in the queue, worked out here for whoever
writes a chat.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

ROLE = "schalter_desk"
REASONS = """
    request confidential not_understood failure unreadable taken returned opened silence done
    stepped_in transferred came_back put_back given unanswered left overflow closing callback
""".split()
FORMER_REASONS = REASONS[:14]
MOVES = """
    bot>waiting bot>parked bot>agent bot>closed parked>waiting parked>bot parked>agent parked>closed
    waiting>agent waiting>bot waiting>closed agent>waiting agent>bot agent>closed waiting>parked
""".split()

# A chat's turn comes when an answer is due, 20 minutes earlier for each step of its priority: so a fraud passes what is
# late by less than an hour, and nobody is passed for ever (handoff/routing/order.py has the same).
TURN = """
    CREATE FUNCTION set_turn() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        NEW.turn_at := CASE WHEN NEW.owner IN ('waiting', 'parked') THEN
            coalesce(NEW.due_at, coalesce(NEW.waiting_since, NEW.last_activity_at) + interval '15 minutes')
            - NEW.priority * interval '20 minutes' END;
        RETURN NEW;
    END $$
"""
# Who routes hears of it: a chat waits, a place is free, somebody comes to the desk.
WAKERS = {
    "wake_routing_for_chat": """
        BEGIN
            PERFORM pg_notify('routing', coalesce(NEW.team_id, OLD.team_id)::text);
            RETURN NULL;
        END
    """,
    "wake_routing_for_person": """
        BEGIN
            PERFORM pg_notify('routing', '');
            RETURN NULL;
        END
    """,
}
TRIGGERS = """
    CREATE TRIGGER conversations_wake_routing AFTER UPDATE OF owner, team_id ON conversations FOR EACH ROW
    WHEN (NEW.team_id IS NOT NULL AND NEW.owner = 'waiting'
        AND (OLD.owner, OLD.team_id) IS DISTINCT FROM (NEW.owner, NEW.team_id))
    EXECUTE FUNCTION wake_routing_for_chat();
    CREATE TRIGGER places_wake_routing AFTER UPDATE OF owner, agent_id ON conversations FOR EACH ROW
    WHEN (OLD.owner = 'agent' AND OLD.agent_id IS DISTINCT FROM NEW.agent_id)
    EXECUTE FUNCTION wake_routing_for_person();
    CREATE TRIGGER people_wake_routing AFTER UPDATE OF presence, seen_at, capacity ON users FOR EACH ROW
    WHEN (NEW.presence <> 'away' AND (OLD.presence = 'away' OR NEW.capacity > OLD.capacity
        OR OLD.seen_at IS NULL OR NEW.seen_at > OLD.seen_at + interval '75 seconds'))
    EXECUTE FUNCTION wake_routing_for_person();
"""
# Who works for another company sees only what he has, or what is offered to him.
TEAMS = """
    CREATE OR REPLACE FUNCTION desk_teams() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path FROM CURRENT AS $$
        SELECT m.team_id FROM memberships m JOIN users u ON u.id = m.user_id
        WHERE u.id = desk_user() AND u.disabled_at IS NULL AND m.role IN ({roles})
    $$
"""
ME = "(SELECT desk_user())"
BY_TEAM = "team_id = ANY (ARRAY(SELECT desk_teams())) OR institution_id = ANY (ARRAY(SELECT desk_houses()))"
FORMER = f"{BY_TEAM} OR agent_id = {ME} OR offered_to_id = {ME} OR id = (SELECT desk_passing())"


def upgrade() -> None:
    op.add_column("teams", sa.Column("push", sa.Boolean(), nullable=False, server_default="false"))
    op.add_column("teams", sa.Column("capacity", sa.Integer()))
    op.add_column("teams", sa.Column("answer_minutes", sa.Integer(), nullable=False, server_default="10"))
    op.add_column("teams", sa.Column("staffed_by_id", sa.Uuid(), sa.ForeignKey("organisations.id")))
    op.create_check_constraint(op.f("ck_teams_capacity_is_some"), "teams", "capacity > 0")
    op.create_check_constraint(op.f("ck_teams_answer_takes_time"), "teams", "answer_minutes > 0")
    op.add_column("users", sa.Column("capacity", sa.Integer(), nullable=False, server_default="5"))
    op.add_column("users", sa.Column("speaks", postgresql.JSONB(), nullable=False, server_default="[]"))
    op.add_column("users", sa.Column("given_at", sa.DateTime(timezone=True)))
    op.create_check_constraint(op.f("ck_users_capacity_is_a_number"), "users", "capacity >= 0")
    op.add_column("institutions", sa.Column("routing", postgresql.JSONB(), nullable=False, server_default="{}"))
    for table, column in (
        ("teams", "push"),
        ("teams", "answer_minutes"),
        ("users", "capacity"),
        ("users", "speaks"),
        ("institutions", "routing"),
    ):
        op.alter_column(table, column, server_default=None)
    op.execute(f"GRANT SELECT (capacity, speaks, given_at), UPDATE (capacity, speaks, given_at) ON users TO {ROLE}")

    for column in ("turn_at", "answer_by", "escalated_at"):
        op.add_column("conversations", sa.Column(column, sa.DateTime(timezone=True)))
    for column in ("named_id", "former_id"):
        op.add_column("conversations", sa.Column(column, sa.Uuid(), sa.ForeignKey("users.id")))
    people = postgresql.ARRAY(sa.Uuid())
    op.add_column("conversations", sa.Column("passed_over", people, nullable=False, server_default="{}"))
    op.create_check_constraint(
        op.f("ck_conversations_answered_by_its_agent"), "conversations", "answer_by IS NULL OR owner = 'agent'"
    )
    op.execute(TURN)
    op.execute("""
        CREATE TRIGGER conversations_turn
        BEFORE INSERT OR UPDATE OF owner, priority, due_at, waiting_since ON conversations
        FOR EACH ROW EXECUTE FUNCTION set_turn()
    """)
    for name, body in WAKERS.items():
        op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")
    op.execute(TRIGGERS)
    op.execute("UPDATE conversations SET owner = owner WHERE owner IN ('waiting', 'parked')")
    _index_queue("turn_at, waiting_since, id")
    for name in ("named_id", "answer_by"):
        op.execute(
            f"CREATE INDEX ix_conversations_{name.removesuffix('_id')} ON conversations ({name})"
            f" WHERE {name} IS NOT NULL"
        )
    op.execute(f"ALTER POLICY desk ON conversations USING ({FORMER} OR named_id = {ME})")
    op.execute(TEAMS.format(roles="'agent', 'lead'"))
    _allow(REASONS, MOVES)


def downgrade() -> None:
    op.execute("UPDATE handoffs SET reason = 'put_back' WHERE reason IN ('given', 'unanswered', 'left', 'overflow')")
    op.execute("UPDATE handoffs SET reason = 'opened' WHERE reason IN ('closing', 'callback')")
    _allow(FORMER_REASONS, MOVES[:-1])
    op.execute(TEAMS.format(roles="'agent', 'lead', 'external_agent'"))
    op.execute(f"ALTER POLICY desk ON conversations USING ({FORMER})")
    op.execute("DROP TRIGGER people_wake_routing ON users")
    for name in ("places_wake_routing", "conversations_wake_routing", "conversations_turn"):
        op.execute(f"DROP TRIGGER {name} ON conversations")
    for name in WAKERS:
        op.execute(f"DROP FUNCTION {name}()")
    op.execute("DROP FUNCTION set_turn()")
    for column in ("turn_at", "answer_by", "escalated_at", "named_id", "former_id", "passed_over"):
        op.drop_column("conversations", column)
    _index_queue("priority DESC, waiting_since, id", is_there=False)
    for table, columns in {
        "institutions": ("routing",),
        "users": ("capacity", "speaks", "given_at"),
        "teams": ("push", "capacity", "answer_minutes", "staffed_by_id"),
    }.items():
        for column in columns:
            op.drop_column(table, column)


def _index_queue(order: str, *, is_there: bool = True) -> None:
    if is_there:
        op.execute("DROP INDEX ix_conversations_queue")
    op.execute(f"""
        CREATE INDEX ix_conversations_queue ON conversations (team_id, owner DESC, {order})
        WHERE owner IN ('waiting', 'parked')
    """)


def _allow(reasons: list[str], moves: list[str]) -> None:
    op.drop_constraint("ck_handoffs_reason", "handoffs")
    op.create_check_constraint(op.f("ck_handoffs_reason"), "handoffs", sa.column("reason").in_(reasons))
    allowed = ", ".join(f"'{move}'" for move in moves)
    op.execute(f"""
        CREATE OR REPLACE FUNCTION check_conversation_move() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF OLD.owner || '>' || NEW.owner NOT IN ({allowed}) THEN
                RAISE EXCEPTION 'a conversation cannot move from % to %', OLD.owner, NEW.owner
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_conversations_move';
            END IF;
            RETURN NEW;
        END $$
    """)

"""Rules that no program can go round: the moves of a conversation, the places of an event, the ladder of statuses;
and the outbox wakes who sends.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOVES = """
    bot>waiting bot>parked bot>agent bot>closed parked>waiting parked>bot parked>agent parked>closed
    waiting>agent waiting>bot waiting>closed agent>waiting agent>bot agent>closed
""".split()


def upgrade() -> None:
    moves = ", ".join(f"'{move}'" for move in MOVES)
    op.execute(f"""
        CREATE FUNCTION check_conversation_move() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF OLD.owner || '>' || NEW.owner NOT IN ({moves}) THEN
                RAISE EXCEPTION 'a conversation cannot move from % to %', OLD.owner, NEW.owner
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_conversations_move';
            END IF;
            RETURN NEW;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER conversation_moves BEFORE UPDATE OF owner ON conversations
        FOR EACH ROW WHEN (OLD.owner IS DISTINCT FROM NEW.owner) EXECUTE FUNCTION check_conversation_move()
    """)
    op.execute("""
        CREATE FUNCTION count_event_places() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP <> 'INSERT' AND OLD.state = 'coming' THEN
                UPDATE events SET taken = taken - OLD.people WHERE id = OLD.event_id;
            END IF;
            IF TG_OP <> 'DELETE' AND NEW.state = 'coming' THEN
                UPDATE events SET taken = taken + NEW.people WHERE id = NEW.event_id;
            END IF;
            RETURN NULL;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER sign_ups_take_places AFTER INSERT OR UPDATE OR DELETE ON sign_ups
        FOR EACH ROW EXECUTE FUNCTION count_event_places()
    """)
    op.execute("""
        CREATE FUNCTION keep_status_rising() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.status < OLD.status THEN
                RAISE EXCEPTION 'the status of message % cannot fall from % to %', OLD.id, OLD.status, NEW.status
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_messages_status_rises';
            END IF;
            RETURN NEW;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER message_status_rises BEFORE UPDATE OF status ON messages
        FOR EACH ROW WHEN (NEW.status < OLD.status) EXECUTE FUNCTION keep_status_rising()
    """)
    op.execute("""
        CREATE FUNCTION wake_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_notify('outbox', '');
            RETURN NULL;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER outbox_wakes AFTER INSERT ON outbox FOR EACH STATEMENT EXECUTE FUNCTION wake_outbox()
    """)


def downgrade() -> None:
    for trigger, table, function in (
        ("outbox_wakes", "outbox", "wake_outbox"),
        ("message_status_rises", "messages", "keep_status_rising"),
        ("sign_ups_take_places", "sign_ups", "count_event_places"),
        ("conversation_moves", "conversations", "check_conversation_move"),
    ):
        op.execute(f"DROP TRIGGER {trigger} ON {table}")
        op.execute(f"DROP FUNCTION {function}()")

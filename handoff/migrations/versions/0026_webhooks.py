"""Webhooks to the institutions' own systems: who is told, and what of.

Events are written by triggers: whoever closes a chat or changes a callback or an appointment, by whatever way there is
or will be, tells of it in the same transaction, and nothing can be forgotten. They run as the tables' owner, for the
desk's people may not see the subscriptions, and at the end of the transaction, when the row that says why a chat was
closed is there too.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

ROLE = "schalter_desk"
# As RIGHTS of handoff/access.py has it, put before what desk_where() knows already.
PAIR = "('administrator', 'webhooks')"
OURS = "institution_id = ANY (ARRAY(SELECT desk_where('webhooks')))"
EVENTS = """
    conversation.closed callback.created callback.changed callback.done callback.cancelled
    appointment.booked appointment.moved appointment.cancelled test
""".split()
STATES = ("waiting", "failed", "delivered", "skipped")
CAUSES = ("by_hand", "failing", "gone", "sealed")

# Where nobody wants to know, this one look by index is all that it costs.
WANTED = """
    IF NOT EXISTS (
        SELECT FROM webhook_subscriptions w WHERE w.institution_id = NEW.institution_id AND w.events ? told
    ) THEN
        RETURN NULL;
    END IF;
"""
# Locked, so that one which is being removed at this moment is waited for and passed over: what somebody does for a
# customer never fails for it.
WRITE = """
    CREATE FUNCTION write_webhooks(
        house uuid, told text, happened_at timestamptz, customer uuid, chat uuid, call uuid, meeting uuid, facts jsonb
    ) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
    BEGIN
        INSERT INTO webhook_deliveries (
            id, institution_id, subscription_id, event, at, customer_id, conversation_id, callback_id, appointment_id,
            facts, state, attempts
        )
        SELECT gen_random_uuid(), house, w.id, told, happened_at, customer, chat, call, meeting, facts, 'waiting', 0
        FROM webhook_subscriptions w WHERE w.institution_id = house AND w.events ? told FOR KEY SHARE;
        PERFORM pg_notify('webhooks', '');
    END $$
"""
# A mover stands in the audit row of the change of hands alone.
BODIES = {
    "tell_of_conversation": f"""
        DECLARE
            told text := 'conversation.closed';
        BEGIN
            {WANTED}
            PERFORM write_webhooks(
                NEW.institution_id, told, NEW.closed_at, NEW.customer_id, NEW.id, NULL, NULL,
                jsonb_build_object(
                    'topic', NEW.topic, 'language', NEW.language, 'outcome', NEW.outcome,
                    'team', (SELECT slug FROM teams WHERE id = NEW.team_id),
                    'opened_at', NEW.opened_at, 'last_inbound_at', NEW.last_inbound_at, 'closed_at', NEW.closed_at,
                    'reason', (
                        SELECT reason FROM handoffs WHERE conversation_id = NEW.id AND to_owner = 'closed'
                        ORDER BY at DESC LIMIT 1),
                    'closed_by', (
                        SELECT actor FROM audit WHERE subject = 'conversation:' || NEW.id AND act = 'change_hands'
                        ORDER BY at DESC, id DESC LIMIT 1)
                )
            );
            RETURN NULL;
        END
    """,
    "tell_of_callback": f"""
        DECLARE
            told text := 'callback.' || CASE
                WHEN TG_OP = 'INSERT' THEN 'created' WHEN NEW.state <> 'open' THEN NEW.state ELSE 'changed' END;
        BEGIN
            {WANTED}
            PERFORM write_webhooks(
                NEW.institution_id, told,
                CASE told WHEN 'callback.created' THEN NEW.created_at WHEN 'callback.done' THEN NEW.done_at
                    ELSE clock_timestamp() END,
                NEW.customer_id, NEW.conversation_id, NEW.id, NULL,
                jsonb_build_object(
                    'topic', NEW.topic, 'language', NEW.language, 'state', NEW.state, 'outcome', NEW.outcome,
                    'tries', NEW.tries, 'team', (SELECT slug FROM teams WHERE id = NEW.team_id),
                    'earliest', NEW.earliest, 'latest', NEW.latest, 'created_at', NEW.created_at, 'done_at', NEW.done_at
                )
            );
            RETURN NULL;
        END
    """,
    "tell_of_appointment": f"""
        DECLARE
            told text := 'appointment.' || CASE
                WHEN TG_OP = 'INSERT' THEN 'booked' WHEN NEW.state = 'cancelled' THEN 'cancelled' ELSE 'moved' END;
        BEGIN
            {WANTED}
            PERFORM write_webhooks(
                NEW.institution_id, told,
                CASE told WHEN 'appointment.booked' THEN NEW.created_at ELSE clock_timestamp() END,
                NEW.customer_id, NEW.conversation_id, NULL, NEW.id,
                jsonb_build_object(
                    'topic', NEW.topic, 'state', NEW.state, 'meeting', NEW.meeting,
                    'starts_at', NEW.starts_at, 'ends_at', NEW.ends_at,
                    'advisor', (SELECT slug FROM advisors WHERE id = NEW.advisor_id),
                    'branch', (
                        SELECT b.slug FROM advisors a JOIN branches b ON b.id = a.branch_id
                        WHERE a.id = NEW.advisor_id),
                    'language', (SELECT language FROM conversations WHERE id = NEW.conversation_id),
                    'team', (
                        SELECT t.slug FROM conversations c JOIN teams t ON t.id = c.team_id
                        WHERE c.id = NEW.conversation_id)
                )
            );
            RETURN NULL;
        END
    """,
}
CALLBACK = "({row}.state, {row}.earliest, {row}.latest, {row}.team_id, {row}.tries)"
APPOINTMENT = "({row}.state, {row}.advisor_id, {row}.starts_at, {row}.ends_at, {row}.meeting)"
# By name: table, what is done to it, when it counts, and what tells.
TRIGGERS = {
    "conversations_closed": (
        "conversations",
        "UPDATE OF owner",
        "NEW.owner = 'closed' AND OLD.owner <> 'closed'",
        "tell_of_conversation",
    ),
    "callbacks_created": ("callbacks", "INSERT", "NEW.state = 'open'", "tell_of_callback"),
    "callbacks_changed": (
        "callbacks",
        "UPDATE",
        f"{CALLBACK.format(row='NEW')} IS DISTINCT FROM {CALLBACK.format(row='OLD')}",
        "tell_of_callback",
    ),
    "appointments_booked": ("appointments", "INSERT", "NEW.state = 'booked'", "tell_of_appointment"),
    "appointments_changed": (
        "appointments",
        "UPDATE",
        f"{APPOINTMENT.format(row='NEW')} IS DISTINCT FROM {APPOINTMENT.format(row='OLD')}",
        "tell_of_appointment",
    ),
}


def upgrade() -> None:
    _subscriptions()
    _deliveries()
    _widen_rights("VALUES (", f"VALUES {PAIR}, (")
    op.execute(WRITE)
    for name, body in BODIES.items():
        op.execute(f"""
            CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
            AS $$ {body} $$
        """)
    op.execute("REVOKE EXECUTE ON FUNCTION write_webhooks FROM PUBLIC")
    for name, (table, done, counts, tells) in TRIGGERS.items():
        op.execute(f"""
            CREATE CONSTRAINT TRIGGER {name} AFTER {done} ON {table} DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW WHEN ({counts}) EXECUTE FUNCTION {tells}()
        """)
    _open_to_administrators()


def _subscriptions() -> None:
    op.create_table(
        "webhook_subscriptions",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("institution_id", sa.Uuid(), sa.ForeignKey("institutions.id"), nullable=False, index=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("former_secret", sa.LargeBinary()),
        sa.Column("renewed_at", sa.DateTime(timezone=True)),
        sa.Column("events", JSONB(), nullable=False),
        sa.Column("transcripts", sa.Boolean(), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True)),
        sa.Column("pause_cause", _choice("pause_cause", *CAUSES)),
        sa.Column("last_sequence", sa.BigInteger(), nullable=False),
        sa.Column("holder", sa.Integer()),
        sa.Column("created_by_id", sa.Uuid(), sa.ForeignKey("users.id"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(paused_at IS NULL) = (pause_cause IS NULL)", name=op.f("ck_webhook_subscriptions_pause_is_whole")
        ),
        sa.CheckConstraint(
            "(former_secret IS NULL) = (renewed_at IS NULL)", name=op.f("ck_webhook_subscriptions_renewal_is_whole")
        ),
    )


def _deliveries() -> None:
    is_open = sa.text("state IN ('waiting', 'failed')")
    op.create_table(
        "webhook_deliveries",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("place", sa.BigInteger(), sa.Identity(), nullable=False, unique=True),
        sa.Column("institution_id", sa.Uuid(), sa.ForeignKey("institutions.id"), nullable=False),
        sa.Column(
            "subscription_id", sa.Uuid(), sa.ForeignKey("webhook_subscriptions.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("sequence", sa.BigInteger()),
        sa.Column("event", _choice("event", *EVENTS), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("customer_id", sa.Uuid()),
        sa.Column("conversation_id", sa.Uuid()),
        sa.Column("callback_id", sa.Uuid()),
        sa.Column("appointment_id", sa.Uuid()),
        sa.Column("facts", JSONB(), nullable=False),
        sa.Column("state", _choice("state", *STATES), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("attempted_at", sa.DateTime(timezone=True)),
        sa.Column("failing_since", sa.DateTime(timezone=True)),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True)),
        sa.Column("answer_status", sa.Integer()),
        sa.Column("error", sa.Text()),
        sa.Column("done_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "(done_at IS NULL) = (state IN ('waiting', 'failed'))", name=op.f("ck_webhook_deliveries_done_at_known")
        ),
        sa.Index("ix_webhook_deliveries_open", "subscription_id", "sequence", "place", postgresql_where=is_open),
        sa.Index("ix_webhook_deliveries_listed", "subscription_id", "place"),
        sa.Index("ix_webhook_deliveries_done", "done_at", postgresql_where=sa.text("done_at IS NOT NULL")),
    )


def _open_to_administrators() -> None:
    """Sealed secrets are written at the desk and read by the sending process alone; what was delivered stays so."""
    read = """
        id, institution_id, name, address, renewed_at, events, transcripts, paused_at, pause_cause, last_sequence,
        holder, created_by_id, created_at
    """
    written = "name, address, secret, former_secret, renewed_at, events, transcripts, paused_at, pause_cause"
    for table in ("webhook_subscriptions", "webhook_deliveries"):
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY desk ON {table} TO {ROLE} USING ({OURS}) WITH CHECK ({OURS})")
    op.execute(f"GRANT SELECT ({read}), INSERT, UPDATE ({written}), DELETE ON webhook_subscriptions TO {ROLE}")
    set_going = "state, failing_since, next_attempt_at, done_at"
    op.execute(f"GRANT SELECT, INSERT, UPDATE ({set_going}) ON webhook_deliveries TO {ROLE}")


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _widen_rights(former: str, now: str) -> None:
    """desk_where() as it is, but for the pairs of role and right that it begins with."""
    op.execute(f"""
        DO $$ BEGIN
            EXECUTE replace(pg_get_functiondef('desk_where(text)'::regprocedure), $old${former}$old$, $new${now}$new$);
        END $$
    """)


def downgrade() -> None:
    for name, (table, *_) in TRIGGERS.items():
        op.execute(f"DROP TRIGGER {name} ON {table}")
    for name in BODIES:
        op.execute(f"DROP FUNCTION {name}()")
    op.execute("DROP FUNCTION write_webhooks")
    op.drop_table("webhook_deliveries")
    op.drop_table("webhook_subscriptions")
    _widen_rights(f"VALUES {PAIR}, (", "VALUES (")

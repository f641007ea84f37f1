"""The tables. What each is for stands at its class in handoff.models."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisations",
        sa.Column(
            "kind",
            sa.Enum(
                "institution",
                "provider",
                "external_centre",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("slug", name=op.f("uq_organisations_slug")),
    )
    op.create_table(
        "processes",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("model_hash", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_processes")),
    )
    op.create_table(
        "templates",
        sa.Column("business_account_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("components", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_templates")),
        sa.UniqueConstraint(
            "business_account_id", "name", "language", name=op.f("uq_templates_business_account_id_name_language")
        ),
    )
    op.create_table(
        "institutions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("notice_version", sa.Text(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("limits", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["organisations.id"], name=op.f("fk_institutions_id_organisations")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institutions")),
    )
    op.create_table(
        "users",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_users_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("institution_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.id"], name=op.f("fk_audit_institution_id_institutions")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_audit_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_institution", "audit", ["institution_id", "at"], unique=False)
    op.create_index("ix_audit_subject", "audit", ["subject", "at"], unique=False)
    op.create_table(
        "branches",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("street", sa.Text(), nullable=False),
        sa.Column("postcode", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.id"], name=op.f("fk_branches_institution_id_institutions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_branches")),
        sa.UniqueConstraint("institution_id", "slug", name=op.f("uq_branches_institution_id_slug")),
    )
    op.create_table(
        "customers",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("notice_version", sa.Text(), nullable=True),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("identity_changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.id"], name=op.f("fk_customers_institution_id_institutions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
    )
    op.create_index(op.f("ix_customers_institution_id"), "customers", ["institution_id"], unique=False)
    op.create_table(
        "events",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("description", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_events_has_length")),
        sa.CheckConstraint("taken BETWEEN 0 AND places", name=op.f("ck_events_not_over_places")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.id"], name=op.f("fk_events_institution_id_institutions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("institution_id", "slug", name=op.f("uq_events_institution_id_slug")),
    )
    op.create_table(
        "numbers",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("phone_number_id", sa.Text(), nullable=False),
        sa.Column("business_account_id", sa.Text(), nullable=False),
        sa.Column("display_number", sa.Text(), nullable=False),
        sa.Column("access_token", sa.LargeBinary(), nullable=True),
        sa.Column("app_secret", sa.LargeBinary(), nullable=True),
        sa.Column("sending_stopped", sa.Text(), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.id"], name=op.f("fk_numbers_institution_id_institutions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_numbers")),
        sa.UniqueConstraint("phone_number_id", name=op.f("uq_numbers_phone_number_id")),
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sessions_user_id_users")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_user_id"), "sessions", ["user_id"], unique=False)
    op.create_table(
        "teams",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.id"], name=op.f("fk_teams_institution_id_institutions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
        sa.UniqueConstraint("institution_id", "slug", name=op.f("uq_teams_institution_id_slug")),
    )
    op.create_table(
        "advisors",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("branch_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("topics", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("meetings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["branch_id"], ["branches.id"], name=op.f("fk_advisors_branch_id_branches")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.id"], name=op.f("fk_advisors_institution_id_institutions")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_advisors_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advisors")),
        sa.UniqueConstraint("institution_id", "slug", name=op.f("uq_advisors_institution_id_slug")),
    )
    op.create_table(
        "channel_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("number_id", sa.Uuid(), nullable=True),
        sa.Column("phone_number_id", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["number_id"], ["numbers.id"], name=op.f("fk_channel_events_number_id_numbers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_events")),
    )
    op.create_index("ix_channel_events_reason", "channel_events", ["reason", "received_at"], unique=False)
    op.create_table(
        "consents",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("notice_shown", "notifications", name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_consents_customer_id_customers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(op.f("ix_consents_customer_id"), "consents", ["customer_id"], unique=False)
    op.create_table(
        "conversations",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("number_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column(
            "owner",
            sa.Enum(
                "bot",
                "parked",
                "waiting",
                "agent",
                "closed",
                name="owner",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dialogue", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("expects", sa.Text(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_inbound_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_activity_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attention", sa.Text(), nullable=True),
        sa.Column("unread", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(owner = 'agent') = (agent_id IS NOT NULL)", name=op.f("ck_conversations_agent_has_it")),
        sa.CheckConstraint(
            "(owner = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_conversations_closed_at_known")
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["users.id"], name=op.f("fk_conversations_agent_id_users")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_conversations_customer_id_customers"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.id"], name=op.f("fk_conversations_institution_id_institutions")
        ),
        sa.ForeignKeyConstraint(["number_id"], ["numbers.id"], name=op.f("fk_conversations_number_id_numbers")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_conversations_team_id_teams")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
    )
    op.create_index(
        "ix_conversations_agent",
        "conversations",
        ["agent_id"],
        unique=False,
        postgresql_where=sa.text("owner = 'agent'"),
    )
    op.create_index(
        "ix_conversations_attention",
        "conversations",
        ["institution_id"],
        unique=False,
        postgresql_where=sa.text("attention IS NOT NULL"),
    )
    op.create_index(op.f("ix_conversations_customer_id"), "conversations", ["customer_id"], unique=False)
    op.create_index(
        "ix_conversations_parked",
        "conversations",
        ["institution_id"],
        unique=False,
        postgresql_where=sa.text("owner = 'parked'"),
    )
    op.create_index(
        "ix_conversations_silent",
        "conversations",
        ["last_activity_at"],
        unique=False,
        postgresql_where=sa.text("owner = 'bot'"),
    )
    op.create_index(
        "ix_conversations_waiting",
        "conversations",
        ["institution_id", "waiting_since"],
        unique=False,
        postgresql_where=sa.text("owner = 'waiting'"),
    )
    op.create_index(
        "uq_conversations_open",
        "conversations",
        ["number_id", "customer_id"],
        unique=True,
        postgresql_where=sa.text("owner <> 'closed'"),
    )
    op.create_table(
        "early_statuses",
        sa.Column("wamid", sa.Text(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("number_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failure_code", sa.Integer(), nullable=True),
        sa.Column("failure_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["number_id"], ["numbers.id"], name=op.f("fk_early_statuses_number_id_numbers")),
        sa.PrimaryKeyConstraint("wamid", "status", name=op.f("pk_early_statuses")),
    )
    op.create_table(
        "identifiers",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "wa_id",
                "bsuid",
                "username",
                "web",
                "email",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_identifiers_customer_id_customers"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.id"], name=op.f("fk_identifiers_institution_id_institutions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identifiers")),
    )
    op.create_index(op.f("ix_identifiers_customer_id"), "identifiers", ["customer_id"], unique=False)
    op.create_index(
        "uq_identifiers_living",
        "identifiers",
        ["institution_id", "kind", "fingerprint"],
        unique=True,
        postgresql_where=sa.text("retired_at IS NULL"),
    )
    op.create_index(
        "uq_identifiers_living_kind",
        "identifiers",
        ["customer_id", "kind"],
        unique=True,
        postgresql_where=sa.text("retired_at IS NULL"),
    )
    op.create_table(
        "memberships",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "agent",
                "external_agent",
                "lead",
                "advisor",
                "designer",
                "administrator",
                "auditor",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_memberships_team_id_teams")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_memberships_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
        sa.UniqueConstraint("user_id", "team_id", name=op.f("uq_memberships_user_id_team_id")),
    )
    op.create_table(
        "sign_ups",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "coming", "waiting", "cancelled", name="state", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("people BETWEEN 1 AND 20", name=op.f("ck_sign_ups_people_reasonable")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_sign_ups_customer_id_customers"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_sign_ups_event_id_events")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.id"], name=op.f("fk_sign_ups_institution_id_institutions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ups")),
    )
    op.create_index(op.f("ix_sign_ups_customer_id"), "sign_ups", ["customer_id"], unique=False)
    op.create_index(
        "uq_sign_ups_living",
        "sign_ups",
        ["event_id", "customer_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'cancelled'"),
    )
    op.create_table(
        "appointments",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("advisor_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=True),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column(
            "meeting",
            sa.Enum("branch", "phone", "video", name="meeting", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum("booked", "cancelled", name="state", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("late_minutes", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.literal_column("advisor_id"), "="),
            (sa.literal_column("tstzrange(starts_at, ends_at)"), "&&"),
            where=sa.text("state = 'booked'"),
            using="gist",
            name="ex_appointments_advisor_once",
        ),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_appointments_has_length")),
        sa.ForeignKeyConstraint(["advisor_id"], ["advisors.id"], name=op.f("fk_appointments_advisor_id_advisors")),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_appointments_conversation_id_conversations"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_appointments_customer_id_customers"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.id"], name=op.f("fk_appointments_institution_id_institutions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
    )
    op.create_index("ix_appointments_customer", "appointments", ["customer_id", "starts_at"], unique=False)
    op.create_table(
        "callbacks",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("earliest", sa.DateTime(timezone=True), nullable=False),
        sa.Column("latest", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "done", "cancelled", name="state", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("earliest < latest", name=op.f("ck_callbacks_window_has_length")),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_callbacks_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_callbacks_customer_id_customers"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["done_by_id"], ["users.id"], name=op.f("fk_callbacks_done_by_id_users")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.id"], name=op.f("fk_callbacks_institution_id_institutions")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_callbacks_team_id_teams")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callbacks")),
    )
    op.create_index("ix_callbacks_conversation", "callbacks", ["conversation_id"], unique=False)
    op.create_index(
        "ix_callbacks_open",
        "callbacks",
        ["institution_id", "earliest"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "handoffs",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "request",
                "confidential",
                "not_understood",
                "failure",
                "unreadable",
                "taken",
                "returned",
                "opened",
                "silence",
                "done",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column(
            "from_owner",
            sa.Enum(
                "bot",
                "parked",
                "waiting",
                "agent",
                "closed",
                name="from_owner",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "to_owner",
            sa.Enum(
                "bot",
                "parked",
                "waiting",
                "agent",
                "closed",
                name="to_owner",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("from_agent_id", sa.Uuid(), nullable=True),
        sa.Column("to_agent_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("gathered", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_handoffs_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["from_agent_id"], ["users.id"], name=op.f("fk_handoffs_from_agent_id_users")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.id"], name=op.f("fk_handoffs_institution_id_institutions")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_handoffs_team_id_teams")),
        sa.ForeignKeyConstraint(["to_agent_id"], ["users.id"], name=op.f("fk_handoffs_to_agent_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handoffs")),
    )
    op.create_index("ix_handoffs_conversation", "handoffs", ["conversation_id", "at"], unique=False)
    op.create_table(
        "messages",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("number_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "author",
            sa.Enum(
                "customer",
                "bot",
                "agent",
                "system",
                name="author",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("guarded", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("response_name", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("wamid", sa.Text(), nullable=True),
        sa.Column("quoted_wamid", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status", sa.SmallInteger(), nullable=True),
        sa.Column("status_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure_code", sa.Integer(), nullable=True),
        sa.Column("failure_reason", sa.Text(), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("client_key", sa.Uuid(), nullable=True),
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed("to_tsvector('german', body) || to_tsvector('english', body)", persisted=True),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_messages_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.id"], name=op.f("fk_messages_institution_id_institutions")
        ),
        sa.ForeignKeyConstraint(["number_id"], ["numbers.id"], name=op.f("fk_messages_number_id_numbers")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_messages_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("client_key", name=op.f("uq_messages_client_key")),
        sa.UniqueConstraint("number_id", "wamid", name=op.f("uq_messages_number_id_wamid")),
        postgresql_with={"fillfactor": "80"},
    )
    op.create_index(
        "ix_messages_inbox",
        "messages",
        ["conversation_id"],
        unique=False,
        postgresql_where=sa.text("handled_at IS NULL"),
    )
    op.create_index("ix_messages_search", "messages", ["search"], unique=False, postgresql_using="gin")
    op.create_index("ix_messages_thread", "messages", ["conversation_id", "sent_at", "id"], unique=False)
    op.create_table(
        "turns",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("intent", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("model_hash", sa.Text(), nullable=False),
        sa.Column("milliseconds", sa.Double(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_turns_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.id"], name=op.f("fk_turns_institution_id_institutions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turns")),
    )
    op.create_index(op.f("ix_turns_conversation_id"), "turns", ["conversation_id"], unique=False)
    op.create_index("ix_turns_institution", "turns", ["institution_id", "at"], unique=False)
    op.create_table(
        "buttons",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("intent", sa.Text(), nullable=False),
        sa.Column("entities", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("form_run", sa.Integer(), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_buttons_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_buttons_message_id_messages"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_buttons")),
    )
    op.create_index(op.f("ix_buttons_conversation_id"), "buttons", ["conversation_id"], unique=False)
    op.create_table(
        "edits",
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("former_body", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_edits_message_id_messages"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edits")),
    )
    op.create_index(op.f("ix_edits_message_id"), "edits", ["message_id"], unique=False)
    op.create_table(
        "media",
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("number_id", sa.Uuid(), nullable=False),
        sa.Column("media_id", sa.Text(), nullable=False),
        sa.Column("mime_type", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("pending", "stored", "failed", name="state", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.LargeBinary(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_media_message_id_messages"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["number_id"], ["numbers.id"], name=op.f("fk_media_number_id_numbers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media")),
        sa.UniqueConstraint("message_id", name=op.f("uq_media_message_id")),
    )
    op.create_index(
        "ix_media_pending", "media", ["due_at"], unique=False, postgresql_where=sa.text("state = 'pending'")
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("number_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("message", "read", name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("queued", "sending", "unknown", name="state", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("holder", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_outbox_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_outbox_message_id_messages"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["number_id"], ["numbers.id"], name=op.f("fk_outbox_number_id_numbers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index("ix_outbox_conversation", "outbox", ["conversation_id", "id"], unique=False)
    op.create_index("ix_outbox_due", "outbox", ["due_at", "id"], unique=False)
    op.create_index(op.f("ix_outbox_message_id"), "outbox", ["message_id"], unique=False)
    op.create_table(
        "reactions",
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "author",
            sa.Enum(
                "customer",
                "bot",
                "agent",
                "system",
                name="author",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("emoji", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_reactions_message_id_messages"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("message_id", "author", name=op.f("pk_reactions")),
    )
    op.create_table(
        "troubles",
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_troubles_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_troubles_message_id_messages"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_troubles")),
    )


def downgrade() -> None:
    op.drop_table("troubles")
    op.drop_table("reactions")
    op.drop_index(op.f("ix_outbox_message_id"), table_name="outbox")
    op.drop_index("ix_outbox_due", table_name="outbox")
    op.drop_index("ix_outbox_conversation", table_name="outbox")
    op.drop_table("outbox")
    op.drop_index("ix_media_pending", table_name="media", postgresql_where=sa.text("state = 'pending'"))
    op.drop_table("media")
    op.drop_index(op.f("ix_edits_message_id"), table_name="edits")
    op.drop_table("edits")
    op.drop_index(op.f("ix_buttons_conversation_id"), table_name="buttons")
    op.drop_table("buttons")
    op.drop_index("ix_turns_institution", table_name="turns")
    op.drop_index(op.f("ix_turns_conversation_id"), table_name="turns")
    op.drop_table("turns")
    op.drop_index("ix_messages_thread", table_name="messages")
    op.drop_index("ix_messages_search", table_name="messages", postgresql_using="gin")
    op.drop_index("ix_messages_inbox", table_name="messages", postgresql_where=sa.text("handled_at IS NULL"))
    op.drop_table("messages")
    op.drop_index("ix_handoffs_conversation", table_name="handoffs")
    op.drop_table("handoffs")
    op.drop_index("ix_callbacks_open", table_name="callbacks", postgresql_where=sa.text("state = 'open'"))
    op.drop_index("ix_callbacks_conversation", table_name="callbacks")
    op.drop_table("callbacks")
    op.drop_index("ix_appointments_customer", table_name="appointments")
    op.drop_table("appointments")
    op.drop_index("uq_sign_ups_living", table_name="sign_ups", postgresql_where=sa.text("state <> 'cancelled'"))
    op.drop_index(op.f("ix_sign_ups_customer_id"), table_name="sign_ups")
    op.drop_table("sign_ups")
    op.drop_table("memberships")
    op.drop_index(
        "uq_identifiers_living_kind", table_name="identifiers", postgresql_where=sa.text("retired_at IS NULL")
    )
    op.drop_index("uq_identifiers_living", table_name="identifiers", postgresql_where=sa.text("retired_at IS NULL"))
    op.drop_index(op.f("ix_identifiers_customer_id"), table_name="identifiers")
    op.drop_table("identifiers")
    op.drop_table("early_statuses")
    op.drop_index("uq_conversations_open", table_name="conversations", postgresql_where=sa.text("owner <> 'closed'"))
    op.drop_index("ix_conversations_waiting", table_name="conversations", postgresql_where=sa.text("owner = 'waiting'"))
    op.drop_index("ix_conversations_silent", table_name="conversations", postgresql_where=sa.text("owner = 'bot'"))
    op.drop_index("ix_conversations_parked", table_name="conversations", postgresql_where=sa.text("owner = 'parked'"))
    op.drop_index(op.f("ix_conversations_customer_id"), table_name="conversations")
    op.drop_index(
        "ix_conversations_attention", table_name="conversations", postgresql_where=sa.text("attention IS NOT NULL")
    )
    op.drop_index("ix_conversations_agent", table_name="conversations", postgresql_where=sa.text("owner = 'agent'"))
    op.drop_table("conversations")
    op.drop_index(op.f("ix_consents_customer_id"), table_name="consents")
    op.drop_table("consents")
    op.drop_index("ix_channel_events_reason", table_name="channel_events")
    op.drop_table("channel_events")
    op.drop_table("advisors")
    op.drop_table("teams")
    op.drop_index(op.f("ix_sessions_user_id"), table_name="sessions")
    op.drop_table("sessions")
    op.drop_table("numbers")
    op.drop_table("events")
    op.drop_index(op.f("ix_customers_institution_id"), table_name="customers")
    op.drop_table("customers")
    op.drop_table("branches")
    op.drop_index("ix_audit_subject", table_name="audit")
    op.drop_index("ix_audit_institution", table_name="audit")
    op.drop_table("audit")
    op.drop_table("users")
    op.drop_table("institutions")
    op.drop_table("templates")
    op.drop_table("processes")
    op.drop_table("organisations")

"""A chat may be passed on to where its agent doesn't see it any more.

PostgreSQL asks of a changed row, too, that who changes it may see it. desk_pass_on() lets the one who has a chat, or to
or by whom it is offered, write it and what belongs to it until his transaction ends.
"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BY_PERSON = """
    team_id IN (SELECT desk_teams()) OR institution_id IN (SELECT desk_houses())
    OR agent_id = desk_user() OR offered_to_id = desk_user()
"""
BY_CONVERSATION = "EXISTS (SELECT FROM conversations c WHERE c.id = handoffs.conversation_id)"


def upgrade() -> None:
    op.execute("""
        CREATE FUNCTION desk_passing() RETURNS uuid LANGUAGE sql STABLE
        AS $$ SELECT nullif(current_setting('schalter.passing', true), '')::uuid $$
    """)
    op.execute("""
        CREATE FUNCTION desk_pass_on(chat uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
        SET search_path FROM CURRENT AS $$
        BEGIN
            IF EXISTS (
                SELECT FROM conversations WHERE id = chat AND desk_user() IN (agent_id, offered_to_id, offered_by_id)
            ) THEN
                PERFORM set_config('schalter.passing', chat::text, true);
            END IF;
        END $$
    """)
    op.execute(f"ALTER POLICY desk ON conversations USING ({BY_PERSON} OR id = desk_passing())")
    # Who had a chat may know who stepped in, where he doesn't see the chat any more.
    op.execute(f"ALTER POLICY desk ON handoffs USING ({BY_CONVERSATION} OR from_agent_id = desk_user())")


def downgrade() -> None:
    op.execute(f"ALTER POLICY desk ON handoffs USING ({BY_CONVERSATION})")
    op.execute(f"ALTER POLICY desk ON conversations USING ({BY_PERSON})")
    op.execute("DROP FUNCTION desk_pass_on(uuid)")
    op.execute("DROP FUNCTION desk_passing()")

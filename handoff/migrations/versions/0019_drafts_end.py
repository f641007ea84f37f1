"""A chat that has ended has no drafts: neither that of who closed it nor those of who had it before.

The database does it, since a draft is its writer's alone: nobody else may delete it, not even see that it is there.
"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE FUNCTION drop_drafts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        SET search_path FROM CURRENT AS $$
        BEGIN
            DELETE FROM drafts WHERE conversation_id = NEW.id;
            RETURN NULL;
        END $$
    """)
    op.execute("""
        CREATE TRIGGER closed_conversations_have_no_drafts AFTER UPDATE OF owner ON conversations
        FOR EACH ROW WHEN (NEW.owner = 'closed') EXECUTE FUNCTION drop_drafts()
    """)
    op.execute("DELETE FROM drafts d USING conversations c WHERE c.id = d.conversation_id AND c.owner = 'closed'")


def downgrade() -> None:
    op.execute("DROP TRIGGER closed_conversations_have_no_drafts ON conversations")
    op.execute("DROP FUNCTION drop_drafts()")

"""What of the inbox is one statement each: to claim and read, to write down a turn, to look for what was missed."""

from sqlalchemy import text

# The first attempt also marks what was written as read, and shows that the bot is at it. Nothing waits for the disk:
# what a crash of the whole server could take back is a count and blue ticks.
CLAIM = text("""
    WITH claimed AS (
        UPDATE messages m SET attempts = m.attempts + 1, leased_until = clock_timestamp() + interval '5 seconds'
        FROM conversations c
        WHERE c.id = m.conversation_id AND m.conversation_id = :conversation AND m.handled_at IS NULL
          AND (m.leased_until IS NULL OR m.leased_until < clock_timestamp())
        RETURNING m.id, m.number_id, m.attempts, m.kind, c.owner
    ), read AS (
        INSERT INTO outbox (number_id, conversation_id, kind, message_id, state, attempts, due_at)
        SELECT number_id, :conversation, 'typing', max(id), 'queued', 0, clock_timestamp() FROM claimed
        WHERE attempts = 1 AND kind NOT IN ('reaction', 'system') AND owner IN ('bot', 'parked') GROUP BY number_id
    )
    SELECT coalesce(max(attempts), 0) AS attempts, set_config('synchronous_commit', 'off', true) FROM claimed
""")
PENDING = text("""
    SELECT id, kind, body, content, guarded, sent_at FROM messages
    WHERE conversation_id = :conversation AND handled_at IS NULL ORDER BY sent_at, id
""")
# In the conversation where they belong now, which is another one if theirs was closed.
HANDLED = text("""
    UPDATE messages SET handled_at = :now, conversation_id = :conversation WHERE id = ANY(CAST(:ids AS bigint[]))
""")
TURN = text("""
    INSERT INTO turns (institution_id, conversation_id, intent, confidence, topic, language, rule, outcome, model_hash,
        milliseconds, at)
    VALUES (:institution, :conversation, :intent, :confidence, :topic, :language, :rule, :outcome, :model_hash,
        :milliseconds, :now)
""")
WAITING = text("""
    SELECT conversation_id FROM messages WHERE handled_at IS NULL GROUP BY conversation_id ORDER BY min(id) LIMIT 500
""")
SET_ASIDE = text("""
    WITH aside AS (
        UPDATE messages SET handled_at = :now WHERE conversation_id = :conversation AND handled_at IS NULL
        RETURNING kind, sent_at
    )
    UPDATE conversations SET attention = 'unreadable', snoozed_until = NULL,
        unread = unread + (SELECT count(*) FROM aside),
        last_inbound_at = greatest(
            last_inbound_at, (SELECT max(sent_at) FROM aside WHERE kind NOT IN ('system', 'edit', 'revoke')))
    WHERE id = :conversation
""")

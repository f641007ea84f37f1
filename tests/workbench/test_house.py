"""The database that scripts get one after the other."""

import psycopg

CHANGES = {
    "a chat": """
        INSERT INTO customers (id, institution_id, created_at)
        SELECT gen_random_uuid(), id, now() FROM institutions LIMIT 1
    """,
    "a person who is there": "UPDATE users SET seen_at = now(), presence = 'online'",
    "own words": """UPDATE institutions SET texts = '{"utter_bye": {"de": "Ade"}}'""",
    "places taken": "UPDATE events SET taken = 1",
    "a team that is gone": "UPDATE teams SET slug = 'more' WHERE slug = 'advice'",
}
STATE = """
    SELECT (SELECT count(*) FROM customers), (SELECT count(*) FROM users WHERE seen_at IS NOT NULL),
        (SELECT count(*) FROM institutions WHERE texts ? 'utter_bye'), (SELECT sum(taken) FROM events),
        (SELECT count(*) FROM teams WHERE slug = 'more')
"""


def ask(settings, statement):
    with psycopg.connect(str(settings.database_url).replace("+psycopg", ""), autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else None


def test_each_script_finds_it_as_it_was_seeded(house):
    with house.database() as own:
        seeded = ask(own, STATE)
    for statement in CHANGES.values():
        with house.database() as own:
            ask(own, statement)
            assert ask(own, STATE) != seeded

        with house.database() as own:
            assert ask(own, STATE) == seeded

"""Follows recommendations by SQL alone with psycopg 3: python3 python-psycopg.py"""
import os, select, sys, time
import psycopg

DATABASE_URL = os.environ["DATABASE_URL"]
LOOK_EVERY_S = 5  # a notification is a doorbell, and one can be lost

# What this program has handled, in a table of its own: a cursor of times would miss a row whose transaction took long.
BEGIN = """
CREATE SCHEMA IF NOT EXISTS follower;
CREATE TABLE IF NOT EXISTS follower.handled_by_psycopg (recommendation_id text PRIMARY KEY, version integer NOT NULL);
INSERT INTO follower.handled_by_psycopg
SELECT recommendation_id, version FROM agentic_hmi.agent_recommendations
WHERE NOT EXISTS (SELECT FROM follower.handled_by_psycopg);
LISTEN new_ml_recommendation;
LISTEN recommendation_status_changed"""
NEXT = """
SELECT recommendation_id, version, status, severity, issue_description FROM agentic_hmi.agent_recommendations AS found
WHERE NOT EXISTS (SELECT FROM follower.handled_by_psycopg AS handled
  WHERE handled.recommendation_id = found.recommendation_id AND handled.version >= found.version)
ORDER BY updated_timestamp LIMIT 1"""
HANDLED = """
INSERT INTO follower.handled_by_psycopg VALUES (%s, %s)
ON CONFLICT (recommendation_id) DO UPDATE SET version = excluded.version"""


def handle_next(connection):
    """Handles one recommendation in a transaction; work in the same database counts exactly once."""
    with connection.transaction():
        row = connection.execute(NEXT).fetchone()
        if row is None:
            return False
        identity, version, status, severity, description = row
        print(status, identity, severity, description, flush=True)
        connection.execute(HANDLED, (identity, version))
        return True


def follow():
    alive = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 2, "tcp_user_timeout": 20_000}
    with psycopg.connect(DATABASE_URL, autocommit=True, application_name="follower", **alive) as connection:
        connection.execute(BEGIN)
        print("listening", flush=True)
        while True:
            while handle_next(connection):
                pass
            select.select([connection], [], [], LOOK_EVERY_S)


while True:
    try:
        follow()
    except psycopg.OperationalError as error:
        print(error, file=sys.stderr)
    time.sleep(1)

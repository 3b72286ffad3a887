"""Triggers that let the database itself refuse to change or delete an entry.

They stop a mistake and a curious hand, not the owner of the database, who can drop
them. What was signed is proved by the hash under the treatment.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

__all__ = ["install", "remove"]

INSTALL = {
    "sqlite": (
        """
        CREATE TRIGGER injections_no_change BEFORE UPDATE ON injections_entry
        BEGIN SELECT RAISE(ABORT, 'the live record is append-only'); END
        """,
        """
        CREATE TRIGGER injections_no_delete BEFORE DELETE ON injections_entry
        BEGIN SELECT RAISE(ABORT, 'the live record is append-only'); END
        """,
    ),
    "postgresql": (
        """
        CREATE OR REPLACE FUNCTION injections_refuse() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN RAISE EXCEPTION 'the live record is append-only'; END $$
        """,
        """
        CREATE TRIGGER injections_no_change BEFORE UPDATE OR DELETE ON injections_entry
        FOR EACH ROW EXECUTE FUNCTION injections_refuse()
        """,
        """
        CREATE TRIGGER injections_no_delete BEFORE TRUNCATE ON injections_entry
        FOR EACH STATEMENT EXECUTE FUNCTION injections_refuse()
        """,
    ),
}
REMOVE = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS injections_no_change",
        "DROP TRIGGER IF EXISTS injections_no_delete",
    ),
    "postgresql": (
        "DROP TRIGGER IF EXISTS injections_no_change ON injections_entry",
        "DROP TRIGGER IF EXISTS injections_no_delete ON injections_entry",
        "DROP FUNCTION IF EXISTS injections_refuse()",
    ),
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place, also where they are already."""
    remove(connection)
    _execute(connection, INSTALL[connection.vendor])


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away."""
    _execute(connection, REMOVE[connection.vendor])


def _execute(connection: BaseDatabaseWrapper, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)

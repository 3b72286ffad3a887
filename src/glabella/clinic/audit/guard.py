"""Triggers that let the database itself refuse to change or delete an entry.

They stop a mistake and a curious hand, not the owner of the database, who can drop
them: what that owner changes, the chain shows.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

__all__ = ["install", "is_installed", "remove"]

INSTALL = {
    "sqlite": (
        """
        CREATE TRIGGER audit_no_change BEFORE UPDATE ON audit_auditentry
        BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END
        """,
        """
        CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit_auditentry
        BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END
        """,
    ),
    "postgresql": (
        """
        CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN RAISE EXCEPTION 'the audit is append-only'; END $$
        """,
        """
        CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit_auditentry
        FOR EACH ROW EXECUTE FUNCTION audit_refuse()
        """,
        """
        CREATE TRIGGER audit_no_delete BEFORE TRUNCATE ON audit_auditentry
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()
        """,
    ),
}

REMOVE = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS audit_no_change",
        "DROP TRIGGER IF EXISTS audit_no_delete",
    ),
    "postgresql": (
        "DROP TRIGGER IF EXISTS audit_no_change ON audit_auditentry",
        "DROP TRIGGER IF EXISTS audit_no_delete ON audit_auditentry",
        "DROP FUNCTION IF EXISTS audit_refuse()",
    ),
}

COUNT = {
    "sqlite": """
        SELECT count(*) FROM sqlite_master
        WHERE type = 'trigger' AND name IN ('audit_no_change', 'audit_no_delete')
        """,
    "postgresql": """
        SELECT count(*) FROM pg_trigger
        WHERE tgrelid = 'audit_auditentry'::regclass AND tgenabled <> 'D'
        AND tgname IN ('audit_no_change', 'audit_no_delete')
        """,
}
TRIGGERS = 2


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place, also where they are already."""
    remove(connection)
    _execute(connection, INSTALL[connection.vendor])


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away."""
    _execute(connection, REMOVE[connection.vendor])


def is_installed(connection: BaseDatabaseWrapper) -> bool:
    """Whether both triggers are there and at work."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT[connection.vendor])
        row = cursor.fetchone()
    return bool(row) and row[0] == TRIGGERS


def _execute(connection: BaseDatabaseWrapper, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)

"""Triggers that let the database itself keep the ledgers of the vials.

A line is never changed or deleted, it has the next number of its vial, and its
balance is the one before it and its change. They stop a mistake of ours and a curious
hand, not the owner of the database, who can drop them.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

__all__ = ["install", "is_installed", "remove"]

TABLE = "stock_vialentry"
APPEND_ONLY = "the ledger of a vial is append-only"
BROKEN = "the line does not follow from the one before it"

INSTALL = {
    "sqlite": (
        f"""
        CREATE TRIGGER stock_no_change BEFORE UPDATE ON {TABLE}
        BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END
        """,
        f"""
        CREATE TRIGGER stock_no_delete BEFORE DELETE ON {TABLE}
        BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END
        """,
        f"""
        CREATE TRIGGER stock_follows BEFORE INSERT ON {TABLE}
        WHEN NEW.number <> 1 + coalesce(
            (SELECT max(number) FROM {TABLE} WHERE vial_id = NEW.vial_id), 0)
        OR abs(NEW.balance_after - NEW.change - coalesce(
            (SELECT balance_after FROM {TABLE}
             WHERE vial_id = NEW.vial_id AND number = NEW.number - 1), 0)) > 0.001
        BEGIN SELECT RAISE(ABORT, '{BROKEN}'); END
        """,  # noqa: S608 - names of ours
    ),
    "postgresql": (
        f"""
        CREATE OR REPLACE FUNCTION stock_refuse() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN RAISE EXCEPTION '{APPEND_ONLY}'
        USING ERRCODE = 'integrity_constraint_violation'; END $$
        """,
        f"""
        CREATE OR REPLACE FUNCTION stock_check() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN
        IF NEW.number <> 1 + coalesce(
            (SELECT max(number) FROM {TABLE} WHERE vial_id = NEW.vial_id), 0)
        OR NEW.balance_after - NEW.change <> coalesce(
            (SELECT balance_after FROM {TABLE}
             WHERE vial_id = NEW.vial_id AND number = NEW.number - 1), 0)
        THEN RAISE EXCEPTION '{BROKEN}'
        USING ERRCODE = 'integrity_constraint_violation'; END IF;
        RETURN NEW; END $$
        """,  # noqa: S608 - names of ours
        f"""
        CREATE TRIGGER stock_no_change BEFORE UPDATE OR DELETE ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION stock_refuse()
        """,
        f"""
        CREATE TRIGGER stock_no_delete BEFORE TRUNCATE ON {TABLE}
        FOR EACH STATEMENT EXECUTE FUNCTION stock_refuse()
        """,
        f"""
        CREATE TRIGGER stock_follows BEFORE INSERT ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION stock_check()
        """,
    ),
}

NAMES = ("stock_no_change", "stock_no_delete", "stock_follows")
REMOVE = {
    "sqlite": tuple(f"DROP TRIGGER IF EXISTS {name}" for name in NAMES),
    "postgresql": (
        *(f"DROP TRIGGER IF EXISTS {name} ON {TABLE}" for name in NAMES),
        "DROP FUNCTION IF EXISTS stock_refuse()",
        "DROP FUNCTION IF EXISTS stock_check()",
    ),
}

LISTED = "'stock_no_change', 'stock_no_delete', 'stock_follows'"
COUNT = {
    "sqlite": f"""
        SELECT count(*) FROM sqlite_master
        WHERE type = 'trigger' AND name IN ({LISTED})
        """,  # noqa: S608 - names of ours
    "postgresql": f"""
        SELECT count(*) FROM pg_trigger
        WHERE tgrelid = '{TABLE}'::regclass AND tgenabled <> 'D'
        AND tgname IN ({LISTED})
        """,  # noqa: S608 - names of ours
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place, also where they are already."""
    remove(connection)
    _execute(connection, INSTALL[connection.vendor])


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away."""
    _execute(connection, REMOVE[connection.vendor])


def is_installed(connection: BaseDatabaseWrapper) -> bool:
    """Whether all of them are there and at work."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT[connection.vendor])
        row = cursor.fetchone()
    return bool(row) and row[0] == len(NAMES)


def _execute(connection: BaseDatabaseWrapper, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)

"""Bring a database to the tables that this version needs."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from competition.db.engine import WRITE


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def upgrade(engine: Engine, target: str = "head") -> None:
    """Run every migration that is missing; each one commits alone, so a killed run goes on where it stopped."""
    config = _config()
    with engine.connect().execution_options(**{WRITE: True}) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, target)
        connection.commit()


def downgrade(engine: Engine, target: str = "base") -> None:
    """Take migrations back."""
    config = _config()
    with engine.connect().execution_options(**{WRITE: True}) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, target)
        connection.commit()


def is_current(engine: Engine) -> bool:
    """Tell whether the tables are those that this version needs."""
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_heads()
    return set(found) == {newest_version()}


def is_new(engine: Engine) -> bool:
    """Tell whether the database has no tables of ours yet."""
    with engine.connect() as connection:
        return not MigrationContext.configure(connection).get_current_heads()


@cache
def newest_version() -> str:
    """Return the version of the tables that this version of the product needs."""
    (head,) = ScriptDirectory.from_config(_config()).get_heads()
    return head


@cache
def known_versions() -> tuple[str, ...]:
    """Return every version that tables may have had, the oldest first."""
    found = ScriptDirectory.from_config(_config()).walk_revisions()
    return tuple(reversed([script.revision for script in found]))


def make_revision(engine: Engine, message: str) -> None:
    """Write the migration from the database's tables to the models' (for developers)."""
    config = _config()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.revision(config, message=message, autogenerate=True, rev_id=message.split(" ", 1)[0])

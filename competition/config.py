"""Settings from the environment; every one has a default that works on one laptop."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parent

LANGUAGES = ("en", "zh", "fr", "ru", "ar", "es")


def resource(name: str) -> Path:
    """Return where templates or static files lie: beside the checkout, else inside the installed package."""
    beside = CHECKOUT / name
    return beside if (CHECKOUT / "wsgi.py").exists() and beside.exists() else PACKAGE / f"_{name}"


@dataclass(frozen=True)
class Config:
    """All settings of one server.

    database_url: SQLite or PostgreSQL. redis_url: empty for one process.
    data_dir: where the database file, the secret and backups lie.
    secure_cookies: set behind HTTPS. development: shows the component gallery.
    backup_minutes: between automatic backups, 0 for none. backup_copy_dir: where each backup is copied to, such as a
    USB disk; None for nowhere. signing_key: where several machines are one installation, else kept in the data folder.
    """

    database_url: str
    redis_url: str
    data_dir: Path
    secret_key: str
    host: str
    port: int
    secure_cookies: bool
    development: bool
    sign_in_hours: int = 14
    backup_minutes: int = 10
    backup_copy_dir: Path | None = None
    signing_key: str = ""

    @property
    def is_sqlite(self) -> bool:
        """Tell whether the embedded database is used."""
        return self.database_url.startswith("sqlite")

    def environ(self) -> dict[str, str]:
        """Return the environment in which a child process has these settings."""
        return {
            **os.environ,
            "COMPETITION_DATA_DIR": str(self.data_dir),
            "COMPETITION_DATABASE_URL": self.database_url,
            "COMPETITION_REDIS_URL": self.redis_url,
            "COMPETITION_SECRET_KEY": self.secret_key,
            "COMPETITION_SIGNING_KEY": self.signing_key,
            "COMPETITION_BACKUP_MINUTES": str(self.backup_minutes),
            "COMPETITION_BACKUP_COPY_DIR": str(self.backup_copy_dir or ""),
        }


def load_config(environ: Mapping[str, str] = os.environ) -> Config:
    """Read the settings. Makes the data folder and the secret key on first use."""
    data_dir = Path(environ.get("COMPETITION_DATA_DIR") or CHECKOUT / "data").resolve()
    data_dir.mkdir(parents=True, exist_ok=True)
    return Config(
        database_url=environ.get("COMPETITION_DATABASE_URL") or f"sqlite:///{data_dir / 'competition.db'}",
        redis_url=environ.get("COMPETITION_REDIS_URL", ""),
        data_dir=data_dir,
        secret_key=environ.get("COMPETITION_SECRET_KEY") or _kept_secret(data_dir / "secret.key"),
        host=environ.get("HOST", "0.0.0.0"),  # noqa: S104 (a hall server is there to be reached by tablets)
        port=int(environ.get("PORT", "8000")),
        secure_cookies=environ.get("COMPETITION_SECURE_COOKIES", "") == "1",
        development=environ.get("COMPETITION_DEVELOPMENT", "") == "1",
        signing_key=environ.get("COMPETITION_SIGNING_KEY", ""),
        backup_minutes=max(0, int(environ.get("COMPETITION_BACKUP_MINUTES") or "10")),
        backup_copy_dir=Path(copies).resolve() if (copies := environ.get("COMPETITION_BACKUP_COPY_DIR")) else None,
    )


def _kept_secret(path: Path) -> str:
    """Return the secret of this installation, made once and readable by its owner only."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        secret = secrets.token_urlsafe(48)
        file.write(secret)
    return secret

"""The yardstick of S5: a Flask-SQLAlchemy application whose only route inserts one row and commits."""

from __future__ import annotations

import os

from flask import Flask, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from competition.db.engine import attach_guards, engine_options, write_transaction


class Base(DeclarativeBase):
    """Tables of the yardstick."""


class Line(Base):
    """What is inserted."""

    __tablename__ = "bare_line"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String(64))


def make_app() -> Flask:
    """Return the application; its database has the same durable settings as ours."""
    url = os.environ["BARE_DATABASE_URL"]
    app = Flask("bare")
    app.config.update(SQLALCHEMY_DATABASE_URI=url, SQLALCHEMY_ENGINE_OPTIONS=engine_options(url))
    db = SQLAlchemy(metadata=Base.metadata)
    db.init_app(app)
    with app.app_context():
        attach_guards(db.engine)
        db.create_all()

    @app.get("/healthz")
    def health() -> str:
        return "ok"

    @app.post("/line")
    def add() -> dict[str, bool]:
        session = db.session()
        with write_transaction(session):
            session.add(Line(text=str(request.get_json()["text"])))
        return {"ok": True}

    return app

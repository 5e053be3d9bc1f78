"""The composition root: the only module that knows every room."""

from __future__ import annotations

import secrets

import structlog
from flask import Flask, Response, g
from gevent import monkey
from jinja2 import BytecodeCache, StrictUndefined
from jinja2.bccache import Bucket
from whitenoise import WhiteNoise

from competition.api import register_api
from competition.config import LANGUAGES, Config, load_config, resource
from competition.db.engine import attach_guards, engine_options
from competition.extensions import babel, csrf, db, limiter, socketio
from competition.http.context import publish
from competition.http.errors import init_errors
from competition.http.guard import check_access, refuse_unguarded_routes
from competition.http.i18n import babel_locale
from competition.http.maintenance import refuse_while_restoring
from competition.http.security import add_headers
from competition.logs import get_log, set_up_logs
from competition.realtime import start_live
from competition.services.context import Announcement
from competition.services.job_kinds import register_all
from competition.services.job_runner import JobRunner
from competition.services.keeper import Keeper
from competition.services.shelf import keep_backups_at
from competition.web import register_pages

MAX_BODY = 16 * 1024 * 1024
MAX_PARTS = 5000
"""Fields of one form: a team of 200 people has some 20 each."""

log = get_log("app")


class CompiledTemplates(BytecodeCache):
    """Templates compiled once a process, whatever number of applications it makes."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was compiled from the same source before."""
        if (code := self._codes.get((bucket.key, bucket.checksum))) is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._codes[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


_COMPILED = CompiledTemplates()


def create_app(config: Config | None = None) -> Flask:
    """Return the application. Refuses to start with a weak database or an unguarded route."""
    config = config or load_config()
    set_up_logs()
    app = Flask("competition", template_folder=str(resource("templates")), static_folder=None)
    app.config.update(
        COMPETITION=config,
        SECRET_KEY=config.secret_key,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(config.database_url),
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_PARTS=MAX_PARTS,
        SESSION_COOKIE_NAME="podium_form",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.secure_cookies,
        WTF_CSRF_TIME_LIMIT=None,
        BABEL_TRANSLATION_DIRECTORIES="translations",
        RATELIMIT_STORAGE_URI=config.redis_url or "memory://",
        RATELIMIT_HEADERS_ENABLED=False,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.bytecode_cache = _COMPILED
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    _init_extensions(app, config)
    app.before_request(_name_request)
    app.before_request(refuse_while_restoring)
    app.before_request(check_access)
    app.after_request(_finish)
    init_errors(app)
    register_pages(app, development=config.development)
    register_api(app)
    start_live(app, config)
    _start_jobs(app, config)
    _start_keeper(app, config)
    refuse_unguarded_routes(app)
    # Flask-SocketIO has put itself in front; static files come before both.
    static = WhiteNoise(
        app.wsgi_app, root=str(resource("static")), prefix="static/", max_age=0, immutable_file_test=_is_hashed
    )
    app.wsgi_app = static  # type: ignore[method-assign]
    return app


def _init_extensions(app: Flask, config: Config) -> None:
    db.init_app(app)
    with app.app_context():
        attach_guards(db.engine)
        keep_backups_at(db.engine, config)
    csrf.init_app(app)
    limiter.init_app(app)
    babel.init_app(app, default_locale=LANGUAGES[0], locale_selector=babel_locale)
    socketio.init_app(
        app,
        async_mode="gevent" if monkey.is_module_patched("socket") else "threading",
        always_connect=True,
        max_http_buffer_size=64 * 1024,
    )


def _start_jobs(app: Flask, config: Config) -> None:
    """Watch over work beside the pages. Without a server around it, jobs run when somebody asks for them."""
    register_all()

    def tell(announcement: Announcement) -> None:
        with app.app_context():
            publish(announcement)

    with app.app_context():
        runner = JobRunner(db.engine, config.environ(), tell)
    app.extensions["jobs"] = runner
    app.extensions.setdefault("announcements", []).append(runner.hear)
    if monkey.is_module_patched("socket"):
        runner.start()


def _start_keeper(app: Flask, config: Config) -> None:
    """Back the database up every few minutes while a server runs, and notice when it is older than it was."""
    with app.app_context():
        keeper = Keeper(db.engine, config.backup_minutes)
    app.extensions["keeper"] = keeper
    if monkey.is_module_patched("socket"):
        keeper.start()


def _is_hashed(_path: str, url: str) -> bool:
    return url.startswith("/static/dist/") and not url.endswith(("manifest.json", "THIRD-PARTY.txt"))


def _name_request() -> None:
    g.request_id = secrets.token_hex(8)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _finish(response: Response) -> Response:
    if "request_id" in g:
        response.headers["X-Request-Id"] = g.request_id
    return add_headers(response)

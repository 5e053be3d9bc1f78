"""The library objects that doors share; they hold no logic of ours."""

from __future__ import annotations

from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_socketio import SocketIO
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

from competition.db.base import Base

db = SQLAlchemy(metadata=Base.metadata)
babel = Babel()
csrf = CSRFProtect()
limiter = Limiter(get_remote_address, strategy="moving-window")
socketio = SocketIO()

import pytest
from sqlalchemy.orm import Session

from competition.db.base import Base
from competition.db.engine import open_engine


@pytest.fixture
def session(tmp_path):
    e = open_engine(f"sqlite:///{tmp_path}/t.db")
    Base.metadata.create_all(e)
    with Session(e) as s:
        yield s

"""The declarative base: one naming convention, so that migrations find every constraint on both engines."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, TypeAlias

from sqlalchemy import JSON, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, mapped_column

from competition.db.types import Hundredths, UtcDateTime

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | bool | None"

Id = Annotated[str, mapped_column(String(32))]
Key = Annotated[str, mapped_column(String(32), primary_key=True)]
Code = Annotated[str, mapped_column(String(64))]
Words = Annotated[dict[str, str], mapped_column(JSON)]
Long = Annotated[str, mapped_column(Text)]
Mark = Annotated[Decimal, mapped_column(Hundredths)]
Moment = Annotated[datetime, mapped_column(UtcDateTime)]


class Base(DeclarativeBase):
    """All tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )

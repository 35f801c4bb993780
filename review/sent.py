"""What a form sends, read as one record; a form that does not fit is refused as a whole."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar, get_origin

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, BeforeValidator, Field, ValidationError

LONGEST_NOTE = 16_000  # code points, in every box and of every form
LONGEST_FACT = 4_000  # the same of a fact of a document: who signed it off may stand in a long cell

Model = TypeVar("Model", bound=BaseModel)


def _as_typed(note: object) -> object:
    """A note with its line ends as they were typed: a form sends each as two signs, which a box counts as one."""
    return note.replace("\r\n", "\n") if isinstance(note, str) else note


Note = Annotated[str, Field(max_length=LONGEST_NOTE), BeforeValidator(_as_typed)]


def sent_as(model: type[Model]) -> Callable[[Request], Awaitable[Model]]:
    """A dependency that reads the form of a request; an empty field is one that was not sent.

    FastAPI reads a record from a form only where nothing else is asked of it, and all writes ask for the token too.
    """

    async def read(request: Request) -> Model:
        form = await request.form()
        told: dict[str, object] = {}
        for name, field in model.model_fields.items():
            values = [value for value in form.getlist(name) if value != ""]
            if get_origin(field.annotation) is tuple:
                told[name] = values
            elif values:
                told[name] = values[-1]
            elif name in form and field.annotation is str:
                told[name] = ""
        try:
            return model.model_validate(told)
        except ValidationError as error:
            raise RequestValidationError(error.errors()) from None

    return read

"""A request's parameters, from its query, JSON, form or multipart body."""

import json
from collections.abc import Iterator
from email.parser import BytesHeaderParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.playground.refusals import bad_request, stricter
from bot.playground.schema import Upload


async def parameters(request: Request) -> dict[str, Any]:
    """Return what the request gives, by name, files as `Upload`; raise `RefusedError` if it is unreadable."""
    given: dict[str, Any] = dict(request.query_params)
    kind = request.headers.get("content-type", "")
    body = await request.body()
    if not body:
        return given
    if kind.startswith("application/json"):
        return given | _from_json(body)
    if kind.startswith("application/x-www-form-urlencoded"):
        return given | dict(parse_qsl(body.decode(), keep_blank_values=True))
    if kind.startswith("multipart/form-data"):
        return given | _with_attachments(dict(_parts(body, _boundary(kind))))
    raise stricter(f"a body of type {kind!r} (Telegram would ignore it)")


def _from_json(body: bytes) -> dict[str, Any]:
    try:
        given = json.loads(body)
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise bad_request("failed to parse the body as a JSON object")
    return given


def _boundary(kind: str) -> bytes:
    head = f"Content-Type: {kind}\r\n\r\n".encode()
    boundary = BytesHeaderParser(policy=HTTP).parsebytes(head).get_boundary()
    if not boundary:
        raise bad_request("failed to parse the body as multipart/form-data")
    return boundary.encode()


def _parts(body: bytes, boundary: bytes) -> Iterator[tuple[str, Any]]:
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        headers = BytesHeaderParser(policy=HTTP).parsebytes(head + b"\r\n\r\n")
        disposition = headers["content-disposition"].params
        if "filename" in disposition:
            yield disposition["name"], Upload(disposition["filename"], content)
        else:
            yield disposition["name"], content.decode()


def _with_attachments(given: dict[str, Any]) -> dict[str, Any]:
    """Put each file that is only referred to ("attach://name") where it is referred to."""
    attached = {
        value.removeprefix("attach://")
        for value in given.values()
        if isinstance(value, str) and value.startswith("attach://")
    }
    return {
        name: given.get(value.removeprefix("attach://"), value)
        if isinstance(value, str) and value.startswith("attach://")
        else value
        for name, value in given.items()
        if name not in attached
    }

"""Counts queries, but only when asked by a header: measured requests pay nothing for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

ASK = "X-Bench-Count"
ANSWER = "X-Queries"


class CountQueriesMiddleware:
    """Outermost; a streamed answer is read to its end, so that its queries count too."""

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        if ASK not in request.headers:
            return self.get_response(request)
        counted = [0]

        def count(execute: Any, *arguments: Any) -> Any:
            counted[0] += 1
            return execute(*arguments)

        with connection.execute_wrapper(count):
            response = self.get_response(request)
            if isinstance(response, StreamingHttpResponse):
                whole = HttpResponse(b"".join(response), status=response.status_code)
                for name, value in response.items():
                    whole[name] = value
                response = whole
        response[ANSWER] = str(counted[0])
        return response

"""One request to a server on loopback, sent as it is."""

import http.client
from typing import Optional, Tuple


def exchange(
    port: int, method: str, path: str, body: Optional[bytes] = None, content_type: Optional[str] = None
) -> Tuple[int, Optional[str], str]:
    """Status, content type and text of the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {} if content_type is None else {"Content-Type": content_type}
    try:
        connection.request(method, path, body=body, headers=headers)
        response = connection.getresponse()
        return response.status, response.getheader("content-type"), response.read().decode("utf-8")
    finally:
        connection.close()

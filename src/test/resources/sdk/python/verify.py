"""Reads recorded deliveries (JSON lines) and prints what the official libraries say of each; exits with 1 if one is refused."""

import base64
import json
import sys

from cloudevents.core.bindings.http import HTTPMessage, from_http_event
from cloudevents.v1.http import from_http
from receive import receive

refused = False


def report(name, check):
    global refused
    try:
        outcome = check()
    except Exception as problem:
        refused = True
        outcome = "refused"
        print(f"{name}: {problem}", file=sys.stderr)
    print(f"{name} {outcome}")


def verify(secret, headers, body):
    receive(secret, headers, body)
    return "accepted"


def parse(headers, body):
    event = from_http_event(HTTPMessage(headers, body))
    # also the interface of the library's first major version: it looks at the content type, the newer one does not
    former = from_http(headers, body)
    if (former["id"], former["type"]) != (event.get_id(), event.get_type()):
        raise ValueError("the two interfaces of the library differ")
    return f"{event.get_id()} {event.get_type()}"


with open(sys.argv[1], encoding="utf-8") as lines:
    for line in lines:
        delivery = json.loads(line)
        body = base64.b64decode(delivery["body"])
        headers = delivery["headers"]
        for i, secret in enumerate(delivery["secrets"]):
            report(f"{delivery['name']} secret {i}", lambda: verify(secret, headers, body))
        report(f"{delivery['name']} event", lambda: parse(headers, body))
sys.exit(1 if refused else 0)

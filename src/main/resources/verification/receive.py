import json

from standardwebhooks.webhooks import Webhook


# body: the bytes as they arrived; headers: a dictionary, their names in lower case
def receive(secret, headers, body):
    Webhook(secret).verify(body, headers)  # raises if no signature matches, or if the timestamp is five minutes off
    return json.loads(body)

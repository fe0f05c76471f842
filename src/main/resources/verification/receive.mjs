import { Webhook } from "standardwebhooks";

// body: the bytes as they arrived; headers: their names in lower case
export function receive(secret, headers, body) {
  new Webhook(secret).verify(body, headers); // throws if no signature matches, or if the timestamp is five minutes off
  return JSON.parse(body);
}

// Reads recorded deliveries (JSON lines) and prints what the official libraries say of each; exits with 1 if one is refused.
import { createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { HTTP } from "cloudevents";
import { receive } from "./receive.mjs";

let refused = false;

function report(name, check) {
  let outcome;
  try {
    outcome = check();
  } catch (problem) {
    refused = true;
    outcome = "refused";
    console.error(`${name}: ${problem.message}`);
  }
  console.log(`${name} ${outcome}`);
}

function verifyPublicKey(key, headers, body) {
  const publicKey = createPublicKey({
    key: { kty: "OKP", crv: "Ed25519", x: Buffer.from(key.replace("whpk_", ""), "base64").toString("base64url") },
    format: "jwk",
  });
  const content = Buffer.concat([Buffer.from(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.`), body]);
  const accepted = headers["webhook-signature"]
    .split(" ")
    .filter((signature) => signature.startsWith("v1a,"))
    .some((signature) => verify(null, content, publicKey, Buffer.from(signature.substring(4), "base64")));
  if (!accepted) {
    throw new Error("no signature of this key");
  }
}

for (const line of readFileSync(process.argv[2], "utf8").split("\n").filter(Boolean)) {
  const delivery = JSON.parse(line);
  const body = Buffer.from(delivery.body, "base64");
  delivery.secrets.forEach((secret, i) =>
    report(`${delivery.name} secret ${i}`, () => {
      receive(secret, delivery.headers, body);
      return "accepted";
    }),
  );
  delivery.publicKeys.forEach((key, i) =>
    report(`${delivery.name} public key ${i}`, () => {
      verifyPublicKey(key, delivery.headers, body);
      return "accepted";
    }),
  );
  report(`${delivery.name} event`, () => {
    const event = HTTP.toEvent({ headers: delivery.headers, body: body.toString() });
    event.validate();
    return `${event.id} ${event.type}`;
  });
}
process.exit(refused ? 1 : 0);

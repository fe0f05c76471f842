#!/bin/sh
# receive.sh <secret> <webhook-id> <webhook-timestamp> <webhook-signature> < body
# ends with 1 if no signature matches, or if the timestamp is five minutes off
key=$(printf %s "${1#whsec_}" | base64 -d | od -An -v -tx1 | tr -d ' \n')
age=$(($(date +%s) - $3))
[ "$age" -le 300 ] && [ "$age" -ge -300 ] || exit 1
expected=$({ printf '%s.%s.' "$2" "$3"; cat; } | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | base64)
case " $4 " in *" v1,$expected "*) ;; *) exit 1 ;; esac

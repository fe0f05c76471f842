package main

import (
	"encoding/json"
	"net/http"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// body: the bytes as they arrived
func receive(secret string, headers http.Header, body []byte) (event map[string]any, err error) {
	webhook, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		return nil, err
	}
	// an error if no signature matches, or if the timestamp is five minutes off
	if err = webhook.Verify(body, headers); err != nil {
		return nil, err
	}
	err = json.Unmarshal(body, &event)
	return event, err
}

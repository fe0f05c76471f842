// Command verify reads recorded deliveries (JSON lines) and prints what the official libraries say of each; it exits
// with 1 if one is refused.
package main

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"

	cloudevents "github.com/cloudevents/sdk-go/v2"
)

type delivery struct {
	Name       string            `json:"name"`
	Headers    map[string]string `json:"headers"`
	Body       []byte            `json:"body"`
	Secrets    []string          `json:"secrets"`
	PublicKeys []string          `json:"publicKeys"`
}

var refused bool

func report(name, outcome string, problem error) {
	if problem != nil {
		refused = true
		outcome = "refused"
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, problem)
	}
	fmt.Printf("%s %s\n", name, outcome)
}

func verifySecret(secret string, headers http.Header, body []byte) error {
	_, err := receive(secret, headers, body)
	return err
}

func verifyPublicKey(key string, headers http.Header, body []byte) error {
	publicKey, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(key, "whpk_"))
	if err != nil {
		return err
	}
	content := append([]byte(headers.Get("webhook-id")+"."+headers.Get("webhook-timestamp")+"."), body...)
	for _, signature := range strings.Split(headers.Get("webhook-signature"), " ") {
		if encoded, found := strings.CutPrefix(signature, "v1a,"); found {
			decoded, err := base64.StdEncoding.DecodeString(encoded)
			if err == nil && ed25519.Verify(publicKey, content, decoded) {
				return nil
			}
		}
	}
	return errors.New("no signature of this key")
}

func parse(headers http.Header, body []byte) (string, error) {
	request, err := http.NewRequest(http.MethodPost, "http://subscriber.test/", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	request.Header = headers
	event, err := cloudevents.NewEventFromHTTPRequest(request)
	if err != nil {
		return "", err
	}
	return event.ID() + " " + event.Type(), event.Validate()
}

func check(d delivery) {
	headers := http.Header{}
	for name, value := range d.Headers {
		headers.Set(name, value)
	}
	for i, secret := range d.Secrets {
		report(fmt.Sprintf("%s secret %d", d.Name, i), "accepted", verifySecret(secret, headers, d.Body))
	}
	for i, key := range d.PublicKeys {
		report(fmt.Sprintf("%s public key %d", d.Name, i), "accepted", verifyPublicKey(key, headers, d.Body))
	}
	event, err := parse(headers, d.Body)
	report(d.Name+" event", event, err)
}

func main() {
	file, err := os.Open(os.Args[1])
	if err != nil {
		panic(err)
	}
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var d delivery
		if err := json.Unmarshal(lines.Bytes(), &d); err != nil {
			panic(err)
		}
		check(d)
	}
	if err := lines.Err(); err != nil {
		panic(err)
	}
	if refused {
		os.Exit(1)
	}
}

package mailbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/oauth2/clientcredentials"

	"github.com/guestd/guestd/intake/mailbox"
	"github.com/guestd/guestd/internal/testdovecot"
)

// tokens hands out the tokens it is given, the next one whenever one is refused.
type tokens struct {
	mu      sync.Mutex
	give    []mailbox.Token
	refused int
	err     error
}

func (k *tokens) Token(context.Context) (mailbox.Token, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.give[0], k.err
}

func (k *tokens) Refused(mailbox.Token) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.refused++
	if len(k.give) > 1 {
		k.give = k.give[1:]
	}
}

// set has the next token be this one.
func (k *tokens) set(value string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.give = []mailbox.Token{{Value: value}}
}

var key = []byte("0123456789abcdef0123456789abcdef")

func TestSigningInByToken(t *testing.T) {
	t.Parallel()
	d := startDovecot(t, testdovecot.Options{OAuthKey: key, NoPassword: true})
	expires := time.Now().Add(time.Hour).Truncate(time.Second)
	for _, mechanism := range []string{"", "OAUTHBEARER", "XOAUTH2"} {
		d.put(letter(1))
		p := startProxy(t, d.IMAP)
		s := p.through(d.config())
		s.Password, s.Mechanism, s.Tokens = "", mechanism, &tokens{give: []mailbox.Token{{Value: d.Token(address, expires), Expires: expires}}}
		b := poll(t, newLedger(), s)
		b.awaitMoved(t, 1)
		if got := b.metric(t, "token_expiry_timestamp_seconds", ""); got != float64(expires.Unix()) {
			t.Errorf("the token's end is told as %v", got)
		}
		b.stop()
		if mechanism == "" {
			mechanism = "OAUTHBEARER"
		}
		if !strings.Contains(p.heard(), "AUTHENTICATE "+mechanism+" ") {
			t.Errorf("it did not use %s", mechanism)
		}
	}
}

// TestAServerWithXOAUTH2Alone is Exchange Online.
func TestAServerWithXOAUTH2Alone(t *testing.T) {
	t.Parallel()
	d := startDovecot(t, testdovecot.Options{OAuthKey: key, NoPassword: true, Extra: "auth_mechanisms = xoauth2"})
	s := d.config()
	s.Tokens = &tokens{give: []mailbox.Token{{Value: d.Token(address, time.Now().Add(time.Hour))}}}
	conn, err := mailbox.Connect(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	conn.Close()
}

func TestAnExpiredTokenIsReplaced(t *testing.T) {
	t.Parallel()
	d := startDovecot(t, testdovecot.Options{OAuthKey: key, NoPassword: true})
	for _, mechanism := range []string{"OAUTHBEARER", "XOAUTH2"} {
		d.put(letter(1))
		old := d.Token(address, time.Now().Add(-time.Minute))
		source := &tokens{give: []mailbox.Token{{Value: old}, {Value: d.Token(address, time.Now().Add(time.Hour))}}}
		s := d.config()
		s.Mechanism, s.Tokens = mechanism, source
		b := poll(t, newLedger(), s)
		b.awaitMoved(t, 1)
		b.stop()
		if source.refused != 1 || b.metric(t, "errors_total", "login") != 1 {
			t.Errorf("%s: %d refused, %v counted", mechanism, source.refused, b.metric(t, "errors_total", "login"))
		}
		if strings.Contains(b.log.String(), old) {
			t.Error("the log has a token in it")
		}
	}
}

func TestATokenThatCannotBeHad(t *testing.T) {
	t.Parallel()
	d := startDovecot(t, testdovecot.Options{OAuthKey: key, NoPassword: true})
	s := d.config()
	s.Tokens = &tokens{give: []mailbox.Token{{}}, err: errors.New("the token endpoint is down")}
	if _, err := mailbox.Connect(t.Context(), s); mailbox.KindOf(err) != mailbox.KindToken {
		t.Errorf("%v", err)
	}
}

func TestClientCredentialsAreRenewedBeforeTheirEnd(t *testing.T) {
	t.Parallel()
	given := 0
	endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil || r.Form.Get("grant_type") != "client_credentials" {
			http.Error(w, "not this", http.StatusBadRequest)
			return
		}
		given++
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{"access_token": strings.Repeat("t", given), "token_type": "Bearer", "expires_in": 3600 * given})
	}))
	t.Cleanup(endpoint.Close)
	now := time.Now()
	source := &mailbox.ClientCredentials{
		Config: clientcredentials.Config{ClientID: "guestd", ClientSecret: "secret", TokenURL: endpoint.URL},
		Now:    func() time.Time { return now },
	}
	token := func() mailbox.Token {
		t.Helper()
		token, err := source.Token(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	first := token()
	if again := token(); again != first || given != 1 {
		t.Errorf("a token at hand is asked for again: %d", given)
	}
	now = first.Expires.Add(-4 * time.Minute)
	second := token()
	if second == first {
		t.Error("a token near its end is not renewed")
	}
	source.Refused(first) // an old one, refused late
	if token() != second {
		t.Error("a good token is forgotten")
	}
	source.Refused(second)
	if token() == second {
		t.Error("a refused token is given again")
	}
}

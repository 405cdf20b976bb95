package delivery_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"github.com/guestd/guestd/internal/mail/delivery"
)

func TestTLS(t *testing.T) {
	t.Parallel()
	withTLS, roots := certificate(t)
	starttls := serve(t, func(s *server) { s.smtp.TLSConfig = withTLS; s.smtp.AllowInsecureAuth = false })
	plain := serve(t)
	implicit := serveTLS(t, withTLS)
	ours := &tls.Config{RootCAs: roots}
	for name, c := range map[string]struct {
		config delivery.Config
		sent   bool
		fault  func(error) bool
	}{
		"STARTTLS":                  {config: delivery.Config{Addr: starttls.addr, Security: delivery.STARTTLS, TLS: ours}, sent: true},
		"TLS":                       {config: delivery.Config{Addr: implicit.addr, Security: delivery.TLS, TLS: ours}, sent: true},
		"STARTTLS not offered":      {config: delivery.Config{Addr: plain.addr, Security: delivery.STARTTLS, TLS: ours}},
		"STARTTLS, unknown CA":      {config: delivery.Config{Addr: starttls.addr, Security: delivery.STARTTLS}, fault: badCertificate},
		"TLS, unknown CA":           {config: delivery.Config{Addr: implicit.addr, Security: delivery.TLS}, fault: badCertificate},
		"STARTTLS, another's name":  {config: delivery.Config{Addr: starttls.addr, Security: delivery.STARTTLS, TLS: &tls.Config{RootCAs: roots, ServerName: "mx.example"}}, fault: badCertificate},
		"TLS against a plain port":  {config: delivery.Config{Addr: plain.addr, Security: delivery.TLS, TLS: ours}},
		"STARTTLS, insecure is not": {config: delivery.Config{Addr: plain.addr, Security: delivery.STARTTLS, TLS: ours, Auth: delivery.Password("u", "p"), InsecureAuth: true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := sender(t, c.config).Send(t.Context(), mailTo("ana@x.example"))
			if c.sent {
				if !got.Sent() {
					t.Errorf("%+v", got)
				}
				return
			}
			// What is wrong with the server's certificate is nothing that a mail should be
			// lost for.
			var fault *delivery.Fault
			if got.Outcome() != delivery.Temporary || !errors.As(got.Err, &fault) || fault.Op != "starting TLS" {
				t.Errorf("%s: %v", got.Summary(), got.Err)
			}
			if c.fault != nil && !c.fault(got.Err) {
				t.Errorf("fault %v", got.Err)
			}
		})
	}
	if n := len(plain.messages()); n != 0 {
		t.Errorf("%d messages went out unencrypted", n)
	}
}

func badCertificate(err error) bool {
	var bad *tls.CertificateVerificationError
	return errors.As(err, &bad)
}

func serveTLS(t *testing.T, c *tls.Config) *server {
	t.Helper()
	s := &server{}
	s.smtp = smtp.NewServer(s)
	s.smtp.Domain = "mx.test"
	s.smtp.ErrorLog = quiet{}
	listener, err := tls.Listen("tcp", "127.0.0.1:0", c)
	if err != nil {
		t.Fatal(err)
	}
	s.addr = listener.Addr().String()
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = s.smtp.Serve(listener)
	}()
	t.Cleanup(func() {
		_ = s.smtp.Close()
		<-done
	})
	return s
}

func TestPasswordsAreNotSentInTheClear(t *testing.T) {
	t.Parallel()
	if _, err := delivery.New(delivery.Config{Addr: "mx.test:25", Security: delivery.None, Auth: delivery.Password("u", "p")}); err == nil {
		t.Error("a password without TLS is no configuration")
	}
	// A server, or someone between, that takes back what it offered before STARTTLS.
	var heard []string
	var mu sync.Mutex
	c := scripted(t, func(_ net.Conn, say func(string), hear func() string) {
		say("220 mx.test")
		for line := hear(); line != ""; line = hear() {
			mu.Lock()
			heard = append(heard, line)
			mu.Unlock()
			if strings.HasPrefix(line, "EHLO") {
				say("250-mx.test")
				say("250 AUTH PLAIN LOGIN")
				continue
			}
			say("454 4.7.0 TLS not available")
		}
	})
	c.Security, c.TLS, c.Auth = delivery.STARTTLS, &tls.Config{RootCAs: x509.NewCertPool()}, delivery.Password("user", "secret")
	got := sender(t, c).Send(t.Context(), mailTo("ana@x.example"))
	if got.Outcome() != delivery.Temporary {
		t.Errorf("%+v", got)
	}
	mu.Lock()
	defer mu.Unlock()
	if slices.ContainsFunc(heard, func(line string) bool { return strings.HasPrefix(line, "AUTH") }) {
		t.Errorf("it signed in without TLS: %q", heard)
	}
}

func TestSigningIn(t *testing.T) {
	t.Parallel()
	withTLS, roots := certificate(t)
	plain := func() sasl.Server {
		return sasl.NewPlainServer(func(_, username, password string) error {
			if username != "bot" || password != "secret" {
				return smtp.ErrAuthFailed
			}
			return nil
		})
	}
	login := func() sasl.Server { return &loginServer{} }
	bearer := func() sasl.Server {
		return sasl.NewOAuthBearerServer(func(o sasl.OAuthBearerOptions) *sasl.OAuthBearerError {
			if o.Username != "bot" || o.Token != "good" {
				return &sasl.OAuthBearerError{Status: "invalid_token"}
			}
			return nil
		})
	}
	x := func() sasl.Server { return &xoauth2Server{} }
	for name, c := range map[string]struct {
		mechanisms map[string]func() sasl.Server
		auth       func(*tokens) delivery.Auth
		token      string
		sent       bool
		refused    int
	}{
		"PLAIN":                    {mechanisms: map[string]func() sasl.Server{"PLAIN": plain, "LOGIN": login}, auth: password("secret"), sent: true},
		"PLAIN, wrong":             {mechanisms: map[string]func() sasl.Server{"PLAIN": plain}, auth: password("wrong")},
		"LOGIN":                    {mechanisms: map[string]func() sasl.Server{"LOGIN": login}, auth: password("secret"), sent: true},
		"LOGIN, wrong":             {mechanisms: map[string]func() sasl.Server{"LOGIN": login}, auth: password("wrong")},
		"OAUTHBEARER":              {mechanisms: map[string]func() sasl.Server{"OAUTHBEARER": bearer, "XOAUTH2": x}, auth: oauth, token: "good", sent: true},
		"OAUTHBEARER, wrong":       {mechanisms: map[string]func() sasl.Server{"OAUTHBEARER": bearer}, auth: oauth, token: "bad", refused: 1},
		"XOAUTH2":                  {mechanisms: map[string]func() sasl.Server{"XOAUTH2": x}, auth: oauth, token: "good", sent: true},
		"XOAUTH2, wrong":           {mechanisms: map[string]func() sasl.Server{"XOAUTH2": x}, auth: oauth, token: "bad", refused: 1},
		"no token to be had":       {mechanisms: map[string]func() sasl.Server{"XOAUTH2": x}, auth: oauth},
		"nothing in common":        {mechanisms: map[string]func() sasl.Server{"PLAIN": plain}, auth: oauth, token: "good"},
		"nothing offered":          {auth: password("secret")},
		"nothing in common either": {mechanisms: map[string]func() sasl.Server{"XOAUTH2": x}, auth: password("secret")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := serve(t, func(s *server) {
				s.smtp.TLSConfig, s.smtp.AllowInsecureAuth = withTLS, false
				s.auth = c.mechanisms
			})
			source := &tokens{value: c.token}
			s := sender(t, delivery.Config{Addr: srv.addr, Security: delivery.STARTTLS, TLS: &tls.Config{RootCAs: roots}, Auth: c.auth(source)})
			err := s.Check(t.Context())
			got := s.Send(t.Context(), mailTo("ana@x.example"))
			if c.sent {
				if err != nil || !got.Sent() {
					t.Errorf("%v, %+v", err, got)
				}
				return
			}
			var fault *delivery.Fault
			if got.Outcome() != delivery.Temporary || !errors.As(got.Err, &fault) || fault.Op != "signing in" || err == nil {
				t.Errorf("%s: %v; %v", got.Summary(), got.Err, err)
			}
			if strings.Contains(got.Summary(), "secret") {
				t.Error("the password is in the error")
			}
			if source.refused != c.refused*2 { // Check and Send
				t.Errorf("%d tokens were called refused, want %d", source.refused, c.refused*2)
			}
		})
	}
}

func password(p string) func(*tokens) delivery.Auth {
	return func(*tokens) delivery.Auth { return delivery.Password("bot", p) }
}

func oauth(source *tokens) delivery.Auth { return delivery.OAuth2("bot", source) }

type tokens struct {
	value   string
	refused int
}

func (s *tokens) Token(context.Context) (string, error) {
	if s.value == "" {
		return "", errors.New("the token endpoint is down")
	}
	return s.value, nil
}

func (s *tokens) Refused(token string) {
	if token == s.value {
		s.refused++
	}
}

// loginServer asks as Exchange does, in words that go-sasl's own client does not take.
type loginServer struct{ username *string }

func (s *loginServer) Next(response []byte) (challenge []byte, done bool, err error) {
	switch {
	case response == nil:
		return []byte("Username:"), false, nil
	case s.username == nil:
		name := string(response)
		s.username = &name
		return []byte("Passphrase:"), false, nil
	case *s.username == "bot" && string(response) == "secret":
		return nil, true, nil
	}
	return nil, true, smtp.ErrAuthFailed
}

type xoauth2Server struct{ refusing bool }

func (s *xoauth2Server) Next(response []byte) (challenge []byte, done bool, err error) {
	switch {
	case s.refusing:
		return nil, true, smtp.ErrAuthFailed
	case string(response) == "user=bot\x01auth=Bearer good\x01\x01":
		return nil, true, nil
	}
	s.refusing = true
	return []byte(`{"status":"401","schemes":"bearer","scope":"https://outlook.office.com/"}`), false, nil
}

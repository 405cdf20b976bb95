package testdovecot_test

import (
	"crypto/tls"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"

	"github.com/guestd/guestd/internal/testdovecot"
)

const user = "guest-requests@hms.harvard.edu"

func dial(t *testing.T, s *testdovecot.Server) *imapclient.Client {
	t.Helper()
	client, err := imapclient.DialInsecure(s.IMAP, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return client
}

func inbox(t *testing.T, s *testdovecot.Server) *imap.SelectData {
	t.Helper()
	client := dial(t, s)
	if err := client.Login(user, testdovecot.Password).Wait(); err != nil {
		t.Fatal(err)
	}
	data, err := client.Select("INBOX", nil).Wait()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestMailSurvivesARestartAndGetsNewNumbers(t *testing.T) {
	t.Parallel()
	s := testdovecot.Start(t, testdovecot.Options{})
	s.Deliver(user, "Subject: by LMTP\r\n\r\nHello\r\n")
	s.Drop(user, "Subject: by file\n\nHello\n")
	before := inbox(t, s)
	if before.NumMessages != 2 {
		t.Fatalf("%d messages, want 2", before.NumMessages)
	}
	s.Stop()
	s.Start()
	if again := inbox(t, s); again.NumMessages != 2 || again.UIDValidity != before.UIDValidity {
		t.Errorf("after a restart %+v, before it %+v", again, before)
	}
	s.Renumber(user)
	if after := inbox(t, s); after.NumMessages != 2 || after.UIDValidity == before.UIDValidity {
		t.Errorf("after new numbers %+v, before them %+v", after, before)
	}
	if raws := s.Messages(user, ""); len(raws) != 2 || !strings.Contains(strings.Join(raws, ""), "Subject: by file\n") {
		t.Errorf("the inbox's files: %q", raws)
	}
}

func TestWrongPasswordIsRefusedAtOnce(t *testing.T) {
	t.Parallel()
	s := testdovecot.Start(t, testdovecot.Options{})
	signIn := func(password string) (time.Duration, error) {
		client, began := dial(t, s), time.Now()
		err := client.Login(user, password).Wait()
		return time.Since(began), err
	}
	wrong, err := signIn("wrong")
	if err == nil {
		t.Fatal("a wrong password signs in")
	}
	right, err := signIn(testdovecot.Password)
	if err != nil {
		t.Fatal(err)
	}
	// Dovecot's own delay is two seconds; a busy machine is slow at both.
	if wrong > 2*right+1500*time.Millisecond {
		t.Errorf("the refusal took %s, signing in %s", wrong, right)
	}
}

func TestCapabilitiesAndTLS(t *testing.T) {
	t.Parallel()
	s := testdovecot.Start(t, testdovecot.Options{Capability: "IMAP4rev1 IDLE"})
	client, err := imapclient.DialTLS(s.IMAPS, &imapclient.Options{TLSConfig: &tls.Config{RootCAs: s.Roots}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	if err := client.Login(user, testdovecot.Password).Wait(); err != nil {
		t.Fatal(err)
	}
	caps := client.Caps()
	if !caps.Has(imap.CapIdle) || caps.Has(imap.CapMove) || caps.Has(imap.CapUIDPlus) {
		t.Errorf("capabilities %v", caps)
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	s := testdovecot.Start(t, testdovecot.Options{OAuthKey: []byte("0123456789abcdef0123456789abcdef"), NoPassword: true})
	signIn := func(user, token string) error {
		return dial(t, s).Authenticate(sasl.NewOAuthBearerClient(&sasl.OAuthBearerOptions{Username: user, Token: token}))
	}
	hour := time.Now().Add(time.Hour)
	if err := signIn(user, s.Token(user, hour)); err != nil {
		t.Errorf("a good token is refused: %v", err)
	}
	if signIn(user, s.Token(user, time.Now().Add(-time.Minute))) == nil {
		t.Error("an expired token signs in")
	}
	if signIn(user, s.Token("else@hms.harvard.edu", hour)) == nil {
		t.Error("somebody else's token signs in")
	}
}

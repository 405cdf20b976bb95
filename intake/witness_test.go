package intake_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"net"
	"testing"

	"github.com/emersion/go-msgauth/dkim"

	"github.com/guestd/guestd/intake"
	"github.com/guestd/guestd/intake/trust"
)

// A second witness is heard beside our mail server's word: a broken signature makes an email one to
// be confirmed, and a DNS that is down holds it up and loses nothing.
func TestSecondWitness(t *testing.T) {
	t.Parallel()
	public, secret, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	sign := func(raw []byte) []byte {
		var signed bytes.Buffer
		if err := dkim.Sign(&signed, bytes.NewReader(raw), &dkim.SignOptions{Domain: "harvard.edu", Selector: "test", Signer: secret, HeaderKeys: []string{"From", "Subject", "Date", "To"}}); err != nil {
			t.Fatal(err)
		}
		return signed.Bytes()
	}
	key := func(context.Context, string) ([]string, error) {
		return []string{"v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public)}, nil
	}
	down := func(context.Context, string) ([]string, error) {
		return nil, &net.DNSError{Err: "server misbehaving", IsTemporary: true}
	}
	plain := askHelp(0, "pass")
	changed := bytes.Replace(sign(plain), []byte("for a visitor"), []byte("for Mallory"), 1)
	for name, c := range map[string]struct {
		raw     []byte
		witness intake.Witness
		outcome intake.Outcome
		tries   int // that fail first
	}{
		"signed":                             {sign(plain), intake.Witness{DKIM: trust.HeedDKIM, LookupTXT: key}, intake.Answered, 0},
		"not signed":                         {plain, intake.Witness{DKIM: trust.HeedDKIM, LookupTXT: down}, intake.Answered, 0},
		"not signed, where it must be":       {plain, intake.Witness{DKIM: trust.RequireDKIM, LookupTXT: key}, intake.ConfirmationSent, 0},
		"changed after it was signed":        {changed, intake.Witness{DKIM: trust.HeedDKIM, LookupTXT: key}, intake.ConfirmationSent, 0},
		"changed by a gateway known to":      {changed, intake.Witness{DKIM: trust.IgnoreDKIM, LookupTXT: key}, intake.Answered, 0},
		"the DNS is down for all of the day": {sign(plain), intake.Witness{DKIM: trust.HeedDKIM, LookupTXT: down}, intake.ConfirmationSent, 5},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t, func(cfg *intake.Config) { cfg.Witness = &c.witness })
			b.deliver(c.raw)
			if failed := b.work(); len(failed) != c.tries {
				t.Errorf("%d tries failed, want %d: %v", len(failed), c.tries, failed)
			}
			b.want(`SELECT count(*) FROM inbound_emails WHERE outcome = '`+string(c.outcome)+`'`, 1)
			b.want(`SELECT count(*) FROM notifications`, 1)
		})
	}
}

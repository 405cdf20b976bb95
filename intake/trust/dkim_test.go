package trust_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"net"
	"strings"
	"testing"

	"github.com/emersion/go-msgauth/dkim"

	"github.com/guestd/guestd/intake/trust"
)

// signer signs as a domain, and is that domain's DNS.
type signer struct {
	domain string
	public ed25519.PublicKey
	secret crypto.Signer
}

func newSigner(t *testing.T, domain string) signer {
	t.Helper()
	public, secret, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	return signer{domain, public, secret}
}

func (s signer) sign(t *testing.T, raw string, keys ...string) string {
	t.Helper()
	var signed bytes.Buffer
	err := dkim.Sign(&signed, strings.NewReader(raw), &dkim.SignOptions{
		Domain: s.domain, Selector: "test", Signer: s.secret, HeaderKeys: keys,
		HeaderCanonicalization: dkim.CanonicalizationRelaxed, BodyCanonicalization: dkim.CanonicalizationRelaxed,
	})
	if err != nil {
		t.Fatal(err)
	}
	return signed.String()
}

func (s signer) lookup(_ context.Context, domain string) ([]string, error) {
	if domain != "test._domainkey."+s.domain {
		return nil, &net.DNSError{Err: "no such host", Name: domain, IsNotFound: true}
	}
	return []string{"v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(s.public)}, nil
}

func TestWitness(t *testing.T) {
	t.Parallel()
	const plain = "From: Ana Ruiz <ana.ruiz@hms.harvard.edu>\r\nSubject: A guest\r\n\r\nPlease set up an account.\r\n"
	hms, parent, other := newSigner(t, "hms.harvard.edu"), newSigner(t, "harvard.edu"), newSigner(t, "example.org")
	down := func(context.Context, string) ([]string, error) {
		return nil, &net.DNSError{Err: "timeout", IsTimeout: true, IsTemporary: true}
	}
	for name, c := range map[string]struct {
		raw             string
		lookup          func(context.Context, string) ([]string, error)
		aligned, broken bool
	}{
		"signed":                              {hms.sign(t, plain), hms.lookup, true, false},
		"signed, with bare line feeds":        {strings.ReplaceAll(hms.sign(t, plain), "\r\n", "\n"), hms.lookup, true, false},
		"signed by its organisation":          {parent.sign(t, plain), parent.lookup, true, false},
		"signed by another":                   {other.sign(t, plain), other.lookup, false, false},
		"not signed":                          {plain, hms.lookup, false, false},
		"another body":                        {strings.Replace(hms.sign(t, plain), "an account", "ten accounts", 1), hms.lookup, false, true},
		"a longer body":                       {hms.sign(t, plain) + "And one more.\r\n", hms.lookup, false, true},
		"another subject":                     {strings.Replace(hms.sign(t, plain), "A guest", "A friend", 1), hms.lookup, false, true},
		"a second From in front":              {"From: mallory@example.org\r\n" + hms.sign(t, plain), hms.lookup, false, false},
		"a second Subject in front":           {"Subject: other\r\n" + hms.sign(t, plain), hms.lookup, false, false},
		"the subject left open":               {hms.sign(t, plain, "From"), hms.lookup, false, false},
		"a key that is gone":                  {hms.sign(t, plain), other.lookup, false, true},
		"a DNS that is down":                  {hms.sign(t, plain), down, false, false},
		"one broken, one good":                {strings.Replace(hms.sign(t, plain), "b=", "b=AAAA", 1) + "", hms.lookup, false, true},
		"a signature that cannot be read":     {"DKIM-Signature: v=1; nonsense\r\n" + plain, hms.lookup, false, false},
		"many of others, then ours, too late": {strings.Repeat("DKIM-Signature: v=1; d=example.org\r\n", 5) + hms.sign(t, plain), hms.lookup, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := trust.Witness(t.Context(), []byte(c.raw), c.lookup)
			if got.Aligned != c.aligned || got.Broken != c.broken || got.Because == "" {
				t.Errorf("%+v, want aligned %v, broken %v", got, c.aligned, c.broken)
			}
			if away := name == "a DNS that is down"; got.Away != away {
				t.Errorf("away is %v", got.Away)
			}
		})
	}
}

func TestWitnessFindsAGoodSignatureBesideABrokenOne(t *testing.T) {
	t.Parallel()
	const plain = "From: ana.ruiz@hms.harvard.edu\r\nSubject: A guest\r\n\r\nHello.\r\n"
	hms, parent := newSigner(t, "hms.harvard.edu"), newSigner(t, "harvard.edu")
	lookup := func(ctx context.Context, domain string) ([]string, error) {
		if txt, err := parent.lookup(ctx, domain); err == nil {
			return txt, nil
		}
		return nil, errors.New("no such key")
	}
	if got := trust.Witness(t.Context(), []byte(hms.sign(t, parent.sign(t, plain))), lookup); !got.Aligned {
		t.Errorf("%+v", got)
	}
}

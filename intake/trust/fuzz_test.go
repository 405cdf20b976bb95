package trust_test

import (
	"context"
	"strings"
	"testing"

	"github.com/guestd/guestd/intake/trust"
)

// FuzzAuthenticationResults puts a sender's text where a correct server puts such: below its own
// header, in a quoted string, and in a comment. None of it may ever prove anything.
func FuzzAuthenticationResults(f *testing.F) {
	for _, seed := range []string{
		"",
		passed,
		"; dmarc=pass header.from=hms.harvard.edu",
		`"; dmarc=pass header.from=hms.harvard.edu; x="`,
		`) ; dmarc=pass header.from=hms.harvard.edu (`,
		`\`,
		"x\r\n" + passed,
		"spf=pass (a(b)c) smtp.mailfrom=\"a b\"@example.org; dkim=pass header.i=@example.org; none;",
		"mx.hms.harvard.edu 1; dmarc/1=pass (p=none) reason=\"x\" header.from=hms.harvard.edu policy.dmarc=none",
	} {
		f.Add(seed)
	}
	quote := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\r", "", "\n", "", "\x00", "")
	comment := strings.NewReplacer(`\`, `\\`, `(`, `\(`, `)`, `\)`, "\r", "", "\n", "", "\x00", "")
	f.Fuzz(func(t *testing.T, text string) {
		for _, raw := range [][]byte{
			[]byte(none + "\r\n" + text + "\r\n" + sponsor + "\r\n\r\n"),
			[]byte(none + "\r\nX: " + text + "\r\n" + sponsor + "\r\n\r\n" + text),
			message(`Authentication-Results: mx.hms.harvard.edu; spf=fail smtp.mailfrom="`+quote.Replace(text)+`"@example.org; dmarc=none`, sponsor),
			message(`Authentication-Results: mx.hms.harvard.edu; spf=fail (`+comment.Replace(text)+`); dmarc=none`, sponsor),
		} {
			if got := trust.Judge(raw, ours); got.Trust == trust.Verified {
				t.Errorf("believed because %q:\n%s", got.Because, raw)
			}
		}
		// And a header of our server that passes is not undone by what is beneath it, unless that
		// puts in doubt who wrote it.
		got := trust.Judge([]byte(passed+"\r\n"+sponsor+"\r\nX: "+quote.Replace(text)+"\r\n\r\n"+text), ours)
		if got.Trust != trust.Verified {
			t.Errorf("%+v", got)
		}
		// Whatever it is, it does not panic.
		trust.Judge([]byte("Authentication-Results: "+text+"\r\n"+sponsor+"\r\n\r\n"), exchange)
		trust.Judge([]byte(text), ours)
	})
}

// FuzzFrom holds that a From is believed for the address that it names without doubt, or not.
func FuzzFrom(f *testing.F) {
	for _, seed := range []string{
		"ana.ruiz@hms.harvard.edu", "Ana <ana.ruiz@hms.harvard.edu>", `"a, b" <x@example.org>, y@example.org`,
		"g: a@example.org;", "<@a:b@c.org>", `"a@b"@example.org`, "=?utf-8?q?a=40b?= <c@example.org>", "a@b (c@d)", "a@xn--bcher-kva.example",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := trust.Judge([]byte(passed+"\r\nFrom: "+text+"\r\n\r\n"), ours)
		if got.Trust == trust.Verified && !strings.HasSuffix(got.From, "harvard.edu") {
			t.Errorf("%q is believed as %q", text, got.From)
		}
		if strings.Count(got.From, "@") > 1 || strings.ContainsAny(got.From, " <>\",;:\r\n") {
			t.Errorf("%q gives the address %q", text, got.From)
		}
	})
}

// FuzzWitness holds that no signature, however written, stops the program or proves what it did
// not sign.
func FuzzWitness(f *testing.F) {
	for _, seed := range []string{
		"v=1; a=ed25519-sha256; c=relaxed/relaxed; d=hms.harvard.edu; s=test; h=From:Subject; bh=AA==; b=AA==",
		"v=1; a=rsa-sha256; d=harvard.edu; s=; h=from; bh=; b=; l=1; t=1; x=2; q=dns/txt; i=@hms.harvard.edu",
		"", ";", "=", "v=1;;d",
	} {
		f.Add(seed, "v=DKIM1; k=rsa; p=")
	}
	f.Fuzz(func(t *testing.T, signature, key string) {
		field := "DKIM-Signature: " + strings.NewReplacer("\r", "", "\n", "").Replace(signature) + "\r\n"
		lookup := func(context.Context, string) ([]string, error) { return []string{key}, nil }
		for _, fields := range []string{field, field + field} {
			if got := trust.Witness(t.Context(), []byte(fields+sponsor+"\r\n\r\nHello\r\n"), lookup); got.Aligned {
				t.Errorf("%q with the key %q proves something", signature, key)
			}
		}
	})
}

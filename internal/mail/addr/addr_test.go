package addr_test

import (
	"errors"
	"net/mail"
	"strings"
	"testing"

	"github.com/guestd/guestd/internal/mail/addr"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for _, good := range []string{
		"ana.ruiz@hms.harvard.edu",
		"AcademicAffairs@wyss.harvard.edu",
		"o'brien+guest@example.co.uk",
		"x@y.zz",
		"a!#$%&'*+-/=?^_`{|}~b@example.org",
		`"John Smith"@example.org`,
		`"a\"b"@example.org`,
		`"a@b"@example.org`,
		"josé@example.org",
		"用户@例子.世界",
		"jane@xn--bcher-kva.example",
		"1@2.example",
		strings.Repeat("a", 64) + "@example.org",
	} {
		a, err := addr.Parse(" " + good + "\n")
		if err != nil {
			t.Errorf("%s: %v", good, err)
			continue
		}
		if a.String() != good {
			t.Errorf("%s is not kept as given: %s", good, a)
		}
	}
	for bad, because := range map[string]string{
		"":                                       "is empty",
		"ana":                                    "no @",
		"@example.org":                           "before the @",
		"ana@":                                   "after the @",
		"ana@localhost":                          "no dot",
		"ana@[127.0.0.1]":                        "brackets",
		"ana@127.0.0.1":                          "number",
		"ana@example..org":                       "next to another",
		"ana@.example.org":                       "next to another",
		"ana@example.org.":                       "next to another",
		"ana@-example.org":                       "hyphen",
		"ana@exam_ple.org":                       "“_”",
		".ana@example.org":                       "dot",
		"ana.@example.org":                       "dot",
		"an..a@example.org":                      "dot",
		"ana ruiz@example.org":                   "a space",
		"ana@exam ple.org":                       "a space",
		"ana@b@example.org":                      "“@”",
		"Ana <ana@example.org>":                  "a space",
		"ana@example.org, b@c.org":               "“@”",
		"ana\r\nBcc:x@example.org":               "cannot be seen",
		"ana\x00@example.org":                    "cannot be seen",
		"ana\u202e@example.org":                  "cannot be seen",
		"ana(x)@example.org":                     "“(”",
		`"ana@example.org`:                       "quotation",
		`"a"b"@example.org`:                      "quotation",
		`"a\"@example.org`:                       "quotation",
		"\"a\tb\"@example.org":                   "quotation",
		"ana@example.org\xff":                    "no text",
		strings.Repeat("a", 65) + "@example.org": "64",
		"a@" + strings.Repeat("b", 64) + ".org":  "63",
		"a@" + strings.Repeat(strings.Repeat("b", 60)+".", 5) + "org": "254",
		strings.Repeat("é", 33) + "@example.org":                      "64", // octets, not characters
	} {
		a, err := addr.Parse(bad)
		var problem *addr.Error
		if !errors.As(err, &problem) || !errors.Is(err, addr.ErrInvalid) || !a.IsZero() {
			t.Errorf("%q was taken: %q, %v", bad, a, err)
			continue
		}
		if !strings.Contains(problem.Because, because) {
			t.Errorf("%q: because %q, want %q", bad, problem.Because, because)
		}
	}
}

// "An address by RFC 5321, kept as given and compared without case."
func TestComparedWithoutCase(t *testing.T) {
	t.Parallel()
	a, b := addr.MustParse("Ana.Ruiz@HMS.Harvard.edu"), addr.MustParse("ana.ruiz@hms.harvard.EDU")
	if !a.Equal(b) || a.Key() != b.Key() || a.String() != "Ana.Ruiz@HMS.Harvard.edu" || a.Domain() != "hms.harvard.edu" {
		t.Errorf("%s and %s", a, b)
	}
	if a.Equal(addr.MustParse("ana.ruis@hms.harvard.edu")) {
		t.Error("two addresses are one")
	}
	if !a.ASCII() || addr.MustParse("josé@example.org").ASCII() {
		t.Error("ASCII or not")
	}
	if (addr.Address{}).String() != "" {
		t.Error("no address is an address")
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"ana@example.org", `"a b"@example.org`, "é@例子.世界", "a@b@c.d", "a\r\n@b.c", "<a@b.c>"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := addr.Parse(s)
		if err != nil {
			if !a.IsZero() || !errors.Is(err, addr.ErrInvalid) {
				t.Fatalf("%q: %v with %v", s, a, err)
			}
			return
		}
		if strings.ContainsAny(a.String(), "\r\n\x00<>") && !strings.HasPrefix(a.Local(), `"`) {
			t.Fatalf("%q would end a command or header", a)
		}
		if strings.ContainsAny(a.String(), "\r\n\x00") {
			t.Fatalf("%q would end a command or header", a)
		}
		again, err := addr.Parse(a.String())
		if err != nil || again != a {
			t.Fatalf("%q does not read back: %v", a, err)
		}
		// Whatever is taken, the standard library takes too.
		if _, err := mail.ParseAddress("<" + a.String() + ">"); err != nil {
			t.Fatalf("%q: %v", a, err)
		}
	})
}

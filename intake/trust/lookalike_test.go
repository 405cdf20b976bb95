package trust_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/guestd/guestd/intake/trust"
)

func TestLookAlike(t *testing.T) {
	t.Parallel()
	ours := []string{"guest-requests@hms.harvard.edu", "wyss.harvard.edu", "joslin.org", "bu.edu"}
	for domain, want := range map[string]bool{
		// Ours, and neighbours in the same organisation.
		"hms.harvard.edu": false, "harvard.edu": false, "fas.harvard.edu": false, "HMS.Harvard.EDU": false, "ana.ruiz@hms.harvard.edu": false, "hrns.harvard.edu": false,
		"xn--hms-5cd.harvard.edu": false, // only Harvard itself can make it
		// Alike to the eye.
		"hms-harvard.edu": true, "hmsharvard.edu": true, "hrns-harvard.edu": true, "hrns.harvard.edu.co": true, "harvarcl.edu": true, "joslln.org": true, "jos1in.org": true, "j0slin.org": true,
		"xn--hrvard-3nf.edu": true, // hаrvard.edu with a Cyrillic letter
		"hárvard.edu":        true,
		"wyss-harvard.edu":   true,
		// One edit away.
		"havard.edu": true, "harvardd.edu": true, "hervard.edu": true, "hravard.edu": true, "harvard.ed": true, "harvard.eu": true, "mail.havard.edu": true, "ana.ruiz@havard.edu": true, "josling.org": true,
		// Ours in front of another's.
		"harvard.edu.example.com": true, "hms.harvard.edu.example.com": true, "joslin.org.evil.net": true,
		// Others.
		"example.org": false, "howard.edu": false, "gmail.com": false, "harvey.edu": false, "stanford.edu": false, "harvard.example.com": false, "bc.edu": false, "mit.edu": false,
		"": false, "@": false, "localhost": false, "edu": false,
	} {
		if got := trust.LookAlike(domain, ours); got != want {
			t.Errorf("%s: %t, want %t", domain, got, want)
		}
	}
	if trust.LookAlike("havard.edu", nil) {
		t.Error("something looks like nothing")
	}
}

func TestSameOrganisation(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"x@hms.harvard.edu", "y@FAS.harvard.edu", true},
		{"harvard.edu", "hms.harvard.edu", true},
		{"x@example.org", "y@example.com", false},
		{"x@evil.github.io", "y@good.github.io", false},
		{"x@hms.harvard.edu", "y@harvard.edu.example.org", false},
		{"", "y@hms.harvard.edu", false},
		{"x@edu", "y@harvard.edu", false},
	} {
		if got := trust.SameOrganisation(c.a, c.b); got != c.want {
			t.Errorf("%q and %q: %t, want %t", c.a, c.b, got, c.want)
		}
	}
}

// TestOddities: a Reply-To or Sender elsewhere changes nothing, and is told of by its kind alone.
func TestOddities(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		header []string
		want   []string
	}{
		"none":                        {nil, nil},
		"their own":                   {[]string{"Reply-To: Ana Ruiz <Ana.Ruiz@HMS.harvard.edu>", "Sender: ana.ruiz@hms.harvard.edu"}, nil},
		"a colleague's":               {[]string{"Reply-To: lab@fas.harvard.edu", "Sender: assistant@hms.harvard.edu"}, nil},
		"Reply-To elsewhere":          {[]string{"Reply-To: ana.ruiz@example.org"}, []string{"Reply-To is of another organisation"}},
		"Reply-To elsewhere too":      {[]string{"Reply-To: ana.ruiz@hms.harvard.edu, mallory@example.org"}, []string{"Reply-To is of another organisation"}},
		"Reply-To at a look-alike":    {[]string{"Reply-To: ana.ruiz@hms-harvard.edu"}, []string{"Reply-To is of another organisation"}},
		"a group":                     {[]string{"Reply-To: us: mallory@example.org;"}, []string{"Reply-To is of another organisation"}},
		"an unreadable one":           {[]string{"Reply-To: <<"}, []string{"Reply-To is not readable"}},
		"two":                         {[]string{"Reply-To: ana.ruiz@hms.harvard.edu", "Reply-To: ana.ruiz@hms.harvard.edu"}, []string{"Reply-To is there more than once"}},
		"Sender elsewhere":            {[]string{"Sender: mallory@example.org"}, []string{"Sender is of another organisation"}},
		"both":                        {[]string{"Sender: mallory@example.org", "Reply-To: mallory@example.org"}, []string{"Reply-To is of another organisation", "Sender is of another organisation"}},
		"an address as name":          {[]string{`Reply-To: "ana.ruiz@hms.harvard.edu" <mallory@example.org>`}, []string{"Reply-To is of another organisation"}},
		"one without a domain":        {[]string{"Sender: root@localhost"}, []string{"Sender is of another organisation"}},
		"Resent fields say nothing":   {[]string{"Resent-From: mallory@example.org", "Resent-Sender: mallory@example.org"}, nil},
		"a Cyrillic letter elsewhere": {[]string{"Reply-To: ana.ruiz@hms.hаrvard.edu"}, []string{"Reply-To is of another organisation"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := trust.Judge(message(append([]string{passed, sponsor}, c.header...)...), ours)
			if got.Trust != trust.Verified || got.From != "ana.ruiz@hms.harvard.edu" {
				t.Errorf("%s from %s", got.Trust, got.From)
			}
			if !slices.EqualFunc(got.Oddities, c.want, strings.Contains) {
				t.Errorf("%q, want %q", got.Oddities, c.want)
			}
			if strings.Contains(strings.Join(got.Oddities, ""), "@") {
				t.Errorf("%q names somebody", got.Oddities)
			}
		})
	}
}

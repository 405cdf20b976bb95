package understand_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/guestd/guestd/intake/understand"
)

const (
	sponsor         = "ana.ruiz@hms.harvard.edu"
	academicAffairs = "academicaffairs@wyss.harvard.edu"
)

// TestWishes reads messages that ask for several things: what each is, and for whom.
func TestWishes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, text string
		want       []string // none: it asks for one thing
	}{
		{academicAffairs, "R-1001 is approved, R-1002 is declined because she needs an appointment.", []string{"approve R-1001", "deny R-1002"}},
		{academicAffairs, "R-1001: approved\nR-1002: declined, she needs an appointment", []string{"approve R-1001", "deny R-1002"}},
		{academicAffairs, "Approved: R-1001, R-1003\nDeclined: R-1002 (needs an appointment)", []string{"approve R-1001 R-1003", "deny R-1002"}},
		{academicAffairs, "I approve R-1001 and R-1003, but not R-1002.", []string{"approve R-1001 R-1003", "deny R-1002"}},
		{academicAffairs, "We approve R-1001 until June 30, 2027 and R-1002 until July 31, 2027.", []string{"approve R-1001 2027-06-30", "approve R-1002 2027-07-31"}},
		{academicAffairs, "Noah Lindqvist is approved. Kenji Watanabe is declined; he needs an appointment first.", []string{"approve Noah Lindqvist", "deny Kenji Watanabe"}},
		{academicAffairs, "R-1001 and R-1002 are approved.", nil},
		{academicAffairs, "Approved until June 30, 2027, please go ahead and create the account.", nil},
		{sponsor, "Please end Mei Lin's account today. Also, please set up a guest account for Kenji Watanabe, kenji.w@example.org, until June 30, 2027.", []string{"end_account Mei Lin 2027-01-04", "request_account Kenji Watanabe 2027-06-30"}},
		{sponsor, "Please end Mei Lin's account today and extend Jane Doe's until September 30, 2027.", []string{"end_account Mei Lin 2027-01-04", "request_extension Jane Doe 2027-09-30"}},
		{sponsor, "Mei Lin has left, so please close ml101. Jane Doe's account should be extended until June 30, 2027.", []string{"end_account Mei Lin ml101", "request_extension Jane Doe 2027-06-30"}},
		{sponsor, "Please resend the activation to Jane Doe and end Mei Lin's account today.", []string{"resend_activation Jane Doe", "end_account Mei Lin 2027-01-04"}},
		{sponsor, "Please don't close Jane Doe's account, but extend it until June 30, 2027.", nil},
		{sponsor, "Please extend Jane Doe's account until June 30, 2027; she needs the account for her thesis.", nil},
	} {
		t.Run(c.text, func(t *testing.T) {
			t.Parallel()
			r := readText(c.from, c.text)
			var got []string
			for _, w := range r.Wishes {
				got = append(got, brief(w))
			}
			if r.Tangled || strings.Join(got, "; ") != strings.Join(c.want, "; ") {
				t.Errorf("%q, tangled %t; want %q", got, r.Tangled, c.want)
			}
		})
	}
}

// TestTangled reads messages of which it can't be told what is meant for whom.
func TestTangled(t *testing.T) {
	t.Parallel()
	for from, texts := range map[string][]string{
		academicAffairs: {
			"I approve R-1001, R-1002 and R-1003 are declined.",
			"We approve R-1001 until June 30, 2027 and R-1002.",
			"Approved. See also R-0999, from the same host.",
			"R-1001 is approved. She is from ETH Zurich, and R-1002 must wait.",
		},
		sponsor: {"Jane Doe stays until June 30, 2027, please extend her account. Mei Lin has left. Please end her account today."},
	} {
		for _, text := range texts {
			if r := readText(from, text); !r.Tangled || len(r.Wishes) > 0 {
				t.Errorf("%q: tangled %t, %d wishes", text, r.Tangled, len(r.Wishes))
			}
		}
	}
}

// TestWishesOfTheWyss: the signature stands under the last wish, and tells of all.
func TestWishesOfTheWyss(t *testing.T) {
	t.Parallel()
	r := readText(sponsor, "Please extend Jane Doe's account until June 30, 2027. Please end Mei Lin's account today.\n\n-- \nAna Ruiz\nWyss Institute")
	if len(r.Wishes) != 2 || r.Wishes[0].Route != understand.Wyss || r.Wishes[1].Route != understand.HMS {
		t.Errorf("%+v", r.Wishes)
	}
}

func readText(from, text string) understand.Reading {
	raw := fmt.Sprintf("From: Ana Ruiz <%s>\nTo: guest-requests@hms.harvard.edu\nSubject: guest accounts\nDate: Mon, 4 Jan 2027 10:00:00 -0500\nMessage-ID: <a@b>\nContent-Type: text/plain\n\n%s\n", from, text)
	return understand.Read([]byte(strings.ReplaceAll(raw, "\n", "\r\n")), understand.DefaultOptions())
}

// brief is what a wish is, for whom, and until when.
func brief(r understand.Reading) string {
	parts := append([]string{string(r.Intent)}, r.RequestNumbers...)
	for _, g := range r.Guests {
		for _, s := range []*string{g.GivenName, g.FamilyName, g.AccountID} {
			if s != nil {
				parts = append(parts, *s)
			}
		}
		if g.ExpiresOn != nil {
			parts = append(parts, g.ExpiresOn.String())
		}
	}
	return strings.Join(parts, " ")
}

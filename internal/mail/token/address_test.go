package token_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/guestd/guestd/internal/mail/token"
)

func TestFromAddress(t *testing.T) {
	t.Parallel()
	text := sign(t, keys(), claims())
	for address, want := range map[string]string{
		"guest-requests+" + text + "@hms.harvard.edu":                        text,
		"GUEST-REQUESTS+" + strings.ToUpper(text) + "@HMS.HARVARD.EDU":       text,
		`"HMS Guest Accounts" <guest-requests+` + text + "@hms.harvard.edu>": text,
		`HMS Guest Accounts <guest-requests+` + text + "@hms.harvard.edu>":   text,
		"guest-requests+team+" + text + "@hms.harvard.edu":                   text,
		"guest-requests@hms.harvard.edu":                                     "",
		"guest-requests+@hms.harvard.edu":                                    "",
		"guest-requests+newsletter@hms.harvard.edu":                          "",
		"guest-requests+" + text[:47] + "1@hms.harvard.edu":                  "",
		"guest-requests@hms.harvard.edu+" + text:                             "",
		text:                                                                 "",
		"":                                                                   "",
	} {
		got, ok := token.FromAddress(address)
		if ok != (want != "") || ok && got != want {
			t.Errorf("%s: %q, %v", address, got, ok)
		}
	}
}

func TestMailboxIsTheAddressWithoutItsToken(t *testing.T) {
	t.Parallel()
	text := sign(t, keys(), claims())
	for address, want := range map[string]string{
		"guest-requests+" + text + "@hms.harvard.edu": "guest-requests@hms.harvard.edu",
		"guest-requests@hms.harvard.edu":              "guest-requests@hms.harvard.edu",
		"ana+lists@hms.harvard.edu":                   "ana+lists@hms.harvard.edu",
		"nowhere":                                     "nowhere",
	} {
		if got := token.Mailbox(address); got != want {
			t.Errorf("%s: %s", address, got)
		}
	}
}

const domain = "guest-requests.hms.harvard.edu"

func TestMessageID(t *testing.T) {
	t.Parallel()
	id := token.MessageID{Kind: "EXPIRY_REMINDER", ID: uuid.MustParse("018f9c3e-7d5b-7c33-a3f1-0123456789ab"), Domain: domain}
	const text = "<expiry-reminder.018f9c3e-7d5b-7c33-a3f1-0123456789ab@guest-requests.hms.harvard.edu>"
	if id.String() != text {
		t.Errorf("%s", id)
	}
	for _, form := range []string{text, " " + text + "\r\n", strings.Trim(text, "<>"), strings.ToUpper(text)} {
		if got, ok := token.ParseMessageID(form, "Guest-Requests.hms.harvard.edu"); !ok || got != id {
			t.Errorf("%q: %+v, %v", form, got, ok)
		}
	}
	for _, form := range []string{
		"", "<>", "<@>", "<a@b>", strings.Replace(text, "harvard", "example", 1), strings.Replace(text, ".018f", "018f", 1),
		strings.Replace(text, "018f9c3e-", "018f9c3e", 1), strings.Replace(text, "expiry", "expiry_", 1), "<." + text[len("<expiry-reminder."):],
	} {
		if got, ok := token.ParseMessageID(form, domain); ok {
			t.Errorf("%q: %+v", form, got)
		}
	}
}

func TestFromReferencesTheNearestComesFirst(t *testing.T) {
	t.Parallel()
	of := func(kind string, n byte) token.MessageID {
		return token.MessageID{Kind: kind, ID: uuid.UUID{n}, Domain: domain}
	}
	first, second, third := of("ACTIVATION", 1), of("HELP", 2), of("EXPIRY_REMINDER", 3)
	got := token.FromReferences(domain, third.String(), "<other@x.example>"+first.String()+"\r\n "+second.String()+" "+third.String())
	if want := []token.MessageID{third, second, first}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := token.FromReferences(domain, "", strings.Repeat("<a@b.example> ", 10_000)+first.String()); !slices.Equal(got, []token.MessageID{first}) {
		t.Errorf("at the end of a long list: %v", got)
	}
	if got := token.FromReferences(domain, "no id", "<<>> <é@"+domain+">"); len(got) != 0 {
		t.Errorf("of none: %v", got)
	}
}

func FuzzFromReferences(f *testing.F) {
	f.Add("<help.018f9c3e-7d5b-7c33-a3f1-0123456789ab@guest-requests.hms.harvard.edu>", "<a@b> <c@d>")
	f.Add("", "<<<>>>@<")
	f.Fuzz(func(t *testing.T, inReplyTo, references string) {
		for _, id := range token.FromReferences(domain, inReplyTo, references) {
			if again, ok := token.ParseMessageID(id.String(), domain); !ok || again != id {
				t.Fatalf("%+v does not read back", id)
			}
		}
	})
}

func FuzzFromAddress(f *testing.F) {
	f.Add("guest-requests+aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@hms.harvard.edu")
	f.Add(`"a@b+c" <x+y@z>`)
	f.Fuzz(func(t *testing.T, address string) {
		if found, ok := token.FromAddress(address); ok && len(found) != token.Length {
			t.Fatalf("%q is no token", found)
		}
		if plain := token.Mailbox(address); len(plain) > len(address) {
			t.Fatalf("%q grew to %q", address, plain)
		}
	})
}

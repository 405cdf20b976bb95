package token_test

import (
	"encoding/base32"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/mail/addr"
	"github.com/guestd/guestd/internal/mail/token"
)

var now = time.Date(2027, time.May, 24, 13, 0, 0, 0, time.UTC)

func key(id byte) token.Key {
	return token.Key{ID: id, Secret: []byte(strings.Repeat(string(rune('a'+id)), token.MinSecret))}
}

func keys() token.Keys { return token.Keys{Current: key(1)} }

func claims() token.Claims {
	return token.Claims{
		Purpose: token.Reply, Object: token.Object{Kind: token.Request, ID: 1042}, Action: token.Decide,
		Person: "AcademicAffairs@wyss.harvard.edu", LastDay: calendar.MustParse("2027-06-30"),
	}
}

func sign(t *testing.T, k token.Keys, c token.Claims) string {
	t.Helper()
	text, err := k.Sign(c)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestFormIsKept: tokens live in people's mailboxes for months, so their form is a contract.
func TestFormIsKept(t *testing.T) {
	t.Parallel()
	const want = "cfjaaaaaaqjavmpbvpbkydpw2mj6q3ngla3psfgnz25qrsnq"
	if got := sign(t, keys(), claims()); got != want {
		t.Errorf("the token is %s, and was %s", got, want)
	}
}

// TestFitsIntoALocalPart: RFC 5321 section 4.5.3.1.1 allows 64 octets.
func TestFitsIntoALocalPart(t *testing.T) {
	t.Parallel()
	c := claims()
	c.Object.ID = token.MaxObjectID
	address, err := token.Address("guest-requests@hms.harvard.edu", sign(t, keys(), c))
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := addr.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(parsed.Local()); n > 64 {
		t.Errorf("the local part has %d octets", n)
	}
	if address != strings.ToLower(address) {
		t.Errorf("%s does not survive a server that folds case", address)
	}
	if _, err := token.Address("hms-guest-requests@hms.harvard.edu", sign(t, keys(), c)); err == nil {
		t.Error("a mailbox whose name leaves no room was not refused")
	}
	if _, err := token.Address("nowhere", sign(t, keys(), c)); !errors.Is(err, addr.ErrInvalid) {
		t.Errorf("no address: %v", err)
	}
}

func drawClaims(t *rapid.T) token.Claims {
	return token.Claims{
		Purpose: rapid.SampledFrom([]token.Purpose{token.Reply, token.Confirm}).Draw(t, "purpose"),
		Object: token.Object{
			Kind: rapid.SampledFrom([]token.ObjectKind{token.Request, token.Account, token.InboundEmail}).Draw(t, "kind"),
			ID:   rapid.Int64Range(1, token.MaxObjectID).Draw(t, "id"),
		},
		Action:  rapid.SampledFrom([]token.Action{token.Supply, token.Decide, token.Extend, token.ConfirmAct, token.Discuss}).Draw(t, "action"),
		Person:  rapid.StringMatching(`[A-Za-z.]{1,20}@[a-z]{1,20}\.edu`).Draw(t, "person"),
		LastDay: calendar.On(now).AddDays(rapid.IntRange(0, 50_000).Draw(t, "days")),
	}
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := drawClaims(t)
		text, err := keys().Sign(want)
		if err != nil {
			t.Fatal(err)
		}
		if len(text) != token.Length {
			t.Fatalf("%d characters", len(text))
		}
		if rapid.Bool().Draw(t, "upper") {
			text = strings.ToUpper(text)
		}
		got, err := keys().Verify(text, now)
		if err != nil {
			t.Fatal(err)
		}
		if got.Purpose != want.Purpose || got.Object != want.Object || got.Action != want.Action || got.LastDay != want.LastDay {
			t.Fatalf("%+v, want %+v", got, want)
		}
		if !got.IsFor(want.Person) || !got.IsFor(" "+strings.ToUpper(want.Person)) {
			t.Fatal("it is not for whom it was made for")
		}
		if got.IsFor("x" + want.Person) {
			t.Fatal("it is for somebody else too")
		}
		address, err := token.Address("guest-requests@hms.harvard.edu", text)
		if err != nil {
			t.Fatal(err)
		}
		if found, ok := token.FromAddress(address); !ok || found != strings.ToLower(text) {
			t.Fatalf("in %s: %s", address, found)
		}
	})
}

// TestAnyFlippedBitFails turns each of the 240 bits once.
func TestAnyFlippedBitFails(t *testing.T) {
	t.Parallel()
	encoding := base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)
	rapid.Check(t, func(t *rapid.T) {
		text, err := keys().Sign(drawClaims(t))
		if err != nil {
			t.Fatal(err)
		}
		b, err := encoding.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		for i := range len(b) * 8 {
			b[i/8] ^= 1 << (i % 8)
			got, err := keys().Verify(encoding.EncodeToString(b), now)
			if !errors.Is(err, token.ErrForged) && !errors.Is(err, token.ErrMalformed) {
				t.Fatalf("bit %d: %v", i, err)
			}
			if got.Object.ID != 0 || got.IsFor("") {
				t.Fatalf("bit %d: something was claimed all the same: %+v", i, got)
			}
			b[i/8] ^= 1 << (i % 8)
		}
	})
}

func TestExpiry(t *testing.T) {
	t.Parallel()
	text := sign(t, keys(), claims())
	// The last minute of June 30 in Boston is already July in UTC.
	last := time.Date(2027, time.July, 1, 3, 59, 59, 0, time.UTC)
	if _, err := keys().Verify(text, last); err != nil {
		t.Errorf("on its last day: %v", err)
	}
	got, err := keys().Verify(text, last.Add(time.Second))
	if !errors.Is(err, token.ErrExpired) {
		t.Errorf("the day after: %v", err)
	}
	if got.Object.ID != 1042 {
		t.Error("an expired token still says what it was about, for the answer")
	}
}

func TestKeysAreReplaced(t *testing.T) {
	t.Parallel()
	old := sign(t, token.Keys{Current: key(1)}, claims())
	both := token.Keys{Current: key(2), Previous: []token.Key{key(1)}}
	if _, err := both.Verify(old, now); err != nil {
		t.Errorf("by the previous key: %v", err)
	}
	if sign(t, both, claims()) == old {
		t.Error("the previous key still signs")
	}
	if _, err := (token.Keys{Current: key(2)}).Verify(old, now); !errors.Is(err, token.ErrForged) {
		t.Errorf("once the key is gone: %v", err)
	}
	// Another key with the same number.
	other := token.Keys{Current: token.Key{ID: 1, Secret: key(5).Secret}}
	if _, err := other.Verify(old, now); !errors.Is(err, token.ErrForged) {
		t.Errorf("by another key: %v", err)
	}
	if _, err := (token.Keys{}).Verify(old, now); !errors.Is(err, token.ErrForged) {
		t.Errorf("without keys: %v", err)
	}
}

// TestPurposesAreApart: a reply token in a confirmation link confirms nothing.
func TestPurposesAreApart(t *testing.T) {
	t.Parallel()
	c := claims()
	reply := sign(t, keys(), c)
	c.Purpose = token.Confirm
	confirm := sign(t, keys(), c)
	got, err := keys().Verify(confirm, now)
	if err != nil || got.Purpose != token.Confirm {
		t.Errorf("%+v, %v", got, err)
	}
	// The second character is the first that the purpose shows in: put together from both.
	if _, err := keys().Verify(confirm[:4]+reply[4:], now); !errors.Is(err, token.ErrForged) {
		t.Errorf("put together: %v", err)
	}
}

func TestClaimsThatCannotBeSigned(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*token.Claims){
		"purpose":    func(c *token.Claims) { c.Purpose = 0 },
		"kind":       func(c *token.Claims) { c.Object.Kind = 4 },
		"id 0":       func(c *token.Claims) { c.Object.ID = 0 },
		"id too big": func(c *token.Claims) { c.Object.ID = token.MaxObjectID + 1 },
		"action":     func(c *token.Claims) { c.Action = 16 },
		"person":     func(c *token.Claims) { c.Person = " " },
		"no day":     func(c *token.Claims) { c.LastDay = calendar.Date{} },
		"too early":  func(c *token.Claims) { c.LastDay = calendar.MustParse("2019-12-31") },
		"too late":   func(c *token.Claims) { c.LastDay = calendar.MustParse("2300-01-01") },
	} {
		c := claims()
		change(&c)
		if text, err := keys().Sign(c); err == nil {
			t.Errorf("%s: %s", name, text)
		}
	}
	for name, k := range map[string]token.Keys{
		"short":      {Current: token.Key{ID: 1, Secret: []byte("short")}},
		"none":       {},
		"number":     {Current: token.Key{ID: 16, Secret: key(1).Secret}},
		"used twice": {Current: key(1), Previous: []token.Key{key(1)}},
	} {
		if _, err := k.Sign(claims()); err == nil {
			t.Errorf("a key was taken: %s", name)
		}
	}
}

func TestNoTokens(t *testing.T) {
	t.Parallel()
	good := sign(t, keys(), claims())
	for _, text := range []string{"", good[1:], good + "a", good[:47] + "1", good[:47] + "=", strings.Repeat("a", token.Length), "é" + good[2:], good[:47] + "\n"} {
		if _, err := keys().Verify(text, now); !errors.Is(err, token.ErrMalformed) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestKeysKeepTheirSecret(t *testing.T) {
	t.Parallel()
	k := token.NewKey(3)
	again, err := token.ParseKey(k.Text())
	if err != nil || again.ID != 3 || string(again.Secret) != string(k.Secret) {
		t.Errorf("%v, %v", again, err)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("key", "key", k)
	_, secret, _ := strings.Cut(k.Text(), ":")
	for _, shown := range []string{fmt.Sprint(k), fmt.Sprintf("%v %+v %#v %s", k, k, k, k), log.String()} {
		if strings.Contains(shown, secret) || strings.Contains(shown, string(k.Secret)) || !strings.Contains(shown, "token key 3") {
			t.Errorf("shown as %q", shown)
		}
	}
	for _, text := range []string{"", "1", "x:" + secret, "16:" + secret, "1:short", "1:!!!", "-1:" + secret} {
		if _, err := token.ParseKey(text); err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func FuzzVerify(f *testing.F) {
	good, err := keys().Sign(claims())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(strings.ToUpper(good))
	f.Add("")
	f.Add(strings.Repeat("7", token.Length))
	f.Fuzz(func(t *testing.T, text string) {
		got, err := keys().Verify(text, now)
		if err != nil {
			return
		}
		// Whatever is taken is one that we wrote: here there is only this.
		if strings.ToLower(text) != good || got.Object.ID != 1042 {
			t.Fatalf("%q was taken: %+v", text, got)
		}
	})
}

package explain

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/guestd/guestd/intake/limits"
	"github.com/guestd/guestd/intake/screen"
	"github.com/guestd/guestd/intake/trust"
	"github.com/guestd/guestd/intake/understand"
)

// FuzzMessage: the whole of the intake that works on bytes, from the limits to the explanation,
// answers any bytes with the contract's object, the same one each time, and believes nobody for whom
// our server has not said so.
func FuzzMessage(f *testing.F) {
	seeds, err := filepath.Glob("../testdata/corpus/*.eml")
	if err != nil || len(seeds) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, path := range seeds {
		raw, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	cfg := trust.Config{AuthServID: "mx.hms.harvard.edu"}
	screens := []screen.Verdict{screen.Accept, screen.AutoReply, screen.Bounce, screen.MailingList, screen.Loop, screen.Unreadable}
	missing := []string{"given_name", "family_name", "email", "expires_on", "guest"}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if limits.Check(raw, limits.Limits{}) != nil {
			return // the bot reads no further
		}
		e := File("x.eml", raw, understand.DefaultOptions())
		text := e.JSON()
		if !json.Valid(text) || e.Print() == "" {
			t.Fatalf("no object: %s", text)
		}
		if again := File("x.eml", raw, understand.DefaultOptions()); !bytes.Equal(again.JSON(), text) {
			t.Errorf("read twice, it is %s and then %s", text, again.JSON())
		}
		if !slices.Contains(screens, screen.Verdict(e.Screen)) {
			t.Errorf("screen is %q", e.Screen)
		}
		if e.Screen != string(screen.Accept) && (e.Intent != "none" || len(e.Guests) > 0) {
			t.Errorf("what is filed unread asks something: %s", text)
		}
		for _, key := range e.Missing {
			if !slices.Contains(missing, key) {
				t.Errorf("%q is missing", key)
			}
		}
		for _, s := range e.Reading.Evidence {
			if s.Span.Source >= len(e.Reading.Sources) || s.Span.Start > s.Span.End || s.Span.End > len(e.Reading.Sources[s.Span.Source].Text) {
				t.Errorf("evidence %+v points outside its source", s)
			}
		}
		if trust.Judge(raw, cfg).Trust == trust.Verified && !bytes.Contains(bytes.ToLower(raw), []byte("mx.hms.harvard.edu")) {
			t.Error("believed without our server's word")
		}
	})
}

package understand

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/guestd/guestd/intake/message"
	"github.com/guestd/guestd/intake/screen"
)

var someDay = Day{2027, time.January, 12}

// proseOf makes prose of a text as if the sender had written it.
func proseOf(text string) *prose {
	lines := splitLines(text)
	g := &region{text: text, lines: lines, to: len(lines)}
	return newProse(g, tokenize(text, lines, func(l *line) bool { return l.kind == Own }), someDay)
}

// FuzzDates: no text makes the reading of dates panic, and every day read exists.
func FuzzDates(f *testing.F) {
	for _, s := range []string{"from June 7 to August 27, 2027", "6/31/2027", "30.06.2027 - 1.1.28", "until the end of next month", "for six months from 1 December", "May I come on the 15th?", "mid-March", "Friday, the 5th of October", "1–31 March 2027", "next Monday through a year from today", "not July 30 but June 30", "a", "'27", "end of 2027", "13/13/2027", "2027-02-30", "00/00/0000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p := proseOf(s)
		for _, kind := range []periodKind{kindRequest, kindExtension, kindEnd} {
			for _, found := range p.periodEvidence(kind, someDay) {
				if (found.field == fieldStart || found.field == fieldEnd) && !found.day.valid() {
					t.Errorf("%q reads as the day %v, which does not exist", s, found.day)
				}
			}
		}
	})
}

// FuzzNames: splitting loses no letter of a plain name and never panics.
func FuzzNames(f *testing.F) {
	for _, s := range []string{"Dr. Hanneke van der Berg", "OKONKWO-REYES, Daniel J.", "Nguyễn Thị Minh Anh", "Ms. Aakre", "Roberto (Robbie) Castellanos", "María José García Márquez", "WANG Xiaoming", "", ",", "Dr.", "van", "((", "K. S. Ramanathan, PhD"} {
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, s string, lastFirst bool) {
		n := splitName(s, lastFirst)
		if utf8.ValidString(s) && (!utf8.ValidString(n.given) || !utf8.ValidString(n.family)) {
			t.Errorf("%q breaks letters: %q", s, n)
		}
		if len(n.given)+len(n.family) > 4*len(s)+4 {
			t.Errorf("%q grows to %q", s, n)
		}
		personName(s)
	})
}

// FuzzAddresses: what is taken for an address has one @ with something on both sides.
func FuzzAddresses(f *testing.F) {
	for _, s := range []string{"jane.doe@example.org", "l.elamrani [at] example dot org", "a (at) b (dot) c (dot) edu", "meet me at example.com", "<x@y.zz>,", "@", "at dot at dot", "a@b@c.de"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, found := range proseOf(s).emailEvidence(func(string) bool { return false }) {
			local, domain, ok := strings.Cut(found.text, "@")
			if !ok || local == "" || !strings.Contains(domain, ".") || strings.ContainsAny(found.text, " \n<>") {
				t.Errorf("%q gives the address %q", s, found.text)
			}
		}
	})
}

// FuzzOwnWords: every line of a text gets a label, spans lie in the text in order,
// and a line under quote marks is never the sender's own.
func FuzzOwnWords(f *testing.F) {
	for _, s := range []string{"yes\n\nOn Mon, Jan 1, 2027 at 7:00 AM X <x@y.org> wrote:\n> no\n", "see below\n-----Original Message-----\nFrom: a@b.c\nSent: Monday\nTo: d\nSubject: e\n\nhello\n", "> Begin forwarded message:\n>\n> From: A <a@b.cd>\n> Date: x\n> Subject: y\n>\n> text\n", "a\n-- \nsig\n", ">>>", "From:\nTo:\n", "Am 1.1.27 schrieb\nX:\n> y"} {
		f.Add(s, false)
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, text string, forwarding bool) {
		s := segmenter{text: text, lines: splitLines(text), own: func(string) bool { return false }, forwarding: forwarding}
		s.segment(person{name: "Ana Ruiz", email: "ana_ruiz@hms.harvard.edu"}, "subject")
		for i := range s.regions {
			markSignature(&s.regions[i])
		}
		end := 0
		for _, sp := range spansOf(0, s.lines) {
			if sp.Start < end || sp.End < sp.Start || sp.End > len(text) {
				t.Fatalf("span %+v after %d in %d bytes", sp, end, len(text))
			}
			end = sp.End
		}
		for i := range s.lines {
			if l := &s.lines[i]; l.depth > 0 && l.kind == Own && !l.fwd && !l.blank() {
				t.Errorf("a quoted line is own words: %q", l.text)
			}
		}
	})
}

// FuzzRead: any text under a plain header is read without a panic.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"Please create an account for Jane Doe (jane@example.org) from June 1 to June 30.", "Name: X\nEmail:\n\nName: Y\n", "| a | b |\n|---|---|\n| Name | Jane |\n| Email | j@x.org |", "1. A\n2. B (ab123): until June\n", "Correction: I meant June 30, not July 30."} {
		f.Add("guest account", s)
	}
	opts := DefaultOptions()
	f.Fuzz(func(t *testing.T, subject, text string) {
		m := &message.Message{Subject: subject, Text: text, Date: time.Date(2027, 1, 12, 15, 0, 0, 0, time.UTC), From: []message.Address{{Email: "ana_ruiz@hms.harvard.edu", Name: "Ana Ruiz"}}}
		r := ReadMessage(m, screen.Result{Verdict: screen.Accept}, opts)
		for _, e := range r.Evidence {
			if e.Span.Source >= len(r.Sources) || e.Span.Start > e.Span.End || e.Span.End > len(r.Sources[e.Span.Source].Text) {
				t.Errorf("evidence %+v points outside its source", e)
			}
		}
	})
}

package explain

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/guestd/guestd/intake/understand"
)

// Print is the explanation for people: what was understood, why, what is missing or
// contradicts itself, and the text with its spans named.
func (e Explanation) Print() string {
	var b strings.Builder
	r := &e.Reading
	fmt.Fprintf(&b, "%s\n", e.File)
	fmt.Fprintf(&b, "  screen   %s: %s\n", e.Screen, r.ScreenReason)
	fmt.Fprintf(&b, "  intent   %s", e.Intent)
	if r.IntentReason != "" {
		fmt.Fprintf(&b, ": %s%s", r.IntentReason, quoteOf(r, spanOf(r, "intent")))
	}
	fmt.Fprintf(&b, "\n  route    %s", e.Route)
	if r.RouteReason != "" {
		fmt.Fprintf(&b, ": %s", r.RouteReason)
	}
	fmt.Fprintf(&b, "\n  sender   %s", orDash(e.Sender.Email))
	if e.Sender.Name != nil {
		fmt.Fprintf(&b, " (%s)", *e.Sender.Name)
	}
	fmt.Fprintf(&b, "\n  today    %s (the message's date)\n", r.Today)
	if e.SponsorHUID != nil {
		fmt.Fprintf(&b, "  sponsor  Harvard ID %s%s\n", *e.SponsorHUID, quoteOf(r, spanOf(r, "sponsor_huid")))
	}
	if r.SponsorName != nil {
		fmt.Fprintf(&b, "  sponsor  %s, in whose name the sender writes%s\n", *r.SponsorName, quoteOf(r, spanOf(r, "sponsor_name")))
	}
	for n := range r.Guests {
		fmt.Fprintf(&b, "  guest %d\n", n+1)
		for _, ev := range r.Evidence {
			if ev.Guest == n && ev.Taken {
				fmt.Fprintf(&b, "    %-12s %-32s %s%s\n", ev.Field, ev.Value, ev.Reason, quoteOf(r, ev.Span))
			}
		}
		for _, ev := range r.Evidence {
			if ev.Guest == n && !ev.Taken {
				fmt.Fprintf(&b, "    (%s: %s was not taken: %s%s)\n", ev.Field, ev.Value, ev.Reason, quoteOf(r, ev.Span))
			}
		}
	}
	if len(e.Missing) > 0 {
		fmt.Fprintf(&b, "  missing  %s\n", strings.Join(e.Missing, ", "))
	}
	for _, q := range r.Questions {
		fmt.Fprintf(&b, "  to ask   %s\n", q)
	}
	for i := range r.Wishes {
		w := &r.Wishes[i]
		fmt.Fprintf(&b, "  thing %d  %s", i+1, w.Intent)
		for _, n := range w.RequestNumbers {
			fmt.Fprintf(&b, " %s", n)
		}
		for _, g := range w.Guests {
			fmt.Fprintf(&b, " [%s]", describe(g))
		}
		b.WriteString("\n")
	}
	if r.Tangled {
		b.WriteString("  to ask   it asks for several things, and which is meant for whom can't be told\n")
	}
	for _, u := range r.Unread {
		fmt.Fprintf(&b, "  unread   %s\n", u)
	}
	if r.DecisionNote != "" {
		fmt.Fprintf(&b, "  note     %s\n", r.DecisionNote)
	}
	for _, s := range r.Sources {
		if len(s.Spans) == 0 {
			continue
		}
		fmt.Fprintf(&b, "  -- %s\n", s.Name)
		for _, sp := range s.Spans {
			name := string(sp.Kind)
			for line := range strings.SplitSeq(strings.TrimRight(s.Text[sp.Start:sp.End], "\n"), "\n") {
				fmt.Fprintf(&b, "  %16s | %s\n", name, line)
				name = ""
			}
		}
	}
	return b.String()
}

func orDash(s *string) string {
	if s == nil {
		return "-"
	}
	return *s
}

// describe is a guest in one of several things asked for: who, and until when.
func describe(g understand.Guest) string {
	var parts []string
	for _, s := range []*string{g.GivenName, g.FamilyName, g.AccountID, g.Email} {
		if s != nil {
			parts = append(parts, *s)
		}
	}
	if g.ExpiresOn != nil {
		parts = append(parts, g.ExpiresOn.String())
	}
	return strings.Join(parts, " ")
}

// spanOf is where the evidence for a field of the whole message stands.
func spanOf(r *understand.Reading, field string) understand.Span {
	for _, ev := range r.Evidence {
		if ev.Field == field && ev.Guest < 0 && ev.Taken {
			return ev.Span
		}
	}
	return understand.Span{}
}

// around is how many characters of the line are shown on either side of the words.
const around = 24

// quoteOf shows the words that a piece of evidence is, marked in the line they stand in.
func quoteOf(r *understand.Reading, s understand.Span) string {
	if s.End <= s.Start || s.Source >= len(r.Sources) || s.End > len(r.Sources[s.Source].Text) {
		return ""
	}
	src := r.Sources[s.Source].Text
	words := strings.Join(strings.Fields(src[s.Start:s.End]), " ")
	if utf8.RuneCountInString(words) > 90 {
		words = string([]rune(words)[:87]) + "..."
	}
	before, after := src[strings.LastIndexByte(src[:s.Start], '\n')+1:s.Start], src[s.End:]
	if i := strings.IndexByte(after, '\n'); i >= 0 {
		after = after[:i]
	}
	before, after = strings.TrimLeft(before, "> "), strings.TrimRight(after, " \r")
	if r := []rune(before); len(r) > around {
		before = "…" + string(r[len(r)-around:])
	}
	if r := []rune(after); len(r) > around {
		after = string(r[:around]) + "…"
	}
	if before == "" && after == "" {
		return " [" + r.Sources[s.Source].Name + ": \"" + words + "\"]"
	}
	return " [" + r.Sources[s.Source].Name + ": \"" + before + "»" + words + "«" + after + "\"]"
}

package explain

import (
	"fmt"
	"strings"

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
		fmt.Fprintf(&b, ": %s", r.IntentReason)
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
		fmt.Fprintf(&b, "  sponsor  Harvard ID %s\n", *e.SponsorHUID)
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

// quoteOf shows the words that a piece of evidence stands in.
func quoteOf(r *understand.Reading, s understand.Span) string {
	if s.End <= s.Start || s.Source >= len(r.Sources) || s.End > len(r.Sources[s.Source].Text) {
		return ""
	}
	text := strings.Join(strings.Fields(r.Sources[s.Source].Text[s.Start:s.End]), " ")
	if len(text) > 60 {
		text = strings.ToValidUTF8(text[:57], "") + "..."
	}
	return " [" + r.Sources[s.Source].Name + ": \"" + text + "\"]"
}

package understand

import (
	"os"
	"strings"
	"testing"
)

// intentThreads are the messages of ours that a case of testdata/intents.txt answers:
// the subject that its reply inherits, and what it quotes.
var intentThreads = map[string]struct{ from, subject, quote string }{
	"notice":     {"", "Re: HMS guest account expiring in 7 days", "Dear Ana Ruiz,\n\nThe HMS account of your guest Mei Lin (ml204) expires on January 19, 2027.\n\nIf the guest should keep access, first extend the Harvard Sponsored Role, then answer\nthis message with the new end date. Otherwise there is nothing to do."},
	"ask":        {"", "Re: Your guest account request GR-1502: more details needed", "Dear Ana Ruiz,\n\nYour request of January 11, 2027 for the guest Mei Lin lacks the following:\n\n1. What is the guest's personal email address?\n2. On what day should access end?"},
	"help":       {"", "Re: How to ask for a guest account", "Dear Ana Ruiz,\n\nA guest account is asked for by mail to this address. Nothing has been requested yet.\nPlease tell us:\n\n1. the guest's full name\n2. the guest's own email address\n3. the first and the last day"},
	"activation": {"Mei Lin <mei.lin@example.org>", "Re: Activate your HMS account", "Dear Mei Lin,\n\nAna Ruiz has asked for an HMS account for you. Your activation code is 4711-0815."},
	"decision":   {"Wyss Academic Affairs <academicaffairs@wyss.harvard.edu>", "Re: Decision needed: guest account for Mei Lin", "Ana Ruiz asks for an HMS account for Mei Lin.\nPlease answer with \"approved\" or \"denied\"."},
	"created":    {"", "Re: HMS account created for Mei Lin", "Dear Ana Ruiz,\n\nThe HMS account of your guest Mei Lin (ml204) has been created. It ends on July 1, 2027."},
}

// TestIntents reads testdata/intents.txt: under each heading "## intent [wyss]" the
// messages that mean it, each after a line "--" that may name the message of ours it answers.
func TestIntents(t *testing.T) {
	data, err := os.ReadFile("testdata/intents.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, section := range strings.Split("\n"+string(data), "\n## ")[1:] {
		head, rest, _ := strings.Cut(section, "\n")
		want := strings.Fields(head)
		route := string(HMS)
		if len(want) > 1 {
			route = want[1]
		}
		for _, c := range intentCases(rest) {
			thread, text, _ := strings.Cut(c, "\n")
			raw := intentMail(strings.TrimSpace(thread), strings.TrimSpace(text))
			r := Read([]byte(raw), DefaultOptions())
			if string(r.Intent) != want[0] || string(r.Route) != route || r.Screen != "accept" {
				t.Errorf("want %s %s, got %s %s %s (%s)\n%s\n", head, route, r.Screen, r.Intent, r.Route, r.IntentReason, strings.TrimSpace(c))
			}
		}
	}
}

// intentCases cuts a section at its lines "--" and "--thread"; other lines that begin
// with dashes are of the messages.
func intentCases(section string) []string {
	var cases []string
	for line := range strings.SplitSeq(section, "\n") {
		if name, ok := strings.CutPrefix(line, "--"); ok && (name == "" || intentThreads[name].subject != "") {
			cases = append(cases, name+"\n")
		} else if n := len(cases); n > 0 {
			cases[n-1] += line + "\n"
		}
	}
	return cases
}

// intentMail makes a message of a case: headers of its own first, then its text.
func intentMail(thread, text string) string {
	from, subject, tail := "Ana Ruiz <ana.ruiz@hms.harvard.edu>", "question", ""
	if c, ok := intentThreads[thread]; ok {
		subject = c.subject
		if c.from != "" {
			from = c.from
		}
		tail = "\n\nOn Mon, Jan 11, 2027 at 7:00 AM HMS Guest Accounts <guest-requests@hms.harvard.edu> wrote:\n\n> " + strings.ReplaceAll(c.quote, "\n", "\n> ") + "\n"
		subject += "\nIn-Reply-To: <" + thread + ".1@guest-requests.hms.harvard.edu>"
	}
	for {
		line, rest, _ := strings.Cut(text, "\n")
		if v, ok := strings.CutPrefix(line, "Subject: "); ok {
			subject, text = v, rest
		} else if v, ok := strings.CutPrefix(line, "From: "); ok {
			from, text = v, rest
		} else {
			break
		}
	}
	return "From: " + from + "\nTo: guest-requests@hms.harvard.edu\nSubject: " + subject +
		"\nDate: Tue, 12 Jan 2027 10:00:00 -0500\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" + text + tail
}

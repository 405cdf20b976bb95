package understand

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// dayFrames are the mails in which the lines of testdata/days are read, by the name of the file.
var dayFrames = map[string]string{
	"request":   "Please open a guest account for Jane Doe (jane.doe@example.org) from the University of Lisbon. Her role is HSR 203434.",
	"extension": "Please extend the guest account of Jane Doe (jd123).",
	"form":      "Please open this guest account.\n\nName: Jane Doe\nEmail: jane.doe@example.org\nHSR: 203434",
	"end":       "Please close the guest account of Jane Doe (jd123).",
}

// dayGap parts a form's lines, or paragraphs.
var dayGap = map[bool]string{true: "\n", false: "\n\n"}

// TestWaysToTellDays reads every way to say from when until when in the same three mails.
func TestWaysToTellDays(t *testing.T) {
	for name, frame := range dayFrames {
		raw, err := os.ReadFile(filepath.Join("testdata/days", name+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(raw)) {
			text, want, ok := strings.Cut(strings.TrimSpace(line), " => ")
			if !ok || strings.HasPrefix(line, "#") {
				continue
			}
			r := Read([]byte("From: Ana Ruiz <ana.ruiz@hms.harvard.edu>\nTo: guest-requests@hms.harvard.edu\nSubject: Jane Doe\nDate: Tue, 12 Jan 2027 10:00:00 -0500\nContent-Type: text/plain; charset=utf-8\n\n"+
				frame+dayGap[name == "form"]+strings.ReplaceAll(text, " | ", "\n")+"\n\nAna\n"), DefaultOptions())
			if got := daysOf(r); got != want && got != "- "+want {
				t.Errorf("%s: %s\n   got %s, want %s (%s)", name, text, got, want, r.Intent)
			}
		}
	}
}

// daysOf are the first and the last day of the only guest.
func daysOf(r Reading) string {
	if len(r.Guests) != 1 {
		return "not one guest"
	}
	show := func(d *Day) string {
		if d == nil {
			return "-"
		}
		return d.String()
	}
	return show(r.Guests[0].StartsOn) + " " + show(r.Guests[0].ExpiresOn)
}

package message

import (
	"strings"
	"testing"
)

// Mail without a Content-Type is US-ASCII by RFC 2045 section 5.2, and is UTF-8 in truth where a
// plain command line sent it; Windows-1252 where it is not UTF-8.
func TestTextThatIsAsciiByDefaultOnly(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ header, body string }{
		"no type, UTF-8":             {"", "Please invite Tomás."},
		"declared us-ascii, UTF-8":   {"Content-Type: text/plain; charset=us-ascii\r\n", "Please invite Tomás."},
		"no type, Windows-1252":      {"", "Please invite Tom\xe1s."},
		"declared UTF-8, and is":     {"Content-Type: text/plain; charset=utf-8\r\n", "Please invite Tomás."},
		"declared 1252, and is that": {"Content-Type: text/plain; charset=windows-1252\r\n", "Please invite Tom\xe1s."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, err := Parse([]byte("From: a@hms.harvard.edu\r\nSubject: x\r\n" + c.header + "\r\n" + c.body + "\r\n"))
			if err != nil || !strings.Contains(m.Text, "Tomás.") {
				t.Errorf("read as %q, %v", m.Text, err)
			}
		})
	}
}

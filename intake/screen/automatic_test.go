package screen

import (
	"os"
	"strings"
	"testing"

	"github.com/guestd/guestd/intake/message"
)

// TestAutomatic reads testdata/automatic.txt: after "== a name" a message with the headers
// that matter, and after its last line "--" the verdict.
func TestAutomatic(t *testing.T) {
	data, err := os.ReadFile("testdata/automatic.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range strings.Split("\n"+string(data), "\n== ")[1:] {
		name, rest, _ := strings.Cut(block, "\n")
		at := strings.LastIndex(rest, "\n--\n")
		if at < 0 {
			t.Fatalf("%s: no line of two dashes", name)
		}
		head, body, _ := strings.Cut(rest[:at], "\n\n")
		m, err := message.Parse([]byte(head + "\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" + body + "\n"))
		if err != nil {
			t.Fatal(name, err)
		}
		if got := New(own).Screen(m); string(got.Verdict) != strings.TrimSpace(rest[at+4:]) {
			t.Errorf("%s: want %s, got %s (%s)", name, strings.TrimSpace(rest[at+4:]), got.Verdict, got.Reason)
		}
	}
}

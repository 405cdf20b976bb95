package limits_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/guestd/guestd/intake/limits"
)

// nested is a message of so many multiparts within one another.
func nested(depth int) string {
	var b strings.Builder
	b.WriteString("From: a@example.org\n")
	for i := range depth {
		fmt.Fprintf(&b, "Content-Type: multipart/mixed;\n boundary=\"b%d\"\n\n--b%d\n", i, i)
	}
	b.WriteString("Content-Type: text/plain\n\nHello\n")
	for i := depth - 1; i >= 0; i-- {
		fmt.Fprintf(&b, "--b%d--\n", i)
	}
	return b.String()
}

// attached is a message of so many messages within one another.
func attached(depth int) string {
	return strings.Repeat("Content-Type: message/rfc822\n\n", depth) + "Subject: inmost\n\nHello\n"
}

// wide is a message of so many parts side by side.
func wide(parts int) string {
	return "Content-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat("--b\nContent-Type: text/plain\n\nx\n", parts) + "--b--\n"
}

func TestCheck(t *testing.T) {
	t.Parallel()
	small := limits.Limits{Size: 20000, HeaderSize: 500, HeaderFields: 10, Parts: 30, Nesting: 5}
	for name, c := range map[string]struct{ raw, exceeds string }{
		"plain":                         {"From: a@example.org\n\nHello\n", ""},
		"empty":                         {"", ""},
		"large":                         {strings.Repeat("x", 20001), "octets"},
		"nested, just so":               {nested(5), ""},
		"nested":                        {nested(6), "levels of parts within parts"},
		"nested, CRLF":                  {strings.ReplaceAll(nested(6), "\n", "\r\n"), "levels of parts within parts"},
		"attached, just so":             {attached(5), ""},
		"attached":                      {attached(6), "levels of parts within parts"},
		"wide, just so":                 {wide(29), ""},
		"wide":                          {wide(30), "parts"},
		"wide and without a header":     {"Content-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat("--b\n", 30), "parts"},
		"a long header":                 {"X: " + strings.Repeat("x", 500) + "\n\n", "octets in a header"},
		"a long folded header":          {"X: y\n" + strings.Repeat(" folded\n", 100) + "\n", "octets in a header"},
		"many fields":                   {strings.Repeat("X: y\n", 11) + "\n", "header fields"},
		"a long header of a part":       {"Content-Type: multipart/mixed; boundary=b\n\n--b\nX: " + strings.Repeat("x", 500) + "\n\n", "octets in a header"},
		"many side by side within":      {"Content-Type: multipart/mixed; boundary=o\n\n--o\n" + wide(29) + "--o--\n", "parts"},
		"parts after a closed one":      {"Content-Type: multipart/mixed; boundary=o\n\n" + strings.Repeat("--o\n"+wide(9), 3) + "--o--\n", "parts"},
		"one after another, not within": {"Content-Type: multipart/mixed; boundary=o\n\n" + strings.Repeat("--o\nContent-Type: message/rfc822\n\nSubject: x\n\nx\n", 8) + "--o--\n", ""},
		"boundaries in upper case":      {"CONTENT-TYPE: MULTIPART/MIXED; BOUNDARY = \"b\"\n\n" + strings.Repeat("--b\n\nx\n", 30), "parts"},
		"two boundaries":                {"Content-Type: multipart/mixed; boundary=a; boundary=b\n\n" + strings.Repeat("--b\n\nx\n", 30), "parts"},
		"two content types":             {"Content-Type: text/plain\nContent-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat("--b\n\nx\n", 30), "parts"},
		"dashes that are no boundary":   {"Content-Type: text/plain\n\n" + strings.Repeat("--b\n", 100), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := limits.Check([]byte(c.raw), small)
			var exceeded *limits.Exceeded
			switch {
			case c.exceeds == "" && err != nil:
				t.Error(err)
			case c.exceeds != "" && (!errors.As(err, &exceeded) || exceeded.What != c.exceeds):
				t.Errorf("%v, want too many %s", err, c.exceeds)
			}
		})
	}
}

func TestWhatPeopleWriteIsWithinTheDefaults(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("../testdata/*/*.eml")
	if err != nil {
		t.Fatal(err)
	}
	if len(paths) == 0 {
		t.Fatal("the labelled messages are not there")
	}
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := limits.Check(raw, limits.Limits{}); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// TestItsTimeGrowsWithTheLengthAlone holds for what is made to take long.
func TestItsTimeGrowsWithTheLengthAlone(t *testing.T) {
	t.Parallel()
	many := ""
	for i := range 10000 {
		many += fmt.Sprintf("; boundary=x%d", i)
	}
	few := ""
	for i := range 10 {
		few += fmt.Sprintf("; boundary=x%d", i)
	}
	lines := strings.Repeat("--y\n", 1<<18)
	for name, header := range map[string]string{
		"many boundaries": many, "few boundaries": few, "one boundary, many times": strings.Repeat("; boundary=x", 20000),
	} {
		hard := "Content-Type: multipart/mixed" + header + "\n\n" + lines
		began := time.Now()
		err := limits.Check([]byte(hard), limits.Limits{})
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("%s: %s for %d octets (%v)", name, took, len(hard), err)
		}
	}
}

func FuzzCheck(f *testing.F) {
	for _, seed := range []string{nested(3), attached(3), wide(3), "", "--", "Content-Type: multipart/; boundary=\n\n--\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		one := limits.Check([]byte(raw), limits.Limits{Parts: 3, Nesting: 2, HeaderFields: 5, HeaderSize: 200})
		// What is within narrow limits is within wide ones.
		if one == nil {
			if wider := limits.Check([]byte(raw), limits.Limits{}); wider != nil {
				t.Errorf("within narrow limits, and yet %v", wider)
			}
		}
	})
}

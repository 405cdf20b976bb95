package message

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"
)

// FuzzParse: any bytes are a message or ErrUnreadable, and text is valid UTF-8.
func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("../testdata/corpus/*.eml")
	if err != nil || len(files) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Add([]byte("From: x\n\n"))
	f.Add([]byte("Content-Type: multipart/mixed; boundary=\"\"\n\n--\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := Parse(raw)
		if err != nil {
			if !errors.Is(err, ErrUnreadable) {
				t.Fatalf("an error of another kind: %v", err)
			}
			return
		}
		if !utf8.ValidString(m.Text) || !utf8.ValidString(m.Subject) {
			t.Error("text that is not UTF-8")
		}
	})
}

// FuzzHTML: any HTML is laid out without a panic, and no faster than it grows.
func FuzzHTML(f *testing.F) {
	for _, s := range []string{"<p>a<br>b</p>", "<blockquote>x<blockquote>y", "<table><tr><td>a<td>b<tr><td>c<td>d</table>", "<ol><li>x<li>y</ol>", "<a href='mailto:a@b.c'>mail</a>", "<div id=Signature>z", "<pre>\n a\n</pre>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if out := HTMLToText(s); len(out) > 100*len(s)+1000 {
			t.Errorf("%d bytes of HTML become %d of text", len(s), len(out))
		}
	})
}

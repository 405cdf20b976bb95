package understand

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// TestTheMapIsWhole: doc.go has every file of the package, and no other, so that whoever looks for where
// something is read finds it there.
func TestTheMapIsWhole(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	var listed []string
	for line := range strings.Lines(string(text)) {
		if entry, ok := strings.CutPrefix(line, "//\t"); ok {
			if !strings.HasPrefix(entry, "  ") {
				_, entry, _ = strings.Cut(entry, "  ")
			}
			listed = append(listed, strings.FieldsFunc(entry, func(r rune) bool { return r == ',' || unicode.IsSpace(r) })...)
		}
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var there []string
	for _, f := range files {
		name := strings.TrimSuffix(f, ".go")
		if !strings.HasSuffix(name, "_test") && !slices.Contains([]string{"doc", "understand", "reader", "source", "findings", "reading"}, name) {
			there = append(there, name)
		}
	}
	for _, name := range there {
		if n := times(listed, name); n != 1 {
			t.Errorf("%s.go stands %d times in doc.go's map", name, n)
		}
	}
	for _, name := range listed {
		if !slices.Contains(there, name) {
			t.Errorf("doc.go's map names %s.go, which is not there", name)
		}
	}
}

func times(list []string, name string) (n int) {
	for _, l := range list {
		if l == name {
			n++
		}
	}
	return n
}

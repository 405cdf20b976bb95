package notice_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/guestd/guestd/internal/mail/notice"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestEveryNoticeIsItsGoldenFile(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	kinds := map[notice.Kind]bool{}
	for _, s := range samples() {
		path := filepath.Join("testdata", s.name+".golden.eml")
		if seen[path] {
			t.Fatalf("two samples are called %s", s.name)
		}
		seen[path], kinds[s.notice.Kind] = true, true
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			got, err := notice.Compose(s.notice, envelope(s))
			if err != nil {
				t.Fatal(err)
			}
			if *update {
				if err := os.WriteFile(path, got.Raw, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatalf("%v (go test -update writes it)", err)
			}
			if diff := cmp.Diff(strings.Split(string(want), "\r\n"), strings.Split(string(got.Raw), "\r\n")); diff != "" {
				t.Errorf("differs from %s (-want +got):\n%s", path, diff)
			}
		})
	}
	for _, k := range notice.Kinds() {
		if !kinds[k] {
			t.Errorf("no sample of %s", k)
		}
	}
	files, err := filepath.Glob("testdata/*.golden.eml")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !seen[f] {
			t.Errorf("%s belongs to no sample", f)
		}
	}
}

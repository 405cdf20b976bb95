package explain

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/guestd/guestd/intake/screen"
	"github.com/guestd/guestd/intake/understand"
)

// TestForeignMessages runs the test messages of other projects through parse, screen
// and understand. Nothing may panic, and each must end in a named outcome.
// GUESTD_MAIL_CORPORA names the folder that holds them.
func TestForeignMessages(t *testing.T) {
	folder := os.Getenv("GUESTD_MAIL_CORPORA")
	if folder == "" {
		t.Skip("SKIPPED: GUESTD_MAIL_CORPORA is not set, so the messages of other projects were not read")
	}
	runFolder(t, folder, 150)
}

// TestEnmimeMessages does the same with the messages that come with enmime's module.
func TestEnmimeMessages(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", "github.com/jhillyerd/enmime/v2").Output()
	dir := strings.TrimSpace(string(out))
	if err != nil || dir == "" {
		t.Skipf("SKIPPED: enmime's module cannot be found (%v), so its messages were not read", err)
	}
	runFolder(t, filepath.Join(dir, "testdata"), 50)
}

func runFolder(t *testing.T, folder string, least int) {
	t.Helper()
	outcomes := map[string]int{}
	n := 0
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		switch strings.ToLower(filepath.Ext(path)) {
		case ".md", ".go", ".json", ".golden", ".png", ".jpg", ".gif", ".html":
			return nil
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		n++
		e := func() (e Explanation) {
			defer func() {
				if p := recover(); p != nil {
					t.Errorf("%s: panic: %v", path, p)
				}
			}()
			e = File(path, raw, understand.DefaultOptions())
			if e.Print() == "" || len(e.JSON()) == 0 {
				t.Errorf("%s: nothing to show", path)
			}
			return e
		}()
		switch screen.Verdict(e.Screen) {
		case screen.Accept, screen.AutoReply, screen.Bounce, screen.MailingList, screen.Loop, screen.Unreadable:
		default:
			t.Errorf("%s: screen %q is no outcome", path, e.Screen)
		}
		outcomes[e.Screen+" "+e.Intent]++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n < least {
		t.Errorf("only %d messages in %s", n, folder)
	}
	t.Logf("%d messages: %v", n, outcomes)
}

package intake_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/mail"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jhillyerd/enmime/v2"

	"github.com/guestd/guestd/intake"
	"github.com/guestd/guestd/internal/guest"
)

// TestCorpora has every message of our own corpora, and of GUESTD_MAIL_CORPORA and enmime's module (other
// projects' test messages), handled with everything wired: each ends in a named outcome, without a try that
// failed, and nothing that nobody proved causes anything.
func TestCorpora(t *testing.T) {
	t.Parallel()
	t.Run("own", func(t *testing.T) {
		t.Parallel()
		handleAll(t, "testdata/corpus", "testdata/unseen")
	})
	t.Run("others", func(t *testing.T) {
		t.Parallel()
		folder := os.Getenv("GUESTD_MAIL_CORPORA")
		if folder == "" {
			t.Skip("SKIPPED: set GUESTD_MAIL_CORPORA to a folder of messages; in CI it is set")
		}
		handleAll(t, folder)
	})
	t.Run("enmime's", func(t *testing.T) {
		t.Parallel()
		out, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", "github.com/jhillyerd/enmime/v2").Output()
		if err != nil {
			t.Skipf("SKIPPED: enmime's module, whose messages these are, is not found: %v", err)
		}
		handleAll(t, filepath.Join(strings.TrimSpace(string(out)), "testdata"))
	})
}

func handleAll(t *testing.T, folders ...string) {
	t.Helper()
	b := setup(t, func(cfg *intake.Config) {
		cfg.Limits = intake.Limits{AnswersPerDay: 1000, ConfirmationsPerDay: 1000}
	})
	kept := 0
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !isMessage(path) {
				return err
			}
			raw, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			b.enlist(raw)
			b.deliver(raw)
			kept++
			return nil
		})
		b.must(err)
	}
	if kept == 0 {
		t.Fatalf("no message in %v", folders)
	}
	for _, err := range b.work() {
		t.Errorf("a try failed: %v", err)
	}
	b.confirmAll()
	for _, err := range b.work() {
		t.Errorf("a try failed after its confirmation: %v", err)
	}
	var outcomes []struct {
		Outcome string `db:"outcome"`
		Count   int    `db:"count"`
	}
	b.must(b.db.SelectContext(t.Context(), &outcomes, `SELECT outcome, count(*) FROM inbound_emails GROUP BY outcome ORDER BY outcome`))
	var said []string
	for _, o := range outcomes {
		said = append(said, o.Outcome)
		t.Logf("%4d %s", o.Count, o.Outcome)
	}
	if slices.Contains(said, "PENDING") {
		t.Error("some emails were not handled")
	}
	b.want(`SELECT count(*) FROM inbound_emails WHERE because = ''`, 0)
	b.want(`SELECT count(*) FROM requests r JOIN inbound_emails e ON e.id = r.inbound_email_id WHERE e.trust NOT IN ('VERIFIED', 'TOKEN')`, 0)
	b.want(`SELECT count(*) FROM notifications n JOIN inbound_emails e ON e.id = n.inbound_email_id WHERE e.outcome IN ('IGNORED', 'QUARANTINED') OR e.trust = 'FAILED'`, 0)
}

// confirmAll confirms every email that was asked about, so that what it asks is acted on too.
func (b *bundle) confirmAll() {
	b.t.Helper()
	b.send()
	for _, raw := range b.delivered {
		env, err := enmime.ReadEnvelope(bytes.NewReader(raw))
		b.must(err)
		if link := linkForm.FindStringSubmatch(env.Text); link != nil {
			b.must(b.handler.Confirm(b.t.Context(), link[1], b.jobs))
		}
	}
}

// enlist gives the directory whoever writes from Harvard, so that what they ask is acted on.
func (b *bundle) enlist(raw []byte) {
	b.t.Helper()
	msg, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return
	}
	from, err := msg.Header.AddressList("From")
	if err != nil || len(from) != 1 {
		return
	}
	address := strings.ToLower(from[0].Address)
	affiliation := ""
	switch {
	case address == strings.ToLower(guest.DefaultPolicy().AcademicAffairsEmail), address == guest.DefaultPolicy().RequestEmail:
	case strings.HasSuffix(address, "@wyss.harvard.edu"):
		affiliation = "WYSS_STAFF"
	case strings.HasSuffix(address, "hms.harvard.edu"):
		affiliation = "HMS_STAFF"
	}
	if affiliation == "" {
		return
	}
	var known int
	b.must(b.db.GetContext(b.t.Context(), &known, `SELECT count(*) FROM sponsors WHERE email = $1`, address))
	if known > 0 {
		return
	}
	name := from[0].Name
	if name == "" {
		name = address
	}
	b.enlisted++
	batch, err := json.Marshal(map[string]any{"sponsors": []map[string]any{
		{"huid": fmt.Sprintf("%08d", 99000000+b.enlisted), "name": name, "email": address, "affiliation": affiliation, "department": "Research", "active": true},
	}})
	b.must(err)
	b.feed(batch)
}

func isMessage(path string) bool {
	name := filepath.Base(path)
	ext := strings.ToLower(filepath.Ext(name))
	return ext == ".eml" || ext == ".msg" || ext == ".raw" || ext == ".txt" && !strings.HasPrefix(strings.ToLower(name), "readme") && !strings.HasPrefix(strings.ToLower(name), "license")
}

package mailserver

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// curl is the mail program that a newcomer has already: the README's walk-through uses it.
func curl(t *testing.T, stdin string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "curl", append([]string{"--silent", "--show-error", "--max-time", "20"}, args...)...)
	cmd.Stdin = strings.NewReader(stdin)
	var out, errors bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errors
	if err := cmd.Run(); err != nil {
		t.Fatalf("curl %q: %v: %s", args, err, errors.String())
	}
	return out.String()
}

func TestCurlSendsAndReads(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("SKIPPED: curl is not installed")
	}
	server := start(t, t.TempDir())
	smtp, imap := "smtp://"+server.SMTPAddr().String(), "imap://"+server.IMAPAddr().String()

	curl(t, letter(jane, "sent by curl"), smtp, "--mail-from", jane, "--mail-rcpt", bot, "--user", jane+":"+Password, "--upload-file", "-")
	read := curl(t, "", imap+"/INBOX;MAILINDEX=1", "--user", bot+":"+Password)
	for _, want := range []string{"dmarc=pass header.from=hms.harvard.edu smtp.auth=" + jane, "Subject: sent by curl", "Hello."} {
		if !strings.Contains(read, want) {
			t.Errorf("%q is missing from\n%s", want, read)
		}
	}
	if got := curl(t, "", imap+"/INBOX;UID=1;SECTION=HEADER.FIELDS%20(SUBJECT)", "--user", bot+":"+Password); got != "Subject: sent by curl\r\n\r\n" {
		t.Errorf("one header field: %q", got)
	}
	if got := curl(t, "", imap+"/INBOX?SUBJECT%20curl", "--user", bot+":"+Password); got != "* SEARCH 1\r\n" {
		t.Errorf("search: %q", got)
	}
	if got := curl(t, "", imap, "--user", bot+":"+Password); !strings.Contains(got, "INBOX") {
		t.Errorf("folders: %q", got)
	}
	draft := filepath.Join(t.TempDir(), "draft.eml")
	if err := os.WriteFile(draft, []byte(letter(jane, "kept by curl")), 0o600); err != nil {
		t.Fatal(err)
	}
	curl(t, "", imap+"/INBOX", "--user", bot+":"+Password, "--upload-file", draft)
	if got := len(inboxOf(t, server, bot)); got != 2 {
		t.Errorf("%d messages, want 2", got)
	}
}

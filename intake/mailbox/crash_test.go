package mailbox_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/guestd/guestd/intake/mailbox"
	"github.com/guestd/guestd/internal/testdovecot"
)

// journal is a Keeper in a file, for a process that is killed: what is in the file is committed.
type journal struct {
	alone
	path string
}

type journalEntry struct {
	Kept  *mailbox.Place
	ID    string `json:",omitempty"`
	Moved *mailbox.Move
}

func (j journal) append(entries []journalEntry) error {
	var lines bytes.Buffer
	for _, e := range entries {
		if err := json.NewEncoder(&lines).Encode(e); err != nil {
			return err
		}
	}
	file, err := os.OpenFile(j.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(lines.Bytes())
	if err := file.Close(); err != nil {
		return err
	}
	return err
}

func (j journal) read() (entries []journalEntry, err error) {
	content, err := os.ReadFile(j.path)
	if os.IsNotExist(err) {
		return nil, nil
	}
	decoder := json.NewDecoder(bytes.NewReader(content))
	for decoder.More() && err == nil {
		var e journalEntry
		err = decoder.Decode(&e)
		entries = append(entries, e)
	}
	return entries, err
}

func (j journal) Keep(_ context.Context, batch []mailbox.Fetched) error {
	entries := make([]journalEntry, len(batch))
	for i, m := range batch {
		entries[i] = journalEntry{Kept: &m.Place, ID: messageID(string(m.Raw))}
	}
	return j.append(entries)
}

func (j journal) Known(_ context.Context, name string, validity uint32, uids []uint32) (map[uint32]mailbox.Folder, error) {
	entries, err := j.read()
	known := map[uint32]mailbox.Folder{}
	for _, e := range entries {
		if e.Kept != nil && e.Kept.Mailbox == name && e.Kept.UIDValidity == validity && slices.Contains(uids, e.Kept.UID) {
			known[e.Kept.UID] = mailbox.Processed
		}
	}
	return known, err
}

func (j journal) Moved(_ context.Context, moves []mailbox.Move) error {
	entries := make([]journalEntry, len(moves))
	for i, m := range moves {
		entries[i] = journalEntry{Moved: &m}
	}
	return j.append(entries)
}

func (j journal) ToFile(context.Context, string, int) ([]mailbox.Filing, error) { return nil, nil }
func (j journal) Filed(context.Context, []mailbox.Filed) error                  { return nil }

// The environment of a process that is a poller and no test.
const (
	envServer  = "MAILBOX_TEST_SERVER"
	envJournal = "MAILBOX_TEST_JOURNAL"
	envKillAt  = "MAILBOX_TEST_KILL_AT"
)

// pollerProcess runs a poller where the environment asks for one, and kills it at its point.
func pollerProcess() bool {
	addr := os.Getenv(envServer)
	if addr == "" {
		return false
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	err := mailbox.Run(ctx, mailbox.Config{
		Server:        mailbox.Server{Addr: addr, TLS: mailbox.TLSNone, Username: address, Password: testdovecot.Password},
		BatchMessages: 2,
		At: func(p mailbox.Point) {
			if string(p) == os.Getenv(envKillAt) {
				_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
				select {}
			}
		},
	}, journal{path: os.Getenv(envJournal)})
	fmt.Fprintln(os.Stderr, "the poller was not killed:", err)
	return true
}

// TestAKilledPoller kills a real process at each point of a message's way, and starts another one.
func TestAKilledPoller(t *testing.T) {
	t.Parallel()
	for _, capability := range []string{"", "IMAP4rev1 IDLE UIDPLUS"} {
		for _, point := range []mailbox.Point{mailbox.AtFetched, mailbox.AtStored, mailbox.AtBeforeMove, mailbox.AtMoved} {
			t.Run(fmt.Sprintf("%s, capabilities %q", point, capability), func(t *testing.T) {
				t.Parallel()
				d := startDovecot(t, testdovecot.Options{Capability: capability})
				d.put(letters(5)...)
				j := journal{path: t.TempDir() + "/journal"}
				cmd := exec.CommandContext(t.Context(), os.Args[0])
				cmd.Env = append(os.Environ(), envServer+"="+d.IMAP, envJournal+"="+j.path, envKillAt+"="+string(point))
				out, err := cmd.CombinedOutput()
				if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || !status.Signaled() {
					t.Fatalf("it was not killed: %v\n%s", err, out)
				}

				ctx, cancel := context.WithCancel(t.Context())
				done := make(chan error, 1)
				go func() {
					done <- mailbox.Run(ctx, mailbox.Config{Server: d.config(), IdleRenew: 50 * time.Millisecond}, j)
				}()
				eventually(t, "the inbox is empty", func() bool { return len(d.folder("")) == 0 && len(d.folder("Processed")) == 5 })
				cancel()
				if err := <-done; err != nil {
					t.Error(err)
				}
				same(t, "Processed", d.folder("Processed"), letters(5))
				entries, err := j.read()
				if err != nil {
					t.Fatal(err)
				}
				kept := map[string]int{}
				for _, e := range entries {
					if e.Kept != nil {
						kept[e.ID]++
					}
				}
				for n := range 5 {
					id := fmt.Sprintf("<letter-%d@example.org>", n+1)
					if kept[id] != 1 {
						t.Errorf("%s was kept %d times", id, kept[id])
					}
				}
			})
		}
	}
}

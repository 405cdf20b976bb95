package mailbox_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/guestd/guestd/intake/mailbox"
	"github.com/guestd/guestd/internal/testdovecot"
)

// files is a Keeper that writes each message to a file, as mbsync without fsync does.
type files struct {
	alone
	dir   string
	mu    sync.Mutex
	known map[uint32]bool
	moved int
	want  int
	done  chan struct{}
}

func (f *files) Keep(_ context.Context, batch []mailbox.Fetched) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, m := range batch {
		if err := os.WriteFile(filepath.Join(f.dir, fmt.Sprint(m.UID)), m.Raw, 0o600); err != nil {
			return err
		}
		f.known[m.UID] = true
	}
	return nil
}

func (f *files) Known(_ context.Context, _ string, _ uint32, uids []uint32) (map[uint32]mailbox.Folder, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	known := map[uint32]mailbox.Folder{}
	for _, uid := range uids {
		if f.known[uid] {
			known[uid] = mailbox.Processed
		}
	}
	return known, nil
}

func (f *files) Moved(_ context.Context, moves []mailbox.Move) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.moved += len(moves); f.moved >= f.want {
		close(f.done)
	}
	return nil
}

func (f *files) ToFile(context.Context, string, int) ([]mailbox.Filing, error) { return nil, nil }
func (f *files) Filed(context.Context, []mailbox.Filed) error                  { return nil }

// BenchmarkFetchKeepMove measures the way from an inbox of 5,000 messages of 8 KB into files and
// on to Processed, over one connection to Dovecot.
func BenchmarkFetchKeepMove(b *testing.B) {
	const messages = 5000
	text := strings.Repeat("Sixty-three octets of text and a line feed, again and again....\n", 125)
	raws := make([]string, messages)
	for i := range raws {
		raws[i] = letter(i) + text
	}
	for b.Loop() {
		b.StopTimer()
		d := testdovecot.Start(b, testdovecot.Options{})
		d.Drop(address, raws...)
		// Dovecot indexes what is new when it first sees it; mail that comes one by one is.
		conn, err := mailbox.Connect(b.Context(), benchServer(d))
		if err != nil {
			b.Fatal(err)
		}
		if err := mailbox.Sizes(conn, "INBOX"); err != nil {
			b.Fatal(err)
		}
		conn.Close()
		k := &files{dir: b.TempDir(), known: map[uint32]bool{}, want: messages, done: make(chan struct{})}
		ctx, cancel := context.WithCancel(b.Context())
		ended := make(chan error, 1)
		b.StartTimer()
		go func() { ended <- mailbox.Run(ctx, mailbox.Config{Server: benchServer(d)}, k) }()
		<-k.done
		b.StopTimer()
		cancel()
		if err := <-ended; err != nil {
			b.Fatal(err)
		}
		d.Stop()
		b.StartTimer()
	}
	b.ReportMetric(float64(messages*b.N)/b.Elapsed().Seconds(), "messages/s")
}

func benchServer(d *testdovecot.Server) mailbox.Server {
	return mailbox.Server{Addr: d.IMAP, TLS: mailbox.TLSNone, Username: address, Password: testdovecot.Password}
}

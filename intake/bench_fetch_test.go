package intake_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/jmoiron/sqlx"

	"github.com/guestd/guestd/intake/ledger"
	"github.com/guestd/guestd/intake/mailbox"
	"github.com/guestd/guestd/internal/clock"
	"github.com/guestd/guestd/internal/guest"
	"github.com/guestd/guestd/internal/pgrun"
	"github.com/guestd/guestd/internal/postgres"
	"github.com/guestd/guestd/internal/queue"
	"github.com/guestd/guestd/internal/testdovecot"
	"github.com/guestd/guestd/internal/testpg"
)

const (
	fullInbox = 2000    // messages in it
	fullSize  = 8 << 10 // octets in each
)

// BenchmarkFetchAndStore empties an inbox of 2,000 messages of 8 KB on Dovecot. The bot stores
// each with its job, commits, moves it to Processed and notes where it lies; mbsync, beside it on
// the same mailbox, writes each to a file and leaves it in the inbox. The bot's database is once
// as tests have it, without fsync, and once as production has it.
func BenchmarkFetchAndStore(b *testing.B) {
	raws := fullOfMail()
	b.Run("guestd/no-fsync", func(b *testing.B) { benchFetch(b, raws, testpg.New(b)) })
	b.Run("guestd/fsync", func(b *testing.B) { benchFetch(b, raws, durable(b)) })
	b.Run("mbsync/no-fsync", func(b *testing.B) { benchMbsync(b, raws, "no") })
	b.Run("mbsync/fsync", func(b *testing.B) { benchMbsync(b, raws, "yes") })
}

// fullOfMail is prose of a fixed seed: text that repeats itself would be compressed too easily.
func fullOfMail() []string {
	random := rand.New(rand.NewPCG(1, 2))
	words := make([]string, 3000)
	for i := range words {
		word := make([]byte, 2+random.IntN(9))
		for j := range word {
			word[j] = "etaoinshrdlucmfwypvbgk"[min(random.IntN(22), random.IntN(22))]
		}
		words[i] = string(word)
	}
	raws := make([]string, fullInbox)
	for i := range raws {
		var s strings.Builder
		fmt.Fprintf(&s, "Authentication-Results: %s; dmarc=pass header.from=hms.harvard.edu\nFrom: Ana Ruiz <ana.ruiz@hms.harvard.edu>\nTo: %s\n", servID, guest.DefaultPolicy().RequestEmail)
		fmt.Fprintf(&s, "Date: Mon, 4 Jan 2027 09:30:00 -0500\nMessage-ID: <full-%d@sender.test>\nSubject: %s %s %d\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n", i, words[random.IntN(len(words))], words[random.IntN(len(words))], i)
		for line := 0; s.Len() < fullSize; {
			word := words[min(random.IntN(len(words)), random.IntN(len(words)))]
			s.WriteString(word)
			if line += len(word) + 1; line > 66 {
				s.WriteByte('\n')
				line = 0
			} else {
				s.WriteByte(' ')
			}
		}
		s.WriteByte('\n')
		raws[i] = s.String()
	}
	return raws
}

// durable is a database whose commits are on the disk, with a server of its own.
func durable(b *testing.B) *sqlx.DB {
	b.Helper()
	server, err := pgrun.Start(b.Context(), pgrun.Config{DataDir: b.TempDir(), Durable: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := server.Stop(context.Background()); err != nil { // the benchmark's own has ended
			b.Error(err)
		}
	})
	dsn := server.DSN("postgres")
	if err := postgres.Migrate(b.Context(), dsn); err != nil {
		b.Fatal(err)
	}
	db, err := postgres.Open(b.Context(), dsn, 8)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	return db
}

// fullServer is a mail server with the full inbox, which it has indexed: mail that comes one by
// one is.
func fullServer(b *testing.B, raws []string) (*testdovecot.Server, mailbox.Server) {
	b.Helper()
	d := testdovecot.Start(b, testdovecot.Options{})
	user := guest.DefaultPolicy().RequestEmail
	d.Drop(user, raws...)
	server := mailbox.Server{Addr: d.IMAP, TLS: mailbox.TLSNone, Username: user, Password: testdovecot.Password}
	client, err := imapclient.DialInsecure(d.IMAP, nil)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	if err := client.Login(server.Username, server.Password).Wait(); err != nil {
		b.Fatal(err)
	}
	if _, err := client.Select("INBOX", nil).Wait(); err != nil {
		b.Fatal(err)
	}
	all := imap.SeqSet{{Start: 1}} // to the last
	if err := client.Fetch(all, &imap.FetchOptions{RFC822Size: true}).Close(); err != nil {
		b.Fatal(err)
	}
	return d, server
}

func benchFetch(b *testing.B, raws []string, db *sqlx.DB) {
	jobs, err := queue.NewJobs(db)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		b.StopTimer()
		empty(b, db)
		d, server := fullServer(b, raws)
		k := &counted{Ledger: ledger.New(db, jobs, clock.System{}), want: len(raws), done: make(chan struct{})}
		ctx, cancel := context.WithCancel(b.Context())
		ended := make(chan error, 1)
		cfg := mailbox.Config{Server: server, Log: slog.New(slog.DiscardHandler)}
		b.StartTimer()
		go func() { ended <- mailbox.Run(ctx, cfg, k) }()
		<-k.done
		b.StopTimer()
		cancel()
		if err := <-ended; err != nil {
			b.Fatal(err)
		}
		var n struct{ Emails, Jobs, Places, Moved int }
		err := db.GetContext(b.Context(), &n, `
			SELECT (SELECT count(*) FROM inbound_emails) AS emails, (SELECT count(*) FROM river_job) AS jobs,
				(SELECT count(*) FROM inbound_email_places) AS places, (SELECT count(*) FROM inbound_emails WHERE at_mailbox = 'Processed' AND at_uid > 0) AS moved`)
		if want := len(raws); err != nil || n.Emails != want || n.Jobs != want || n.Places != want || n.Moved != want || len(d.Messages(server.Username, "")) != 0 {
			b.Fatalf("%+v, %v; %d in the inbox", n, err, len(d.Messages(server.Username, "")))
		}
		d.Stop()
		b.StartTimer()
	}
	perSecond(b, len(raws))
}

// empty forgets all mail, without the triggers that guard the audit trail.
func empty(b *testing.B, db *sqlx.DB) {
	b.Helper()
	_, err := db.ExecContext(b.Context(), `
		BEGIN;
		SET LOCAL session_replication_role = replica;
		TRUNCATE inbound_emails, inbound_email_places, river_job CASCADE;
		COMMIT`)
	if err != nil {
		b.Fatal(err)
	}
}

func perSecond(b *testing.B, messages int) {
	b.Helper()
	b.ReportMetric(float64(messages*b.N)/b.Elapsed().Seconds(), "messages/s")
}

// counted tells when all is moved.
type counted struct {
	*ledger.Ledger
	moved, want int
	done        chan struct{}
}

func (c *counted) Moved(ctx context.Context, moves []mailbox.Move) error {
	err := c.Ledger.Moved(ctx, moves)
	if c.moved += len(moves); c.moved == c.want {
		close(c.done)
	}
	return err
}

func benchMbsync(b *testing.B, raws []string, fsync string) {
	mbsync, err := exec.LookPath("mbsync")
	if err != nil {
		b.Skip("SKIPPED: mbsync is not here to compare with (Debian's package isync; make bench installs it)")
	}
	for b.Loop() {
		b.StopTimer()
		d, server := fullServer(b, raws)
		dir := b.TempDir()
		b.StartTimer()
		out, err := exec.CommandContext(b.Context(), mbsync, "-c", mbsyncConfig(b, dir, server, fsync), "all").CombinedOutput()
		b.StopTimer()
		if err != nil {
			b.Fatalf("mbsync: %v\n%s", err, out)
		}
		if n := countFiles(b, dir); n != len(raws) {
			b.Fatalf("mbsync pulled %d of %d messages:\n%s", n, len(raws), out)
		}
		d.Stop()
		b.StartTimer()
	}
	perSecond(b, len(raws))
}

func mbsyncConfig(b *testing.B, dir string, server mailbox.Server, fsync string) string {
	b.Helper()
	host, port, _ := strings.Cut(server.Addr, ":")
	config := fmt.Sprintf(`FSync %[1]s

IMAPStore far
Host %[2]s
Port %[3]s
User %[4]s
Pass %[5]s
SSLType None
AuthMechs LOGIN

MaildirStore near
Path %[6]s/
Inbox %[6]s/INBOX

Channel all
Far :far:
Near :near:
Patterns INBOX
Sync Pull
Create Near
SyncState *
`, fsync, host, port, server.Username, server.Password, dir)
	path := filepath.Join(dir, "mbsyncrc")
	if err := os.WriteFile(path, []byte(config), 0o600); err != nil {
		b.Fatal(err)
	}
	return path
}

func countFiles(b *testing.B, dir string) (n int) {
	b.Helper()
	for _, sub := range []string{"new", "cur"} {
		f, err := os.Open(filepath.Join(dir, "INBOX", sub))
		if err != nil {
			b.Fatal(err)
		}
		names, err := f.Readdirnames(-1)
		_ = f.Close()
		if err != nil && !errors.Is(err, io.EOF) {
			b.Fatal(err)
		}
		n += len(names)
	}
	return n
}

package ledger_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/guestd/guestd/intake/ledger"
	"github.com/guestd/guestd/intake/mailbox"
	"github.com/guestd/guestd/internal/clock"
	"github.com/guestd/guestd/internal/guest"
	"github.com/guestd/guestd/internal/postgres"
	"github.com/guestd/guestd/internal/queue"
	"github.com/guestd/guestd/internal/testdovecot"
	"github.com/guestd/guestd/internal/testpg"
)

// pair is two pollers on one mailbox, each with connections of its own to one database, as two
// replicas have them.
type pair struct {
	t       *testing.T
	db      *sqlx.DB
	dovecot *testdovecot.Server
	logs    [2]*logLines
	stop    func()
}

func startPair(t *testing.T) *pair {
	t.Helper()
	p := &pair{t: t, db: testpg.NewAs(t, postgres.AppRole), dovecot: testdovecot.Start(t, testdovecot.Options{})}
	ctx, cancel := context.WithCancel(t.Context())
	var work sync.WaitGroup
	p.stop = sync.OnceFunc(func() { cancel(); work.Wait() })
	t.Cleanup(p.stop)
	for n := range p.logs {
		p.logs[n] = &logLines{}
		db := testpg.NewAs(t, postgres.AppRole)
		jobs, err := queue.NewJobs(db)
		if err != nil {
			t.Fatal(err)
		}
		kept := ledger.New(db, jobs, clock.System{})
		cfg := mailbox.Config{
			Server:        mailbox.Server{Addr: p.dovecot.IMAP, TLS: mailbox.TLSNone, Username: guest.DefaultPolicy().RequestEmail, Password: testdovecot.Password},
			BatchMessages: 7, IdleRenew: 20 * time.Millisecond, Standby: time.Millisecond,
			Backoff: mailbox.Backoff{Min: time.Millisecond, Max: 10 * time.Millisecond},
			Log:     slog.New(slog.NewJSONHandler(p.logs[n], nil)), Metrics: mailbox.NewMetrics(prometheus.NewRegistry()),
		}
		work.Go(func() {
			if err := mailbox.Run(ctx, cfg, kept); err != nil {
				t.Error(err)
			}
		})
	}
	t.Cleanup(p.stop) // before the databases go
	return p
}

// fill has so many messages arrive, from the nth on.
func (p *pair) fill(from, count int) {
	raws := make([]string, count)
	for i := range raws {
		raws[i] = fmt.Sprintf("Message-ID: <pair-%d@sender.test>\nFrom: ana.ruiz@hms.harvard.edu\nSubject: number %d\n\nThis is number %d.\n", from+i, from+i, from+i)
	}
	p.dovecot.Drop(guest.DefaultPolicy().RequestEmail, raws...)
}

const moved = `SELECT count(*) FROM inbound_emails WHERE at_mailbox = 'Processed'`

// awaitMoved waits until so many messages are moved and noted.
func (p *pair) awaitMoved(messages int) {
	p.t.Helper()
	p.await(func() bool { return p.count(moved) >= messages })
}

// awaitAll waits until so many are kept and the inbox is empty. Where each went need not be noted: the
// server's answer to a MOVE may be lost with the connection.
func (p *pair) awaitAll(messages int) {
	p.t.Helper()
	p.await(func() bool { return p.count(`SELECT count(*) FROM inbound_emails`) == messages && len(p.inbox()) == 0 })
}

func (p *pair) await(done func() bool) {
	p.t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	deadline := time.After(time.Minute)
	for !done() {
		select {
		case <-tick.C:
		case <-deadline:
			p.t.Fatalf("%d are moved, and %d in the inbox\n%s\n%s", p.count(moved), len(p.inbox()), p.logs[0], p.logs[1])
		}
	}
}

func (p *pair) inbox() []string { return p.dovecot.Messages(guest.DefaultPolicy().RequestEmail, "") }

func (p *pair) count(query string) (n int) {
	p.t.Helper()
	if err := p.db.GetContext(p.t.Context(), &n, query); err != nil {
		p.t.Fatal(err)
	}
	return n
}

// onceEach: so many messages are kept, each with one job, and each lies once in Processed.
func (p *pair) onceEach(messages int) {
	p.t.Helper()
	for _, query := range []string{`SELECT count(*) FROM inbound_emails`, `SELECT count(*) FROM river_job`, `SELECT count(*) FROM inbound_email_places`} {
		if n := p.count(query); n != messages {
			p.t.Errorf("%s: %d, want %d", query, n, messages)
		}
	}
	processed := p.dovecot.Messages(guest.DefaultPolicy().RequestEmail, "Processed")
	distinct := slices.Compact(slices.Sorted(slices.Values(processed)))
	if len(processed) != messages || len(distinct) != messages {
		p.t.Errorf("%d messages in Processed, %d of them different; want %d", len(processed), len(distinct), messages)
	}
}

// signIns counts the lines of both logs that say so.
func (p *pair) signIns() [2]int {
	return [2]int{strings.Count(p.logs[0].String(), "signed in"), strings.Count(p.logs[1].String(), "signed in")}
}

// TestTwoPollersOnOneMailbox: one of them works, and neither has anything to complain of.
func TestTwoPollersOnOneMailbox(t *testing.T) {
	t.Parallel()
	const messages = 400
	p := startPair(t)
	for n := 0; n < messages; n += 40 {
		p.fill(n, 40)
	}
	p.awaitAll(messages)
	p.stop()
	p.onceEach(messages)
	if in := p.signIns(); in[0]+in[1] != 1 {
		t.Errorf("they signed in %v times", in)
	}
	for _, log := range p.logs {
		if worst := log.worst(t); worst >= slog.LevelError {
			t.Errorf("a poller complains:\n%s", log)
		}
	}
}

// TestALostLease: whoever has the mailbox loses the connection that its lease hangs on, again and
// again in the midst of its work, and the other goes on. No message is moved twice.
func TestALostLease(t *testing.T) {
	t.Parallel()
	const losses, each = 12, 30
	p := startPair(t)
	admin := testpg.New(t)
	for n := range losses {
		p.fill(n*each, each)
		p.awaitMoved(n*each + 1 + 2*n) // in the midst of them
		if _, err := admin.ExecContext(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`); err != nil {
			t.Fatal(err)
		}
	}
	p.awaitAll(losses * each)
	p.stop()
	p.onceEach(losses * each)
	if in := p.signIns(); in[0]+in[1] < 3 || in[0] == 0 || in[1] == 0 {
		t.Errorf("they signed in %v times: the lease did not change hands", in)
	}
}

// logLines keeps log lines in JSON.
type logLines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logLines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *logLines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// worst is the highest level logged.
func (l *logLines) worst(t *testing.T) (worst slog.Level) {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(l.String()))
	for decoder.More() {
		var line struct{ Level slog.Level }
		if err := decoder.Decode(&line); err != nil {
			t.Fatal(err)
		}
		worst = max(worst, line.Level)
	}
	return worst
}

package scheduler_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/riverqueue/river"

	"github.com/guestd/guestd/internal/queue"
	"github.com/guestd/guestd/scheduler"
)

// engine runs the jobs of the bundle's database until the test ends.
func (b *bundle) engine(server *smtpServer) {
	b.t.Helper()
	workers := river.NewWorkers()
	deliverer, reg := b.deliverer(server)
	river.AddWorker(workers, deliverer)
	river.AddWorker(workers, scheduler.NewSweeper(b.guests, b.clock, quiet(), reg, nil))
	engine, err := scheduler.NewEngine(scheduler.EngineConfig{DB: b.db, Workers: workers, Queues: map[string]int{queue.Mail: 2, queue.Sweeps: 1},
		SweepEvery: time.Minute, PollEvery: 20 * time.Millisecond, JobTimeout: 10 * time.Second, Log: quiet()})
	b.must(err)
	b.must(engine.Start(context.WithoutCancel(b.t.Context())))
	b.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second) // the test's own has ended
		defer cancel()
		if err := engine.Stop(ctx); err != nil {
			b.t.Error(err)
		}
	})
}

// A mail that is not taken waits for its next try, and goes out then.
func TestEngineTriesAgain(t *testing.T) {
	t.Parallel()
	b, server := setup(t), startSMTP(t)
	server.answer(func(s *smtpServer) { s.data = busy })
	b.account("Grace", monday.AddDays(90))
	b.engine(server)
	eventually(t, "the first try has failed", func() bool {
		return b.count(`SELECT count(*) FROM river_job WHERE kind = 'deliver_mail' AND state IN ('retryable', 'available') AND attempt = 1`) == 1
	})
	var pause float64
	b.must(b.db.GetContext(t.Context(), &pause, `SELECT extract(epoch FROM scheduled_at - attempted_at) FROM river_job WHERE kind = 'deliver_mail'`))
	if pause < 5 || pause > 8 {
		t.Errorf("the pause is %.1f s", pause)
	}
	server.answer(func(*smtpServer) {})
	// The pause, over at once.
	_, err := b.db.ExecContext(t.Context(), `UPDATE river_job SET state = 'available', scheduled_at = now() WHERE kind = 'deliver_mail'`)
	b.must(err)
	eventually(t, "it is sent", func() bool { return b.only().Status == "SENT" })
	if n := len(server.messages()); n != 1 {
		t.Errorf("%d messages", n)
	}
}

// A sweep runs when an engine starts, also where another's sweep was over just then.
func TestEngineSweepsAtItsStart(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.account("Grace", monday.AddDays(7))
	b.engine(startSMTP(t))
	eventually(t, "the reminder of the seventh day is sent", func() bool {
		return b.count(`SELECT count(*) FROM notifications WHERE kind = 'EXPIRY_REMINDER' AND status = 'SENT'`) == 1
	})
	eventually(t, "the sweep is over", func() bool {
		return b.count(`SELECT count(*) FROM river_job WHERE kind = 'sweep' AND state = 'completed'`) == 1
	})
	b.clock.Set(monday.AddDays(1).At(10))
	_, err := b.db.ExecContext(t.Context(), `DELETE FROM river_leader`) // as when the leader stopped
	b.must(err)
	b.engine(startSMTP(t))
	eventually(t, "the next day's is sent", func() bool {
		return b.count(`SELECT count(*) FROM notifications WHERE kind = 'EXPIRY_REMINDER' AND status = 'SENT'`) == 2
	})
}

// A process that works no queue runs without an engine.
func TestEngineWithoutQueues(t *testing.T) {
	t.Parallel()
	engine, err := scheduler.NewEngine(scheduler.EngineConfig{DB: setup(t).db, Workers: river.NewWorkers(), Log: quiet()})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(engine.Start(t.Context()), engine.Stop(t.Context())); err != nil {
		t.Error(err)
	}
}

// What a process that died was doing is there to be done again.
func TestReleaseOrphans(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.account("Grace", monday.AddDays(90))
	_, err := b.db.ExecContext(t.Context(), `UPDATE river_job SET state = 'running', attempt = 3, attempted_at = now()`)
	b.must(err)
	b.must(scheduler.ReleaseOrphans(t.Context(), b.db))
	if n := b.count(`SELECT count(*) FROM river_job WHERE state = 'available' AND attempt = 2`); n != 1 {
		t.Errorf("%d jobs are there to be done", n)
	}
}

// However many sweep at once: one reminder for an account and day, on each of the eight last days,
// and each account expires once.
func TestSweepsAtOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for n, given := range []string{"Grace", "Hugo", "Ines", "Jonas"} {
		b.account(given, monday.AddDays(7+n))
	}
	var sweepers [4]*scheduler.Sweeper
	for i := range sweepers {
		sweepers[i] = scheduler.NewSweeper(b.guests, b.clock, quiet(), prometheus.NewRegistry(), nil)
	}
	for day := range 13 {
		b.clock.Set(monday.AddDays(day).At(10))
		var all sync.WaitGroup
		for _, s := range sweepers {
			all.Go(func() {
				for range 2 {
					if err := s.Run(t.Context()); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
	}
	if n := b.count(`SELECT count(*) FROM notifications WHERE kind = 'EXPIRY_REMINDER'`); n != 4*8 {
		t.Errorf("%d reminders", n)
	}
	if n := b.count(`SELECT count(DISTINCT (account_id, due_on)) FROM notifications WHERE kind = 'EXPIRY_REMINDER'`); n != 4*8 {
		t.Errorf("%d of them different", n)
	}
	if n := b.count(`SELECT count(*) FROM audit_events WHERE action = 'account.expired'`); n != 4 {
		t.Errorf("%d accounts expired", n)
	}
}

// One step of a sweep that fails keeps none of the others from running, and is told.
func TestSweepGoesOnAfterAFailure(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.account("Grace", monday.AddDays(1))
	b.account("Hugo", monday.AddDays(9))
	_, err := b.db.ExecContext(t.Context(), `
		CREATE FUNCTION no_end() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not today'; END $$;
		CREATE TRIGGER no_end BEFORE UPDATE OF status ON accounts FOR EACH ROW WHEN (new.status = 'EXPIRED') EXECUTE FUNCTION no_end()`)
	b.must(err)
	b.clock.Set(monday.AddDays(2).At(10)) // Grace's account is over, Hugo's has seven days
	reg := prometheus.NewRegistry()
	sweeper := scheduler.NewSweeper(b.guests, b.clock, quiet(), reg, nil)
	if err := sweeper.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "accounts expired") {
		t.Errorf("it says %v", err)
	}
	if n := b.count(`SELECT count(*) FROM notifications WHERE kind = 'EXPIRY_REMINDER'`); n != 1 {
		t.Errorf("%d reminders", n)
	}
	const last = "guestd_sweep_last_success_timestamp_seconds"
	if got := metric(t, reg, last, ""); got != 0 {
		t.Errorf("a sweep went through at %v", got)
	}
	_, err = b.db.ExecContext(t.Context(), `DROP TRIGGER no_end ON accounts`)
	b.must(err)
	b.must(sweeper.Run(t.Context()))
	if got := metric(t, reg, last, ""); got != float64(b.clock.Now().Unix()) {
		t.Errorf("a sweep went through at %v", got)
	}
	if got := metric(t, reg, "guestd_sweep_effects_total", "accounts expired"); got != 1 {
		t.Errorf("%v accounts expired", got)
	}
}

package demo

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/clock"
	"github.com/guestd/guestd/internal/queue"
	"github.com/guestd/guestd/internal/testpg"
)

func TestParseLeap(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		"+7d": 7 * 24 * time.Hour, "7d": 7 * 24 * time.Hour, "+12h": 12 * time.Hour, "+2w": 14 * 24 * time.Hour, "+0d": 0,
		"": -1, "+": -1, "d": -1, "-1d": -1, "+1": -1, "+1y": -1, "+1.5d": -1, " +1d": -1, "+1d ": -1, "+99999w": -1, "+999999999999h": -1,
	} {
		got, err := ParseLeap(text)
		if want < 0 && err == nil || want >= 0 && (err != nil || got != want) {
			t.Errorf("%q is %s, %v", text, got, err)
		}
	}
}

// Whole days keep the time of day in Boston, also where the clocks change.
func TestTarget(t *testing.T) {
	t.Parallel()
	const form = "2006-01-02 15:04 MST"
	for _, c := range []struct{ from, by, want string }{
		{"2027-03-13 10:00 EST", "+1d", "2027-03-14 10:00 EDT"},
		{"2027-11-06 10:00 EDT", "+1d", "2027-11-07 10:00 EST"},
		{"2027-03-13 10:00 EST", "+24h", "2027-03-14 10:00 EDT"},
		{"2027-03-13 10:00 EST", "+25h", "2027-03-14 12:00 EDT"},
		{"2027-01-31 23:59 EST", "+2w", "2027-02-14 23:59 EST"},
	} {
		from, err := time.ParseInLocation(form, c.from, calendar.Zone)
		if err != nil {
			t.Fatal(err)
		}
		by, err := ParseLeap(c.by)
		if err != nil {
			t.Fatal(err)
		}
		if got := Target(from, by).In(calendar.Zone).Format(form); got != c.want {
			t.Errorf("%s after %s is %s", c.by, c.from, got)
		}
	}
}

// The clock stops at each midnight and each hour of reminders on its way, is saved before anything
// is done there, and never goes back.
func TestTravel(t *testing.T) {
	t.Parallel()
	start := calendar.MustParse("2027-01-04").At(10)
	c := clock.NewAdjustable(start)
	var stops, saved []string
	traveller := Traveller{Clock: c, DB: testpg.New(t), ReminderHour: 8,
		Sweep: func(context.Context) error {
			stops = append(stops, c.Now().In(calendar.Zone).Format("02 15:04"))
			return nil
		},
		Save: func(now time.Time) error {
			saved = append(saved, now.In(calendar.Zone).Format("02 15:04"))
			return nil
		},
	}
	if err := traveller.Travel(t.Context(), start.Add(46*time.Hour)); err != nil {
		t.Fatal(err)
	}
	want := []string{"05 00:01", "05 08:01", "06 00:01", "06 08:00"}
	if !slices.Equal(stops, want) || !slices.Equal(saved, want) {
		t.Errorf("it stopped at %v, and was saved at %v", stops, saved)
	}
	before := c.Now()
	if err := traveller.Travel(t.Context(), start); err != nil || c.Now().Before(before) {
		t.Errorf("it went back to %s: %v", c.Now(), err)
	}
	broken := errors.New("broken")
	traveller.Sweep = func(context.Context) error { return broken }
	if err := traveller.Travel(t.Context(), c.Now().Add(time.Hour)); !errors.Is(err, broken) {
		t.Errorf("a sweep that failed: %v", err)
	}
}

// Travel returns once no job is left that could run.
func TestTravelWaitsForJobs(t *testing.T) {
	t.Parallel()
	db := testpg.New(t)
	jobs, err := queue.NewJobs(db)
	if err != nil {
		t.Fatal(err)
	}
	start := calendar.MustParse("2027-01-04").At(10)
	swept := make(chan struct{}, 1)
	traveller := Traveller{Clock: clock.NewAdjustable(start), DB: db, ReminderHour: 8, Save: func(time.Time) error { return nil },
		Sweep: func(ctx context.Context) error {
			tx, err := db.BeginTxx(ctx, nil)
			if err != nil {
				return err
			}
			if err := jobs.Insert(ctx, tx, queue.Deliver{NotificationID: 1}); err != nil {
				return errors.Join(err, tx.Rollback())
			}
			swept <- struct{}{}
			return tx.Commit()
		},
	}
	arrived := make(chan error, 1)
	go func() { arrived <- traveller.Travel(t.Context(), start.Add(time.Minute)) }()
	<-swept
	// It looks, and does not arrive.
	for looks := 0; looks == 0; {
		if err := db.GetContext(t.Context(), &looks, `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'SELECT EXISTS (SELECT FROM river_job%'`); err != nil {
			t.Fatal(err)
		}
	}
	select {
	case err := <-arrived:
		t.Fatalf("it arrived while a job was left: %v", err)
	default:
	}
	if _, err := db.ExecContext(t.Context(), `UPDATE river_job SET state = 'completed', finalized_at = now()`); err != nil {
		t.Fatal(err)
	}
	if err := <-arrived; err != nil {
		t.Error(err)
	}
}

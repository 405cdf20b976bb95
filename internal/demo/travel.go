package demo

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/clock"
)

// Traveller moves the running demo's clock forward through everything that falls due.
type Traveller struct {
	Clock *clock.Adjustable
	DB    *sqlx.DB
	// Sweep does what is due at the clock's instant.
	Sweep func(context.Context) error
	// ReminderHour is the hour from which a day's reminders go out.
	ReminderHour int
	// Save keeps the clock's displacement for the demo's next start.
	Save func(now time.Time) error
}

var leap = regexp.MustCompile(`^\+?([0-9]{1,5})([hdw])$`)

// ParseLeap reads how far to go: +7d, +12h, +2w.
func ParseLeap(s string) (time.Duration, error) {
	m := leap.FindStringSubmatch(s)
	if m == nil {
		return 0, fmt.Errorf("%q is not a leap forward such as +7d, +12h or +2w", s)
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		return 0, err
	}
	unit := map[string]time.Duration{"h": time.Hour, "d": 24 * time.Hour, "w": 7 * 24 * time.Hour}[m[2]]
	if by := time.Duration(n) * unit; by <= 20*366*24*time.Hour {
		return by, nil
	}
	return 0, fmt.Errorf("%q is too far: twenty years at most", s)
}

// Target is the instant that lies a leap ahead of now. Whole days keep the time of day, also
// where the clocks change in between.
func Target(now time.Time, by time.Duration) time.Time {
	const oneDay = 24 * time.Hour
	if by%oneDay == 0 {
		return now.In(calendar.Zone).AddDate(0, 0, int(by/oneDay)).UTC()
	}
	return now.Add(by)
}

// Travel goes to the target, stopping at each day's beginning, when access ends, and at each day's
// hour of reminders, and returns when all that fell due is done and its mail delivered.
func (t *Traveller) Travel(ctx context.Context, target time.Time) error {
	for day := calendar.On(t.Clock.Now()); !day.After(calendar.On(target)); day = day.AddDays(1) {
		for _, stop := range []time.Time{day.At(0).Add(time.Minute), day.At(t.ReminderHour).Add(time.Minute)} {
			if !stop.After(t.Clock.Now()) || stop.After(target) {
				continue
			}
			if err := t.at(ctx, stop); err != nil {
				return err
			}
		}
	}
	if target.After(t.Clock.Now()) {
		return t.at(ctx, target)
	}
	return t.Save(t.Clock.Now())
}

func (t *Traveller) at(ctx context.Context, instant time.Time) error {
	t.Clock.Set(instant)
	if err := t.Save(instant); err != nil {
		return err
	}
	if err := t.Sweep(ctx); err != nil {
		return err
	}
	return t.settle(ctx)
}

// settleWithin bounds the wait for the jobs of one stop.
const settleWithin = time.Minute

// settle waits until no job is left that could run now. The engine polls, and so does this.
func (t *Traveller) settle(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, settleWithin)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		var busy bool
		if err := t.DB.GetContext(ctx, &busy, `SELECT EXISTS (SELECT FROM river_job WHERE state IN ('available', 'running', 'pending') AND kind <> 'sweep')`); err != nil {
			return fmt.Errorf("waiting for jobs: %w", err)
		}
		if !busy {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("jobs are still under way after %s: %w", settleWithin, ctx.Err())
		case <-tick.C:
		}
	}
}

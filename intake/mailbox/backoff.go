package mailbox

import (
	"context"
	"time"
)

// Backoff is the wait between tries: it doubles from Min to Max.
type Backoff struct {
	Min, Max time.Duration
}

func (b Backoff) or(d Backoff) Backoff {
	if b.Min <= 0 {
		b.Min = d.Min
	}
	if b.Max <= 0 {
		b.Max = max(d.Max, b.Min)
	}
	return b
}

// after is the wait after so many failures in a row (one or more). The jitter, in [0,1), spreads
// it over its upper half, so that several pollers do not come back to a server all at once.
func (b Backoff) after(failures int, jitter float64) time.Duration {
	d := b.Min
	for i := 1; i < failures && d < b.Max; i++ {
		d *= 2
	}
	d = min(d, b.Max)
	return d/2 + time.Duration(jitter*float64(d/2))
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Package clock tells the time to everything that needs it, so that tests and the demo's
// time travel can set it.
package clock

import (
	"sync"
	"time"
)

// Clock tells the present instant. Implementations answer in UTC.
type Clock interface {
	Now() time.Time
}

// System is the machine's own clock.
type System struct{}

// Now is the machine's present instant in UTC.
func (System) Now() time.Time { return time.Now().UTC() }

// Adjustable runs at the pace of the machine's clock, displaced by an offset that Set changes.
// It is safe for concurrent use.
type Adjustable struct {
	mu     sync.RWMutex
	offset time.Duration
}

// NewAdjustable starts at the given instant and runs on from there.
func NewAdjustable(start time.Time) *Adjustable {
	return &Adjustable{offset: time.Until(start)}
}

// Now is the displaced present instant in UTC.
func (c *Adjustable) Now() time.Time {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return time.Now().Add(c.offset).UTC()
}

// Set moves the clock to an instant, from which it runs on.
func (c *Adjustable) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset = time.Until(at)
}

// Fixed stands still until Set: a test's clock. It is safe for concurrent use.
type Fixed struct {
	mu sync.RWMutex
	at time.Time
}

// NewFixed stands at the given instant.
func NewFixed(at time.Time) *Fixed { return &Fixed{at: at.UTC()} }

// Now is the instant the clock stands at, in UTC.
func (c *Fixed) Now() time.Time {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.at
}

// Set moves the clock to an instant.
func (c *Fixed) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at.UTC()
}

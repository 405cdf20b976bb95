package graph

import (
	"strings"
	"sync"
	"time"
)

// Activation needs no sign-in, so whoever guesses codes is slowed down: by address, and by
// account from wherever it comes. The counts are this process's own; with several replicas, as
// many tries get through as often. The domain locks a code after a few wrong tries besides.
const (
	perAddressBurst, perAddressEvery = 20, 6 * time.Second
	perAccountBurst, perAccountEvery = 10, 30 * time.Second
)

// clock tells the present instant of the machine, never one that a demo moves.
type clock func() time.Time

type activationThrottle struct{ addresses, accounts *buckets }

func newActivationThrottle(now clock) *activationThrottle {
	return &activationThrottle{
		addresses: &buckets{now: now, burst: perAddressBurst, every: perAddressEvery, full: map[string]time.Time{}},
		accounts:  &buckets{now: now, burst: perAccountBurst, every: perAccountEvery, full: map[string]time.Time{}},
	}
}

// allow reports whether somebody at that address may try that account now, and counts the try.
func (t *activationThrottle) allow(address, accountID string) bool {
	return t.addresses.take(address) && t.accounts.take(strings.ToLower(strings.TrimSpace(accountID)))
}

// buckets hold tokens for each key: burst of them when full, one more each time every passes.
type buckets struct {
	now   clock
	burst int
	every time.Duration

	mu sync.Mutex
	// full is when a key's bucket will be full again; a key that is not there has a full one.
	full map[string]time.Time
	// swept is when keys with full buckets were last forgotten.
	swept time.Time
}

// sweepEvery is how often keys with full buckets are forgotten.
const sweepEvery = time.Minute

func (b *buckets) take(key string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	if now.Sub(b.swept) >= sweepEvery {
		b.swept = now
		for k, at := range b.full {
			if !at.After(now) {
				delete(b.full, k)
			}
		}
	}
	at := b.full[key]
	if at.Before(now) {
		at = now
	}
	at = at.Add(b.every)
	if at.Sub(now) > time.Duration(b.burst)*b.every {
		return false
	}
	b.full[key] = at
	return true
}

package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

const changesChannel = "guestd_changes"

// Change names an object that a committed transaction changed.
type Change struct {
	Type string `json:"t"` // the GraphQL type's name
	ID   int64  `json:"i"`
}

// Announce tells every replica of a change, once the transaction commits and not if it doesn't.
func Announce(ctx context.Context, tx *sqlx.Tx, c Change) error {
	channel, payload, err := c.Notify()
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `SELECT pg_notify($1, $2)`, channel, payload); err != nil {
		return fmt.Errorf("announce: %w", err)
	}
	return nil
}

// Notify is what a statement hands to pg_notify to announce c by itself.
func (c Change) Notify() (channel, payload string, err error) {
	text, err := json.Marshal(c)
	if err != nil {
		return "", "", fmt.Errorf("announce: %w", err)
	}
	return changesChannel, string(text), nil
}

// Changes hears what any replica announces and passes it on to those who watch.
type Changes struct {
	mu       sync.Mutex
	watchers map[chan Change]func(Change) bool
	log      *slog.Logger
}

// NewChanges hears nothing until Run.
func NewChanges(log *slog.Logger) *Changes {
	return &Changes{watchers: map[chan Change]func(Change) bool{}, log: log}
}

// Run listens on the database at dsn until ctx ends, through lost connections. ready is closed
// when the first connection listens.
func (c *Changes) Run(ctx context.Context, dsn string, ready chan<- struct{}) error {
	listener := pq.NewListener(dsn, 200*time.Millisecond, 10*time.Second, func(event pq.ListenerEventType, err error) {
		if err != nil {
			c.log.WarnContext(ctx, "live updates: connection to the database", "event", int(event), "error", err)
		}
	})
	defer func() { _ = listener.Close() }()
	if err := listener.Listen(changesChannel); err != nil {
		return fmt.Errorf("live updates: %w", err)
	}
	close(ready)
	for {
		select {
		case <-ctx.Done():
			return nil
		case n := <-listener.Notify:
			if n == nil { // reconnected: what was announced meanwhile is lost, and later changes tell
				continue
			}
			var change Change
			if err := json.Unmarshal([]byte(n.Extra), &change); err != nil {
				c.log.WarnContext(ctx, "live updates: unreadable notice", "error", err)
				continue
			}
			c.tell(change)
		}
	}
}

func (c *Changes) tell(change Change) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for ch, wants := range c.watchers {
		if !wants(change) {
			continue
		}
		select {
		case ch <- change:
		default: // a watcher that does not keep up misses notices rather than holding up the others
		}
	}
}

// Watch receives the changes that wants accepts until ctx ends; then the channel is closed.
func (c *Changes) Watch(ctx context.Context, wants func(Change) bool) <-chan Change {
	ch := make(chan Change, 64)
	c.mu.Lock()
	c.watchers[ch] = wants
	c.mu.Unlock()
	context.AfterFunc(ctx, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.watchers, ch)
		close(ch)
	})
	return ch
}

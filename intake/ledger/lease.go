package ledger

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"time"

	"github.com/guestd/guestd/intake/mailbox"
)

// The lease hangs on a session of the database. Its holder speaks there every leasePing, and takes it
// for lost when no answer came within leasePatience; the database ends the session after
// leaseSilence. So a holder that is cut off stops before another may begin, and one that hangs, or
// whose machine is gone, does not keep the others out.
const (
	leasePing     = 5 * time.Second
	leasePatience = 5 * time.Second
	leaseSilence  = 30 * time.Second
)

// Lease gives the right to work on a mailbox to one poller at a time, of all that share the database.
func (l *Ledger) Lease(ctx context.Context, box string) (mailbox.Lease, error) {
	conn, err := l.db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("lease: %w", err)
	}
	// An advisory lock is its session's, and ends with it, however that ends. It is asked for again
	// and again, since a session that waits in one statement keeps old rows from being vacuumed.
	var mine bool
	err = conn.QueryRowContext(ctx, `SELECT pg_try_advisory_lock(hashtextextended('guestd mailbox ' || $1, 0))`, box).Scan(&mine)
	if err == nil && !mine {
		return nil, giveBack(conn, mailbox.ErrLeased)
	}
	if err == nil {
		// Keepalives notice a network that is gone, whatever the system's own are set to.
		_, err = conn.ExecContext(ctx, fmt.Sprintf(`SET idle_session_timeout = %d; SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3`, leaseSilence.Milliseconds()))
	}
	if err != nil {
		discard(conn)
		return nil, fmt.Errorf("lease: %w", err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	held := &lease{conn: conn, lost: make(chan struct{}), ended: make(chan struct{}), cancel: cancel}
	go held.keep(ctx)
	return held, nil
}

// lease is held for as long as its connection lives.
type lease struct {
	conn   *sql.Conn
	lost   chan struct{}
	ended  chan struct{} // keep has ended
	cancel context.CancelFunc
}

var _ mailbox.Lease = (*lease)(nil)

// Held asks the session whether it lives: while it does, the lock is its.
func (l *lease) Held(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, leasePatience)
	defer cancel()
	if _, err := l.conn.ExecContext(ctx, `SELECT`); err != nil {
		return fmt.Errorf("lease: %w", err)
	}
	return nil
}

// Lost is closed when the session ended.
func (l *lease) Lost() <-chan struct{} { return l.lost }

// End unlocks, and closes the connection, which is not the pool's any more.
func (l *lease) End() {
	l.cancel()
	<-l.ended
	discard(l.conn)
}

func (l *lease) keep(ctx context.Context) {
	defer close(l.ended)
	ping := time.NewTicker(leasePing)
	defer ping.Stop()
	for {
		select {
		case <-ping.C:
		case <-ctx.Done():
			return
		}
		if err := l.Held(ctx); err != nil && ctx.Err() == nil {
			close(l.lost)
			return
		}
	}
}

// giveBack returns a connection to the pool.
func giveBack(conn *sql.Conn, because error) error {
	if err := conn.Close(); err != nil {
		return fmt.Errorf("lease: %w", err)
	}
	return because
}

// discard closes a connection: with its session its locks end. They end a moment after it is closed,
// so that the unlocking is asked for first.
func discard(conn *sql.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), leasePatience) // also when the poller is told to end
	defer cancel()
	_, _ = conn.ExecContext(ctx, `SELECT pg_advisory_unlock_all()`) // fails where the session has ended
	_ = conn.Raw(func(any) error { return driver.ErrBadConn })      // has the pool close it
	_ = conn.Close()
}

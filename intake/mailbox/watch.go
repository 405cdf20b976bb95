package mailbox

import (
	"errors"
	"net"
	"os"
	"sync"
	"time"
)

// watchedConn ends a connection whose server has gone silent while it owes an answer. go-imap has
// no timeouts of its own where they matter: a server that stops answering would block any
// command, FETCH and IDLE for good. Its deadlines are therefore ignored, and ours are set.
type watchedConn struct {
	net.Conn

	mu      sync.Mutex
	silence time.Duration // zero while no answer is due
	reason  error
}

func watch(conn net.Conn) *watchedConn { return &watchedConn{Conn: conn} }

// due starts the time in which an answer is due: no read may take longer than silence, and all
// of it no longer than whole. The function returned ends it.
func (c *watchedConn) due(silence, whole time.Duration) (answered func()) {
	c.allow(silence)
	// Against a server that is never silent and never done.
	timer := time.AfterFunc(whole, func() { c.end(errSlow) })
	return func() {
		timer.Stop()
		c.allow(0)
	}
}

// allow sets the limit for the read under way as well as for those to come.
func (c *watchedConn) allow(silence time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.silence = silence
	// Fails only on a closed connection, which the reader notices by itself.
	_ = c.Conn.SetReadDeadline(c.deadline())
}

// deadline is called with mu held.
func (c *watchedConn) deadline() time.Time {
	if c.silence == 0 {
		return time.Time{}
	}
	return time.Now().Add(c.silence) //nolint:forbidigo // the network's deadlines are by the machine's clock
}

func (c *watchedConn) Read(b []byte) (int, error) {
	c.mu.Lock()
	err := c.Conn.SetReadDeadline(c.deadline())
	c.mu.Unlock()
	if err != nil {
		return 0, err
	}
	n, err := c.Conn.Read(b)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		c.end(errSilent)
	}
	return n, err
}

// SetDeadline leaves the reads to the watchdog.
func (c *watchedConn) SetDeadline(t time.Time) error { return c.Conn.SetWriteDeadline(t) }

// SetReadDeadline leaves the reads to the watchdog.
func (c *watchedConn) SetReadDeadline(time.Time) error { return nil }

// end closes the connection for a reason; the first one counts.
func (c *watchedConn) end(reason error) {
	c.mu.Lock()
	if c.reason == nil {
		c.reason = reason
	}
	c.mu.Unlock()
	_ = c.Conn.Close()
}

// cause is the reason that the connection was ended for, or nil.
func (c *watchedConn) cause() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.reason
}

package delivery

import (
	"context"
	"errors"
	"sync"
	"time"
)

// ErrClosed is the Err of a Result of a sender that has been closed.
var ErrClosed = errors.New("the sender is closed")

// Sender sends mail to one SMTP server. Connections are kept for a while and used again: that is
// several times as fast as one for each mail. It is safe for concurrent use.
type Sender struct {
	config Config
	slots  chan struct{} // one taken for each Send under way

	mu     sync.Mutex
	idle   []*connection // the last used at the end
	closed bool
}

// New makes a sender; it connects when there is something to send. The error is one of
// configuration.
func New(c Config) (*Sender, error) {
	c, err := c.withDefaults()
	if err != nil {
		return nil, err
	}
	return &Sender{config: c, slots: make(chan struct{}, c.MaxConnections)}, nil
}

// Send hands the mail to the server and says what became of it for each recipient. It ends when
// ctx does; what that means for each recipient is in the Result. It never repeats a message that
// the server may have taken.
func (s *Sender) Send(ctx context.Context, m Message) Result {
	t := newTransaction(m)
	if t.over() {
		return t.result(nil)
	}
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	case <-ctx.Done():
		return t.fault(&Fault{"waiting for a connection", context.Cause(ctx)})
	}
	for {
		c, reused, err := s.take(ctx)
		if err != nil {
			return t.fault(err)
		}
		stop := context.AfterFunc(ctx, c.wire.cut)
		usable := t.run(c)
		if !stop() {
			usable = false // it was cut after the server's last answer
		}
		c.used++
		switch {
		case !usable:
			_ = c.wire.Close()
		case c.used < s.config.MaxPerConnection:
			s.put(c)
		default:
			c.quit()
		}
		// A kept connection that the server has closed meanwhile shows only when it is used.
		if !usable && reused && t.untouched() && ctx.Err() == nil {
			t.reset()
			continue
		}
		return t.result(context.Cause(ctx))
	}
}

// Check connects and signs in, and says whether that works: for a readiness check.
func (s *Sender) Check(ctx context.Context) error {
	c, err := connect(ctx, s.config)
	if err != nil {
		return err
	}
	c.quit()
	return nil
}

// Close ends the idle connections; those in use end with their mail.
func (s *Sender) Close() error {
	s.mu.Lock()
	s.closed = true
	idle := s.idle
	s.idle = nil
	s.mu.Unlock()
	for _, c := range idle {
		c.idle.Stop()
		c.quit()
	}
	return nil
}

func (s *Sender) take(ctx context.Context) (c *connection, reused bool, err error) {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil, false, &Fault{"connecting", ErrClosed}
	}
	for len(s.idle) > 0 {
		c := s.idle[len(s.idle)-1]
		s.idle = s.idle[:len(s.idle)-1]
		if c.idle.Stop() {
			s.mu.Unlock()
			return c, true, nil
		}
		// Its time ran out just now, and the timer's function closes it.
	}
	s.mu.Unlock()
	c, err = connect(ctx, s.config)
	return c, false, err
}

func (s *Sender) put(c *connection) {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		c.quit()
		return
	}
	c.idle = time.AfterFunc(s.config.IdleTimeout, func() { s.expire(c) })
	s.idle = append(s.idle, c)
	s.mu.Unlock()
}

func (s *Sender) expire(c *connection) {
	s.mu.Lock()
	for i, one := range s.idle {
		if one == c {
			s.idle = append(s.idle[:i], s.idle[i+1:]...)
			break
		}
	}
	s.mu.Unlock()
	c.quit()
}

package mailbox

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// Connection is one signed-in IMAP connection. It belongs to one goroutine.
type Connection struct {
	client *imapclient.Client
	conn   *watchedConn
	caps   imap.CapSet
	// changed gets a value when the server tells of new messages.
	changed      chan struct{}
	silence      time.Duration
	tokenExpires time.Time
	release      func() bool
}

// Connect dials the server, protects the connection as configured, and signs in. The connection
// ends when ctx does. Its errors are *Error.
func Connect(ctx context.Context, s Server) (*Connection, error) {
	s = s.withDefaults()
	if faults := s.faults(); len(faults) > 0 {
		return nil, &ConfigError{Faults: faults}
	}
	raw, err := s.Dial(ctx, "tcp", s.Addr)
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, &Error{Kind: KindDial, Op: "connecting to the mail server", Err: err}
	}
	c := &Connection{
		conn:    watch(raw),
		changed: make(chan struct{}, 1),
		silence: s.Silence,
	}
	// go-imap knows no contexts: closing the connection is the only way to stop it.
	c.release = context.AfterFunc(ctx, func() { _ = raw.Close() })
	if err := c.open(ctx, s); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

func (c *Connection) open(ctx context.Context, s Server) error {
	defer c.conn.due(s.Silence, 3*s.Silence)()
	if err := c.protect(ctx, s); err != nil {
		return err
	}
	if err := c.client.WaitGreeting(); err != nil {
		return commandError(ctx, c.conn, "waiting for the server's greeting", err)
	}
	if c.client.State() != imap.ConnStateNotAuthenticated {
		// Whoever answers has signed us in as somebody; there is no telling as whom.
		return &Error{Kind: KindLogin, Op: "signing in", Err: errors.New("the server greets with PREAUTH")}
	}
	caps, err := c.capabilities(ctx)
	if err != nil {
		return err
	}
	if err := c.logIn(ctx, s, caps); err != nil {
		return err
	}
	c.caps, err = c.capabilities(ctx)
	return err
}

func (c *Connection) protect(ctx context.Context, s Server) error {
	options := &imapclient.Options{
		UnilateralDataHandler: &imapclient.UnilateralDataHandler{
			Mailbox: func(data *imapclient.UnilateralDataMailbox) {
				if data.NumMessages == nil {
					return
				}
				select {
				case c.changed <- struct{}{}:
				default:
				}
			},
		},
	}
	switch s.TLS {
	case TLSNone:
		c.client = imapclient.New(c.conn, options)
	case TLSStart:
		options.TLSConfig = tlsConfig(s)
		client, err := imapclient.NewStartTLS(c.conn, options)
		if err != nil {
			return c.tlsError(ctx, err)
		}
		c.client = client
	default:
		conn := tls.Client(c.conn, tlsConfig(s))
		if err := conn.HandshakeContext(ctx); err != nil {
			return c.tlsError(ctx, err)
		}
		c.client = imapclient.New(conn, options)
	}
	return nil
}

func (c *Connection) tlsError(ctx context.Context, err error) error {
	const op = "protecting the connection by TLS"
	if ctx.Err() != nil || c.conn.cause() != nil {
		return commandError(ctx, c.conn, op, err)
	}
	return &Error{Kind: KindTLS, Op: op, Err: err}
}

func tlsConfig(s Server) *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if s.TLSConfig != nil {
		config = s.TLSConfig.Clone()
	}
	if config.ServerName == "" {
		// Addr was checked to be host:port.
		config.ServerName, _, _ = net.SplitHostPort(s.Addr)
	}
	return config
}

func (c *Connection) capabilities(ctx context.Context) (imap.CapSet, error) {
	caps := c.client.Caps()
	if caps == nil {
		return nil, commandError(ctx, c.conn, "asking what the server can do", errors.New("no answer to CAPABILITY"))
	}
	return caps, nil
}

// command bounds a command that brings little, and names its failure.
func (c *Connection) command(ctx context.Context, op string, run func() error) error {
	defer c.conn.due(c.silence, 5*c.silence)()
	return commandError(ctx, c.conn, op, run())
}

// Close ends the connection. It may be called more than once.
func (c *Connection) Close() {
	c.release()
	_ = c.conn.Conn.Close()
	if c.client != nil {
		// The reading goroutine has ended when this returns; its error is that of the command
		// that failed, told before.
		_ = c.client.Close()
	}
}

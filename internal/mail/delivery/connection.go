package delivery

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"sync/atomic"
	"time"

	"github.com/emersion/go-smtp"
)

// Fault is what ended an attempt for all recipients at once: the connection, or the server's
// refusal to talk to us at all.
type Fault struct {
	// Op is what was being done: "connecting", "signing in".
	Op  string
	Err error
}

func (f *Fault) Error() string { return f.Op + ": " + f.Err.Error() }

// Unwrap is the cause.
func (f *Fault) Unwrap() error { return f.Err }

// connection is one session with the server, used by one Send at a time.
type connection struct {
	client *smtp.Client
	wire   *wire
	used   int
	idle   *time.Timer // closes it when it has been idle for too long; nil while in use
}

// connect opens a session up to the point where a mail can be sent. A failure is a *Fault.
func connect(ctx context.Context, c Config) (*connection, error) {
	dialing, cancel := context.WithTimeout(ctx, c.ConnectTimeout)
	defer cancel()
	raw, err := c.Dial(dialing, "tcp", c.Addr)
	if err != nil {
		return nil, &Fault{"connecting", because(ctx, err)}
	}
	w := &wire{Conn: raw, limit: c.CommandTimeout}
	stop := context.AfterFunc(ctx, w.cut)
	defer stop()
	fail := func(op string, err error) (*connection, error) {
		_ = w.Close()
		return nil, &Fault{op, because(ctx, err)}
	}

	var client *smtp.Client
	switch c.Security {
	case TLS:
		secure := tls.Client(w, c.TLS)
		if err := secure.HandshakeContext(dialing); err != nil {
			return fail("starting TLS", err)
		}
		client = smtp.NewClient(secure)
	case STARTTLS:
		// go-smtp keeps its own limit of five minutes for this first exchange: hold it to ours.
		starting := time.AfterFunc(c.ConnectTimeout, w.cut)
		client, err = smtp.NewClientStartTLS(w, c.TLS)
		inTime := starting.Stop()
		if err == nil && !inTime {
			err = context.DeadlineExceeded
		}
		if err != nil {
			return fail("starting TLS", err)
		}
	default:
		client = smtp.NewClient(w)
	}
	client.CommandTimeout = c.CommandTimeout
	client.SubmissionTimeout = c.SubmissionTimeout
	if err := client.Hello(c.LocalName); err != nil {
		op := "greeting the server"
		if c.Security == STARTTLS && isTLS(err) {
			op = "starting TLS" // the handshake happens with the first command after it
		}
		return fail(op, err)
	}
	if c.Auth != nil {
		if err := signIn(ctx, client, c); err != nil {
			return fail("signing in", err)
		}
	}
	return &connection{client: client, wire: w}, nil
}

func signIn(ctx context.Context, client *smtp.Client, c Config) error {
	if _, encrypted := client.TLSConnectionState(); !encrypted && !c.InsecureAuth {
		return errors.New("the connection is not encrypted")
	}
	exchange, refused, err := c.Auth.begin(ctx, client.SupportsAuth)
	if err != nil {
		return err
	}
	err = client.Auth(exchange)
	var reply *smtp.SMTPError
	if err != nil && refused != nil && ctx.Err() == nil && (!errors.As(err, &reply) || reply.Code/100 == 5) && !isNetwork(err) {
		refused()
	}
	return err
}

// quit ends the session as RFC 5321 section 4.1.1.10 wants it, without waiting long.
func (c *connection) quit() {
	c.client.CommandTimeout = min(c.client.CommandTimeout, 2*time.Second)
	_ = c.client.Quit()
	_ = c.wire.Close()
}

// wire is the connection to the server: writes have a deadline each (go-smtp sets none while a
// message is sent), a cut ends all of it, and it knows whether all that was written was taken.
type wire struct {
	net.Conn
	limit  time.Duration
	failed atomic.Bool
}

func (w *wire) Write(b []byte) (int, error) {
	_ = w.Conn.SetWriteDeadline(time.Now().Add(w.limit))
	n, err := w.Conn.Write(b)
	if err != nil || n < len(b) {
		w.failed.Store(true)
	}
	return n, err
}

// cut ends whatever is under way. Closing does it, as a deadline would be reset by the next
// command.
func (w *wire) cut() { _ = w.Close() }

// because tells a cancellation from the closed connection that it caused.
func because(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return fmt.Errorf("%w (%w)", cause, err)
	}
	return err
}

func isNetwork(err error) bool {
	var network net.Error
	return errors.As(err, &network) || errors.Is(err, net.ErrClosed)
}

func isTLS(err error) bool {
	var verification *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	return errors.As(err, &verification) || errors.As(err, &record) || errors.As(err, &alert)
}

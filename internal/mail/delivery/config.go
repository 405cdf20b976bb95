package delivery

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"time"
)

// Security is how the connection to the server is protected.
type Security string

// The ways. With STARTTLS and TLS the server's certificate is verified, and nothing is sent
// without it: there is no falling back.
const (
	None     Security = "none"
	STARTTLS Security = "starttls" // RFC 3207, port 587
	TLS      Security = "tls"      // RFC 8314 section 3.3, port 465
)

// Config is how the SMTP server is reached. Zero durations and numbers take their defaults.
type Config struct {
	// Addr is host and port.
	Addr     string
	Security Security
	// TLS is what certificates are verified by; nil takes the machine's roots. Its ServerName
	// is the host of Addr where empty, and its least version TLS 1.2 (RFC 8996).
	TLS *tls.Config
	// Auth signs in; nil does not.
	Auth Auth
	// InsecureAuth signs in over a connection without TLS too: for a server on this machine.
	InsecureAuth bool
	// LocalName is this machine's name in EHLO; default "localhost".
	LocalName string

	// ConnectTimeout limits connecting and the TLS handshake (default 30 s); CommandTimeout each
	// command's answer and each write (5 min, RFC 5321 section 4.5.3.2); SubmissionTimeout the
	// answer to the final dot (10 min, there too).
	ConnectTimeout, CommandTimeout, SubmissionTimeout time.Duration
	// IdleTimeout is how long an unused connection is kept; default 30 s.
	IdleTimeout time.Duration
	// MaxConnections is how many are open at once; default 4.
	MaxConnections int
	// MaxPerConnection is how many mails one connection carries; default 100.
	MaxPerConnection int

	// Dial connects; nil dials TCP.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

func (c Config) withDefaults() (Config, error) {
	host, _, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return c, fmt.Errorf("the SMTP server's address: %w", err)
	}
	switch c.Security {
	case None, STARTTLS, TLS:
	default:
		return c, fmt.Errorf("the SMTP server's security is none, starttls or tls, not %q", c.Security)
	}
	if c.Auth != nil && c.Security == None && !c.InsecureAuth {
		return c, errors.New("signing in to the SMTP server needs starttls or tls")
	}
	if c.TLS == nil {
		c.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	} else {
		c.TLS = c.TLS.Clone()
	}
	if c.TLS.ServerName == "" {
		c.TLS.ServerName = host
	}
	c.TLS.MinVersion = max(c.TLS.MinVersion, tls.VersionTLS12)
	if c.LocalName == "" {
		c.LocalName = "localhost"
	}
	for _, d := range []struct {
		value *time.Duration
		dflt  time.Duration
	}{
		{&c.ConnectTimeout, 30 * time.Second},
		{&c.CommandTimeout, 5 * time.Minute},
		{&c.SubmissionTimeout, 10 * time.Minute},
		{&c.IdleTimeout, 30 * time.Second},
	} {
		if *d.value <= 0 {
			*d.value = d.dflt
		}
	}
	if c.MaxConnections <= 0 {
		c.MaxConnections = 4
	}
	if c.MaxPerConnection <= 0 {
		c.MaxPerConnection = 100
	}
	if c.Dial == nil {
		c.Dial = (&net.Dialer{}).DialContext
	}
	return c, nil
}

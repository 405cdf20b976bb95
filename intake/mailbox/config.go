package mailbox

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"time"

	"github.com/guestd/guestd/internal/clock"
)

// TLSMode is how the connection is protected.
type TLSMode string

// The ways to protect a connection. In the two that use TLS the server's certificate is verified.
const (
	// TLSNone sends everything, the password too, as it is: for a server on the same machine.
	TLSNone TLSMode = "none"
	// TLSStart begins in the clear and refuses to go on without STARTTLS (RFC 9051 section 6.2.1).
	TLSStart TLSMode = "starttls"
	// TLSImplicit speaks TLS from the first octet (RFC 8314 section 3.2).
	TLSImplicit TLSMode = "tls"
)

// Server says where the mailbox is and who signs in to it.
type Server struct {
	// Addr is host:port.
	Addr string
	// TLS defaults to TLSImplicit.
	TLS TLSMode
	// TLSConfig is what certificates are verified with; nil means the system's roots. Its
	// ServerName defaults to the host of Addr.
	TLSConfig *tls.Config
	// Username is the mailbox's login name.
	Username string
	// Password signs in where Tokens is nil.
	Password string
	// Tokens, where set, signs in by OAuth 2.0 instead of a password.
	Tokens TokenSource
	// Mechanism forces "OAUTHBEARER" or "XOAUTH2". Empty takes what the server offers, the
	// standard one first.
	Mechanism string
	// Silence is how long the server may say nothing while an answer is due; default 1 minute.
	Silence time.Duration
	// Dial opens the connection; nil means net.Dialer.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
}

// FolderNames are the names that the folders bear on the server, without the namespace's prefix,
// which is asked of the server.
type FolderNames struct {
	Processed, Quarantine, Ignored string
}

// Config is what Run needs to know. Zero values mean the defaults that the fields name.
type Config struct {
	Server Server
	// Inbox is the mailbox read; default INBOX.
	Inbox string
	// Folders default to Processed, Quarantine and Ignored.
	Folders FolderNames

	// MaxSize is the largest message fetched whole, in octets; default 25 MB. Of larger ones
	// the header alone is kept.
	MaxSize int64
	// BatchMessages and BatchBytes bound what one FETCH brings into memory, of which three
	// batches may be held at once; defaults 100 and 16 MB. A single message may exceed
	// BatchBytes, never MaxSize.
	BatchMessages int
	BatchBytes    int64

	// IdleRenew is how long one IDLE lasts, after which the mailbox is looked at even when the
	// server told of nothing; default 3 minutes, below what firewalls and servers forget.
	IdleRenew time.Duration
	// Poll is how often the mailbox is looked at where the server has no IDLE; default 1 minute.
	Poll time.Duration
	// NoIdle polls only, for servers whose IDLE does not work.
	NoIdle bool
	// Wake, where set, makes the poller look at once, as after an outcome that calls for filing.
	Wake <-chan struct{}

	// Standby is how often to ask whether the poller that has the mailbox is gone; default 1 second.
	Standby time.Duration

	// Backoff is how long to wait after a failure; defaults 1 second to 2 minutes.
	Backoff Backoff
	// LoginBackoff is the same after the server refused to sign in, when haste locks accounts;
	// defaults 30 seconds to 15 minutes.
	LoginBackoff Backoff
	// Sleep waits, or returns the context's error; nil means a timer.
	Sleep func(ctx context.Context, d time.Duration) error
	// Jitter is a random number in [0,1); nil means math/rand.
	Jitter func() float64
	// Now is the present instant, for metrics alone; nil means the machine's clock.
	Now func() time.Time

	// Log takes the log lines; nil discards them. They name no address, subject or content.
	Log *slog.Logger
	// Metrics counts; nil does not count.
	Metrics *Metrics
	// At, where set, is called at each Point, by more than one goroutine: tests end the process
	// there.
	At func(Point)
}

// ConfigError is a configuration that cannot work. It lists every fault found.
type ConfigError struct{ Faults []string }

func (e *ConfigError) Error() string {
	return fmt.Sprintf("mailbox configuration: %v", e.Faults)
}

func (s Server) withDefaults() Server {
	if s.TLS == "" {
		s.TLS = TLSImplicit
	}
	if s.Silence <= 0 {
		s.Silence = time.Minute
	}
	if s.Dial == nil {
		s.Dial = (&net.Dialer{Timeout: 30 * time.Second}).DialContext
	}
	return s
}

func (s Server) faults() (faults []string) {
	if _, _, err := net.SplitHostPort(s.Addr); err != nil {
		faults = append(faults, "the server's address must be host:port")
	}
	switch s.TLS {
	case TLSNone, TLSStart, TLSImplicit:
	default:
		faults = append(faults, fmt.Sprintf("TLS must be none, starttls or tls, not %q", s.TLS))
	}
	if s.Username == "" {
		faults = append(faults, "the user's name is missing")
	}
	if s.Password == "" && s.Tokens == nil {
		faults = append(faults, "neither a password nor a source of tokens is given")
	}
	switch s.Mechanism {
	case "", mechOAuthBearer, mechXOAuth2:
	default:
		faults = append(faults, fmt.Sprintf("the mechanism must be OAUTHBEARER or XOAUTH2, not %q", s.Mechanism))
	}
	return faults
}

func (c Config) withDefaults() Config {
	c.Server = c.Server.withDefaults()
	orString(&c.Inbox, "INBOX")
	orString(&c.Folders.Processed, string(Processed))
	orString(&c.Folders.Quarantine, string(Quarantine))
	orString(&c.Folders.Ignored, string(Ignored))
	if c.MaxSize <= 0 {
		c.MaxSize = 25 << 20
	}
	if c.BatchMessages <= 0 {
		c.BatchMessages = 100
	}
	if c.BatchBytes <= 0 {
		c.BatchBytes = 16 << 20
	}
	if c.Poll <= 0 {
		c.Poll = time.Minute
	}
	if c.IdleRenew <= 0 {
		c.IdleRenew = 3 * time.Minute
	}
	if c.Standby <= 0 {
		c.Standby = time.Second
	}
	c.Backoff = c.Backoff.or(Backoff{Min: time.Second, Max: 2 * time.Minute})
	c.LoginBackoff = c.LoginBackoff.or(Backoff{Min: 30 * time.Second, Max: 15 * time.Minute})
	if c.Sleep == nil {
		c.Sleep = sleep
	}
	if c.Jitter == nil {
		c.Jitter = rand.Float64
	}
	if c.Now == nil {
		c.Now = clock.System{}.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.At == nil {
		c.At = func(Point) {}
	}
	return c
}

func (c Config) validate() error {
	faults := c.Server.faults()
	names := map[string]bool{c.Inbox: true}
	for _, name := range []string{c.Folders.Processed, c.Folders.Quarantine, c.Folders.Ignored} {
		if names[name] {
			faults = append(faults, fmt.Sprintf("the folder %q is used for two things", name))
		}
		names[name] = true
	}
	if len(faults) > 0 {
		return &ConfigError{Faults: faults}
	}
	return nil
}

// of is the configured name of a folder, without the namespace's prefix.
func (f FolderNames) of(folder Folder) string {
	return map[Folder]string{Processed: f.Processed, Quarantine: f.Quarantine, Ignored: f.Ignored}[folder]
}

func orString(s *string, or string) {
	if *s == "" {
		*s = or
	}
}

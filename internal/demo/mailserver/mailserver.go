// Package mailserver is the demo's mail system in one process: SMTP in, IMAP out.
//
// Every address that is written to gets a mailbox, and so does every address that signs in by
// IMAP; the password is the same for all (Password). What is here outlives a restart, UIDs and
// folders included. It listens where it is told, which should be a loopback address: whoever
// reaches it can read all of it.
//
// It stands on emersion/go-smtp and on go-imap's imapserver, but not on that library's
// imapmemserver: that one forgets everything and numbers from 1 again at each start, says nothing
// of mail that arrives between SELECT and IDLE, announces a moved message's removal twice, and
// drops the connection when a message to move is gone.
package mailserver

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-smtp"

	"github.com/guestd/guestd/internal/clock"
)

// Password is everyone's, for SMTP's AUTH and for IMAP.
const Password = "demo"

const (
	maxMessageBytes = 25 << 20
	maxRecipients   = 100
)

// Config says where the server listens and keeps its mail.
type Config struct {
	// DataDir holds the mail, below DataDir/mail; made where it is missing.
	DataDir string
	// SMTPAddr and IMAPAddr are "host:port"; port 0 picks a free one.
	SMTPAddr, IMAPAddr string
	// AuthServID is the server's name: in Authentication-Results, Received and the greeting.
	AuthServID string
	// Clock gives Received and the IMAP internal date their time.
	Clock clock.Clock
	// Log may be nil.
	Log *slog.Logger
	// TLS offers STARTTLS on both ports. May be nil: plain connections only.
	TLS *tls.Config
}

// Server is a running mail server.
type Server struct {
	cfg  Config
	log  *slog.Logger
	root string

	smtpServer   *smtp.Server
	smtpListener net.Listener
	imapServer   *imapserver.Server
	imapListener net.Listener

	mu       sync.Mutex
	accounts map[string]*account
	closing  bool
	busy     int           // deliveries under way, and IMAP sessions
	idle     chan struct{} // closed when the server is closing and nothing is busy
}

// Start reads the mail that is kept, and listens. ctx bounds the start only; the server runs
// until Close.
func Start(ctx context.Context, cfg Config) (*Server, error) {
	s := &Server{cfg: cfg, log: cfg.Log, root: filepath.Join(cfg.DataDir, "mail"), accounts: map[string]*account{}, idle: make(chan struct{})}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if err := s.start(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("mail server: %w", err), s.closeAccounts())
	}
	return s, nil
}

func (s *Server) start(ctx context.Context) error {
	if err := s.loadAccounts(); err != nil {
		return err
	}
	var listen net.ListenConfig
	var err error
	if s.smtpListener, err = listen.Listen(ctx, "tcp", s.cfg.SMTPAddr); err != nil {
		return err
	}
	if s.imapListener, err = listen.Listen(ctx, "tcp", s.cfg.IMAPAddr); err != nil {
		return errors.Join(err, s.smtpListener.Close())
	}
	s.smtpServer = s.newSMTPServer()
	s.imapServer = s.newIMAPServer()
	go func() {
		if err := s.smtpServer.Serve(s.smtpListener); err != nil && !errors.Is(err, net.ErrClosed) {
			s.log.Error("mail server: SMTP ended", "error", err)
		}
	}()
	go func() {
		if err := s.imapServer.Serve(s.imapListener); err != nil && !errors.Is(err, net.ErrClosed) {
			s.log.Error("mail server: IMAP ended", "error", err)
		}
	}()
	return nil
}

func (s *Server) loadAccounts() error {
	if err := os.MkdirAll(s.root, 0o700); err != nil {
		return err
	}
	entries, err := os.ReadDir(s.root)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		address, err := addressOfDir(entry.Name())
		if err != nil || !entry.IsDir() {
			s.log.Warn("mail server: not a mailbox, left alone", "name", entry.Name())
			continue
		}
		if s.accounts[address], err = openAccount(filepath.Join(s.root, entry.Name()), s.cfg.Clock); err != nil {
			return err
		}
	}
	return nil
}

// SMTPAddr is where the server takes mail.
func (s *Server) SMTPAddr() net.Addr { return s.smtpListener.Addr() }

// IMAPAddr is where the server shows mail.
func (s *Server) IMAPAddr() net.Addr { return s.imapListener.Addr() }

// Mailboxes lists the addresses that have a mailbox, sorted.
func (s *Server) Mailboxes() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.accounts))
}

// Messages are the messages in a folder of an address's mailbox, raw, in the order they came. An
// address without a mailbox, or without that folder, has none.
func (s *Server) Messages(address, folder string) ([][]byte, error) {
	canonical, err := mailboxAddress(address)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	a := s.accounts[canonical]
	s.mu.Unlock()
	if a == nil {
		return nil, nil
	}
	return a.contents(folder)
}

// Close stops listening, waits for mail that is being taken in (until ctx ends) so that no sender
// is left in doubt, ends the connections, and closes the mailboxes. A second time it does nothing.
func (s *Server) Close(ctx context.Context) error {
	s.mu.Lock()
	if s.closing {
		s.mu.Unlock()
		return nil
	}
	s.closing = true
	if s.busy == 0 {
		close(s.idle)
	}
	s.mu.Unlock()
	err := errors.Join(s.smtpListener.Close(), ignoreClosed(s.imapServer.Close()))
	select {
	case <-s.idle:
	case <-ctx.Done():
		err = errors.Join(err, ctx.Err())
	}
	err = errors.Join(err, ignoreClosed(s.smtpServer.Close()), s.closeAccounts())
	if err != nil {
		return fmt.Errorf("mail server: close: %w", err)
	}
	return nil
}

func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

func (s *Server) closeAccounts() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	for _, a := range s.accounts {
		if a != nil {
			errs = append(errs, a.close())
		}
	}
	return errors.Join(errs...)
}

// begin counts something that Close waits for, and refuses once the server is closing.
func (s *Server) begin() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		return false
	}
	s.busy++
	return true
}

// end follows each begin.
func (s *Server) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.busy--
	if s.closing && s.busy == 0 {
		close(s.idle)
	}
}

// account is the address's mailbox, made where there is none.
func (s *Server) account(address string) (*account, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.accounts[address]; a != nil {
		return a, nil
	}
	a, err := openAccount(filepath.Join(s.root, dirOfAddress(address)), s.cfg.Clock)
	if err != nil {
		return nil, err
	}
	s.accounts[address] = a
	return a, nil
}

// libraryLog passes on what the protocol libraries print: mostly clients that hang up.
type libraryLog struct{ log *slog.Logger }

func (l libraryLog) Printf(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if strings.HasPrefix(text, "panic") {
		l.log.Error("mail server: " + text)
		return
	}
	l.log.Debug("mail server: " + text)
}

func (l libraryLog) Println(args ...any) { l.Printf("%s", fmt.Sprintln(args...)) }

func (s *Server) newIMAPServer() *imapserver.Server {
	return imapserver.New(&imapserver.Options{
		NewSession: s.newIMAPSession,
		Caps: imap.CapSet{
			imap.CapIMAP4rev1:    {},
			imap.CapIMAP4rev2:    {},
			imap.CapNamespace:    {},
			imap.CapUIDPlus:      {},
			imap.CapESearch:      {},
			imap.CapSearchRes:    {},
			imap.CapListExtended: {},
			imap.CapListStatus:   {},
			imap.CapMove:         {},
			imap.CapStatusSize:   {},
			imap.CapBinary:       {},
			imap.CapChildren:     {},
			imap.CapLiteralPlus:  {},
		},
		Logger:       libraryLog{s.log},
		TLSConfig:    s.cfg.TLS,
		InsecureAuth: true,
	})
}

func (s *Server) newSMTPServer() *smtp.Server {
	server := smtp.NewServer(smtp.BackendFunc(s.newSMTPSession))
	server.Domain = s.cfg.AuthServID
	server.MaxMessageBytes = maxMessageBytes
	server.MaxRecipients = maxRecipients
	server.AllowInsecureAuth = true
	server.TLSConfig = s.cfg.TLS
	server.ErrorLog = libraryLog{s.log}
	return server
}

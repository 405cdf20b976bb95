package mailbox_test

import (
	"context"
	"io"
	"log"
	"net"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"

	"github.com/guestd/guestd/intake/mailbox"
	"github.com/guestd/guestd/internal/testdovecot"
)

// dovecot is Debian's Dovecot as the suite's server.
type dovecot struct {
	*testdovecot.Server
	t *testing.T
}

func startDovecot(t *testing.T, options testdovecot.Options) *dovecot {
	return &dovecot{Server: testdovecot.Start(t, options), t: t}
}

func (d *dovecot) config() mailbox.Server {
	return mailbox.Server{Addr: d.IMAP, TLS: mailbox.TLSNone, Username: address, Password: testdovecot.Password}
}

func (d *dovecot) put(raws ...string)          { d.Drop(address, raws...) }
func (d *dovecot) folder(name string) []string { return d.Messages(address, name) }
func (d *dovecot) restart()                    { d.Stop(); d.Start() }
func (d *dovecot) renumber()                   { d.Renumber(address) }
func (d *dovecot) remove(name string)          { d.RemoveFolder(address, name) }

func TestOnDovecot(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]testdovecot.Options{
		"as it comes":                     {},
		"without MOVE":                    {Capability: "IMAP4rev1 SASL-IR LITERAL+ IDLE NAMESPACE UIDPLUS"},
		"without MOVE, UIDPLUS, and IDLE": {Capability: "IMAP4rev1"},
		"with folders below INBOX":        {Namespace: "INBOX."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			suite(t, func(t *testing.T) server { return startDovecot(t, options) })
		})
	}
}

// memory is go-imap's own server.
type memory struct {
	t    *testing.T
	user *imapmemserver.User

	mu       sync.Mutex
	addr     string
	server   *imapserver.Server
	validity uint32
}

func TestInProcess(t *testing.T) {
	t.Parallel()
	suite(t, func(t *testing.T) server {
		m := &memory{t: t, user: imapmemserver.NewUser(address, "demo"), addr: "127.0.0.1:0"}
		if err := m.user.Create("INBOX", nil); err != nil {
			t.Fatal(err)
		}
		m.listen()
		t.Cleanup(func() { _ = m.server.Close() })
		return m
	})
}

func (m *memory) listen() {
	m.t.Helper()
	m.server = imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return &memorySession{user: m.user}, &imapserver.GreetingData{}, nil
		},
		Caps:         imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapMove: {}, imap.CapUIDPlus: {}, imap.CapIdle: {}},
		InsecureAuth: true,
		Logger:       log.New(io.Discard, "", 0),
	})
	listener, err := net.Listen("tcp", m.addr)
	if err != nil {
		m.t.Fatal(err)
	}
	m.addr = listener.Addr().String()
	go func() { _ = m.server.Serve(listener) }()
}

type memorySession struct {
	*imapmemserver.UserSession
	user *imapmemserver.User
}

func (s *memorySession) Login(username, password string) error {
	if err := s.user.Login(username, password); err != nil {
		return err
	}
	s.UserSession = imapmemserver.NewUserSession(s.user)
	return nil
}

func (m *memory) config() mailbox.Server {
	return mailbox.Server{Addr: m.addr, TLS: mailbox.TLSNone, Username: address, Password: "demo"}
}

func (m *memory) put(raws ...string) {
	m.t.Helper()
	for _, raw := range raws {
		raw = strings.ReplaceAll(raw, "\n", "\r\n")
		if _, err := m.user.Append("INBOX", literal{strings.NewReader(raw), int64(len(raw))}, &imap.AppendOptions{}); err != nil {
			m.t.Fatal(err)
		}
	}
}

type literal struct {
	io.Reader
	size int64
}

func (l literal) Size() int64 { return l.size }

func (m *memory) folder(name string) []string {
	m.t.Helper()
	if name == "" {
		name = "INBOX"
	}
	conn, err := mailbox.Connect(context.WithoutCancel(m.t.Context()), m.config())
	if err != nil {
		m.t.Fatal(err)
	}
	defer conn.Close()
	raws, err := mailbox.ReadAll(conn, name)
	if err != nil {
		m.t.Fatal(err)
	}
	return raws
}

func (m *memory) restart() {
	_ = m.server.Close()
	m.listen()
}

// renumber makes a new inbox and puts the old one's messages into it.
func (m *memory) renumber() {
	m.t.Helper()
	raws := m.folder("")
	if err := m.user.Delete("INBOX"); err != nil {
		m.t.Fatal(err)
	}
	if err := m.user.Create("INBOX", nil); err != nil {
		m.t.Fatal(err)
	}
	m.put(raws...)
	m.restart()
}

func (m *memory) remove(name string) {
	m.t.Helper()
	if err := m.user.Delete(name); err != nil {
		m.t.Fatal(err)
	}
}

var _ = os.Getenv

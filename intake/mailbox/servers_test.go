package mailbox_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/guestd/guestd/intake/mailbox"
	"github.com/guestd/guestd/internal/clock"
	"github.com/guestd/guestd/internal/demo/mailserver"
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

// personMoves moves a message of the inbox by a connection of its own.
func (d *dovecot) personMoves(number uint32, to string) {
	d.t.Helper()
	conn, err := mailbox.Connect(d.t.Context(), d.config())
	if err != nil {
		d.t.Error(err)
		return
	}
	defer conn.Close()
	if err := mailbox.MoveAway(conn, "INBOX", number, to); err != nil {
		d.t.Error(err)
	}
}

func (d *dovecot) remove(name string) { d.RemoveFolder(address, name) }

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

// demo is the demo's mail server, in this process.
type demo struct {
	t      *testing.T
	dir    string
	clock  *clock.Fixed
	server *mailserver.Server
	addr   string
}

func TestOnTheDemoServer(t *testing.T) {
	t.Parallel()
	suite(t, func(t *testing.T) server {
		d := &demo{t: t, dir: t.TempDir(), addr: "127.0.0.1:0", clock: clock.NewFixed(time.Date(2026, 11, 22, 15, 0, 0, 0, time.UTC))}
		d.start()
		t.Cleanup(d.stop)
		return d
	})
}

func (d *demo) start() {
	d.t.Helper()
	server, err := mailserver.Start(context.WithoutCancel(d.t.Context()), mailserver.Config{
		DataDir: d.dir, SMTPAddr: "127.0.0.1:0", IMAPAddr: d.addr, AuthServID: "mx.hms.harvard.edu", Clock: d.clock,
	})
	if err != nil {
		d.t.Fatal(err)
	}
	d.server, d.addr = server, server.IMAPAddr().String()
}

func (d *demo) stop() {
	d.t.Helper()
	if err := d.server.Close(context.WithoutCancel(d.t.Context())); err != nil {
		d.t.Error(err)
	}
}

func (d *demo) config() mailbox.Server {
	return mailbox.Server{Addr: d.addr, TLS: mailbox.TLSNone, Username: address, Password: mailserver.Password}
}

func (d *demo) connect() *mailbox.Connection {
	d.t.Helper()
	conn, err := mailbox.Connect(context.WithoutCancel(d.t.Context()), d.config())
	if err != nil {
		d.t.Fatal(err)
	}
	return conn
}

func (d *demo) put(raws ...string) {
	d.t.Helper()
	conn := d.connect()
	defer conn.Close()
	for _, raw := range raws {
		if err := mailbox.Append(conn, "INBOX", raw); err != nil {
			d.t.Fatal(err)
		}
	}
}

func (d *demo) folder(name string) (raws []string) {
	d.t.Helper()
	if name == "" {
		name = "INBOX"
	}
	messages, err := d.server.Messages(address, name)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, raw := range messages {
		raws = append(raws, strings.ReplaceAll(string(raw), "\r\n", "\n"))
	}
	return raws
}

func (d *demo) restart() {
	d.stop()
	d.start()
}

// renumber makes the whole mailbox anew, and puts back what was in the inbox.
func (d *demo) renumber() {
	d.t.Helper()
	raws := d.folder("")
	d.stop()
	if err := os.RemoveAll(d.dir + "/mail"); err != nil {
		d.t.Fatal(err)
	}
	d.clock.Set(d.clock.Now().Add(time.Hour))
	d.start()
	d.put(raws...)
}

func (d *demo) remove(name string) {
	d.t.Helper()
	conn := d.connect()
	defer conn.Close()
	if err := mailbox.Delete(conn, name); err != nil {
		d.t.Fatal(err)
	}
}

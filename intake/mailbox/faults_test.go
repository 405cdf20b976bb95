package mailbox_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/guestd/guestd/intake/mailbox"
	"github.com/guestd/guestd/internal/testdovecot"
)

// silence is how long the pollers of these tests bear a silent server.
const silence = 300 * time.Millisecond

func quick(s mailbox.Server) mailbox.Server {
	s.Silence = silence
	return s
}

// TestASilentServer holds that no silence stops the poller for good, wherever it begins.
func TestASilentServer(t *testing.T) {
	t.Parallel()
	for name, stop := range map[string]string{
		"at the greeting":           "* OK",
		"at signing in":             "Logged in",
		"at opening the inbox":      "UIDVALIDITY",
		"at listing the inbox":      "SEARCH",
		"inside of a message":       "This is letter number 2",
		"at the move":               "COPYUID",
		"at the start of waiting":   "+ idling",
		"at the end of the waiting": "Idle completed",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := startDovecot(t, testdovecot.Options{})
			p := startProxy(t, d.IMAP)
			var mutes atomic.Int32
			p.answers = func(chunk []byte) int {
				if bytes.Contains(chunk, []byte(stop)) && mutes.Add(1) <= 2 {
					return -1
				}
				return len(chunk)
			}
			d.put(letters(3)...)
			b := poll(t, newLedger(), quick(p.through(d.config())), func(c *mailbox.Config) { c.IdleRenew = 100 * time.Millisecond })
			b.await(t, "three kept", func() bool { return len(b.records) == 3 })
			d.put(letter(4))
			b.await(t, "four kept", func() bool { return len(b.records) == 4 })
			eventually(t, "both silences are over", func() bool { return mutes.Load() >= 2 })
			eventually(t, "the silences are counted", func() bool { return b.metric(t, "errors_total", "silent") >= 2 })
			d.put(letter(5))
			b.await(t, "five kept", func() bool { return len(b.records) == 5 })
			eventually(t, "the inbox is empty", func() bool { return len(d.folder("")) == 0 })
			b.stop()
			same(t, "kept", b.raws(), letters(5))
			same(t, "Processed", d.folder("Processed"), letters(5))
		})
	}
}

// eventually polls for what no signal tells of: files of the server, and metrics.
func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(30 * time.Second)
	for !condition() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("gave up waiting: %s", what)
		}
	}
}

// TestACutMessage holds that what ends inside a message is never kept as if it were all of it.
func TestACutMessage(t *testing.T) {
	t.Parallel()
	d := startDovecot(t, testdovecot.Options{})
	p := startProxy(t, d.IMAP)
	var cuts atomic.Int32
	p.answers = func(chunk []byte) int {
		if at := bytes.Index(chunk, []byte("is letter number 2")); at >= 0 && cuts.Add(1) <= 3 {
			return at
		}
		return len(chunk)
	}
	d.put(letters(4)...)
	b := poll(t, newLedger(), p.through(d.config()))
	b.await(t, "four kept", func() bool { return len(b.records) == 4 })
	eventually(t, "the inbox is empty", func() bool { return len(d.folder("")) == 0 })
	b.stop()
	same(t, "kept", b.raws(), letters(4))
	for _, r := range b.records {
		if r.first.Truncated {
			t.Errorf("%s counts as truncated", r.messageID)
		}
	}
	// The blame falls on the message that was cut, which is then taken last and alone.
	if last := b.records[3].messageID; last != "<letter-2@example.org>" {
		t.Errorf("%s was kept last", last)
	}
	if b.metric(t, "errors_total", "cut") != 3 {
		t.Errorf("%v cuts counted", b.metric(t, "errors_total", "cut"))
	}
}

// TestAMessageThatCannotBeFetched is kept by its header, and after it the others come still.
func TestAMessageThatCannotBeFetched(t *testing.T) {
	t.Parallel()
	d := startDovecot(t, testdovecot.Options{})
	p := startProxy(t, d.IMAP)
	p.answers = func(chunk []byte) int {
		if at := bytes.Index(chunk, []byte("is letter number 2")); at >= 0 {
			return at
		}
		return len(chunk)
	}
	d.put(letters(4)...)
	b := poll(t, newLedger(), p.through(d.config()))
	b.await(t, "four kept", func() bool { return len(b.records) == 4 })
	header, _, _ := strings.Cut(letter(2), "\n\n")
	same(t, "kept", b.raws(), []string{letter(1), letter(3), letter(4), header + "\n\n"})
	eventually(t, "the inbox is empty", func() bool { return len(d.folder("")) == 0 })
	same(t, "Processed", d.folder("Processed"), letters(4))
}

// TestAMessageThatTheServerWillNotGive stays in the inbox, is told of, and holds nothing up.
func TestAMessageThatTheServerWillNotGive(t *testing.T) {
	t.Parallel()
	d := startDovecot(t, testdovecot.Options{})
	p := startProxy(t, d.IMAP)
	p.command = func(line string) (string, bool) {
		if strings.Contains(line, "FETCH 1 ") && strings.Contains(line, "BODY.PEEK") || strings.Contains(line, "FETCH 1:") && strings.Contains(line, "BODY.PEEK") {
			return "TAG NO [SERVERBUG] Internal error occurred.\r\n", false
		}
		return "", false
	}
	d.put(letters(3)...)
	b := poll(t, newLedger(), p.through(d.config()), func(c *mailbox.Config) { c.IdleRenew = 20 * time.Millisecond })
	b.awaitMoved(t, 2)
	eventually(t, "it is told of", func() bool { return strings.Contains(b.log.String(), "a person must look at it") })
	d.put(letter(4))
	b.awaitMoved(t, 3)
	same(t, "kept", b.raws(), []string{letter(2), letter(3), letter(4)})
	same(t, "the inbox", d.folder(""), []string{letter(1)})
	eventually(t, "it is counted as waiting", func() bool { return b.metric(t, "waiting_messages", "") == 1 })
	if b.metric(t, "connects_total", "") != 1 {
		t.Error("a refusal ended the connection")
	}
}

// TestARefusedMove holds that what is kept is not kept again while it cannot be moved.
func TestARefusedMove(t *testing.T) {
	t.Parallel()
	for _, capability := range []string{"", "IMAP4rev1 IDLE UIDPLUS"} {
		d := startDovecot(t, testdovecot.Options{Capability: capability})
		p := startProxy(t, d.IMAP)
		refuse := func(line string) (string, bool) {
			if strings.Contains(line, "UID MOVE") || strings.Contains(line, "UID COPY") {
				return "TAG NO [OVERQUOTA] Quota exceeded.\r\n", false
			}
			return "", false
		}
		p.command = refuse
		d.put(letters(3)...)
		b := poll(t, newLedger(), p.through(d.config()), func(c *mailbox.Config) { c.IdleRenew = 20 * time.Millisecond })
		eventually(t, "the refusals are counted", func() bool { return b.metric(t, "errors_total", "move") >= 3 })
		same(t, "the inbox", d.folder(""), letters(3))
		p.set(func() { p.command = nil })
		b.awaitMoved(t, 3)
		b.stop()
		same(t, "kept", b.raws(), letters(3))
		same(t, "Processed", d.folder("Processed"), letters(3))
		if b.keeps != 1 {
			t.Errorf("Keep was called %d times", b.keeps)
		}
		if b.metric(t, "connects_total", "") != 1 {
			t.Error("a refusal ended the connection")
		}
	}
}

// TestAPersonWhoIsFaster moves messages out of the inbox in the instant in which the poller does: it
// is no failure, and the rest is moved.
func TestAPersonWhoIsFaster(t *testing.T) {
	t.Parallel()
	for _, capability := range []string{"", "IMAP4rev1 IDLE UIDPLUS"} {
		t.Run(fmt.Sprintf("capabilities %q", capability), func(t *testing.T) {
			t.Parallel()
			d := startDovecot(t, testdovecot.Options{Capability: capability})
			d.put(letters(4)...)
			var once sync.Once
			b := poll(t, newLedger(), d.config(), func(c *mailbox.Config) {
				c.At = func(p mailbox.Point) {
					if p == mailbox.AtBeforeMove {
						once.Do(func() { d.personMoves(2, "Ignored") })
					}
				}
			})
			eventually(t, "the inbox is empty", func() bool { return len(d.folder("")) == 0 })
			b.awaitMoved(t, 3)
			b.stop()
			same(t, "kept", b.raws(), letters(4))
			same(t, "Processed", d.folder("Processed"), []string{letter(1), letter(3), letter(4)})
			same(t, "Ignored", d.folder("Ignored"), []string{letter(2)})
			if log := b.log.String(); strings.Contains(log, `"level":"ERROR"`) || b.metric(t, "errors_total", "move") != 0 {
				t.Errorf("%v failures to move, and the log says\n%s", b.metric(t, "errors_total", "move"), log)
			}
		})
	}
}

// TestOthersDeletedMailIsLeftAlone: on a server without MOVE, expunging takes only what was moved.
func TestOthersDeletedMailIsLeftAlone(t *testing.T) {
	t.Parallel()
	for capability, wantInProcessed := range map[string]int{"IMAP4rev1 UIDPLUS": 2, "IMAP4rev1": 2} {
		d := startDovecot(t, testdovecot.Options{Capability: capability})
		d.put(letters(3)...)
		conn, err := mailbox.Connect(t.Context(), d.config())
		if err != nil {
			t.Fatal(err)
		}
		if err := mailbox.Flag(conn, "INBOX", 2); err != nil {
			t.Fatal(err)
		}
		conn.Close()
		b := poll(t, newLedger(), d.config())
		b.awaitMoved(t, 2)
		b.stop()
		same(t, "kept", b.raws(), []string{letter(1), letter(3)})
		if got := len(d.folder("Processed")); got != wantInProcessed {
			t.Errorf("%d in Processed", got)
		}
		if !slices.Contains(d.Everything(address), letter(2)) {
			t.Error("what somebody flagged as deleted was expunged")
		}
	}
}

// TestALoginThatIsRefused is tried again late, and told of as what it is.
func TestALoginThatIsRefused(t *testing.T) {
	t.Parallel()
	d := startDovecot(t, testdovecot.Options{})
	p := startProxy(t, d.IMAP)
	p.command = func(line string) (string, bool) {
		if strings.Contains(line, "AUTHENTICATE") || strings.Contains(line, "LOGIN") {
			return "TAG NO [AUTHENTICATIONFAILED] Authentication failed.\r\n", false
		}
		return "", false
	}
	d.put(letter(1))
	b := poll(t, newLedger(), p.through(d.config()), func(c *mailbox.Config) {
		c.LoginBackoff = mailbox.Backoff{Min: time.Minute, Max: 3 * time.Minute}
	})
	eventually(t, "four refusals", func() bool { return b.metric(t, "errors_total", "login") >= 4 })
	if b.metric(t, "connected", "") != 0 {
		t.Error("it counts as connected")
	}
	p.set(func() { p.command = nil })
	b.awaitMoved(t, 1)
	b.stop()
	want := []time.Duration{30 * time.Second, time.Minute, 90 * time.Second, 90 * time.Second}
	if got := b.sleeps.all()[:4]; !slices.Equal(got, want) {
		t.Errorf("waits %v, want %v", got, want)
	}
	if log := b.log.String(); !strings.Contains(log, `"kind":"login"`) || strings.Contains(log, testdovecot.Password) || strings.Contains(log, address) {
		t.Errorf("the log:\n%s", log)
	}
}

// TestALoginThatCannotBeChecked is no refusal (RFC 5530 UNAVAILABLE).
func TestALoginThatCannotBeChecked(t *testing.T) {
	t.Parallel()
	d := startDovecot(t, testdovecot.Options{})
	p := startProxy(t, d.IMAP)
	p.command = func(line string) (string, bool) {
		if strings.Contains(line, "AUTHENTICATE") {
			return "TAG NO [UNAVAILABLE] Temporary authentication failure.\r\n", false
		}
		return "", false
	}
	_, err := mailbox.Connect(t.Context(), p.through(d.config()))
	if kind := mailbox.KindOf(err); kind != mailbox.KindRefused {
		t.Errorf("%s: %v", kind, err)
	}
}

func TestTLS(t *testing.T) {
	t.Parallel()
	d := startDovecot(t, testdovecot.Options{})
	roots := func(pool *x509.CertPool) *tls.Config { return &tls.Config{RootCAs: pool} }
	for name, c := range map[string]struct {
		mode   mailbox.TLSMode
		addr   string
		config *tls.Config
		kind   mailbox.Kind
	}{
		"implicit":                   {mailbox.TLSImplicit, d.IMAPS, roots(d.Roots), ""},
		"by STARTTLS":                {mailbox.TLSStart, d.IMAP, roots(d.Roots), ""},
		"implicit is the default":    {"", d.IMAPS, roots(d.Roots), ""},
		"an unknown certificate":     {mailbox.TLSImplicit, d.IMAPS, nil, mailbox.KindTLS},
		"an unknown one by STARTTLS": {mailbox.TLSStart, d.IMAP, nil, mailbox.KindTLS},
		"another host's certificate": {mailbox.TLSImplicit, d.IMAPS, &tls.Config{RootCAs: d.Roots, ServerName: "mail.example.org"}, mailbox.KindTLS},
		"no TLS where it is due":     {mailbox.TLSImplicit, d.IMAP, roots(d.Roots), mailbox.KindTLS},
	} {
		t.Run(name, func(t *testing.T) {
			p := startProxy(t, c.addr)
			s := d.config()
			s.TLS, s.TLSConfig, s.Silence = c.mode, c.config, 5*time.Second
			conn, err := mailbox.Connect(t.Context(), p.through(s))
			if err == nil {
				conn.Close()
			}
			if c.kind == "" && err != nil || c.kind != "" && (err == nil || mailbox.KindOf(err) != c.kind) {
				t.Errorf("%v, want kind %q", err, c.kind)
			}
			if heard := p.heard(); strings.Contains(heard, "LOGIN") || strings.Contains(heard, "AUTHENTICATE") {
				t.Error("it signs in without protection")
			}
		})
	}
}

// TestStrippedSTARTTLS holds that somebody on the way who hides STARTTLS gets no password.
func TestStrippedSTARTTLS(t *testing.T) {
	t.Parallel()
	d := startDovecot(t, testdovecot.Options{})
	p := startProxy(t, d.IMAP)
	p.command = func(line string) (string, bool) {
		if strings.Contains(line, "STARTTLS") {
			return "TAG BAD unknown command\r\n", false
		}
		return "", false
	}
	s := d.config()
	s.TLS, s.TLSConfig = mailbox.TLSStart, &tls.Config{RootCAs: d.Roots}
	conn, err := mailbox.Connect(t.Context(), p.through(s))
	if err == nil {
		conn.Close()
	}
	if mailbox.KindOf(err) != mailbox.KindTLS {
		t.Errorf("%v", err)
	}
	if heard := p.heard(); strings.Contains(heard, "LOGIN") || strings.Contains(heard, "AUTHENTICATE") {
		t.Errorf("it signs in without protection: %q", heard)
	}
}

func TestConfigurationFaultsAreToldAllAtOnce(t *testing.T) {
	t.Parallel()
	err := mailbox.Run(t.Context(), mailbox.Config{
		Server:  mailbox.Server{Addr: "mail", TLS: "maybe", Mechanism: "CRAM"},
		Folders: mailbox.FolderNames{Processed: "Done", Ignored: "Done"},
	}, newLedger())
	var faults *mailbox.ConfigError
	if !errors.As(err, &faults) || len(faults.Faults) != 6 {
		t.Errorf("%v", err)
	}
}

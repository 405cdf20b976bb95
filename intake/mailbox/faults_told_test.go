package mailbox_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/guestd/guestd/intake/mailbox"
	"github.com/guestd/guestd/internal/testdovecot"
)

// scene is a Dovecot, the proxy in front of it, and a poller that has read one message and waits.
type scene struct {
	*bundle
	d    *dovecot
	p    *proxy
	keys *tokens
}

// TestFaultsAreTold is row 7 of issue 3's crash table: whatever goes wrong with the server, a metric
// and a log line say which it is, the poller backs off and goes on by itself, and what came in
// meanwhile is kept and moved once.
func TestFaultsAreTold(t *testing.T) {
	t.Parallel()
	mute := func(word string) func(*scene) {
		return func(s *scene) {
			s.p.set(func() {
				s.p.answers = func(chunk []byte) int {
					if bytes.Contains(chunk, []byte(word)) {
						return -1
					}
					return len(chunk)
				}
			})
		}
	}
	answer := func(word, text string) func(*scene) {
		return func(s *scene) {
			s.p.set(func() {
				s.p.command = func(line string) (string, bool) {
					if strings.Contains(line, word) {
						return text, false
					}
					return "", false
				}
			})
		}
	}
	heal := func(s *scene) {
		s.p.set(func() { s.p.answers, s.p.command, s.p.drip = nil, nil, 0 })
	}
	reconnect := func(s *scene) { s.d.restart() } // so that it must sign in anew
	for name, fault := range map[string]struct {
		begin, end func(*scene)
		kind       mailbox.Kind
		says       string
		// stays: the connection is still good, so that there is no wait before the next try.
		stays bool
		// direct: the fault is Dovecot's own, with no proxy in between. It takes half a second to
		// refuse a password.
		direct bool
		// late: the waits are those after a refused sign-in.
		late    bool
		options testdovecot.Options
	}{
		"silent": {begin: mute("FETCH"), end: heal, kind: mailbox.KindSilent, says: "said nothing for too long"},
		"slow": {begin: func(s *scene) { s.p.set(func() { s.p.drip = 20 * time.Millisecond }) }, end: heal,
			kind: mailbox.KindSilent, says: "took too long over one command"},
		"cut off inside a literal": {begin: func(s *scene) {
			s.p.set(func() {
				s.p.answers = func(chunk []byte) int {
					if at := bytes.Index(chunk, []byte("is letter number 2")); at >= 0 {
						return at
					}
					return len(chunk)
				}
			})
		}, end: heal, kind: mailbox.KindCut, says: "ended before its announced length"},
		"gone": {direct: true, begin: func(s *scene) { s.d.Stop() }, end: func(s *scene) { s.d.Start() }, kind: mailbox.KindDial, says: "connection refused"},
		"full": {begin: answer("UID MOVE", "TAG NO [OVERQUOTA] Quota exceeded.\r\n"), end: heal, kind: mailbox.KindMove, says: "OVERQUOTA", stays: true},
		"a folder that Dovecot cannot write to": {direct: true, begin: func(s *scene) { s.d.Lock(address, "Processed", true) }, end: func(s *scene) { s.d.Lock(address, "Processed", false) },
			kind: mailbox.KindMove, says: "could not be moved", stays: true},
		"refusing MOVE": {begin: answer("UID MOVE", "TAG NO [NOPERM] Not this.\r\n"), end: heal, kind: mailbox.KindMove, says: "NOPERM", stays: true},
		"a password that was changed": {direct: true, begin: func(s *scene) { s.d.SetPassword("another"); reconnect(s) }, end: func(s *scene) { s.d.SetPassword(testdovecot.Password) },
			kind: mailbox.KindLogin, says: "AUTHENTICATIONFAILED", late: true},
		"a token that has expired": {direct: true, options: testdovecot.Options{OAuthKey: key, NoPassword: true},
			begin: func(s *scene) { s.keys.set(s.d.Token(address, time.Now().Add(-time.Minute))); reconnect(s) },
			end:   func(s *scene) { s.keys.set(s.d.Token(address, time.Now().Add(time.Hour))) },
			kind:  mailbox.KindLogin, says: "signing in", late: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &scene{d: startDovecot(t, fault.options)}
			s.p = startProxy(t, s.d.IMAP)
			server := s.d.config()
			if !fault.direct {
				server = quick(s.p.through(server))
			}
			if fault.options.OAuthKey != nil {
				s.keys = &tokens{}
				s.keys.set(s.d.Token(address, time.Now().Add(time.Hour)))
				server.Password, server.Tokens = "", s.keys
			}
			s.d.put(letter(1))
			s.bundle = poll(t, newLedger(), server, func(c *mailbox.Config) {
				c.IdleRenew = 50 * time.Millisecond
				c.Backoff = mailbox.Backoff{Min: time.Second, Max: 4 * time.Second}
				c.LoginBackoff = mailbox.Backoff{Min: time.Minute, Max: 4 * time.Minute}
			})
			s.awaitMoved(t, 1)
			before := len(s.sleeps.all())

			fault.begin(s)
			s.d.put(letter(2))
			eventually(t, "the failures are counted by their kind", func() bool { return s.metric(t, "errors_total", string(fault.kind)) >= 4 })
			if !fault.stays {
				eventually(t, "it is not connected", func() bool { return s.metric(t, "connected", "") == 0 })
			}
			told := false
			for line := range strings.Lines(s.log.String()) {
				kind := fault.stays || strings.Contains(line, `"kind":"`+string(fault.kind)+`"`)
				told = told || kind && strings.Contains(line, `"level":"ERROR"`) && strings.Contains(line, fault.says)
			}
			if !told {
				t.Errorf("no line says %q and its kind:\n%s", fault.says, s.log)
			}
			waits := s.sleeps.all()[before:]
			unit := time.Second / 2
			if fault.late {
				unit = time.Minute / 2
			}
			switch {
			case fault.stays && len(waits) > 0:
				t.Errorf("it gave the connection up, and waited %v", waits)
			case !fault.stays && (len(waits) < 3 || !containsRow(waits, unit, 2*unit, 4*unit)):
				t.Errorf("its waits %v do not grow from %v", waits, unit)
			}

			fault.end(s)
			eventually(t, "the inbox is empty", func() bool { return len(s.d.folder("")) == 0 && len(s.d.folder("Processed")) == 2 })
			s.d.put(letter(3))
			s.await(t, "three kept", func() bool { return len(s.records) == 3 })
			eventually(t, "all is moved, and it is well", func() bool {
				return len(s.d.folder("")) == 0 && s.metric(t, "connected", "") == 1 && s.metric(t, "waiting_messages", "") == 0
			})
			s.stop()
			same(t, "kept", s.raws(), letters(3))
			same(t, "Processed", s.d.folder("Processed"), letters(3))
		})
	}
}

// containsRow reports whether the waits hold these in a row.
func containsRow(waits []time.Duration, row ...time.Duration) bool {
	for i := range waits {
		if i+len(row) <= len(waits) && slices.Equal(waits[i:i+len(row)], row) {
			return true
		}
	}
	return false
}

// TestASlowServerIsBorne: slow is not silent. What takes its time comes whole.
func TestASlowServerIsBorne(t *testing.T) {
	t.Parallel()
	d := startDovecot(t, testdovecot.Options{})
	p := startProxy(t, d.IMAP)
	p.drip = time.Millisecond
	large := letter(2) + strings.Repeat("Sixty-three octets of text and a line feed, again and again....\n", 8)
	d.put(letter(1), large)
	b := poll(t, newLedger(), p.through(d.config()))
	b.awaitMoved(t, 2)
	b.stop()
	same(t, "kept", b.raws(), []string{letter(1), large})
	if b.metric(t, "connects_total", "") != 1 || b.metric(t, "errors_total", "silent") != 0 {
		t.Errorf("it gave up on the server\n%s", b.log)
	}
}

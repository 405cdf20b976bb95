package mailbox_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guestd/guestd/intake/mailbox"
)

// server is a mail server with one mailbox, as the suite needs it.
type server interface {
	// config says how to sign in.
	config() mailbox.Server
	// put delivers messages to the inbox.
	put(raws ...string)
	// folder lists a folder's messages with bare line feeds, in any order; "" is the inbox.
	// Header fields that the server added on delivery are part of them.
	folder(name string) []string
	// restart ends every connection.
	restart()
	// renumber gives the inbox a new UIDVALIDITY, and its messages new UIDs.
	renumber()
	// remove deletes a folder.
	remove(name string)
}

// suite holds for every server.
func suite(t *testing.T, start func(t *testing.T) server) {
	t.Run("what is in the inbox is kept octet by octet and then moved", func(t *testing.T) {
		t.Parallel()
		s := start(t)
		s.put(letters(3)...)
		b := poll(t, newLedger(), s.config())
		b.awaitMoved(t, 3)
		same(t, "kept", b.raws(), letters(3))
		same(t, "the inbox", s.folder(""), nil)
		same(t, "Processed", s.folder("Processed"), letters(3))
		for _, r := range b.records {
			if r.first.InternalDate.IsZero() || r.first.InternalDate.Location() != time.UTC || r.first.Truncated || r.first.Size != int64(len(r.first.Raw)) {
				t.Errorf("date %v, truncated %v, size %d of %d", r.first.InternalDate, r.first.Truncated, r.first.Size, len(r.first.Raw))
			}
		}
		if got := b.metric(t, "moved_messages_total", "Processed"); got != 3 {
			t.Errorf("%v counted as moved", got)
		}
	})

	t.Run("mail that comes while waiting is taken at once", func(t *testing.T) {
		t.Parallel()
		s := start(t)
		b := poll(t, newLedger(), s.config(), func(c *mailbox.Config) { c.IdleRenew = time.Second })
		for n := range 4 {
			s.put(letter(n + 1))
			b.awaitMoved(t, n+1)
		}
		same(t, "kept", b.raws(), letters(4))
	})

	t.Run("batches are bounded, and all of them come", func(t *testing.T) {
		t.Parallel()
		s := start(t)
		s.put(letters(25)...)
		largest := 0
		l := newLedger()
		l.fail = func(batch []mailbox.Fetched) error {
			largest = max(largest, len(batch))
			return nil
		}
		b := poll(t, l, s.config(), func(c *mailbox.Config) { c.BatchMessages = 4 })
		b.awaitMoved(t, 25)
		same(t, "kept", b.raws(), letters(25))
		b.stop()
		if largest != 4 || l.keeps < 7 {
			t.Errorf("the largest of %d batches had %d messages", l.keeps, largest)
		}
	})

	t.Run("of a message that is too large the header is kept", func(t *testing.T) {
		t.Parallel()
		s := start(t)
		large := "Message-ID: <large@example.org>\nSubject: large\n\n" + strings.Repeat("0123456789abcde\n", 4096)
		s.put(letter(1), large, letter(2))
		b := poll(t, newLedger(), s.config(), func(c *mailbox.Config) { c.MaxSize = 32 << 10 })
		b.awaitMoved(t, 3)
		same(t, "kept", b.raws(), []string{letter(1), letter(2), "Message-ID: <large@example.org>\nSubject: large\n\n"})
		same(t, "Processed", s.folder("Processed"), []string{letter(1), letter(2), large})
		for _, r := range b.records {
			if r.first.Truncated != (r.messageID == "<large@example.org>") {
				t.Errorf("%s: truncated is %v", r.messageID, r.first.Truncated)
			}
			if r.first.Truncated && r.first.Size < 64<<10 {
				t.Errorf("the whole size is %d", r.first.Size)
			}
		}
		if got := b.metric(t, "truncated_messages_total", ""); got != 1 {
			t.Errorf("%v counted as truncated", got)
		}
	})

	for _, word := range []string{"with its place known", "with its place lost"} {
		t.Run("an outcome files its message, "+word, func(t *testing.T) {
			t.Parallel()
			s := start(t)
			s.put(letters(4)...)
			wake := make(chan struct{})
			b := poll(t, newLedger(), s.config(), func(c *mailbox.Config) { c.Wake = wake })
			b.awaitMoved(t, 4)
			if word == "with its place lost" {
				b.forget()
			}
			b.decide("letter 2", mailbox.Quarantine)
			b.decide("letter 3", mailbox.Ignored)
			send(t, wake)
			b.await(t, "filing", func() bool { return len(b.filed) == 2 })
			same(t, "Processed", s.folder("Processed"), []string{letter(1), letter(4)})
			same(t, "Quarantine", s.folder("Quarantine"), []string{letter(2)})
			same(t, "Ignored", s.folder("Ignored"), []string{letter(3)})
			// A person looks at it, and it is handled after all.
			b.decide("letter 2", mailbox.Processed)
			send(t, wake)
			b.await(t, "filing it back", func() bool { return len(b.filed) == 3 })
			same(t, "Processed", s.folder("Processed"), []string{letter(1), letter(2), letter(4)})
			for _, f := range b.filed {
				if !f.Found {
					t.Errorf("not found: %+v", f)
				}
			}
			// And the mailbox is still the inbox, not the one filed from.
			s.put(letter(5))
			b.awaitMoved(t, 5)
		})
	}

	t.Run("of messages with one Message-ID the right one is filed", func(t *testing.T) {
		t.Parallel()
		s := start(t)
		forged := strings.Replace(letter(1), "This is", "In truth this is", 1)
		s.put(letter(1), forged)
		wake := make(chan struct{})
		b := poll(t, newLedger(), s.config(), func(c *mailbox.Config) { c.Wake = wake })
		b.awaitMoved(t, 2)
		b.forget()
		b.decide("In truth", mailbox.Quarantine)
		send(t, wake)
		b.await(t, "filing", func() bool { return len(b.filed) == 1 })
		same(t, "Quarantine", s.folder("Quarantine"), []string{forged})
		same(t, "Processed", s.folder("Processed"), []string{letter(1)})
	})

	t.Run("a message to be filed that a person took away is let go", func(t *testing.T) {
		t.Parallel()
		s := start(t)
		s.put(letters(2)...)
		wake := make(chan struct{})
		b := poll(t, newLedger(), s.config(), func(c *mailbox.Config) { c.Wake = wake })
		b.awaitMoved(t, 2)
		b.set(func() { b.records[0].messageID, b.records[0].at.UID = "<other@example.org>", 99 })
		b.decide("letter 1", mailbox.Quarantine)
		send(t, wake)
		b.await(t, "filing", func() bool { return len(b.filed) == 1 })
		if b.filed[0].Found {
			t.Errorf("found: %+v", b.filed[0])
		}
		same(t, "Processed", s.folder("Processed"), letters(2))
	})

	t.Run("a message to be filed whose folder a person deleted is let go", func(t *testing.T) {
		t.Parallel()
		s := start(t)
		s.put(letters(2)...)
		wake := make(chan struct{})
		b := poll(t, newLedger(), s.config(), func(c *mailbox.Config) { c.Wake = wake })
		b.awaitMoved(t, 2)
		b.set(func() { b.records[0].messageID, b.records[0].at.Mailbox = "<other@example.org>", "Deleted since" })
		b.decide("letter 1", mailbox.Quarantine)
		send(t, wake)
		b.await(t, "filing", func() bool { return len(b.filed) == 1 })
		s.put(letter(3))
		b.awaitMoved(t, 3) // nothing is held up
	})

	t.Run("what was kept before a crash is only moved, to where it belongs by now", func(t *testing.T) {
		t.Parallel()
		s := start(t)
		s.put(letters(3)...)
		l := newLedger()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		first := poll(t, l, s.config(), func(c *mailbox.Config) {
			c.At = func(p mailbox.Point) {
				if p == mailbox.AtStored {
					cancel()
				}
				if p == mailbox.AtBeforeMove {
					s.restart() // the connection is gone before the move
				}
			}
		})
		<-ctx.Done()
		first.stop()
		l.decide("letter 2", mailbox.Quarantine)
		b := poll(t, l, s.config())
		l.await(t, "two moved and one filed", func() bool { return len(l.moves) == 2 && len(l.filed) == 1 })
		same(t, "Processed", s.folder("Processed"), []string{letter(1), letter(3)})
		same(t, "Quarantine", s.folder("Quarantine"), []string{letter(2)})
		b.stop()
		if l.keeps != 1 {
			t.Errorf("Keep was called %d times", l.keeps)
		}
	})

	t.Run("a restarted server is found again", func(t *testing.T) {
		t.Parallel()
		s := start(t)
		s.put(letter(1))
		b := poll(t, newLedger(), s.config())
		b.awaitMoved(t, 1)
		s.restart()
		s.put(letter(2))
		b.awaitMoved(t, 2)
		same(t, "kept", b.raws(), letters(2))
		b.stop()
		if got := b.metric(t, "connects_total", ""); got < 2 {
			t.Errorf("%v sign-ins", got)
		}
	})

	t.Run("an inbox with new numbers is read anew, and its messages recognised", func(t *testing.T) {
		t.Parallel()
		s := start(t)
		s.put(letters(3)...)
		l := newLedger()
		refuse := true
		l.fail = func(batch []mailbox.Fetched) error {
			if refuse && slices.ContainsFunc(batch, func(m mailbox.Fetched) bool { return strings.Contains(string(m.Raw), "letter 2") }) {
				return errStore
			}
			return nil
		}
		b := poll(t, l, s.config())
		b.awaitMoved(t, 2)
		s.renumber()
		l.set(func() { refuse = false })
		s.put(letter(1), letter(4)) // letter 1 comes a second time
		b.awaitMoved(t, 5)
		same(t, "kept", b.raws(), letters(4))
		same(t, "the inbox", s.folder(""), nil)
	})

	t.Run("of two pollers on one mailbox one works, and the other takes over", func(t *testing.T) {
		t.Parallel()
		s := start(t)
		l := newLedger()
		few := func(c *mailbox.Config) { c.BatchMessages, c.IdleRenew = 3, 50*time.Millisecond }
		pollers := [2]*bundle{poll(t, l, s.config(), few), poll(t, l, s.config(), few)}
		for n := range 20 {
			s.put(letter(n + 1))
		}
		l.awaitMoved(t, 20)
		working := 0
		for n, b := range pollers {
			if b.metric(t, "connected", "") == 1 {
				working = n
			}
		}
		standby := pollers[1-working]
		eventually(t, "the other stands by", func() bool { return standby.metric(t, "standby", "") == 1 })
		if standby.metric(t, "connects_total", "") != 0 {
			t.Error("both signed in")
		}
		pollers[working].stop()
		s.put(letter(21))
		l.awaitMoved(t, 21)
		standby.stop()
		if got := standby.metric(t, "moved_messages_total", "Processed"); got != 1 || standby.metric(t, "standby", "") != 0 {
			t.Errorf("the other moved %v", got)
		}
		same(t, "kept", l.raws(), letters(21))
		same(t, "the inbox", s.folder(""), nil)
		same(t, "Processed", s.folder("Processed"), letters(21))
		if len(l.moves) != 21 {
			t.Errorf("%d moves", len(l.moves))
		}
	})

	t.Run("a poller that loses its lease moves nothing more", func(t *testing.T) {
		t.Parallel()
		s := start(t)
		s.put(letters(3)...)
		l := newLedger()
		l.fail = func([]mailbox.Fetched) error { // while the first batch is kept, the lease is lost
			if l.keeps == 1 {
				close(l.leased.lost)
				l.leased = &memoryLease{l, make(chan struct{})} // somebody else's
			}
			return nil
		}
		b := poll(t, l, s.config())
		eventually(t, "it stands by", func() bool { return b.metric(t, "standby", "") == 1 })
		same(t, "kept", b.raws(), letters(3))
		same(t, "the inbox", s.folder(""), letters(3))
		if b.metric(t, "errors_total", "store") != 1 || !strings.Contains(b.log.String(), "lease") {
			t.Errorf("the loss is counted %v times", b.metric(t, "errors_total", "store"))
		}
		l.lose()
		b.awaitMoved(t, 3)
		same(t, "Processed", s.folder("Processed"), letters(3))
		if l.keeps != 1 {
			t.Errorf("Keep was called %d times", l.keeps)
		}
	})

	t.Run("a message that cannot be kept holds nothing up", func(t *testing.T) {
		t.Parallel()
		s := start(t)
		s.put(letters(5)...)
		l := newLedger()
		refuse := true
		l.fail = func(batch []mailbox.Fetched) error {
			for _, m := range batch {
				if refuse && strings.Contains(string(m.Raw), "letter 2") {
					return errStore
				}
			}
			return nil
		}
		b := poll(t, l, s.config(), func(c *mailbox.Config) { c.IdleRenew = 50 * time.Millisecond })
		b.awaitMoved(t, 4)
		same(t, "the inbox", s.folder(""), []string{letter(2)})
		s.put(letter(6))
		b.awaitMoved(t, 5)
		if b.metric(t, "errors_total", "store") == 0 {
			t.Error("the failure is not counted")
		}
		l.set(func() { refuse = false })
		b.awaitMoved(t, 6)
		same(t, "kept", b.raws(), letters(6))
	})

	t.Run("a store that is down is waited for, and nothing is moved meanwhile", func(t *testing.T) {
		t.Parallel()
		s := start(t)
		s.put(letters(6)...)
		l := newLedger()
		down := true
		l.fail = func([]mailbox.Fetched) error {
			if down {
				return errStore
			}
			return nil
		}
		b := poll(t, l, s.config(), func(c *mailbox.Config) { c.Backoff = mailbox.Backoff{Min: time.Second, Max: 4 * time.Second} })
		l.await(t, "three rounds", func() bool { return l.keeps >= 20 })
		same(t, "the inbox", s.folder(""), letters(6))
		l.set(func() { down = false })
		b.awaitMoved(t, 6)
		same(t, "kept", b.raws(), letters(6))
		b.stop()
		if got, want := b.sleeps.all()[:3], []time.Duration{time.Second / 2, time.Second, 2 * time.Second}; !slices.Equal(got, want) {
			t.Errorf("waits %v, want %v", got, want)
		}
	})

	t.Run("a folder that a person deleted is made again", func(t *testing.T) {
		t.Parallel()
		s := start(t)
		s.put(letter(1))
		b := poll(t, newLedger(), s.config())
		b.awaitMoved(t, 1)
		s.remove("Processed")
		s.put(letter(2))
		b.awaitMoved(t, 2)
		same(t, "Processed", s.folder("Processed"), []string{letter(2)})
	})
}

// same compares messages in any order.
func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	sorted := func(raws []string) []string { return slices.Sorted(slices.Values(raws)) }
	if diff := cmp.Diff(sorted(want), sorted(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// send wakes the poller when it waits.
func send(t *testing.T, wake chan<- struct{}) {
	t.Helper()
	select {
	case wake <- struct{}{}:
	case <-time.After(20 * time.Second):
		t.Fatal("the poller does not wait")
	}
}

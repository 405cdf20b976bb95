package mailbox_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/guestd/guestd/intake/mailbox"
)

// ledger is a Keeper in memory that keeps the promises a real one makes, and fails on demand.
type ledger struct {
	mu      sync.Mutex
	changed chan struct{} // closed and replaced at each change

	records []*record
	keeps   int // calls of Keep
	// asked counts per message how often it was handed to Keep.
	asked map[[32]byte]int
	moves []mailbox.Move
	filed []mailbox.Filed

	// fail, where set, may refuse a batch.
	fail func(batch []mailbox.Fetched) error
	// leased is the lease that a poller has, nil while none has.
	leased *memoryLease

	// forgetMoves drops what Moved tells, as a crash before it does.
	forgetMoves bool
}

type record struct {
	first     mailbox.Fetched
	digest    [32]byte
	at        mailbox.Place
	places    []mailbox.Place // all in which it was seen
	belongs   mailbox.Folder
	messageID string
	toFile    bool
}

func newLedger() *ledger {
	return &ledger{changed: make(chan struct{}), asked: map[[32]byte]int{}}
}

// memoryLease is a lease among the pollers of one test.
type memoryLease struct {
	ledger *ledger
	lost   chan struct{}
}

func (l *ledger) Lease(context.Context, string) (mailbox.Lease, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.leased != nil {
		return nil, mailbox.ErrLeased
	}
	l.leased = &memoryLease{l, make(chan struct{})}
	return l.leased, nil
}

// lose ends the lease that a poller has, as the end of its connection to the database does.
func (l *ledger) lose() {
	l.mu.Lock()
	defer l.mu.Unlock()
	close(l.leased.lost)
	l.leased = nil
}

func (m *memoryLease) Held(context.Context) error {
	m.ledger.mu.Lock()
	defer m.ledger.mu.Unlock()
	if m.ledger.leased != m {
		return errors.New("the lease is gone")
	}
	return nil
}

func (m *memoryLease) Lost() <-chan struct{} { return m.lost }

func (m *memoryLease) End() {
	m.ledger.mu.Lock()
	defer m.ledger.mu.Unlock()
	if m.ledger.leased == m {
		m.ledger.leased = nil
	}
}

func (l *ledger) Keep(_ context.Context, batch []mailbox.Fetched) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.tell()
	l.keeps++
	if l.fail != nil {
		if err := l.fail(batch); err != nil {
			return err
		}
	}
	for _, m := range batch {
		digest := sha256.Sum256(m.Raw)
		l.asked[digest]++
		if r := l.find(digest, m.Place); r != nil {
			r.places, r.at = append(r.places, m.Place), m.Place
			continue
		}
		l.records = append(l.records, &record{first: m, digest: digest, at: m.Place,
			places: []mailbox.Place{m.Place}, belongs: mailbox.Processed, messageID: messageID(string(m.Raw))})
	}
	return nil
}

func (l *ledger) find(digest [32]byte, place mailbox.Place) *record {
	for _, r := range l.records {
		if r.digest == digest || slices.Contains(r.places, place) {
			return r
		}
	}
	return nil
}

func (l *ledger) Known(_ context.Context, name string, validity uint32, uids []uint32) (map[uint32]mailbox.Folder, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	known := map[uint32]mailbox.Folder{}
	for _, uid := range uids {
		for _, r := range l.records {
			if slices.Contains(r.places, mailbox.Place{Mailbox: name, UIDValidity: validity, UID: uid}) {
				known[uid] = r.belongs
			}
		}
	}
	return known, nil
}

func (l *ledger) Moved(_ context.Context, moves []mailbox.Move) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.tell()
	l.moves = append(l.moves, moves...)
	if l.forgetMoves {
		return nil
	}
	for _, move := range moves {
		for _, r := range l.records {
			if r.at == move.From {
				r.at = move.To
			}
		}
	}
	return nil
}

func (l *ledger) ToFile(_ context.Context, _ string, limit int) (filings []mailbox.Filing, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, r := range l.records {
		if r.toFile && len(filings) < limit {
			filings = append(filings, mailbox.Filing{ID: fmt.Sprint(i), At: r.at, MessageID: r.messageID, Size: r.first.Size, To: r.belongs})
		}
	}
	return filings, nil
}

func (l *ledger) Filed(_ context.Context, done []mailbox.Filed) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.tell()
	l.filed = append(l.filed, done...)
	for _, f := range done {
		var i int
		if _, err := fmt.Sscan(f.ID, &i); err != nil {
			return err
		}
		l.records[i].toFile = false
		if f.Found {
			l.records[i].at = f.At
		}
	}
	return nil
}

// decide gives a message its outcome, by a word that its text has.
func (l *ledger) decide(word string, folder mailbox.Folder) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, r := range l.records {
		if strings.Contains(string(r.first.Raw), word) {
			r.belongs, r.toFile = folder, true
		}
	}
}

// forget loses the places of all messages but their first.
func (l *ledger) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, r := range l.records {
		r.at = mailbox.Place{}
	}
}

func (l *ledger) set(change func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	change()
}

// tell is called with mu held.
func (l *ledger) tell() {
	close(l.changed)
	l.changed = make(chan struct{})
}

// await waits until the condition holds; it is checked at each change, with mu held.
func (l *ledger) await(t *testing.T, what string, condition func() bool) {
	t.Helper()
	deadline := time.NewTimer(30 * time.Second)
	defer deadline.Stop()
	for {
		l.mu.Lock()
		ok, changed := condition(), l.changed
		l.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-changed:
		case <-deadline.C:
			l.mu.Lock()
			defer l.mu.Unlock()
			t.Fatalf("gave up waiting for %s: %d kept, %d moved, %d filed", what, len(l.records), len(l.moves), len(l.filed))
		case <-t.Context().Done():
			t.Fatalf("the test ended before %s", what)
		}
	}
}

func (l *ledger) awaitMoved(t *testing.T, n int) {
	t.Helper()
	l.await(t, fmt.Sprintf("%d messages moved", n), func() bool { return len(l.moves) >= n })
}

// raws are the messages kept, with line ends as in the tests' texts.
func (l *ledger) raws() (raws []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, r := range l.records {
		raws = append(raws, strings.ReplaceAll(string(r.first.Raw), "\r\n", "\n"))
	}
	return raws
}

func messageID(raw string) string {
	for line := range strings.Lines(raw) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			return ""
		}
		if name, value, ok := strings.Cut(line, ":"); ok && strings.EqualFold(name, "Message-ID") {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

var errStore = errors.New("the store is out of order")

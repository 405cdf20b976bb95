package mailbox_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"

	"github.com/guestd/guestd/intake/mailbox"
)

func TestMain(m *testing.M) {
	if pollerProcess() {
		return
	}
	goleak.VerifyTestMain(m)
}

const address = "guest-requests@hms.harvard.edu"

// letter is a message with a Message-ID of its own.
func letter(n int) string {
	return fmt.Sprintf("Message-ID: <letter-%d@example.org>\nFrom: sponsor@hms.harvard.edu\nSubject: letter %d\n\nThis is letter number %d.\n", n, n, n)
}

func letters(n int) (raws []string) {
	for i := range n {
		raws = append(raws, letter(i+1))
	}
	return raws
}

// alone is the lease of a keeper that has one poller.
type alone struct{}

func (alone) Lease(context.Context, string) (mailbox.Lease, error) { return alone{}, nil }
func (alone) Held(context.Context) error                           { return nil }
func (alone) Lost() <-chan struct{}                                { return nil }
func (alone) End()                                                 {}

// bundle is a poller under test with what it was given.
type bundle struct {
	*ledger
	registry *prometheus.Registry
	log      *logLines
	sleeps   *sleeps
	stop     func()
}

// poll runs a poller until the test ends, or stop. Its waits after failures take no time.
func poll(t *testing.T, l *ledger, s mailbox.Server, change ...func(*mailbox.Config)) *bundle {
	t.Helper()
	b := &bundle{ledger: l, registry: prometheus.NewRegistry(), log: &logLines{}, sleeps: &sleeps{}}
	cfg := mailbox.Config{
		Server: s,
		// So long that what these tests see comes from IDLE and not from its renewal.
		IdleRenew: time.Hour,
		Poll:      20 * time.Millisecond,
		Standby:   5 * time.Millisecond,
		Sleep:     b.sleeps.sleep,
		Jitter:    func() float64 { return 0 },
		Log:       slog.New(slog.NewJSONHandler(b.log, nil)),
		Metrics:   mailbox.NewMetrics(b.registry),
	}
	for _, c := range change {
		c(&cfg)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- mailbox.Run(ctx, cfg, l) }()
	b.stop = sync.OnceFunc(func() {
		cancel()
		select {
		case err := <-done:
			if err != nil {
				t.Errorf("Run: %v", err)
			}
		case <-time.After(20 * time.Second):
			t.Error("Run does not end with its context")
		}
	})
	t.Cleanup(func() {
		b.stop()
		if t.Failed() {
			t.Logf("the poller's log:\n%s", b.log)
		}
	})
	return b
}

// metric is the value of a metric, of one label where it has any.
func (b *bundle) metric(t *testing.T, name, label string) float64 {
	t.Helper()
	families, err := b.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		if family.GetName() != "guestd_mailbox_"+name {
			continue
		}
		for _, m := range family.GetMetric() {
			if label != "" && m.GetLabel()[0].GetValue() != label {
				continue
			}
			if m.GetGauge() != nil {
				return m.GetGauge().GetValue()
			}
			return m.GetCounter().GetValue()
		}
	}
	t.Fatalf("no metric %s %s", name, label)
	return 0
}

// sleeps records the waits, which end at once, or when let go.
type sleeps struct {
	mu    sync.Mutex
	taken []time.Duration
	// each, where set, is called for each wait, with its number from one.
	each func(n int)
}

func (s *sleeps) sleep(ctx context.Context, d time.Duration) error {
	s.mu.Lock()
	s.taken = append(s.taken, d)
	n, each := len(s.taken), s.each
	s.mu.Unlock()
	if each != nil {
		each(n)
	}
	// A server that is down would otherwise be asked thousands of times a second.
	select {
	case <-time.After(5 * time.Millisecond):
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *sleeps) all() []time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]time.Duration(nil), s.taken...)
}

type logLines struct {
	mu   sync.Mutex
	text []byte
}

func (l *logLines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text = append(l.text, b...)
	return len(b), nil
}

func (l *logLines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return string(l.text)
}

package scheduler

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/riverqueue/river"

	"github.com/guestd/guestd/internal/clock"
	"github.com/guestd/guestd/internal/guest"
)

// Sweeper does what the day has made due. Each of its steps may run any number of times, on any
// number of replicas, and be cut off anywhere: the domain makes each effect happen once.
type Sweeper struct {
	river.WorkerDefaults[Sweep]
	guests *guest.Service
	clock  clock.Clock
	log    *slog.Logger
	at     func(string)

	swept *prometheus.CounterVec
	last  prometheus.Gauge
}

// NewSweeper counts what it does on the registerer. at is called at the named points of a sweep,
// for tests that end the process there; nil outside them.
func NewSweeper(guests *guest.Service, c clock.Clock, log *slog.Logger, reg prometheus.Registerer, at func(string)) *Sweeper {
	s := &Sweeper{guests: guests, clock: c, log: log, at: at,
		swept: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "guestd_sweep_effects_total", Help: "What sweeps did: reminders written, accounts expired, requests lapsed."}, []string{"effect"}),
		last:  prometheus.NewGauge(prometheus.GaugeOpts{Name: "guestd_sweep_last_success_timestamp_seconds", Help: "When a sweep last went through."}),
	}
	reg.MustRegister(s.swept, s.last)
	return s
}

// Work is the job.
func (s *Sweeper) Work(ctx context.Context, _ *river.Job[Sweep]) error { return s.Run(ctx) }

// Run sweeps once. One step that fails does not keep the others from running.
func (s *Sweeper) Run(ctx context.Context) error {
	s.point("sweep.begun")
	var failed error
	for _, step := range []struct {
		effect string
		do     func(context.Context) (int, error)
	}{
		{"requests resumed", func(ctx context.Context) (int, error) { return 0, s.guests.Resume(ctx) }},
		{"accounts expired", s.guests.Expire},
		{"reminders written", s.guests.Remind},
		{"requests lapsed", s.guests.Lapse},
	} {
		n, err := step.do(ctx)
		if err != nil {
			failed = fmt.Errorf("sweep: %s: %w", step.effect, err)
			s.log.ErrorContext(ctx, "sweep failed", "step", step.effect, "error", err)
			continue
		}
		if n > 0 {
			s.swept.WithLabelValues(step.effect).Add(float64(n))
			s.log.InfoContext(ctx, "swept", "effect", step.effect, "count", n)
		}
	}
	s.point("sweep.done")
	if failed == nil {
		s.last.Set(float64(s.clock.Now().Unix()))
	}
	return failed
}

func (s *Sweeper) point(name string) {
	if s.at != nil {
		s.at(name)
	}
}

// Package scheduler does what is due: it runs the job engine that every replica shares, sweeps
// for reminders, expiry and lapsed requests, and delivers outgoing mail. Its rules are
// internal/guest's; what it knows is when, and how often to try again.
package scheduler

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/rivertype"

	"github.com/guestd/guestd/internal/queue"
)

// EngineConfig is what the job engine is made of.
type EngineConfig struct {
	DB      *sqlx.DB
	Workers *river.Workers
	// Queues are those this process works, and with how many jobs at once. Whichever process that
	// works any leads, and inserts the periodic sweeps; one that works none does not start at all.
	Queues map[string]int
	// SweepEvery is how often the sweeps run; a minute in production.
	SweepEvery time.Duration
	// PollEvery is how often a queue is looked at; the engine polls.
	PollEvery time.Duration
	// JobTimeout ends a job that hangs. A job whose process died is taken up again half as long
	// again after it began.
	JobTimeout time.Duration
	Log        *slog.Logger
}

// fetchCooldown is the least pause between two looks at a queue.
const fetchCooldown = 10 * time.Millisecond

// Engine runs jobs.
type Engine struct {
	client *river.Client[*sql.Tx] // nil where there is nothing to work
}

// NewEngine prepares the engine; Start runs it.
func NewEngine(cfg EngineConfig) (*Engine, error) {
	if len(cfg.Queues) == 0 {
		return &Engine{}, nil
	}
	queues := map[string]river.QueueConfig{}
	for name, workers := range cfg.Queues {
		queues[name] = river.QueueConfig{MaxWorkers: workers}
	}
	client, err := river.NewClient(riverdatabasesql.New(cfg.DB.DB), &river.Config{
		Queues:            queues,
		Workers:           cfg.Workers,
		FetchPollInterval: cfg.PollEvery,
		// A queue with work in it is looked at again almost at once: the engine's own 100 ms would
		// bound each queue to ten times its workers a second.
		FetchCooldown:        min(cfg.PollEvery, fetchCooldown),
		JobTimeout:           cfg.JobTimeout,
		RescueStuckJobsAfter: cfg.JobTimeout + cfg.JobTimeout/2,
		PeriodicJobs: []*river.PeriodicJob{river.NewPeriodicJob(
			river.PeriodicInterval(cfg.SweepEvery),
			func() (river.JobArgs, *river.InsertOpts) { return Sweep{}, nil },
			&river.PeriodicJobOpts{RunOnStart: true},
		)},
		Logger: cfg.Log,
	})
	if err != nil {
		return nil, fmt.Errorf("job engine: %w", err)
	}
	return &Engine{client: client}, nil
}

// Start runs the engine until Stop, or until ctx ends.
func (e *Engine) Start(ctx context.Context) error {
	if e.client == nil {
		return nil
	}
	if err := e.client.Start(ctx); err != nil {
		return fmt.Errorf("job engine: %w", err)
	}
	return nil
}

// Stop lets running jobs finish; when ctx ends first they are cancelled.
func (e *Engine) Stop(ctx context.Context) error {
	if e.client == nil {
		return nil
	}
	if err := e.client.Stop(ctx); err == nil {
		return nil
	}
	cancelled, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if err := e.client.StopAndCancel(cancelled); err != nil {
		return fmt.Errorf("job engine: %w", err)
	}
	return nil
}

// ReleaseOrphans hands jobs back that a process which died was running, and its lead. Only where
// no other process works on this database, as in the demo; elsewhere the engine finds them by
// their age.
func ReleaseOrphans(ctx context.Context, db *sqlx.DB) error {
	for _, statement := range []string{
		`UPDATE river_job SET state = 'available', attempt = greatest(attempt - 1, 0) WHERE state = 'running'`,
		`DELETE FROM river_leader`,
	} {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("job engine: %w", err)
		}
	}
	return nil
}

// Sweep is the job of doing what the day has made due.
type Sweep struct{}

// Kind names the job in the engine's tables.
func (Sweep) Kind() string { return "sweep" }

// InsertOpts keeps sweeps from piling up, however slow they are. A sweep that is over keeps no
// other from beginning, as when a process ends and the next takes its place; and one whose process
// died does so for half a minute at most.
func (Sweep) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: queue.Sweeps, MaxAttempts: 3, UniqueOpts: river.UniqueOpts{ByArgs: true, ByPeriod: 30 * time.Second, ByState: []rivertype.JobState{
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateRunning, rivertype.JobStateScheduled,
	}}}
}

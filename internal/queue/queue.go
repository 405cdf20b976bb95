// Package queue names the jobs that transactions leave for later, and puts them into the job
// engine's tables in those same transactions. Who works them registers elsewhere: mail is
// delivered by the scheduler, inbound messages are handled by the intake bot.
package queue

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"

	"database/sql"
)

// Names of the queues, one for each part of the program that works them.
const (
	Mail   = "mail"
	Intake = "intake"
	Sweeps = "sweeps"
)

// Deliver is the job of sending one outgoing mail.
type Deliver struct {
	NotificationID int64 `json:"notification_id"`
}

// Kind names the job in the engine's tables.
func (Deliver) Kind() string { return "deliver_mail" }

// InsertOpts sends the job to its queue. The tries reach over about three days of backoff.
func (Deliver) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: Mail, MaxAttempts: 24}
}

// Handle is the job of understanding and acting on one inbound message.
type Handle struct {
	InboundEmailID int64 `json:"inbound_email_id"`
}

// Kind names the job in the engine's tables.
func (Handle) Kind() string { return "handle_inbound_email" }

// InsertOpts sends the job to its queue; after these tries the message is quarantined.
func (Handle) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: Intake, MaxAttempts: 6}
}

// Jobs inserts jobs and works none.
type Jobs struct {
	client *river.Client[*sql.Tx]
}

// NewJobs inserts through the given database.
func NewJobs(db *sqlx.DB) (*Jobs, error) {
	client, err := river.NewClient(riverdatabasesql.New(db.DB), &river.Config{})
	if err != nil {
		return nil, fmt.Errorf("jobs: %w", err)
	}
	return &Jobs{client: client}, nil
}

// Insert leaves jobs to be worked once tx commits.
func (j *Jobs) Insert(ctx context.Context, tx *sqlx.Tx, args ...river.JobArgs) error {
	if len(args) == 0 {
		return nil
	}
	params := make([]river.InsertManyParams, len(args))
	for i, a := range args {
		params[i] = river.InsertManyParams{Args: a}
	}
	if _, err := j.client.InsertManyFastTx(ctx, tx.Tx, params); err != nil {
		return fmt.Errorf("jobs: insert: %w", err)
	}
	return nil
}

// Backoff is how long to wait before the next try after so many failed ones: 5 s, doubling, at
// most six hours.
func Backoff(failed int) time.Duration {
	const first, most = 5 * time.Second, 6 * time.Hour
	if failed > 13 {
		return most
	}
	return min(first<<max(failed-1, 0), most)
}

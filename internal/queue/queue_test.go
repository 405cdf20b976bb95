package queue_test

import (
	"testing"
	"time"

	"github.com/guestd/guestd/internal/queue"
	"github.com/guestd/guestd/internal/testpg"
)

// A job is there when its cause is, and not when that was rolled back.
func TestJobsGoWithTheirCause(t *testing.T) {
	t.Parallel()
	db := testpg.New(t)
	jobs, err := queue.NewJobs(db)
	if err != nil {
		t.Fatal(err)
	}
	for _, commit := range []bool{false, true} {
		tx := db.MustBeginTx(t.Context(), nil)
		if err := jobs.Insert(t.Context(), tx, queue.Deliver{NotificationID: 7}, queue.Handle{InboundEmailID: 8}); err != nil {
			t.Fatal(err)
		}
		if err := jobs.Insert(t.Context(), tx); err != nil {
			t.Errorf("no jobs at all: %v", err)
		}
		end := tx.Rollback
		if commit {
			end = tx.Commit
		}
		if err := end(); err != nil {
			t.Fatal(err)
		}
	}
	var rows []struct {
		Kind, Queue, State string
		Args               string
		MaxAttempts        int `db:"max_attempts"`
	}
	if err := db.SelectContext(t.Context(), &rows, `SELECT kind, queue, state, args, max_attempts FROM river_job ORDER BY kind`); err != nil {
		t.Fatal(err)
	}
	if len(rows) != 2 || rows[0].Kind != "deliver_mail" || rows[0].Queue != queue.Mail || rows[0].Args != `{"notification_id": 7}` ||
		rows[1].Kind != "handle_inbound_email" || rows[1].Queue != queue.Intake || rows[1].State != "available" {
		t.Errorf("%+v", rows)
	}
}

func TestBackoff(t *testing.T) {
	t.Parallel()
	for failed, want := range map[int]time.Duration{0: 5 * time.Second, 1: 5 * time.Second, 2: 10 * time.Second, 5: 80 * time.Second, 13: 20480 * time.Second, 14: 6 * time.Hour, 1000: 6 * time.Hour} {
		if got := queue.Backoff(failed); got != want {
			t.Errorf("after %d failures %s, want %s", failed, got, want)
		}
	}
	// "The tries reach over about three days of backoff."
	var sum time.Duration
	for failed := 1; failed < (queue.Deliver{}).InsertOpts().MaxAttempts; failed++ {
		sum += queue.Backoff(failed)
	}
	if sum < 60*time.Hour || sum > 84*time.Hour {
		t.Errorf("a mail is tried over %s", sum)
	}
}

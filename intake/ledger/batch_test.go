package ledger_test

import (
	"testing"
	"time"

	"github.com/guestd/guestd/intake/ledger"
	"github.com/guestd/guestd/intake/mailbox"
	"github.com/guestd/guestd/internal/clock"
	"github.com/guestd/guestd/internal/postgres"
	"github.com/guestd/guestd/internal/queue"
	"github.com/guestd/guestd/internal/testpg"
)

// TestABatchWithTheSameMessageTwice stores it once, with one job, notes both places, and takes the
// last for where it lies.
func TestABatchWithTheSameMessageTwice(t *testing.T) {
	t.Parallel()
	db := testpg.NewAs(t, postgres.AppRole)
	jobs, err := queue.NewJobs(db)
	if err != nil {
		t.Fatal(err)
	}
	kept := ledger.New(db, jobs, clock.System{})
	at := func(uid uint32, raw string) mailbox.Fetched {
		return mailbox.Fetched{Place: mailbox.Place{Mailbox: "INBOX", UIDValidity: 1, UID: uid}, InternalDate: time.Date(2027, 1, 4, 15, 0, 0, 0, time.UTC), Size: int64(len(raw)), Raw: []byte(raw)}
	}
	one, two := "Message-ID: <one@sender.test>\r\n\r\nOne\r\n", "Message-ID: <two@sender.test>\r\n\r\nTwo, \\x00 \"{}\r\n"
	for range 2 { // and the batch itself twice, as after a crash before the move
		if err := kept.Keep(t.Context(), []mailbox.Fetched{at(1, one), at(2, two), at(3, one)}); err != nil {
			t.Fatal(err)
		}
	}
	var rows []struct {
		UID    int    `db:"at_uid"`
		Raw    string `db:"raw"`
		Places int
		Jobs   int
	}
	if err := db.SelectContext(t.Context(), &rows, `
		SELECT at_uid, raw, (SELECT count(*) FROM inbound_email_places p WHERE p.inbound_email_id = e.id) AS places,
			(SELECT count(*) FROM river_job j WHERE j.args->>'inbound_email_id' = e.id::text) AS jobs
		FROM inbound_emails e ORDER BY id`); err != nil {
		t.Fatal(err)
	}
	if len(rows) != 2 || rows[0].Raw != one || rows[1].Raw != two || rows[0].UID != 3 || rows[1].UID != 2 ||
		rows[0].Places != 2 || rows[1].Places != 1 || rows[0].Jobs != 1 || rows[1].Jobs != 1 {
		t.Errorf("kept: %+v", rows)
	}
}

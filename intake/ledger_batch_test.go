package intake_test

import (
	"testing"

	"github.com/guestd/guestd/intake/mailbox"
)

// TestABatchWithTheSameMessageTwice stores it once, with one job, notes both places, and takes the
// last for where it lies.
func TestABatchWithTheSameMessageTwice(t *testing.T) {
	t.Parallel()
	b := setup(t)
	at := func(uid uint32, raw string) mailbox.Fetched {
		return mailbox.Fetched{Place: mailbox.Place{Mailbox: "INBOX", UIDValidity: 1, UID: uid}, InternalDate: b.clock.Now(), Size: int64(len(raw)), Raw: []byte(raw)}
	}
	one, two := "Message-ID: <one@sender.test>\r\n\r\nOne\r\n", "Message-ID: <two@sender.test>\r\n\r\nTwo, \\x00 \"{}\r\n"
	for range 2 { // and the batch itself twice, as after a crash before the move
		b.must(b.ledger.Keep(t.Context(), []mailbox.Fetched{at(1, one), at(2, two), at(3, one)}))
	}
	var rows []struct {
		UID    int    `db:"at_uid"`
		Raw    string `db:"raw"`
		Places int
		Jobs   int
	}
	b.must(b.db.SelectContext(t.Context(), &rows, `
		SELECT at_uid, raw, (SELECT count(*) FROM inbound_email_places p WHERE p.inbound_email_id = e.id) AS places,
			(SELECT count(*) FROM river_job j WHERE j.args->>'inbound_email_id' = e.id::text) AS jobs
		FROM inbound_emails e ORDER BY id`))
	if len(rows) != 2 || rows[0].Raw != one || rows[1].Raw != two || rows[0].UID != 3 || rows[1].UID != 2 ||
		rows[0].Places != 2 || rows[1].Places != 1 || rows[0].Jobs != 1 || rows[1].Jobs != 1 {
		t.Errorf("kept: %+v", rows)
	}
}

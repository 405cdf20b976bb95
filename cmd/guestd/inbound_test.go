package main

import (
	"strings"
	"testing"

	"github.com/guestd/guestd/internal/postgres"
	"github.com/guestd/guestd/internal/testpg"
)

// The service desk sees from a terminal what came in, and settles what is in quarantine: a retry gives
// it back to the bot, a release files it with what the bot leaves alone.
func TestInbound(t *testing.T) {
	t.Parallel()
	db := testpg.New(t)
	env := []string{"GUESTD_DATABASE=" + testpg.DSNAs(t, postgres.AppRole), "GUESTD_SECRET=" + strings.Repeat("QUJD", 12), "GUESTD_TOKEN_KEY=1:" + strings.Repeat("QUJD", 11) + "QUI="}
	const insert = `
		INSERT INTO inbound_emails (at_mailbox, at_uid_validity, at_uid, size, fingerprint, message_id, from_address, subject, received_at, raw, trust, intent, outcome, because, attempts, last_error, handled_at, folder, filed_at, created_at)
		VALUES ($1, 1, $2, 40, $3, $4, 'ana.ruiz@hms.harvard.edu', $5, '2027-01-04 15:00Z', $6, 'VERIFIED', 'request_account', $7, $8, 6, $9, '2027-01-04 15:05Z', $10, '2027-01-04 15:06Z', '2027-01-04 15:00Z')`
	for _, e := range [][]any{
		{"Processed", 1, "a", "<a@x>", "Jane", "Subject: Jane\r\n\r\nHi\r\n", "ACTED", "The request was made.", nil, "Processed"},
		{"Quarantine", 1, "b", "<b@x>", "Mei", "Subject: Mei\r\n\r\nHi\r\n", "QUARANTINED", "Handling it failed at every try.", "the API is away", "Quarantine"},
		{"Quarantine", 2, "c", "<c@x>", "Noah", "Subject: Noah\r\n\r\nHi\r\n", "QUARANTINED", "It is built to be costly to read.", nil, "Quarantine"},
	} {
		if _, err := db.ExecContext(t.Context(), insert, e...); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		args     []string
		code     int
		says, no []string
	}{
		{[]string{"list"}, 0, []string{"Jane", "Mei", "Noah", "ACTED", "QUARANTINED"}, nil},
		{[]string{"list", "--outcome", "quarantined", "--most", "1"}, 0, []string{"Noah"}, []string{"Jane", "Mei"}},
		{[]string{"show", "2"}, 0, []string{"Mei", "January 4, 2027, 10:00", "QUARANTINED", "failed at every try", "Tries     6", "the API is away"}, nil},
		{[]string{"show", "--raw", "2"}, 0, []string{"Subject: Mei\r\n\r\nHi\r\n"}, []string{"Outcome"}},
		{[]string{"show", "9"}, 1, nil, nil},
		{[]string{"show", "--raw", "9"}, 1, nil, nil},
		{[]string{"retry", "1"}, 1, []string{"not in quarantine"}, nil},
		{[]string{"release", "1"}, 1, []string{"not in quarantine"}, nil},
		{[]string{"release", "9"}, 1, nil, nil},
		{[]string{"retry", "2"}, 0, []string{"handles it again"}, nil},
		{[]string{"retry", "2"}, 1, []string{"not in quarantine"}, nil},
		{[]string{"release", "3", "--note", "Asked for by phone."}, 0, []string{"out of quarantine"}, nil},
		{[]string{"release", "3"}, 1, []string{"not in quarantine"}, nil},
		{[]string{"show", "3"}, 0, []string{"IGNORED", "The service desk has seen to it. Asked for by phone."}, nil},
		{[]string{"list", "--outcome", "QUARANTINED"}, 0, nil, []string{"Jane", "Mei", "Noah"}},
	} {
		out, log, code := run(t, env, append([]string{"inbound"}, c.args...)...)
		if (code != 0) != (c.code != 0) {
			t.Errorf("%v: exit status %d\n%s%s", c.args, code, out, log)
		}
		for _, part := range c.says {
			if !strings.Contains(out+log, part) {
				t.Errorf("%v does not say %q:\n%s%s", c.args, part, out, log)
			}
		}
		for _, part := range c.no {
			if strings.Contains(out, part) {
				t.Errorf("%v says %q:\n%s", c.args, part, out)
			}
		}
	}
	for query, want := range map[string]int{
		// Given back to the bot, which has one job for it; in its folder until that is done.
		`SELECT count(*) FROM inbound_emails WHERE id = 2 AND outcome = 'PENDING' AND folder = 'Quarantine' AND handled_at IS NULL`: 1,
		`SELECT count(*) FROM river_job WHERE kind = 'handle_inbound_email' AND args->>'inbound_email_id' = '2'`:                    1,
		// Let go: to be filed elsewhere by the poller, and no job of the bot's.
		`SELECT count(*) FROM inbound_emails WHERE id = 3 AND outcome = 'IGNORED' AND folder = 'Ignored' AND filed_at IS NULL`:                           1,
		`SELECT count(*) FROM river_job WHERE args->>'inbound_email_id' = '3'`:                                                                           0,
		`SELECT count(*) FROM audit_events WHERE action IN ('inbound_email.retried', 'inbound_email.released') AND subject_id IN (2, 3) AND actor <> ''`: 2,
	} {
		if n := countIn(t, db, query); n != want {
			t.Errorf("%s: %d, want %d", query, n, want)
		}
	}
	if _, log, code := run(t, nil, "inbound", "list"); code == 0 || !strings.Contains(log, "--database") {
		t.Errorf("without a database: %d %s", code, log)
	}
}

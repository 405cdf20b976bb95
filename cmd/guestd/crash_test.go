package main

import (
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/jmoiron/sqlx"
)

// A process that is killed at any point of an email's way, and started again, has made one
// request, one account, one answer and one activation of it, and filed it.
func TestCrashOnAnEmailsWay(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	d := startDemo(t, dir, "--empty", "--now", "2027-01-04T10:00:00-05:00")
	points := []string{
		"mailbox.fetched", "mailbox.stored", "mailbox.before_move", "mailbox.moved",
		"mutated", "before_conclusion", "concluded", "mail.begun", "mail.accepted", "mail.marked",
	}
	var roles []map[string]any
	for n := range points {
		roles = append(roles, map[string]any{
			"number": fmt.Sprint(209100 + n), "type": "Visiting Scholar", "guestHuid": fmt.Sprint(91899100 + n), "guestGivenName": "Robin", "guestFamilyName": family(n),
			"guestEmail": mailOf(n), "startsOn": "2027-01-01", "endsOn": "2027-12-31",
		})
	}
	var fed struct {
		UpsertSponsoredRoles struct{ UserErrors []struct{ Message string } }
	}
	d.ask("feed", `mutation($in: UpsertSponsoredRolesInput!) { upsertSponsoredRoles(input: $in) { userErrors { message } } }`, map[string]any{"in": map[string]any{"roles": roles}}, &fed)
	if len(fed.UpsertSponsoredRoles.UserErrors) != 0 {
		t.Fatal(fed)
	}
	d.terminate()

	for n, point := range points {
		t.Run(point, func(t *testing.T) {
			d := startDemo(t, dir, "--crash-at", point)
			id := d.send(letter{from: ana, subject: "Guest account", text: fmt.Sprintf("Please set up an account for Robin %s (%s), visiting scholar, HSR %d, until June 30, 2027.", family(n), mailOf(n), 209100+n)})
			d.awaitEnd()
			if by := signalOf(d.status); by != syscall.SIGKILL {
				t.Fatalf("it did not end at the point, but by %v", d.status)
			}

			d = startDemo(t, dir)
			outcome := d.handled(id)
			d.settled()
			if outcome != "ACTED" {
				t.Errorf("it is %s", outcome)
			}
			if got := d.count(`SELECT count(*) FROM inbound_emails WHERE message_id = $1`, id); got != 1 {
				t.Errorf("it is kept %d times", got)
			}
			made, done := d.count(`SELECT count(*) FROM requests WHERE personal_email = $1`, mailOf(n)), d.count(`SELECT count(*) FROM requests WHERE personal_email = $1 AND status = 'FULFILLED'`, mailOf(n))
			if made != 1 || done != 1 {
				t.Errorf("%d requests were made, %d fulfilled", made, done)
			}
			d.onlyAccount(mailOf(n))
			var answers, activations, copies, filed []received
			for _, m := range d.mails(ana, "INBOX") {
				if m.GetHeader("In-Reply-To") == id {
					answers = append(answers, m)
				}
			}
			activations = d.mails(mailOf(n), "INBOX")
			for _, m := range d.mails(ana, "INBOX") {
				if len(activations) > 0 && m.id() == activations[0].id() {
					copies = append(copies, m)
				}
			}
			for _, m := range d.mails(requests, "Processed") {
				if m.id() == id {
					filed = append(filed, m)
				}
			}
			for what, mails := range map[string][]received{"answers": answers, "activations": activations, "copies": copies, "messages in Processed": filed} {
				// Where the server had taken a mail and nobody had noted it, it is sent again, and its
				// Message-ID says that it is the same. Mails go out beside each other: while one is
				// noted, or its cause concluded, another may be at that point.
				mayRepeat := n > slices.Index(points, "mailbox.moved") && what != "messages in Processed" && len(messageIDs(mails)) == 1 && len(mails) == 2
				if len(mails) != 1 && !mayRepeat {
					t.Errorf("%d %s, %d of them different", len(mails), what, len(messageIDs(mails)))
				}
			}
			d.terminate()
		})
	}
}

func family(n int) string {
	return []string{"Abbott", "Becker", "Castillo", "Dubois", "Eriksen", "Fischer", "Greco", "Hansen", "Ito", "Jansen"}[n]
}

func mailOf(n int) string { return fmt.Sprintf("robin.%s@example.org", strings.ToLower(family(n))) }

func signalOf(status error) syscall.Signal {
	if exit, ok := status.(*exec.ExitError); ok { //nolint:errorlint // Wait answers with this type itself
		if s, ok := exit.Sys().(syscall.WaitStatus); ok && s.Signaled() {
			return s.Signal()
		}
	}
	return 0
}

// A process that is killed at any point of a reminder's way writes one for the account and day,
// and skips none.
func TestCrashOnARemindersWay(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	d := startDemo(t, dir, "--empty", "--now", "2027-01-04T09:00:00-05:00")
	var made struct {
		RequestAccount struct {
			Request struct{ Account *struct{ AccountID string } }
		}
	}
	d.ask(ana, `mutation($in: RequestAccountInput!) { requestAccount(input: $in) { request { account { accountId } } } }`, map[string]any{"in": map[string]any{
		"guest":     map[string]any{"givenName": "Mei", "familyName": "Lin", "personalEmail": "mei.lin@example.net", "affiliation": "Lin & Co"},
		"hsrNumber": "204520", "expiresOn": "2027-01-12",
	}}, &made)
	account := made.RequestAccount.Request.Account.AccountID
	d.settled()
	d.terminate()

	known := map[string]bool{}
	days := 0 // on which a reminder was due; the first is January 5
	once := func(t *testing.T, mayRepeat bool) {
		t.Helper()
		d := startDemo(t, dir)
		d.clock("+1h") // which ends when all is done that was due
		d.settled()
		days++
		if due := d.count(`SELECT count(DISTINCT n.due_on) FROM notifications n JOIN accounts a ON a.id = n.account_id WHERE a.account_id = $1 AND n.kind = 'EXPIRY_REMINDER'`, account); due != days {
			t.Errorf("reminders for %d days, after %d", due, days)
		}
		var reminders []received
		for _, m := range d.mails(ana, "INBOX") {
			if m.GetHeader("In-Reply-To") == "" && !withSubject("Activate your HMS account")(m) && !known[m.id()] {
				reminders = append(reminders, m)
			}
		}
		if len(messageIDs(reminders)) != 1 || len(reminders) != 1 && !(mayRepeat && len(reminders) == 2) {
			t.Errorf("%d reminders, %d of them different", len(reminders), len(messageIDs(reminders)))
		}
		for _, m := range reminders {
			known[m.id()] = true
		}
		d.terminate()
	}

	t.Run("while it is written", func(t *testing.T) {
		// Within its transaction: held up there by a lock on the outbox, and killed.
		d := startDemo(t, dir)
		lock := d.lockOutbox()
		command := launch(t, nil, "demo", "clock", "--data", dir, "+1d")
		eventually(t, "the reminder waits to be written", func() bool {
			return countIn(t, lock.db, `SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'notifications'::regclass`) > 0
		})
		d.kill()
		lock.release()
		command.awaitEnd()
		if command.status == nil {
			t.Error("the command that moves the clock says that it went well")
		}
		once(t, false)
	})
	for n, point := range []string{"sweep.begun", "sweep.done", "mail.begun", "mail.accepted", "mail.marked"} {
		t.Run(point, func(t *testing.T) {
			crashed := launch(t, nil, "demo", "--data", dir, "--http", "127.0.0.1:0", "--smtp", "127.0.0.1:0", "--imap", "127.0.0.1:0",
				"--crash-at", point, "--now", fmt.Sprintf("2027-01-%02dT09:00:00-05:00", 6+n))
			crashed.awaitEnd()
			if signalOf(crashed.status) != syscall.SIGKILL {
				t.Fatalf("it did not end at the point, but by %v", crashed.status)
			}
			once(t, point == "mail.accepted")
		})
	}
}

// heldLock keeps everybody from writing mails.
type heldLock struct {
	db      *sqlx.DB
	release func()
}

func (d *demoProcess) lockOutbox() heldLock {
	d.t.Helper()
	tx, err := d.db.BeginTxx(d.t.Context(), nil)
	if err != nil {
		d.t.Fatal(err)
	}
	if _, err := tx.Exec(`LOCK TABLE notifications IN SHARE MODE`); err != nil {
		d.t.Fatal(err)
	}
	return heldLock{d.db, func() { _ = tx.Rollback() }}
}

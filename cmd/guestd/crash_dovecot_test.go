package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/guestd/guestd/scheduler"
)

// crashPoint is a point of an email's way, and what of it is done when the process dies there. The
// email's move and its handling run beside each other: each point says only what it is sure of.
type crashPoint struct {
	name string
	// arrange, where set, holds the process up at the point in place of --crash-at.
	arrange func(s *site) hold
	// kept: the email is committed.
	kept bool
	// lies is the folder that it lies in.
	lies string
	// requests is how many are made of it.
	requests string
	outcome  string
	// repeats: a mail that the server had taken comes again, as the same.
	repeats bool
}

const (
	inbox     = "the inbox"
	processed = "Processed"
)

// Issue 3's crash table on Dovecot and PostgreSQL, rows 1 to 5: the process is killed at the point,
// the email is where the table says, and the next process makes of it one request, one account, one
// answer and one activation, and files it once.
func TestCrashOverDovecot(t *testing.T) {
	t.Parallel()
	for part, points := range map[string][]crashPoint{
		"mailbox and understanding": {
			{name: "mailbox.fetched", lies: inbox, requests: "0"},
			{name: "mailbox.stored", kept: true, lies: inbox},
			{name: "mailbox.before_move", kept: true, lies: inbox},
			{name: "mailbox.moved", kept: true, lies: processed},
			{name: "while it is understood", arrange: heldBefore("UPDATE OF body_text ON inbound_emails"), kept: true, lies: processed, requests: "0", outcome: "PENDING"},
		},
		"mutation and answer": {
			{name: "while the mutation writes", arrange: heldBefore("INSERT ON accounts"), kept: true, lies: processed, requests: "0", outcome: "PENDING"},
			{name: "mutated", kept: true, requests: "1", outcome: "PENDING"},
			{name: "before_conclusion", kept: true, requests: "1", outcome: "PENDING"},
			{name: "concluded", kept: true, requests: "1", outcome: "ACTED"},
			{name: "mail.begun", kept: true, requests: "1"},
			{name: "mail.accepted", kept: true, requests: "1", repeats: true},
			{name: "mail.marked", kept: true, requests: "1"},
		},
	} {
		t.Run(part, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			first := s.serve()
			s.reminded() // so that no other mail is on its way
			first.terminate()
			for n, point := range points {
				t.Run(point.name, func(t *testing.T) { s.at(t).crash(n, point) })
			}
		})
	}
}

// at is the site for a subtest.
func (s *site) at(t *testing.T) *site {
	here := *s
	here.t = t
	return &here
}

// crash has the nth request arrive, the process die of it, and another take over.
func (s *site) crash(n int, at crashPoint) {
	t := s.t
	t.Helper()
	var flags []string
	if at.arrange == nil {
		flags = []string{"--crash-at", at.name}
	}
	dying := launch(t, s.env, append([]string{"serve"}, flags...)...)
	dying.await(dying.log, "guestd serves")
	var hold hold
	if at.arrange != nil {
		hold = at.arrange(s)
	}
	id := s.request(n, true)
	if at.arrange != nil {
		hold.await()
		eventually(t, "the email is moved meanwhile", func() bool { return s.lies("", id) == 0 && s.lies(processed, id) == 1 })
		dying.kill()
	} else {
		dying.awaitEnd()
	}
	if by := signalOf(dying.status); by != syscall.SIGKILL {
		t.Fatalf("it did not end at the point, but by %v", dying.status)
	}
	s.stands(n, id, at)
	if at.arrange != nil {
		hold.release()
	}

	// What the engine does after a minute and a half, at once.
	if err := scheduler.ReleaseOrphans(t.Context(), s.db); err != nil {
		t.Fatal(err)
	}
	next := s.serve()
	s.onceOnly(n, id, at.kept && at.requests != "0")
	if seen := s.metric(next, "guestd_mailbox_recognised_messages_total"); at.kept && at.lies == inbox && seen != 1 {
		t.Errorf("%v messages are recognised, and not fetched again", seen)
	}
	if at.repeats && !s.repeated() {
		t.Error("the mail that the server had taken did not come again")
	}
	next.terminate()
}

// stands checks how things stood when the process died.
func (s *site) stands(n int, id string, at crashPoint) {
	s.t.Helper()
	kept := countIn(s.t, s.db, `SELECT count(*) FROM inbound_emails WHERE message_id = $1`, id)
	if (kept == 1) != at.kept || kept > 1 {
		s.t.Errorf("it is kept %d times", kept)
	}
	if in, out := s.lies("", id), s.lies(processed, id); at.lies == inbox && (in != 1 || out != 0) || at.lies == processed && (in != 0 || out != 1) {
		s.t.Errorf("it lies %d times in the inbox and %d times in Processed", in, out)
	}
	if made := fmt.Sprint(countIn(s.t, s.db, `SELECT count(*) FROM requests WHERE personal_email = $1`, mailOf(n))); at.requests != "" && made != at.requests {
		s.t.Errorf("%s requests are made", made)
	}
	if at.outcome != "" && countIn(s.t, s.db, `SELECT count(*) FROM inbound_emails WHERE message_id = $1 AND outcome = $2`, id, at.outcome) != 1 {
		s.t.Errorf("its outcome is not %s", at.outcome)
	}
}

// repeated reports whether the SMTP server was given any mail twice.
func (s *site) repeated() bool {
	s.t.Helper()
	all := s.smtp.mails()
	return len(messageIDs(all)) < len(all)
}

// lies tells how often a message lies in a folder.
func (s *site) lies(folder, id string) (n int) {
	s.t.Helper()
	for _, raw := range s.dovecot.Messages(requests, folder) {
		if strings.Contains(raw, "Message-ID: "+id) {
			n++
		}
	}
	return n
}

// onceOnly waits until a request email is handled, and counts: one of each. Where mails were on
// their way when a process died, one that the server had taken may have come again, as the same.
func (s *site) onceOnly(n int, id string, mayRepeat bool) {
	t := s.t
	t.Helper()
	if outcome := handledIn(t, s.db, id); outcome != "ACTED" {
		t.Errorf("it is %s", outcome)
	}
	s.sent()
	eventually(t, "the email is filed", func() bool { return s.lies("", id) == 0 && s.lies(processed, id) > 0 })
	var answers, activations []received
	for _, m := range s.smtp.mails() {
		if m.GetHeader("In-Reply-To") == id {
			answers = append(answers, m)
		}
		if slices.Contains(m.addresses("To"), mailOf(n)) {
			activations = append(activations, m)
		}
	}
	for what, mails := range map[string][]received{"answers": answers, "activations": activations} {
		again := mayRepeat && len(mails) == 2
		if len(messageIDs(mails)) != 1 || len(mails) != 1 && !again {
			t.Errorf("%d %s, %d of them different", len(mails), what, len(messageIDs(mails)))
		}
	}
	for query, want := range map[string]int{
		`SELECT count(*) FROM inbound_emails WHERE message_id = $1`:                                                                                  1,
		`SELECT count(*) FROM river_job j JOIN inbound_emails e ON j.args->>'inbound_email_id' = e.id::text WHERE e.message_id = $1`:                 1,
		`SELECT count(*) FROM notifications n JOIN inbound_emails e ON n.inbound_email_id = e.id WHERE e.message_id = $1 AND n.once_key LIKE 'ans%'`: 1,
	} {
		if got := countIn(t, s.db, query, id); got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
	if made := countIn(t, s.db, `SELECT count(*) FROM requests WHERE personal_email = $1 AND status = 'FULFILLED'`, mailOf(n)); made != 1 {
		t.Errorf("%d requests are fulfilled", made)
	}
	if made := countIn(t, s.db, `SELECT count(*) FROM accounts a JOIN guests g ON g.id = a.guest_id WHERE g.personal_email = $1`, mailOf(n)); made != 1 {
		t.Errorf("%d accounts", made)
	}
	if filed := s.lies(processed, id); filed != 1 {
		t.Errorf("it lies %d times in Processed", filed)
	}
}

// hold holds whoever comes to a point in the database.
type hold struct {
	await   func()
	release func()
}

// heldBefore holds whoever is about to do something to a table, within the transaction that does.
func heldBefore(what string) func(s *site) hold {
	const key = 20270104
	return func(s *site) hold {
		s.t.Helper()
		conn, err := s.db.Connx(s.t.Context())
		if err != nil {
			s.t.Fatal(err)
		}
		for _, statement := range []string{
			fmt.Sprintf(`SELECT pg_advisory_lock(%d)`, key),
			fmt.Sprintf(`CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(%d); RETURN NEW; END $$`, key),
			`CREATE TRIGGER hold BEFORE ` + what + ` FOR EACH ROW EXECUTE FUNCTION hold()`,
		} {
			if _, err := conn.ExecContext(s.t.Context(), statement); err != nil {
				s.t.Fatal(err)
			}
		}
		return hold{
			await: func() {
				eventually(s.t, "somebody is about to "+what, func() bool {
					return countIn(s.t, s.db, `SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = $1 AND NOT granted`, key) > 0
				})
			},
			release: func() {
				ctx := context.WithoutCancel(s.t.Context())
				// Who was held is dead, and its session shall not go on for it.
				for _, statement := range []string{
					fmt.Sprintf(`SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = %d AND NOT granted`, key),
					fmt.Sprintf(`SELECT pg_advisory_unlock(%d)`, key),
					`DROP FUNCTION hold() CASCADE`,
				} {
					if _, err := conn.ExecContext(ctx, statement); err != nil {
						s.t.Error(err)
					}
				}
				if err := conn.Close(); err != nil {
					s.t.Error(err)
				}
			},
		}
	}
}

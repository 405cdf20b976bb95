package guest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/guestd/guestd/internal/mail/notice"
	"github.com/guestd/guestd/internal/mail/outbox"
)

// remind runs the sweep and tells how many it wrote.
func (b *bundle) remind() int {
	b.t.Helper()
	n, err := b.svc.Remind(b.ctx)
	b.must(err)
	return n
}

// "at a set local hour"; "one reminder per account and calendar day".
func TestRemindersGoOutOnceADayFromTheirHour(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.gusAccount("2027-06-30")
	b.clock.Set(d("2027-06-23").At(8).Add(-1))
	if n := b.remind(); n != 0 {
		t.Errorf("%d before eight", n)
	}
	b.to(d("2027-06-23"), 8)
	if n := b.remind(); n != 1 {
		t.Errorf("%d at eight", n)
	}
	b.to(d("2027-06-23"), 20)
	if n := b.remind(); n != 0 {
		t.Errorf("%d more on that day", n)
	}
	mail := b.outbox(notice.KindExpiryReminder)[0]
	if mail.DueOn != d("2027-06-23") || len(mail.To) != 1 || mail.To[0] != "ada_alder@hms.harvard.edu" {
		t.Errorf("mail: %+v", mail.Notification)
	}
	// "each must say in its subject who and until when"
	if !strings.Contains(mail.Subject, "Gus Grove") || !strings.Contains(mail.Subject, "June 30, 2027") {
		t.Errorf("subject %q", mail.Subject)
	}
}

// "after an outage one, not a backlog"
func TestAfterAnOutageOneReminder(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.gusAccount("2027-06-30")
	b.to(d("2027-06-28"), 9)
	if n := b.remind(); n != 1 {
		t.Errorf("%d after five days without a sweep", n)
	}
	b.to(d("2027-07-02"), 9)
	if n := b.remind(); n != 0 {
		t.Errorf("%d after the end", n)
	}
}

// "re-armed by every change of the end date, silent once extended or ended"
func TestRemindersFollowTheEnd(t *testing.T) {
	t.Parallel()
	b := setup(t)
	acc := b.gusAccount("2027-06-30")
	b.to(d("2027-06-25"), 9)
	b.remind()
	first := b.outbox(notice.KindExpiryReminder)[0]
	b.askMore(b.ada, acc.AccountID, "2027-12-31")
	if got := b.outbox(notice.KindExpiryReminder)[0]; got.Status != NotificationCancelled || got.Raw != nil {
		t.Errorf("the reminder of the old end, not sent yet, is %s", got.Status)
	}
	if done, err := b.svc.Outbox().Deliver(b.ctx, first.ID, func(context.Context, outbox.Outgoing) outbox.Try {
		t.Error("a mail that was called off is handed over")
		return outbox.Try{}
	}); !done || err != nil {
		t.Errorf("delivery of it: %t, %v", done, err)
	}
	for i := 26; i <= 30; i++ {
		if _, n, _ := b.sweepDay(d("2027-06-01").AddDays(i)); n != 0 {
			t.Errorf("reminded on June %d of an end that is no more", i+1)
		}
	}
	b.end(b.ada, acc, "2027-07-20")
	if got := b.account(acc.ID).NextReminderOn(b.svc.Policy(), b.svc.Today()); got != d("2027-07-13") {
		t.Errorf("next reminder %s", got)
	}
	if _, n, _ := b.sweepDay(d("2027-07-13")); n != 1 {
		t.Errorf("%d seven days before the new end", n)
	}
	b.end(b.ada, acc, "")
	if _, n, _ := b.sweepDay(d("2027-07-14")); n != 0 {
		t.Errorf("%d of an account that has ended", n)
	}
	if got := b.account(acc.ID).NextReminderOn(b.svc.Policy(), b.svc.Today()); !got.IsZero() {
		t.Errorf("next reminder of an ended account %s", got)
	}
}

// "Reminders state the role's end too where it is the nearer"
func TestRemindersNameTheRolesEnd(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.roles(gusRole("2027-01-01", "2027-06-30"))
	b.opened(b.ask(b.ada, gus("2027-06-30")))
	b.to(d("2027-06-24"), 9)
	b.remind()
	if raw := string(b.outbox(notice.KindExpiryReminder)[0].Raw); !strings.Contains(raw, "5001") {
		t.Errorf("the role is not named:\n%s", raw)
	}
}

// many opens accounts that end on that day, by SQL.
func (b *bundle) many(n int, expires string) {
	b.t.Helper()
	for _, statement := range []string{
		`INSERT INTO guests (given_name, family_name, personal_email, huid, created_at, updated_at)
		 SELECT 'Gus', 'Number ' || i, 'many' || i || '@example.org', lpad((80000000 + i)::text, 8, '0'), now(), now() FROM generate_series(1, $1) i`,
		`INSERT INTO sponsored_roles (number, type, guest_huid, guest_given_name, guest_family_name, starts_on, ends_on, created_at, updated_at)
		 SELECT 'M' || i, 'Visitor', lpad((80000000 + i)::text, 8, '0'), 'Gus', 'Number ' || i, '2020-01-01', '2035-12-31', now(), now() FROM generate_series(1, $1) i`,
	} {
		b.db.MustExecContext(b.ctx, statement, n)
	}
	b.db.MustExecContext(b.ctx, `INSERT INTO accounts (account_id, guest_id, sponsor_id, role_id, status, starts_on, expires_on, name_key, search_key, created_at, updated_at)
		SELECT 'gn' || 100 + g.id, g.id, (SELECT min(id) FROM sponsors), r.id, 'ACTIVE', '2027-01-01', $1, lower(g.family_name || ' ' || g.given_name), lower(g.personal_email::text), now(), now()
		FROM guests g JOIN sponsored_roles r ON r.guest_huid = g.huid WHERE r.number LIKE 'M%'`, expires)
}

// "never two for a day whatever crashes or how many replicas run"
func TestTwoReplicasWriteOneReminder(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.many(450, "2027-06-30") // more than two batches
	b.to(d("2027-06-25"), 9)
	other := newService(t, b.db, b.clock)
	var group sync.WaitGroup
	written := make([]int, 4)
	for i, svc := range []*Service{b.svc, other, b.svc, other} {
		group.Go(func() {
			n, err := svc.Remind(b.ctx)
			if err != nil {
				t.Error(err)
			}
			written[i] = n
		})
	}
	group.Wait()
	// A replica that found the others' rows taken stops early; the next sweep finds none left over.
	left := b.remind()
	if sum := written[0] + written[1] + written[2] + written[3] + left; sum != 450 {
		t.Errorf("%v and then %d reminders for 450 accounts", written, left)
	}
	var doubled []string
	b.must(b.db.SelectContext(b.ctx, &doubled, `SELECT once_key FROM notifications WHERE kind = 'EXPIRY_REMINDER' GROUP BY account_id, due_on, once_key HAVING count(*) > 1`))
	if len(doubled) > 0 {
		t.Errorf("twice: %v", doubled)
	}
}

// A crash between the claim and the commit leaves the day's reminder to be written.
func TestACrashWhileRemindingSkipsNobody(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.gusAccount("2027-06-30")
	b.to(d("2027-06-25"), 9)
	ctx, crash := context.WithCancel(b.ctx)
	err := b.svc.transact(ctx, System(), func(w *work) error {
		accounts, err := all[Account](w, w.q.ClaimReminders, w.today, w.today.AddDays(7), sweepBatch, int64s(w.policy.reminderDays()))
		if err != nil || len(accounts) != 1 {
			return fmt.Errorf("claimed %d: %w", len(accounts), err)
		}
		people, err := w.peopleOf(accounts)
		if err != nil {
			return err
		}
		if err := w.tellReminder(accounts[0], people); err != nil {
			return err
		}
		crash() // the process is gone: nothing of this commits
		return nil
	})
	if err == nil {
		t.Fatal("committed")
	}
	if got := b.outbox(notice.KindExpiryReminder); len(got) != 0 {
		t.Fatalf("%d mails of a transaction that was not committed", len(got))
	}
	if n := b.remind(); n != 1 {
		t.Errorf("%d written after the crash", n)
	}
	if n := b.remind(); n != 0 {
		t.Errorf("%d more", n)
	}
	var jobs int
	b.must(b.db.GetContext(b.ctx, &jobs, `SELECT count(*) FROM river_job j JOIN notifications n ON (j.args->>'notification_id')::bigint = n.id WHERE n.kind = 'EXPIRY_REMINDER'`))
	if jobs != 1 {
		t.Errorf("%d jobs to deliver it", jobs)
	}
}

package guest

import (
	"errors"
	"testing"

	"github.com/lib/pq"

	"github.com/guestd/guestd/internal/postgres"
	"github.com/guestd/guestd/internal/testpg"
)

// With the rights that production gives it, and no others, the service does all its work.
func TestTheAppRoleSuffices(t *testing.T) {
	t.Parallel()
	testpg.New(t)
	b := setupOn(t, testpg.NewAs(t, postgres.AppRole))
	acc := b.gusAccount("2027-06-30")
	b.askMore(b.ada, acc.AccountID, "2027-12-31")
	b.suspend(b.ada, acc)
	b.restore(b.ada, acc)
	r := b.ask(b.wyn, func() RequestAccountInput {
		in := gus("2027-12-31")
		in.Guest.GivenName, in.Guest.PersonalEmail, in.IdempotencyKey = ptr("Mia"), ptr("mia@example.org"), ptr("k")
		return in
	}())
	b.settle(approve, b.affairs, DecideRequestInput{RequestID: r.ID})
	b.roles(gusRole("2027-01-01", "2027-03-31"))
	b.to(d("2027-02-20"), 9)
	b.sweepDay(d("2027-03-31"))
	b.sweepDay(d("2027-04-01"))
	b.readAll()
	if _, err := b.svc.AuditEvents(b.ctx, b.desk, nil, PageArgs{}); err != nil {
		t.Error(err)
	}
	b.checkInvariants(b.svc.Today())
}

// readAll reads what the dashboards read.
func (b *bundle) readAll() {
	b.t.Helper()
	for _, read := range []func() error{
		func() error { _, err := b.svc.Accounts(b.ctx, b.desk, nil, nil, nil, PageArgs{}); return err },
		func() error { _, err := b.svc.Requests(b.ctx, b.desk, nil, nil, nil, PageArgs{}); return err },
		func() error { _, err := b.svc.Sponsors(b.ctx, b.desk, nil, PageArgs{}); return err },
		func() error { _, err := b.svc.InboundEmails(b.ctx, b.desk, nil, PageArgs{}); return err },
		func() error { _, err := b.svc.FailedNotifications(b.ctx, b.desk, PageArgs{}); return err },
		func() error { _, err := b.svc.AccountsByStatus(b.ctx, b.desk); return err },
		func() error { _, err := b.svc.RequestsByStatus(b.ctx, b.desk); return err },
		func() error { _, err := b.svc.ExpiringByDay(b.ctx, b.desk, 30); return err },
	} {
		b.must(read())
	}
}

// "append-only by the database's own rights": for the program's role by its rights, for the
// schema's owner by the triggers.
func TestWhatTheDatabaseRefuses(t *testing.T) {
	t.Parallel()
	owner := testpg.New(t)
	b := setupOn(t, owner)
	b.gusAccount("2027-06-30")
	app := testpg.NewAs(t, postgres.AppRole)
	for _, statement := range []string{
		`UPDATE audit_events SET actor = 'somebody else'`,
		`UPDATE audit_events SET actor = 'somebody else' WHERE false`,
		`DELETE FROM audit_events`,
		`TRUNCATE audit_events`,
		`DELETE FROM accounts`,
		`TRUNCATE accounts CASCADE`,
		`TRUNCATE guests CASCADE`,
		`UPDATE accounts SET account_id = 'zz999'`,
		`UPDATE accounts SET guest_id = guest_id + 1`,
	} {
		for _, db := range []struct {
			who string
			err error
		}{
			{"the owner", func() error { _, err := owner.ExecContext(b.ctx, statement); return err }()},
			{"the program", func() error { _, err := app.ExecContext(b.ctx, statement); return err }()},
		} {
			var pqErr *pq.Error
			if !errors.As(db.err, &pqErr) || pqErr.Code.Name() != "insufficient_privilege" {
				t.Errorf("%s may %s: %v", db.who, statement, db.err)
			}
		}
	}
	for _, statement := range []string{`DELETE FROM requests`, `DELETE FROM notifications`, `DELETE FROM guests`, `DELETE FROM inbound_emails`, `DROP TABLE requests`, `UPDATE goose_db_version SET version_id = 0`} {
		var pqErr *pq.Error
		if _, err := app.ExecContext(b.ctx, statement); !errors.As(err, &pqErr) || pqErr.Code.Name() != "insufficient_privilege" {
			t.Errorf("the program may %s: %v", statement, err)
		}
	}
	app.MustExecContext(b.ctx, `UPDATE accounts SET account_id = account_id, guest_id = guest_id`) // what changes nothing is no change
}

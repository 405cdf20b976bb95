package guest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/guestd/guestd/internal/testpg"
)

// BenchmarkRequestAccount is one request that opens an account: decision, account, mail and its
// job, audit trail, commit.
func BenchmarkRequestAccount(b *testing.B) {
	u := setup(b)
	u.db.MustExecContext(u.ctx, `INSERT INTO sponsored_roles (number, type, guest_huid, guest_given_name, guest_family_name, guest_email, starts_on, ends_on, created_at, updated_at)
		SELECT 'B' || i, 'Visitor', lpad((80000000 + i)::text, 8, '0'), 'Gus', 'Grove', 'b' || i || '@example.org', '2020-01-01', '2035-12-31', now(), now() FROM generate_series(1, 200000) i`)
	u.db.MustExecContext(u.ctx, `ANALYZE sponsored_roles`)
	n := 0
	for b.Loop() {
		n++
		in := gus("2027-12-31")
		in.Guest.PersonalEmail = ptr(fmt.Sprintf("b%d@example.org", n))
		answer, err := u.svc.RequestAccount(u.ctx, u.ada, in)
		if err != nil || len(answer.Errors) > 0 {
			b.Fatal(answer.Errors, err)
		}
	}
}

// BenchmarkRemind10k is a day's reminders of ten thousand accounts.
func BenchmarkRemind10k(b *testing.B) {
	u := setup(b)
	const n = 10_000
	u.many(n, "2027-06-30")
	u.db.MustExecContext(u.ctx, `ANALYZE`)
	u.to(d("2027-06-25"), 9)
	for b.Loop() {
		written, err := u.svc.Remind(u.ctx)
		if err != nil || written != n {
			b.Fatal(written, err)
		}
		b.StopTimer()
		u.db.MustExecContext(u.ctx, `UPDATE accounts SET reminded_on = NULL`)
		u.db.MustExecContext(u.ctx, `TRUNCATE notifications, river_job CASCADE`)
		b.StartTimer()
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "reminders/s")
}

// BenchmarkAccountsPage is a page of fifty of 100,000 accounts, as the service desk and as a
// sponsor with five hundred see it.
func BenchmarkAccountsPage(b *testing.B) {
	u := setupOn(b, testpg.New(b))
	fill(b, u.ctx, u.db, 100_000)
	sponsor := Actor{Roles: []Role{RoleSponsor}, Sponsor: &Sponsor{ID: u.ada.Sponsor.ID + 7}}
	for who, actor := range map[string]Actor{"desk": u.desk, "sponsor": sponsor} {
		for what, filter := range map[string]*AccountFilter{"all": nil, "active": {Status: []AccountStatus{Active}}, "search": {Search: ptr("familyab1")}} {
			b.Run(strings.Join([]string{who, what}, "/"), func(b *testing.B) {
				for b.Loop() {
					if _, err := u.svc.Accounts(u.ctx, actor, nil, filter, nil, PageArgs{First: ptr(50)}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

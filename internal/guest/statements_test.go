package guest

import (
	"slices"
	"strings"
	"testing"
)

// How many statements each use case runs is written down here, so that one more is noticed.
// Beginning and committing are not counted.
func TestStatementsOfEachUseCase(t *testing.T) {
	t.Parallel()
	b := setup(t)
	db, recorder := record(t)
	b.svc = newService(t, db, b.clock)
	b.roles(gusRole("2027-01-01", "2030-12-31"))
	measure := func(what string, most int, do func()) {
		t.Helper()
		recorder.take()
		do()
		ran := slices.DeleteFunc(recorder.take(), func(r ran) bool {
			return strings.Contains(r.query, "PGNotifyMany") // the job engine's, at most every few milliseconds
		})
		if len(ran) > most {
			var list []string
			for _, r := range ran {
				list = append(list, strings.Join(strings.Fields(r.query), " "))
			}
			t.Errorf("%s runs %d statements, at most %d expected:\n%s", what, len(ran), most, strings.Join(list, "\n"))
		}
		t.Logf("%s: %d statements", what, len(ran))
	}
	var acc Account
	held := gus("2027-06-30")
	held.Guest.GivenName, held.Guest.PersonalEmail = ptr("Mia"), ptr("mia@example.org")
	measure("a request that waits for a role", 15, func() { b.must(justErr(b.svc.RequestAccount(b.ctx, b.ada, held))) })
	measure("a request that opens an account", 30, func() { b.must(justErr(b.svc.RequestAccount(b.ctx, b.ada, gus("2027-06-30")))) })
	b.must(b.db.GetContext(b.ctx, &acc, `SELECT * FROM accounts`))
	code := b.codeOf(acc)
	measure("an activation", 3, func() { b.must(justErr(b.svc.ActivateAccount(b.ctx, acc.AccountID, code))) })
	measure("an extension", 29, func() {
		b.must(justErr(b.svc.RequestExtension(b.ctx, b.ada, RequestExtensionInput{AccountID: acc.AccountID, ExpiresOn: d("2027-12-31")})))
	})
	measure("a page of accounts", 1, func() { b.must(justErr(b.svc.Accounts(b.ctx, b.desk, nil, nil, nil, PageArgs{}))) })
	b.to(d("2027-12-28"), 9)
	measure("a sweep that reminds of one", 9, func() { b.must(justErr(b.svc.Remind(b.ctx))) })
	measure("a sweep that finds nothing", 2, func() { b.must(justErr(b.svc.Remind(b.ctx))) })
}

func justErr[T any](_ T, err error) error { return err }

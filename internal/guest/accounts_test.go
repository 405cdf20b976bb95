package guest

import (
	"errors"
	"testing"
)

func (b *bundle) change(do func(*Service) (AccountAnswer, error), want ...UserErrorCode) Account {
	b.t.Helper()
	answer, err := do(b.svc)
	b.must(err)
	wantCodes(b.t, answer.Errors, want...)
	return b.account(answer.AccountRowID)
}

func (b *bundle) suspend(actor Actor, acc Account, want ...UserErrorCode) Account {
	b.t.Helper()
	return b.change(func(s *Service) (AccountAnswer, error) {
		return s.SuspendAccount(b.ctx, actor, AccountInput{AccountID: acc.AccountID, Note: ptr("Away for a month.")})
	}, want...)
}

func (b *bundle) restore(actor Actor, acc Account, want ...UserErrorCode) Account {
	b.t.Helper()
	return b.change(func(s *Service) (AccountAnswer, error) {
		return s.RestoreAccount(b.ctx, actor, AccountInput{AccountID: acc.AccountID})
	}, want...)
}

func (b *bundle) end(actor Actor, acc Account, on string, want ...UserErrorCode) Account {
	b.t.Helper()
	in := EndAccountInput{AccountID: acc.AccountID}
	if on != "" {
		in.On = d(on)
	}
	return b.change(func(s *Service) (AccountAnswer, error) { return s.EndAccount(b.ctx, actor, in) }, want...)
}

func (b *bundle) resend(actor Actor, acc Account, want ...UserErrorCode) Account {
	b.t.Helper()
	return b.change(func(s *Service) (AccountAnswer, error) {
		return s.ResendActivation(b.ctx, actor, AccountInput{AccountID: acc.AccountID})
	}, want...)
}

// What the sponsor suspends the sponsor restores; what the service desk suspends, only it.
func TestSuspendAndRestore(t *testing.T) {
	t.Parallel()
	b := setup(t)
	acc := b.gusAccount("2027-12-31")
	before := len(b.said())
	if got := b.suspend(b.ada, acc); got.Stored != Suspended {
		t.Fatalf("%s", got.Stored)
	}
	b.suspend(b.ada, acc, CodeWrongState)
	if got := b.restore(b.ada, acc); got.Stored != Active {
		t.Fatalf("restored: %s", got.Stored)
	}
	b.restore(b.ada, acc, CodeWrongState)
	b.wantSaid(b.saidSince(before), "SUSPENDED to ada_alder@hms.harvard.edu", "SUSPENDED to gus@example.org", "SUSPENDED to ada_alder@hms.harvard.edu", "SUSPENDED to gus@example.org")

	b.suspend(b.desk, acc)
	if _, err := b.svc.RestoreAccount(b.ctx, b.ada, AccountInput{AccountID: acc.AccountID}); !errors.Is(err, ErrForbidden) {
		t.Errorf("the sponsor restores what the service desk suspended: %v", err)
	}
	if got := b.restore(b.desk, acc); got.Stored != Active || got.SuspendedByDesk {
		t.Errorf("restored by the service desk: %s", got.Stored)
	}
	guest := b.person("gus@example.org")
	if _, err := b.svc.SuspendAccount(b.ctx, guest, AccountInput{AccountID: acc.AccountID}); !errors.Is(err, ErrForbidden) {
		t.Errorf("the guest suspends: %v", err)
	}
	if _, err := b.svc.EndAccount(b.ctx, b.ben, EndAccountInput{AccountID: acc.AccountID}); !errors.Is(err, ErrNotFound) {
		t.Errorf("another sponsor ends: %v", err)
	}
	b.end(b.ada, acc, "")
	b.suspend(b.ada, acc, CodeWrongState)
}

// An account that was never activated is not active when its suspension is over.
func TestRestoringWhatWasNotActivated(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.roles(gusRole("2027-01-01", "2027-12-31"))
	acc := b.opened(b.ask(b.ada, gus("2027-12-31")))
	b.suspend(b.ada, acc)
	answer, err := b.svc.ActivateAccount(b.ctx, acc.AccountID, b.codeOf(acc))
	b.must(err)
	wantCodes(t, answer.Errors, CodeWrongState)
	if got := b.restore(b.ada, acc); got.Stored != PendingActivation {
		t.Fatalf("restored: %s", got.Stored)
	}
	b.activate(acc)
	// A suspension of the service desk ends with the account; the next one begins without.
	b.suspend(b.desk, acc)
	b.end(b.desk, acc, "")
	if again := b.opened(b.ask(b.ada, gus("2027-12-31"))); again.SuspendedByDesk || again.Stored != PendingActivation {
		t.Errorf("opened again: %+v", again)
	}
}

func TestEnding(t *testing.T) {
	t.Parallel()
	b := setup(t)
	acc := b.gusAccount("2027-12-31")
	b.end(b.ada, acc, "2027-01-03", CodeTermInPast)
	b.end(b.ada, acc, "2028-01-01", CodeInvalid)
	before := len(b.said())
	if got := b.end(b.ada, acc, "2027-06-30"); got.ExpiresOn != d("2027-06-30") || got.Stored != Active {
		t.Fatalf("on a later day: %s %s", got.ExpiresOn, got.Stored)
	}
	b.wantSaid(b.saidSince(before), "ENDED to ada_alder@hms.harvard.edu", "ENDED to gus@example.org")
	if got := b.end(b.ada, acc, "2027-01-04"); got.ExpiresOn != day || got.Stored != Ended || got.EndedAt == nil {
		t.Fatalf("today: %s %s", got.ExpiresOn, got.Stored)
	}
	b.end(b.ada, acc, "", CodeWrongState)
	if n := b.audited()["account.ended"]; n != 2 {
		t.Errorf("audited %d times", n)
	}
}

// An account that begins later: its code is as good as one sent on its first day, and it can be
// ended before.
func TestAnAccountThatBeginsLater(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.roles(gusRole("2027-03-01", "2027-12-31"))
	in := gus("2027-12-31")
	in.StartsOn = d("2027-03-01")
	acc := b.opened(b.ask(b.ada, in))
	if got, want := *acc.ActivationExpiresAt, d("2027-03-16").At(0); !got.Equal(want) {
		t.Errorf("the code works until %s, want %s", got, want)
	}
	b.end(b.ada, acc, "2027-02-01", CodeEndsBeforeStart)
	if got := b.end(b.ada, acc, ""); got.Stored != Ended {
		t.Errorf("%s", got.Stored)
	}
}

// "Codes are random, kept only as what can check them, expire, are replaced on resend, and lock
// after repeated wrong tries"
func TestActivationCodes(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.roles(gusRole("2027-01-01", "2027-12-31"))
	acc := b.opened(b.ask(b.ada, gus("2027-12-31")))
	try := func(accountID, code string, want ...UserErrorCode) {
		t.Helper()
		answer, err := b.svc.ActivateAccount(b.ctx, accountID, code)
		b.must(err)
		wantCodes(t, answer.Errors, want...)
	}
	first := b.codeOf(acc)
	try("zz999", first, CodeWrong)
	b.resend(b.ada, acc)
	try(acc.AccountID, first, CodeWrong) // replaced
	second := b.codeOf(acc)
	for range 4 {
		try(acc.AccountID, "AAAA-BBBB-CCCC", CodeWrong)
	}
	try(acc.AccountID, second, CodeTooManyAttempts) // locked after five, also for the right one
	if n := b.audited()["account.activation_locked"]; n != 1 {
		t.Errorf("locking is audited %d times", n)
	}
	b.resend(b.person("gus@example.org"), acc)
	third := b.codeOf(acc)
	b.clock.Set(d("2027-01-18").At(23)) // the last of 14 days
	last := b.account(acc.ID).ActivationExpiresAt
	b.clock.Set(last.UTC())
	try(acc.AccountID, third, CodeExpired)
	b.clock.Set(last.Add(-1).UTC())
	try(" "+acc.AccountID+" ", " "+third[:4]+third[5:9]+" "+third[10:]+" ", []UserErrorCode{}...) // as people type it
	try(acc.AccountID, third, CodeWrongState)
	b.resend(b.ada, acc, CodeWrongState)
	if got := b.account(acc.ID); got.ActivationCheck != nil || got.ActivatedAt == nil {
		t.Errorf("after activation: %+v", got)
	}
	var kept int
	b.must(b.db.GetContext(b.ctx, &kept, `SELECT count(*) FROM notifications WHERE position($1::bytea in message) > 0`, []byte(third)))
	if kept != 0 {
		t.Error("the code can be read in the outbox")
	}
}

// An account ID names initials and a number that is never given twice.
func TestAccountIDs(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for i, want := range []string{"gg101", "gg102", "gg103"} {
		role := gusRole("2027-01-01", "2027-12-31")
		role.Number, role.GuestHUID, role.GuestEmail = want, "7000000"+string(rune('1'+i)), ptr(want+"@example.org")
		b.roles(role)
		in := gus("2027-12-31")
		in.Guest.PersonalEmail = ptr(want + "@example.org")
		if acc := b.opened(b.ask(b.ada, in)); acc.AccountID != want {
			t.Errorf("%s, want %s", acc.AccountID, want)
		}
	}
}

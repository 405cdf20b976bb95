package guest

import (
	"context"
	"fmt"
)

// AccountAnswer is what an account's use cases answer.
type AccountAnswer struct {
	AccountRowID int64      `json:"account_id,omitempty"`
	Errors       UserErrors `json:"errors,omitempty"`
}

// SuspendAccount stops access until it is restored. The sponsor or the service desk may.
// ErrNotFound where there is no such account, or none that the actor may see.
func (s *Service) SuspendAccount(ctx context.Context, actor Actor, in AccountInput) (AccountAnswer, error) {
	return s.change(ctx, actor, "suspendAccount", in.AccountID, in.IdempotencyKey, in, in.Note, (*work).suspend)
}

// RestoreAccount gives access back. What the service desk suspended, only it restores.
func (s *Service) RestoreAccount(ctx context.Context, actor Actor, in AccountInput) (AccountAnswer, error) {
	return s.change(ctx, actor, "restoreAccount", in.AccountID, in.IdempotencyKey, in, in.Note, (*work).restore)
}

// EndAccount ends an account: at once without a day or with today's, else on that day, the last
// of access, which lies before the present one.
func (s *Service) EndAccount(ctx context.Context, actor Actor, in EndAccountInput) (AccountAnswer, error) {
	return s.change(ctx, actor, "endAccount", in.AccountID, in.IdempotencyKey, in, in.Note,
		func(w *work, acc Account, note *string) (UserErrors, error) { return w.end(acc, in, note) })
}

// ResendActivation mails a new activation code, and makes the old one worthless.
func (s *Service) ResendActivation(ctx context.Context, actor Actor, in AccountInput) (AccountAnswer, error) {
	return s.change(ctx, actor, "resendActivation", in.AccountID, in.IdempotencyKey, in, in.Note, (*work).resend)
}

// change is what the changes of an account have in common.
func (s *Service) change(ctx context.Context, actor Actor, operation, accountID string, key *string, in any, note *string,
	do func(*work, Account, *string) (UserErrors, error),
) (answer AccountAnswer, err error) {
	err = s.deciding(ctx, actor, func(w *work) error {
		var keyErrs UserErrors
		answer, keyErrs, err = once(w, operation, key, in, func() (AccountAnswer, error) {
			var read reading
			note := read.text(note, maxText, true, "note")
			acc, err := w.lockVisible(accountID)
			if err != nil {
				return AccountAnswer{}, err
			}
			answer := AccountAnswer{AccountRowID: acc.ID, Errors: read.errs}
			if len(answer.Errors) > 0 {
				return answer, nil
			}
			answer.Errors, err = do(w, acc, note)
			return answer, err
		})
		answer.Errors = append(answer.Errors, keyErrs...)
		return err
	})
	return answer, err
}

// lockVisible takes an account for the rest of the transaction.
func (w *work) lockVisible(accountID string) (Account, error) {
	acc, found, err := get[Account](w, w.q.LockAccountName, accountID)
	if err != nil {
		return acc, err
	}
	if !found || !w.actor.MaySeeAccount(acc) {
		return acc, ErrNotFound
	}
	return acc, nil
}

func wrongState(acc Account, format string, args ...any) UserErrors {
	var errs UserErrors
	errs.add(CodeWrongState, []string{"accountId"}, "The account %s %s", acc.AccountID, fmt.Sprintf(format, args...))
	return errs
}

func (w *work) mayChange(acc Account) bool {
	return w.actor.isSponsor(&acc.SponsorID) || w.actor.Is(RoleServiceDesk)
}

func (w *work) suspend(acc Account, note *string) (UserErrors, error) {
	if !w.mayChange(acc) {
		return nil, ErrForbidden
	}
	switch acc.Status(w.today) {
	case Suspended:
		return wrongState(acc, "is suspended already."), nil
	case Expired, Ended:
		return wrongState(acc, "ended on %s.", acc.ExpiresOn.Spelt()), nil
	}
	acc.Stored, acc.SuspendedByDesk = Suspended, w.actor.Is(RoleServiceDesk)
	if err := w.changed(acc, "account.suspended", "suspended", note); err != nil {
		return nil, err
	}
	return nil, w.tellOfAccount(acc, noticeSuspended, deref(note), acc.ExpiresOn)
}

func (w *work) restore(acc Account, note *string) (UserErrors, error) {
	if !w.mayChange(acc) {
		return nil, ErrForbidden
	}
	if acc.Status(w.today) != Suspended {
		return wrongState(acc, "is not suspended."), nil
	}
	if acc.SuspendedByDesk && !w.actor.Is(RoleServiceDesk) {
		return nil, fmt.Errorf("%w: the service desk suspended this account, and only it restores it", ErrForbidden)
	}
	acc.Stored, acc.SuspendedByDesk = PendingActivation, false
	if acc.ActivatedAt != nil {
		acc.Stored = Active
	}
	if err := w.changed(acc, "account.restored", "restored", note); err != nil {
		return nil, err
	}
	return nil, w.tellOfAccount(acc, noticeRestored, deref(note), acc.ExpiresOn)
}

func (w *work) end(acc Account, in EndAccountInput, note *string) (UserErrors, error) {
	if !w.mayChange(acc) {
		return nil, ErrForbidden
	}
	var errs UserErrors
	switch {
	case !acc.Status(w.today).Live():
		return wrongState(acc, "ended on %s.", acc.ExpiresOn.Spelt()), nil
	case !in.On.IsZero() && in.On.Before(w.today):
		errs.add(CodeTermInPast, []string{"on"}, "%s has passed.", in.On.Spelt())
	case !in.On.IsZero() && in.On.After(acc.ExpiresOn):
		errs.add(CodeInvalid, []string{"on"}, "The account ends on %s already; to end later, ask for an extension.", acc.ExpiresOn.Spelt())
	case !in.On.IsZero() && in.On.Before(acc.StartsOn) && in.On.After(w.today):
		errs.add(CodeEndsBeforeStart, []string{"on"}, "The account begins only on %s; leave the day out to end it now.", acc.StartsOn.Spelt())
	}
	if len(errs) > 0 {
		return errs, nil
	}
	what, was := "ends on "+spelt(in.On), acc.ExpiresOn
	if in.On.IsZero() || in.On == w.today {
		acc.Stored, acc.EndedAt, what = Ended, &w.now, "ended"
		if w.today.Before(acc.ExpiresOn) {
			acc.ExpiresOn = w.today
		}
	} else {
		acc.ExpiresOn = in.On
	}
	if err := w.changed(acc, "account.ended", what, note); err != nil {
		return nil, err
	}
	if err := w.cancelReminders(acc.ID); err != nil {
		return nil, err
	}
	// The latest wish counts: an earlier one for a longer time would undo this.
	if err := w.cancelExtensions(acc, fmt.Sprintf("The account %s.", what)); err != nil {
		return nil, err
	}
	return nil, w.tellOfAccount(acc, noticeEnded, deref(note), was)
}

// cancelExtensions calls off the wishes to extend an account, and tells those who had them why.
func (w *work) cancelExtensions(acc Account, why string) error {
	open, err := all[Request](w, w.q.OpenExtensionsOf, acc.ID)
	if err != nil {
		return err
	}
	for i := range open {
		if err := w.close(&open[i], Cancelled, why); err != nil {
			return err
		}
		if err := w.tellDenied(open[i]); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) resend(acc Account, _ *string) (UserErrors, error) {
	switch acc.Status(w.today) {
	case Active:
		return wrongState(acc, "is activated already; the guest signs in with it."), nil
	case Suspended:
		return wrongState(acc, "is suspended."), nil
	case Expired, Ended:
		return wrongState(acc, "ended on %s.", acc.ExpiresOn.Spelt()), nil
	}
	guests, err := all[Guest](w, w.q.GuestsByIDs, int64s{acc.GuestID})
	if err != nil {
		return nil, err
	}
	code := w.newCode(&acc)
	if err := w.changed(acc, "account.activation_resent", "was sent a new activation code", nil); err != nil {
		return nil, err
	}
	return nil, w.tellActivation(acc, guests[0], code, true)
}

// changed writes an account's new state, and what was done, down.
func (w *work) changed(acc Account, action, what string, note *string) error {
	if _, err := w.putAccount(acc, Guest{}); err != nil {
		return err
	}
	summary := fmt.Sprintf("%s %s.", acc.AccountID, what)
	if note != nil {
		summary = fmt.Sprintf("%s %s: %s", acc.AccountID, what, *note)
	}
	return w.audit(action, TypeAccount, acc.ID, summary)
}

package guest

import (
	"context"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"
)

// sweepBatch bounds the rows of one sweep's transaction.
const sweepBatch = 200

// Expire writes down that accounts whose last day has passed have expired, tells their sponsors
// and guests, and answers how many they were. Access ended with the day itself; see Account.Status.
func (s *Service) Expire(ctx context.Context) (int, error) {
	return s.sweep(ctx, func(w *work) (int, error) {
		accounts, err := all[Account](w, w.q.ExpireAccounts, w.today, w.now, sweepBatch)
		if err != nil {
			return 0, err
		}
		people, err := w.peopleOf(accounts)
		if err != nil {
			return 0, err
		}
		for _, acc := range accounts {
			if err := w.audit("account.expired", TypeAccount, acc.ID, fmt.Sprintf("%s expired: %s was its last day.", acc.AccountID, acc.ExpiresOn.Spelt())); err != nil {
				return 0, err
			}
			if err := w.cancelReminders(acc.ID); err != nil {
				return 0, err
			}
			if err := w.cancelExtensions(acc, "The account has ended."); err != nil {
				return 0, err
			}
			if err := w.tellOf(acc, people, noticeExpired, "", acc.ExpiresOn); err != nil {
				return 0, err
			}
		}
		return len(accounts), nil
	})
}

// Remind writes today's reminders: "An email notification is sent to the sponsor seven days prior
// to the guest account expiring. The notifications will continue to be sent to the sponsor daily
// until the expiration date is reached." One for each account and day, from the policy's hour on;
// after an outage one, not a backlog. It answers how many it wrote.
func (s *Service) Remind(ctx context.Context) (int, error) {
	return s.sweep(ctx, func(w *work) (int, error) {
		if w.now.Before(w.today.At(w.policy.ReminderHour)) {
			return 0, nil
		}
		accounts, err := all[Account](w, w.q.ClaimReminders, w.today, w.today.AddDays(w.policy.reminderWindow()), sweepBatch, int64s(w.policy.reminderDays()))
		if err != nil {
			return 0, err
		}
		people, err := w.peopleOf(accounts)
		if err != nil {
			return 0, err
		}
		for _, acc := range accounts {
			if err := w.tellReminder(acc, people); err != nil {
				return 0, err
			}
		}
		return len(accounts), nil
	})
}

// Lapse closes open requests that nobody has answered for the policy's days, and says so.
func (s *Service) Lapse(ctx context.Context) (int, error) {
	return s.sweep(ctx, func(w *work) (int, error) {
		before := w.today.AddDays(-w.policy.RequestLapseDays).At(0)
		ids, err := all[int64](w, w.q.ToLapse, before, sweepBatch)
		if err != nil {
			return 0, err
		}
		for _, id := range ids {
			r, found, err := w.lockRequest(id)
			if err != nil {
				return 0, err
			}
			if !found || !r.Status.Open() || !r.UpdatedAt.Before(before) {
				continue
			}
			if err := w.close(&r, Lapsed, fmt.Sprintf("Nobody answered for %d days.", w.policy.RequestLapseDays)); err != nil {
				return 0, err
			}
			if err := w.tellDenied(r); err != nil {
				return 0, err
			}
		}
		return len(ids), nil
	})
}

// Resume decides requests again whose role has begun by now. Each goes in a transaction of its
// own, so that one that fails holds up no other.
func (s *Service) Resume(ctx context.Context) error {
	ids, err := read[int64](ctx, s.q.CanGoOn, s.Today())
	for _, id := range ids {
		err = errors.Join(err, s.deciding(ctx, System(), func(w *work) error { return w.redecide(id) }))
	}
	return err
}

func (w *work) redecideAll(stmt *sqlx.Stmt, args ...any) error {
	ids, err := all[int64](w, stmt, args...)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := w.redecide(id); err != nil {
			return err
		}
	}
	return nil
}

// sweep runs batch after batch, each in its own transaction, until one is not full.
func (s *Service) sweep(ctx context.Context, batch func(w *work) (int, error)) (int, error) {
	total := 0
	for {
		var n int
		err := s.deciding(ctx, System(), func(w *work) (err error) {
			n, err = batch(w)
			return err
		})
		if err != nil {
			return total, err
		}
		total += n
		if n < sweepBatch {
			return total, nil
		}
	}
}

package guest

import (
	"context"
	"fmt"

	"github.com/guestd/guestd/internal/queue"
)

// InboundEmailInput names an email that came in.
type InboundEmailInput struct {
	InboundEmailID int64
	Note           *string
}

// InboundEmailAnswer is what the use cases of an email that came in answer.
type InboundEmailAnswer struct {
	EmailID int64
	Errors  UserErrors
}

// RetryInboundEmail has the bot handle a quarantined email again. What it had done before is not
// done twice: the email is the key of each effect. ErrForbidden for all but the service desk,
// ErrNotFound where there is no such email.
func (s *Service) RetryInboundEmail(ctx context.Context, actor Actor, id int64) (InboundEmailAnswer, error) {
	return s.fromQuarantine(ctx, actor, id, "inbound_email.retried", "handled again", func(w *work) error {
		if _, err := exec(w, w.q.RetryInbound, id); err != nil {
			return err
		}
		return w.jobs.Insert(w.ctx, w.tx, queue.Handle{InboundEmailID: id})
	})
}

// ReleaseInboundEmail lets a quarantined email go that the service desk has seen to; the bot does
// nothing more with it.
func (s *Service) ReleaseInboundEmail(ctx context.Context, actor Actor, id int64, note *string) (InboundEmailAnswer, error) {
	var read reading
	seen := "The service desk has seen to it."
	if said := read.text(note, maxText, true, "note"); said != nil {
		seen += " " + *said
	}
	if len(read.errs) > 0 {
		return InboundEmailAnswer{EmailID: id, Errors: read.errs}, nil
	}
	return s.fromQuarantine(ctx, actor, id, "inbound_email.released", "released", func(w *work) error {
		_, err := exec(w, w.q.ReleaseInbound, id, seen, w.now)
		return err
	})
}

func (s *Service) fromQuarantine(ctx context.Context, actor Actor, id int64, action, what string, do func(*work) error) (answer InboundEmailAnswer, err error) {
	if !actor.Is(RoleServiceDesk) {
		return answer, ErrForbidden
	}
	err = s.transact(ctx, actor, func(w *work) error {
		answer = InboundEmailAnswer{EmailID: id}
		outcome, found, err := get[InboundOutcome](w, w.q.LockInbound, id)
		if err != nil {
			return err
		}
		if !found {
			return ErrNotFound
		}
		if outcome != OutcomeQuarantined {
			answer.Errors.add(CodeWrongState, []string{"inboundEmailId"}, "This email is not in quarantine.")
			return nil
		}
		if err := do(w); err != nil {
			return err
		}
		return w.audit(action, TypeInboundEmail, id, fmt.Sprintf("An email in quarantine was %s by %s.", what, actor.Label()))
	})
	return answer, err
}

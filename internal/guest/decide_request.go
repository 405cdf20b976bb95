package guest

import (
	"context"
	"fmt"
	"strings"

	"github.com/guestd/guestd/internal/calendar"
)

// ApproveRequest gives the approval that a request waits for and that the actor can give: the
// sponsor's to a guest's wish, Academic Affairs' to a Wyss request, the service desk's to what the
// rules leave open. With ExpiresOn it approves another last day than the one asked for.
// ErrNotFound where there is no such request, or none that the actor may see; ErrForbidden where
// the approval is somebody else's.
func (s *Service) ApproveRequest(ctx context.Context, actor Actor, in DecideRequestInput) (RequestAnswer, error) {
	return s.settle(ctx, actor, "approveRequest", in, (*work).approve)
}

// DenyRequest refuses a request, by whoever could approve it, and tells the requester why.
func (s *Service) DenyRequest(ctx context.Context, actor Actor, in DecideRequestInput) (RequestAnswer, error) {
	return s.settle(ctx, actor, "denyRequest", in, (*work).deny)
}

// CancelRequest takes a request back, by whoever made it, its sponsor or the service desk.
func (s *Service) CancelRequest(ctx context.Context, actor Actor, in DecideRequestInput) (RequestAnswer, error) {
	return s.settle(ctx, actor, "cancelRequest", in, (*work).cancel)
}

// SupplyRequestDetails completes or corrects an open request, which is then decided again.
func (s *Service) SupplyRequestDetails(ctx context.Context, actor Actor, in SupplyRequestDetailsInput) (RequestAnswer, error) {
	return s.answer(ctx, actor, "supplyRequestDetails", in.IdempotencyKey, in, func(w *work) (RequestAnswer, error) {
		r, err := w.lockVisibleRequest(in.RequestID)
		if err != nil {
			return RequestAnswer{}, err
		}
		errs, err := w.supply(r, in)
		return RequestAnswer{RequestID: r.ID, Errors: errs}, err
	})
}

// settle is what the three decisions have in common.
func (s *Service) settle(ctx context.Context, actor Actor, operation string, in DecideRequestInput,
	do func(*work, Request, DecideRequestInput, *string) (UserErrors, error),
) (RequestAnswer, error) {
	return s.answer(ctx, actor, operation, in.IdempotencyKey, in, func(w *work) (RequestAnswer, error) {
		var read reading
		note := read.text(in.Note, maxText, true, "note")
		r, err := w.lockVisibleRequest(in.RequestID)
		if err != nil {
			return RequestAnswer{}, err
		}
		answer := RequestAnswer{RequestID: r.ID, Errors: read.errs}
		if !r.Status.Open() {
			answer.Errors.add(CodeAlreadyDecided, []string{"requestId"}, "%s is decided already: %s.", r.Number(), statusWords[r.Status])
		}
		if len(answer.Errors) > 0 {
			return answer, nil
		}
		if err := w.linkEmail(r.ID); err != nil {
			return answer, err
		}
		answer.Errors, err = do(w, r, in, note)
		return answer, err
	})
}

// lockVisibleRequest takes a request for the rest of the transaction.
func (w *work) lockVisibleRequest(id int64) (Request, error) {
	r, found, err := w.lockRequest(id)
	if err != nil {
		return r, err
	}
	if !found {
		return r, ErrNotFound
	}
	var account *Account
	if r.AccountRowID != nil {
		rows, err := all[Account](w, w.q.AccountsByIDs, int64s{*r.AccountRowID})
		if err != nil {
			return r, err
		}
		if len(rows) > 0 {
			account = &rows[0]
		}
	}
	if !w.actor.MaySeeRequest(r, account) {
		return r, ErrNotFound
	}
	return r, nil
}

// approvals are the holds of a request that the actor's approval lifts.
func (a Actor) approvals(r Request) []HoldReason {
	var can []HoldReason
	for _, hold := range r.Holds {
		switch {
		case hold.Reason == SponsorNotConfirmed && (a.isSponsor(r.SponsorID) || a.Is(RoleServiceDesk)),
			hold.Reason == AcademicAffairsDecision && a.Is(RoleAcademicAffairs),
			hold.Reason == ServiceDeskReview && a.Is(RoleServiceDesk):
			can = append(can, hold.Reason)
		}
	}
	return can
}

func (w *work) approve(r Request, in DecideRequestInput, note *string) (UserErrors, error) {
	can := w.actor.approvals(r)
	if len(can) == 0 {
		return w.cannotSettle(r)
	}
	before := r.Status
	for _, reason := range can {
		switch reason {
		case SponsorNotConfirmed:
			r.SponsorApproved = true
		case AcademicAffairsDecision:
			r.AcademicAffairsApproved = true
		case ServiceDeskReview:
			r.ServiceDeskApproved = true
		}
	}
	if !in.ExpiresOn.IsZero() {
		r.ExpiresOn = in.ExpiresOn
	}
	by := w.actor.Label()
	r.DecidedBy, r.DecidedAt = &by, &w.now
	if note != nil {
		r.DecisionNote = note
	}
	facts, err := w.gather(&r)
	if err != nil {
		return nil, err
	}
	d := Decide(r, facts)
	if len(d.Errors) > 0 {
		return d.Errors, nil
	}
	if err := w.audit("request.approved", TypeRequest, r.ID, fmt.Sprintf("%s approved by %s.", r.Number(), by)); err != nil {
		return nil, err
	}
	_, err = w.proceed(r, d, before)
	return nil, err
}

func (w *work) deny(r Request, _ DecideRequestInput, note *string) (UserErrors, error) {
	if len(w.actor.approvals(r)) == 0 && !w.actor.Is(RoleServiceDesk) {
		return w.cannotSettle(r)
	}
	if err := w.close(&r, Denied, deref(note)); err != nil {
		return nil, err
	}
	return nil, w.tellDenied(r)
}

func (w *work) cancel(r Request, _ DecideRequestInput, note *string) (UserErrors, error) {
	a := w.actor
	own := a.isSponsor(r.SponsorID) || (r.AskedByGuest && a.Guest != nil) || (r.RequesterEmail != nil && r.SponsorID == nil)
	if !own && !a.Is(RoleServiceDesk) {
		return nil, ErrForbidden
	}
	if err := w.close(&r, Cancelled, deref(note)); err != nil {
		return nil, err
	}
	return nil, w.tellDenied(r)
}

// cannotSettle tells a decision that is somebody else's from one that nobody is asked for.
func (w *work) cannotSettle(r Request) (UserErrors, error) {
	if r.Status == AwaitingSponsor || r.Status == AwaitingAcademicAffairs || r.Status == AwaitingServiceDesk {
		return nil, ErrForbidden
	}
	var errs UserErrors
	errs.add(CodeWrongState, []string{"requestId"}, "%s waits for no decision now: %s.", r.Number(), statusWords[r.Status])
	return errs, nil
}

func (w *work) supply(r Request, in SupplyRequestDetailsInput) (UserErrors, error) {
	a := w.actor
	if !a.isSponsor(r.SponsorID) && !a.Is(RoleServiceDesk) && !(a.Is(RoleAcademicAffairs) && r.ViaAcademicAffairs) && !(r.AskedByGuest && a.Guest != nil) && r.SponsorID != nil {
		return nil, ErrForbidden
	}
	if !r.Status.Open() {
		var errs UserErrors
		errs.add(CodeAlreadyDecided, []string{"requestId"}, "%s is decided already: %s.", r.Number(), statusWords[r.Status])
		return errs, nil
	}
	if err := w.linkEmail(r.ID); err != nil {
		return nil, err
	}
	before, known := r.Status, r
	var read reading
	if in.Guest != nil && r.Kind == KindAccount {
		given := read.details(*in.Guest)
		overlay(&r.GivenName, given.GivenName)
		overlay(&r.FamilyName, given.FamilyName)
		overlay(&r.PersonalEmail, given.PersonalEmail)
		overlay(&r.HUID, given.HUID)
		r.HUIDLearnt = r.HUIDLearnt && given.HUID == nil
		overlay(&r.Affiliation, given.Affiliation)
		overlay(&r.Role, given.Role)
	}
	overlay(&r.HSRNumber, read.hsr(in.HSRNumber, "hsrNumber"))
	overlay(&r.Justification, read.text(in.Justification, maxText, true, "justification"))
	if !in.StartsOn.IsZero() && r.Kind == KindAccount {
		r.StartsOn, r.AskedOn = in.StartsOn, w.today
	}
	if !in.ExpiresOn.IsZero() {
		r.ExpiresOn = in.ExpiresOn
	}
	w.actor.voidApprovals(known, &r)
	if err := w.lockSponsor(r); err != nil {
		return nil, err
	}
	facts, err := w.gather(&r)
	if err != nil {
		return nil, err
	}
	if facts.Twin, err = w.twin(&r); err != nil {
		return nil, err
	}
	d := Decide(r, facts)
	if errs := merge(read.errs, d.Errors); len(errs) > 0 {
		return errs, nil
	}
	if err := w.audit("request.completed", TypeRequest, r.ID, fmt.Sprintf("%s: %s added details.", r.Number(), a.Label())); err != nil {
		return nil, err
	}
	_, err = w.proceed(r, d, before)
	return nil, err
}

// voidApprovals takes back what others approved where the request now asks for something else:
// another person, or another term. Filling in what was missing is nothing else.
func (a Actor) voidApprovals(before Request, r *Request) {
	changed := func(old, now *string) bool { return old != nil && !strings.EqualFold(*old, deref(now)) }
	moved := func(old, now calendar.Date) bool { return !old.IsZero() && old != now }
	person := changed(before.GivenName, r.GivenName) || changed(before.FamilyName, r.FamilyName) || changed(before.PersonalEmail, r.PersonalEmail) ||
		(changed(before.HUID, r.HUID) && !before.HUIDLearnt)
	if !person && !moved(before.StartsOn, r.StartsOn) && !moved(before.ExpiresOn, r.ExpiresOn) {
		return
	}
	if a.Is(RoleServiceDesk) {
		return
	}
	r.ServiceDeskApproved = false
	r.AcademicAffairsApproved = r.AcademicAffairsApproved && a.Is(RoleAcademicAffairs)
	r.SponsorApproved = r.SponsorApproved && (!r.AskedByGuest || a.isSponsor(r.SponsorID))
}

func overlay(field **string, value *string) {
	if value != nil {
		*field = value
	}
}

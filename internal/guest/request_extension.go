package guest

import (
	"context"
	"errors"
)

// RequestExtension asks for a later end of an account: "they may be extended for additional time
// if approved by a sponsor". The sponsor's own wish is approved with it; the guest's waits.
// ErrNotFound where there is no such account, or none that the actor may see.
func (s *Service) RequestExtension(ctx context.Context, actor Actor, in RequestExtensionInput) (RequestAnswer, error) {
	return s.answer(ctx, actor, "requestExtension", in.IdempotencyKey, in, func(w *work) (RequestAnswer, error) { return w.requestExtension(in) })
}

func (w *work) requestExtension(in RequestExtensionInput) (RequestAnswer, error) {
	r, d, err := w.draftExtension(in)
	if err != nil || len(d.Errors) > 0 {
		return RequestAnswer{Errors: d.Errors}, err
	}
	open, err := all[Request](w, w.q.OpenExtensionsOf, *r.AccountRowID)
	if err != nil {
		return RequestAnswer{}, err
	}
	for _, before := range open {
		if r.asksNoMoreThan(before) {
			return RequestAnswer{RequestID: before.ID}, w.linkEmail(before.ID)
		}
	}
	if err := w.supersede(r, open); err != nil {
		return RequestAnswer{}, err
	}
	kept, err := w.keep(r, d, "request.made")
	return RequestAnswer{RequestID: kept.ID}, err
}

// asksNoMoreThan reports that a wish for more time is one that is open already: the same person asks
// for the same day again, or names no day where they have named one. It stands, and keeps its
// place and its approvals.
func (r Request) asksNoMoreThan(open Request) bool {
	return r.AskedByGuest == open.AskedByGuest && r.ViaAcademicAffairs == open.ViaAcademicAffairs && (r.ExpiresOn.IsZero() || r.ExpiresOn == open.ExpiresOn)
}

// PreviewExtension decides as RequestExtension would, and keeps nothing.
func (s *Service) PreviewExtension(ctx context.Context, actor Actor, in RequestExtensionInput) (Preview, error) {
	return s.preview(ctx, actor, func(w *work) (Request, Decision, error) { return w.draftExtension(in) })
}

func (w *work) draftExtension(in RequestExtensionInput) (Request, Decision, error) {
	var read reading
	acc, err := w.lockVisible(in.AccountID)
	if errors.Is(err, ErrNotFound) && w.actor.Sponsor != nil && acc.SponsorID == w.actor.Sponsor.ID {
		err = nil // a sponsor who may not sponsor any more is told so, by Decide
	}
	if err != nil {
		return Request{}, Decision{}, err
	}
	guests, err := all[Guest](w, w.q.GuestsByIDs, int64s{acc.GuestID})
	if err != nil || len(guests) == 0 {
		return Request{}, Decision{}, err
	}
	r := requestFor(acc, guests[0])
	r.Source, r.AskedOn, r.ExpiresOn = w.actor.Source, w.today, in.ExpiresOn
	r.Justification = read.text(in.Justification, maxText, true, "justification")
	r.SponsorApproved = w.actor.isSponsor(&acc.SponsorID) || w.actor.Is(RoleServiceDesk)
	r.AskedByGuest = !r.SponsorApproved
	r.ViaAcademicAffairs = in.ViaAcademicAffairs
	facts, err := w.gather(&r)
	if err != nil {
		return r, Decision{}, err
	}
	d := Decide(r, facts)
	d.Errors = merge(read.errs, d.Errors)
	return r, d, nil
}

// requestFor begins the request to extend an account, with what is known of its guest.
func requestFor(acc Account, g Guest) Request {
	return Request{
		Kind: KindExtension, SponsorID: &acc.SponsorID, AccountRowID: &acc.ID, EntitlementNames: acc.EntitlementNames,
		Details: Details{GivenName: &g.GivenName, FamilyName: &g.FamilyName, PersonalEmail: &g.PersonalEmail, HUID: g.HUID, Affiliation: g.Affiliation},
	}
}

// supersede calls off what the sponsor, or the guest themself, asked before about the same
// account and what has not gone through: the latest wish counts.
func (w *work) supersede(r Request, open []Request) error {
	for _, old := range open {
		if r.AskedByGuest && !old.AskedByGuest {
			continue // a guest's wish does not undo the sponsor's
		}
		if err := w.close(&old, Cancelled, "Replaced by a newer request."); err != nil {
			return err
		}
	}
	return nil
}

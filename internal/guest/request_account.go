package guest

import (
	"context"
	"slices"

	"github.com/guestd/guestd/internal/calendar"
)

// RequestAnswer is what a request's use cases answer: the request as it stands, and what the
// person who asked can mend. With errors the request is the one in the way, if one is.
type RequestAnswer struct {
	RequestID int64      `json:"request_id,omitempty"`
	Errors    UserErrors `json:"errors,omitempty"`
}

// RequestAccount asks for an account for a guest: "A sponsor needs to request an HMS account for
// individuals with a legitimate role who are not automatically provisioned an HMS account."
// ErrForbidden where the actor may ask for nobody, or not for that sponsor.
func (s *Service) RequestAccount(ctx context.Context, actor Actor, in RequestAccountInput) (RequestAnswer, error) {
	return s.answer(ctx, actor, "requestAccount", in.IdempotencyKey, in, func(w *work) (RequestAnswer, error) { return w.requestAccount(in) })
}

func (w *work) requestAccount(in RequestAccountInput) (RequestAnswer, error) {
	r, d, err := w.draftAccount(in)
	if err != nil {
		return RequestAnswer{}, err
	}
	if len(d.Errors) > 0 {
		answer := RequestAnswer{Errors: d.Errors}
		if twin, err := w.twin(&r); err == nil && twin != nil {
			answer.RequestID = twin.ID
		}
		return answer, nil
	}
	kept, err := w.keep(r, d, "request.made")
	return RequestAnswer{RequestID: kept.ID}, err
}

// Preview is what would become of a request, without making it.
type Preview struct {
	Decision
	// Limit is the furthest last day possible now.
	Limit calendar.Date
}

// PreviewAccountRequest decides as RequestAccount would, and keeps nothing.
func (s *Service) PreviewAccountRequest(ctx context.Context, actor Actor, in RequestAccountInput) (Preview, error) {
	return s.preview(ctx, actor, func(w *work) (Request, Decision, error) { return w.draftAccount(in) })
}

// draftAccount reads the input and decides, writing nothing.
func (w *work) draftAccount(in RequestAccountInput) (Request, Decision, error) {
	var read reading
	r := Request{
		Kind: KindAccount, Source: w.actor.Source, AskedOn: w.today, SponsorApproved: true,
		Details: read.details(in.Guest), HSRNumber: read.hsr(in.HSRNumber, "hsrNumber"),
		StartsOn: in.StartsOn, ExpiresOn: in.ExpiresOn,
		Justification:    read.text(in.Justification, maxText, true, "justification"),
		EntitlementNames: entitlementNames(in.Entitlements),
	}
	if err := w.nameSponsor(&r, in.SponsorHUID, in.ViaAcademicAffairs, &read); err != nil {
		return r, Decision{}, err
	}
	if err := w.lockSponsor(r); err != nil {
		return r, Decision{}, err
	}
	facts, err := w.gather(&r)
	if err != nil {
		return r, Decision{}, err
	}
	if facts.Twin, err = w.twin(&r); err != nil {
		return r, Decision{}, err
	}
	d := Decide(r, facts)
	d.Errors = merge(read.errs, d.Errors)
	return r, d, nil
}

// nameSponsor finds whose guest it is to be: the actor's own, or for the service desk the one
// they name. The bot asks as the sender of the email; a person of the Wyss whom the directory
// does not have is known by their address until Academic Affairs has decided.
func (w *work) nameSponsor(r *Request, huid *string, viaAcademicAffairs bool, read *reading) error {
	a := w.actor
	named := read.huid(huid, "sponsorHuid")
	switch {
	case a.Is(RoleServiceDesk):
		if huid == nil {
			read.errs.add(CodeRequired, []string{"sponsorHuid"}, "Name the sponsor by Harvard ID.")
			return nil
		}
		if named == nil {
			return nil // said already
		}
		sponsor, found, err := get[Sponsor](w, w.q.SponsorByHUID, *named)
		if err != nil {
			return err
		}
		if !found {
			return nil // Decide says that the directory has no such sponsor
		}
		r.SponsorID = &sponsor.ID
	case a.Sponsor != nil:
		if named != nil && *named != a.Sponsor.HUID {
			return ErrForbidden
		}
		r.SponsorID = &a.Sponsor.ID
	case a.InboundEmailID != 0 && viaAcademicAffairs && a.Email != "":
		r.RequesterEmail = optional(a.Email)
	default:
		return ErrForbidden
	}
	r.ViaAcademicAffairs = viaAcademicAffairs
	return nil
}

// merge drops, of the errors that a rule found, those about a field that could not be read.
func merge(read, ruled UserErrors) UserErrors {
	all := slices.Clone(read)
	for _, e := range ruled {
		if !slices.ContainsFunc(read, func(r UserError) bool { return slices.Equal(r.Field, e.Field) }) {
			all = append(all, e)
		}
	}
	return all
}

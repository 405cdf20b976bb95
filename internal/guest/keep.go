package guest

import (
	"context"
	"errors"
	"fmt"

	"github.com/lib/pq"

	"github.com/guestd/guestd/internal/calendar"
)

// errKeepNothing rolls a preview's transaction back.
var errKeepNothing = errors.New("a preview keeps nothing")

// preview decides what is drafted, and keeps nothing.
func (s *Service) preview(ctx context.Context, actor Actor, draft func(*work) (Request, Decision, error)) (p Preview, err error) {
	err = s.transact(ctx, actor, func(w *work) error {
		_, d, err := draft(w)
		if err != nil {
			return err
		}
		d.Holds = d.Holds.since(nil, w.now)
		p = Preview{Decision: d, Limit: d.Latest}
		return errKeepNothing
	})
	if errors.Is(err, errKeepNothing) {
		err = nil
	}
	return p, err
}

// answer runs what decides about a request, once for each key.
func (s *Service) answer(ctx context.Context, actor Actor, operation string, key *string, in any, do func(*work) (RequestAnswer, error)) (answer RequestAnswer, err error) {
	err = s.deciding(ctx, actor, func(w *work) error {
		var keyErrs UserErrors
		answer, keyErrs, err = once(w, operation, key, in, func() (RequestAnswer, error) { return do(w) })
		answer.Errors = append(answer.Errors, keyErrs...)
		return err
	})
	return answer, err
}

// int64s and texts are SQL arrays.
type (
	int64s = pq.Int64Array
	texts  = pq.StringArray
)

// keep writes a request's first state down and does what was decided.
func (w *work) keep(r Request, d Decision, action string) (Request, error) {
	if w.actor.InboundEmailID != 0 {
		r.InboundEmailID = &w.actor.InboundEmailID
	}
	r.Status, r.Holds = d.Outcome, d.Holds.since(nil, w.now)
	if d.Outcome == Fulfilled {
		r.Status = AwaitingRole // until fulfil has made it true, in this same transaction
	}
	r.CreatedAt, r.UpdatedAt = w.now, w.now
	if r.EntitlementNames == nil {
		r.EntitlementNames = texts{}
	}
	if d.Role != nil {
		r.RoleID = &d.Role.ID
	}
	r.SearchKey = searchKey(r.GivenName, r.FamilyName, r.PersonalEmail, r.HUID, r.HSRNumber)
	var kept Request
	if err := w.tx.NamedStmtContext(w.ctx, w.q.InsertRequest).GetContext(w.ctx, &kept, r); err != nil {
		return r, fmt.Errorf("database: %w", err)
	}
	if err := w.linkEmail(kept.ID); err != nil {
		return kept, err
	}
	what := "asked for an account for " + kept.Name()
	if kept.Kind == KindExtension {
		what = "asked for an extension for " + kept.Name()
	}
	if err := w.audit(action, TypeRequest, kept.ID, fmt.Sprintf("%s: %s %s.", kept.Number(), w.actor.Label(), what)); err != nil {
		return kept, err
	}
	return w.proceed(kept, d, "")
}

// linkEmail records that the email that the bot acts upon concerns the request.
func (w *work) linkEmail(requestID int64) error {
	if w.actor.InboundEmailID == 0 {
		return nil
	}
	_, err := exec(w, w.q.LinkInbound, w.actor.InboundEmailID, requestID)
	return err
}

// proceed does what was decided of a request that is kept: fulfils it, or notes what it waits
// for; and tells whom it concerns where its status is new. before is the status until now.
func (w *work) proceed(r Request, d Decision, before RequestStatus) (Request, error) {
	if d.Role != nil {
		r.RoleID = &d.Role.ID
	}
	if d.Outcome == Fulfilled {
		return w.fulfil(r, d)
	}
	r.Status, r.Holds = d.Outcome, d.Holds.since(r.Holds, w.now)
	r, err := w.save(r)
	if err != nil {
		return r, err
	}
	if r.Status == before {
		return r, nil
	}
	return r, w.tellOfHold(r, d)
}

// save writes a request's new state down.
func (w *work) save(r Request) (Request, error) {
	r.UpdatedAt = w.now
	r.SearchKey = searchKey(r.GivenName, r.FamilyName, r.PersonalEmail, r.HUID, r.HSRNumber)
	var saved Request
	if err := w.tx.NamedStmtContext(w.ctx, w.q.UpdateRequest).GetContext(w.ctx, &saved, r); err != nil {
		return r, fmt.Errorf("database: %w", err)
	}
	return saved, nil
}

// close ends a request without fulfilling it.
func (w *work) close(r *Request, status RequestStatus, note string) error {
	by := w.actor.Label()
	r.Status, r.Holds, r.DecidedBy, r.DecidedAt = status, Holds{}, &by, &w.now
	if note != "" {
		r.DecisionNote = &note
	}
	saved, err := w.save(*r)
	if err != nil {
		return err
	}
	*r = saved
	words := map[RequestStatus]string{Denied: "denied", Cancelled: "cancelled", Lapsed: "lapsed: nobody answered"}
	summary := fmt.Sprintf("%s %s.", r.Number(), words[status])
	if note != "" {
		summary = fmt.Sprintf("%s %s: %s", r.Number(), words[status], note)
	}
	action := map[RequestStatus]string{Denied: "request.denied", Cancelled: "request.cancelled", Lapsed: "request.lapsed"}[status]
	return w.audit(action, TypeRequest, r.ID, summary)
}

// redecide decides a kept request again, after something that it waits for may have changed.
func (w *work) redecide(id int64) error {
	r, found, err := w.lockRequest(id)
	if err != nil || !found || !r.Status.Open() {
		return err
	}
	_, err = w.decideAgain(r)
	return err
}

// lockRequest takes a request for the rest of the transaction, and before it the account that it
// extends: whatever takes both takes them in this order.
func (w *work) lockRequest(id int64) (Request, bool, error) {
	if _, _, err := get[Account](w, w.q.LockExtended, id); err != nil {
		return Request{}, false, err
	}
	return get[Request](w, w.q.LockRequest, id)
}

// decideAgain decides a request that is kept and locked. What it breaks now goes to the service
// desk; nothing is lost.
func (w *work) decideAgain(r Request) (Request, error) {
	before, known := r.Status, r
	facts, err := w.gather(&r)
	if err != nil {
		return r, err
	}
	d := Decide(r, facts).review()
	if d.Outcome == before && d.Holds.like(r.Holds) && r.sameAs(known) {
		return r, nil // no news: the days until it lapses count on
	}
	r, err = w.proceed(r, d, before)
	if err != nil {
		return r, err
	}
	if r.Status == before {
		return r, nil
	}
	return r, w.audit("request.moved", TypeRequest, r.ID, fmt.Sprintf("%s went on: %s.", r.Number(), statusWords[r.Status]))
}

var statusWords = map[RequestStatus]string{
	NeedsDetails:            "details are missing",
	AwaitingSponsor:         "it waits for the sponsor",
	AwaitingRole:            "it waits for the Harvard Sponsored Role",
	AwaitingAcademicAffairs: "it waits for Academic Affairs",
	AwaitingServiceDesk:     "it waits for the service desk",
	Fulfilled:               "it is fulfilled",
	Denied:                  "it is denied",
	Cancelled:               "it is cancelled",
	Lapsed:                  "it has lapsed",
}

// spelt is a day in words, or nothing.
func spelt(d calendar.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.Spelt()
}

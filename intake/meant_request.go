package intake

import (
	"fmt"
	"slices"
	"strings"

	"github.com/guestd/guestd/intake/api"
	"github.com/guestd/guestd/intake/person"
	"github.com/guestd/guestd/intake/understand"
	"github.com/guestd/guestd/internal/mail/token"
)

const whichRequest = "It is not clear which request you mean."

func open(s api.RequestStatus) bool {
	switch s {
	case api.RequestStatusFulfilled, api.RequestStatusDenied, api.RequestStatusCancelled, api.RequestStatusLapsed:
		return false
	}
	return true
}

func (t *turn) requestBehind(row int64) (*api.RequestFacts, error) {
	res, err := api.RequestBehind(t.ctx, t.client, api.NodeID("GuestRequest", row))
	if forbidden(err) {
		return nil, nil // not theirs to see
	}
	if err != nil {
		return nil, fmt.Errorf("find request: %w", err)
	}
	if res.Node == nil {
		return nil, nil // not theirs to see
	}
	if r, ok := (*res.Node).(*api.RequestBehindNodeGuestRequest); ok {
		return &r.RequestFacts, nil
	}
	return nil, nil // not a request
}

// requestsOfEmail are those that an earlier email made, as far as the sender may see them.
func (t *turn) requestsOfEmail(row int64) ([]*api.RequestFacts, error) {
	res, err := api.EmailBehind(t.ctx, t.client, api.NodeID("InboundEmail", row))
	if forbidden(err) {
		return nil, nil // not theirs to see
	}
	if err != nil {
		return nil, fmt.Errorf("find requests: %w", err)
	}
	if res.Node == nil {
		return nil, nil // not theirs to see
	}
	if e, ok := (*res.Node).(*api.EmailBehindNodeInboundEmail); ok {
		return e.Requests, nil
	}
	return nil, nil // not an email
}

// requestNumbered is the request of a number, nil where the sender may see none.
func (t *turn) requestNumbered(number string) (*api.RequestFacts, error) {
	res, err := api.RequestNumbered(t.ctx, t.client, number)
	if forbidden(err) {
		return nil, nil // not theirs to see
	}
	if err != nil {
		return nil, fmt.Errorf("find request: %w", err)
	}
	return res.Request, nil
}

// heedNumbers reads the email in the light of the requests whose numbers it names. The one open
// request whose number it names is what it is about: that outranks the thread, and in a new email is
// as good a sign of what is meant as our own mail that asks to decide. Whom the email names besides
// must be that request's guest.
func (t *turn) heedNumbers() error {
	switch len(t.reading.RequestNumbers) {
	case 0:
		return nil
	case 1:
	default:
		return t.heedDecisions()
	}
	r, err := t.requestNumbered(t.reading.RequestNumbers[0])
	if err != nil || r == nil || !open(r.Status) || !aboutGuestOf(t.reading.Guests, r) {
		return err
	}
	if row, ok := api.RowOf(r.Id); ok && (t.to.Kind != token.Request || t.to.ID != row) {
		t.to = parent{Object: token.Object{Kind: token.Request, ID: row}, asks: token.Decide, theirs: true}
	}
	return nil
}

// heedDecisions reads an email that names several requests as decisions, where all of them wait for
// the sender's.
func (t *turn) heedDecisions() error {
	for _, number := range t.reading.RequestNumbers {
		r, err := t.requestNumbered(number)
		if err != nil || r == nil || t.askedBy(r) != asksForDecision {
			return err
		}
	}
	t.readAfter(asksForDecision)
	return nil
}

// aboutGuestOf reports that nobody but the request's guest is named.
func aboutGuestOf(guests []understand.Guest, r *api.RequestFacts) bool {
	return !slices.ContainsFunc(guests, func(g understand.Guest) bool { return anotherPerson(g, r) })
}

// anotherPerson reports that somebody is named who plainly is not the request's guest: by a name
// that has nothing in common with theirs, or by another account. Details that correct a request
// ("her address is …", "it is spelt …") name the same person still.
func anotherPerson(g understand.Guest, r *api.RequestFacts) bool {
	who, known := said(g), ofRequest(r)
	if who.AccountID != "" && known.AccountID != "" && !strings.EqualFold(who.AccountID, known.AccountID) {
		return true
	}
	return person.Name(who, known) == person.Other && !person.Near(who, known)
}

// labelled is a request's number with its guest.
func labelled(r *api.RequestFacts) string {
	if name := noticeFacts(r).Guest.Name(); name != "" {
		return r.Number + " for " + name
	}
	return r.Number
}

func severalFit(list []*api.RequestFacts) string {
	problem := "Several requests fit:"
	for _, r := range list {
		problem += fmt.Sprintf(" %s (%s)", r.Number, noticeFacts(r).Guest.Name())
	}
	return problem + ". Quote the number of the one you mean."
}

// completed is the request that details are for: the one that the email names by number or guest,
// else the one that it replies to, else the only one that waits for something.
func (t *turn) completed() (*api.RequestFacts, string, error) {
	if len(t.reading.RequestNumbers) > 1 {
		return nil, "You name " + strings.Join(t.reading.RequestNumbers, ", ") + ", and it is not certain what you write about which. Please write about each in a mail of its own.", nil
	}
	if len(t.reading.RequestNumbers) == 1 {
		number := t.reading.RequestNumbers[0]
		r, err := t.requestNumbered(number)
		if err != nil {
			return nil, "", err
		}
		if r == nil {
			return nil, fmt.Sprintf("No request %s of yours is known.", number), nil
		}
		return t.ofSameGuest(r)
	}
	if t.toRequest != nil && aboutGuestOf(t.reading.Guests, t.toRequest) {
		return t.toRequest, "", nil
	}
	if t.toRequest == nil && t.to.Kind == token.Request {
		return nil, notYours, nil
	}
	res, err := api.FindRequests(t.ctx, t.client, nil, []api.RequestStatus{api.RequestStatusNeedsDetails, api.RequestStatusAwaitingRole})
	if err != nil && !forbidden(err) {
		return nil, "", fmt.Errorf("find request: %w", err)
	}
	var fits []*api.RequestFacts
	if err == nil {
		for _, r := range res.Requests.Nodes {
			named := slices.ContainsFunc(t.reading.Guests, func(g understand.Guest) bool {
				return person.Name(said(g), ofRequest(r)) > person.Other || person.Names(said(g), ofRequest(r)) > person.Other
			})
			if named || t.toRequest == nil && !t.namesGuest() {
				fits = append(fits, r)
			}
		}
	}
	switch {
	case len(fits) == 1:
		return fits[0], "", nil
	case len(fits) > 1:
		return nil, severalFit(fits), nil
	case t.toRequest != nil:
		return t.ofSameGuest(t.toRequest)
	}
	return nil, "No open request fits. Quote its number, such as R-1042, or answer our mail about it.", nil
}

// ofSameGuest holds details back that are plainly about somebody else than the request's guest.
func (t *turn) ofSameGuest(r *api.RequestFacts) (*api.RequestFacts, string, error) {
	if aboutGuestOf(t.reading.Guests, r) {
		return r, "", nil
	}
	return nil, fmt.Sprintf("%s, and you write of %s.", strings.Replace(labelled(r), " for ", " is for ", 1), orGuest(t.reading.Guests[0])), nil
}

// namesGuest reports that anybody is named.
func (t *turn) namesGuest() bool {
	return slices.ContainsFunc(t.reading.Guests, func(g understand.Guest) bool { return said(g) != (person.Person{}) })
}

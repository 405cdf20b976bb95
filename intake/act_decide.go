package intake

import (
	"fmt"
	"strings"

	"github.com/guestd/guestd/intake/api"
	"github.com/guestd/guestd/intake/understand"
	"github.com/guestd/guestd/internal/mail/notice"
	"github.com/guestd/guestd/internal/mail/token"
)

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

// findRequest finds the request that an email is about: the one it replies to, one that it names
// by number, else the only one of the sender's, in one of the given states, that fits whom it
// names.
func (t *turn) findRequest(states ...api.RequestStatus) (*api.RequestFacts, string, error) {
	if t.toRequest != nil {
		return t.toRequest, "", nil
	}
	if t.to.Kind == token.Request { // a mail that was passed on: it gives no right, and means no other request
		return nil, notYours, nil
	}
	for _, number := range t.reading.RequestNumbers {
		res, err := api.RequestNumbered(t.ctx, t.client, number)
		if err != nil && !forbidden(err) {
			return nil, "", fmt.Errorf("find request: %w", err)
		}
		if err == nil && res.Request != nil {
			return res.Request, "", nil
		}
	}
	list := []string{""}
	if len(t.reading.Guests) > 0 {
		if s := searches(&t.reading.Guests[0]); len(s) > 0 {
			list = s
		}
	}
	if list[0] == "" && t.reading.Intent != understand.SupplyDetails {
		return nil, t.unclear("It is not clear which request you mean."), nil // a decision is not guessed at
	}
	for _, search := range list {
		res, err := api.FindRequests(t.ctx, t.client, optional(search), states)
		if forbidden(err) {
			break
		}
		if err != nil {
			return nil, "", fmt.Errorf("find request: %w", err)
		}
		switch nodes := res.Requests.Nodes; len(nodes) {
		case 0:
		case 1:
			return nodes[0], "", nil
		default:
			problem := "Several requests fit:"
			for _, r := range nodes {
				facts := noticeFacts(r)
				problem += fmt.Sprintf(" %s (%s)", r.Number, facts.Guest.Name())
			}
			return nil, problem + ". Quote the number of the one you mean.", nil
		}
	}
	return nil, "No open request fits. Quote its number, such as R-1042, or answer our mail about it.", nil
}

// decide gives Academic Affairs', or a sponsor's, decision on a request.
func (t *turn) decide(c *conclusion) error {
	approve := t.reading.Intent == understand.Approve
	title := "Decision"
	r, problem, err := t.findRequest(api.RequestStatusAwaitingAcademicAffairs, api.RequestStatusAwaitingSponsor)
	if err != nil {
		return err
	}
	if r == nil && problem == notYours {
		t.refuse(c, title, problem, "")
		return nil
	}
	if r == nil {
		t.item(notice.Item{Title: title, State: notice.NeedsYou, Problems: []string{problem}, Outcome: "Nothing has been decided yet.", Next: "Answer this mail with the request's number."})
		c.Outcome, c.Because, c.Answer = Asked, "A decision, but on no request that could be told.", t.mail(notice.KindDetailsNeeded)
		return nil
	}
	input := &api.DecideRequestInput{RequestId: r.Id, Note: optional(t.reading.DecisionNote), IdempotencyKey: t.key("decision")}
	var after *api.RequestFacts
	var mistakes []*api.Mistake
	if approve {
		input.ExpiresOn = day(approvedUntil(t.reading))
		res, callErr := api.ApproveRequest(t.ctx, t.client, input)
		if err = callErr; err == nil {
			after, mistakes = res.ApproveRequest.Request, res.ApproveRequest.UserErrors
		}
	} else {
		res, callErr := api.DenyRequest(t.ctx, t.client, input)
		if err = callErr; err == nil {
			after, mistakes = res.DenyRequest.Request, res.DenyRequest.UserErrors
		}
	}
	if forbidden(err) {
		t.refuse(c, title+" on "+r.Number, "This decision is somebody else's to make.", "")
		return nil
	}
	if err != nil {
		return fmt.Errorf("decide: %w", err)
	}
	t.point("mutated")
	facts := noticeFacts(r)
	asked := understand.Guest{GivenName: optional(facts.Guest.GivenName), FamilyName: optional(facts.Guest.FamilyName), ExpiresOn: approvedUntil(t.reading)}
	c.Outcome = t.report(after, mistakes, asked, facts.Extension)
	if len(mistakes) == 0 {
		c.Outcome = Acted
		t.decided(&t.answer.Items[len(t.answer.Items)-1], after, approve)
	}
	c.Because = fmt.Sprintf("A decision on %s.", r.Number)
	c.Answer = t.mail(kindFor(c.Outcome))
	return nil
}

// approvedUntil is the last day that an approval names, nil where it leaves the one asked for.
func approvedUntil(r understand.Reading) *understand.Day {
	if len(r.Guests) != 1 {
		return nil
	}
	return r.Guests[0].ExpiresOn
}

// decided turns what a request's item says into words for whoever decided it: what it still waits
// for is the requester's to bring.
func (t *turn) decided(i *notice.Item, r *api.RequestFacts, approve bool) {
	requester := requesterOf(r).Called()
	if r.AskedByGuest {
		requester = noticeFacts(r).Guest.Name()
	}
	if !approve {
		i.State, i.Next = notice.Done, ""
		i.Outcome = fmt.Sprintf("You denied it, and %s is told.", requester)
		if deref(r.DecisionNote) != "" {
			i.Outcome = fmt.Sprintf("You denied it, and %s is told, with your words.", requester)
		}
		return
	}
	i.Outcome = "You approved it. " + i.Outcome
	if r.Status != api.RequestStatusFulfilled && !t.sponsors(r) {
		i.State, i.Next = notice.Waiting, ""
		i.Outcome += fmt.Sprintf(" This is for %s to settle, who is told. Nothing more is needed from you.", requester)
	}
}

// supply completes, or corrects, the request that an email replies to or means.
func (t *turn) supply(c *conclusion) error {
	r, problem, err := t.findRequest(api.RequestStatusNeedsDetails, api.RequestStatusAwaitingRole)
	if err != nil {
		return err
	}
	if r == nil || !open(r.Status) {
		return t.supplyNothing(c, r, problem)
	}
	after, mistakes, err := t.supplyTo(r)
	if forbidden(err) {
		t.refuse(c, "Details for "+r.Number, "This request is not yours to complete.", "")
		return nil
	}
	if err != nil {
		return err
	}
	var asked understand.Guest
	if len(t.reading.Guests) > 0 {
		asked = t.reading.Guests[0]
	}
	facts := noticeFacts(r)
	if asked.GivenName == nil && asked.FamilyName == nil {
		asked.GivenName, asked.FamilyName = optional(facts.Guest.GivenName), optional(facts.Guest.FamilyName)
	}
	c.Outcome = t.report(after, mistakes, asked, facts.Extension)
	c.Because = fmt.Sprintf("Details for %s.", r.Number)
	c.Answer = t.mail(kindFor(c.Outcome))
	return nil
}

// supplyTo fills in what the email tells.
func (t *turn) supplyTo(r *api.RequestFacts) (*api.RequestFacts, []*api.Mistake, error) {
	input := &api.SupplyRequestDetailsInput{RequestId: r.Id, IdempotencyKey: t.key("details")}
	if len(t.reading.Guests) > 0 {
		g := t.reading.Guests[0]
		input.Guest = &api.GuestDetailsInput{GivenName: g.GivenName, FamilyName: g.FamilyName, PersonalEmail: g.Email, Huid: g.HUID, Affiliation: g.Affiliation, Role: g.Role}
		input.HsrNumber, input.StartsOn, input.ExpiresOn = g.HSR, t.firstDay(g), day(g.ExpiresOn)
	}
	res, err := api.SupplyRequestDetails(t.ctx, t.client, input)
	if err != nil {
		return nil, nil, fmt.Errorf("supply details: %w", err)
	}
	t.point("mutated")
	return res.SupplyRequestDetails.Request, res.SupplyRequestDetails.UserErrors, nil
}

// supplyNothing treats details for which there is no open request.
func (t *turn) supplyNothing(c *conclusion, r *api.RequestFacts, problem string) error {
	switch {
	case t.reading.Intent == understand.RequestAccount:
		return t.requestAccounts(c)
	case t.reading.Intent == understand.RequestExtension,
		r != nil && r.Status == api.RequestStatusFulfilled && r.Account != nil && approvedUntil(t.reading) != nil:
		return t.extend(c)
	case problem == notYours:
		t.refuse(c, "Details for a request", problem, "")
		return nil
	case problem == "":
		problem = fmt.Sprintf("%s is closed: %s.", r.Number, strings.ToLower(string(r.Status)))
	}
	t.item(notice.Item{Title: "Details for a request", State: notice.NeedsYou, Understood: t.understood(), Problems: []string{problem}, Outcome: "Nothing has been done."})
	c.Outcome, c.Because, c.Answer = Asked, "Details, but for no request that could be told.", t.mail(notice.KindDetailsNeeded)
	return nil
}

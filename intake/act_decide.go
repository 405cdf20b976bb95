package intake

import (
	"fmt"

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

// findRequest finds the request that an email is about: the one it replies to, one that it names
// by number, else the only one of the sender's, in one of the given states, that fits whom it
// names.
func (t *turn) findRequest(states ...api.RequestStatus) (*api.RequestFacts, string, error) {
	if t.to.Kind == token.Request {
		r, err := t.requestBehind(t.to.ID)
		if err != nil || r != nil {
			return r, "", err
		}
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
	if r == nil {
		t.item(notice.Item{Title: title, State: notice.NeedsYou, Problems: []string{problem}, Outcome: "Nothing has been decided yet.", Next: "Answer this mail with the request's number."})
		c.Outcome, c.Because, c.Answer = Asked, "A decision, but on no request that could be told.", t.mail(notice.KindDetailsNeeded)
		return nil
	}
	input := &api.DecideRequestInput{RequestId: r.Id, Note: optional(t.reading.DecisionNote), IdempotencyKey: t.key("decision")}
	var after *api.RequestFacts
	var mistakes []*api.Mistake
	if approve {
		if len(t.reading.Guests) == 1 {
			input.ExpiresOn = day(t.reading.Guests[0].ExpiresOn)
		}
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
	asked := understand.Guest{GivenName: optional(facts.Guest.GivenName), FamilyName: optional(facts.Guest.FamilyName)}
	c.Outcome = t.report(after, mistakes, asked, facts.Extension)
	if len(mistakes) == 0 {
		c.Outcome = Acted
		last := &t.answer.Items[len(t.answer.Items)-1]
		verdict := "You denied it; the requester is told."
		if approve {
			verdict = "You approved it. " + last.Outcome
		}
		last.Outcome = verdict
		if !approve {
			last.State = notice.Done
		} else {
			last.Next = ""
		}
	}
	c.Because = fmt.Sprintf("A decision on %s.", r.Number)
	c.Answer = t.mail(kindFor(c.Outcome))
	return nil
}

// supply completes, or corrects, the request that an email replies to or means.
func (t *turn) supply(c *conclusion) error {
	r, problem, err := t.findRequest(api.RequestStatusNeedsDetails, api.RequestStatusAwaitingRole)
	if err != nil {
		return err
	}
	if r == nil || !open(r.Status) {
		if t.reading.Intent == understand.RequestAccount {
			return t.requestAccounts(c)
		}
		if t.reading.Intent == understand.RequestExtension {
			t.to = token.Object{}
			return t.extend(c)
		}
		if problem == "" {
			problem = fmt.Sprintf("%s is closed.", r.Number)
		}
		t.item(notice.Item{Title: "Details", State: notice.NeedsYou, Understood: t.understood(), Problems: []string{problem}, Outcome: "Nothing has been done yet."})
		c.Outcome, c.Because, c.Answer = Asked, "Details, but for no request that could be told.", t.mail(notice.KindDetailsNeeded)
		return nil
	}
	input := &api.SupplyRequestDetailsInput{RequestId: r.Id, IdempotencyKey: t.key("details")}
	var asked understand.Guest
	if len(t.reading.Guests) > 0 {
		asked = t.reading.Guests[0]
		input.Guest = &api.GuestDetailsInput{GivenName: asked.GivenName, FamilyName: asked.FamilyName, PersonalEmail: asked.Email, Huid: asked.HUID, Affiliation: asked.Affiliation, Role: asked.Role}
		input.HsrNumber, input.StartsOn, input.ExpiresOn = asked.HSR, t.firstDay(asked), day(asked.ExpiresOn)
	}
	res, err := api.SupplyRequestDetails(t.ctx, t.client, input)
	if forbidden(err) {
		t.refuse(c, "Details for "+r.Number, "This request is not yours to complete.", "")
		return nil
	}
	if err != nil {
		return fmt.Errorf("supply details: %w", err)
	}
	t.point("mutated")
	facts := noticeFacts(r)
	if asked.GivenName == nil && asked.FamilyName == nil {
		asked.GivenName, asked.FamilyName = optional(facts.Guest.GivenName), optional(facts.Guest.FamilyName)
	}
	c.Outcome = t.report(res.SupplyRequestDetails.Request, res.SupplyRequestDetails.UserErrors, asked, facts.Extension)
	c.Because = fmt.Sprintf("Details for %s.", r.Number)
	c.Answer = t.mail(kindFor(c.Outcome))
	return nil
}

// standing answers "who are my guests?".
func (t *turn) standing(c *conclusion) error {
	res, err := api.Standing(t.ctx, t.client)
	if forbidden(err) {
		t.refuse(c, "Your guests", "Neither the staff directory nor our records know you by this address, so there is nothing to show.", "Write from your HMS address.")
		return nil
	}
	if err != nil {
		return fmt.Errorf("standing: %w", err)
	}
	guests := &notice.Guests{}
	for _, a := range res.Accounts.Nodes {
		guests.Accounts = append(guests.Accounts, notice.Account{AccountID: a.AccountId, Status: string(a.Status), StartsOn: a.StartsOn, ExpiresOn: a.ExpiresOn,
			Guest: notice.Guest{GivenName: a.Guest.GivenName, FamilyName: a.Guest.FamilyName}})
	}
	for _, r := range res.Requests.Nodes {
		guests.Requests = append(guests.Requests, noticeFacts(r))
	}
	t.answer.Guests = guests
	c.Outcome, c.Because, c.Answer = Answered, "It asks how things stand.", t.mail(notice.KindHelp)
	return nil
}

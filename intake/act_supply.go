package intake

import (
	"fmt"
	"strings"

	"github.com/guestd/guestd/intake/api"
	"github.com/guestd/guestd/intake/understand"
	"github.com/guestd/guestd/internal/mail/notice"
)

// supply completes, or corrects, the request that an email replies to or means.
func (t *turn) supply(c *conclusion) error {
	r, problem, err := t.completed()
	if err != nil {
		return err
	}
	if r == nil || !open(r.Status) {
		return t.supplyNothing(c, r, problem)
	}
	if len(t.reading.Questions) > 0 && r.ExpiresOn != nil {
		t.remember(r) // without its last day the request would wait and ask by itself
		t.askBack(c)
		return nil
	}
	after, mistakes, err := t.supplyTo(r, t.firstGuest(), t.key("details"))
	if forbidden(err) {
		t.refuse(c, "Details for "+r.Number, "This request is not yours to complete.", "")
		return nil
	}
	if err != nil {
		return err
	}
	asked := t.firstGuest()
	facts := noticeFacts(r)
	if asked.GivenName == nil && asked.FamilyName == nil {
		asked.GivenName, asked.FamilyName = optional(facts.Guest.GivenName), optional(facts.Guest.FamilyName)
	}
	c.Outcome = t.report(after, mistakes, asked, facts.Extension)
	c.Because = fmt.Sprintf("Details for %s.", r.Number)
	c.Answer = t.mail(kindFor(c.Outcome))
	return nil
}

// firstGuest is what the email tells of the guest of a request, nothing where it tells nothing.
func (t *turn) firstGuest() understand.Guest {
	if len(t.reading.Guests) == 0 {
		return understand.Guest{}
	}
	return t.reading.Guests[0]
}

// supplyTo fills in what is told of a request's guest.
func (t *turn) supplyTo(r *api.RequestFacts, g understand.Guest, key *string) (*api.RequestFacts, []*api.Mistake, error) {
	input := &api.SupplyRequestDetailsInput{RequestId: r.Id, IdempotencyKey: key}
	if g != (understand.Guest{}) {
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
	case t.reading.Intent == understand.RequestExtension && !t.changesExtension(),
		r != nil && r.Status == api.RequestStatusFulfilled && r.Account != nil && approvedUntil(t.reading) != nil:
		return t.extend(c)
	case problem == notYours:
		t.refuse(c, "Details for a request", problem, "")
		return nil
	case problem == "":
		problem = fmt.Sprintf("%s is closed: %s.", r.Number, strings.ToLower(string(r.Status)))
	}
	t.remember(t.toRequest)
	next := "Answer our mail about the request, or quote its number."
	if r := t.toRequest; r != nil && !aboutGuestOf(t.reading.Guests, r) {
		who := orGuest(t.reading.Guests[0])
		next = fmt.Sprintf("For an account for %s, too, write: please set up a guest account for %s, with the personal email and the last day. To correct %s, answer with what should change, and name %s.", who, who, r.Number, noticeFacts(r).Guest.Name())
	}
	t.item(notice.Item{Title: "Details for a request", State: notice.NeedsYou, Understood: t.understood(), Problems: []string{problem}, Outcome: "Nothing has been done.", Next: next})
	c.Outcome, c.Because, c.Answer = Asked, problem, t.mail(notice.KindDetailsNeeded)
	return nil
}

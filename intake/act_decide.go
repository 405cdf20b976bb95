package intake

import (
	"fmt"

	"github.com/guestd/guestd/intake/api"
	"github.com/guestd/guestd/intake/understand"
	"github.com/guestd/guestd/internal/mail/notice"
)

// decide gives Academic Affairs', or a sponsor's, decision on each request that the email decides.
func (t *turn) decide(c *conclusion) error {
	if len(t.reading.Questions) > 0 {
		t.askUndecided(c, t.questions(), "Answer this mail with “approved until” and the last day, or “denied, because” and your reason.")
		return nil
	}
	list, problem, err := t.decided()
	if err != nil {
		return err
	}
	if problem == notYours {
		t.refuse(c, "Decision", problem, "")
		return nil
	}
	if problem != "" {
		t.askUndecided(c, []string{problem}, "Answer this mail with the request's number and your decision, such as “R-1042 is approved”. For several requests, write a line for each.")
		return nil
	}
	outcomes := make([]Outcome, 0, len(list))
	for n, d := range list {
		outcome, err := t.decideOne(n, d)
		if err != nil {
			return err
		}
		outcomes = append(outcomes, outcome)
	}
	c.Outcome = worst(outcomes)
	c.Because = fmt.Sprintf("A decision on %s.", numbersAlone(list))
	if c.Outcome == Refused {
		c.Because = firstSentence(t.answer.Items[len(t.answer.Items)-1])
	}
	c.Answer = t.mail(kindFor(c.Outcome))
	return nil
}

// askUndecided asks what is meant by a decision: nothing is decided before.
func (t *turn) askUndecided(c *conclusion, problems []string, next string) {
	i := notice.Item{Title: "Decision", State: notice.NeedsYou, Problems: problems, Outcome: "Nothing has been decided yet.", Next: next, Understood: t.understood()}
	if r := t.toRequest; r != nil {
		t.remember(r)
		i.Title = "Decision on " + r.Number
		i.Understood = understoodOf(r)
	}
	t.item(i)
	c.Outcome, c.Because, c.Answer = Asked, firstSentence(i), t.mail(notice.KindDetailsNeeded)
}

// decideOne gives the decision on one request.
func (t *turn) decideOne(n int, d decisionOn) (Outcome, error) {
	r, approve := d.request, t.reading.Intent == understand.Approve
	input := &api.DecideRequestInput{RequestId: r.Id, Note: optional(t.reading.DecisionNote), IdempotencyKey: t.key(fmt.Sprintf("decision %d", n+1))}
	var after *api.RequestFacts
	var mistakes []*api.Mistake
	var err error
	if approve {
		input.ExpiresOn = day(d.until)
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
	facts := noticeFacts(r)
	if forbidden(err) {
		t.item(notice.Item{Title: "Decision on " + r.Number, State: notice.Refused, Understood: understoodOf(r), Outcome: "This decision is somebody else's to make."})
		return Refused, nil
	}
	if err != nil {
		return "", fmt.Errorf("decide: %w", err)
	}
	t.point("mutated")
	asked := understand.Guest{GivenName: optional(facts.Guest.GivenName), FamilyName: optional(facts.Guest.FamilyName), ExpiresOn: d.until}
	outcome := t.report(after, mistakes, asked, facts.Extension)
	if len(mistakes) > 0 {
		return outcome, nil
	}
	t.decidedItem(&t.answer.Items[len(t.answer.Items)-1], after, approve)
	return Acted, nil
}

// approvedUntil is the last day that an approval names, nil where it leaves the one asked for.
func approvedUntil(r understand.Reading) *understand.Day {
	if len(r.Guests) != 1 {
		return nil
	}
	return r.Guests[0].ExpiresOn
}

// decidedItem turns what a request's item says into words for whoever decided it: what it still waits
// for is the requester's to bring.
func (t *turn) decidedItem(i *notice.Item, r *api.RequestFacts, approve bool) {
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

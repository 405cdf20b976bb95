package intake

import (
	"fmt"
	"slices"

	"github.com/guestd/guestd/intake/api"
	"github.com/guestd/guestd/intake/understand"
	"github.com/guestd/guestd/internal/calendar"
)

// requestAccounts asks for an account for each guest of the email, each its own request, and
// answers with all of them.
func (t *turn) requestAccounts(c *conclusion) error {
	wyss := t.reading.Route == understand.Wyss
	if t.sender.Sponsor == nil && !wyss {
		t.refuse(c, "New account", "Sponsors must be Harvard Medical School faculty or staff with a Harvard ID, and the staff directory does not have you by this address.",
			"Ask the person whom you visit, or write from your HMS address.")
		return nil
	}
	if done, err := t.sentAgain(c); done || err != nil {
		return err
	}
	guests := t.reading.Guests
	if len(guests) == 0 {
		guests = []understand.Guest{{}} // a request about which everything is still to be told
	}
	if len(t.reading.Questions) > 0 && slices.ContainsFunc(guests, func(g understand.Guest) bool { return g.ExpiresOn != nil }) {
		t.askBack(c) // nothing else would hold such a request: its other days are known
		return nil
	}
	outcomes := make([]Outcome, 0, len(guests))
	for n, g := range guests {
		input := &api.RequestAccountInput{
			Guest:     &api.GuestDetailsInput{GivenName: g.GivenName, FamilyName: g.FamilyName, PersonalEmail: g.Email, Huid: g.HUID, Affiliation: g.Affiliation, Role: g.Role},
			HsrNumber: g.HSR, StartsOn: t.firstDay(g), ExpiresOn: day(g.ExpiresOn), ViaAcademicAffairs: &wyss,
			IdempotencyKey: t.key(fmt.Sprintf("request %d", n+1)),
		}
		res, err := api.RequestAccount(t.ctx, t.client, input)
		if err != nil {
			return fmt.Errorf("request account: %w", err)
		}
		t.point("mutated")
		r, mistakes := res.RequestAccount.Request, res.RequestAccount.UserErrors
		var outcome Outcome
		if inTheWay(r, mistakes) {
			outcome, err = t.addTo(r, g, t.key(fmt.Sprintf("details %d", n+1)))
		} else {
			outcome = t.report(r, mistakes, g, false)
		}
		if err != nil {
			return err
		}
		outcomes = append(outcomes, outcome)
	}
	c.Outcome = worst(outcomes)
	c.Because = because(c.Outcome, len(guests))
	c.Answer = t.mail(kindFor(c.Outcome))
	return nil
}

func because(o Outcome, requests int) string {
	what := "The request was"
	if requests > 1 {
		what = fmt.Sprintf("%d requests were", requests)
	}
	switch o {
	case Asked:
		return what + " read, and the sender asked for what is missing or wrong."
	case Routed:
		return what + " sent on to Wyss HR and Academic Affairs."
	case Refused:
		return what + " refused by the rules, and the sender told why."
	case Answered:
		return what + " open already, and the sender told how that stands."
	default:
		return what + " made, and the sender told how it goes on."
	}
}

// firstDay is the first day asked for. A day between the writing of the email and now was still
// to come when it was written: it becomes today.
func (t *turn) firstDay(g understand.Guest) *calendar.Date {
	first := day(g.StartsOn)
	today := calendar.On(t.clock.Now())
	written := calendar.New(t.reading.Today.Year, t.reading.Today.Month, t.reading.Today.Day)
	if first != nil && first.Before(today) && !first.Before(written) {
		return &today
	}
	return first
}

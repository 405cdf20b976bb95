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

// decisionOn is a request that an email decides, and until when it says so.
type decisionOn struct {
	request *api.RequestFacts
	until   *understand.Day
}

// decided are the requests that an email decides: those that it names by number, else those of
// whom it names, else the one that it replies to.
func (t *turn) decided() (list []decisionOn, problem string, err error) {
	waiting, err := t.waitingForDecision()
	if err != nil {
		return nil, "", err
	}
	if list, problem, err = t.decidedByName(waiting); err != nil || problem != "" {
		return nil, problem, err
	}
	if len(list) == 0 {
		dated := slices.ContainsFunc(t.reading.Guests, func(g understand.Guest) bool { return g.ExpiresOn != nil })
		switch {
		case dated && len(t.reading.Guests) > 1 && t.reading.Intent == understand.Approve:
			return nil, "It is not certain which day is meant for whom.", nil
		case t.toRequest != nil:
			list = []decisionOn{{t.toRequest, approvedUntil(t.reading)}}
		case t.to.Kind == token.Request: // a mail that was passed on: it gives no right, and means no other request
			return nil, notYours, nil
		default:
			return nil, t.unclear(whichRequest), nil // a decision is not guessed at
		}
	}
	// Whoever else is named and waits may be meant as well.
	for _, r := range waiting {
		taken := slices.ContainsFunc(list, func(d decisionOn) bool { return d.request.Id == r.Id })
		if !taken && slices.ContainsFunc(t.reading.People, func(name string) bool {
			who := person.Person{Given: name}
			return person.Name(who, ofRequest(r)) > person.Other && !slices.ContainsFunc(list, func(d decisionOn) bool { return person.Name(who, ofRequest(d.request)) > person.Other })
		}) {
			return nil, fmt.Sprintf("You also write of %s, and it is not certain what you decide about that one.", labelled(r)), nil
		}
	}
	return list, "", nil
}

func (t *turn) waitingForDecision() ([]*api.RequestFacts, error) {
	res, err := api.FindRequests(t.ctx, t.client, nil, []api.RequestStatus{api.RequestStatusAwaitingAcademicAffairs, api.RequestStatusAwaitingSponsor})
	if forbidden(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find requests: %w", err)
	}
	return res.Requests.Nodes, nil
}

// decidedByName are the requests that a decision names, none where it names none.
func (t *turn) decidedByName(waiting []*api.RequestFacts) (list []decisionOn, problem string, err error) {
	for _, number := range t.reading.RequestNumbers {
		r, err := t.requestNumbered(number)
		if err != nil {
			return nil, "", err
		}
		if r == nil {
			return nil, fmt.Sprintf("No request %s is known that you could decide.", number), nil
		}
		list = append(list, decisionOn{r, approvedUntil(t.reading)})
	}
	byNumber := len(list) > 0
	for _, g := range t.reading.Guests {
		if said(g) == (person.Person{}) {
			continue
		}
		fits := func(r *api.RequestFacts) bool {
			return person.Name(said(g), ofRequest(r)) > person.Other || person.Names(said(g), ofRequest(r)) > person.Other
		}
		if byNumber {
			if i := slices.IndexFunc(list, func(d decisionOn) bool { return fits(d.request) }); i < 0 {
				return nil, fmt.Sprintf("You name %s, and %s. Which of them do you mean?", numbersOf(list), orGuest(g)), nil
			} else if g.ExpiresOn != nil {
				list[i].until = g.ExpiresOn
			}
			continue
		}
		if !t.decides(g) {
			continue // somebody who is named beside the decision, not in it
		}
		if t.toRequest != nil && fits(t.toRequest) {
			list = append(list, decisionOn{t.toRequest, g.ExpiresOn})
			continue
		}
		var named []*api.RequestFacts
		for _, r := range waiting {
			if fits(r) {
				named = append(named, r)
			}
		}
		switch len(named) {
		case 1:
			list = append(list, decisionOn{named[0], g.ExpiresOn})
		case 0:
			problem = fmt.Sprintf("No request for %s waits for your decision.", orGuest(g))
			if t.toRequest != nil {
				problem += fmt.Sprintf(" The mail that you answered is about %s.", labelled(t.toRequest))
			}
			return nil, problem, nil
		default:
			return nil, severalFit(named), nil
		}
	}
	return list, "", nil
}

// decides reports that a decision names the guest, or where there is no other sign of whom it is
// about that the email does.
func (t *turn) decides(g understand.Guest) bool {
	return t.toRequest == nil && len(t.reading.Objects) == 0 || t.inDeed(g)
}

// inDeed reports that the guest is named in a clause that asks for or decides something, and not
// merely beside it.
func (t *turn) inDeed(g understand.Guest) bool {
	name := person.Person{Given: deref(g.GivenName), Family: deref(g.FamilyName)}
	return name == person.Person{} || slices.ContainsFunc(t.reading.Objects, func(object string) bool { return person.Near(name, person.Person{Given: object}) })
}

func numbersOf(list []decisionOn) string {
	names := make([]string, len(list))
	for i, d := range list {
		names[i] = labelled(d.request)
	}
	return strings.Join(names, ", ")
}

func numbersAlone(list []decisionOn) string {
	names := make([]string, len(list))
	for i, d := range list {
		names[i] = d.request.Number
	}
	return strings.Join(names, ", ")
}

package intake

import (
	"fmt"
	"slices"

	"github.com/guestd/guestd/intake/api"
	"github.com/guestd/guestd/intake/person"
	"github.com/guestd/guestd/intake/understand"
	"github.com/guestd/guestd/internal/mail/notice"
)

// guestsOrReply are the guests that the email names, or nobody in particular: then what it replies
// to tells.
func (t *turn) guestsOrReply() []*understand.Guest {
	if len(t.reading.Guests) == 0 {
		return []*understand.Guest{nil}
	}
	list := make([]*understand.Guest, len(t.reading.Guests))
	for i := range t.reading.Guests {
		list[i] = &t.reading.Guests[i]
	}
	return list
}

// deed is something that is done to accounts, one at a time.
type deed struct {
	title     string // of an item about nobody in particular: "Extension"
	extension bool
	example   string // a sentence that asks for it
	// certain: nothing is done to anybody where others of the sender's guests are named, too.
	certain bool
	do      func(n int, acc *api.AccountFacts, g *understand.Guest) (Outcome, error)
}

// each does one thing to each account that the email means, and answers with all of them.
func (t *turn) each(c *conclusion, d deed) error {
	guests := t.guestsOrReply()
	list, err := t.findAccounts(guests)
	if err != nil {
		return err
	}
	if d.certain {
		if asked, err := t.askOverlooked(c, d, list); asked || err != nil {
			return err
		}
	}
	var outcomes []Outcome
	first := len(t.answer.Items)
	for n, f := range list {
		outcome, err := t.toOne(d, n, f, guests[n])
		if err != nil {
			return err
		}
		if outcome != "" {
			outcomes = append(outcomes, outcome)
		}
	}
	c.Outcome = worst(outcomes)
	if len(outcomes) == 1 {
		c.Outcome = outcomes[0]
	}
	c.Answer = t.mail(kindFor(c.Outcome))
	if len(t.answer.Items) > first {
		c.Because = firstSentence(t.answer.Items[first])
	}
	return nil
}

// findAccounts finds the account of each guest. One that is named twice is found once, where both
// say the same.
func (t *turn) findAccounts(guests []*understand.Guest) ([]found, error) {
	list := make([]found, len(guests))
	for n, g := range guests {
		f, err := t.findAccount(g)
		if err != nil {
			return nil, err
		}
		for k, before := range list[:n] {
			if before.account == nil || f.account == nil || before.account.AccountId != f.account.AccountId {
				continue
			}
			switch {
			case g.ExpiresOn == nil || guests[k].ExpiresOn != nil && *g.ExpiresOn == *guests[k].ExpiresOn:
				f = found{}
			case guests[k].ExpiresOn == nil:
				list[k], f = found{}, before
			default:
				f = found{problem: fmt.Sprintf("You name two days for %s (%s). Which one do you mean?", fullName(f.account), f.account.AccountId)}
				list[k] = found{}
			}
			break
		}
		list[n] = f
	}
	return list, nil
}

// askOverlooked asks, rather than do a part, where others of the sender's guests are named whom
// the email was not read to be about.
func (t *turn) askOverlooked(c *conclusion, d deed, list []found) (bool, error) {
	var known []*api.AccountFacts
	var problems []string
	for _, f := range list {
		switch {
		case f.problem == notYours:
			return false, nil
		case f.account != nil:
			known = append(known, f.account)
		case f.problem != "":
			problems = append(problems, f.problem)
		}
	}
	also, err := t.overlooked(known)
	if err != nil || len(also) == 0 {
		return false, err
	}
	i := notice.Item{Title: d.title, State: notice.NeedsYou, Outcome: "Nothing has been done yet.", Understood: t.understood(),
		Problems: append(problems, fmt.Sprintf("You also write of %s, and it is not certain what is meant for whom.", accountNames(also))),
		Next:     "Answer this mail with a sentence for each guest: the name, what to do, and the day."}
	if len(known) == 0 && len(list) == 1 && list[0].problem == whichGuest {
		i.Problems, i.Next = []string{fmt.Sprintf("You write of %s. Is that whom you mean?", accountNames(also))}, "Answer this mail with the guest's name or account ID."
	}
	if len(i.Understood) == 0 && len(known) == 1 {
		i.Understood = accountLines(known[0], nil, d.extension)
	}
	t.item(i)
	c.Outcome, c.Because, c.Answer = Asked, "Others of the sender's guests are named, too; the sender was asked.", t.mail(notice.KindDetailsNeeded)
	return true, nil
}

// toOne does the thing to one account, or says why not. No outcome is one that is told with another's.
func (t *turn) toOne(d deed, n int, f found, g *understand.Guest) (Outcome, error) {
	var understood []notice.Line
	title := d.title
	if g != nil {
		understood = notice.Understood(noticeRequest(*g, d.extension))
		if named(g) {
			title += " for " + orGuest(*g)
		}
	}
	switch {
	case f == found{}:
		return "", nil
	case f.problem == notYours:
		t.item(notice.Item{Title: title, State: notice.Refused, Outcome: notYours, Understood: understood})
		return Refused, nil
	case f.account == nil:
		i := notice.Item{Title: title, State: notice.NeedsYou, Problems: []string{f.problem}, Outcome: "Nothing has been done yet.", Understood: understood,
			Next: "Answer this mail with the guest's name or account ID."}
		if t.wish > 0 || len(t.reading.Guests) > 1 { // a name alone would not say which of several things it is about
			i.Next = "Answer this mail with a whole sentence that names the guest, such as: “" + d.example + "”"
		}
		t.item(i)
		return Asked, nil
	}
	t.rememberAccount(f.account)
	outcome, err := d.do(n, f.account, g)
	if forbidden(err) {
		t.item(notice.Item{Title: d.title + " for " + fullName(f.account), State: notice.Refused, Understood: accountLines(f.account, g, d.extension),
			Outcome: fmt.Sprintf("The account %s is not yours to change; its sponsor can.", f.account.AccountId)})
		return Refused, nil
	}
	if err != nil {
		return "", err
	}
	t.point("mutated")
	return outcome, nil
}

func named(g *understand.Guest) bool { return g != nil && said(*g) != (person.Person{}) }

// accountLines are what was understood of an account: whose it is, and the day that was named.
func accountLines(acc *api.AccountFacts, g *understand.Guest, extension bool) []notice.Line {
	told := understand.Guest{GivenName: &acc.Guest.GivenName, FamilyName: &acc.Guest.FamilyName, AccountID: &acc.AccountId}
	if g != nil {
		told.ExpiresOn = g.ExpiresOn
	}
	return notice.Understood(noticeRequest(told, extension))
}

func firstSentence(i notice.Item) string {
	if len(i.Problems) > 0 {
		return i.Problems[0]
	}
	return i.Outcome
}

// extend asks for a later end.
func (t *turn) extend(c *conclusion) error {
	if t.changesExtension() {
		return t.supply(c)
	}
	if len(t.reading.Questions) > 0 {
		t.askBack(c) // without a day that can be, the request would only take the place of one that has it
		return nil
	}
	wyss := t.reading.Route == understand.Wyss
	return t.each(c, deed{title: "Extension", example: "Please extend jd123 until June 30.", extension: true, certain: true, do: func(n int, acc *api.AccountFacts, g *understand.Guest) (Outcome, error) {
		input := &api.RequestExtensionInput{AccountId: acc.AccountId, ViaAcademicAffairs: &wyss, IdempotencyKey: t.key(fmt.Sprintf("extension %d", n+1))}
		asked := understand.Guest{AccountID: &acc.AccountId}
		if g != nil {
			input.ExpiresOn, asked.ExpiresOn = day(g.ExpiresOn), g.ExpiresOn
		}
		asked.GivenName, asked.FamilyName = &acc.Guest.GivenName, &acc.Guest.FamilyName
		if input.ExpiresOn == nil {
			if asked, err := t.offerWish(acc); asked || err != nil {
				return Asked, err
			}
		}
		res, err := api.RequestExtension(t.ctx, t.client, input)
		if err != nil {
			return "", fmt.Errorf("request extension: %w", err)
		}
		outcome := t.report(res.RequestExtension.Request, res.RequestExtension.UserErrors, asked, true)
		if limit := acc.ExtensionLimit; limit != nil && limit.Latest != nil && outcome == Asked {
			last := &t.answer.Items[len(t.answer.Items)-1]
			last.Next = fmt.Sprintf("Answer this mail with the new last day. The furthest possible now is %s. %s", limit.Latest.Spelt(), limit.Because)
		}
		return outcome, nil
	}})
}

// offerWish asks about the guest's own wish for more time, where it waits for the sponsor and the
// email names no day: a request without one would take that wish's place.
func (t *turn) offerWish(acc *api.AccountFacts) (bool, error) {
	waiting, err := t.waitingForDecision()
	if err != nil {
		return false, err
	}
	for _, r := range waiting {
		if r.Account == nil || r.Account.AccountId != acc.AccountId || t.askedBy(r) != asksForDecision {
			continue
		}
		t.remember(r)
		t.item(notice.Item{Title: fmt.Sprintf("Extension for %s (%s)", fullName(acc), r.Number), State: notice.NeedsYou, Understood: understoodOf(r),
			Outcome: fmt.Sprintf("%s has asked for more time, and it waits for your decision. Nothing has been decided yet.", fullName(acc)),
			Next:    "Answer with “approved”, “approved until” and another last day, or “denied, because” and your reason."})
		return true, nil
	}
	return false, nil
}

// changesExtension reports that a wish for more time is about the extension that the email replies
// to and that still waits: it names nobody else.
func (t *turn) changesExtension() bool {
	r := t.toRequest
	if r == nil || !open(r.Status) || r.Kind != api.RequestKindExtension || r.Status == api.RequestStatusAwaitingSponsor || len(t.reading.Guests) > 1 {
		return false
	}
	return !slices.ContainsFunc(t.reading.Guests, func(g understand.Guest) bool { return person.Names(said(g), ofRequest(r)) == person.Other })
}

// end ends accounts early.
func (t *turn) end(c *conclusion) error {
	if len(t.reading.Questions) > 0 {
		t.askBack(c)
		return nil
	}
	return t.each(c, deed{title: "End of access", example: "Please end the account jd123 today.", certain: true, do: func(n int, acc *api.AccountFacts, g *understand.Guest) (Outcome, error) {
		input := &api.EndAccountInput{AccountId: acc.AccountId, IdempotencyKey: t.key(fmt.Sprintf("end %d", n+1))}
		if g != nil {
			input.On = t.firstDay(understand.Guest{StartsOn: g.ExpiresOn})
		}
		res, err := api.EndAccount(t.ctx, t.client, input)
		if err != nil {
			return "", fmt.Errorf("end account: %w", err)
		}
		return t.reportAccount("End of access for "+fullName(acc), res.EndAccount.UserErrors, accountLines(acc, g, false), func() string {
			now := res.EndAccount.Account
			if now.Status == api.AccountStatusEnded {
				return fmt.Sprintf("Done: the account %s has ended. Its last day of access is %s.", now.AccountId, now.ExpiresOn.Spelt())
			}
			return fmt.Sprintf("Done: %s is the last day of the account %s.", now.ExpiresOn.Spelt(), now.AccountId)
		}), nil
	}})
}

// resend has a new activation code mailed.
func (t *turn) resend(c *conclusion) error {
	return t.each(c, deed{title: "Activation message", certain: true, example: "Please resend the activation message to jd123.", do: func(n int, acc *api.AccountFacts, _ *understand.Guest) (Outcome, error) {
		res, err := api.ResendActivation(t.ctx, t.client, &api.AccountInput{AccountId: acc.AccountId, IdempotencyKey: t.key(fmt.Sprintf("resend %d", n+1))})
		if err != nil {
			return "", fmt.Errorf("resend activation: %w", err)
		}
		return t.reportAccount("Activation message for "+fullName(acc), res.ResendActivation.UserErrors, accountLines(acc, nil, false), func() string {
			return fmt.Sprintf("Done: a new message “Activate your HMS account” went to %s. The code in the earlier one no longer works.", acc.Guest.PersonalEmail)
		}), nil
	}})
}

func (t *turn) reportAccount(title string, mistakes []*api.Mistake, understood []notice.Line, done func() string) Outcome {
	if len(mistakes) == 0 {
		t.item(notice.Item{Title: title, State: notice.Done, Outcome: done(), Understood: understood})
		return Acted
	}
	i := notice.Item{Title: title, State: notice.Refused, Outcome: "This could not be done:", Next: "Answer this mail if you meant something else.", Understood: understood}
	for _, m := range mistakes {
		i.Problems = append(i.Problems, m.Message)
	}
	t.item(i)
	return Asked
}

// answerReminder treats an answer to a notice about an account that names no day: yes, no, or
// something else.
func (t *turn) answerReminder(c *conclusion) error {
	if t.reading.Intent == understand.Approve {
		return t.extend(c)
	}
	return t.each(c, deed{title: "Your guest's account", example: "Please extend jd123 until June 30.", certain: true, do: func(_ int, acc *api.AccountFacts, _ *understand.Guest) (Outcome, error) {
		t.item(notice.Item{Title: "The account of " + fullName(acc), State: notice.Done, Outcome: fmt.Sprintf("Nothing was changed: the account %s ends by itself after its last day, %s.", acc.AccountId, acc.ExpiresOn.Spelt()),
			Next: "To keep it longer, answer this mail with the new last day."})
		return Answered, nil
	}})
}

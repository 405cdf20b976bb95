package intake

import (
	"fmt"
	"strings"

	"github.com/guestd/guestd/intake/api"
	"github.com/guestd/guestd/intake/understand"
	"github.com/guestd/guestd/internal/mail/notice"
	"github.com/guestd/guestd/internal/mail/token"
)

// found is an account that an email means, or why none could be told.
type found struct {
	account *api.AccountFacts
	problem string
}

// findAccount finds the account that is meant: the one whose notice the email answers, or one that
// it names by account ID, address or name, among those that the sender may see.
func (t *turn) findAccount(g *understand.Guest) (found, error) {
	if g != nil && g.AccountID != nil {
		res, err := api.AccountNamed(t.ctx, t.client, *g.AccountID)
		if err != nil && !forbidden(err) {
			return found{}, fmt.Errorf("find account: %w", err)
		}
		if err == nil && res.Account != nil {
			return found{account: res.Account}, nil
		}
		return found{problem: fmt.Sprintf("None of your guests has the account %s.", *g.AccountID)}, nil
	}
	// Those that have ended come last: asking for more time on one is answered with why not.
	for _, status := range [][]api.AccountStatus{{api.AccountStatusPendingActivation, api.AccountStatusActive, api.AccountStatusSuspended}, {api.AccountStatusExpired, api.AccountStatusEnded}} {
		for _, search := range searches(g) {
			res, err := api.FindAccounts(t.ctx, t.client, search, status)
			if forbidden(err) {
				break
			}
			if err != nil {
				return found{}, fmt.Errorf("find account: %w", err)
			}
			switch list := res.Accounts.Nodes; len(list) {
			case 0:
			case 1:
				return found{account: list[0]}, nil
			default:
				return found{problem: "Several of your guests fit: " + accountNames(list) + ". Which one do you mean?"}, nil
			}
		}
	}
	if named(g) {
		return found{problem: fmt.Sprintf("None of your guests is found as %s.", orGuest(*g))}, nil
	}
	return t.accountReplied()
}

// accountReplied is the account that the email answers a notice of, or the sender's own where they
// are a guest.
func (t *turn) accountReplied() (found, error) {
	switch t.to.Kind {
	case token.Account:
		res, err := api.AccountBehind(t.ctx, t.client, api.NodeID("GuestAccount", t.to.ID))
		if err != nil && !forbidden(err) {
			return found{}, fmt.Errorf("find account: %w", err)
		}
		if err == nil && res.Node != nil {
			if acc, ok := (*res.Node).(*api.AccountBehindNodeGuestAccount); ok {
				return found{account: &acc.AccountFacts}, nil
			}
		}
		return found{problem: notYours}, nil
	case token.Request:
		r := t.toRequest
		if r == nil {
			return found{problem: notYours}, nil
		}
		if r.Account == nil {
			return found{problem: t.unclear("It is not clear which guest you mean.")}, nil
		}
		res, err := api.AccountNamed(t.ctx, t.client, r.Account.AccountId)
		if err != nil {
			return found{}, fmt.Errorf("find account: %w", err)
		}
		if res.Account != nil {
			return found{account: res.Account}, nil
		}
	}
	if t.sender.Guest != nil && len(t.sender.Guest.Accounts) == 1 {
		return found{account: t.sender.Guest.Accounts[0]}, nil
	}
	return found{problem: t.unclear("It is not clear which guest you mean.")}, nil
}

const notYours = "The mail that you answered is about somebody else's guest, so nothing was done."

func named(g *understand.Guest) bool {
	return g != nil && (g.Email != nil || g.HUID != nil || g.GivenName != nil || g.FamilyName != nil)
}

// searches are what to look for, the surest first.
func searches(g *understand.Guest) []string {
	if g == nil {
		return nil
	}
	var list []string
	for _, s := range []*string{g.Email, g.HUID} {
		if s != nil {
			list = append(list, *s)
		}
	}
	if name := words(g.GivenName, g.FamilyName); name != "" {
		list = append(list, name)
	}
	return list
}

func accountNames(list []*api.AccountFacts) string {
	names := make([]string, len(list))
	for i, a := range list {
		names[i] = fmt.Sprintf("%s %s (%s)", a.Guest.GivenName, a.Guest.FamilyName, a.AccountId)
	}
	return strings.Join(names, ", ")
}

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

// each does one thing to each account that the email means, and answers with all of them.
func (t *turn) each(c *conclusion, title string, do func(n int, acc *api.AccountFacts, g *understand.Guest) (Outcome, error)) error {
	var outcomes []Outcome
	for n, g := range t.guestsOrReply() {
		f, err := t.findAccount(g)
		if err != nil {
			return err
		}
		if f.problem == notYours {
			t.item(notice.Item{Title: title, State: notice.Refused, Outcome: notYours})
			outcomes = append(outcomes, Refused)
			continue
		}
		if f.account == nil {
			t.item(notice.Item{Title: title, State: notice.NeedsYou, Problems: []string{f.problem}, Outcome: "Nothing has been done yet.",
				Next: "Answer this mail with the guest's name or account ID."})
			outcomes = append(outcomes, Asked)
			continue
		}
		t.rememberAccount(f.account)
		outcome, err := do(n, f.account, g)
		if forbidden(err) {
			t.item(notice.Item{Title: title, State: notice.Refused, Outcome: fmt.Sprintf("The account %s is not yours to change; its sponsor can.", f.account.AccountId)})
			outcome, err = Refused, nil
		}
		if err != nil {
			return err
		}
		t.point("mutated")
		outcomes = append(outcomes, outcome)
	}
	c.Outcome = worst(outcomes)
	if len(outcomes) == 1 {
		c.Outcome = outcomes[0]
	}
	c.Answer = t.mail(kindFor(c.Outcome))
	if len(t.answer.Items) > 0 {
		c.Because = firstSentence(t.answer.Items[0])
	}
	return nil
}

func firstSentence(i notice.Item) string {
	if len(i.Problems) > 0 {
		return i.Problems[0]
	}
	return i.Outcome
}

// extend asks for a later end.
func (t *turn) extend(c *conclusion) error {
	if r := t.toRequest; r != nil && open(r.Status) && r.Kind == api.RequestKindExtension && r.Status != api.RequestStatusAwaitingSponsor {
		return t.supply(c)
	}
	wyss := t.reading.Route == understand.Wyss
	return t.each(c, "Extension", func(n int, acc *api.AccountFacts, g *understand.Guest) (Outcome, error) {
		input := &api.RequestExtensionInput{AccountId: acc.AccountId, ViaAcademicAffairs: &wyss, IdempotencyKey: t.key(fmt.Sprintf("extension %d", n+1))}
		asked := understand.Guest{AccountID: &acc.AccountId}
		if g != nil {
			input.ExpiresOn, asked.ExpiresOn = day(g.ExpiresOn), g.ExpiresOn
		}
		asked.GivenName, asked.FamilyName = &acc.Guest.GivenName, &acc.Guest.FamilyName
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
	})
}

// end ends accounts early.
func (t *turn) end(c *conclusion) error {
	return t.each(c, "End of access", func(n int, acc *api.AccountFacts, g *understand.Guest) (Outcome, error) {
		input := &api.EndAccountInput{AccountId: acc.AccountId, IdempotencyKey: t.key(fmt.Sprintf("end %d", n+1))}
		if g != nil {
			input.On = t.firstDay(understand.Guest{StartsOn: g.ExpiresOn})
		}
		res, err := api.EndAccount(t.ctx, t.client, input)
		if err != nil {
			return "", fmt.Errorf("end account: %w", err)
		}
		return t.reportAccount("End of access for "+fullName(acc), res.EndAccount.UserErrors, func() string {
			now := res.EndAccount.Account
			if now.Status == api.AccountStatusEnded {
				return fmt.Sprintf("Done: the account %s has ended.", now.AccountId)
			}
			return fmt.Sprintf("Done: %s is the last day of the account %s.", now.ExpiresOn.Spelt(), now.AccountId)
		}), nil
	})
}

// resend has a new activation code mailed.
func (t *turn) resend(c *conclusion) error {
	return t.each(c, "Activation message", func(n int, acc *api.AccountFacts, _ *understand.Guest) (Outcome, error) {
		res, err := api.ResendActivation(t.ctx, t.client, &api.AccountInput{AccountId: acc.AccountId, IdempotencyKey: t.key(fmt.Sprintf("resend %d", n+1))})
		if err != nil {
			return "", fmt.Errorf("resend activation: %w", err)
		}
		return t.reportAccount("Activation message for "+fullName(acc), res.ResendActivation.UserErrors, func() string {
			return fmt.Sprintf("Done: a new message “Activate your HMS account” went to %s. The code in the earlier one no longer works.", acc.Guest.PersonalEmail)
		}), nil
	})
}

func fullName(a *api.AccountFacts) string { return a.Guest.GivenName + " " + a.Guest.FamilyName }

func (t *turn) reportAccount(title string, mistakes []*api.Mistake, done func() string) Outcome {
	if len(mistakes) == 0 {
		t.item(notice.Item{Title: title, State: notice.Done, Outcome: done()})
		return Acted
	}
	i := notice.Item{Title: title, State: notice.Refused, Outcome: "This could not be done:", Next: "Answer this mail if you meant something else."}
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
	return t.each(c, "Your guest's account", func(_ int, acc *api.AccountFacts, _ *understand.Guest) (Outcome, error) {
		t.item(notice.Item{Title: "The account of " + fullName(acc), State: notice.Done, Outcome: fmt.Sprintf("Nothing was changed: the account %s ends by itself after its last day, %s.", acc.AccountId, acc.ExpiresOn.Spelt()),
			Next: "To keep it longer, answer this mail with the new last day."})
		return Answered, nil
	})
}

package intake

import (
	"slices"
	"strings"

	"github.com/guestd/guestd/intake/understand"
	"github.com/guestd/guestd/internal/mail/notice"
)

// doWishes does each of the things that the email asks for, and answers with all of them.
func (t *turn) doWishes(c *conclusion) error {
	if done, err := t.delegated(c); done || err != nil {
		return err
	}
	whole := t.reading
	if clash, err := t.clash(whole.Wishes); clash || err != nil {
		if err == nil {
			t.askApart(c)
		}
		return err
	}
	var outcomes []Outcome
	var because []string
	for n, wish := range whole.Wishes {
		t.reading, t.wish = wish, n+1
		part := *c
		part.Others = nil
		if err := t.doOne(&part); err != nil {
			return err
		}
		outcomes = append(outcomes, part.Outcome)
		because = append(because, part.Because)
		c.Others = append(c.Others, part.Others...)
	}
	t.reading, t.wish = whole, 0
	c.Outcome, c.Because = worst(outcomes), strings.Join(because, " ")
	c.Answer = t.mail(kindFor(c.Outcome))
	t.copyToWriter(c)
	return nil
}

// clash reports that two of the wishes are about the same account or request, perhaps by its
// number here and its guest's name there: what is meant then can't be told.
func (t *turn) clash(wishes []understand.Reading) (bool, error) {
	whole := t.reading
	defer func() { t.reading = whole }()
	var seen []string
	for _, wish := range wishes {
		t.reading = wish
		var ids []string
		switch wish.Intent {
		case understand.Approve, understand.Deny:
			list, problem, err := t.decided()
			if err != nil {
				return false, err
			}
			if problem != "" {
				continue // it is asked about; see decide
			}
			for _, d := range list {
				ids = append(ids, d.request.Id)
			}
		case understand.RequestExtension, understand.EndAccount, understand.ResendActivation:
			list, err := t.findAccounts(t.guestsOrReply())
			if err != nil {
				return false, err
			}
			for _, f := range list {
				if f.account != nil {
					ids = append(ids, f.account.AccountId)
				}
			}
		}
		for _, id := range ids {
			if slices.Contains(seen, id) {
				return true, nil
			}
		}
		seen = append(seen, ids...)
	}
	return false, nil
}

// askApart asks what is meant for whom in an email that asks for several things.
func (t *turn) askApart(c *conclusion) {
	i := notice.Item{Title: "Your message asks for several things", State: notice.NeedsYou, Problems: []string{"It is not certain what is meant for whom."}, Outcome: "Nothing has been done yet.",
		Next: "Answer this mail with a sentence for each guest: the name, what to do, and the day. For instance: “Please extend Jane Doe until June 30. Please end John Roe's account today.”"}
	if t.reading.Intent == understand.Approve || t.reading.Intent == understand.Deny {
		i.Outcome, i.Problems = "Nothing has been decided yet.", []string{"It is not certain what you decide about which request."}
		i.Next = "Answer this mail with a sentence for each request: its number and your decision. For instance: “R-1042 is approved. R-1043 is denied, because …”"
	}
	if names := t.toldNames(); names != "" {
		i.Understood = []notice.Line{{Label: "You name", Value: names}}
	}
	t.item(i)
	c.Outcome, c.Because, c.Answer = Asked, "It asks for several things, and not for certain for whom; the sender was asked.", t.mail(notice.KindDetailsNeeded)
}

// toldNames are the requests and people that the email names.
func (t *turn) toldNames() string {
	return strings.Join(slices.Concat(t.reading.RequestNumbers, t.reading.People), ", ")
}

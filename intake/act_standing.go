package intake

import (
	"fmt"

	"github.com/guestd/guestd/intake/api"
	"github.com/guestd/guestd/internal/mail/notice"
)

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
		if t.sender.Sponsor == nil || a.Sponsor.Huid != t.sender.Sponsor.Huid {
			t.item(ownAccount(a))
			continue
		}
		guests.Accounts = append(guests.Accounts, notice.Account{AccountID: a.AccountId, Status: string(a.Status), StartsOn: a.StartsOn, ExpiresOn: a.ExpiresOn,
			Guest: notice.Guest{GivenName: a.Guest.GivenName, FamilyName: a.Guest.FamilyName}})
	}
	for _, r := range res.Requests.Nodes {
		guests.Requests = append(guests.Requests, noticeFacts(r))
	}
	if res.Accounts.PageInfo.HasNextPage {
		t.answer.Intro = fmt.Sprintf("These are the %d of your guests whose accounts end first; the dashboard shows all.", len(res.Accounts.Nodes))
	}
	if t.sender.Sponsor != nil || len(guests.Requests) > 0 {
		t.answer.Guests = guests
	}
	c.Outcome, c.Because, c.Answer = Answered, "It asks how things stand.", t.mail(notice.KindHelp)
	return nil
}

// ownAccount tells a guest how their own account stands.
func ownAccount(a *api.AccountFacts) notice.Item {
	i := notice.Item{Title: "Your HMS account " + a.AccountId, State: notice.Done,
		Outcome: fmt.Sprintf("Your last day of access is %s. Your sponsor is %s.", a.ExpiresOn.Spelt(), a.Sponsor.Name)}
	switch a.Status {
	case api.AccountStatusPendingActivation:
		i.State, i.Next = notice.NeedsYou, "Activate it with the code in the message “Activate your HMS account”. To get a new code, write: resend my activation."
	case api.AccountStatusSuspended:
		i.State = notice.Waiting
		i.Outcome = "It is suspended. " + i.Outcome
	}
	return i
}

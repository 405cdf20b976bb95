package graph

import (
	"github.com/guestd/guestd/graph/generated"
	"github.com/guestd/guestd/internal/guest"
)

// What a list without pages is taken to have, and what a field costs that reads much.
const (
	fewRows   = 3
	someRows  = 10
	countCost = 10
	rawCost   = 50
)

// costs make a connection as dear as its page is long, so that the limit bounds rows and not
// words.
func costs(c *generated.ComplexityRoot) {
	page := func(child int, first, last *int) int {
		n := guest.DefaultPage
		switch {
		case first != nil:
			n = *first
		case last != nil:
			n = *last
		}
		return 1 + child*min(max(n, 1), guest.MaxPage)
	}
	list := func(rows int) func(int) int { return func(child int) int { return 1 + rows*child } }
	counted := func(int) int { return countCost }

	c.Query.Accounts = func(child int, first *int, _ *string, last *int, _ *string, _ *guest.AccountFilter, _ *guest.AccountOrder) int {
		return page(child, first, last)
	}
	c.Sponsor.Accounts = c.Query.Accounts
	c.Query.Requests = func(child int, first *int, _ *string, last *int, _ *string, _ *guest.RequestFilter, _ *guest.RequestOrder) int {
		return page(child, first, last)
	}
	c.Sponsor.Requests = c.Query.Requests
	c.Query.Sponsors = func(child int, first *int, _ *string, last *int, _ *string, _ *guest.SponsorFilter) int {
		return page(child, first, last)
	}
	c.Query.InboundEmails = func(child int, first *int, _ *string, last *int, _ *string, _ *guest.InboundEmailFilter) int {
		return page(child, first, last)
	}
	c.Query.AuditEvents = func(child int, first *int, _ *string, last *int, _ *string, _ *guest.AuditFilter) int {
		return page(child, first, last)
	}
	c.Query.FailedNotifications = func(child int, first *int, _ *string, last *int, _ *string) int { return page(child, first, last) }
	c.GuestAccount.Notifications = c.Query.FailedNotifications
	c.Query.Nodes = func(child int, ids []string) int { return 1 + child*max(len(ids), 1) }

	c.Guest.Accounts, c.Guest.SponsoredRoles = list(fewRows), list(fewRows)
	c.GuestAccount.Requests, c.InboundEmail.Requests = list(fewRows), list(fewRows)
	c.GuestAccount.History, c.GuestRequest.History = list(someRows), list(someRows)
	c.InboundEmail.Raw = func(int) int { return rawCost }
	c.GuestAccountConnection.TotalCount, c.GuestRequestConnection.TotalCount = counted, counted
	c.SponsorConnection.TotalCount, c.NotificationConnection.TotalCount = counted, counted
	c.InboundEmailConnection.TotalCount, c.AuditEventConnection.TotalCount = counted, counted
}

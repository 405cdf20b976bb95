package loader

import (
	"context"

	"github.com/guestd/guestd/internal/guest"
)

// Loaders are those of one answer: an operation's, a mutation's or a subscription's event. They
// remember what they read, so they must not outlive it. They check no rights.
type Loaders struct {
	sponsors          *batch[*guest.Sponsor]
	guests            *batch[*guest.Guest]
	roles             *batch[*guest.SponsoredRole]
	accounts          *batch[*guest.Account]
	requests          *batch[*guest.Request]
	emails            *batch[*guest.InboundEmail]
	rolesOfGuests     *batch[[]guest.SponsoredRole]
	accountsOfGuests  *batch[[]guest.Account]
	requestsOfAccount *batch[[]guest.Request]
	requestsOfEmail   *batch[[]guest.Request]
	accountHistory    *batch[[]guest.AuditEvent]
	requestHistory    *batch[[]guest.AuditEvent]
}

// New makes loaders that have read nothing.
func New(s *guest.Service) *Loaders {
	l := &Loaders{}
	l.sponsors = newBatch(one(s.SponsorsByIDs, nil))
	l.guests = newBatch(one(s.GuestsByIDs, nil))
	l.roles = newBatch(one(s.RolesByIDs, nil))
	l.accounts = newBatch(one(s.AccountsByIDs, l.SawAccounts))
	l.requests = newBatch(one(s.RequestsByIDs, l.SawRequests))
	l.emails = newBatch(one(s.InboundEmailsByIDs, l.SawEmails))
	l.rolesOfGuests = newBatch(s.RolesOfGuests)
	l.accountsOfGuests = newBatch(many(s.AccountsOfGuests, l.SawAccounts))
	l.requestsOfAccount = newBatch(many(s.RequestsOfAccounts, l.SawRequests))
	l.requestsOfEmail = newBatch(many(s.RequestsOfInboundEmails, l.SawRequests))
	history := func(of string) func(context.Context, []int64) (map[int64][]guest.AuditEvent, error) {
		return many(func(ctx context.Context, ids []int64) (map[int64][]guest.AuditEvent, error) {
			return s.History(ctx, of, ids)
		}, l.SawEvents)
	}
	l.accountHistory = newBatch(history(guest.TypeAccount))
	l.requestHistory = newBatch(history(guest.TypeRequest))
	return l
}

type key struct{}

// With puts loaders into ctx.
func With(ctx context.Context, l *Loaders) context.Context { return context.WithValue(ctx, key{}, l) }

// From takes the loaders out of ctx; it panics where With was forgotten.
func From(ctx context.Context) *Loaders { return ctx.Value(key{}).(*Loaders) }

// Sponsor is the entry of the directory with that row id, nil where there is none; and so are the
// others of their kinds.
func (l *Loaders) Sponsor(ctx context.Context, id int64) (*guest.Sponsor, error) {
	return l.sponsors.load(ctx, id)
}

// Guest is a guest by row id.
func (l *Loaders) Guest(ctx context.Context, id int64) (*guest.Guest, error) {
	return l.guests.load(ctx, id)
}

// Role is a Harvard Sponsored Role by row id.
func (l *Loaders) Role(ctx context.Context, id int64) (*guest.SponsoredRole, error) {
	return l.roles.load(ctx, id)
}

// Account is an account by row id.
func (l *Loaders) Account(ctx context.Context, id int64) (*guest.Account, error) {
	return l.accounts.load(ctx, id)
}

// Request is a request by row id.
func (l *Loaders) Request(ctx context.Context, id int64) (*guest.Request, error) {
	return l.requests.load(ctx, id)
}

// Email is an email that came in, by row id.
func (l *Loaders) Email(ctx context.Context, id int64) (*guest.InboundEmail, error) {
	return l.emails.load(ctx, id)
}

// RolesOfGuest are a guest's roles, the one that ends last first.
func (l *Loaders) RolesOfGuest(ctx context.Context, guestID int64) ([]guest.SponsoredRole, error) {
	return l.rolesOfGuests.load(ctx, guestID)
}

// AccountsOfGuest are a guest's accounts.
func (l *Loaders) AccountsOfGuest(ctx context.Context, guestID int64) ([]guest.Account, error) {
	return l.accountsOfGuests.load(ctx, guestID)
}

// RequestsOfAccount are an account's requests, the latest first.
func (l *Loaders) RequestsOfAccount(ctx context.Context, accountRowID int64) ([]guest.Request, error) {
	return l.requestsOfAccount.load(ctx, accountRowID)
}

// RequestsOfEmail are the requests that an email made, completed or decided.
func (l *Loaders) RequestsOfEmail(ctx context.Context, emailID int64) ([]guest.Request, error) {
	return l.requestsOfEmail.load(ctx, emailID)
}

// HistoryOfAccount is an account's audit trail, the oldest line first.
func (l *Loaders) HistoryOfAccount(ctx context.Context, accountRowID int64) ([]guest.AuditEvent, error) {
	return l.accountHistory.load(ctx, accountRowID)
}

// HistoryOfRequest is a request's audit trail, the oldest line first.
func (l *Loaders) HistoryOfRequest(ctx context.Context, requestID int64) ([]guest.AuditEvent, error) {
	return l.requestHistory.load(ctx, requestID)
}

// SawAccounts announces what is likely to be asked of these accounts.
func (l *Loaders) SawAccounts(accounts []guest.Account) {
	l.accountHistory.expect(distinct(accounts, func(a guest.Account) int64 { return a.ID }))
	l.requestsOfAccount.expect(distinct(accounts, func(a guest.Account) int64 { return a.ID }))
	guests := distinct(accounts, func(a guest.Account) int64 { return a.GuestID })
	l.guests.expect(guests)
	l.rolesOfGuests.expect(guests)
	l.accountsOfGuests.expect(guests)
	l.sponsors.expect(distinct(accounts, func(a guest.Account) int64 { return a.SponsorID }))
	l.roles.expect(distinct(accounts, func(a guest.Account) int64 { return a.RoleID }))
}

// SawRequests announces what is likely to be asked of these requests.
func (l *Loaders) SawRequests(requests []guest.Request) {
	l.requestHistory.expect(distinct(requests, func(r guest.Request) int64 { return r.ID }))
	l.sponsors.expect(distinct(requests, func(r guest.Request) int64 { return orNone(r.SponsorID) }))
	l.accounts.expect(distinct(requests, func(r guest.Request) int64 { return orNone(r.AccountRowID) }))
	l.roles.expect(distinct(requests, func(r guest.Request) int64 { return orNone(r.RoleID) }))
	l.emails.expect(distinct(requests, func(r guest.Request) int64 { return orNone(r.InboundEmailID) }))
}

// SawEmails announces what is likely to be asked of these emails.
func (l *Loaders) SawEmails(emails []guest.InboundEmail) {
	l.requestsOfEmail.expect(distinct(emails, func(e guest.InboundEmail) int64 { return e.ID }))
}

// SawEvents announces what is likely to be asked of these lines of the audit trail.
func (l *Loaders) SawEvents(events []guest.AuditEvent) {
	about := func(subject string) []int64 {
		return distinct(events, func(e guest.AuditEvent) int64 {
			if e.SubjectType == subject {
				return e.SubjectID
			}
			return 0
		})
	}
	l.emails.expect(distinct(events, func(e guest.AuditEvent) int64 { return orNone(e.InboundEmailID) }))
	l.accounts.expect(about(guest.TypeAccount))
	l.requests.expect(about(guest.TypeRequest))
	l.sponsors.expect(about(guest.TypeSponsor))
	l.guests.expect(about(guest.TypeGuest))
	l.roles.expect(about(guest.TypeSponsoredRole))
}

// SawNotifications announces what is likely to be asked of these mails.
func (l *Loaders) SawNotifications(mails []guest.Notification) {
	l.accounts.expect(distinct(mails, func(n guest.Notification) int64 { return orNone(n.AccountRowID) }))
	l.requests.expect(distinct(mails, func(n guest.Notification) int64 { return orNone(n.RequestID) }))
}

// Saw announces the objects of one type that somebody asks for by their row ids.
func (l *Loaders) Saw(objectType string, ids []int64) {
	switch objectType {
	case guest.TypeSponsor:
		l.sponsors.expect(ids)
	case guest.TypeGuest:
		l.guests.expect(ids)
		l.accountsOfGuests.expect(ids)
	case guest.TypeSponsoredRole:
		l.roles.expect(ids)
	case guest.TypeAccount:
		l.accounts.expect(ids)
	case guest.TypeRequest:
		l.requests.expect(ids)
	case guest.TypeInboundEmail:
		l.emails.expect(ids)
		l.requestsOfEmail.expect(ids)
	}
}

// distinct are the ids of rows, each once, without 0: a row that has none.
func distinct[T any](rows []T, id func(T) int64) []int64 {
	ids, seen := make([]int64, 0, len(rows)), make(map[int64]bool, len(rows))
	for _, row := range rows {
		if i := id(row); i != 0 && !seen[i] {
			seen[i] = true
			ids = append(ids, i)
		}
	}
	return ids
}

func orNone(id *int64) int64 {
	if id == nil {
		return 0
	}
	return *id
}

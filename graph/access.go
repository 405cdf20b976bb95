package graph

import (
	"context"
	"errors"
	"strings"

	"github.com/guestd/guestd/graph/model"
	"github.com/guestd/guestd/internal/guest"
)

// Who may see what is reached from another object, or by its id. The domain says who may see an
// account, a request, a sponsor or a guest; here stands what follows from it for the rest.

func isNotFound(err error) bool { return errors.Is(err, guest.ErrNotFound) }

// seesAccount: whoever the domain says, and Academic Affairs the account of a Wyss request.
func seesAccount(ctx context.Context, account *guest.Account) (bool, error) {
	actor := actorOf(ctx)
	if account == nil || actor.MaySeeAccount(*account) {
		return account != nil, nil
	}
	if !actor.Is(guest.RoleAcademicAffairs) {
		return false, nil
	}
	requests, err := loaders(ctx).RequestsOfAccount(ctx, account.ID)
	for _, r := range requests {
		if r.ViaAcademicAffairs {
			return true, err
		}
	}
	return false, err
}

// accountSeen is the account with that row id, nil where whoever asks may not see it.
func accountSeen(ctx context.Context, id *int64) (*guest.Account, error) {
	if id == nil {
		return nil, nil // null is the answer
	}
	account, err := loaders(ctx).Account(ctx, *id)
	if err != nil {
		return nil, err
	}
	if ok, err := seesAccount(ctx, account); !ok {
		return nil, err
	}
	return account, nil
}

func seesRequest(ctx context.Context, r *guest.Request) (bool, error) {
	if r == nil {
		return false, nil
	}
	actor := actorOf(ctx)
	if actor.MaySeeRequest(*r, nil) || r.AccountRowID == nil || !actor.Is(guest.RoleGuest) {
		return actor.MaySeeRequest(*r, nil), nil
	}
	account, err := loaders(ctx).Account(ctx, *r.AccountRowID)
	return err == nil && actor.MaySeeRequest(*r, account), err
}

// requestSeen is the request with that row id, nil where whoever asks may not see it.
func requestSeen(ctx context.Context, id *int64) (*guest.Request, error) {
	if id == nil {
		return nil, nil // null is the answer
	}
	r, err := loaders(ctx).Request(ctx, *id)
	if err != nil {
		return nil, err
	}
	if ok, err := seesRequest(ctx, r); !ok {
		return nil, err
	}
	return r, nil
}

// requestsSeen are those of the requests that whoever asks may see.
func requestsSeen(ctx context.Context, all []guest.Request) ([]guest.Request, error) {
	seen := make([]guest.Request, 0, len(all))
	for _, r := range all {
		ok, err := seesRequest(ctx, &r)
		if err != nil {
			return nil, err
		}
		if ok {
			seen = append(seen, r)
		}
	}
	return seen, nil
}

// emailSeen is the email with that row id, nil where whoever asks may not see it: the service desk
// may, its sender, the sponsor of one of its requests, and Academic Affairs where one is a Wyss
// request. What of it they may see stands in the schema.
func emailSeen(ctx context.Context, id *int64) (*guest.InboundEmail, error) {
	if id == nil {
		return nil, nil // null is the answer
	}
	actor := actorOf(ctx)
	email, err := loaders(ctx).Email(ctx, *id)
	if err != nil || email == nil {
		return nil, err
	}
	if actor.Is(guest.RoleServiceDesk) || (email.From != nil && actor.Email != "" && strings.EqualFold(*email.From, actor.Email)) {
		return email, nil
	}
	requests, err := loaders(ctx).RequestsOfEmail(ctx, *id)
	for _, r := range requests {
		own := actor.Is(guest.RoleSponsor) && actor.Sponsor != nil && r.SponsorID != nil && *r.SponsorID == actor.Sponsor.ID
		if own || (actor.Is(guest.RoleAcademicAffairs) && r.ViaAcademicAffairs) {
			return email, err
		}
	}
	return nil, err
}

// node is the object of that type and row id, nil where there is none or none to be seen.
func (r *Resolver) node(ctx context.Context, objectType string, id int64) (model.Node, error) {
	switch objectType {
	case guest.TypeAccount:
		return nodeOrNull(accountSeen(ctx, &id))
	case guest.TypeRequest:
		return nodeOrNull(requestSeen(ctx, &id))
	case guest.TypeInboundEmail:
		return nodeOrNull(emailSeen(ctx, &id))
	case guest.TypeSponsor:
		return nodeOrNull(r.sponsorSeen(ctx, id))
	case guest.TypeGuest:
		return nodeOrNull(guestSeen(ctx, id))
	case guest.TypeSponsoredRole:
		return nodeOrNull(r.roleSeen(ctx, id))
	case guest.TypeNotification:
		return nodeOrNull(r.notificationSeen(ctx, id))
	case guest.TypeAuditEvent:
		return nodeOrNull(r.eventSeen(ctx, id))
	}
	return nil, nil // null is the answer
}

// nodeOrNull makes a nil pointer a nil interface.
func nodeOrNull[T any](object *T, err error) (model.Node, error) {
	if object == nil || err != nil {
		return nil, err
	}
	return object, nil
}

// sponsorSeen: oneself, the service desk everybody, and others the sponsor of an account or a
// request that they may see.
func (r *Resolver) sponsorSeen(ctx context.Context, id int64) (*guest.Sponsor, error) {
	actor := actorOf(ctx)
	sponsor, err := loaders(ctx).Sponsor(ctx, id)
	if err != nil || sponsor == nil || actor.MaySeeSponsor(*sponsor) {
		return sponsor, err
	}
	one := 1
	accounts, err := r.service.Accounts(ctx, actor, &id, nil, nil, guest.PageArgs{First: &one})
	if err == nil && len(accounts.Rows) > 0 {
		return sponsor, nil
	}
	if err != nil && !errors.Is(err, guest.ErrForbidden) {
		return nil, err
	}
	requests, err := r.service.Requests(ctx, actor, &id, nil, nil, guest.PageArgs{First: &one})
	if err == nil && len(requests.Rows) > 0 {
		return sponsor, nil
	}
	if err != nil && !errors.Is(err, guest.ErrForbidden) {
		return nil, err
	}
	return nil, nil // null is the answer
}

// guestSeen: whoever the domain says, and Academic Affairs through an account that it sees.
func guestSeen(ctx context.Context, id int64) (*guest.Guest, error) {
	person, err := loaders(ctx).Guest(ctx, id)
	if err != nil || person == nil {
		return nil, err
	}
	accounts, err := loaders(ctx).AccountsOfGuest(ctx, id)
	if err != nil {
		return nil, err
	}
	if actorOf(ctx).MaySeeGuest(*person, accounts) {
		return person, nil
	}
	for _, account := range accounts {
		if ok, err := seesAccount(ctx, &account); ok || err != nil {
			return person, err
		}
	}
	return nil, nil // null is the answer
}

// roleSeen: the service desk all, a guest their own, a sponsor those that they sponsor and those of
// their guests.
func (r *Resolver) roleSeen(ctx context.Context, id int64) (*guest.SponsoredRole, error) {
	actor := actorOf(ctx)
	role, err := loaders(ctx).Role(ctx, id)
	if err != nil || role == nil || actor.Is(guest.RoleServiceDesk) {
		return role, err
	}
	if actor.Is(guest.RoleGuest) && actor.Guest != nil && actor.Guest.HUID != nil && *actor.Guest.HUID == role.GuestHUID {
		return role, nil
	}
	if !actor.Is(guest.RoleSponsor) || actor.Sponsor == nil {
		return nil, nil // null is the answer
	}
	if role.SponsorHUID != nil && *role.SponsorHUID == actor.Sponsor.HUID {
		return role, nil
	}
	theirs, err := r.service.Accounts(ctx, actor, &actor.Sponsor.ID, &guest.AccountFilter{Search: &role.GuestHUID}, nil, guest.PageArgs{})
	if err != nil {
		return nil, err
	}
	for _, account := range theirs.Rows {
		person, err := loaders(ctx).Guest(ctx, account.GuestID)
		if err != nil {
			return nil, err
		}
		if account.RoleID == role.ID || (person != nil && person.HUID != nil && *person.HUID == role.GuestHUID) {
			return role, nil
		}
	}
	return nil, nil // null is the answer
}

// notificationSeen: whoever may see the account or the request that it is about.
func (r *Resolver) notificationSeen(ctx context.Context, id int64) (*guest.Notification, error) {
	found, err := r.service.NotificationsByIDs(ctx, []int64{id})
	if err != nil {
		return nil, err
	}
	mail, ok := found[id]
	if !ok {
		return nil, nil // null is the answer
	}
	if actorOf(ctx).Is(guest.RoleServiceDesk) {
		return &mail, nil
	}
	if mail.AccountRowID != nil {
		account, err := loaders(ctx).Account(ctx, *mail.AccountRowID)
		if err != nil || account == nil || !actorOf(ctx).MaySeeAccount(*account) {
			return nil, err
		}
		return &mail, nil
	}
	if request, err := requestSeen(ctx, mail.RequestID); request == nil {
		return nil, err
	}
	return &mail, nil
}

// eventSeen: the service desk all, others those about an account or a request of theirs.
func (r *Resolver) eventSeen(ctx context.Context, id int64) (*guest.AuditEvent, error) {
	found, err := r.service.AuditEventsByIDs(ctx, []int64{id})
	if err != nil {
		return nil, err
	}
	event, ok := found[id]
	if !ok {
		return nil, nil // null is the answer
	}
	actor := actorOf(ctx)
	switch {
	case actor.Is(guest.RoleServiceDesk):
		return &event, nil
	case event.SubjectType == guest.TypeAccount:
		account, err := loaders(ctx).Account(ctx, event.SubjectID)
		if err != nil || account == nil || !actor.MaySeeAccount(*account) {
			return nil, err
		}
		return &event, nil
	case event.SubjectType == guest.TypeRequest:
		if request, err := requestSeen(ctx, &event.SubjectID); request == nil {
			return nil, err
		}
		return &event, nil
	}
	return nil, nil // null is the answer
}

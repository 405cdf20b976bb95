package guest

import (
	"context"
	"fmt"
	"strings"

	"github.com/jmoiron/sqlx"

	"github.com/guestd/guestd/internal/calendar"
)

// The batch reads below serve the API's loaders: one statement for any number of ids. They check
// no rights: what is reached from an object that its reader may see.

func read[T any](ctx context.Context, stmt *sqlx.Stmt, args ...any) ([]T, error) {
	var rows []T
	if err := stmt.SelectContext(ctx, &rows, args...); err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	return rows, nil
}

func byID[T any](rows []T, id func(T) int64) map[int64]T {
	m := make(map[int64]T, len(rows))
	for _, row := range rows {
		m[id(row)] = row
	}
	return m
}

// SponsorsByIDs reads entries of the directory by row id.
func (s *Service) SponsorsByIDs(ctx context.Context, ids []int64) (map[int64]Sponsor, error) {
	rows, err := read[Sponsor](ctx, s.q.SponsorsByIDs, int64s(ids))
	return byID(rows, func(r Sponsor) int64 { return r.ID }), err
}

// GuestsByIDs reads guests by row id.
func (s *Service) GuestsByIDs(ctx context.Context, ids []int64) (map[int64]Guest, error) {
	rows, err := read[Guest](ctx, s.q.GuestsByIDs, int64s(ids))
	return byID(rows, func(r Guest) int64 { return r.ID }), err
}

// RolesByIDs reads roles by row id.
func (s *Service) RolesByIDs(ctx context.Context, ids []int64) (map[int64]SponsoredRole, error) {
	rows, err := read[SponsoredRole](ctx, s.q.RolesByIDs, int64s(ids))
	return byID(rows, func(r SponsoredRole) int64 { return r.ID }), err
}

// AccountsByIDs reads accounts by row id.
func (s *Service) AccountsByIDs(ctx context.Context, ids []int64) (map[int64]Account, error) {
	rows, err := read[Account](ctx, s.q.AccountsByIDs, int64s(ids))
	return byID(rows, func(r Account) int64 { return r.ID }), err
}

// RequestsByIDs reads requests by row id.
func (s *Service) RequestsByIDs(ctx context.Context, ids []int64) (map[int64]Request, error) {
	rows, err := read[Request](ctx, s.q.RequestsByIDs, int64s(ids))
	return byID(rows, func(r Request) int64 { return r.ID }), err
}

// InboundEmailsByIDs reads emails that came in by row id.
func (s *Service) InboundEmailsByIDs(ctx context.Context, ids []int64) (map[int64]InboundEmail, error) {
	rows, err := read[InboundEmail](ctx, s.q.InboundByIDs, int64s(ids))
	return byID(rows, func(r InboundEmail) int64 { return r.ID }), err
}

// NotificationsByIDs reads outgoing mails by row id.
func (s *Service) NotificationsByIDs(ctx context.Context, ids []int64) (map[int64]Notification, error) {
	rows, err := read[Notification](ctx, s.q.NotificationsByIDs, int64s(ids))
	return byID(rows, func(r Notification) int64 { return r.ID }), err
}

// AuditEventsByIDs reads lines of the audit trail by row id.
func (s *Service) AuditEventsByIDs(ctx context.Context, ids []int64) (map[int64]AuditEvent, error) {
	rows, err := read[AuditEvent](ctx, s.q.AuditByIDs, int64s(ids))
	return byID(rows, func(r AuditEvent) int64 { return r.ID }), err
}

// RolesOfGuests reads each guest's roles, the one that ends last first.
func (s *Service) RolesOfGuests(ctx context.Context, guestIDs []int64) (map[int64][]SponsoredRole, error) {
	rows, err := read[roleOfGuest](ctx, s.q.RolesOfGuests, int64s(guestIDs))
	m := make(map[int64][]SponsoredRole, len(guestIDs))
	for _, row := range rows {
		m[row.GuestID] = append(m[row.GuestID], row.SponsoredRole)
	}
	return m, err
}

// AccountsOfGuests reads each guest's accounts.
func (s *Service) AccountsOfGuests(ctx context.Context, guestIDs []int64) (map[int64][]Account, error) {
	rows, err := read[Account](ctx, s.q.AccountsOfGuests, int64s(guestIDs))
	m := make(map[int64][]Account, len(guestIDs))
	for _, row := range rows {
		m[row.GuestID] = append(m[row.GuestID], row)
	}
	return m, err
}

// RequestsOfAccounts reads each account's requests, the latest first.
func (s *Service) RequestsOfAccounts(ctx context.Context, accountRowIDs []int64) (map[int64][]Request, error) {
	rows, err := read[Request](ctx, s.q.RequestsOfAccounts, int64s(accountRowIDs))
	m := make(map[int64][]Request, len(accountRowIDs))
	for _, row := range rows {
		m[*row.AccountRowID] = append(m[*row.AccountRowID], row)
	}
	return m, err
}

// RequestsOfInboundEmails reads the requests that each email made, completed or decided.
func (s *Service) RequestsOfInboundEmails(ctx context.Context, emailIDs []int64) (map[int64][]Request, error) {
	var rows []struct {
		Request
		Link int64 `db:"link"`
	}
	if err := s.q.RequestsOfInbound.SelectContext(ctx, &rows, int64s(emailIDs)); err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	m := make(map[int64][]Request, len(emailIDs))
	for _, row := range rows {
		m[row.Link] = append(m[row.Link], row.Request)
	}
	return m, nil
}

// History reads the audit trail of objects of one type, the oldest first.
func (s *Service) History(ctx context.Context, subjectType string, ids []int64) (map[int64][]AuditEvent, error) {
	rows, err := read[AuditEvent](ctx, s.q.AuditOfSubjects, subjectType, int64s(ids))
	m := make(map[int64][]AuditEvent, len(ids))
	for _, row := range rows {
		m[row.SubjectID] = append(m[row.SubjectID], row)
	}
	return m, err
}

// InboundRaw is an email as it came, for the service desk. ErrForbidden for everybody else.
func (s *Service) InboundRaw(ctx context.Context, actor Actor, id int64) ([]byte, error) {
	if !actor.Is(RoleServiceDesk) {
		return nil, ErrForbidden
	}
	rows, err := read[[]byte](ctx, s.q.InboundRaw, id)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, ErrNotFound
	}
	return rows[0], nil
}

// AccountByAccountID finds an account that the actor may see. ErrNotFound where there is none.
func (s *Service) AccountByAccountID(ctx context.Context, actor Actor, accountID string) (Account, error) {
	rows, err := read[Account](ctx, s.q.AccountByName, strings.TrimSpace(accountID))
	if err != nil {
		return Account{}, err
	}
	if len(rows) == 0 || !actor.MaySeeAccount(rows[0]) {
		return Account{}, ErrNotFound
	}
	return rows[0], nil
}

// RequestByNumber finds a request by what people quote, R-1042, that the actor may see.
func (s *Service) RequestByNumber(ctx context.Context, actor Actor, number string) (Request, error) {
	n, ok := ParseNumber(number)
	if !ok {
		return Request{}, ErrNotFound
	}
	rows, err := read[Request](ctx, s.q.RequestByNumber, n)
	if err != nil {
		return Request{}, err
	}
	if len(rows) == 0 {
		return Request{}, ErrNotFound
	}
	return rows[0], s.visibleRequest(ctx, actor, rows[0])
}

// VisibleRequest finds a request by row id that the actor may see. ErrNotFound where there is none.
func (s *Service) VisibleRequest(ctx context.Context, actor Actor, id int64) (Request, error) {
	found, err := s.RequestsByIDs(ctx, []int64{id})
	if err != nil {
		return Request{}, err
	}
	r, ok := found[id]
	if !ok {
		return Request{}, ErrNotFound
	}
	return r, s.visibleRequest(ctx, actor, r)
}

func (s *Service) visibleRequest(ctx context.Context, actor Actor, r Request) error {
	var account *Account
	if r.AccountRowID != nil {
		accounts, err := s.AccountsByIDs(ctx, []int64{*r.AccountRowID})
		if err != nil {
			return err
		}
		if acc, ok := accounts[*r.AccountRowID]; ok {
			account = &acc
		}
	}
	if !actor.MaySeeRequest(r, account) {
		return ErrNotFound
	}
	return nil
}

// SponsorByHUID finds an entry of the directory: one's own, or any for the service desk.
func (s *Service) SponsorByHUID(ctx context.Context, actor Actor, huid string) (Sponsor, error) {
	rows, err := read[Sponsor](ctx, s.q.SponsorByHUID, huid)
	if err != nil {
		return Sponsor{}, err
	}
	if len(rows) == 0 || !actor.MaySeeSponsor(rows[0]) {
		return Sponsor{}, ErrNotFound
	}
	return rows[0], nil
}

// MaySeeSponsor: everybody sees their own entry of the directory, the service desk all.
func (a Actor) MaySeeSponsor(s Sponsor) bool {
	return a.Is(RoleServiceDesk) || (a.Sponsor != nil && a.Sponsor.ID == s.ID)
}

// MaySeeGuest: a guest themself, and the service desk; a sponsor through the guest's account.
func (a Actor) MaySeeGuest(g Guest, accounts []Account) bool {
	if a.Is(RoleServiceDesk) || (a.Is(RoleGuest) && a.Guest != nil && a.Guest.ID == g.ID) {
		return true
	}
	for _, acc := range accounts {
		if a.isSponsor(&acc.SponsorID) {
			return true
		}
	}
	return false
}

// FindPeople finds the directory's entry and the guest's record of an address: what somebody who
// proved that address may act as. Either may be nil.
func (s *Service) FindPeople(ctx context.Context, email string) (*Sponsor, *Guest, error) {
	sponsors, err := read[Sponsor](ctx, s.q.SponsorByEmail, email)
	if err != nil {
		return nil, nil, err
	}
	guests, err := read[Guest](ctx, s.q.GuestByEmail, email)
	if err != nil {
		return nil, nil, err
	}
	var sponsor *Sponsor
	var guest *Guest
	if len(sponsors) > 0 {
		sponsor = &sponsors[0]
	}
	if len(guests) > 0 {
		guest = &guests[0]
	}
	return sponsor, guest, nil
}

// ActorFor is who somebody with that proven address is: a sponsor where the directory has them
// active, a guest where they are one, Academic Affairs where the address is theirs. granted are
// the roles that their token names; SPONSOR and GUEST come from the records alone.
func (s *Service) ActorFor(ctx context.Context, name, email string, granted []Role) (Actor, error) {
	actor := Actor{Name: name, Email: email}
	for _, role := range granted {
		if role != RoleSponsor && role != RoleGuest {
			actor.Roles = append(actor.Roles, role)
		}
	}
	if email == "" {
		return actor, nil
	}
	var err error
	if actor.Sponsor, actor.Guest, err = s.FindPeople(ctx, email); err != nil {
		return actor, err
	}
	if actor.Sponsor != nil {
		if actor.Sponsor.Active {
			actor.Roles = append(actor.Roles, RoleSponsor)
		}
		if actor.Name == "" {
			actor.Name = actor.Sponsor.Name
		}
	}
	if actor.Guest != nil {
		actor.Roles = append(actor.Roles, RoleGuest)
	}
	if strings.EqualFold(email, s.policy.AcademicAffairsEmail) && !actor.Is(RoleAcademicAffairs) {
		actor.Roles = append(actor.Roles, RoleAcademicAffairs)
	}
	return actor, nil
}

// StatusCount is how many accounts have a status.
type StatusCount struct {
	Status AccountStatus `db:"status"`
	Count  int           `db:"count"`
}

// RequestStatusCount is how many requests have a status.
type RequestStatusCount struct {
	Status RequestStatus `db:"status"`
	Count  int           `db:"count"`
}

// DayCount is how many accounts end on a day.
type DayCount struct {
	Day   calendar.Date `db:"day"`
	Count int           `db:"count"`
}

// AccountsByStatus counts the accounts that the actor may see; the service desk's are all.
func (s *Service) AccountsByStatus(ctx context.Context, actor Actor) ([]StatusCount, error) {
	sponsorID, ok := actor.countsOf()
	if !ok {
		return []StatusCount{}, nil
	}
	return read[StatusCount](ctx, s.q.AccountsByStatus, s.Today(), sponsorID)
}

// RequestsByStatus counts the requests that the actor may see.
func (s *Service) RequestsByStatus(ctx context.Context, actor Actor) ([]RequestStatusCount, error) {
	sponsorID, ok := actor.countsOf()
	wyss := !ok && actor.Is(RoleAcademicAffairs)
	if !ok && !wyss {
		return []RequestStatusCount{}, nil
	}
	return read[RequestStatusCount](ctx, s.q.RequestsByStatus, sponsorID, wyss)
}

// ExpiringByDay counts the live accounts that end on each of the next days, days without any
// included, for whoever may see them.
func (s *Service) ExpiringByDay(ctx context.Context, actor Actor, days int) ([]DayCount, error) {
	if days < 1 || days > 366 {
		return nil, fmt.Errorf("%w: ask for 1 to 366 days", ErrBadCursor)
	}
	sponsorID, ok := actor.countsOf()
	if !ok {
		return []DayCount{}, nil
	}
	today := s.Today()
	rows, err := read[DayCount](ctx, s.q.ExpiringByDay, today, today.AddDays(days-1), sponsorID)
	if err != nil {
		return nil, err
	}
	counts := make(map[calendar.Date]int, len(rows))
	for _, row := range rows {
		counts[row.Day] = row.Count
	}
	out := make([]DayCount, days)
	for i := range out {
		day := today.AddDays(i)
		out[i] = DayCount{Day: day, Count: counts[day]}
	}
	return out, nil
}

// countsOf narrows counts to a sponsor's own; nil for the service desk, which counts all.
func (a Actor) countsOf() (sponsorID *int64, ok bool) {
	switch {
	case a.Is(RoleServiceDesk):
		return nil, true
	case a.Is(RoleSponsor) && a.Sponsor != nil:
		return &a.Sponsor.ID, true
	}
	return nil, false
}

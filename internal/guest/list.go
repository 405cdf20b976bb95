package guest

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/jmoiron/sqlx/reflectx"
	"github.com/lib/pq"

	"github.com/guestd/guestd/internal/calendar"
)

// MaxPage bounds a page of a list; DefaultPage is its size where none is asked for.
const (
	MaxPage     = 100
	DefaultPage = 25
)

// PageArgs asks for a page as Relay's connections do: first after a cursor, or last before one.
type PageArgs struct {
	First  *int
	After  *string
	Last   *int
	Before *string
}

// Page is some rows of a list, each with its cursor.
type Page[T any] struct {
	Rows        []T
	Cursors     []string
	HasNext     bool
	HasPrevious bool
	// Count counts the whole list; it is a statement of its own, run only when called.
	Count func(context.Context) (int, error)
}

// keyset is a list to be read page by page: its rows' source, the filters, and the order.
type keyset struct {
	columns string
	from    string
	where   []string
	args    []any
	key     string // the SQL expression that the list is ordered by, then by id
	keyType string // its SQL type
	desc    bool
}

// filter adds a condition; each %d-th argument is written as its placeholder.
func (k *keyset) filter(condition string, args ...any) {
	places := make([]any, len(args))
	for i, arg := range args {
		k.args = append(k.args, arg)
		places[i] = fmt.Sprintf("$%d", len(k.args))
	}
	k.where = append(k.where, fmt.Sprintf(condition, places...))
}

type cursor struct {
	Key string `json:"k"`
	ID  int64  `json:"i"`
}

func (c cursor) text() string {
	b, _ := json.Marshal(c) // a string and a number always marshal
	return base64.RawURLEncoding.EncodeToString(b)
}

func parseCursor(s string) (c cursor, err error) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || json.Unmarshal(b, &c) != nil {
		return c, fmt.Errorf("%w: a cursor is one that a page gave", ErrBadCursor)
	}
	return c, nil
}

// scanKeyed reads a row into dest, and the key it is ordered by, the last column, into key.
func scanKeyed(rows *sqlx.Rows, dest any, key *string) error {
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	value := reflect.ValueOf(dest).Elem()
	fields := rows.Mapper.TraversalsByName(value.Type(), columns[:len(columns)-1])
	into := make([]any, 0, len(columns))
	for i, path := range fields {
		if len(path) == 0 {
			return fmt.Errorf("no field for column %s", columns[i])
		}
		into = append(into, reflectx.FieldByIndexes(value, path).Addr().Interface())
	}
	return rows.Scan(append(into, key)...)
}

// badKey: the server could not read the cursor's key as the type of what the list is ordered by.
func badKey(err error) bool {
	var pqErr *pq.Error
	return errors.As(err, &pqErr) && pqErr.Code.Class().Name() == "data_exception"
}

func (p PageArgs) size() (n int, backward bool, err error) {
	n = DefaultPage
	switch {
	case p.First != nil && p.Last != nil:
		return 0, false, fmt.Errorf("%w: ask for first or last, not both", ErrBadCursor)
	case p.First != nil:
		n = *p.First
	case p.Last != nil:
		n, backward = *p.Last, true
	}
	if n < 0 || n > MaxPage {
		return 0, false, fmt.Errorf("%w: a page has 0 to %d rows", ErrBadCursor, MaxPage)
	}
	return n, backward, nil
}

// page reads one page of a list, and one row more, which tells whether there is a next.
func page[T any](ctx context.Context, s *Service, k keyset, args PageArgs, id func(T) int64) (Page[T], error) {
	n, backward, err := args.size()
	if err != nil {
		return Page[T]{}, err
	}
	counted := k // before the cursors narrow it
	counted.where, counted.args = append([]string(nil), k.where...), append([]any(nil), k.args...)
	for _, bound := range []struct {
		at    *string
		after bool
	}{{args.After, true}, {args.Before, false}} {
		if bound.at == nil {
			continue
		}
		c, err := parseCursor(*bound.at)
		if err != nil {
			return Page[T]{}, err
		}
		op := ">"
		if bound.after == k.desc {
			op = "<"
		}
		k.filter("("+k.key+", t.id) "+op+" (CAST(%s AS "+k.keyType+"), %s)", c.Key, c.ID)
	}
	direction := "ASC"
	if k.desc != backward {
		direction = "DESC"
	}
	query := fmt.Sprintf("SELECT %s, CAST(%s AS text) AS page_key FROM %s%s ORDER BY %s %s, t.id %s LIMIT %d",
		k.columns, k.key, k.from, k.conditions(), k.key, direction, direction, n+1)
	rows, err := s.db.QueryxContext(ctx, query, k.args...)
	if err != nil {
		if badKey(err) {
			return Page[T]{}, fmt.Errorf("%w: a cursor is one that a page gave", ErrBadCursor)
		}
		return Page[T]{}, fmt.Errorf("database: %w", err)
	}
	defer func() { _ = rows.Close() }()
	p := Page[T]{Count: func(ctx context.Context) (int, error) { return s.count(ctx, counted) }}
	for rows.Next() {
		var row struct {
			T   T
			Key string
		}
		if err := scanKeyed(rows, &row.T, &row.Key); err != nil {
			return p, fmt.Errorf("database: %w", err)
		}
		p.Rows = append(p.Rows, row.T)
		p.Cursors = append(p.Cursors, cursor{row.Key, id(row.T)}.text())
	}
	if err := rows.Err(); err != nil {
		return p, fmt.Errorf("database: %w", err)
	}
	more := len(p.Rows) > n
	if more {
		p.Rows, p.Cursors = p.Rows[:n], p.Cursors[:n]
	}
	if backward {
		slices.Reverse(p.Rows)
		slices.Reverse(p.Cursors)
		p.HasPrevious, p.HasNext = more, args.Before != nil
	} else {
		p.HasNext, p.HasPrevious = more, args.After != nil
	}
	return p, nil
}

func (k keyset) conditions() string {
	if len(k.where) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(k.where, " AND ")
}

func (s *Service) count(ctx context.Context, k keyset) (n int, err error) {
	if err := s.db.GetContext(ctx, &n, "SELECT count(*) FROM "+k.from+k.conditions(), k.args...); err != nil {
		return 0, fmt.Errorf("database: %w", err)
	}
	return n, nil
}

// pattern is a search's text for LIKE: folded as the searched column is, its own wildcards taken
// literally.
func pattern(search string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(fold(search)) + "%"
}

// AccountFilter narrows a list of accounts.
type AccountFilter struct {
	Status      []AccountStatus
	SponsorHUID *string
	Search      *string
	ExpiresFrom calendar.Date
	ExpiresTo   calendar.Date
}

// OrderDirection is up or down.
type OrderDirection string

// The directions.
const (
	Asc  OrderDirection = "ASC"
	Desc OrderDirection = "DESC"
)

// AccountOrderField is what a list of accounts can be ordered by.
type AccountOrderField string

// The orders of accounts.
const (
	AccountsByExpiry  AccountOrderField = "EXPIRES_ON"
	AccountsByCreated AccountOrderField = "CREATED_AT"
	AccountsByName    AccountOrderField = "GUEST_NAME"
)

// AccountOrder orders a list of accounts.
type AccountOrder struct {
	Field     AccountOrderField
	Direction OrderDirection
}

// Accounts lists the accounts that the actor may see; sponsorID narrows it to a sponsor's.
// ErrForbidden where they may see none by their roles, ErrBadCursor where the page can't be read.
func (s *Service) Accounts(ctx context.Context, actor Actor, sponsorID *int64, filter *AccountFilter, order *AccountOrder, args PageArgs) (Page[Account], error) {
	k := keyset{columns: "t.*", from: "accounts t", key: "t.expires_on", keyType: "date"}
	switch {
	case actor.Is(RoleServiceDesk):
	case actor.Is(RoleSponsor) && actor.Sponsor != nil && actor.Is(RoleGuest) && actor.Guest != nil:
		k.filter("(t.sponsor_id = %s OR t.guest_id = %s)", actor.Sponsor.ID, actor.Guest.ID)
	case actor.Is(RoleSponsor) && actor.Sponsor != nil:
		k.filter("t.sponsor_id = %s", actor.Sponsor.ID)
	case actor.Is(RoleGuest) && actor.Guest != nil:
		k.filter("t.guest_id = %s", actor.Guest.ID)
	default:
		return Page[Account]{}, ErrForbidden
	}
	if sponsorID != nil {
		k.filter("t.sponsor_id = %s", *sponsorID)
	}
	if filter != nil {
		k.filterAccounts(*filter, s.Today())
	}
	if order != nil {
		k.desc = order.Direction == Desc
		switch order.Field {
		case AccountsByCreated:
			k.key, k.keyType = "t.created_at", "timestamptz"
		case AccountsByName:
			k.key, k.keyType = "t.name_key", "text"
		case AccountsByExpiry:
		}
	}
	return page(ctx, s, k, args, func(a Account) int64 { return a.ID })
}

func (k *keyset) filterAccounts(f AccountFilter, today calendar.Date) {
	if f.Status != nil {
		k.filter(accountStatusIn(f.Status), today)
	}
	if f.SponsorHUID != nil {
		k.filter("t.sponsor_id = (SELECT id FROM sponsors WHERE huid = %s)", *f.SponsorHUID)
	}
	if f.Search != nil && strings.TrimSpace(*f.Search) != "" {
		k.filter("t.search_key LIKE %s", pattern(*f.Search))
	}
	if !f.ExpiresFrom.IsZero() {
		k.filter("t.expires_on >= %s", f.ExpiresFrom)
	}
	if !f.ExpiresTo.IsZero() {
		k.filter("t.expires_on <= %s", f.ExpiresTo)
	}
}

// accountStatusIn is Account.Status as a condition: what is stored as live has expired once its
// last day has passed. Its one argument is today.
func accountStatusIn(wanted []AccountStatus) string {
	live, closed, expired := []string{}, []string{}, false
	for _, status := range wanted {
		if !status.known() {
			continue // no account has it, and it is no text for a statement
		}
		quoted := "'" + string(status) + "'"
		if status.Live() {
			live = append(live, quoted)
			continue
		}
		closed = append(closed, quoted)
		expired = expired || status == Expired
	}
	parts := []string{"CAST(%[1]s AS date) IS NULL"}
	if len(live) > 0 {
		parts = append(parts, "(t.status IN ("+strings.Join(live, ",")+") AND t.expires_on >= %[1]s)")
	}
	if len(closed) > 0 {
		parts = append(parts, "t.status IN ("+strings.Join(closed, ",")+")")
	}
	if expired {
		parts = append(parts, "(t.status NOT IN ('EXPIRED','ENDED') AND t.expires_on < %[1]s)")
	}
	in := "(" + strings.Join(parts, " OR ") + ")"
	if len(live) == 0 {
		// What has ended ended today at the latest: an index by the last day can begin there.
		in += " AND t.expires_on <= %[1]s"
	}
	return in
}

// RequestFilter narrows a list of requests.
type RequestFilter struct {
	Status      []RequestStatus
	Kind        *RequestKind
	Source      *RequestSource
	SponsorHUID *string
	Search      *string
}

// RequestOrderField is what a list of requests can be ordered by.
type RequestOrderField string

// The orders of requests.
const (
	RequestsByCreated RequestOrderField = "CREATED_AT"
	RequestsByUpdated RequestOrderField = "UPDATED_AT"
)

// RequestOrder orders a list of requests.
type RequestOrder struct {
	Field     RequestOrderField
	Direction OrderDirection
}

// Requests lists the requests that the actor may see, the latest first unless ordered otherwise.
func (s *Service) Requests(ctx context.Context, actor Actor, sponsorID *int64, filter *RequestFilter, order *RequestOrder, args PageArgs) (Page[Request], error) {
	k := keyset{columns: "t.*", from: "requests t", key: "t.created_at", keyType: "timestamptz", desc: true}
	if !actor.Is(RoleServiceDesk) {
		if err := k.visibleRequests(actor); err != nil {
			return Page[Request]{}, err
		}
	}
	if sponsorID != nil {
		k.filter("t.sponsor_id = %s", *sponsorID)
	}
	if filter != nil {
		k.filterRequests(*filter)
	}
	if order != nil {
		k.desc = order.Direction == Desc
		if order.Field == RequestsByUpdated {
			k.key = "t.updated_at"
		}
	}
	return page(ctx, s, k, args, func(r Request) int64 { return r.ID })
}

// visibleRequests is Actor.MaySeeRequest as a condition.
func (k *keyset) visibleRequests(actor Actor) error {
	var parts []string
	var args []any
	if actor.Is(RoleSponsor) && actor.Sponsor != nil {
		parts, args = append(parts, "t.sponsor_id = %s"), append(args, actor.Sponsor.ID)
	}
	if actor.Is(RoleAcademicAffairs) {
		parts = append(parts, "t.via_academic_affairs")
	}
	if actor.Is(RoleGuest) && actor.Guest != nil {
		// A guest has one account; found first, its id and sponsor are looked up in indexes.
		parts = append(parts, "(t.account_id = (SELECT a.id FROM accounts a WHERE a.guest_id = %s) AND coalesce(t.sponsor_id = (SELECT a.sponsor_id FROM accounts a WHERE a.guest_id = %s), true))")
		args = append(args, actor.Guest.ID, actor.Guest.ID)
	}
	if len(parts) == 0 {
		return ErrForbidden
	}
	k.filter("("+strings.Join(parts, " OR ")+")", args...)
	return nil
}

func (k *keyset) filterRequests(f RequestFilter) {
	if f.Status != nil {
		names := make(texts, len(f.Status))
		for i, status := range f.Status {
			names[i] = string(status)
		}
		k.filter("t.status = ANY(%s)", names)
	}
	if f.Kind != nil {
		k.filter("t.kind = %s", string(*f.Kind))
	}
	if f.Source != nil {
		k.filter("t.source = %s", string(*f.Source))
	}
	if f.SponsorHUID != nil {
		k.filter("t.sponsor_id = (SELECT id FROM sponsors WHERE huid = %s)", *f.SponsorHUID)
	}
	if f.Search != nil && strings.TrimSpace(*f.Search) != "" {
		if n, ok := ParseNumber(*f.Search); ok {
			k.filter("(t.number = %s OR t.search_key LIKE %s)", n, pattern(*f.Search))
		} else {
			k.filter("t.search_key LIKE %s", pattern(*f.Search))
		}
	}
}

// SponsorFilter narrows a list of the directory's people.
type SponsorFilter struct {
	Search *string
	Active *bool
}

// Sponsors lists the directory's people, for the service desk.
func (s *Service) Sponsors(ctx context.Context, actor Actor, filter *SponsorFilter, args PageArgs) (Page[Sponsor], error) {
	if !actor.Is(RoleServiceDesk) {
		return Page[Sponsor]{}, ErrForbidden
	}
	k := keyset{columns: "t.*", from: "sponsors t", key: "lower(t.name)", keyType: "text"}
	if filter != nil && filter.Active != nil {
		k.filter("t.active = %s", *filter.Active)
	}
	if filter != nil && filter.Search != nil && strings.TrimSpace(*filter.Search) != "" {
		k.filter("lower(t.name || ' ' || t.email::text || ' ' || t.huid) LIKE lower(%s)", likeLiteral(*filter.Search))
	}
	return page(ctx, s, k, args, func(r Sponsor) int64 { return r.ID })
}

// likeLiteral is pattern for columns that are searched as they are.
func likeLiteral(search string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.TrimSpace(search)) + "%"
}

// InboundEmailFilter narrows a list of emails that came in.
type InboundEmailFilter struct {
	Outcome []InboundOutcome
	Search  *string
}

const inboundColumns = "t.id, t.message_id, t.from_address, t.subject, t.received_at, t.trust, t.intent, t.outcome, t.because, t.confirmed_at, t.attempts, t.last_error, t.handled_at, t.created_at"

// InboundEmails lists the emails that came in, the latest first, for the service desk.
func (s *Service) InboundEmails(ctx context.Context, actor Actor, filter *InboundEmailFilter, args PageArgs) (Page[InboundEmail], error) {
	if !actor.Is(RoleServiceDesk) {
		return Page[InboundEmail]{}, ErrForbidden
	}
	k := keyset{columns: inboundColumns, from: "inbound_emails t", key: "t.received_at", keyType: "timestamptz", desc: true}
	if filter != nil && filter.Outcome != nil {
		names := make(texts, len(filter.Outcome))
		for i, outcome := range filter.Outcome {
			names[i] = string(outcome)
		}
		k.filter("t.outcome = ANY(%s)", names)
	}
	if filter != nil && filter.Search != nil && strings.TrimSpace(*filter.Search) != "" {
		k.filter("lower(coalesce(t.from_address::text,'') || ' ' || coalesce(t.subject,'')) LIKE lower(%s)", likeLiteral(*filter.Search))
	}
	return page(ctx, s, k, args, func(r InboundEmail) int64 { return r.ID })
}

// AuditFilter narrows the audit trail.
type AuditFilter struct {
	SubjectType string
	SubjectID   int64
	Actor       *string
	From, To    *time.Time
}

// AuditEvents lists the audit trail, the latest first, for the service desk.
func (s *Service) AuditEvents(ctx context.Context, actor Actor, filter *AuditFilter, args PageArgs) (Page[AuditEvent], error) {
	if !actor.Is(RoleServiceDesk) {
		return Page[AuditEvent]{}, ErrForbidden
	}
	k := keyset{columns: "t.*", from: "audit_events t", key: "t.at", keyType: "timestamptz", desc: true}
	if filter != nil {
		if filter.SubjectType != "" {
			k.filter("t.subject_type = %s AND t.subject_id = %s", filter.SubjectType, filter.SubjectID)
		}
		if filter.Actor != nil {
			k.filter("t.actor = lower(%s)", *filter.Actor)
		}
		if filter.From != nil {
			k.filter("t.at >= %s", *filter.From)
		}
		if filter.To != nil {
			k.filter("t.at < %s", *filter.To)
		}
	}
	return page(ctx, s, k, args, func(r AuditEvent) int64 { return r.ID })
}

const notificationColumns = "t.id, t.kind, t.status, t.recipients, t.copies, t.subject, t.due_on, t.account_id, t.request_id, t.inbound_email_id, t.attempts, t.last_error, t.sent_at, t.created_at"

// Notifications lists an account's mail, the latest first, for whoever may see the account.
func (s *Service) Notifications(ctx context.Context, actor Actor, acc Account, args PageArgs) (Page[Notification], error) {
	if !actor.MaySeeAccount(acc) {
		return Page[Notification]{}, ErrForbidden
	}
	k := keyset{columns: notificationColumns, from: "notifications t", key: "t.id", keyType: "bigint", desc: true}
	k.filter("t.account_id = %s", acc.ID)
	return page(ctx, s, k, args, func(r Notification) int64 { return r.ID })
}

// FailedNotifications lists mail that could not be delivered, for the service desk.
func (s *Service) FailedNotifications(ctx context.Context, actor Actor, args PageArgs) (Page[Notification], error) {
	if !actor.Is(RoleServiceDesk) {
		return Page[Notification]{}, ErrForbidden
	}
	k := keyset{columns: notificationColumns, from: "notifications t", key: "t.id", keyType: "bigint", desc: true}
	k.filter("t.status = %s", string(NotificationFailed))
	return page(ctx, s, k, args, func(r Notification) int64 { return r.ID })
}

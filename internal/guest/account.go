package guest

import (
	"slices"
	"time"

	"github.com/lib/pq"

	"github.com/guestd/guestd/internal/calendar"
)

// AccountStatus is where an account stands.
type AccountStatus string

// An account is live until it is expired or ended.
const (
	PendingActivation AccountStatus = "PENDING_ACTIVATION"
	Active            AccountStatus = "ACTIVE"
	Suspended         AccountStatus = "SUSPENDED"
	Expired           AccountStatus = "EXPIRED"
	Ended             AccountStatus = "ENDED"
)

// Live reports whether the account is, or can come to be, in use.
func (s AccountStatus) Live() bool { return s != Expired && s != Ended }

func (s AccountStatus) known() bool {
	return s == PendingActivation || s == Active || s == Suspended || s == Expired || s == Ended
}

// Entitlement is a service that an account opens.
type Entitlement string

// The services. DigitalLibrary can be asked for and is always refused.
const (
	EmailService        Entitlement = "EMAIL"
	CollaborationShares Entitlement = "COLLABORATION_SHARES"
	Wireless            Entitlement = "WIRELESS"
	ResearchCluster     Entitlement = "RESEARCH_CLUSTER"
	VPN                 Entitlement = "VPN"
	DigitalLibrary      Entitlement = "DIGITAL_LIBRARY"
)

// DefaultEntitlements is what an account opens where the request names nothing.
func DefaultEntitlements() []string {
	return []string{string(EmailService), string(CollaborationShares), string(Wireless)}
}

// Account is an HMS account for a guest. Its AccountID is never given to anyone else.
type Account struct {
	ID                  int64          `db:"id"`
	AccountID           string         `db:"account_id"`
	GuestID             int64          `db:"guest_id"`
	SponsorID           int64          `db:"sponsor_id"`
	RoleID              int64          `db:"role_id"`
	Stored              AccountStatus  `db:"status"` // as last written; Status tells what it is today
	StartsOn            calendar.Date  `db:"starts_on"`
	ExpiresOn           calendar.Date  `db:"expires_on"` // the last day of access
	EntitlementNames    pq.StringArray `db:"entitlements"`
	ActivationCheck     []byte         `db:"activation_check"`
	ActivationExpiresAt *time.Time     `db:"activation_expires_at"`
	ActivationFailures  int            `db:"activation_failures"`
	ActivatedAt         *time.Time     `db:"activated_at"`
	SuspendedByDesk     bool           `db:"suspended_by_desk"`
	EndedAt             *time.Time     `db:"ended_at"`
	RemindedOn          calendar.Date  `db:"reminded_on"`
	CreatedAt           time.Time      `db:"created_at"`
	UpdatedAt           time.Time      `db:"updated_at"`
	// NameKey and SearchKey are what lists order and search by.
	NameKey   string `db:"name_key"`
	SearchKey string `db:"search_key"`
}

// Status is where the account stands on that day: "access ends as that day does, whether or not
// a job has run".
func (a Account) Status(today calendar.Date) AccountStatus {
	if a.Stored.Live() && a.ExpiresOn.Before(today) {
		return Expired
	}
	return a.Stored
}

// NextReminderOn is the day of the next reminder to the sponsor, zero where none is due.
func (a Account) NextReminderOn(p Policy, today calendar.Date) calendar.Date {
	if !a.Status(today).Live() {
		return calendar.Date{}
	}
	return p.NextReminder(a.ExpiresOn, a.RemindedOn, today)
}

// Entitlements are the services the account opens.
func (a Account) Entitlements() []Entitlement { return entitlements(a.EntitlementNames) }

func entitlements(names []string) []Entitlement {
	out := make([]Entitlement, len(names))
	for i, n := range names {
		out[i] = Entitlement(n)
	}
	return out
}

// ExtensionLimit is the furthest day that an extension made today could reach, and why no
// further. Latest is zero where no extension is possible.
type ExtensionLimit struct {
	Latest  calendar.Date
	Because string
}

// LimitOfExtension: "each extension at most one year past the present end", and "an account
// never outlives its HSR". roles are the guest's.
func LimitOfExtension(p Policy, a Account, roles []SponsoredRole, today calendar.Date) ExtensionLimit {
	if !a.Status(today).Live() {
		return ExtensionLimit{Because: "The account has ended; ask for a new one, and the guest keeps the account ID."}
	}
	latest := p.LatestEnd(a.ExpiresOn)
	role := furthestRole(roles, today)
	switch {
	case role == nil:
		return ExtensionLimit{Latest: a.ExpiresOn, Because: "The guest has no Harvard Sponsored Role in force."}
	case role.EndsOn.Before(latest):
		return ExtensionLimit{Latest: calendar.Later(role.EndsOn, a.ExpiresOn),
			Because: "The guest's Harvard Sponsored Role " + role.Number + " ends on " + role.EndsOn.Spelt() + "; extend it in the HSR Portal first."}
	}
	return ExtensionLimit{Latest: latest, Because: "An extension reaches at most one year past the present end."}
}

// furthestRole is the role that covers the day and ends last, nil where none does.
func furthestRole(roles []SponsoredRole, day calendar.Date) *SponsoredRole {
	var best *SponsoredRole
	for i := range roles {
		if r := &roles[i]; r.Covers(day) && (best == nil || r.EndsOn.After(best.EndsOn)) {
			best = r
		}
	}
	return best
}

func hasExcluded(names []string) bool { return slices.Contains(names, string(DigitalLibrary)) }

package guest

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lib/pq"

	"github.com/guestd/guestd/internal/calendar"
)

// RequestKind says what is asked for.
type RequestKind string

// A request asks for a new account, or for a later end of one.
const (
	KindAccount   RequestKind = "ACCOUNT"
	KindExtension RequestKind = "EXTENSION"
)

// RequestSource says which way a request came.
type RequestSource string

// The ways in.
const (
	SourceWeb   RequestSource = "WEB"
	SourceEmail RequestSource = "EMAIL"
	SourceAPI   RequestSource = "API"
)

// RequestStatus is where a request stands.
type RequestStatus string

// A request is open until it is fulfilled, denied, cancelled or lapsed.
const (
	NeedsDetails            RequestStatus = "NEEDS_DETAILS"
	AwaitingSponsor         RequestStatus = "AWAITING_SPONSOR"
	AwaitingRole            RequestStatus = "AWAITING_ROLE"
	AwaitingAcademicAffairs RequestStatus = "AWAITING_ACADEMIC_AFFAIRS"
	AwaitingServiceDesk     RequestStatus = "AWAITING_SERVICE_DESK"
	Fulfilled               RequestStatus = "FULFILLED"
	Denied                  RequestStatus = "DENIED"
	Cancelled               RequestStatus = "CANCELLED"
	Lapsed                  RequestStatus = "LAPSED"
)

// Open reports whether the request can still go on.
func (s RequestStatus) Open() bool {
	return s != Fulfilled && s != Denied && s != Cancelled && s != Lapsed
}

// Request is a record of what is known so far of a wish for an account, or for a later end.
type Request struct {
	ID             int64         `db:"id"`
	Sequence       int64         `db:"number"`
	Kind           RequestKind   `db:"kind"`
	Source         RequestSource `db:"source"`
	Status         RequestStatus `db:"status"`
	SponsorID      *int64        `db:"sponsor_id"`
	RequesterEmail *string       `db:"requester_email"`
	Details
	HSRNumber        *string        `db:"hsr_number"`
	RoleID           *int64         `db:"role_id"`
	AccountRowID     *int64         `db:"account_id"`
	StartsOn         calendar.Date  `db:"starts_on"`
	ExpiresOn        calendar.Date  `db:"expires_on"`
	Justification    *string        `db:"justification"`
	EntitlementNames pq.StringArray `db:"entitlements"`
	// AskedOn is the day the request was made; a first day before it was in the past already.
	AskedOn calendar.Date `db:"asked_on"`
	// HUIDLearnt: the Harvard ID was not told, but found by the address or the role.
	HUIDLearnt              bool       `db:"huid_learnt"`
	AskedByGuest            bool       `db:"asked_by_guest"`
	ViaAcademicAffairs      bool       `db:"via_academic_affairs"`
	SponsorApproved         bool       `db:"sponsor_approved"`
	AcademicAffairsApproved bool       `db:"academic_affairs_approved"`
	ServiceDeskApproved     bool       `db:"service_desk_approved"`
	Holds                   Holds      `db:"holds"`
	DecidedBy               *string    `db:"decided_by"`
	DecidedAt               *time.Time `db:"decided_at"`
	DecisionNote            *string    `db:"decision_note"`
	InboundEmailID          *int64     `db:"inbound_email_id"`
	SearchKey               string     `db:"search_key"`
	CreatedAt               time.Time  `db:"created_at"`
	UpdatedAt               time.Time  `db:"updated_at"`
}

// Number is what people quote: R-1042.
func (r Request) Number() string { return "R-" + strconv.FormatInt(r.Sequence, 10) }

// ParseNumber reads what Number writes, in any case and without the R- too.
func ParseNumber(s string) (int64, bool) {
	s = strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(s)), "R-")
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil && n > 0
}

// Entitlements are the services asked for.
func (r Request) Entitlements() []Entitlement { return entitlements(r.EntitlementNames) }

// HoldReason says why a request has not gone further.
type HoldReason string

// The reasons.
const (
	DetailsMissing          HoldReason = "DETAILS_MISSING"
	SponsorNotConfirmed     HoldReason = "SPONSOR_NOT_CONFIRMED"
	RoleMissing             HoldReason = "ROLE_MISSING"
	RoleEndsTooSoon         HoldReason = "ROLE_ENDS_TOO_SOON"
	AcademicAffairsDecision HoldReason = "ACADEMIC_AFFAIRS_DECISION"
	ServiceDeskReview       HoldReason = "SERVICE_DESK_REVIEW"
)

// Party is who must act.
type Party string

// The parties.
const (
	PartySponsor         Party = "SPONSOR"
	PartyGuest           Party = "GUEST"
	PartyAcademicAffairs Party = "ACADEMIC_AFFAIRS"
	PartyServiceDesk     Party = "SERVICE_DESK"
	PartyHSRPortal       Party = "HSR_PORTAL"
)

// Hold is one thing that a request waits for.
type Hold struct {
	Reason    HoldReason `json:"reason"`
	Message   string     `json:"message"`
	WaitingOn Party      `json:"waiting_on"`
	Since     time.Time  `json:"since"`
	// Missing names what DETAILS_MISSING waits for, as paths of the input.
	Missing []string `json:"missing,omitempty"`
}

// Holds is what a request waits for, in the order in which it is settled.
type Holds []Hold

// Has reports whether the request waits for that.
func (h Holds) Has(reason HoldReason) bool {
	for _, hold := range h {
		if hold.Reason == reason {
			return true
		}
	}
	return false
}

// like reports whether these are the same holds, said in the same words.
func (h Holds) like(other Holds) bool {
	return slices.EqualFunc(h, other, func(a, b Hold) bool {
		return a.Reason == b.Reason && a.Message == b.Message && a.WaitingOn == b.WaitingOn && slices.Equal(a.Missing, b.Missing)
	})
}

// sameAs reports whether nothing that facts fill in was learnt since.
func (r Request) sameAs(before Request) bool {
	return deref(r.HUID) == deref(before.HUID) && r.HUIDLearnt == before.HUIDLearnt && (r.SponsorID == nil) == (before.SponsorID == nil) && r.ViaAcademicAffairs == before.ViaAcademicAffairs
}

// since carries over when each hold began, where it stood before.
func (h Holds) since(before Holds, now time.Time) Holds {
	out := make(Holds, len(h))
	for i, hold := range h {
		hold.Since = now
		for _, old := range before {
			if old.Reason == hold.Reason {
				hold.Since = old.Since
			}
		}
		out[i] = hold
	}
	return out
}

// Value stores the holds as JSON.
func (h Holds) Value() (driver.Value, error) {
	if h == nil {
		h = Holds{}
	}
	b, err := json.Marshal(h)
	return string(b), err
}

// Scan reads the holds from JSON.
func (h *Holds) Scan(src any) error {
	b, ok := src.([]byte)
	if !ok {
		return fmt.Errorf("holds cannot be read from %T", src)
	}
	return json.Unmarshal(b, h)
}

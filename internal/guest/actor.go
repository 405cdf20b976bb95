package guest

import (
	"slices"
	"strings"
)

// Role is what somebody who asks may act as.
type Role string

// The roles.
const (
	RoleSponsor         Role = "SPONSOR"
	RoleGuest           Role = "GUEST"
	RoleAcademicAffairs Role = "ACADEMIC_AFFAIRS"
	RoleServiceDesk     Role = "SERVICE_DESK"
	RoleFeed            Role = "FEED"
	RoleIntake          Role = "INTAKE"
)

// Actor is who asks: a person, a feed, or the bot for the sender of an email. A sponsor's and a
// guest's standing come from the directory and the guests' records, not from their token.
type Actor struct {
	Name    string
	Email   string
	Roles   []Role
	Sponsor *Sponsor // the directory's entry, where they have one
	Guest   *Guest   // the guest's record, where they have one
	Source  RequestSource
	// InboundEmailID is the email that the bot acts upon, 0 where a person asks by themself.
	// Who wrote it gets the bot's answer, so the use cases send that person no notice besides.
	InboundEmailID int64
}

// System is the program itself: sweeps, and what goes on by itself.
func System() Actor { return Actor{Name: "guestd", Roles: nil, Source: SourceAPI} }

// Is reports whether the actor may act as that role.
func (a Actor) Is(role Role) bool { return slices.Contains(a.Roles, role) }

// Label is how the audit trail names the actor.
func (a Actor) Label() string {
	switch {
	case a.Email != "":
		return strings.ToLower(a.Email)
	case a.Name != "":
		return a.Name
	}
	return "nobody"
}

func (a Actor) isSponsor(sponsorID *int64) bool {
	return a.Is(RoleSponsor) && a.Sponsor != nil && sponsorID != nil && a.Sponsor.ID == *sponsorID
}

// MaySeeAccount: sponsors see their own guests, guests themselves, the service desk everything.
func (a Actor) MaySeeAccount(acc Account) bool {
	return a.Is(RoleServiceDesk) || a.isSponsor(&acc.SponsorID) ||
		(a.Is(RoleGuest) && a.Guest != nil && a.Guest.ID == acc.GuestID)
}

// MaySeeRequest adds to the like of MaySeeAccount that Academic Affairs sees the Wyss requests.
// account is the request's, where it has one.
func (a Actor) MaySeeRequest(r Request, account *Account) bool {
	switch {
	case a.Is(RoleServiceDesk), a.isSponsor(r.SponsorID):
		return true
	case a.Is(RoleAcademicAffairs) && r.ViaAcademicAffairs:
		return true
	case a.Is(RoleGuest) && a.Guest != nil && account != nil && account.GuestID == a.Guest.ID:
		return r.SponsorID == nil || account.SponsorID == *r.SponsorID
	}
	return r.SponsorID == nil && r.RequesterEmail != nil && a.Email != "" && strings.EqualFold(*r.RequesterEmail, a.Email)
}

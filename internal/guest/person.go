package guest

import (
	"strings"
	"time"
)

// Guest is one person, told by Harvard ID or personal address, however often they return.
type Guest struct {
	ID            int64     `db:"id"`
	GivenName     string    `db:"given_name"`
	FamilyName    string    `db:"family_name"`
	PersonalEmail string    `db:"personal_email"`
	HUID          *string   `db:"huid"`
	Affiliation   *string   `db:"affiliation"`
	CreatedAt     time.Time `db:"created_at"`
	UpdatedAt     time.Time `db:"updated_at"`
}

// Name is the guest's full name.
func (g Guest) Name() string { return g.GivenName + " " + g.FamilyName }

func (g Guest) sameDetails(other Guest) bool {
	return g.GivenName == other.GivenName && g.FamilyName == other.FamilyName && g.PersonalEmail == other.PersonalEmail &&
		deref(g.HUID) == deref(other.HUID) && deref(g.Affiliation) == deref(other.Affiliation)
}

// Details is what a request knows of the person so far; any of it may still be missing.
type Details struct {
	GivenName     *string `db:"given_name"`
	FamilyName    *string `db:"family_name"`
	PersonalEmail *string `db:"personal_email"`
	HUID          *string `db:"huid"`
	Affiliation   *string `db:"affiliation"`
	Role          *string `db:"role"`
}

// Name is as much of the person's name as is known, else their address, else "the guest".
func (d Details) Name() string {
	switch {
	case d.GivenName != nil && d.FamilyName != nil:
		return *d.GivenName + " " + *d.FamilyName
	case d.FamilyName != nil:
		return *d.FamilyName
	case d.GivenName != nil:
		return *d.GivenName
	case d.PersonalEmail != nil:
		return *d.PersonalEmail
	}
	return "the guest"
}

// samePersonAs reports that two requests' details are of one person, as far as they tell: "One
// guest (same HUID, or same personal address) is one person". Where neither can be compared, the
// full name is, so that a request sent twice before the address is known is not made twice.
func (d Details) samePersonAs(other Details) bool {
	for _, told := range [][2]*string{{d.HUID, other.HUID}, {d.PersonalEmail, other.PersonalEmail}} {
		if told[0] != nil && told[1] != nil {
			return strings.EqualFold(*told[0], *told[1])
		}
	}
	return d.GivenName != nil && d.FamilyName != nil && other.GivenName != nil && other.FamilyName != nil &&
		strings.EqualFold(*d.GivenName, *other.GivenName) && strings.EqualFold(*d.FamilyName, *other.FamilyName)
}

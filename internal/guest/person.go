package guest

import "time"

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

package guest

import (
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"github.com/guestd/guestd/internal/calendar"
)

// SponsoredRole is a Harvard Sponsored Role (HSR): the university's record that this person may
// be here, as the HSR portal's feed last told it.
type SponsoredRole struct {
	ID              int64         `db:"id"`
	Number          string        `db:"number"`
	Type            string        `db:"type"`
	GuestHUID       string        `db:"guest_huid"`
	GuestGivenName  string        `db:"guest_given_name"`
	GuestFamilyName string        `db:"guest_family_name"`
	GuestEmail      *string       `db:"guest_email"`
	SponsorHUID     *string       `db:"sponsor_huid"`
	StartsOn        calendar.Date `db:"starts_on"`
	EndsOn          calendar.Date `db:"ends_on"`
	CreatedAt       time.Time     `db:"created_at"`
	UpdatedAt       time.Time     `db:"updated_at"`
}

// Covers reports whether the role is held on that day.
func (r SponsoredRole) Covers(day calendar.Date) bool {
	return !day.Before(r.StartsOn) && !day.After(r.EndsOn)
}

// IsOf reports whether the role is this person's. The Harvard ID decides where both have one,
// else the address, else, for a role that the request names by number, the name.
func (r SponsoredRole) IsOf(d Details, namedNumber *string) bool {
	if d.HUID != nil {
		return *d.HUID == r.GuestHUID
	}
	if d.PersonalEmail != nil && r.GuestEmail != nil && strings.EqualFold(*d.PersonalEmail, *r.GuestEmail) {
		return true
	}
	if namedNumber == nil || *namedNumber != r.Number || d.FamilyName == nil {
		return false
	}
	return fold(*d.FamilyName) == fold(r.GuestFamilyName) &&
		(d.GivenName == nil || sameGiven(fold(*d.GivenName), fold(r.GuestGivenName)))
}

// sameGiven takes "Cormac P." and "Cormac" for one name: middle names come and go.
func sameGiven(a, b string) bool {
	first := func(s string) string { w, _, _ := strings.Cut(s, " "); return w }
	return first(a) == first(b)
}

// fold makes names comparable across case, accents and spacing.
func fold(s string) string {
	t := transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC)
	if out, _, err := transform.String(t, s); err == nil {
		s = out
	}
	return strings.Join(strings.Fields(strings.ToLower(s)), " ")
}

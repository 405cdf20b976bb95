package demo

import (
	"slices"
	"testing"

	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/guest"
)

// What the demo promises of its roles: ten of people without an account, with different ends, one
// over already, one shorter than a year.
func TestFreeRoles(t *testing.T) {
	t.Parallel()
	today := calendar.MustParse("2027-03-01")
	var taken []string // by those who have accounts when the demo begins
	for _, a := range accountRoles {
		taken = append(taken, a.role.number, a.role.huid, a.role.email)
	}
	ends := map[calendar.Date]bool{}
	over, short := 0, 0
	var inputs []guest.SponsoredRoleInput
	for _, r := range freeRoles {
		for _, of := range []string{r.number, r.huid, r.email} {
			if slices.Contains(taken, of) {
				t.Errorf("%s is another's too", of)
			}
			taken = append(taken, of)
		}
		in := r.input(today)
		inputs = append(inputs, in)
		ends[in.EndsOn] = true
		switch {
		case in.EndsOn.Before(today):
			over++
		case in.EndsOn.Before(today.AddDays(365)):
			short++
		}
	}
	if len(freeRoles) < 10 || len(ends) < 10 || over != 1 || short < 1 {
		t.Errorf("%d roles with %d ends, %d over, %d shorter than a year", len(freeRoles), len(ends), over, short)
	}
	if errs := guest.CheckRoles(inputs); len(errs) > 0 {
		t.Error(errs)
	}
}

// The sample emails speak of people whom the demo has.
func TestSampleEmails(t *testing.T) {
	t.Parallel()
	emails := Emails(calendar.MustParse("2027-03-01"))
	if len(emails) != 5 {
		t.Errorf("%d emails", len(emails))
	}
	for _, e := range emails {
		if !slices.ContainsFunc(People(), func(p Person) bool { return p.Email == e.From && p.Name == e.FromName && p.Active }) {
			t.Errorf("nobody is %s <%s>", e.FromName, e.From)
		}
	}
}

// Package guest is the domain: who may be a guest and whose, until when, and what becomes of a
// request. Its rules stand in policy.go and decide.go, pure and each beside the sentence of the
// HMS page it comes from; its use cases own their transactions, and every effect is in one with
// its cause.
package guest

import (
	"fmt"
	"strings"

	"github.com/guestd/guestd/internal/calendar"
)

// Policy holds the figures of the rules. The rules themselves are functions.
type Policy struct {
	// MaxTermMonths: "may initially be requested for up to one year".
	MaxTermMonths int
	// ReminderDays are the days before expiry on which the sponsor is reminded: "seven days
	// prior to the guest account expiring … daily until the expiration date is reached".
	ReminderDays []int
	// ReminderHour is the local hour from which a day's reminders go out.
	ReminderHour int
	// ActivationCodeDays is how long an activation code works.
	ActivationCodeDays int
	// ActivationTries is after how many wrong codes the code is locked.
	ActivationTries int
	// RequestLapseDays is after how many days without news an open request lapses.
	RequestLapseDays int
	// AcademicAffairsEmail decides requests of Wyss people: "you must submit a request through
	// email to Wyss HR and Academic Affairs by emailing AcademicAffairs@wyss.harvard.edu".
	AcademicAffairsEmail string
	// RequestEmail is the mailbox that the intake bot reads.
	RequestEmail string
	// ServiceDeskEmail is where people are sent with what guestd cannot settle.
	ServiceDeskEmail string
	// HSRPortalURL is where sponsors set up and extend roles.
	HSRPortalURL string
	// PublicURL is where this system's pages are found, without a slash at the end.
	PublicURL string
	// DashboardURL is where sponsors can do by clicks what they can by mail; empty where there is no
	// dashboard, and then mails speak of none.
	DashboardURL string
}

// DefaultPolicy is HMS's own.
func DefaultPolicy() Policy {
	return Policy{
		MaxTermMonths:        12,
		ReminderDays:         []int{7, 6, 5, 4, 3, 2, 1, 0},
		ReminderHour:         8,
		ActivationCodeDays:   14,
		ActivationTries:      5,
		RequestLapseDays:     30,
		AcademicAffairsEmail: "AcademicAffairs@wyss.harvard.edu",
		RequestEmail:         "guest-requests@hms.harvard.edu",
		ServiceDeskEmail:     "itservicedesk@hms.harvard.edu",
		HSRPortalURL:         "https://hsr.harvard.edu/",
		PublicURL:            "http://localhost:8080",
	}
}

// TimeZone is the IANA name of the zone that days are counted in.
func (Policy) TimeZone() string { return calendar.ZoneName }

// ExcludedEntitlements: "Due to the licensing agreements with electronic journals, HMS accounts
// for guest roles will not have access to the Digital Library."
func (Policy) ExcludedEntitlements() []string { return []string{string(DigitalLibrary)} }

// LatestEnd is the furthest last day of a term that begins, or is extended, from the given day:
// "up to one year", to the same date, and from 29 February to 28 February.
func (p Policy) LatestEnd(from calendar.Date) calendar.Date { return from.AddMonths(p.MaxTermMonths) }

// reminderWindow is how many days before expiry the first reminder goes out.
func (p Policy) reminderWindow() int {
	first := 0
	for _, d := range p.ReminderDays {
		first = max(first, d)
	}
	return first
}

func (p Policy) reminderDays() []int64 {
	days := make([]int64, len(p.ReminderDays))
	for i, d := range p.ReminderDays {
		days[i] = int64(d)
	}
	return days
}

// NextReminder is the day of the next reminder of an account that ends on expires, given the day
// it was last reminded of (zero: never); the zero Date where none is due any more.
func (p Policy) NextReminder(expires, lastReminded, today calendar.Date) calendar.Date {
	var next calendar.Date
	for _, before := range p.ReminderDays {
		day := expires.AddDays(-before)
		if day.Before(today) || (!lastReminded.IsZero() && !day.After(lastReminded)) {
			continue
		}
		if next.IsZero() || day.Before(next) {
			next = day
		}
	}
	return next
}

// MaySponsor says whether this entry of the directory may sponsor guests, and if not, why not:
// "Sponsors must be Harvard Medical faculty or staff and have a valid Harvard ID number." Wyss
// people may, where Academic Affairs approves.
func (p Policy) MaySponsor(s Sponsor) (bool, string) {
	switch {
	case !s.Active:
		return false, fmt.Sprintf("%s is no longer active in the staff directory.", s.Name)
	case s.Affiliation == AffiliationOther || s.isHSDM():
		return false, fmt.Sprintf("Sponsors must be Harvard Medical School faculty or staff; the directory has %s as %s.", s.Name, s.employer())
	}
	return true, ""
}

// NeedsAcademicAffairs: "If you are a Wyss Institute staff member or Wyss affiliate requesting a
// guest account, you must submit a request through email to Wyss HR and Academic Affairs".
func (s Sponsor) NeedsAcademicAffairs() bool {
	return s.Affiliation == WyssStaff || s.Affiliation == WyssAffiliate
}

// IsNoGuest: guests are "visitors (non-HMS and HSDM employees)", people "who are not
// automatically provisioned an HMS account". Whom the directory has as active HMS or HSDM faculty
// or staff is none.
func (s Sponsor) IsNoGuest() bool {
	return s.Active && (s.Affiliation == HMSFaculty || s.Affiliation == HMSStaff || s.isHSDM())
}

// isHSDM: the directory has no affiliation of its own for the Harvard School of Dental Medicine;
// its people are told by their department.
func (s Sponsor) isHSDM() bool {
	d := strings.ToLower(deref(s.Department))
	return strings.Contains(d, "dental medicine") || strings.Contains(d, "hsdm")
}

func (s Sponsor) employer() string {
	if d := deref(s.Department); d != "" {
		return "belonging to " + d
	}
	return "belonging elsewhere"
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

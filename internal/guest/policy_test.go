package guest

import (
	"strings"
	"testing"

	"github.com/guestd/guestd/internal/calendar"
)

// "An HMS account for guests may initially be requested for up to one year"
func TestLatestEnd(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ from, want, why string }{
		{"2027-01-04", "2028-01-04", "to the same date"},
		{"2027-12-31", "2028-12-31", "over the new year"},
		{"2028-02-29", "2029-02-28", "from 29 February: 28 February"},
		{"2027-02-28", "2028-02-28", "a leap year's longer February gives no day more"},
		{"2027-03-01", "2028-03-01", "over a 29 February"},
	} {
		if got := DefaultPolicy().LatestEnd(d(c.from)); got != d(c.want) {
			t.Errorf("%s: from %s until %s, want %s", c.why, c.from, got, c.want)
		}
	}
}

// "An email notification is sent to the sponsor seven days prior to the guest account expiring.
// The notifications will continue to be sent to the sponsor daily until the expiration date is
// reached."
func TestNextReminder(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ why, expires, last, today, want string }{
		{"long before: seven days before", "2027-06-30", "", "2027-01-04", "2027-06-23"},
		{"on the seventh day: that day", "2027-06-30", "", "2027-06-23", "2027-06-23"},
		{"once reminded: the next day", "2027-06-30", "2027-06-23", "2027-06-23", "2027-06-24"},
		{"after an outage: today, no backlog", "2027-06-30", "2027-06-23", "2027-06-28", "2027-06-28"},
		{"on the last day too", "2027-06-30", "2027-06-29", "2027-06-30", "2027-06-30"},
		{"after the last day's: none", "2027-06-30", "2027-06-30", "2027-06-30", ""},
		{"after the end: none", "2027-06-30", "", "2027-07-01", ""},
		{"extended: seven days before the new end", "2028-06-30", "2027-06-25", "2027-06-25", "2028-06-23"},
		{"extended by a day, reminded today: tomorrow", "2027-07-01", "2027-06-30", "2027-06-30", "2027-07-01"},
		{"begun within the seven days: at once", "2027-06-30", "", "2027-06-27", "2027-06-27"},
	} {
		var last, want calendar.Date
		if c.last != "" {
			last = d(c.last)
		}
		if c.want != "" {
			want = d(c.want)
		}
		if got := DefaultPolicy().NextReminder(d(c.expires), last, d(c.today)); got != want {
			t.Errorf("%s: %s, want %s", c.why, got, want)
		}
	}
}

// A policy's days may stand in any order, and need not be every one.
func TestNextReminderOfSparseDays(t *testing.T) {
	t.Parallel()
	p := Policy{ReminderDays: []int{0, 7, 3}}
	for today, want := range map[string]string{"2027-06-01": "2027-06-23", "2027-06-24": "2027-06-27", "2027-06-28": "2027-06-30"} {
		if got := p.NextReminder(d("2027-06-30"), calendar.Date{}, d(today)); got != d(want) {
			t.Errorf("on %s: %s, want %s", today, got, want)
		}
	}
}

// "Sponsors must be Harvard Medical faculty or staff and have a valid Harvard ID number."
func TestMaySponsor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		who  Sponsor
		may  bool
		says string
	}{
		{Sponsor{Name: "Ada Alder", Affiliation: HMSFaculty, Active: true}, true, ""},
		{Sponsor{Name: "Ben Birch", Affiliation: HMSStaff, Active: true}, true, ""},
		{Sponsor{Name: "Wyn Willow", Affiliation: WyssStaff, Active: true}, true, ""},
		{Sponsor{Name: "Wes Walnut", Affiliation: WyssAffiliate, Active: true}, true, ""},
		{Sponsor{Name: "Ivy Elm", Affiliation: HMSStaff}, false, "no longer active"},
		{Sponsor{Name: "Hal Hazel", Affiliation: AffiliationOther, Department: ptr("Massachusetts General Hospital"), Active: true}, false, "belonging to Massachusetts General Hospital"},
		{Sponsor{Name: "Dan Date", Affiliation: AffiliationOther, Department: ptr("Harvard School of Dental Medicine"), Active: true}, false, "Dental Medicine"},
		{Sponsor{Name: "Deb Dogwood", Affiliation: HMSFaculty, Department: ptr("HSDM Oral Medicine"), Active: true}, false, "HSDM"},
		{Sponsor{Name: "Oak Other", Affiliation: AffiliationOther, Active: true}, false, "belonging elsewhere"},
	} {
		may, because := DefaultPolicy().MaySponsor(c.who)
		if may != c.may || !strings.Contains(because, c.says) || (may && because != "") {
			t.Errorf("%s may sponsor: %t %q", c.who.Name, may, because)
		}
	}
}

// Guests are "visitors (non-HMS and HSDM employees)", "individuals with a legitimate role who are
// not automatically provisioned an HMS account".
func TestIsNoGuest(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		why     string
		who     Sponsor
		noGuest bool
	}{
		{"HMS faculty", Sponsor{Affiliation: HMSFaculty, Active: true}, true},
		{"HMS staff", Sponsor{Affiliation: HMSStaff, Active: true}, true},
		{"HSDM by its full name", Sponsor{Affiliation: AffiliationOther, Department: ptr("Harvard School of Dental Medicine, Endodontics"), Active: true}, true},
		{"HSDM in short", Sponsor{Affiliation: AffiliationOther, Department: ptr("hsdm admissions"), Active: true}, true},
		{"HMS staff who has left", Sponsor{Affiliation: HMSStaff}, false},
		{"hospital staff", Sponsor{Affiliation: AffiliationOther, Department: ptr("Beth Israel Deaconess Medical Center"), Active: true}, false},
		{"Wyss staff, who are no HMS employees", Sponsor{Affiliation: WyssStaff, Active: true}, false},
		{"elsewhere at Harvard", Sponsor{Affiliation: AffiliationOther, Active: true}, false},
	} {
		if got := c.who.IsNoGuest(); got != c.noGuest {
			t.Errorf("%s is no guest: %t", c.why, got)
		}
	}
}

// "If you are a Wyss Institute staff member or Wyss affiliate requesting a guest account, you must
// submit a request through email to Wyss HR and Academic Affairs"
func TestNeedsAcademicAffairs(t *testing.T) {
	t.Parallel()
	for affiliation, want := range map[SponsorAffiliation]bool{HMSFaculty: false, HMSStaff: false, WyssStaff: true, WyssAffiliate: true, AffiliationOther: false} {
		if got := (Sponsor{Affiliation: affiliation}).NeedsAcademicAffairs(); got != want {
			t.Errorf("%s: %t", affiliation, got)
		}
	}
}

// "access ends as that day does, whether or not a job has run"
func TestStatusFollowsTheDay(t *testing.T) {
	t.Parallel()
	for _, stored := range []AccountStatus{PendingActivation, Active, Suspended, Expired, Ended} {
		acc := Account{Stored: stored, ExpiresOn: d("2027-06-30")}
		if got := acc.Status(d("2027-06-30")); got != stored {
			t.Errorf("%s on its last day: %s", stored, got)
		}
		want := Expired
		if stored == Ended {
			want = Ended
		}
		if got := acc.Status(d("2027-07-01")); got != want {
			t.Errorf("%s the day after: %s", stored, got)
		}
	}
}

// "each extension at most one year past the present end"; "an account never outlives its HSR"
func TestLimitOfExtension(t *testing.T) {
	t.Parallel()
	acc := Account{AccountID: "gg101", Stored: Active, ExpiresOn: d("2027-06-30")}
	role := func(from, to string) SponsoredRole {
		return SponsoredRole{Number: "5001", StartsOn: d(from), EndsOn: d(to)}
	}
	for _, c := range []struct {
		why    string
		acc    Account
		roles  []SponsoredRole
		latest string
		says   string
	}{
		{"a longer role", acc, []SponsoredRole{role("2027-01-01", "2030-12-31")}, "2028-06-30", "one year"},
		{"the role is the nearer", acc, []SponsoredRole{role("2027-01-01", "2027-12-31")}, "2027-12-31", "Friday, December 31, 2027"},
		{"of two roles the further", acc, []SponsoredRole{role("2027-01-01", "2027-12-31"), role("2027-01-01", "2028-02-01")}, "2028-02-01", "February 1, 2028"},
		{"a role that has not begun carries nothing", acc, []SponsoredRole{role("2027-05-01", "2030-12-31")}, "2027-06-30", "no Harvard Sponsored Role in force"},
		{"the role ends with the account", acc, []SponsoredRole{role("2027-01-01", "2027-06-30")}, "2027-06-30", "HSR Portal first"},
		{"no role", acc, nil, "2027-06-30", "no Harvard Sponsored Role in force"},
		{"ended", Account{Stored: Ended, ExpiresOn: d("2027-06-30")}, []SponsoredRole{role("2027-01-01", "2030-12-31")}, "", "ask for a new one"},
	} {
		got := LimitOfExtension(DefaultPolicy(), c.acc, c.roles, day)
		if got.Latest.String() != c.latest || !strings.Contains(got.Because, c.says) {
			t.Errorf("%s: %s, %q", c.why, got.Latest, got.Because)
		}
	}
}

func TestInitials(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"Jane": "j", "Élodie": "e", "Ömer": "o", "张": "x", "O'Neil": "o", "  Zoë": "z", "": "x", "3rd": "r", "Łukasz": "x"} {
		if got := initial(name); got != want {
			t.Errorf("initial of %q: %q, want %q", name, got, want)
		}
	}
}

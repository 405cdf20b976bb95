package guest

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/guestd/guestd/internal/calendar"
)

// anyDay is a day of the two years around the tests' first, often a significant one.
func anyDay(t *rapid.T, label string) calendar.Date {
	if rapid.IntRange(0, 9).Draw(t, label+" is special") == 0 {
		return rapid.SampledFrom([]calendar.Date{day, d("2028-02-29"), d("2028-02-28"), d("2028-03-01"), d("2027-12-31")}).Draw(t, label)
	}
	return day.AddDays(rapid.IntRange(-60, 60).Draw(t, label) * 7)
}

func maybeDay(t *rapid.T, label string) calendar.Date {
	if rarely(t, label+" unknown") {
		return calendar.Date{}
	}
	return anyDay(t, label)
}

// rarely is true about once in ten times (rapid draws small numbers and bounds more often).
func rarely(t *rapid.T, label string) bool { return rapid.IntRange(0, 15).Draw(t, label) == 11 }

func maybe(t *rapid.T, label string, values ...string) *string {
	if rarely(t, label+" unknown") {
		return nil
	}
	if rarely(t, label+" another's") {
		return &values[len(values)-1]
	}
	return &values[0]
}

func anyRoles(t *rapid.T) []SponsoredRole {
	roles := make([]SponsoredRole, 4-rapid.IntRange(0, 4).Draw(t, "roles"))
	for i := range roles {
		from := anyDay(t, "role from")
		roles[i] = SponsoredRole{ID: int64(i + 1), Number: rapid.SampledFrom([]string{"1", "2", "3"}).Draw(t, "number"),
			GuestHUID: *maybeHolder(t), GuestFamilyName: "Grove", GuestGivenName: "Gus",
			GuestEmail: maybe(t, "role's address", "gus@example.org", "mia@example.org"), StartsOn: from, EndsOn: from.AddDays(rapid.IntRange(0, 900).Draw(t, "role's days"))}
	}
	return roles
}

func maybeHolder(t *rapid.T) *string {
	if huid := maybe(t, "holder", "70000001", "70000002"); huid != nil {
		return huid
	}
	return ptr("70000003")
}

// anyCase is a request and facts of any sort.
func anyCase(t *rapid.T) (Request, Facts) {
	f := Facts{Policy: DefaultPolicy(), Today: day.AddDays(rapid.IntRange(-60, 60).Draw(t, "today")), Roles: anyRoles(t), TwoPeople: rarely(t, "two people")}
	affiliation := rapid.SampledFrom([]SponsorAffiliation{HMSFaculty, HMSStaff, WyssStaff, WyssAffiliate, AffiliationOther})
	if !rarely(t, "sponsor unknown") {
		f.Sponsor = &Sponsor{ID: 1, Name: "Ada", Affiliation: affiliation.Draw(t, "sponsor"), Active: !rarely(t, "inactive")}
	}
	if rarely(t, "guest in directory") {
		f.KnownAs = []Sponsor{{Name: "Gus", Affiliation: affiliation.Draw(t, "guest"), Active: rapid.Bool().Draw(t, "guest active")}}
	}
	r := Request{
		Kind: rapid.SampledFrom([]RequestKind{KindAccount, KindExtension}).Draw(t, "kind"), AskedOn: f.Today.AddDays(-rapid.IntRange(0, 40).Draw(t, "asked")),
		Details:   Details{GivenName: maybe(t, "given", "Gus", "Gus P."), FamilyName: maybe(t, "family", "Grove", "Maple"), PersonalEmail: maybe(t, "address", "gus@example.org", "mia@example.org"), HUID: maybe(t, "huid", "70000001", "70000002")},
		HSRNumber: maybe(t, "hsr", "1", "2"), StartsOn: maybeDay(t, "first day"), ExpiresOn: maybeDay(t, "last day"),
		EntitlementNames: DefaultEntitlements(),
		AskedByGuest:     rapid.Bool().Draw(t, "by guest"), ViaAcademicAffairs: rarely(t, "wyss"), SponsorApproved: !rarely(t, "sponsor has not approved"),
		AcademicAffairsApproved: rapid.Bool().Draw(t, "affairs approved"), ServiceDeskApproved: rapid.Bool().Draw(t, "desk approved"),
	}
	if rarely(t, "digital library") {
		r.EntitlementNames = append(r.EntitlementNames, "DIGITAL_LIBRARY")
	}
	if r.Kind == KindExtension || rarely(t, "has account") {
		from := anyDay(t, "account from")
		f.Account = &Account{AccountID: "gg101", SponsorID: int64(rapid.IntRange(1, 2).Draw(t, "account's sponsor")), StartsOn: from, ExpiresOn: from.AddDays(rapid.IntRange(0, 700).Draw(t, "account's days")),
			Stored: rapid.SampledFrom([]AccountStatus{PendingActivation, Active, Suspended, Expired, Ended}).Draw(t, "account")}
	}
	if rarely(t, "twin") {
		f.Twin = &Request{Sequence: 1042}
	}
	return r, f
}

// Whatever the request and the facts, what goes through keeps every rule.
func TestWhatIsFulfilledKeepsTheRules(t *testing.T) {
	t.Parallel()
	fulfilled := 0
	rapid.Check(t, func(t *rapid.T) {
		for range 200 {
			r, f := anyCase(t)
			got := Decide(r, f)
			if (got.Outcome == Denied) != (len(got.Errors) > 0) || (got.Outcome == Fulfilled) != (len(got.Errors)+len(got.Holds) == 0) {
				t.Fatalf("outcome %s with holds %v and errors %v", got.Outcome, got.Holds, got.Errors)
			}
			if !reflect.DeepEqual(got, Decide(r, f)) {
				t.Fatal("decided twice, and differently")
			}
			if reviewed := got.review(); len(reviewed.Errors) > 0 || (len(got.Errors) > 0 && reviewed.Outcome.Open() == false) {
				t.Fatalf("a kept request that breaks a rule is lost: %+v", reviewed)
			}
			if got.Outcome != Fulfilled {
				continue
			}
			fulfilled++
			switch {
			case got.Role == nil || !got.Role.IsOf(r.Details, r.HSRNumber):
				t.Fatal("no account without the guest's own role")
			case got.ExpiresOn.After(got.Role.EndsOn):
				t.Fatal("it outlives its role")
			case !got.Role.Covers(calendar.Later(f.Today, got.StartsOn)):
				t.Fatal("the role does not cover the first day")
			case got.ExpiresOn.After(got.Latest) || got.ExpiresOn.Before(f.Today):
				t.Fatalf("until %s, the furthest being %s", got.ExpiresOn, got.Latest)
			case r.Kind == KindAccount && got.ExpiresOn.After(got.StartsOn.AddMonths(12)):
				t.Fatal("the first term is over a year")
			case r.Kind == KindExtension && (!got.ExpiresOn.After(f.Account.ExpiresOn) || got.ExpiresOn.After(f.Account.ExpiresOn.AddMonths(12))):
				t.Fatal("an extension shortens, or adds over a year")
			case r.Kind == KindExtension && r.AskedByGuest && !r.SponsorApproved:
				t.Fatal("a guest extends without the sponsor")
			case hasExcluded(r.EntitlementNames):
				t.Fatal("the Digital Library is opened")
			case f.Sponsor == nil || !f.Sponsor.Active || f.Sponsor.Affiliation == AffiliationOther:
				t.Fatal("somebody sponsors who may not")
			case (f.Sponsor.NeedsAcademicAffairs() || r.ViaAcademicAffairs) && !r.AcademicAffairsApproved:
				t.Fatal("Wyss without Academic Affairs")
			case len(f.KnownAs) > 0 && f.KnownAs[0].IsNoGuest():
				t.Fatal("HMS staff is a guest")
			case f.TwoPeople && !r.ServiceDeskApproved:
				t.Fatal("two people became one")
			case f.Twin != nil && r.Kind == KindAccount:
				t.Fatal("made twice")
			}
		}
	})
	t.Logf("%d went through", fulfilled)
	if fulfilled == 0 {
		t.Error("nothing ever goes through: the property says nothing")
	}
}

// A longer role, or one more, never makes an answer worse; and the order in which roles come is
// nothing to go by.
func TestMoreRoleIsNeverWorse(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		for range 100 {
			r, f := anyCase(t)
			before := Decide(r, f)
			turned := f
			turned.Roles = slices.Clone(f.Roles)
			slices.Reverse(turned.Roles)
			if got := Decide(r, turned); got.Outcome != before.Outcome || got.Latest != before.Latest {
				t.Fatalf("in another order %s until %s, before %s until %s", got.Outcome, got.Latest, before.Outcome, before.Latest)
			}
			if len(f.Roles) == 0 {
				continue
			}
			grown := f
			grown.Roles = slices.Clone(f.Roles)
			i := rapid.IntRange(0, len(f.Roles)-1).Draw(t, "which grows")
			grown.Roles[i].EndsOn = grown.Roles[i].EndsOn.AddDays(rapid.IntRange(1, 400).Draw(t, "by"))
			after := Decide(r, grown)
			if after.Latest.Before(before.Latest) || (before.Outcome == Fulfilled && after.Outcome != Fulfilled) {
				t.Fatalf("role %s grows, and %s until %s becomes %s until %s", grown.Roles[i].Number, before.Outcome, before.Latest, after.Outcome, after.Latest)
			}
		}
	})
}

// The furthest day that an answer names is truly the furthest: asked for, it goes through, and a
// day more does not.
func TestTheFurthestDayIsTheFurthest(t *testing.T) {
	t.Parallel()
	tried := 0
	rapid.Check(t, func(t *rapid.T) {
		for range 100 {
			r, f := anyCase(t)
			got := Decide(r, f)
			if got.Role == nil || len(got.Errors) > 0 && !slices.Equal(codes(got.Errors), []UserErrorCode{CodeTermTooLong}) || got.Latest.Before(f.Today) {
				continue
			}
			if r.Kind == KindExtension && !got.Latest.After(f.Account.ExpiresOn) {
				continue
			}
			tried++
			r.ExpiresOn = got.Latest
			if at := Decide(r, f); len(at.Errors) > 0 || at.Holds.Has(RoleEndsTooSoon) || at.Holds.Has(RoleMissing) {
				t.Fatalf("the furthest day %s does not go through: %v %v", got.Latest, at.Errors, at.Holds)
			}
			r.ExpiresOn = got.Latest.AddDays(1)
			if past := Decide(r, f); len(past.Errors) == 0 && !past.Holds.Has(RoleEndsTooSoon) {
				t.Fatalf("a day past the furthest, %s, goes through", r.ExpiresOn)
			}
		}
	})
	t.Logf("%d tried", tried)
	if tried == 0 {
		t.Error("nothing was ever tried")
	}
}

// A reminder is due on each of the last eight days and on no other, whatever was missed before.
func TestRemindersOverTime(t *testing.T) {
	t.Parallel()
	p := DefaultPolicy()
	rapid.Check(t, func(t *rapid.T) {
		for range 20 {
			expires := anyDay(t, "end")
			var last calendar.Date
			for today := expires.AddDays(-20); !today.After(expires.AddDays(3)); today = today.AddDays(1 + rapid.IntRange(0, 3).Draw(t, "outage")) {
				due := p.NextReminder(expires, last, today) == today
				left := today.DaysUntil(expires)
				if due != (left >= 0 && left <= 7) {
					t.Fatalf("%d days before the end, last reminded %s: due %t", left, last, due)
				}
				if due {
					last = today
					if p.NextReminder(expires, last, today) == today {
						t.Fatal("due twice on a day")
					}
				}
			}
		}
	})
}

// What is written about a term is what Add and Spelt say of the same day.
func TestAYearIsToTheSameDate(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		from := anyDay(t, "from")
		end := DefaultPolicy().LatestEnd(from)
		if end.Month() != from.Month() || end.Year() != from.Year()+1 || (end.Day() != from.Day() && !(from.Month() == 2 && from.Day() == 29 && end.Day() == 28)) {
			t.Fatalf("a year from %s is %s", from, end)
		}
	})
}

package guest

import (
	"slices"
	"strings"
	"testing"

	"github.com/guestd/guestd/internal/calendar"
)

// decideCase is one row of a rule's table: a request and facts that go through but for what the
// case changes, and what is decided then.
type decideCase struct {
	why     string
	change  func(r *Request, f *Facts)
	outcome RequestStatus
	holds   []HoldReason
	errs    []UserErrorCode
	latest  string   // Decision.Latest, where the case is about it
	role    string   // the number of Decision.Role, where the case is about it
	says    []string // what the holds and errors say, together
}

var hms = Sponsor{ID: 1, HUID: "10000001", Name: "Ada Alder", Email: "ada_alder@hms.harvard.edu", Affiliation: HMSFaculty, Active: true}

func role(number, from, to string) SponsoredRole {
	return SponsoredRole{ID: 1, Number: number, GuestHUID: "70000001", GuestGivenName: "Gus", GuestFamilyName: "Grove", GuestEmail: ptr("gus@example.org"), StartsOn: d(from), EndsOn: d(to)}
}

// accountRequest is one that goes through, until the last day of the year.
func accountRequest() (Request, Facts) {
	sponsor := hms
	return Request{
			Kind: KindAccount, SponsorID: &sponsor.ID, SponsorApproved: true, AskedOn: day, ExpiresOn: d("2027-12-31"),
			Details:          Details{GivenName: ptr("Gus"), FamilyName: ptr("Grove"), PersonalEmail: ptr("gus@example.org"), HUID: ptr("70000001")},
			EntitlementNames: DefaultEntitlements(),
		}, Facts{
			Policy: DefaultPolicy(), Today: day, Sponsor: &sponsor,
			Roles: []SponsoredRole{role("5001", "2027-01-01", "2030-12-31")},
		}
}

// extensionRequest is one that goes through, from the end of June to the end of the year.
func extensionRequest() (Request, Facts) {
	r, f := accountRequest()
	f.Account = &Account{ID: 1, AccountID: "gg101", SponsorID: hms.ID, RoleID: 1, Stored: Active, StartsOn: d("2026-07-01"), ExpiresOn: d("2027-06-30")}
	r.Kind, r.AccountRowID = KindExtension, &f.Account.ID
	return r, f
}

func testDecide(t *testing.T, request func() (Request, Facts), cases []decideCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.why, func(t *testing.T) {
			r, f := request()
			if c.change != nil {
				c.change(&r, &f)
			}
			got := Decide(r, f)
			if got.Outcome != c.outcome {
				t.Errorf("outcome %s, want %s", got.Outcome, c.outcome)
			}
			var holds []HoldReason
			var said strings.Builder
			for _, h := range got.Holds {
				holds = append(holds, h.Reason)
				said.WriteString(h.Message + "\n")
				if !strings.HasSuffix(h.Message, ".") || h.WaitingOn == "" {
					t.Errorf("the hold %s says no sentence, or does not say who must act: %+v", h.Reason, h)
				}
			}
			said.WriteString(got.Errors.String())
			if !slices.Equal(holds, c.holds) {
				t.Errorf("holds %v, want %v", holds, c.holds)
			}
			wantCodes(t, got.Errors, c.errs...)
			if c.latest != "" && got.Latest.String() != c.latest {
				t.Errorf("latest %s, want %s", got.Latest, c.latest)
			}
			if c.role != "" && (got.Role == nil || got.Role.Number != c.role) {
				t.Errorf("rests on %+v, want %s", got.Role, c.role)
			}
			for _, words := range c.says {
				if !strings.Contains(said.String(), words) {
					t.Errorf("does not say %q:\n%s", words, said.String())
				}
			}
		})
	}
}

// "A Harvard Sponsored Role (HSR) is required before an HMS account for guests can be requested."
func TestARoleIsRequired(t *testing.T) {
	t.Parallel()
	testDecide(t, accountRequest, []decideCase{
		{why: "an active role that covers the first day", outcome: Fulfilled, role: "5001", latest: "2028-01-04"},
		{why: "no role at all", change: func(_ *Request, f *Facts) { f.Roles = nil },
			outcome: AwaitingRole, holds: []HoldReason{RoleMissing}, says: []string{"Gus Grove needs a Harvard Sponsored Role that covers Monday, January 4, 2027", "HSR Portal", "goes on by itself"}},
		{why: "one that is over", change: func(_ *Request, f *Facts) { f.Roles[0].EndsOn = d("2027-01-03"); f.Roles[0].StartsOn = d("2026-01-01") },
			outcome: AwaitingRole, holds: []HoldReason{RoleMissing}, says: []string{"5001 ended on Sunday, January 3, 2027", "Renew it"}},
		{why: "one that ends today covers today", change: func(r *Request, f *Facts) { f.Roles[0].EndsOn, r.ExpiresOn = day, day }, outcome: Fulfilled, latest: "2027-01-04"},
		{why: "one that begins after the first day", change: func(_ *Request, f *Facts) { f.Roles[0].StartsOn = d("2027-02-01") },
			outcome: AwaitingRole, holds: []HoldReason{RoleMissing}, says: []string{"begins only on Monday, February 1, 2027", "first day, Monday, January 4, 2027"}},
		{why: "it has to cover a later first day", change: func(r *Request, f *Facts) { f.Roles[0].StartsOn, r.StartsOn = d("2027-02-01"), d("2027-02-01") }, outcome: Fulfilled},
		{why: "the HSR's sponsor need not be the account's", change: func(_ *Request, f *Facts) { f.Roles[0].SponsorHUID = ptr("19999999") }, outcome: Fulfilled},
		{why: "another person's role, by number", change: func(r *Request, f *Facts) {
			f.Roles[0].GuestHUID, r.HSRNumber = "79999999", ptr("5001")
		}, outcome: AwaitingRole, holds: []HoldReason{RoleMissing}, says: []string{"5001 is not Gus Grove's"}},
		{why: "the Harvard ID decides over the address", change: func(_ *Request, f *Facts) { f.Roles[0].GuestHUID = "79999999" },
			outcome: AwaitingRole, holds: []HoldReason{RoleMissing}},
		{why: "by address where no Harvard ID is known", change: func(r *Request, _ *Facts) { r.HUID, r.PersonalEmail = nil, ptr("GUS@Example.org") }, outcome: Fulfilled},
		{why: "by number and name where neither fits", change: func(r *Request, f *Facts) {
			r.HUID, r.GivenName, f.Roles[0].GuestEmail, r.HSRNumber = nil, ptr("Gus P."), nil, ptr("5001")
		}, outcome: Fulfilled},
		{why: "a number and another's name are not enough", change: func(r *Request, f *Facts) {
			r.HUID, r.FamilyName, f.Roles[0].GuestEmail, r.HSRNumber = nil, ptr("Groves"), nil, ptr("5001")
		}, outcome: AwaitingRole, holds: []HoldReason{RoleMissing}},
		{why: "a name without the number is not enough", change: func(r *Request, f *Facts) { r.HUID, f.Roles[0].GuestEmail = nil, nil },
			outcome: AwaitingRole, holds: []HoldReason{RoleMissing}},
	})
}

// Which of several roles the account rests on.
func TestRoleChoice(t *testing.T) {
	t.Parallel()
	two := func(a, b SponsoredRole) func(*Request, *Facts) {
		return func(_ *Request, f *Facts) { f.Roles = []SponsoredRole{a, b} }
	}
	testDecide(t, accountRequest, []decideCase{
		{why: "one that reaches the last day before one that does not", change: two(role("1", "2027-01-01", "2027-06-30"), role("2", "2027-01-01", "2027-12-31")), outcome: Fulfilled, role: "2"},
		{why: "and in the other order", change: two(role("2", "2027-01-01", "2027-12-31"), role("1", "2027-01-01", "2027-06-30")), outcome: Fulfilled, role: "2"},
		{why: "of two that reach it, the named one", change: func(r *Request, f *Facts) {
			f.Roles, r.HSRNumber = []SponsoredRole{role("1", "2027-01-01", "2030-06-30"), role("2", "2027-01-01", "2027-12-31")}, ptr("2")
		}, outcome: Fulfilled, role: "2"},
		{why: "the one that reaches it, though another is named", change: func(r *Request, f *Facts) {
			f.Roles, r.HSRNumber = []SponsoredRole{role("1", "2027-01-01", "2030-06-30"), role("2", "2027-01-01", "2027-06-30")}, ptr("2")
		}, outcome: Fulfilled, role: "1"},
		{why: "of two that do not, the one that ends last", change: two(role("1", "2027-01-01", "2027-06-30"), role("2", "2027-01-01", "2027-07-31")),
			outcome: AwaitingRole, holds: []HoldReason{RoleEndsTooSoon}, role: "2", latest: "2027-07-31"},
		{why: "never one that does not cover the first day", change: two(role("1", "2027-01-01", "2027-06-30"), role("2", "2027-02-01", "2027-12-31")),
			outcome: AwaitingRole, holds: []HoldReason{RoleEndsTooSoon}, role: "1", latest: "2027-06-30"},
	})
}

// "access … by visitors (non-HMS and HSDM employees)"; guests are people "who are not
// automatically provisioned an HMS account".
func TestWhoIsNoGuest(t *testing.T) {
	t.Parallel()
	known := func(s Sponsor) func(*Request, *Facts) {
		return func(_ *Request, f *Facts) { f.KnownAs = []Sponsor{s} }
	}
	testDecide(t, accountRequest, []decideCase{
		{why: "HMS staff", change: known(Sponsor{Name: "Gus Grove", Affiliation: HMSStaff, Active: true}), outcome: Denied, errs: []UserErrorCode{CodeGuestNotEligible}, says: []string{"Gus Grove is HMS or HSDM faculty or staff", "an HMS account of their own"}},
		{why: "HSDM, told by the department", change: known(Sponsor{Name: "Gus Grove", Affiliation: AffiliationOther, Department: ptr("Harvard School of Dental Medicine"), Active: true}), outcome: Denied, errs: []UserErrorCode{CodeGuestNotEligible}},
		{why: "HMS staff who has left", change: known(Sponsor{Affiliation: HMSStaff}), outcome: Fulfilled},
		{why: "a Harvard employee outside HMS and HSDM", change: known(Sponsor{Affiliation: AffiliationOther, Department: ptr("Harvard Law School"), Active: true}), outcome: Fulfilled},
	})
	testDecide(t, extensionRequest, []decideCase{
		{why: "who became HMS staff is extended no more", change: known(Sponsor{Name: "Gus Grove", Affiliation: HMSFaculty, Active: true}), outcome: Denied, errs: []UserErrorCode{CodeGuestNotEligible}},
	})
}

// "Sponsors must be Harvard Medical faculty or staff and have a valid Harvard ID number",
// "checked at every request and extension".
func TestWhoSponsors(t *testing.T) {
	t.Parallel()
	cases := []decideCase{
		{why: "HMS staff", change: func(_ *Request, f *Facts) { f.Sponsor.Affiliation = HMSStaff }, outcome: Fulfilled},
		{why: "nobody the directory knows", change: func(r *Request, f *Facts) { r.SponsorID, f.Sponsor = nil, nil },
			outcome: Denied, errs: []UserErrorCode{CodeSponsorNotEligible}, says: []string{"not in the staff directory"}},
		{why: "one who has left", change: func(_ *Request, f *Facts) { f.Sponsor.Active = false },
			outcome: Denied, errs: []UserErrorCode{CodeSponsorNotEligible}, says: []string{"Ada Alder is no longer active"}},
		{why: "hospital staff", change: func(_ *Request, f *Facts) {
			f.Sponsor.Affiliation, f.Sponsor.Department = AffiliationOther, ptr("Boston Children's Hospital")
		}, outcome: Denied, errs: []UserErrorCode{CodeSponsorNotEligible}, says: []string{"Boston Children's Hospital"}},
	}
	testDecide(t, accountRequest, cases)
	testDecide(t, extensionRequest, cases)
}

// "An HMS account for guests may initially be requested for up to one year"
func TestTheFirstTerm(t *testing.T) {
	t.Parallel()
	term := func(from, to string) func(*Request, *Facts) {
		return func(r *Request, _ *Facts) {
			if from != "" {
				r.StartsOn = d(from)
			}
			r.ExpiresOn = calendar.Date{}
			if to != "" {
				r.ExpiresOn = d(to)
			}
		}
	}
	testDecide(t, accountRequest, []decideCase{
		{why: "a year to the same date", change: term("", "2028-01-04"), outcome: Fulfilled, latest: "2028-01-04"},
		{why: "a day more", change: term("", "2028-01-05"), outcome: Denied, errs: []UserErrorCode{CodeTermTooLong}, latest: "2028-01-04", says: []string{"until Tuesday, January 4, 2028 at the latest"}},
		{why: "a year from a later first day", change: term("2027-03-01", "2028-03-01"), outcome: Fulfilled},
		{why: "from 29 February: 28 February", change: term("2028-02-29", "2029-02-28"), outcome: Fulfilled, latest: "2029-02-28"},
		{why: "from 29 February not 1 March", change: term("2028-02-29", "2029-03-01"), outcome: Denied, errs: []UserErrorCode{CodeTermTooLong}, says: []string{"Wednesday, February 28, 2029"}},
		{why: "today alone", change: term("", "2027-01-04"), outcome: Fulfilled},
		{why: "an end that has passed", change: term("", "2027-01-03"), outcome: Denied, errs: []UserErrorCode{CodeTermInPast}, says: []string{"Sunday, January 3, 2027, has passed"}},
		{why: "a beginning that has passed", change: term("2027-01-03", "2027-06-30"), outcome: Denied, errs: []UserErrorCode{CodeTermInPast}},
		{why: "an end before the beginning", change: term("2027-06-30", "2027-06-29"), outcome: Denied, errs: []UserErrorCode{CodeEndsBeforeStart}, says: []string{"before the first"}},
		{why: "no end", change: term("", ""), outcome: NeedsDetails, holds: []HoldReason{DetailsMissing}, latest: "2028-01-04", says: []string{"the last day of access"}},
		{why: "a first day that passed while it waited becomes today", change: func(r *Request, f *Facts) {
			r.AskedOn, r.StartsOn, f.Today, r.ExpiresOn = d("2027-01-04"), d("2027-01-05"), d("2027-02-01"), d("2027-12-31")
		}, outcome: Fulfilled, latest: "2028-02-01"},
	})
	r, f := accountRequest()
	r.StartsOn, f.Today = d("2027-01-05"), d("2027-02-01")
	if got := Decide(r, f); got.StartsOn != d("2027-02-01") {
		t.Errorf("a first day that passed while it waited: %s", got.StartsOn)
	}
}

// "though they may be extended for additional time if approved by a sponsor"
func TestExtension(t *testing.T) {
	t.Parallel()
	until := func(day string) func(*Request, *Facts) {
		return func(r *Request, _ *Facts) { r.ExpiresOn = d(day) }
	}
	testDecide(t, extensionRequest, []decideCase{
		{why: "asked by the sponsor it is approved", outcome: Fulfilled, latest: "2028-06-30"},
		{why: "a year past the present end", change: until("2028-06-30"), outcome: Fulfilled},
		{why: "a day more", change: until("2028-07-01"), outcome: Denied, errs: []UserErrorCode{CodeTermTooLong}, says: []string{"until Friday, June 30, 2028"}},
		{why: "the present end", change: until("2027-06-30"), outcome: Denied, errs: []UserErrorCode{CodeNotAnExtension}, says: []string{"runs until Wednesday, June 30, 2027 already"}},
		{why: "never earlier than it", change: until("2027-05-31"), outcome: Denied, errs: []UserErrorCode{CodeNotAnExtension}},
		{why: "asked by the guest it waits for the sponsor", change: func(r *Request, _ *Facts) { r.AskedByGuest, r.SponsorApproved = true, false },
			outcome: AwaitingSponsor, holds: []HoldReason{SponsorNotConfirmed}, says: []string{"the sponsor's approval"}},
		{why: "asked by the guest, approved", change: func(r *Request, _ *Facts) { r.AskedByGuest = true }, outcome: Fulfilled},
		{why: "no day named", change: func(r *Request, _ *Facts) { r.ExpiresOn = calendar.Date{} },
			outcome: NeedsDetails, holds: []HoldReason{DetailsMissing}, latest: "2028-06-30", says: []string{"the new last day of access"}},
		{why: "of an account that has ended", change: func(_ *Request, f *Facts) { f.Account.Stored = Ended }, outcome: Denied, errs: []UserErrorCode{CodeWrongState}, says: []string{"ask for a new account"}},
		{why: "of an account whose last day has passed, swept or not", change: func(_ *Request, f *Facts) { f.Today = d("2027-07-01") }, outcome: Denied, errs: []UserErrorCode{CodeWrongState}},
		{why: "of a suspended account", change: func(_ *Request, f *Facts) { f.Account.Stored = Suspended }, outcome: Fulfilled},
		{why: "of no account", change: func(_ *Request, f *Facts) { f.Account = nil }, outcome: Denied, errs: []UserErrorCode{CodeNotFound}},
		{why: "of one that begins later: the role has to cover its first day", change: func(_ *Request, f *Facts) {
			f.Account.StartsOn, f.Roles[0].StartsOn = d("2027-06-01"), d("2027-06-01")
		}, outcome: Fulfilled},
	})
	r, f := extensionRequest()
	r.AskedByGuest, r.SponsorApproved, r.ExpiresOn = true, false, calendar.Date{}
	if got := Decide(r, f); got.Outcome != NeedsDetails || got.Holds[0].WaitingOn != PartyGuest {
		t.Errorf("a guest's wish without a day waits for the guest: %s %+v", got.Outcome, got.Holds)
	}
}

// "Extend the Harvard Sponsored Role (HSR) in the HSR Portal", then the account: "an account never
// outlives its HSR", and "the answer always names the furthest day possible now".
func TestTheRoleComesFirst(t *testing.T) {
	t.Parallel()
	ends := func(day string) func(*Request, *Facts) {
		return func(_ *Request, f *Facts) { f.Roles[0].EndsOn = d(day) }
	}
	testDecide(t, accountRequest, []decideCase{
		{why: "a new account past the role's end is held", change: ends("2027-10-31"), outcome: AwaitingRole, holds: []HoldReason{RoleEndsTooSoon}, latest: "2027-10-31",
			says: []string{"5001 ends on Sunday, October 31, 2027", "Extend the role in the HSR Portal", "goes on by itself", "the furthest day possible now is Sunday, October 31, 2027"}},
		{why: "one to the role's last day is not", change: ends("2027-12-31"), outcome: Fulfilled, latest: "2027-12-31"},
	})
	testDecide(t, extensionRequest, []decideCase{
		{why: "an extension past the role's end is held", change: ends("2027-10-31"), outcome: AwaitingRole, holds: []HoldReason{RoleEndsTooSoon}, latest: "2027-10-31",
			says: []string{"the furthest day possible now is Sunday, October 31, 2027"}},
		{why: "the furthest day is never before the present end", change: ends("2027-06-30"), outcome: AwaitingRole, holds: []HoldReason{RoleEndsTooSoon}, latest: "2027-06-30",
			says: []string{"the furthest day possible now is Wednesday, June 30, 2027"}},
		{why: "without a role nothing further", change: func(_ *Request, f *Facts) { f.Roles = nil }, outcome: AwaitingRole, holds: []HoldReason{RoleMissing}, latest: "2027-06-30"},
		{why: "more than a year is refused before the role is waited for", change: func(r *Request, f *Facts) { r.ExpiresOn, f.Roles[0].EndsOn = d("2029-01-01"), d("2027-10-31") },
			outcome: Denied, holds: []HoldReason{RoleEndsTooSoon}, errs: []UserErrorCode{CodeTermTooLong}},
	})
}

// "Due to the licensing agreements with electronic journals, HMS accounts for guest roles will not
// have access to the Digital Library."
func TestNoDigitalLibrary(t *testing.T) {
	t.Parallel()
	cases := []decideCase{
		{why: "asked for", change: func(r *Request, _ *Facts) { r.EntitlementNames = append(r.EntitlementNames, "DIGITAL_LIBRARY") },
			outcome: Denied, errs: []UserErrorCode{CodeEntitlementExcluded}, says: []string{"Digital Library", "licences"}},
		{why: "everything else", change: func(r *Request, _ *Facts) {
			r.EntitlementNames = texts{"EMAIL", "COLLABORATION_SHARES", "WIRELESS", "RESEARCH_CLUSTER", "VPN"}
		}, outcome: Fulfilled},
	}
	testDecide(t, accountRequest, cases)
	testDecide(t, extensionRequest, cases)
}

// "If you are a Wyss Institute staff member or Wyss affiliate requesting a guest account, you must
// submit a request through email to Wyss HR and Academic Affairs by emailing
// AcademicAffairs@wyss.harvard.edu."
func TestWyss(t *testing.T) {
	t.Parallel()
	wyss := func(r *Request, f *Facts) { f.Sponsor.Affiliation = WyssStaff }
	cases := []decideCase{
		{why: "staff", change: wyss, outcome: AwaitingAcademicAffairs, holds: []HoldReason{AcademicAffairsDecision}, says: []string{"AcademicAffairs@wyss.harvard.edu"}},
		{why: "an affiliate", change: func(_ *Request, f *Facts) { f.Sponsor.Affiliation = WyssAffiliate }, outcome: AwaitingAcademicAffairs, holds: []HoldReason{AcademicAffairsDecision}},
		{why: "approved", change: func(r *Request, f *Facts) { wyss(r, f); r.AcademicAffairsApproved = true }, outcome: Fulfilled},
		{why: "an HMS sponsor who asks that way", change: func(r *Request, _ *Facts) { r.ViaAcademicAffairs = true }, outcome: AwaitingAcademicAffairs, holds: []HoldReason{AcademicAffairsDecision}},
	}
	testDecide(t, accountRequest, cases)
	testDecide(t, extensionRequest, cases)
	testDecide(t, accountRequest, []decideCase{
		{why: "one whom the directory does not have", change: func(r *Request, f *Facts) { r.SponsorID, f.Sponsor, r.ViaAcademicAffairs = nil, nil, true },
			outcome: AwaitingAcademicAffairs, holds: []HoldReason{AcademicAffairsDecision}},
		{why: "approved, and not in the directory yet", change: func(r *Request, f *Facts) {
			r.SponsorID, f.Sponsor, r.ViaAcademicAffairs, r.AcademicAffairsApproved = nil, nil, true, true
		}, outcome: AwaitingServiceDesk, holds: []HoldReason{ServiceDeskReview}, says: []string{"does not have the requester yet"}},
		{why: "a mere collaborator of the Wyss is not Wyss", change: func(_ *Request, f *Facts) { f.Sponsor.Department = ptr("Genetics, Wyss collaboration") }, outcome: Fulfilled},
	})
}

// What must be known before an account can be made.
func TestDetails(t *testing.T) {
	t.Parallel()
	testDecide(t, accountRequest, []decideCase{
		{why: "no given name", change: func(r *Request, _ *Facts) { r.GivenName = nil }, outcome: NeedsDetails, holds: []HoldReason{DetailsMissing}, says: []string{"Still needed: the guest's given name."}},
		{why: "no address", change: func(r *Request, _ *Facts) { r.PersonalEmail = nil }, outcome: NeedsDetails, holds: []HoldReason{DetailsMissing}, says: []string{"the guest's personal email address."}},
		{why: "nothing but a family name: no role is looked for", change: func(r *Request, f *Facts) {
			r.Details, r.ExpiresOn = Details{FamilyName: ptr("Grove")}, calendar.Date{}
		}, outcome: NeedsDetails, holds: []HoldReason{DetailsMissing},
			says: []string{"the guest's given name, the guest's personal email address and the last day of access."}},
		{why: "no Harvard ID is no lack: the role tells it", change: func(r *Request, _ *Facts) { r.HUID = nil }, outcome: Fulfilled},
		{why: "no affiliation, role or reason are no lack", change: func(r *Request, _ *Facts) { r.Affiliation, r.Role, r.Justification = nil, nil, nil }, outcome: Fulfilled},
	})
	r, f := accountRequest()
	r.GivenName, r.ExpiresOn = nil, calendar.Date{}
	if got := Decide(r, f).Holds[0].Missing; !slices.Equal(got, []string{"guest.givenName", "expiresOn"}) {
		t.Errorf("missing, as paths of the input: %v", got)
	}
}

// One request at a time: a twin is in the way. "One guest (same HUID, or same personal address) is
// one person with one account ID, however often they return."
func TestTwinsAndStanding(t *testing.T) {
	t.Parallel()
	has := func(stored AccountStatus, sponsorID int64, expires string) func(*Request, *Facts) {
		return func(_ *Request, f *Facts) {
			f.Account = &Account{AccountID: "gg101", SponsorID: sponsorID, Stored: stored, StartsOn: d("2026-06-30"), ExpiresOn: d(expires)}
		}
	}
	testDecide(t, accountRequest, []decideCase{
		{why: "another open request of the sponsor's for this guest", change: func(_ *Request, f *Facts) { f.Twin = &Request{Sequence: 1042} }, outcome: Denied, errs: []UserErrorCode{CodeConflict}, says: []string{"R-1042 for Gus Grove is open already"}},
		{why: "has an account with this sponsor", change: has(Active, 1, "2027-06-30"), outcome: Denied, errs: []UserErrorCode{CodeConflict}, says: []string{"gg101 until Wednesday, June 30, 2027", "ask for an extension"}},
		{why: "has one with another sponsor", change: has(Active, 2, "2027-06-30"), outcome: AwaitingServiceDesk, holds: []HoldReason{ServiceDeskReview}, says: []string{"with another sponsor"}},
		{why: "and the service desk has settled it", change: func(r *Request, f *Facts) { has(Active, 2, "2027-06-30")(r, f); r.ServiceDeskApproved = true }, outcome: Fulfilled},
		{why: "had one that ended", change: has(Ended, 2, "2027-06-30"), outcome: Fulfilled},
		{why: "had one that expired, swept or not", change: has(Active, 1, "2027-01-03"), outcome: Fulfilled},
		{why: "Harvard ID and address of two people", change: func(_ *Request, f *Facts) { f.TwoPeople = true }, outcome: AwaitingServiceDesk, holds: []HoldReason{ServiceDeskReview}, says: []string{"different people"}},
		{why: "and the service desk has settled that", change: func(r *Request, f *Facts) { f.TwoPeople, r.ServiceDeskApproved = true, true }, outcome: Fulfilled},
	})
}

// A request waits for everything at once, in the order in which it is settled.
func TestTheOrderOfHolds(t *testing.T) {
	t.Parallel()
	testDecide(t, accountRequest, []decideCase{
		{why: "everything", change: func(r *Request, f *Facts) {
			f.Sponsor.Affiliation, r.FamilyName, f.TwoPeople, f.Roles = WyssStaff, nil, true, nil
		}, outcome: AwaitingAcademicAffairs, holds: []HoldReason{AcademicAffairsDecision, DetailsMissing, ServiceDeskReview, RoleMissing}},
		{why: "without Academic Affairs", change: func(r *Request, f *Facts) { r.FamilyName, f.TwoPeople, f.Roles = nil, true, nil },
			outcome: NeedsDetails, holds: []HoldReason{DetailsMissing, ServiceDeskReview, RoleMissing}},
		{why: "without missing details", change: func(_ *Request, f *Facts) { f.TwoPeople, f.Roles = true, nil },
			outcome: AwaitingServiceDesk, holds: []HoldReason{ServiceDeskReview, RoleMissing}},
	})
	testDecide(t, extensionRequest, []decideCase{
		{why: "an extension's", change: func(r *Request, f *Facts) {
			f.Sponsor.Affiliation, r.AskedByGuest, r.SponsorApproved, f.Roles[0].EndsOn = WyssStaff, true, false, d("2027-07-31")
		}, outcome: AwaitingAcademicAffairs, holds: []HoldReason{AcademicAffairsDecision, SponsorNotConfirmed, RoleEndsTooSoon}},
	})
}

// What the person can mend is told all at once.
func TestAllErrorsAtOnce(t *testing.T) {
	t.Parallel()
	testDecide(t, accountRequest, []decideCase{
		{why: "everything wrong", change: func(r *Request, f *Facts) {
			f.Sponsor.Active = false
			f.KnownAs = []Sponsor{{Name: "Gus Grove", Affiliation: HMSStaff, Active: true}}
			r.EntitlementNames, r.ExpiresOn = texts{"DIGITAL_LIBRARY"}, d("2029-01-01")
			f.Roles[0].EndsOn = d("2029-12-31")
		}, outcome: Denied, errs: []UserErrorCode{CodeSponsorNotEligible, CodeGuestNotEligible, CodeEntitlementExcluded, CodeTermTooLong}},
	})
}

// A request that was kept is never lost: what it breaks by now goes to the service desk.
func TestReview(t *testing.T) {
	t.Parallel()
	r, f := accountRequest()
	f.Sponsor.Active, f.Roles = false, nil
	got := Decide(r, f).review()
	if len(got.Errors) > 0 || got.Outcome != AwaitingServiceDesk || got.Holds[0].Reason != ServiceDeskReview {
		t.Fatalf("%+v", got)
	}
	if says := got.Holds[0].Message; !strings.Contains(says, "Something changed while this waited: Ada Alder is no longer active") {
		t.Errorf("says %q", says)
	}
	r, f = accountRequest()
	if got := Decide(r, f).review(); got.Outcome != Fulfilled || len(got.Holds) > 0 {
		t.Errorf("what breaks nothing is left alone: %+v", got)
	}
}

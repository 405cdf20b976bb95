package guest

import (
	"errors"
	"slices"
	"testing"

	"github.com/guestd/guestd/internal/mail/notice"
)

// "A request that comes first is kept and held (AWAITING_ROLE), says so to the sponsor with the way
// to the HSR portal, and goes on by itself when the feed brings the role."
func TestTheRoleArrivesLater(t *testing.T) {
	t.Parallel()
	byNumber := func(in *RequestAccountInput, role *SponsoredRoleInput) {
		in.HSRNumber, role.GuestEmail = ptr("HSR-5001"), nil
	}
	byHUID := func(in *RequestAccountInput, role *SponsoredRoleInput) {
		in.Guest.HUID, role.GuestEmail = ptr("70000001"), nil
	}
	byAddress := func(_ *RequestAccountInput, role *SponsoredRoleInput) { role.GuestEmail = ptr("Gus@Example.ORG") }
	for why, change := range map[string]func(*RequestAccountInput, *SponsoredRoleInput){"by number": byNumber, "by Harvard ID": byHUID, "by address": byAddress} {
		t.Run(why, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			in, role := gus("2027-12-31"), gusRole("2027-01-01", "2027-12-31")
			change(&in, &role)
			r := b.ask(b.ada, in)
			b.wantStatus(r, AwaitingRole)
			b.wantSaid(b.said(), "ROLE_NEEDED to ada_alder@hms.harvard.edu")
			b.roles(SponsoredRoleInput{Number: "5002", Type: "Visitor", GuestHUID: "70000009", GuestGivenName: "Mia", GuestFamilyName: "Maple", StartsOn: d("2027-01-01"), EndsOn: d("2027-12-31")})
			b.wantStatus(b.request(r.ID), AwaitingRole) // another person's role moves nothing

			b.roles(role)
			acc := b.opened(b.request(r.ID))
			if acc.StartsOn != day || acc.ExpiresOn != d("2027-12-31") {
				t.Errorf("account from %s to %s", acc.StartsOn, acc.ExpiresOn)
			}
			if g := b.guest(acc.GuestID); deref(g.HUID) != "70000001" {
				t.Errorf("the role's Harvard ID is the guest's: %q", deref(g.HUID))
			}
			b.wantSaid(b.saidSince(1), "ACTIVATION to gus@example.org", "ACTIVATION cc ada_alder@hms.harvard.edu")
		})
	}
}

// A role that has not begun lets the request go on by itself on its first day, also where the
// sweep did not run on that day.
func TestTheRoleBeginsLater(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.roles(gusRole("2027-02-01", "2027-12-31"))
	r := b.ask(b.ada, gus("2027-12-31"))
	b.wantStatus(r, AwaitingRole)
	b.sweepDay(d("2027-01-31"))
	if again := b.request(r.ID); again.Status != AwaitingRole || !again.UpdatedAt.Equal(r.UpdatedAt) {
		t.Fatalf("the day before: %s, updated %s", again.Status, again.UpdatedAt)
	}
	b.sweepDay(d("2027-02-02"))
	if acc := b.opened(b.request(r.ID)); acc.StartsOn != d("2027-02-02") {
		t.Errorf("begins %s", acc.StartsOn)
	}
}

// "An extension past the role's end is held (AWAITING_ROLE) and completes when the portal extends
// the role"
func TestAnExtensionWaitsForTheRole(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.roles(gusRole("2027-01-01", "2027-06-30"))
	acc := b.opened(b.ask(b.ada, gus("2027-06-30")))
	r := b.askMore(b.ada, acc.AccountID, "2027-12-31")
	b.wantStatus(r, AwaitingRole)
	b.roles(gusRole("2027-01-01", "2027-10-31"))
	r = b.request(r.ID)
	b.wantStatus(r, AwaitingRole) // grown, but not far enough
	if got := b.account(acc.ID).ExpiresOn; got != d("2027-06-30") {
		t.Fatalf("a role that grows lengthens nothing by itself, and the account ends %s", got)
	}
	b.roles(gusRole("2027-01-01", "2028-01-31"))
	b.wantStatus(b.request(r.ID), Fulfilled)
	if got := b.account(acc.ID).ExpiresOn; got != d("2027-12-31") {
		t.Errorf("extended to %s", got)
	}
}

// "a role that grows never lengthens an account by itself"
func TestAGrowingRoleLengthensNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.roles(gusRole("2027-01-01", "2027-06-30"))
	acc := b.opened(b.ask(b.ada, gus("2027-06-30")))
	before := len(b.said())
	b.roles(gusRole("2027-01-01", "2030-12-31"))
	if got := b.account(acc.ID); got.ExpiresOn != acc.ExpiresOn || !got.UpdatedAt.Equal(acc.UpdatedAt) {
		t.Errorf("the account changed: ends %s", got.ExpiresOn)
	}
	b.wantSaid(b.saidSince(before))
}

// "A role that is shortened or ended takes the account with it, and says so"
func TestAShorterRoleTakesTheAccountAlong(t *testing.T) {
	t.Parallel()
	b := setup(t)
	acc := b.gusAccount("2027-12-31")
	before := len(b.said())
	b.roles(gusRole("2027-01-01", "2027-06-30"))
	if got := b.account(acc.ID); got.ExpiresOn != d("2027-06-30") || got.Stored != Active {
		t.Fatalf("ends %s, %s", got.ExpiresOn, got.Stored)
	}
	b.wantSaid(b.saidSince(before), "ENDED to ada_alder@hms.harvard.edu", "ENDED to gus@example.org")

	b.to(d("2027-02-01"), 10)
	b.roles(gusRole("2027-01-01", "2027-01-31"))
	if got := b.account(acc.ID); got.ExpiresOn != d("2027-01-31") || got.Stored != Ended || got.EndedAt == nil {
		t.Fatalf("a role that is over: ends %s, %s", got.ExpiresOn, got.Stored)
	}
	b.wantSaid(b.saidSince(before+2), "ENDED to ada_alder@hms.harvard.edu", "ENDED to gus@example.org")
	if n := b.audited()["account.shortened"]; n != 2 {
		t.Errorf("audited %d times", n)
	}
}

// Another role of the same guest carries the account as far as it reaches.
func TestAnotherRoleCarriesTheAccount(t *testing.T) {
	t.Parallel()
	b := setup(t)
	acc := b.gusAccount("2027-12-31")
	other := gusRole("2027-01-01", "2028-12-31")
	other.Number = "5002"
	second := b.roles(other)[0]
	before := len(b.said())
	b.roles(gusRole("2027-01-01", "2027-03-31"))
	if got := b.account(acc.ID); got.ExpiresOn != d("2027-12-31") || got.RoleID != second.ID {
		t.Fatalf("ends %s, resting on role %d", got.ExpiresOn, got.RoleID)
	}
	b.wantSaid(b.saidSince(before)) // nothing that anybody would notice has changed
	other.EndsOn = d("2027-02-28")
	b.roles(other)
	if got := b.account(acc.ID); got.ExpiresOn != d("2027-03-31") || got.RoleID != acc.RoleID {
		t.Fatalf("then ends %s, resting on role %d: the first reaches further again", got.ExpiresOn, got.RoleID)
	}
	b.wantSaid(b.saidSince(before), "ENDED to ada_alder@hms.harvard.edu", "ENDED to gus@example.org")
}

// An account that ends with its role takes the wishes to extend it along, and says so.
func TestAnEndedRoleEndsWishes(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.roles(gusRole("2027-01-01", "2027-12-31"))
	acc := b.opened(b.ask(b.ada, gus("2027-12-31")))
	r := b.askMore(b.ada, acc.AccountID, "2028-06-30")
	b.wantStatus(r, AwaitingRole)
	b.to(d("2027-03-02"), 10)
	before := len(b.said())
	b.roles(gusRole("2027-01-01", "2027-03-01"))
	b.wantStatus(b.request(r.ID), Cancelled)
	b.wantSaid(b.saidSince(before), "REQUEST_DENIED to ada_alder@hms.harvard.edu", "ENDED to ada_alder@hms.harvard.edu", "ENDED to gus@example.org")
}

// A batch is taken whole or not at all, and answers in the feed's order.
func TestFeedsBatches(t *testing.T) {
	t.Parallel()
	b := setup(t)
	one, two := gusRole("2027-01-01", "2027-12-31"), gusRole("2027-01-01", "2027-12-31")
	two.Number = "4001"
	got := b.roles(one, two)
	if got[0].Number != "5001" || got[1].Number != "4001" {
		t.Errorf("order: %s, %s", got[0].Number, got[1].Number)
	}
	bad := gusRole("2027-12-31", "2027-01-01")
	bad.Number, bad.GuestHUID = "3001", "7000"
	_, errs, err := b.svc.UpsertSponsoredRoles(b.ctx, b.feed, []SponsoredRoleInput{gusRole("2027-01-01", "2028-12-31"), bad, one, {}})
	b.must(err)
	want := [][]string{{"roles", "1", "guestHuid"}, {"roles", "1", "endsOn"}, {"roles", "2", "number"}, {"roles", "3", "number"}}
	for _, field := range want {
		if !slices.ContainsFunc(errs, func(e UserError) bool { return slices.Equal(e.Field, field) }) {
			t.Errorf("nothing is said of %v: %+v", field, errs)
		}
	}
	var ends string
	b.must(b.db.GetContext(b.ctx, &ends, `SELECT ends_on::text FROM sponsored_roles WHERE number = '5001'`))
	if ends != "2027-12-31" {
		t.Errorf("a refused batch changed a row: %s", ends)
	}
	before := b.audited()["role.updated"]
	b.roles(one, two)
	if after := b.audited()["role.updated"]; after != before {
		t.Error("a batch that says nothing new is audited")
	}
	if _, _, err := b.svc.UpsertSponsoredRoles(b.ctx, b.ada, nil); !errors.Is(err, ErrForbidden) {
		t.Errorf("a sponsor writes the feed: %v", err)
	}
}

func TestDirectoryBatches(t *testing.T) {
	t.Parallel()
	b := setup(t)
	person := func(huid, email string, affiliation SponsorAffiliation) SponsorInput {
		return SponsorInput{HUID: huid, Name: "Some One", Email: email, Affiliation: affiliation, Active: true}
	}
	// Two people swap addresses within one batch.
	b.directory(person("10000001", "ben_birch@hms.harvard.edu", HMSFaculty), person("10000002", "ada_alder@hms.harvard.edu", HMSStaff))
	if got := b.person("Ada_Alder@hms.harvard.edu"); got.Sponsor == nil || got.Sponsor.HUID != "10000002" {
		t.Errorf("swapped: %+v", got.Sponsor)
	}
	for why, bad := range map[string]SponsorInput{
		"another's address": person("10000009", "wyn.willow@wyss.harvard.edu", HMSStaff), "an affiliation the rules do not know": person("10000009", "new@hms.harvard.edu", "HSDM"),
		"no Harvard ID": person("12", "new@hms.harvard.edu", HMSStaff), "no address": person("10000009", "", HMSStaff),
	} {
		_, errs, err := b.svc.UpsertSponsors(b.ctx, b.feed, []SponsorInput{bad})
		if err != nil || len(errs) != 1 {
			t.Errorf("%s: %v, %v", why, errs, err)
		}
	}
}

// "checked at every request and extension": what waits while the directory changes goes to the
// service desk, and goes on once the directory has mended it.
func TestTheDirectoryChangesWhileARequestWaits(t *testing.T) {
	t.Parallel()
	b := setup(t)
	r := b.ask(b.ada, gus("2027-12-31"))
	ada := SponsorInput{HUID: "10000001", Name: "Ada Alder", Email: "ada_alder@hms.harvard.edu", Affiliation: HMSFaculty}
	b.directory(ada)
	b.wantStatus(b.request(r.ID), AwaitingServiceDesk)
	b.roles(gusRole("2027-01-01", "2027-12-31"))
	b.wantStatus(b.request(r.ID), AwaitingServiceDesk)
	ada.Active = true
	b.directory(ada)
	b.opened(b.request(r.ID))
	b.wantSaid(b.said(notice.KindRequestReceived), "REQUEST_RECEIVED to ada_alder@hms.harvard.edu")

	// A sponsor who moves to the Wyss: their waiting requests become Academic Affairs'.
	in := gus("2027-12-31")
	in.Guest.GivenName, in.Guest.PersonalEmail = ptr("Mia"), ptr("mia@example.org")
	r = b.ask(b.ben, in)
	b.directory(SponsorInput{HUID: "10000002", Name: "Ben Birch", Email: "ben_birch@hms.harvard.edu", Affiliation: WyssStaff, Active: true})
	r = b.request(r.ID)
	b.wantStatus(r, AwaitingAcademicAffairs)
	if !b.affairs.MaySeeRequest(r, nil) {
		t.Error("Academic Affairs cannot see what waits for them")
	}
}

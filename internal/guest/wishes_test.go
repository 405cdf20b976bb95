package guest

import (
	"errors"
	"testing"

	"github.com/guestd/guestd/internal/calendar"
)

// "Asked by the sponsor it is approved; asked by the guest it waits for the sponsor
// (AWAITING_SPONSOR)"
func TestAGuestAsksForMoreTime(t *testing.T) {
	t.Parallel()
	b := setup(t)
	acc := b.gusAccount("2027-06-30")
	guest := b.person("gus@example.org")
	before := len(b.said())
	r := b.askMore(guest, acc.AccountID, "2027-12-31")
	b.wantStatus(r, AwaitingSponsor)
	b.wantSaid(b.saidSince(before), "SPONSOR_CONFIRMATION to ada_alder@hms.harvard.edu", "REQUEST_RECEIVED to gus@example.org")
	for why, actor := range map[string]Actor{"the guest": guest} {
		if _, err := approve(b, actor, DecideRequestInput{RequestID: r.ID}); !errors.Is(err, ErrForbidden) {
			t.Errorf("%s approves: %v", why, err)
		}
	}
	b.wantStatus(b.settle(approve, b.ada, DecideRequestInput{RequestID: r.ID}), Fulfilled)
	if got := b.account(acc.ID).ExpiresOn; got != d("2027-12-31") {
		t.Errorf("ends %s", got)
	}
	b.wantSaid(b.saidSince(before+2), "EXTENDED to ada_alder@hms.harvard.edu", "EXTENDED to gus@example.org")

	r = b.askMore(guest, acc.AccountID, "2028-06-30")
	before = len(b.said())
	b.wantStatus(b.settle(deny, b.ada, DecideRequestInput{RequestID: r.ID, Note: ptr("The project is over.")}), Denied)
	b.wantSaid(b.saidSince(before), "REQUEST_DENIED to gus@example.org")
}

// A guest who has the sponsor's approval for one day cannot make it another.
func TestAGuestCannotStretchAnApproval(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.roles(gusRole("2027-01-01", "2027-06-30"))
	acc := b.opened(b.ask(b.ada, gus("2027-06-30")))
	guest := b.person("gus@example.org")
	r := b.askMore(guest, acc.AccountID, "2027-07-31")
	b.wantStatus(b.settle(approve, b.ada, DecideRequestInput{RequestID: r.ID}), AwaitingRole)
	answer, err := b.svc.SupplyRequestDetails(b.ctx, guest, SupplyRequestDetailsInput{RequestID: r.ID, ExpiresOn: d("2028-06-30")})
	b.must(err)
	wantCodes(t, answer.Errors)
	b.wantStatus(b.request(r.ID), AwaitingSponsor)
	b.roles(gusRole("2027-01-01", "2029-06-30"))
	if got := b.account(acc.ID).ExpiresOn; got != d("2027-06-30") {
		t.Errorf("extended to %s without the sponsor", got)
	}
}

// A wish without a day is asked of whoever had it.
func TestAWishWithoutADay(t *testing.T) {
	t.Parallel()
	b := setup(t)
	acc := b.gusAccount("2027-06-30")
	guest := b.person("gus@example.org")
	before := len(b.said())
	answer, err := b.svc.RequestExtension(b.ctx, guest, RequestExtensionInput{AccountID: acc.AccountID})
	b.must(err)
	r := b.request(answer.RequestID)
	b.wantStatus(r, NeedsDetails)
	b.wantSaid(b.saidSince(before), "DETAILS_NEEDED to gus@example.org")
	b.wantStatus(b.settle(approve, b.ada, DecideRequestInput{RequestID: r.ID, ExpiresOn: d("2027-07-31")}), Fulfilled)

	answer, err = b.svc.RequestExtension(b.ctx, b.ada, RequestExtensionInput{AccountID: acc.AccountID})
	b.must(err)
	_, err = b.svc.SupplyRequestDetails(b.ctx, b.ada, SupplyRequestDetailsInput{RequestID: answer.RequestID, ExpiresOn: d("2027-08-31")})
	b.must(err)
	if got := b.account(acc.ID).ExpiresOn; got != d("2027-08-31") {
		t.Errorf("ends %s", got)
	}
}

// What is asked again is the same wish: it keeps its place, and one that names no day undoes none
// that does.
func TestAWishAskedAgain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.roles(gusRole("2027-01-01", "2027-06-30"))
	acc := b.opened(b.ask(b.ada, gus("2027-06-30")))
	first := b.askMore(b.ada, acc.AccountID, "2027-09-30")
	b.wantStatus(first, AwaitingRole)
	if again := b.askMore(b.ada, acc.AccountID, "2027-09-30"); again.ID != first.ID {
		t.Errorf("the same day again is %s, not %s", again.Number(), first.Number())
	}
	answer, err := b.svc.RequestExtension(b.ctx, b.ada, RequestExtensionInput{AccountID: acc.AccountID})
	b.must(err)
	if answer.RequestID != first.ID {
		t.Errorf("no day is request %d, not %d", answer.RequestID, first.ID)
	}
	// Another day is another wish.
	other := b.askMore(b.ada, acc.AccountID, "2027-08-31")
	if other.ID == first.ID {
		t.Error("another day is the same wish")
	}
	b.wantStatus(b.request(first.ID), Cancelled)
	b.roles(gusRole("2027-01-01", "2028-06-30"))
	b.wantStatus(b.request(other.ID), Fulfilled)
	if got := b.account(acc.ID).ExpiresOn; got != d("2027-08-31") {
		t.Errorf("ends %s", got)
	}
}

// The latest wish counts: a sponsor's replaces what was asked before, a guest's not the sponsor's.
func TestTheLatestWishCounts(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.roles(gusRole("2027-01-01", "2027-06-30"))
	acc := b.opened(b.ask(b.ada, gus("2027-06-30")))
	guest := b.person("gus@example.org")
	wish := b.askMore(guest, acc.AccountID, "2028-01-31")
	sponsors := b.askMore(b.ada, acc.AccountID, "2027-12-31")
	b.wantStatus(b.request(wish.ID), Cancelled)
	b.wantStatus(sponsors, AwaitingRole)
	second := b.askMore(guest, acc.AccountID, "2028-02-28")
	b.wantStatus(b.request(sponsors.ID), AwaitingRole)

	// The sponsor ends it sooner: no earlier wish undoes that when the role grows.
	before := len(b.said())
	_, err := b.svc.EndAccount(b.ctx, b.ada, EndAccountInput{AccountID: acc.AccountID, On: d("2027-03-31")})
	b.must(err)
	b.wantStatus(b.request(sponsors.ID), Cancelled)
	b.wantStatus(b.request(second.ID), Cancelled)
	b.wantSaid(b.saidSince(before), "REQUEST_DENIED to gus@example.org", "ENDED to ada_alder@hms.harvard.edu", "ENDED to gus@example.org")
	b.roles(gusRole("2027-01-01", "2029-06-30"))
	if got := b.account(acc.ID).ExpiresOn; got != d("2027-03-31") {
		t.Errorf("ends %s", got)
	}
}

// Missing details complete a request, which is then decided again.
func TestSupplyingDetails(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.roles(gusRole("2027-01-01", "2027-12-31"))
	answer, err := b.svc.RequestAccount(b.ctx, b.ada, RequestAccountInput{Guest: GuestDetailsInput{FamilyName: ptr("Grove")}})
	b.must(err)
	r := b.request(answer.RequestID)
	b.wantStatus(r, NeedsDetails)
	b.wantSaid(b.said(), "DETAILS_NEEDED to ada_alder@hms.harvard.edu")
	supply := func(in SupplyRequestDetailsInput) (Request, UserErrors) {
		in.RequestID = r.ID
		answer, err := b.svc.SupplyRequestDetails(b.ctx, b.ada, in)
		b.must(err)
		return b.request(r.ID), answer.Errors
	}
	_, errs := supply(SupplyRequestDetailsInput{Guest: &GuestDetailsInput{PersonalEmail: ptr("nonsense")}, ExpiresOn: d("2029-01-01")})
	wantCodes(t, errs, CodeInvalid, CodeTermTooLong)
	r, errs = supply(SupplyRequestDetailsInput{Guest: &GuestDetailsInput{GivenName: ptr("Gus"), PersonalEmail: ptr("gus@example.org")}})
	wantCodes(t, errs)
	b.wantStatus(r, NeedsDetails) // still no last day
	r, errs = supply(SupplyRequestDetailsInput{ExpiresOn: d("2027-12-31"), Justification: ptr("Sequencing")})
	wantCodes(t, errs)
	b.opened(r)
	_, errs = supply(SupplyRequestDetailsInput{ExpiresOn: d("2027-10-31")})
	wantCodes(t, errs, CodeAlreadyDecided)
	if _, err := b.svc.SupplyRequestDetails(b.ctx, b.ben, SupplyRequestDetailsInput{RequestID: r.ID}); !errors.Is(err, ErrNotFound) {
		t.Errorf("another sponsor: %v", err)
	}
}

// An address corrected leads to whom it belongs, whoever the mistaken one belonged to.
func TestACorrectedAddressIsAnotherPerson(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first := b.gusAccount("2027-01-05")
	b.to(d("2027-01-10"), 10)
	in := gus("2027-12-31")
	in.Guest.GivenName, in.Guest.FamilyName, in.ExpiresOn = ptr("Mia"), ptr("Maple"), calendar.Date{}
	answer, err := b.svc.RequestAccount(b.ctx, b.ada, in) // with Gus's address, by mistake
	b.must(err)
	b.roles(SponsoredRoleInput{Number: "5002", Type: "Visitor", GuestHUID: "70000002", GuestGivenName: "Mia", GuestFamilyName: "Maple", GuestEmail: ptr("mia@example.org"), StartsOn: d("2027-01-01"), EndsOn: d("2027-12-31")})
	_, err = b.svc.SupplyRequestDetails(b.ctx, b.ada, SupplyRequestDetailsInput{RequestID: answer.RequestID, ExpiresOn: d("2027-12-31"), Guest: &GuestDetailsInput{PersonalEmail: ptr("mia@example.org")}})
	b.must(err)
	acc := b.opened(b.request(answer.RequestID))
	if acc.AccountID != "mm101" || acc.ID == first.ID {
		t.Errorf("opened %s", acc.AccountID)
	}
	if g := b.guest(first.GuestID); g.PersonalEmail != "gus@example.org" || g.GivenName != "Gus" {
		t.Errorf("Gus became %+v", g)
	}
}

// Whoever asked is told when somebody else calls it off.
func TestCancelling(t *testing.T) {
	t.Parallel()
	b := setup(t)
	r := b.ask(b.ada, gus("2027-12-31"))
	if _, err := cancel(b, b.ben, DecideRequestInput{RequestID: r.ID}); !errors.Is(err, ErrNotFound) {
		t.Errorf("another sponsor: %v", err)
	}
	before := len(b.said())
	b.wantStatus(b.settle(cancel, b.ada, DecideRequestInput{RequestID: r.ID}), Cancelled)
	b.wantSaid(b.saidSince(before))
	r = b.ask(b.ada, gus("2027-12-31"))
	before = len(b.said())
	b.wantStatus(b.settle(cancel, b.desk, DecideRequestInput{RequestID: r.ID, Note: ptr("Asked for twice.")}), Cancelled)
	b.wantSaid(b.saidSince(before), "REQUEST_DENIED to ada_alder@hms.harvard.edu")
}

// An open request that nobody has answered for the policy's days lapses, and says so.
func TestLapse(t *testing.T) {
	t.Parallel()
	b := setup(t)
	r := b.ask(b.ada, gus("2027-12-31"))
	if _, _, lapsed := b.sweepDay(day.AddDays(30)); lapsed != 0 {
		t.Fatalf("%d lapsed after 30 days", lapsed)
	}
	before := len(b.said())
	if _, _, lapsed := b.sweepDay(day.AddDays(31)); lapsed != 1 {
		t.Fatalf("%d lapsed after 31 days", lapsed)
	}
	b.wantStatus(b.request(r.ID), Lapsed)
	b.wantSaid(b.saidSince(before), "REQUEST_DENIED to ada_alder@hms.harvard.edu")
	b.roles(gusRole("2027-01-01", "2027-12-31")) // comes too late
	b.wantStatus(b.request(r.ID), Lapsed)
}

// News counts the days anew; a role of somebody else is no news.
func TestNewsPutsTheLapseOff(t *testing.T) {
	t.Parallel()
	b := setup(t)
	r := b.ask(b.ada, gus("2027-12-31"))
	b.to(day.AddDays(20), 10)
	_, err := b.svc.SupplyRequestDetails(b.ctx, b.ada, SupplyRequestDetailsInput{RequestID: r.ID, Justification: ptr("More")})
	b.must(err)
	for i := 21; i <= 50; i++ {
		b.sweepDay(day.AddDays(i))
	}
	b.wantStatus(b.request(r.ID), AwaitingRole)
	b.sweepDay(day.AddDays(51))
	b.wantStatus(b.request(r.ID), Lapsed)
}

// A preview decides as the request would, and keeps nothing.
func TestPreviews(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.roles(gusRole("2027-01-01", "2027-10-31"))
	p, err := b.svc.PreviewAccountRequest(b.ctx, b.ada, gus("2027-12-31"))
	b.must(err)
	if p.Outcome != AwaitingRole || p.Limit != d("2027-10-31") || len(p.Holds) != 1 || p.Holds[0].Since.IsZero() {
		t.Errorf("preview: %+v", p)
	}
	p, err = b.svc.PreviewAccountRequest(b.ctx, b.ada, gus("2029-12-31"))
	b.must(err)
	if p.Outcome != Denied {
		t.Errorf("outcome %s", p.Outcome)
	}
	wantCodes(t, p.Errors, CodeTermTooLong)
	acc := b.opened(b.ask(b.ada, gus("2027-10-31")))
	p, err = b.svc.PreviewExtension(b.ctx, b.ada, RequestExtensionInput{AccountID: acc.AccountID, ExpiresOn: d("2028-01-31")})
	b.must(err)
	if p.Outcome != AwaitingRole || p.Limit != d("2027-10-31") {
		t.Errorf("preview: %+v", p)
	}
	var n int
	b.must(b.db.GetContext(b.ctx, &n, `SELECT count(*) FROM requests`))
	if n != 1 {
		t.Errorf("%d requests", n)
	}
}

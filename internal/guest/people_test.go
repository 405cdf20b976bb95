package guest

import (
	"errors"
	"testing"
)

func (b *bundle) guest(id int64) Guest {
	b.t.Helper()
	found, err := b.svc.GuestsByIDs(b.ctx, []int64{id})
	b.must(err)
	return found[id]
}

// refused makes a request that breaks rules.
func (b *bundle) refused(actor Actor, in RequestAccountInput, want ...UserErrorCode) RequestAnswer {
	b.t.Helper()
	answer, err := b.svc.RequestAccount(b.ctx, actor, in)
	b.must(err)
	wantCodes(b.t, answer.Errors, want...)
	return answer
}

// "One guest (same HUID, or same personal address) is one person with one account ID, however
// often they return."
func TestAReturningGuestKeepsTheAccountID(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first := b.gusAccount("2027-03-31")
	b.to(d("2027-05-03"), 10) // expired, and not swept
	again := gus("2027-12-31")
	for why, change := range map[string]func(){
		"by address":                            func() {},
		"by Harvard ID, with a new address":     func() { again.Guest.HUID, again.Guest.PersonalEmail = ptr("70000001"), ptr("gus.grove@example.net") },
		"by the new address, and a middle name": func() { again.Guest.HUID, again.Guest.GivenName = nil, ptr("Gus P.") },
	} {
		change()
		acc := b.opened(b.ask(b.ben, again))
		if acc.ID != first.ID || acc.AccountID != first.AccountID || acc.GuestID != first.GuestID {
			t.Fatalf("%s: account %s of guest %d, before %s of %d", why, acc.AccountID, acc.GuestID, first.AccountID, first.GuestID)
		}
		if acc.Stored != PendingActivation || acc.ActivatedAt != nil || acc.SponsorID != b.ben.Sponsor.ID {
			t.Errorf("%s: %s, activated %v", why, acc.Stored, acc.ActivatedAt)
		}
		_, err := b.svc.EndAccount(b.ctx, b.ben, EndAccountInput{AccountID: acc.AccountID})
		b.must(err)
	}
	var guests int
	b.must(b.db.GetContext(b.ctx, &guests, `SELECT count(*) FROM guests`))
	if guests != 1 {
		t.Errorf("%d people", guests)
	}
}

// The one that the directory, a role, and addresses and Harvard IDs in other writing mean is one.
func TestPeopleAreToldByHarvardIDOrAddress(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.gusAccount("2027-12-31")
	in := gus("2028-01-04")
	in.Guest.PersonalEmail, in.Guest.HUID = ptr("GUS@EXAMPLE.ORG"), nil
	b.refused(b.ada, in, CodeConflict)
	in.Guest.PersonalEmail, in.Guest.HUID = ptr("other@example.org"), ptr("7000-0001")
	b.refused(b.ada, in, CodeConflict)
}

// A role whose holder has a live account with another sponsor: also where the request knows only
// an address that is new.
func TestAnAccountIsNotTakenOverUnasked(t *testing.T) {
	t.Parallel()
	b := setup(t)
	acc := b.gusAccount("2027-12-31")
	role := gusRole("2027-01-01", "2030-12-31")
	role.Number, role.GuestEmail = "5002", ptr("gus@new.example")
	b.roles(role)
	in := gus("2027-10-31")
	in.Guest.PersonalEmail = ptr("gus@new.example")
	r := b.ask(b.ben, in)
	b.wantStatus(r, AwaitingServiceDesk)
	if got := b.account(acc.ID); got.SponsorID != b.ada.Sponsor.ID {
		t.Fatal("the account changed hands")
	}
	// The service desk settles it: the account goes over, and nothing of it is cut short.
	answer, err := b.svc.ApproveRequest(b.ctx, b.desk, DecideRequestInput{RequestID: r.ID})
	b.must(err)
	wantCodes(t, answer.Errors)
	got := b.opened(b.request(r.ID))
	if got.ID != acc.ID || got.SponsorID != b.ben.Sponsor.ID || got.ExpiresOn != acc.ExpiresOn || got.Stored != Active || got.RoleID != acc.RoleID {
		t.Errorf("given over: %+v", got)
	}
}

// "Harvard ID and address of two people": the service desk finds out who is meant.
func TestTwoPeople(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.gusAccount("2027-01-05")
	mia := SponsoredRoleInput{Number: "5002", Type: "Visitor", GuestHUID: "70000002", GuestGivenName: "Mia", GuestFamilyName: "Maple", GuestEmail: ptr("mia@example.org"), StartsOn: d("2027-01-01"), EndsOn: d("2027-12-31")}
	b.roles(mia)
	in := gus("2027-01-05")
	in.Guest = GuestDetailsInput{GivenName: ptr("Mia"), FamilyName: ptr("Maple"), PersonalEmail: ptr("mia@example.org")}
	miaAccount := b.opened(b.ask(b.ada, in))
	b.to(d("2027-01-10"), 10)

	in.ExpiresOn = d("2027-06-30")
	in.Guest.HUID = ptr("70000001") // Gus's
	r := b.ask(b.ben, in)
	b.wantStatus(r, AwaitingServiceDesk)
	in.Guest.HUID = ptr("70000003") // nobody's
	in.Guest.FamilyName = ptr("Maple-Oak")
	b.refused(b.ada, func() RequestAccountInput { i := in; i.ExpiresOn = d("2029-01-01"); return i }(), CodeTermTooLong)
	r2 := b.ask(b.ada, in)
	b.wantStatus(r2, AwaitingServiceDesk)
	// Approved, the known guest of that address is meant.
	_, err := b.svc.ApproveRequest(b.ctx, b.desk, DecideRequestInput{RequestID: r2.ID})
	b.must(err)
	if acc := b.opened(b.request(r2.ID)); acc.ID != miaAccount.ID {
		t.Errorf("opened %s, want Mia's %s", acc.AccountID, miaAccount.AccountID)
	}
	// Denied, nothing happens, and the sponsor is told why.
	before := len(b.said())
	_, err = b.svc.DenyRequest(b.ctx, b.desk, DecideRequestInput{RequestID: r.ID, Note: ptr("That Harvard ID is another person's.")})
	b.must(err)
	b.wantStatus(b.request(r.ID), Denied)
	b.wantSaid(b.saidSince(before), "REQUEST_DENIED to ben_birch@hms.harvard.edu")
}

// A request that is open is in the way of its twin, and the answer names it.
func TestTwins(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first := b.ask(b.ada, gus("2027-12-31"))
	answer := b.refused(b.ada, gus("2027-06-30"), CodeConflict)
	if answer.RequestID != first.ID {
		t.Errorf("names request %d, want %d", answer.RequestID, first.ID)
	}
	nameOnly := gus("2027-12-31")
	nameOnly.Guest.PersonalEmail, nameOnly.Guest.HUID = nil, nil
	if answer := b.refused(b.ada, nameOnly, CodeConflict); answer.RequestID != first.ID {
		t.Errorf("by name: request %d, want %d", answer.RequestID, first.ID)
	}
	second := b.ask(b.ben, gus("2027-12-31")) // another sponsor may ask for the same person
	b.roles(gusRole("2027-01-01", "2027-12-31"))
	b.opened(b.request(first.ID))
	b.wantStatus(b.request(second.ID), AwaitingServiceDesk)
}

// "One guest (same HUID, or same personal address) is one person": where neither can be compared
// the full name is, so that what is sent twice while details are missing is one request.
func TestSamePerson(t *testing.T) {
	t.Parallel()
	details := func(given, family, email, huid string) Details {
		return Details{GivenName: optional(given), FamilyName: optional(family), PersonalEmail: optional(email), HUID: optional(huid)}
	}
	for why, c := range map[string]struct {
		one, other Details
		same       bool
	}{
		"the same Harvard ID, whatever else":       {details("Gus", "Grove", "gus@example.org", "91827364"), details("August", "Grove", "august@example.org", "91827364"), true},
		"another Harvard ID":                       {details("Gus", "Grove", "gus@example.org", "91827364"), details("Gus", "Grove", "gus@example.org", "91827365"), false},
		"the same address, in capitals":            {details("Gus", "Grove", "gus@example.org", ""), details("", "", "GUS@example.org", "91827364"), true},
		"another address":                          {details("Gus", "Grove", "gus@example.org", ""), details("Gus", "Grove", "grove@example.org", ""), false},
		"the same name, nothing else":              {details("Gus", "Grove", "", ""), details("gus", "GROVE", "", ""), true},
		"the same name, one address":               {details("Gus", "Grove", "gus@example.org", ""), details("Gus", "Grove", "", "91827364"), true},
		"another given name":                       {details("Gus", "Grove", "", ""), details("Mia", "Grove", "", ""), false},
		"half a name, which is anybody's":          {details("", "Grove", "", ""), details("", "Grove", "", ""), false},
		"nothing is known, which is anybody's too": {Details{}, Details{}, false},
	} {
		if got := c.one.samePersonAs(c.other); got != c.same {
			t.Errorf("%s: %v", why, got)
		}
		if got := c.other.samePersonAs(c.one); got != c.same {
			t.Errorf("%s, the other way round: %v", why, got)
		}
	}
}

// Whom nobody would let ask.
func TestWhoMayAsk(t *testing.T) {
	t.Parallel()
	b := setup(t)
	acc := b.gusAccount("2027-12-31")
	for why, actor := range map[string]Actor{"a guest": b.person("gus@example.org"), "Academic Affairs": b.affairs, "a feed": b.feed, "nobody": {}} {
		if _, err := b.svc.RequestAccount(b.ctx, actor, gus("2027-12-31")); !errors.Is(err, ErrForbidden) {
			t.Errorf("%s asks for an account: %v", why, err)
		}
	}
	in := gus("2027-12-31")
	in.SponsorHUID = ptr("10000002")
	if _, err := b.svc.RequestAccount(b.ctx, b.ada, in); !errors.Is(err, ErrForbidden) {
		t.Errorf("in another sponsor's name: %v", err)
	}
	if _, err := b.svc.RequestExtension(b.ctx, b.ben, RequestExtensionInput{AccountID: acc.AccountID, ExpiresOn: d("2028-06-30")}); !errors.Is(err, ErrNotFound) {
		t.Errorf("another sponsor's guest: %v", err)
	}
	// The service desk asks for whom it names.
	in = gus("2027-12-31")
	in.Guest.GivenName, in.Guest.PersonalEmail = ptr("Mia"), ptr("mia@example.org")
	b.refused(b.desk, in, CodeRequired)
	in.SponsorHUID = ptr("99999999")
	b.refused(b.desk, in, CodeSponsorNotEligible)
	in.SponsorHUID = ptr("1234")
	b.refused(b.desk, in, CodeInvalid)
	in.SponsorHUID = ptr("10000002")
	if r := b.ask(b.desk, in); *r.SponsorID != b.ben.Sponsor.ID {
		t.Errorf("sponsor %d", *r.SponsorID)
	}
}

// What cannot be read is told with every bad field at once, and once each.
func TestUnreadableInput(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.refused(b.ada, RequestAccountInput{
		Guest:     GuestDetailsInput{GivenName: ptr("12"), FamilyName: ptr("a\x00b"), PersonalEmail: ptr("not an address"), HUID: ptr("12345")},
		HSRNumber: ptr("?!"), ExpiresOn: d("2027-01-03"), Entitlements: []Entitlement{DigitalLibrary},
	}, CodeInvalid, CodeInvalid, CodeInvalid, CodeInvalid, CodeInvalid, CodeEntitlementExcluded, CodeTermInPast)
	in := gus("2027-12-31")
	in.Guest.GivenName, in.Guest.FamilyName, in.HSRNumber = ptr("  José  María "), ptr("de la Cruz"), ptr("hsr 5001")
	r := b.ask(b.ada, in)
	if r.Name() != "José María de la Cruz" || *r.HSRNumber != "5001" {
		t.Errorf("read as %q, %q", r.Name(), *r.HSRNumber)
	}
}

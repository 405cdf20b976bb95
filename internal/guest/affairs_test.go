package guest

import (
	"errors"
	"strings"
	"testing"

	"github.com/guestd/guestd/internal/mail/notice"
)

// decide approves or denies, and wants it to go through.
func (b *bundle) settle(do func(*bundle, Actor, DecideRequestInput) (RequestAnswer, error), actor Actor, in DecideRequestInput) Request {
	b.t.Helper()
	answer, err := do(b, actor, in)
	b.must(err)
	if len(answer.Errors) > 0 {
		b.t.Fatalf("refused: %s", answer.Errors)
	}
	return b.request(in.RequestID)
}

func approve(b *bundle, actor Actor, in DecideRequestInput) (RequestAnswer, error) {
	return b.svc.ApproveRequest(b.ctx, actor, in)
}
func deny(b *bundle, actor Actor, in DecideRequestInput) (RequestAnswer, error) {
	return b.svc.DenyRequest(b.ctx, actor, in)
}
func cancel(b *bundle, actor Actor, in DecideRequestInput) (RequestAnswer, error) {
	return b.svc.CancelRequest(b.ctx, actor, in)
}

// "a Wyss request … is sent on to AcademicAffairs@wyss.harvard.edu with the whole request, and the
// requester is told. Their decision comes back … in their queue."
func TestAcademicAffairsDecide(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.roles(gusRole("2027-01-01", "2027-12-31"))
	r := b.ask(b.wyn, gus("2027-12-31"))
	b.wantStatus(r, AwaitingAcademicAffairs)
	b.wantSaid(b.said(), "ROUTED_TO_ACADEMIC_AFFAIRS to AcademicAffairs@wyss.harvard.edu", "ROUTED_TO_ACADEMIC_AFFAIRS to wyn.willow@wyss.harvard.edu")
	if raw := string(b.outbox()[0].Raw); !strings.Contains(raw, "Joint work on sequencing") || !strings.Contains(raw, "gus@example.org") {
		t.Errorf("the whole request is not in the mail:\n%s", raw)
	}
	for why, actor := range map[string]Actor{"the requester": b.wyn, "the service desk": b.desk} {
		if _, err := approve(b, actor, DecideRequestInput{RequestID: r.ID}); !errors.Is(err, ErrForbidden) {
			t.Errorf("%s approves in their place: %v", why, err)
		}
	}
	if _, err := approve(b, b.ada, DecideRequestInput{RequestID: r.ID}); !errors.Is(err, ErrNotFound) {
		t.Errorf("another sponsor: %v", err)
	}
	r = b.settle(approve, b.affairs, DecideRequestInput{RequestID: r.ID, ExpiresOn: d("2027-06-30"), Note: ptr("Until the end of June.")})
	if acc := b.opened(r); acc.ExpiresOn != d("2027-06-30") {
		t.Errorf("approved with another day, and ends %s", acc.ExpiresOn)
	}
	if deref(r.DecidedBy) != "academicaffairs@wyss.harvard.edu" || deref(r.DecisionNote) != "Until the end of June." {
		t.Errorf("decided by %s: %s", deref(r.DecidedBy), deref(r.DecisionNote))
	}
	answer, err := deny(b, b.affairs, DecideRequestInput{RequestID: r.ID})
	b.must(err)
	wantCodes(t, answer.Errors, CodeAlreadyDecided)
}

func TestAcademicAffairsDeny(t *testing.T) {
	t.Parallel()
	b := setup(t)
	r := b.ask(b.wyn, gus("2027-12-31"))
	r = b.settle(deny, b.affairs, DecideRequestInput{RequestID: r.ID, Note: ptr("She needs an appointment.")})
	b.wantStatus(r, Denied)
	b.wantSaid(b.saidSince(2), "REQUEST_DENIED to wyn.willow@wyss.harvard.edu")
	if raw := string(b.outbox(notice.KindRequestDenied)[0].Raw); !strings.Contains(raw, "She needs an appointment.") {
		t.Errorf("the reason is not in the mail:\n%s", raw)
	}
}

// A Wyss person whom the directory does not have yet writes to the bot: Academic Affairs decides
// first, and the request goes on once the directory has them.
func TestAWyssPersonWhomTheDirectoryDoesNotHave(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.roles(gusRole("2027-01-01", "2027-12-31"))
	in := gus("2027-12-31")
	in.ViaAcademicAffairs = true
	bot := Actor{Email: "new.person@wyss.harvard.edu", Roles: []Role{RoleIntake}, Source: SourceEmail, InboundEmailID: b.inbound()}
	r := b.ask(bot, in)
	b.wantStatus(r, AwaitingAcademicAffairs)
	b.wantSaid(b.said(), "ROUTED_TO_ACADEMIC_AFFAIRS to AcademicAffairs@wyss.harvard.edu") // the bot's answer tells the sender
	r = b.settle(approve, b.affairs, DecideRequestInput{RequestID: r.ID})
	b.wantStatus(r, AwaitingServiceDesk)
	b.directory(SponsorInput{HUID: "10000009", Name: "New Person", Email: "New.Person@wyss.harvard.edu", Affiliation: WyssAffiliate, Active: true})
	acc := b.opened(b.request(r.ID))
	if found, _ := b.svc.SponsorsByIDs(b.ctx, []int64{acc.SponsorID}); found[acc.SponsorID].HUID != "10000009" {
		t.Errorf("sponsored by %+v", found)
	}
	bot.InboundEmailID = 0
	if _, err := b.svc.RequestAccount(b.ctx, bot, in); !errors.Is(err, ErrForbidden) {
		t.Errorf("somebody unknown who asks on the page: %v", err)
	}
}

// What Academic Affairs approved is what they saw: another person or another term needs their
// approval anew; what was missing can be filled in.
func TestAnApprovalIsForWhatWasAsked(t *testing.T) {
	t.Parallel()
	b := setup(t)
	in := gus("2027-06-30")
	in.Guest.PersonalEmail = nil
	r := b.ask(b.wyn, in)
	r = b.settle(approve, b.affairs, DecideRequestInput{RequestID: r.ID})
	b.wantStatus(r, NeedsDetails)
	supply := func(actor Actor, in SupplyRequestDetailsInput) Request {
		in.RequestID = r.ID
		answer, err := b.svc.SupplyRequestDetails(b.ctx, actor, in)
		b.must(err)
		wantCodes(t, answer.Errors)
		return b.request(r.ID)
	}
	b.wantStatus(supply(b.wyn, SupplyRequestDetailsInput{Guest: &GuestDetailsInput{PersonalEmail: ptr("gus@example.org")}}), AwaitingRole)
	b.wantStatus(supply(b.wyn, SupplyRequestDetailsInput{ExpiresOn: d("2027-12-31")}), AwaitingAcademicAffairs)
	b.settle(approve, b.affairs, DecideRequestInput{RequestID: r.ID})
	b.wantStatus(supply(b.wyn, SupplyRequestDetailsInput{Guest: &GuestDetailsInput{FamilyName: ptr("Groves")}}), AwaitingAcademicAffairs)
	b.settle(approve, b.affairs, DecideRequestInput{RequestID: r.ID})
	b.wantStatus(supply(b.affairs, SupplyRequestDetailsInput{ExpiresOn: d("2027-10-31")}), AwaitingRole) // their own change
}

// inbound is an email that the bot acts upon.
func (b *bundle) inbound() (id int64) {
	b.t.Helper()
	b.must(b.db.GetContext(b.ctx, &id, `INSERT INTO inbound_emails (at_mailbox, at_uid_validity, at_uid, size, fingerprint, received_at, raw, from_address, subject, body_text, created_at)
		SELECT 'INBOX', 1, n, 0, convert_to('mail ' || n, 'UTF8'), $1, '', 'new.person@wyss.harvard.edu', 'A guest', 'Please sponsor Gus', $1
		FROM (SELECT count(*) + 1 AS n FROM inbound_emails) c RETURNING id`, b.clock.Now()))
	return id
}

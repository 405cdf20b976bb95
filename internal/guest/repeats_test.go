package guest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
)

// "the same key and input again answers as the first time and changes nothing"
func TestIdempotencyKeys(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.roles(gusRole("2027-01-01", "2030-12-31"))
	state := func() string {
		var text string
		b.must(b.db.GetContext(b.ctx, &text, `SELECT (SELECT count(*) FROM requests) || ' ' || (SELECT count(*) FROM notifications) || ' ' ||
			(SELECT count(*) FROM audit_events) || ' ' || (SELECT string_agg(status || expires_on || updated_at, ',') FROM accounts)`))
		return text
	}
	twice := func(what string, do func() (any, error)) {
		t.Helper()
		first, err := do()
		b.must(err)
		before := state()
		b.clock.Set(b.clock.Now().Add(1e9))
		again, err := do()
		b.must(err)
		if fmt.Sprint(first) != fmt.Sprint(again) {
			t.Errorf("%s: answered %v, then %v", what, first, again)
		}
		if after := state(); after != before {
			t.Errorf("%s: the repeat changed %s into %s", what, before, after)
		}
	}
	in := gus("2027-12-31")
	in.IdempotencyKey = ptr("k1")
	twice("a request", func() (any, error) { return b.svc.RequestAccount(b.ctx, b.ada, in) })
	bad := gus("2029-12-31")
	bad.IdempotencyKey = ptr("k2")
	twice("a refusal", func() (any, error) { return b.svc.RequestAccount(b.ctx, b.ada, bad) })
	more := RequestExtensionInput{AccountID: "gg101", ExpiresOn: d("2028-06-30"), IdempotencyKey: ptr("k3")}
	twice("an extension", func() (any, error) { return b.svc.RequestExtension(b.ctx, b.ada, more) })
	acc := AccountInput{AccountID: "gg101", IdempotencyKey: ptr("k4")}
	twice("a new code", func() (any, error) { return b.svc.ResendActivation(b.ctx, b.ada, acc) })
	twice("an end", func() (any, error) {
		return b.svc.EndAccount(b.ctx, b.ada, EndAccountInput{AccountID: "gg101", IdempotencyKey: ptr("k5")})
	})

	answer, err := b.svc.RequestAccount(b.ctx, b.ada, func() RequestAccountInput { i := in; i.ExpiresOn = d("2027-11-30"); return i }())
	b.must(err)
	wantCodes(t, answer.Errors, CodeConflict) // the key with another input
	other, err := b.svc.RequestExtension(b.ctx, b.ada, RequestExtensionInput{AccountID: "gg101", ExpiresOn: d("2028-06-30"), IdempotencyKey: ptr("k1")})
	b.must(err)
	wantCodes(t, other.Errors, CodeConflict) // the key with another operation
	in.Guest.PersonalEmail, in.Guest.GivenName = ptr("mia@example.org"), ptr("Mia")
	if answer, err = b.svc.RequestAccount(b.ctx, b.ben, in); err != nil || len(answer.Errors) > 0 {
		t.Errorf("another person's key of the same text: %v, %v", answer.Errors, err)
	}
	if _, err := b.svc.RequestAccount(b.ctx, b.feed, in); !errors.Is(err, ErrForbidden) {
		t.Errorf("%v", err)
	}
}

// at runs n at once and gathers their answers.
func at[A any](t *testing.T, n int, do func(i int) (A, error)) []A {
	t.Helper()
	answers := make([]A, n)
	var group sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		group.Go(func() {
			<-start
			var err error
			if answers[i], err = do(i); err != nil {
				t.Errorf("%d: %v", i, err)
			}
		})
	}
	close(start)
	group.Wait()
	return answers
}

func TestTheSameKeyAtOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.roles(gusRole("2027-01-01", "2030-12-31"))
	in := gus("2027-12-31")
	in.IdempotencyKey = ptr("once")
	answers := at(t, 6, func(int) (RequestAnswer, error) { return b.svc.RequestAccount(b.ctx, b.ada, in) })
	for _, a := range answers {
		if a.RequestID != answers[0].RequestID || len(a.Errors) > 0 {
			t.Errorf("answers differ: %+v", answers)
		}
	}
	b.wantSaid(b.said(), "ACTIVATION to gus@example.org", "ACTIVATION cc ada_alder@hms.harvard.edu")
}

// One sponsor's request for one guest, sent several times at once without a key: one is made, the
// others are told of it.
func TestTheSameRequestAtOnce(t *testing.T) {
	t.Parallel()
	for why, ends := range map[string]string{"held": "", "fulfilled": "2030-12-31"} {
		t.Run(why, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			if ends != "" {
				b.roles(gusRole("2027-01-01", ends))
			}
			answers := at(t, 6, func(int) (RequestAnswer, error) { return b.svc.RequestAccount(b.ctx, b.ada, gus("2027-12-31")) })
			made := 0
			for _, a := range answers {
				if len(a.Errors) == 0 {
					made++
				} else if !slices.Equal(codes(a.Errors), []UserErrorCode{CodeConflict}) {
					t.Errorf("refused with %v", a.Errors)
				}
			}
			if made != 1 {
				t.Errorf("%d requests were made", made)
			}
		})
	}
}

// Several sponsors bring one new person at once: one gets the account, the others' requests wait
// for the service desk.
func TestSeveralSponsorsAtOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.roles(gusRole("2027-01-01", "2030-12-31"))
	actors := []Actor{b.ada, b.ben, b.ada, b.ben}
	at(t, 4, func(i int) (RequestAnswer, error) { return b.svc.RequestAccount(b.ctx, actors[i], gus("2027-12-31")) })
	var statuses []string
	b.must(b.db.SelectContext(b.ctx, &statuses, `SELECT status FROM requests ORDER BY status`))
	if !slices.Equal(statuses, []string{"AWAITING_SERVICE_DESK", "FULFILLED"}) {
		t.Errorf("%v", statuses)
	}
}

// A role that comes, or shrinks, while requests for it are being made: none is left waiting for a
// role that is there, and no account outlives it.
func TestRequestsAndTheFeedAtOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const people = 8
	name := func(i int) string { return fmt.Sprintf("p%d@example.org", i) }
	roleOf := func(i int, ends string) SponsoredRoleInput {
		role := gusRole("2027-01-01", ends)
		role.Number, role.GuestHUID, role.GuestEmail = fmt.Sprintf("60%02d", i), fmt.Sprintf("710000%02d", i), ptr(name(i))
		return role
	}
	var rows, shorter []SponsoredRoleInput
	for i := range people {
		rows, shorter = append(rows, roleOf(i, "2027-12-31")), append(shorter, roleOf(i, "2027-06-30"))
	}
	slices.Reverse(shorter)
	at(t, people+2, func(i int) (any, error) {
		switch i {
		case people:
			_, _, err := b.svc.UpsertSponsoredRoles(b.ctx, b.feed, rows)
			return nil, err
		case people + 1:
			_, _, err := b.svc.UpsertSponsoredRoles(b.ctx, b.feed, shorter)
			return nil, err
		}
		in := gus("2027-12-31")
		in.Guest.PersonalEmail = ptr(name(i))
		return b.svc.RequestAccount(b.ctx, b.ada, in)
	})
	b.checkInvariants(b.svc.Today())
	var waiting int
	b.must(b.db.GetContext(b.ctx, &waiting, `SELECT count(*) FROM requests q JOIN sponsored_roles r ON r.guest_email = q.personal_email
		WHERE q.status <> 'FULFILLED' AND r.ends_on >= q.expires_on`))
	if waiting > 0 {
		t.Errorf("%d requests wait for a role that is there", waiting)
	}
}

// Everything about a few accounts at once: nothing fails, and what must hold holds.
func TestEverythingAtOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	acc := b.gusAccount("2027-06-30")
	guest := b.person("gus@example.org")
	b.to(d("2027-06-25"), 9)
	wish := b.askMore(guest, acc.AccountID, "2027-09-30")
	ignore := func(answer any, err error) (any, error) {
		if errors.Is(err, ErrForbidden) || errors.Is(err, ErrNotFound) {
			return nil, nil // what came before left nothing to do
		}
		return answer, err
	}
	at(t, 24, func(i int) (any, error) {
		switch i % 8 {
		case 0:
			return ignore(b.svc.RequestExtension(b.ctx, b.ada, RequestExtensionInput{AccountID: acc.AccountID, ExpiresOn: d("2027-08-31").AddDays(i)}))
		case 1:
			return ignore(b.svc.ApproveRequest(b.ctx, b.ada, DecideRequestInput{RequestID: wish.ID}))
		case 2:
			return ignore(b.svc.RequestExtension(b.ctx, guest, RequestExtensionInput{AccountID: acc.AccountID, ExpiresOn: d("2027-11-30").AddDays(i)}))
		case 3:
			_, _, err := b.svc.UpsertSponsoredRoles(b.ctx, b.feed, []SponsoredRoleInput{gusRole("2027-01-01", fmt.Sprintf("2027-%02d-28", 8+i%4))})
			return nil, err
		case 4:
			return ignore(b.svc.Remind(b.ctx))
		case 5:
			return ignore(b.svc.Expire(b.ctx))
		case 6:
			return nil, b.svc.Resume(b.ctx)
		default:
			return ignore(b.svc.SupplyRequestDetails(b.ctx, guest, SupplyRequestDetailsInput{RequestID: wish.ID, ExpiresOn: d("2027-10-01").AddDays(i)}))
		}
	})
	b.checkInvariants(b.svc.Today())
}

// Who wrote the email that the bot acts upon has the bot's answer and gets no notice besides;
// everybody else is told. What is done by mail reads in the audit trail with the message.
func TestTheBotsSenderGetsNoNoticeBesides(t *testing.T) {
	t.Parallel()
	b := setup(t)
	email := b.inbound()
	bot := b.ada
	bot.InboundEmailID, bot.Source, bot.Email = email, SourceEmail, "ADA_Alder@hms.harvard.edu"
	r := b.ask(bot, gus("2027-06-30"))
	b.wantSaid(b.said()) // no ROLE_NEEDED
	if r.Source != SourceEmail || *r.InboundEmailID != email {
		t.Errorf("request: %s, email %v", r.Source, r.InboundEmailID)
	}
	b.roles(gusRole("2027-01-01", "2030-12-31")) // this is not the sender's doing: they are told
	b.wantSaid(b.said(), "ACTIVATION to gus@example.org", "ACTIVATION cc ada_alder@hms.harvard.edu")
	acc := b.activate(b.opened(b.request(r.ID)))
	before := len(b.said())
	b.wantStatus(b.askMore(bot, acc.AccountID, "2027-12-31"), Fulfilled)
	b.wantSaid(b.saidSince(before), "EXTENDED to gus@example.org")
	before = len(b.said())
	b.end(bot, acc, "2027-10-31")
	b.wantSaid(b.saidSince(before), "ENDED to gus@example.org")
	var by []string
	b.must(b.db.SelectContext(b.ctx, &by, `SELECT DISTINCT action FROM audit_events WHERE inbound_email_id = $1 AND actor = 'ada_alder@hms.harvard.edu' ORDER BY 1`, email))
	if want := []string{"account.ended", "account.extended", "request.fulfilled", "request.made"}; !slices.Equal(by, want) {
		t.Errorf("audited with the message: %v, want %v", by, want)
	}
	made, err := b.svc.RequestsOfInboundEmails(context.Background(), []int64{email})
	b.must(err)
	if len(made[email]) != 2 {
		t.Errorf("the message made %d requests", len(made[email]))
	}
}

package guest

import (
	"errors"
	"testing"
	"time"
)

// halfway decides a request, lets the others come in between, and then keeps it.
func (b *bundle) halfway(actor Actor, in RequestAccountInput, between func()) (made Request, err error) {
	b.t.Helper()
	err = b.svc.transact(b.ctx, actor, func(w *work) error {
		if _, err := exec(w, w.q.ShareFeeds, feedLock); err != nil {
			return err
		}
		r, d, err := w.draftAccount(in)
		if err != nil || len(d.Errors) > 0 {
			return errors.Join(err, errors.New(d.Errors.String()))
		}
		between()
		made, err = w.keep(r, d, "request.made")
		return err
	})
	return made, err
}

// started runs do, and returns once it is done or waits for a lock; the channel tells when it is done.
func (b *bundle) started(do func() error) <-chan error {
	b.t.Helper()
	done := make(chan error, 1)
	go func() { done <- do() }()
	deadline := time.NewTimer(30 * time.Second)
	defer deadline.Stop()
	for {
		var waiting bool
		b.must(b.db.GetContext(b.ctx, &waiting, `SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')`))
		if waiting {
			return done
		}
		poll := time.NewTimer(5 * time.Millisecond)
		select {
		case err := <-done:
			done <- err
			return done
		case <-poll.C:
		case <-deadline.C:
			b.t.Fatal("neither done nor waiting")
		}
		poll.Stop()
	}
}

// A role that comes while a request is being held for want of it.
func TestARoleThatComesJustThen(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var feed <-chan error
	r, err := b.halfway(b.ada, gus("2027-12-31"), func() {
		feed = b.started(func() error {
			_, _, err := b.svc.UpsertSponsoredRoles(b.ctx, b.feed, []SponsoredRoleInput{gusRole("2027-01-01", "2027-12-31")})
			return err
		})
	})
	b.must(err)
	b.must(<-feed)
	b.wantStatus(b.request(r.ID), Fulfilled)
}

// A role that is shortened while an account is being opened on it.
func TestARoleThatShrinksJustThen(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.roles(gusRole("2027-01-01", "2027-12-31"))
	var feed <-chan error
	r, err := b.halfway(b.ada, gus("2027-12-31"), func() {
		feed = b.started(func() error {
			_, _, err := b.svc.UpsertSponsoredRoles(b.ctx, b.feed, []SponsoredRoleInput{gusRole("2027-01-01", "2027-06-30")})
			return err
		})
	})
	b.must(err)
	b.must(<-feed)
	if acc := b.opened(r); acc.ExpiresOn != d("2027-06-30") {
		t.Errorf("the account ends %s, and its role on June 30", acc.ExpiresOn)
	}
}

// A sponsor's second request while the first is being made.
func TestATwinThatComesJustThen(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var twin <-chan error
	var answer RequestAnswer
	r, err := b.halfway(b.ada, gus("2027-12-31"), func() {
		twin = b.started(func() (err error) {
			answer, err = b.svc.RequestAccount(b.ctx, b.ada, gus("2027-10-31"))
			return err
		})
	})
	b.must(err)
	b.must(<-twin)
	wantCodes(t, answer.Errors, CodeConflict)
	if answer.RequestID != r.ID {
		t.Errorf("names request %d, want %d", answer.RequestID, r.ID)
	}
}

// Another sponsor's request for the same new person has been decided, and not made, when this one
// is made: it must not take the account over.
func TestARequestIsOvertaken(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.roles(gusRole("2027-01-01", "2027-12-31"))
	var first Request
	_, err := b.halfway(b.ben, gus("2027-12-31"), func() { first = b.ask(b.ada, gus("2027-12-31")) })
	if !errors.Is(err, errOvertaken) {
		t.Fatalf("not decided anew: %v", err)
	}
	if acc := b.opened(first); acc.SponsorID != b.ada.Sponsor.ID {
		t.Error("the account changed hands")
	}
}

// And one that waits while the first is being made finds the person who is new no more.
func TestTheSecondFindsTheFirstsPerson(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.roles(gusRole("2027-01-01", "2027-12-31"))
	var second <-chan error
	var answer RequestAnswer
	err := b.svc.deciding(b.ctx, b.ada, func(w *work) error {
		if _, err := w.requestAccount(gus("2027-12-31")); err != nil {
			return err
		}
		second = b.started(func() (err error) {
			answer, err = b.svc.RequestAccount(b.ctx, b.ben, gus("2027-12-31"))
			return err
		})
		return nil
	})
	b.must(err)
	b.must(<-second)
	b.wantStatus(b.request(answer.RequestID), AwaitingServiceDesk)
}

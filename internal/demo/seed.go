package demo

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"

	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/clock"
	"github.com/guestd/guestd/internal/guest"
	"github.com/guestd/guestd/internal/mail/notice"
	"github.com/guestd/guestd/internal/mail/outbox"
)

func itoa(n int) string { return strconv.Itoa(n) }

// Seed fills an empty database with the sample directory and roles and, unless empty is asked
// for, with guests and accounts in every status: by the same use cases that everybody uses, on a
// service whose clock is walked through the past. send delivers the mail that comes of it.
func Seed(ctx context.Context, guests *guest.Service, past *clock.Fixed, today calendar.Date, empty bool, send Send) error {
	feed := guest.Actor{Name: "sample data", Roles: []guest.Role{guest.RoleFeed}, Source: guest.SourceAPI}
	past.Set(today.AddDays(-365).At(9))
	var sponsors []guest.SponsorInput
	for _, p := range People() {
		department := p.Department
		sponsors = append(sponsors, guest.SponsorInput{HUID: p.HUID, Name: p.Name, Email: p.Email, Affiliation: guest.SponsorAffiliation(p.Affiliation), Department: &department, Active: p.Active})
	}
	if _, errs, err := guests.UpsertSponsors(ctx, feed, sponsors); err != nil || len(errs) > 0 {
		return fmt.Errorf("sample directory: %w", errors.Join(err, asError(errs)))
	}
	var roles []guest.SponsoredRoleInput
	for _, r := range freeRoles {
		roles = append(roles, r.input(today))
	}
	if !empty {
		for _, a := range accountRoles {
			roles = append(roles, a.role.input(today))
		}
	}
	if _, errs, err := guests.UpsertSponsoredRoles(ctx, feed, roles); err != nil || len(errs) > 0 {
		return fmt.Errorf("sample roles: %w", errors.Join(err, asError(errs)))
	}
	if empty {
		return nil
	}
	for _, a := range accountRoles {
		if err := seedAccount(ctx, guests, past, today, a, send); err != nil {
			return fmt.Errorf("sample account of %s %s: %w", a.role.given, a.role.family, err)
		}
	}
	return nil
}

func seedAccount(ctx context.Context, guests *guest.Service, past *clock.Fixed, today calendar.Date, a sampleAccount, send Send) error {
	past.Set(today.AddDays(a.begun).At(10))
	sponsor, err := guests.ActorFor(ctx, "", a.sponsor, nil)
	if err != nil {
		return err
	}
	sponsor.Source = guest.SourceWeb
	affiliation := "Sample University"
	answer, err := guests.RequestAccount(ctx, sponsor, guest.RequestAccountInput{
		Guest:     guest.GuestDetailsInput{GivenName: &a.role.given, FamilyName: &a.role.family, PersonalEmail: &a.role.email, HUID: &a.role.huid, Affiliation: &affiliation, Role: &a.role.kind},
		HSRNumber: &a.role.number, ExpiresOn: today.AddDays(a.ends),
	})
	if err != nil || len(answer.Errors) > 0 {
		return errors.Join(err, asError(answer.Errors))
	}
	r, err := guests.VisibleRequest(ctx, sponsor, answer.RequestID)
	if err != nil {
		return err
	}
	if r.AccountRowID == nil {
		return fmt.Errorf("it was not made: %s", r.Status)
	}
	accounts, err := guests.AccountsByIDs(ctx, []int64{*r.AccountRowID})
	if err != nil {
		return err
	}
	return seedFate(ctx, guests, sponsor, a, accounts[*r.AccountRowID].AccountID, send)
}

// seedFate has the guest activate the account with the code that was mailed, and then what became
// of it.
func seedFate(ctx context.Context, guests *guest.Service, sponsor guest.Actor, a sampleAccount, accountID string, send Send) error {
	code, err := deliverAll(ctx, guests.Outbox(), send)
	if err != nil || a.then == "" {
		return err
	}
	answer, err := guests.ActivateAccount(ctx, accountID, code)
	if err != nil || len(answer.Errors) > 0 {
		return errors.Join(err, asError(answer.Errors))
	}
	switch a.then {
	case "suspended":
		answer, err = guests.SuspendAccount(ctx, sponsor, guest.AccountInput{AccountID: accountID})
	case "ended":
		answer, err = guests.EndAccount(ctx, sponsor, guest.EndAccountInput{AccountID: accountID})
	}
	return errors.Join(err, asError(answer.Errors))
}

// Send hands one mail of the outbox to a mail server.
type Send func(context.Context, outbox.Outgoing) outbox.Try

// mailedCode is the code behind its label: a Message-ID can have digits that look like one.
var mailedCode = regexp.MustCompile(`Activation code: ([2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4})`)

// deliverAll sends what waits, and answers with the last activation code among it.
func deliverAll(ctx context.Context, box *outbox.Outbox, send Send) (code string, err error) {
	ids, err := box.Pending(ctx, 1000)
	if err != nil {
		return "", err
	}
	for _, id := range ids {
		if _, err := box.Deliver(ctx, id, func(ctx context.Context, mail outbox.Outgoing) outbox.Try {
			if found := mailedCode.FindSubmatch(mail.Message); found != nil && mail.Kind == notice.KindActivation {
				code = string(found[1])
			}
			return send(ctx, mail)
		}); err != nil {
			return "", err
		}
	}
	return code, nil
}

func asError(errs guest.UserErrors) error {
	if len(errs) == 0 {
		return nil
	}
	return errors.New(errs.String())
}

package guest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/postgres"
)

// MaxFeedRows bounds one batch of a feed.
const MaxFeedRows = 100_000

// SponsorInput is the directory's word on one person.
type SponsorInput struct {
	HUID        string
	Name        string
	Email       string
	Affiliation SponsorAffiliation
	Department  *string
	Active      bool
}

// SponsoredRoleInput is the HSR portal's word on one role.
type SponsoredRoleInput struct {
	Number          string
	Type            string
	GuestHUID       string
	GuestGivenName  string
	GuestFamilyName string
	GuestEmail      *string
	SponsorHUID     *string
	StartsOn        calendar.Date
	EndsOn          calendar.Date
}

// UpsertSponsors takes a batch of the directory's feed, all or nothing: each person is made or
// brought up to date, and open requests of theirs are decided again. It answers with everybody
// named, in the feed's order. ErrForbidden for whoever is neither feed nor service desk.
func (s *Service) UpsertSponsors(ctx context.Context, actor Actor, in []SponsorInput) (sponsors []Sponsor, errs UserErrors, err error) {
	if !actor.Is(RoleFeed) && !actor.Is(RoleServiceDesk) {
		return nil, nil, ErrForbidden
	}
	rows, errs := readSponsors(in)
	if len(errs) > 0 {
		return nil, errs, nil
	}
	err = s.feeding(ctx, actor, func(w *work) error {
		sponsors, err = w.upsertSponsors(rows)
		return err
	})
	if postgres.Violates(err, "sponsors_email_key") {
		errs.add(CodeConflict, []string{"sponsors"}, "Two people of the directory would have the same email address: %s", "each address belongs to one person.")
		return nil, errs, nil
	}
	return sponsors, errs, err
}

type sponsorRow struct {
	HUID        string             `json:"huid"`
	Name        string             `json:"name"`
	Email       string             `json:"email"`
	Affiliation SponsorAffiliation `json:"affiliation"`
	Department  *string            `json:"department"`
	Active      bool               `json:"active"`
}

func readSponsors(in []SponsorInput) ([]sponsorRow, UserErrors) {
	var read reading
	if len(in) > MaxFeedRows {
		read.errs.add(CodeInvalid, []string{"sponsors"}, "A batch has at most %d rows.", MaxFeedRows)
		return nil, read.errs
	}
	rows, seen := make([]sponsorRow, 0, len(in)), map[string]int{}
	for i, s := range in {
		at := func(field string) []string { return []string{"sponsors", strconv.Itoa(i), field} }
		huid := read.needed(read.huid(&s.HUID, at("huid")...), s.HUID, at("huid"))
		row := sponsorRow{
			HUID: huid, Name: read.needed(read.name(&s.Name, at("name")...), s.Name, at("name")),
			Email:       read.needed(read.email(&s.Email, at("email")...), s.Email, at("email")),
			Affiliation: s.Affiliation, Department: read.text(s.Department, 200, false, at("department")...), Active: s.Active,
		}
		if !s.Affiliation.known() {
			read.errs.add(CodeInvalid, at("affiliation"), "%q is no affiliation that the rules know.", clip(string(s.Affiliation)))
		}
		if first, twice := seen[huid]; twice && huid != "" {
			read.errs.add(CodeConflict, at("huid"), "The Harvard ID %s stands in row %d already.", huid, first)
		}
		seen[huid] = i
		rows = append(rows, row)
	}
	return rows, read.errs
}

// needed adds the error for a value that must be there and is not.
func (r *reading) needed(value *string, given string, field []string) string {
	if value != nil {
		return *value
	}
	if len(r.errs) == 0 || fmt.Sprint(r.errs[len(r.errs)-1].Field) != fmt.Sprint(field) {
		r.errs.add(CodeRequired, field, "%s is missing.", nameOf(field))
	}
	return given
}

func (w *work) upsertSponsors(rows []sponsorRow) ([]Sponsor, error) {
	text, err := json.Marshal(rows)
	if err != nil {
		return nil, fmt.Errorf("sponsors: %w", err)
	}
	changed, err := all[Sponsor](w, w.q.UpsertSponsors, string(text), w.now)
	if err != nil {
		return nil, err
	}
	ids, emails := int64s{}, texts{}
	for _, s := range changed {
		ids, emails = append(ids, s.ID), append(emails, s.Email)
		if err := w.audit("sponsor.updated", TypeSponsor, s.ID, fmt.Sprintf("%s: %s, active %t.", s.HUID, s.Affiliation, s.Active)); err != nil {
			return nil, err
		}
	}
	if err := w.redecideAll(w.q.OpenOfSponsors, ids, emails); err != nil {
		return nil, err
	}
	huids := make(texts, len(rows))
	for i, row := range rows {
		huids[i] = row.HUID
	}
	now, err := all[Sponsor](w, w.q.SponsorsByHUIDs, huids)
	return inOrder(now, huids, func(s Sponsor) string { return s.HUID }), err
}

// UpsertSponsoredRoles takes a batch of the HSR portal's feed, all or nothing. A role that is
// shortened or ended takes its account with it; a role that comes, or grows, lets requests that
// wait for it go on, and lengthens no account by itself.
func (s *Service) UpsertSponsoredRoles(ctx context.Context, actor Actor, in []SponsoredRoleInput) (roles []SponsoredRole, errs UserErrors, err error) {
	if !actor.Is(RoleFeed) && !actor.Is(RoleServiceDesk) {
		return nil, nil, ErrForbidden
	}
	rows, errs := readRoles(in)
	if len(errs) > 0 {
		return nil, errs, nil
	}
	err = s.feeding(ctx, actor, func(w *work) error {
		roles, err = w.upsertRoles(rows)
		return err
	})
	return roles, errs, err
}

type roleRow struct {
	Number          string        `json:"number"`
	Type            string        `json:"type"`
	GuestHUID       string        `json:"guest_huid"`
	GuestGivenName  string        `json:"guest_given_name"`
	GuestFamilyName string        `json:"guest_family_name"`
	GuestEmail      *string       `json:"guest_email"`
	SponsorHUID     *string       `json:"sponsor_huid"`
	StartsOn        calendar.Date `json:"starts_on"`
	EndsOn          calendar.Date `json:"ends_on"`
}

func readRoles(in []SponsoredRoleInput) ([]roleRow, UserErrors) {
	var read reading
	if len(in) > MaxFeedRows {
		read.errs.add(CodeInvalid, []string{"roles"}, "A batch has at most %d rows.", MaxFeedRows)
		return nil, read.errs
	}
	rows, seen := make([]roleRow, 0, len(in)), map[string]int{}
	for i, r := range in {
		at := func(field string) []string { return []string{"roles", strconv.Itoa(i), field} }
		number := read.needed(read.hsr(&r.Number, at("number")...), r.Number, at("number"))
		row := roleRow{
			Number: number, Type: read.needed(read.text(&r.Type, 100, false, at("type")...), r.Type, at("type")),
			GuestHUID:       read.needed(read.huid(&r.GuestHUID, at("guestHuid")...), r.GuestHUID, at("guestHuid")),
			GuestGivenName:  read.needed(read.name(&r.GuestGivenName, at("guestGivenName")...), r.GuestGivenName, at("guestGivenName")),
			GuestFamilyName: read.needed(read.name(&r.GuestFamilyName, at("guestFamilyName")...), r.GuestFamilyName, at("guestFamilyName")),
			GuestEmail:      read.email(r.GuestEmail, at("guestEmail")...),
			SponsorHUID:     read.huid(r.SponsorHUID, at("sponsorHuid")...),
			StartsOn:        r.StartsOn, EndsOn: r.EndsOn,
		}
		switch {
		case r.StartsOn.IsZero():
			read.errs.add(CodeRequired, at("startsOn"), "The role's first day is missing.")
		case r.EndsOn.IsZero():
			read.errs.add(CodeRequired, at("endsOn"), "The role's last day is missing.")
		case r.EndsOn.Before(r.StartsOn):
			read.errs.add(CodeEndsBeforeStart, at("endsOn"), "The role ends on %s, before it begins on %s.", r.EndsOn, r.StartsOn)
		}
		if first, twice := seen[number]; twice && number != "" {
			read.errs.add(CodeConflict, at("number"), "The role %s stands in row %d already.", number, first)
		}
		seen[number] = i
		rows = append(rows, row)
	}
	return rows, read.errs
}

func (w *work) upsertRoles(rows []roleRow) ([]SponsoredRole, error) {
	text, err := json.Marshal(rows)
	if err != nil {
		return nil, fmt.Errorf("roles: %w", err)
	}
	changed, err := all[SponsoredRole](w, w.q.UpsertRoles, string(text), w.now)
	if err != nil {
		return nil, err
	}
	ids, numbers, huids, emails := int64s{}, texts{}, texts{}, texts{}
	for _, r := range changed {
		ids, numbers, huids = append(ids, r.ID), append(numbers, r.Number), append(huids, r.GuestHUID)
		if r.GuestEmail != nil {
			emails = append(emails, *r.GuestEmail)
		}
		if err := w.audit("role.updated", TypeSponsoredRole, r.ID, fmt.Sprintf("HSR %s: %s to %s.", r.Number, r.StartsOn, r.EndsOn)); err != nil {
			return nil, err
		}
	}
	if err := w.takeAlong(ids); err != nil {
		return nil, err
	}
	if err := w.redecideAll(w.q.OpenForRoles, numbers, huids, emails); err != nil {
		return nil, err
	}
	named := make(texts, len(rows))
	for i, row := range rows {
		named[i] = row.Number
	}
	now, err := all[SponsoredRole](w, w.q.RolesByNumbers, named)
	return inOrder(now, named, func(r SponsoredRole) string { return r.Number }), err
}

// takeAlong: "A role that is shortened or ended takes the account with it, and says so", unless
// another role of the same guest carries the account as far.
func (w *work) takeAlong(roleIDs int64s) error {
	accounts, err := all[Account](w, w.q.OutlivingRoles, roleIDs)
	if err != nil {
		return err
	}
	for _, acc := range accounts {
		if err := w.followRole(acc); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) followRole(acc Account) error {
	rows, err := all[roleOfGuest](w, w.q.RolesOfGuests, int64s{acc.GuestID})
	if err != nil {
		return err
	}
	roles := make([]SponsoredRole, len(rows))
	var own *SponsoredRole
	for i, row := range rows {
		roles[i] = row.SponsoredRole
		if row.ID == acc.RoleID {
			own = &roles[i]
		}
	}
	if best := furthestRole(roles, calendar.Later(w.today, acc.StartsOn)); best != nil && (own == nil || best.EndsOn.After(own.EndsOn)) {
		own = best
	}
	if own == nil {
		byID, err := all[SponsoredRole](w, w.q.RolesByIDs, int64s{acc.RoleID})
		if err != nil || len(byID) == 0 {
			return errors.Join(err, fmt.Errorf("account %d: its role is gone", acc.ID))
		}
		own = &byID[0]
	}
	acc.RoleID = own.ID
	if !own.EndsOn.Before(acc.ExpiresOn) {
		return w.changed(acc, "account.role_changed", fmt.Sprintf("rests on HSR %s now", own.Number), nil)
	}
	was := acc.ExpiresOn
	acc.ExpiresOn = own.EndsOn
	what := fmt.Sprintf("ends on %s, with HSR %s", own.EndsOn.Spelt(), own.Number)
	if own.EndsOn.Before(w.today) {
		acc.Stored, acc.EndedAt = Ended, &w.now
		what = fmt.Sprintf("ended, since HSR %s ended on %s", own.Number, own.EndsOn.Spelt())
	}
	if acc.ExpiresOn.Before(acc.StartsOn) {
		acc.StartsOn = acc.ExpiresOn // the role now ends before the account was to begin
	}
	if err := w.changed(acc, "account.shortened", what, nil); err != nil {
		return err
	}
	if err := w.cancelReminders(acc.ID); err != nil {
		return err
	}
	if acc.Stored == Ended {
		if err := w.cancelExtensions(acc, "The account has ended, with its Harvard Sponsored Role."); err != nil {
			return err
		}
	}
	return w.tellOfAccount(acc, noticeRoleEnded, "", was)
}

func inOrder[T any](rows []T, keys []string, key func(T) string) []T {
	byKey := make(map[string]T, len(rows))
	for _, row := range rows {
		byKey[key(row)] = row
	}
	out := make([]T, 0, len(keys))
	for _, k := range keys {
		if row, ok := byKey[k]; ok {
			out = append(out, row)
		}
	}
	return out
}

// CheckSponsors finds what is wrong with a batch of the directory's feed by itself, before any of
// it is written.
func CheckSponsors(in []SponsorInput) UserErrors {
	_, errs := readSponsors(in)
	return errs
}

// CheckRoles is CheckSponsors for the HSR portal's feed.
func CheckRoles(in []SponsoredRoleInput) UserErrors {
	_, errs := readRoles(in)
	return errs
}

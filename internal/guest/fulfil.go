package guest

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// fulfil makes the account, or its later end, that a request asked for.
func (w *work) fulfil(r Request, d Decision) (Request, error) {
	by := w.actor.Label()
	r.Status, r.Holds, r.StartsOn, r.ExpiresOn = Fulfilled, Holds{}, d.StartsOn, d.ExpiresOn
	if r.DecidedBy == nil {
		r.DecidedBy = &by
	}
	r.DecidedAt = &w.now
	var err error
	if r.Kind == KindExtension {
		err = w.extend(r, d)
	} else {
		err = w.open(&r, d)
	}
	if err != nil {
		return r, err
	}
	r, err = w.save(r)
	if err != nil {
		return r, err
	}
	return r, w.audit("request.fulfilled", TypeRequest, r.ID, fmt.Sprintf("%s fulfilled: access until %s.", r.Number(), d.ExpiresOn.Spelt()))
}

// open gives the person of the request their account: a new one, or the one they had, under the
// same account ID, and mails its activation.
func (w *work) open(r *Request, d Decision) error {
	person, err := w.remember(r, d)
	if err != nil {
		return err
	}
	acc, found, err := get[Account](w, w.q.AccountOfGuest, person.ID)
	if err != nil {
		return err
	}
	wasLive := found && acc.Status(w.today).Live()
	if wasLive && !r.ServiceDeskApproved {
		return errOvertaken // since the facts were gathered another sponsor's request opened it
	}
	if !found {
		if acc, err = w.newAccount(person); err != nil {
			return err
		}
	}
	before := acc.ExpiresOn
	acc.SponsorID, acc.EntitlementNames = *r.SponsorID, r.EntitlementNames
	switch {
	case !wasLive:
		acc.RoleID, acc.Stored, acc.StartsOn, acc.ExpiresOn = d.Role.ID, PendingActivation, d.StartsOn, d.ExpiresOn
		acc.ActivatedAt, acc.EndedAt, acc.SuspendedByDesk = nil, nil, false
	// The service desk has given the account over to this sponsor: nothing is cut short.
	case d.ExpiresOn.After(acc.ExpiresOn):
		acc.RoleID, acc.ExpiresOn = d.Role.ID, d.ExpiresOn
	}
	r.StartsOn, r.ExpiresOn = acc.StartsOn, acc.ExpiresOn
	code := ""
	if acc.Stored == PendingActivation {
		code = w.newCode(&acc)
	}
	if acc, err = w.putAccount(acc, person); err != nil {
		return err
	}
	r.AccountRowID = &acc.ID
	if err := w.audit("account.opened", TypeAccount, acc.ID, fmt.Sprintf("%s opened for %s until %s, by %s.", acc.AccountID, person.Name(), acc.ExpiresOn.Spelt(), r.Number())); err != nil {
		return err
	}
	if err := w.cancelReminders(acc.ID); err != nil {
		return err
	}
	if code == "" {
		return w.tellExtended(acc, person, r, before)
	}
	return w.tellActivation(acc, person, code, false)
}

// newAccount allots an account ID: initials and a number that was never given before.
func (w *work) newAccount(g Guest) (Account, error) {
	initials := initial(g.GivenName) + initial(g.FamilyName)
	type number struct {
		Last int64 `db:"last"`
	}
	n, _, err := get[number](w, w.q.NextNumber, initials)
	return Account{AccountID: fmt.Sprintf("%s%d", initials, n.Last), GuestID: g.ID}, err
}

// initial is a name's first letter as a to z; x where it has none such.
func initial(name string) string {
	plain, _, err := transform.String(transform.Chain(norm.NFKD, runes.Remove(runes.In(unicode.Mn))), name)
	if err != nil {
		plain = name
	}
	for _, c := range strings.ToLower(plain) {
		if unicode.IsLetter(c) {
			if c >= 'a' && c <= 'z' {
				return string(c)
			}
			break
		}
	}
	return "x"
}

// putAccount writes an account down, new or not.
func (w *work) putAccount(acc Account, g Guest) (Account, error) {
	if acc.EntitlementNames == nil {
		acc.EntitlementNames = texts{}
	}
	var (
		put Account
		err error
	)
	if acc.ID == 0 {
		name, search := accountKeys(acc.AccountID, g)
		put, _, err = get[Account](w, w.q.InsertAccount, acc.AccountID, acc.GuestID, acc.SponsorID, acc.RoleID, acc.Stored, acc.StartsOn, acc.ExpiresOn,
			acc.EntitlementNames, name, search, acc.ActivationCheck, acc.ActivationExpiresAt, w.now)
		return put, err
	}
	put, _, err = get[Account](w, w.q.UpdateAccount, acc.ID, acc.SponsorID, acc.RoleID, acc.Stored, acc.StartsOn, acc.ExpiresOn, acc.EntitlementNames,
		acc.ActivationCheck, acc.ActivationExpiresAt, acc.ActivationFailures, acc.ActivatedAt, acc.SuspendedByDesk, acc.EndedAt, w.now)
	return put, err
}

// accountKeys is what lists order an account by, and search it by.
func accountKeys(accountID string, g Guest) (name, search string) {
	return fold(g.FamilyName + " " + g.GivenName), searchKey(&g.GivenName, &g.FamilyName, &g.PersonalEmail, &accountID, g.HUID)
}

// remember keeps the person of the request: made when not seen before, else brought up to what
// the request says of them now.
func (w *work) remember(r *Request, d Decision) (Guest, error) {
	if r.HUID == nil {
		r.HUID = &d.Role.GuestHUID
	}
	var f Facts
	known, err := w.match(r, &f)
	if err != nil {
		return Guest{}, err
	}
	if known == nil {
		g, _, err := get[Guest](w, w.q.InsertGuest, *r.GivenName, *r.FamilyName, *r.PersonalEmail, r.HUID, r.Affiliation, w.now)
		if err != nil {
			return g, err
		}
		return g, w.audit("guest.added", TypeGuest, g.ID, fmt.Sprintf("%s added.", g.Name()))
	}
	email, huid, affiliation := *r.PersonalEmail, known.HUID, r.Affiliation
	if f.TwoPeople { // the service desk let it pass: the address stays with whom it belongs to
		email = known.PersonalEmail
	} else if huid == nil {
		huid = r.HUID
	}
	if affiliation == nil {
		affiliation = known.Affiliation
	}
	g, _, err := get[Guest](w, w.q.UpdateGuest, known.ID, *r.GivenName, *r.FamilyName, email, huid, affiliation, w.now)
	if err != nil || g.sameDetails(*known) {
		return g, err
	}
	if err := w.audit("guest.updated", TypeGuest, g.ID, fmt.Sprintf("%s updated, by %s.", g.Name(), r.Number())); err != nil {
		return g, err
	}
	return g, w.renameAccounts(g)
}

func (w *work) renameAccounts(g Guest) error {
	accounts, err := all[Account](w, w.q.AccountsOfGuests, int64s{g.ID})
	if err != nil {
		return err
	}
	for _, acc := range accounts {
		name, search := accountKeys(acc.AccountID, g)
		if _, err := exec(w, w.q.NameAccount, acc.ID, name, search); err != nil {
			return err
		}
	}
	return nil
}

// extend moves an account's last day further out, and calls off reminders of the old one.
func (w *work) extend(r Request, d Decision) error {
	acc, found, err := get[Account](w, w.q.LockAccount, *r.AccountRowID)
	if err != nil {
		return err
	}
	if !found {
		return fmt.Errorf("extend %s: its account is gone", r.Number())
	}
	before := acc.ExpiresOn
	acc.ExpiresOn, acc.RoleID = d.ExpiresOn, d.Role.ID
	guests, err := all[Guest](w, w.q.GuestsByIDs, int64s{acc.GuestID})
	if err != nil {
		return err
	}
	if acc, err = w.putAccount(acc, guests[0]); err != nil {
		return err
	}
	if err := w.cancelReminders(acc.ID); err != nil {
		return err
	}
	if err := w.audit("account.extended", TypeAccount, acc.ID, fmt.Sprintf("%s extended from %s to %s, by %s.", acc.AccountID, before.Spelt(), acc.ExpiresOn.Spelt(), r.Number())); err != nil {
		return err
	}
	return w.tellExtended(acc, guests[0], &r, before)
}

// cancelReminders calls off reminders that state an end which is no longer the account's.
func (w *work) cancelReminders(accountRowID int64) error {
	_, err := exec(w, w.q.CancelReminders, accountRowID)
	return err
}

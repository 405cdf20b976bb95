package intake

import (
	"fmt"
	"slices"
	"strings"

	"github.com/guestd/guestd/intake/api"
	"github.com/guestd/guestd/intake/person"
	"github.com/guestd/guestd/intake/understand"
	"github.com/guestd/guestd/internal/mail/token"
)

// What an email means: the accounts and requests that it names, or that it replies to. What it
// names outranks what it replies to, and whom it names is compared by package person; a search only
// fetches those who may be meant. Where that leaves more than one, or nobody, the sender is asked.

// found is an account that an email means, or why none could be told.
type found struct {
	account *api.AccountFacts
	problem string
}

const (
	notYours   = "The mail that you answered is about somebody else's guest, so nothing was done."
	whichGuest = "It is not clear which guest you mean."
)

func said(g understand.Guest) person.Person {
	return person.Person{Given: deref(g.GivenName), Family: deref(g.FamilyName), Email: deref(g.Email), HUID: deref(g.HUID), AccountID: deref(g.AccountID)}
}

func ofAccount(a *api.AccountFacts) person.Person {
	return person.Person{Given: a.Guest.GivenName, Family: a.Guest.FamilyName, Email: a.Guest.PersonalEmail, HUID: deref(a.Guest.Huid), AccountID: a.AccountId}
}

func ofRequest(r *api.RequestFacts) person.Person {
	n := noticeFacts(r)
	return person.Person{Given: n.Guest.GivenName, Family: n.Guest.FamilyName, Email: n.Guest.PersonalEmail, HUID: n.Guest.HUID, AccountID: n.AccountID}
}

// findAccount finds the account that is meant: the one that the email names, among those that the
// sender may see, or where it names nobody the one whose notice it answers.
func (t *turn) findAccount(g *understand.Guest) (found, error) {
	if g == nil || said(*g) == (person.Person{}) {
		return t.accountReplied()
	}
	who := said(*g)
	if own := t.ownAccount(who); own != nil {
		return found{account: own}, nil
	}
	list, all, err := t.accountsLike(who)
	if err != nil {
		return found{}, err
	}
	fits := best(list, who)
	switch {
	case len(fits) == 1 && (all || person.Names(who, ofAccount(fits[0])) == person.Whole):
		return t.unlessBeside(fits[0], *g)
	case len(fits) > 0:
		if replied, err := t.accountReplied(); err != nil || replied.account != nil && slices.ContainsFunc(fits, func(a *api.AccountFacts) bool { return a.Id == replied.account.Id }) {
			return replied, err // "Jane's", in answer to the mail about one of them
		}
		return found{problem: "Several of your guests fit: " + accountNames(fits) + ". Which one do you mean?"}, nil
	}
	return found{problem: nobody(who, list)}, nil
}

// unlessBeside is the named account, or a question where the email answers the mail about another
// one and names this guest only in passing ("please extend it; Mei asked for that").
func (t *turn) unlessBeside(named *api.AccountFacts, g understand.Guest) (found, error) {
	if t.inDeed(g) {
		return found{account: named}, nil
	}
	replied, err := t.accountReplied()
	if err != nil || replied.account == nil || replied.account.Id == named.Id {
		return found{account: named}, err
	}
	return found{problem: fmt.Sprintf("The mail that you answered is about %s, and you write of %s. Whom do you mean?",
		accountNames([]*api.AccountFacts{replied.account}), accountNames([]*api.AccountFacts{named}))}, nil
}

// ownAccount is the account of a guest who writes about themself under the name of their mail
// program, which need not be that of our records.
func (t *turn) ownAccount(who person.Person) *api.AccountFacts {
	if t.sender.Sponsor != nil || t.sender.Guest == nil || len(t.sender.Guest.Accounts) != 1 {
		return nil
	}
	own := t.sender.Guest.Accounts[0]
	who.Email = "" // theirs is the proven one
	if named := (person.Person{Given: who.Given, Family: who.Family}); person.Name(named, person.Person{Given: t.reading.Sender.Name}) > person.Other {
		who.Given, who.Family = "", ""
	}
	if fit := person.Names(who, ofAccount(own)); fit == person.Other {
		return nil
	}
	return own
}

// accountsLike fetches the accounts that may be meant; all reports that there are no more of them.
func (t *turn) accountsLike(who person.Person) (list []*api.AccountFacts, all bool, err error) {
	all = true
	add := func(a *api.AccountFacts) {
		if !slices.ContainsFunc(list, func(b *api.AccountFacts) bool { return a.Id == b.Id }) {
			list = append(list, a)
		}
	}
	if who.AccountID != "" {
		res, err := api.AccountNamed(t.ctx, t.client, who.AccountID)
		if err != nil && !forbidden(err) {
			return nil, false, fmt.Errorf("find account: %w", err)
		}
		if err == nil && res.Account != nil {
			add(res.Account)
		}
	}
	for _, search := range searches(who) {
		res, err := api.FindAccounts(t.ctx, t.client, search)
		if forbidden(err) {
			return list, all, nil
		}
		if err != nil {
			return nil, false, fmt.Errorf("find account: %w", err)
		}
		for _, a := range res.Accounts.Nodes {
			add(a)
		}
		all = all && !res.Accounts.PageInfo.HasNextPage
	}
	return list, all, nil
}

// searches are what finds whoever may be meant: the address, the Harvard ID, the name, and each of
// its words, because a name may be known in another order or spelling.
func searches(who person.Person) []string {
	name := strings.TrimSpace(who.Given + " " + who.Family)
	var list []string
	for _, s := range append([]string{who.Email, who.HUID, name}, strings.FieldsFunc(name, func(r rune) bool { return r == ' ' || r == '-' })...) {
		if len(s) > 1 && !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

// best are the accounts that fit best what is said: the whole name before a part of it, an account
// in use before one that has ended.
func best(list []*api.AccountFacts, who person.Person) []*api.AccountFacts {
	rank := func(a *api.AccountFacts) int {
		fit := person.Names(who, ofAccount(a))
		if fit <= person.Other {
			return 0
		}
		if a.Status == api.AccountStatusExpired || a.Status == api.AccountStatusEnded {
			return int(fit) * 2
		}
		return int(fit)*2 + 1
	}
	var fits []*api.AccountFacts
	most := 1
	for _, a := range list {
		switch n := rank(a); {
		case n > most:
			most, fits = n, []*api.AccountFacts{a}
		case n == most:
			fits = append(fits, a)
		}
	}
	return fits
}

// maxNear is how many guests are offered whose names come near.
const maxNear = 3

// nobody says that what is said names none of the sender's guests, and whom a part of it names.
func nobody(who person.Person, list []*api.AccountFacts) string {
	var touched []*api.AccountFacts
	for _, a := range list {
		if person.Touches(who, ofAccount(a)) {
			touched = append(touched, a)
		}
	}
	if len(touched) == 0 {
		problem := "None of your guests has the account " + who.AccountID + "."
		if who.AccountID == "" {
			problem = "None of your guests is found as " + called(who) + "."
		}
		near := slices.DeleteFunc(slices.Clone(list), func(a *api.AccountFacts) bool { return !person.Near(who, ofAccount(a)) })
		if len(near) > 0 && len(near) <= maxNear {
			problem += " Do you mean " + accountNames(near) + "?"
		}
		return problem
	}
	var parts []string
	missing := func(what, value string, known func(person.Person) bool) {
		if value != "" && !slices.ContainsFunc(touched, func(a *api.AccountFacts) bool { return known(ofAccount(a)) }) {
			parts = append(parts, "none of your guests "+what+" "+value)
		}
	}
	missing("has the account", who.AccountID, func(p person.Person) bool { return strings.EqualFold(p.AccountID, who.AccountID) })
	missing("is found as", strings.TrimSpace(who.Given+" "+who.Family), func(p person.Person) bool { return person.Name(who, p) > person.Other })
	missing("has the address", who.Email, func(p person.Person) bool { return strings.EqualFold(p.Email, who.Email) })
	missing("has the Harvard ID", who.HUID, func(p person.Person) bool { return p.HUID == who.HUID })
	for _, a := range touched {
		part := fmt.Sprintf("%s is the account of %s", a.AccountId, fullName(a))
		if who.Email != "" {
			part += ", " + a.Guest.PersonalEmail
		}
		parts = append(parts, part)
	}
	return "What you write does not fit together: " + strings.Join(parts, "; ") + ". Whom do you mean?"
}

func called(who person.Person) string {
	for _, s := range []string{strings.TrimSpace(who.Given + " " + who.Family), who.Email} {
		if s != "" {
			return s
		}
	}
	return who.HUID
}

func accountNames(list []*api.AccountFacts) string {
	names := make([]string, len(list))
	for i, a := range list {
		names[i] = fmt.Sprintf("%s (%s)", fullName(a), a.AccountId)
	}
	return strings.Join(names, ", ")
}

func fullName(a *api.AccountFacts) string { return a.Guest.GivenName + " " + a.Guest.FamilyName }

// accountReplied is the account that the email answers a notice of, or the sender's own where they
// are a guest.
func (t *turn) accountReplied() (found, error) {
	switch t.to.Kind {
	case token.Account:
		res, err := api.AccountBehind(t.ctx, t.client, api.NodeID("GuestAccount", t.to.ID))
		if err != nil && !forbidden(err) {
			return found{}, fmt.Errorf("find account: %w", err)
		}
		if err == nil && res.Node != nil {
			if acc, ok := (*res.Node).(*api.AccountBehindNodeGuestAccount); ok {
				return found{account: &acc.AccountFacts}, nil
			}
		}
		return found{problem: notYours}, nil
	case token.Request:
		r := t.toRequest
		if r == nil {
			return found{problem: notYours}, nil
		}
		if r.Account == nil {
			return found{problem: t.unclear(whichGuest)}, nil
		}
		res, err := api.AccountNamed(t.ctx, t.client, r.Account.AccountId)
		if err != nil {
			return found{}, fmt.Errorf("find account: %w", err)
		}
		if res.Account != nil {
			return found{account: res.Account}, nil
		}
	}
	if t.sender.Guest != nil && len(t.sender.Guest.Accounts) == 1 {
		return found{account: t.sender.Guest.Accounts[0]}, nil
	}
	return found{problem: t.unclear(whichGuest)}, nil
}

// maxNamed bounds the names that are looked up. A letter that names more people is a report, and
// what it asks for stands at its beginning.
const maxNamed = 30

// overlooked are the sender's guests whom the email names besides those that it was read to be
// about: what is meant for whom is then not certain.
func (t *turn) overlooked(known []*api.AccountFacts) ([]*api.AccountFacts, error) {
	var out []*api.AccountFacts
	for _, name := range t.reading.People[:min(len(t.reading.People), maxNamed)] {
		who := person.Person{Given: name}
		if slices.ContainsFunc(known, func(a *api.AccountFacts) bool { return person.Name(who, ofAccount(a)) > person.Other }) ||
			slices.ContainsFunc(t.reading.Guests, func(g understand.Guest) bool { return person.Near(who, said(g)) }) {
			continue
		}
		list, _, err := t.accountsLike(who)
		if err != nil {
			return nil, err
		}
		for _, a := range list {
			if person.Name(who, ofAccount(a)) > person.Other && !slices.ContainsFunc(out, func(b *api.AccountFacts) bool { return a.AccountId == b.AccountId }) {
				out = append(out, a)
			}
		}
	}
	return out, nil
}

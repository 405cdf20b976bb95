package guest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/guestd/guestd/internal/calendar"
)

// Facts is what Decide needs to know beside the request itself.
type Facts struct {
	Policy Policy
	Today  calendar.Date
	// Sponsor is the directory's entry of the request's sponsor, nil where it has none.
	Sponsor *Sponsor
	// KnownAs are the directory's entries with the guest's Harvard ID or address.
	KnownAs []Sponsor
	// Account is the one to extend or, for a new one, the one that this person has or had.
	Account *Account
	// Roles are those that may be the guest's: by number, Harvard ID or address.
	Roles []SponsoredRole
	// Twin is another open request of this sponsor for this guest.
	Twin *Request
	// TwoPeople: the Harvard ID is one known guest's and the address another's.
	TwoPeople bool
}

// Decision is what becomes of a request.
type Decision struct {
	Outcome RequestStatus
	// Holds is why it goes no further, and who must act; empty when fulfilled.
	Holds Holds
	// Errors are the rules that the request breaks; with any, the outcome is DENIED: it is refused
	// when it is made, and goes to the service desk when it was kept already.
	Errors UserErrors
	// Role is the Harvard Sponsored Role that the account rests on.
	Role *SponsoredRole
	// StartsOn and ExpiresOn are the term's first and last day.
	StartsOn, ExpiresOn calendar.Date
	// Latest is the furthest last day possible now, zero where none is known.
	Latest calendar.Date
}

// Decide is the one decision over the rules: the form, the bot, the preview, the feed that brings
// a role, and the reply that brings a missing field all ask it. It is pure.
func Decide(r Request, f Facts) Decision {
	d := Decision{StartsOn: r.StartsOn, ExpiresOn: r.ExpiresOn}
	d.checkSponsor(r, f)
	d.checkGuest(r, f)
	if hasExcluded(r.EntitlementNames) {
		d.Errors.add(CodeEntitlementExcluded, []string{"entitlements"},
			"The Digital Library cannot be had with a guest's account: the licences of its journals exclude guests.")
	}
	if r.Kind == KindExtension {
		d.decideExtension(r, f)
	} else {
		d.decideAccount(r, f)
	}
	d.checkAcademicAffairs(r, f)
	d.settle()
	return d
}

// settling is the order in which holds are settled, and what a request is called while the first
// of them stands. Academic Affairs comes first, since a Wyss request is sent on "with the whole
// request" whatever it still lacks.
func settling() []settlingStep {
	return []settlingStep{
		{AcademicAffairsDecision, AwaitingAcademicAffairs},
		{DetailsMissing, NeedsDetails},
		{SponsorNotConfirmed, AwaitingSponsor},
		{ServiceDeskReview, AwaitingServiceDesk},
		{RoleMissing, AwaitingRole},
		{RoleEndsTooSoon, AwaitingRole},
	}
}

type settlingStep struct {
	reason HoldReason
	status RequestStatus
}

// settle puts the holds in the order in which they are settled; the first says the outcome,
// unless a rule refuses the request.
func (d *Decision) settle() {
	steps := settling()
	at := func(h Hold) int {
		return slices.IndexFunc(steps, func(s settlingStep) bool { return s.reason == h.Reason })
	}
	slices.SortStableFunc(d.Holds, func(a, b Hold) int { return at(a) - at(b) })
	switch {
	case len(d.Errors) > 0:
		d.Outcome = Denied
	case len(d.Holds) > 0:
		d.Outcome = steps[at(d.Holds[0])].status
	default:
		d.Outcome = Fulfilled
	}
}

func (d *Decision) hold(reason HoldReason, on Party, format string, args ...any) {
	d.Holds = append(d.Holds, Hold{Reason: reason, WaitingOn: on, Message: fmt.Sprintf(format, args...)})
}

// checkSponsor: "Sponsors must be Harvard Medical faculty or staff and have a valid Harvard ID
// number", at every request and extension.
func (d *Decision) checkSponsor(r Request, f Facts) {
	if f.Sponsor == nil {
		switch {
		case r.ViaAcademicAffairs && r.AcademicAffairsApproved:
			d.hold(ServiceDeskReview, PartyServiceDesk, "Academic Affairs approved, but the staff directory does not have the requester yet.")
		case r.ViaAcademicAffairs:
			// Academic Affairs decides first; see checkAcademicAffairs.
		default:
			d.Errors.add(CodeSponsorNotEligible, []string{"sponsorHuid"},
				"The sponsor is not in the staff directory. Sponsors must be Harvard Medical School faculty or staff with a Harvard ID.")
		}
		return
	}
	if ok, because := f.Policy.MaySponsor(*f.Sponsor); !ok {
		d.Errors.add(CodeSponsorNotEligible, []string{"sponsorHuid"}, "%s", because)
	}
}

// checkGuest: guests are people "who are not automatically provisioned an HMS account".
func (d *Decision) checkGuest(r Request, f Facts) {
	for _, known := range f.KnownAs {
		if known.IsNoGuest() {
			d.Errors.add(CodeGuestNotEligible, []string{"guest"},
				"%s is HMS or HSDM faculty or staff by the directory, and so has an HMS account of their own: a guest account is not for them.", known.Name)
			return
		}
	}
	if f.TwoPeople && !r.ServiceDeskApproved {
		d.hold(ServiceDeskReview, PartyServiceDesk, "The Harvard ID, the email address and the Harvard Sponsored Role point to different people; the service desk finds out who is meant.")
	}
}

// checkAcademicAffairs: a Wyss request waits for Wyss HR and Academic Affairs.
func (d *Decision) checkAcademicAffairs(r Request, f Facts) {
	wyss := r.ViaAcademicAffairs || (f.Sponsor != nil && f.Sponsor.NeedsAcademicAffairs())
	if wyss && !r.AcademicAffairsApproved {
		d.hold(AcademicAffairsDecision, PartyAcademicAffairs, "Wyss HR and Academic Affairs (%s) decides on requests of Wyss staff and affiliates.", f.Policy.AcademicAffairsEmail)
	}
}

func (d *Decision) decideAccount(r Request, f Facts) {
	d.checkMissing(r)
	if f.Twin != nil {
		d.Errors.add(CodeConflict, []string{"guest"}, "%s for %s is open already; add to it, or cancel it first.", f.Twin.Number(), r.Name())
	}
	d.checkStanding(r, f)
	d.checkFirstDay(r, f)
	d.Latest = f.Policy.LatestEnd(d.StartsOn)
	d.checkTerm(r, f)
	if !d.identified(r) {
		return
	}
	d.rest(r, f, d.StartsOn)
}

// identified reports whether enough of the person is known to look for their role.
func (d *Decision) identified(r Request) bool {
	return r.HUID != nil || r.PersonalEmail != nil || (r.HSRNumber != nil && r.FamilyName != nil)
}

// checkMissing holds the request for what must be known before an account can be made.
func (d *Decision) checkMissing(r Request) {
	var missing, words []string
	need := func(absent bool, path, word string) {
		if absent {
			missing, words = append(missing, path), append(words, word)
		}
	}
	need(r.GivenName == nil, "guest.givenName", "the guest's given name")
	need(r.FamilyName == nil, "guest.familyName", "the guest's family name")
	need(r.PersonalEmail == nil, "guest.personalEmail", "the guest's personal email address")
	need(r.ExpiresOn.IsZero(), "expiresOn", "the last day of access")
	d.holdMissing(PartySponsor, missing, words)
}

func (d *Decision) holdMissing(on Party, missing, words []string) {
	if len(missing) == 0 {
		return
	}
	d.hold(DetailsMissing, on, "Still needed: %s.", joinWords(words))
	d.Holds[len(d.Holds)-1].Missing = missing
}

// checkStanding looks at the account that this person has already: one person has one account.
func (d *Decision) checkStanding(r Request, f Facts) {
	if f.Account == nil || !f.Account.Status(f.Today).Live() || r.ServiceDeskApproved {
		return
	}
	if f.Sponsor != nil && f.Account.SponsorID == f.Sponsor.ID {
		d.Errors.add(CodeConflict, []string{"guest"}, "%s has the HMS account %s until %s; ask for an extension instead.",
			r.Name(), f.Account.AccountID, f.Account.ExpiresOn.Spelt())
		return
	}
	d.hold(ServiceDeskReview, PartyServiceDesk, "This person has an HMS account with another sponsor; the service desk settles who sponsors it from now on.")
}

// checkFirstDay: the first day is today where none is asked for; a first day that has passed
// while the request waited becomes today.
func (d *Decision) checkFirstDay(r Request, f Facts) {
	if !r.StartsOn.IsZero() && r.StartsOn.Before(r.AskedOn) {
		d.Errors.add(CodeTermInPast, []string{"startsOn"}, "The first day, %s, has passed.", r.StartsOn.Spelt())
	}
	if d.StartsOn.Before(f.Today) || d.StartsOn.IsZero() {
		d.StartsOn = f.Today
	}
}

// checkTerm: "An HMS account for guests may initially be requested for up to one year".
func (d *Decision) checkTerm(r Request, f Facts) {
	field := []string{"expiresOn"}
	asked := r.StartsOn
	if asked.IsZero() {
		asked = d.StartsOn
	}
	switch {
	case r.ExpiresOn.IsZero():
	case r.ExpiresOn.Before(f.Today):
		d.Errors.add(CodeTermInPast, field, "The last day, %s, has passed.", r.ExpiresOn.Spelt())
	case r.ExpiresOn.Before(asked):
		d.Errors.add(CodeEndsBeforeStart, field, "The last day, %s, comes before the first, %s.", r.ExpiresOn.Spelt(), asked.Spelt())
	case r.ExpiresOn.After(d.Latest):
		d.Errors.add(CodeTermTooLong, field, "An account may be requested for up to one year: until %s at the latest.", d.Latest.Spelt())
	}
}

func (d *Decision) decideExtension(r Request, f Facts) {
	field := []string{"expiresOn"}
	if f.Account == nil {
		d.Errors.add(CodeNotFound, []string{"accountId"}, "There is no such account.")
		return
	}
	acc := *f.Account
	d.StartsOn = acc.StartsOn
	if !acc.Status(f.Today).Live() {
		d.Errors.add(CodeWrongState, []string{"accountId"}, "The account %s ended on %s and cannot be extended; ask for a new account, and the guest keeps the account ID.", acc.AccountID, acc.ExpiresOn.Spelt())
		return
	}
	if r.AskedByGuest && !r.SponsorApproved {
		d.hold(SponsorNotConfirmed, PartySponsor, "The guest asked; an extension needs the sponsor's approval.")
	}
	// "they may be extended for additional time": at most a year past the present end, never
	// earlier than it.
	d.Latest = f.Policy.LatestEnd(acc.ExpiresOn)
	switch {
	case r.ExpiresOn.IsZero():
		on := PartySponsor
		if r.AskedByGuest {
			on = PartyGuest
		}
		d.holdMissing(on, []string{"expiresOn"}, []string{"the new last day of access"})
	case !r.ExpiresOn.After(acc.ExpiresOn):
		d.Errors.add(CodeNotAnExtension, field, "The account runs until %s already; an extension ends later than that.", acc.ExpiresOn.Spelt())
	case r.ExpiresOn.After(d.Latest):
		d.Errors.add(CodeTermTooLong, field, "An extension reaches at most one year past the present end: until %s.", d.Latest.Spelt())
	}
	d.rest(r, f, calendar.Later(f.Today, acc.StartsOn))
}

// rest finds the role that the account rests on: "A Harvard Sponsored Role (HSR) is required
// before an HMS account for guests can be requested", and "Extend the Harvard Sponsored Role
// (HSR) in the HSR Portal" before the account. day is the first that the role must cover.
func (d *Decision) rest(r Request, f Facts, day calendar.Date) {
	own := ownRoles(r, f.Roles)
	d.Role = chooseRole(own, r.HSRNumber, day, r.ExpiresOn)
	switch {
	case d.Role == nil:
		d.Latest = calendar.Date{}
		if r.Kind == KindExtension {
			d.Latest = f.Account.ExpiresOn
		}
		d.hold(RoleMissing, PartyHSRPortal, "%s", roleMissing(r, f.Roles, own, day))
	case furthestRole(own, day).EndsOn.Before(d.Latest):
		d.Latest = furthestRole(own, day).EndsOn
		if r.Kind == KindExtension {
			d.Latest = calendar.Later(d.Latest, f.Account.ExpiresOn)
		}
	}
	if d.Role != nil && !r.ExpiresOn.IsZero() && d.Role.EndsOn.Before(r.ExpiresOn) {
		d.hold(RoleEndsTooSoon, PartyHSRPortal,
			"The guest's Harvard Sponsored Role %s ends on %s, and an account never outlives it. Extend the role in the HSR Portal and this goes on by itself; the furthest day possible now is %s.",
			d.Role.Number, d.Role.EndsOn.Spelt(), d.Latest.Spelt())
	}
}

func ownRoles(r Request, roles []SponsoredRole) []SponsoredRole {
	var own []SponsoredRole
	for _, role := range roles {
		if role.IsOf(r.Details, r.HSRNumber) {
			own = append(own, role)
		}
	}
	return own
}

// chooseRole takes, of the guest's roles that cover the first day, one that reaches the last day
// asked for, the one that the request names before others, else the one that ends last.
func chooseRole(own []SponsoredRole, named *string, first, last calendar.Date) *SponsoredRole {
	rank := func(role SponsoredRole) (reaches, isNamed bool) {
		return !last.IsZero() && !role.EndsOn.Before(last), named != nil && role.Number == *named
	}
	var best *SponsoredRole
	for i := range own {
		role := &own[i]
		if !role.Covers(first) {
			continue
		}
		if best == nil {
			best = role
			continue
		}
		reaches, isNamed := rank(*role)
		bestReaches, bestNamed := rank(*best)
		switch {
		case reaches != bestReaches:
			if reaches {
				best = role
			}
		case reaches && isNamed != bestNamed:
			if isNamed {
				best = role
			}
		case role.EndsOn.After(best.EndsOn):
			best = role
		}
	}
	return best
}

// roleMissing says what is the matter with the roles there are, without telling anything of
// another person's.
func roleMissing(r Request, all, own []SponsoredRole, day calendar.Date) string {
	const goesOn = " This request goes on by itself once the HSR Portal has it."
	if next := slices.IndexFunc(own, func(role SponsoredRole) bool { return role.StartsOn.After(day) }); next >= 0 {
		return fmt.Sprintf("%s's Harvard Sponsored Role %s begins only on %s, after the account's first day, %s.", r.Name(), own[next].Number, own[next].StartsOn.Spelt(), day.Spelt()) + goesOn
	}
	if len(own) > 0 {
		last := slices.MaxFunc(own, func(a, b SponsoredRole) int { return b.EndsOn.DaysUntil(a.EndsOn) })
		return fmt.Sprintf("%s's Harvard Sponsored Role %s ended on %s. Renew it in the HSR Portal first.", r.Name(), last.Number, last.EndsOn.Spelt()) + goesOn
	}
	if r.HSRNumber != nil && slices.ContainsFunc(all, func(role SponsoredRole) bool { return role.Number == *r.HSRNumber }) {
		return fmt.Sprintf("The Harvard Sponsored Role %s is not %s's. Check its number, or set one up in the HSR Portal.", *r.HSRNumber, r.Name()) + goesOn
	}
	return fmt.Sprintf("%s needs a Harvard Sponsored Role that covers %s. Set it up in the HSR Portal.", r.Name(), day.Spelt()) + goesOn
}

func joinWords(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// review turns the errors of a request that was kept already into a hold: what the rules leave
// open is the service desk's to settle, and no order of events loses a request.
func (d Decision) review() Decision {
	if len(d.Errors) == 0 {
		return d
	}
	d.hold(ServiceDeskReview, PartyServiceDesk, "Something changed while this waited: %s", d.Errors.String())
	d.Errors = nil
	d.settle()
	return d
}

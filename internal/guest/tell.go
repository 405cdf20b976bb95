package guest

import (
	"strings"
	"time"

	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/mail/notice"
)

// people are the sponsors and guests that mails of some accounts name.
type people struct {
	sponsors map[int64]Sponsor
	guests   map[int64]Guest
	roles    map[int64]SponsoredRole
	ofGuest  map[int64][]SponsoredRole
}

// peopleOf reads them in a fixed number of statements, however many accounts there are.
func (w *work) peopleOf(accounts []Account) (people, error) {
	p := people{sponsors: map[int64]Sponsor{}, guests: map[int64]Guest{}, roles: map[int64]SponsoredRole{}, ofGuest: map[int64][]SponsoredRole{}}
	if len(accounts) == 0 {
		return p, nil
	}
	var sponsorIDs, guestIDs, roleIDs int64s
	for _, acc := range accounts {
		sponsorIDs, guestIDs, roleIDs = append(sponsorIDs, acc.SponsorID), append(guestIDs, acc.GuestID), append(roleIDs, acc.RoleID)
	}
	sponsors, err := all[Sponsor](w, w.q.SponsorsByIDs, sponsorIDs)
	if err != nil {
		return p, err
	}
	for _, s := range sponsors {
		p.sponsors[s.ID] = s
	}
	guests, err := all[Guest](w, w.q.GuestsByIDs, guestIDs)
	if err != nil {
		return p, err
	}
	for _, g := range guests {
		p.guests[g.ID] = g
	}
	roles, err := all[SponsoredRole](w, w.q.RolesByIDs, roleIDs)
	if err != nil {
		return p, err
	}
	for _, r := range roles {
		p.roles[r.ID] = r
	}
	ofGuests, err := all[roleOfGuest](w, w.q.RolesOfGuests, guestIDs)
	if err != nil {
		return p, err
	}
	for _, r := range ofGuests {
		p.ofGuest[r.GuestID] = append(p.ofGuest[r.GuestID], r.SponsoredRole)
	}
	return p, nil
}

// roleOfGuest is a role and the guest whose it is.
type roleOfGuest struct {
	GuestID int64 `db:"guest_id"`
	SponsoredRole
}

// about is what an outgoing mail is about, for the outbox's columns and its reply token.
type about struct {
	account *Account
	request *Request
	once    string // what may be said only once; empty where it may be repeated
	dueOn   calendar.Date
	secret  bool // the mail carries an activation code
}

func (s Sponsor) addressee() notice.Person { return notice.Person{Name: s.Name, Email: s.Email} }
func (g Guest) addressee() notice.Person {
	return notice.Person{Name: g.Name(), Email: g.PersonalEmail}
}

// NoticeGuest is a known guest as mails name them.
func NoticeGuest(g Guest) notice.Guest {
	return notice.Guest{GivenName: g.GivenName, FamilyName: g.FamilyName, PersonalEmail: g.PersonalEmail, HUID: deref(g.HUID), Affiliation: deref(g.Affiliation)}
}

func noticeDetails(d Details) notice.Guest {
	return notice.Guest{GivenName: deref(d.GivenName), FamilyName: deref(d.FamilyName), PersonalEmail: deref(d.PersonalEmail),
		HUID: deref(d.HUID), Affiliation: deref(d.Affiliation), Role: deref(d.Role)}
}

func (p people) account(acc Account, today calendar.Date) *notice.Account {
	return &notice.Account{
		AccountID: acc.AccountID, Guest: NoticeGuest(p.guests[acc.GuestID]), Sponsor: p.sponsors[acc.SponsorID].addressee(),
		Status: string(acc.Status(today)), StartsOn: acc.StartsOn, ExpiresOn: acc.ExpiresOn, Entitlements: acc.EntitlementNames,
	}
}

func (w *work) noticeRequest(r Request, sponsor *Sponsor, account *Account) *notice.Request {
	n := &notice.Request{
		Number: r.Number(), Extension: r.Kind == KindExtension, Status: string(r.Status), Guest: noticeDetails(r.Details),
		RoleNumber: deref(r.HSRNumber), StartsOn: r.StartsOn, ExpiresOn: r.ExpiresOn, Justification: deref(r.Justification),
		Entitlements: r.EntitlementNames, ReceivedAt: r.CreatedAt,
	}
	if sponsor != nil {
		n.Sponsor, n.SponsorHUID, n.SponsorTitle = sponsor.addressee(), sponsor.HUID, sponsor.title()
	} else if r.RequesterEmail != nil {
		n.Sponsor = notice.Person{Email: *r.RequesterEmail}
	}
	if account != nil {
		n.AccountID = account.AccountID
	}
	return n
}

// title is where the directory has a person, in words.
func (s Sponsor) title() string {
	title := map[SponsorAffiliation]string{
		HMSFaculty: "HMS faculty", HMSStaff: "HMS staff", WyssStaff: "Wyss Institute staff", WyssAffiliate: "Wyss Institute affiliate",
	}[s.Affiliation]
	return strings.Trim(title+", "+deref(s.Department), ", ")
}

func noticeHolds(holds Holds) []notice.Hold {
	out := make([]notice.Hold, len(holds))
	for i, h := range holds {
		out[i] = notice.Hold{Reason: string(h.Reason), Message: h.Message, WaitingOn: string(h.WaitingOn)}
		for _, path := range h.Missing {
			out[i].Missing = append(out[i].Missing, missingWords[path])
		}
	}
	return out
}

var missingWords = map[string]string{
	"guest.givenName": "given name", "guest.familyName": "family name",
	"guest.personalEmail": "personal email address", "expiresOn": "last day of access",
}

// tellOfHold tells whom it concerns what a request waits for now. Who wrote the email that the
// bot acts upon has its answer, and gets no notice besides.
func (w *work) tellOfHold(r Request, d Decision) error {
	sponsor, account, err := w.partiesOf(r)
	if err != nil {
		return err
	}
	n := notice.Notice{Request: w.noticeRequest(r, sponsor, account), Holds: noticeHolds(r.Holds), Links: w.links()}
	if d.Role != nil {
		n.Role = &notice.Role{Number: d.Role.Number, EndsOn: d.Role.EndsOn}
	}
	n.Limit = &notice.Limit{Latest: d.Latest}
	requester := w.requesterOf(r, sponsor)
	of := about{request: &r, account: account}
	switch r.Status {
	case NeedsDetails:
		n.Kind = notice.KindDetailsNeeded
		if r.AskedByGuest {
			requester = notice.Person{Name: r.Name(), Email: deref(r.PersonalEmail)}
		}
	case AwaitingRole:
		n.Kind = notice.KindRoleNeeded
		if n.Role == nil {
			n.Role = &notice.Role{}
		}
	case AwaitingServiceDesk:
		n.Kind = notice.KindRequestReceived
	case AwaitingSponsor:
		return w.tellSponsorOfWish(n, r, sponsor, account, of)
	case AwaitingAcademicAffairs:
		return w.tellAcademicAffairs(n, r, requester, of)
	default:
		return nil
	}
	return w.sendUnlessAnswered(n, requester, of)
}

// tellSponsorOfWish asks the sponsor to approve what their guest asked for, and tells the guest.
func (w *work) tellSponsorOfWish(n notice.Notice, r Request, sponsor *Sponsor, account *Account, of about) error {
	n.Kind, n.To = notice.KindSponsorConfirmation, []notice.Person{sponsor.addressee()}
	n.Requester = notice.Person{Name: r.Name(), Email: deref(r.PersonalEmail)}
	if account != nil {
		p, err := w.peopleOf([]Account{*account})
		if err != nil {
			return err
		}
		n.Account = p.account(*account, w.today)
	}
	if err := w.send(n, of); err != nil {
		return err
	}
	receipt := n
	receipt.Kind, receipt.Audience = notice.KindRequestReceived, notice.ToGuest
	return w.sendUnlessAnswered(receipt, notice.Person{Name: r.Name(), Email: deref(r.PersonalEmail)}, of)
}

// tellAcademicAffairs: a Wyss request "is sent on to AcademicAffairs@wyss.harvard.edu with the
// whole request, and the requester is told".
func (w *work) tellAcademicAffairs(n notice.Notice, r Request, requester notice.Person, of about) error {
	toThem := n
	toThem.Kind, toThem.Audience = notice.KindRoutedToAcademicAffairs, notice.ToAcademicAffairs
	toThem.To = []notice.Person{{Name: "Wyss HR and Academic Affairs", Email: w.policy.AcademicAffairsEmail}}
	toThem.Requester = requester
	original, err := w.original(r.InboundEmailID)
	if err != nil {
		return err
	}
	toThem.Original = original
	if err := w.send(toThem, of); err != nil {
		return err
	}
	n.Kind = notice.KindRoutedToAcademicAffairs
	return w.sendUnlessAnswered(n, requester, of)
}

// tellDenied tells whoever asked that a request was denied or cancelled, or has lapsed.
func (w *work) tellDenied(r Request) error {
	sponsor, account, err := w.partiesOf(r)
	if err != nil {
		return err
	}
	n := notice.Notice{Kind: notice.KindRequestDenied, Request: w.noticeRequest(r, sponsor, account), Note: deref(r.DecisionNote), DecidedBy: w.decider(), Links: w.links()}
	to := w.requesterOf(r, sponsor)
	if r.AskedByGuest {
		to, n.Audience = notice.Person{Name: r.Name(), Email: deref(r.PersonalEmail)}, notice.ToGuest
	}
	if strings.EqualFold(to.Email, w.actor.Email) {
		return nil // they did it themself
	}
	return w.sendUnlessAnswered(n, to, about{request: &r, account: account})
}

// decider is the actor as people call them.
func (w *work) decider() string {
	switch {
	case w.actor.Is(RoleAcademicAffairs):
		return "Wyss HR and Academic Affairs"
	case w.actor.Is(RoleServiceDesk):
		return "the HMS IT service desk"
	case w.actor.Sponsor != nil:
		return w.actor.Sponsor.Name
	}
	return ""
}

// tellActivation: "This automated message will be titled Activate your HMS account and contain
// their HMS account ID, activation code, and the link required to activate their new HMS account.
// A copy of this message will also be sent to the sponsor."
// again says that the code replaces an earlier one.
func (w *work) tellActivation(acc Account, g Guest, code string, again bool) error {
	p, err := w.peopleOf([]Account{acc})
	if err != nil {
		return err
	}
	p.guests[g.ID] = g
	n := notice.Notice{
		Kind: notice.KindActivation, To: []notice.Person{g.addressee()}, Cc: []notice.Person{p.sponsors[acc.SponsorID].addressee()},
		Account: p.account(acc, w.today), Links: w.links(),
		Activation: &notice.Activation{
			AccountID: acc.AccountID, Code: code, Link: w.policy.PublicURL + "/activate?account=" + acc.AccountID,
			ValidUntil: calendar.On(*acc.ActivationExpiresAt).AddDays(-1), Again: again,
		},
	}
	return w.send(n, about{account: &acc, secret: true})
}

// tellExtended tells the sponsor, and the guest, of the new last day; from was the last day before.
func (w *work) tellExtended(acc Account, g Guest, r *Request, from calendar.Date) error {
	p, err := w.peopleOf([]Account{acc})
	if err != nil {
		return err
	}
	n := notice.Notice{Kind: notice.KindExtended, Account: p.account(acc, w.today), Links: w.links(),
		Extension: &notice.Extension{From: from, To: acc.ExpiresOn, ByGuest: r.AskedByGuest}}
	of := about{account: &acc, request: r}
	if err := w.sendUnlessAnswered(n, p.sponsors[acc.SponsorID].addressee(), of); err != nil {
		return err
	}
	n.Audience = notice.ToGuest
	return w.sendUnlessAnswered(n, g.addressee(), of)
}

// change of an account that its sponsor and guest are told of.
type accountNotice int

const (
	noticeSuspended accountNotice = iota
	noticeRestored
	noticeEnded
	noticeRoleEnded
	noticeExpired
)

// was is the account's last day before the change.
func (w *work) tellOfAccount(acc Account, what accountNotice, note string, was calendar.Date) error {
	p, err := w.peopleOf([]Account{acc})
	if err != nil {
		return err
	}
	return w.tellOf(acc, p, what, note, was)
}

func (w *work) tellOf(acc Account, p people, what accountNotice, note string, was calendar.Date) error {
	n := notice.Notice{Account: p.account(acc, w.today), Note: note, DecidedBy: w.decider(), Links: w.links()}
	switch what {
	case noticeSuspended, noticeRestored:
		n.Kind, n.Restored = notice.KindSuspended, what == noticeRestored
	case noticeExpired:
		n.Kind = notice.KindExpired
	case noticeEnded:
		n.Kind = notice.KindEnded
		n.Ending = &notice.Ending{Cause: notice.EndedOnRequest, On: acc.ExpiresOn, Was: was, AlreadyOver: acc.Stored == Ended}
		if w.actor.Is(RoleServiceDesk) {
			n.Ending.Cause = notice.EndedByServiceDesk
		}
	case noticeRoleEnded:
		n.Kind = notice.KindEnded
		n.Ending = &notice.Ending{Cause: notice.ShortenedWithRole, On: acc.ExpiresOn, Was: was, AlreadyOver: acc.Stored == Ended, RoleNumber: p.roles[acc.RoleID].Number}
		if acc.Stored == Ended {
			n.Ending.Cause = notice.EndedWithRole
		}
	}
	of := about{account: &acc}
	if err := w.sendUnlessAnswered(n, p.sponsors[acc.SponsorID].addressee(), of); err != nil {
		return err
	}
	n.Audience = notice.ToGuest
	return w.sendUnlessAnswered(n, p.guests[acc.GuestID].addressee(), of)
}

// tellReminder writes one account's reminder for today.
func (w *work) tellReminder(acc Account, p people) error {
	role, limit := p.roles[acc.RoleID], LimitOfExtension(w.policy, acc, p.ofGuest[acc.GuestID], w.today)
	reminder := &notice.Reminder{DaysLeft: w.today.DaysUntil(acc.ExpiresOn), ExpiresOn: acc.ExpiresOn, LatestPossible: limit.Latest}
	if !role.EndsOn.After(acc.ExpiresOn) {
		reminder.RoleEndsOn, reminder.RoleNumber = role.EndsOn, role.Number
	}
	n := notice.Notice{Kind: notice.KindExpiryReminder, Account: p.account(acc, w.today), Reminder: reminder,
		To: []notice.Person{p.sponsors[acc.SponsorID].addressee()}, Links: w.links()}
	return w.send(n, about{account: &acc, dueOn: w.today, once: reminderKey(acc, w.today)})
}

// partiesOf reads the sponsor and the account of a request, nil where it has none.
func (w *work) partiesOf(r Request) (*Sponsor, *Account, error) {
	var (
		sponsor *Sponsor
		account *Account
	)
	if r.SponsorID != nil {
		rows, err := all[Sponsor](w, w.q.SponsorsByIDs, int64s{*r.SponsorID})
		if err != nil {
			return nil, nil, err
		}
		if len(rows) > 0 {
			sponsor = &rows[0]
		}
	}
	if r.AccountRowID != nil {
		rows, err := all[Account](w, w.q.AccountsByIDs, int64s{*r.AccountRowID})
		if err != nil {
			return nil, nil, err
		}
		if len(rows) > 0 {
			account = &rows[0]
		}
	}
	return sponsor, account, nil
}

func (w *work) requesterOf(r Request, sponsor *Sponsor) notice.Person {
	if sponsor != nil {
		return sponsor.addressee()
	}
	return notice.Person{Email: deref(r.RequesterEmail)}
}

func (w *work) links() notice.Links {
	return notice.Links{Dashboard: w.policy.DashboardURL, HSRPortal: w.policy.HSRPortalURL, ServiceDesk: w.policy.ServiceDeskEmail}
}

// original is the email that a request came in, nil where it came another way.
func (w *work) original(inboundEmailID *int64) (*notice.Original, error) {
	if inboundEmailID == nil {
		return nil, nil // asked for on a page
	}
	type row struct {
		From       *string   `db:"from_address"`
		Name       *string   `db:"from_name"`
		Subject    *string   `db:"subject"`
		ReceivedAt time.Time `db:"received_at"`
		Text       *string   `db:"body_text"`
	}
	email, found, err := get[row](w, w.q.InboundOriginal, *inboundEmailID)
	if err != nil || !found {
		return nil, err
	}
	return &notice.Original{From: notice.Person{Name: deref(email.Name), Email: deref(email.From)}, Subject: deref(email.Subject),
		Date: email.ReceivedAt, Text: deref(email.Text)}, nil
}

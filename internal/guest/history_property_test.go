package guest

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/guestd/guestd/internal/calendar"
)

// history is one random run of events: what the sponsors, guests, service desk, feeds and days do,
// and what must never come of it in whatever order.
type history struct {
	*bundle
	rt *rapid.T
	// owner is the sponsor of what the event is about.
	owner Actor

	holders map[string]int64         // whose each account ID is
	ends    map[string]calendar.Date // the last day of each live account
	asked   []RequestAccountInput    // requests with a key, to be sent again
	answers []string
}

// person is one of the few that a history is about.
type figure struct{ given, family, email, huid string }

func figures() []figure {
	return []figure{{"Gus", "Grove", "gus@example.org", "70000001"}, {"Mia", "Maple", "mia@example.org", "70000002"}, {"Gus", "Grant", "gg@example.org", "70000003"}}
}

// TestHistories runs random events on a real database.
func TestHistories(t *testing.T) {
	t.Parallel()
	b := setup(t)
	fulfilled := 0
	rapid.Check(t, func(rt *rapid.T) {
		run := *b
		run.t = rt
		run.begin()
		h := &history{bundle: &run, rt: rt, holders: map[string]int64{}, ends: map[string]calendar.Date{}}
		h.someAccounts()
		rt.Repeat(map[string]func(*rapid.T){
			"":          func(*rapid.T) { h.check() },
			"ask":       func(*rapid.T) { h.steady(h.askAnything) },
			"ask more":  func(*rapid.T) { h.steady(h.askAnything) },
			"ask again": func(*rapid.T) { h.repeat() },
			"extend":    func(*rapid.T) { h.steady(h.extendAnything) },
			"prolong":   func(*rapid.T) { h.steady(h.extendAnything) },
			"supply":    func(*rapid.T) { h.steady(h.supplyAnything) },
			"decide":    func(*rapid.T) { h.steady(h.decideAnything) },
			"role":      func(*rapid.T) { h.role() },
			"roles":     func(*rapid.T) { h.role(); h.role() },
			"directory": func(*rapid.T) { h.steady(h.changeDirectory) },
			"change":    func(*rapid.T) { h.changeAccount() },
			"days":      func(*rapid.T) { h.steady(h.days) },
		})
		var n int
		h.must(h.db.GetContext(h.ctx, &n, `SELECT count(*) FROM requests WHERE status = 'FULFILLED'`))
		fulfilled += n
	})
	t.Logf("%d requests were fulfilled", fulfilled)
	if fulfilled == 0 && !t.Failed() {
		t.Error("no history ever led to an account")
	}
}

// begin empties the database, which only its owner can, and fills the directory.
func (b *bundle) begin() {
	tx := b.db.MustBeginTx(b.ctx, nil)
	defer func() { _ = tx.Rollback() }()
	tx.MustExecContext(b.ctx, `SET LOCAL session_replication_role = replica`) // past the triggers that keep accounts and the trail
	tx.MustExecContext(b.ctx, `TRUNCATE accounts, guests, requests, sponsors, sponsored_roles, notifications, audit_events, idempotency_keys, account_id_numbers, river_job, inbound_emails RESTART IDENTITY CASCADE`)
	b.must(tx.Commit())
	b.to(day, 10)
	b.directory(
		SponsorInput{HUID: "10000001", Name: "Ada Alder", Email: "ada_alder@hms.harvard.edu", Affiliation: HMSFaculty, Active: true},
		SponsorInput{HUID: "10000002", Name: "Ben Birch", Email: "ben_birch@hms.harvard.edu", Affiliation: HMSStaff, Active: true},
		SponsorInput{HUID: "10000003", Name: "Wyn Willow", Email: "wyn.willow@wyss.harvard.edu", Affiliation: WyssStaff, Active: true},
	)
}

// someAccounts is where a history begins: two of the three have an account, by roles that go on.
func (h *history) someAccounts() {
	for i, f := range figures()[:2] {
		h.roles(SponsoredRoleInput{Number: fmt.Sprintf("%d", 5001+i), Type: "Visitor", GuestHUID: f.huid, GuestGivenName: f.given, GuestFamilyName: f.family, GuestEmail: &f.email,
			StartsOn: day, EndsOn: day.AddDays(7 * pick(h, "role until", 60, 30, 20))})
		h.ask([]Actor{h.ada, h.ben}[i], RequestAccountInput{Guest: GuestDetailsInput{GivenName: &f.given, FamilyName: &f.family, PersonalEmail: &f.email}, ExpiresOn: day.AddDays(7 * pick(h, "until", 20, 4, 1))})
	}
}

func pick[T any](h *history, label string, of ...T) T { return rapid.SampledFrom(of).Draw(h.rt, label) }

func (h *history) oneIn(n int, label string) bool {
	return rapid.IntRange(0, n).Draw(h.rt, label) == n/2
}

func (h *history) sponsorActor() Actor {
	return h.person(pick(h, "sponsor", "ada_alder@hms.harvard.edu", "ben_birch@hms.harvard.edu", "ada_alder@hms.harvard.edu", "ben_birch@hms.harvard.edu", "wyn.willow@wyss.harvard.edu"))
}

func (h *history) anybody() Actor {
	switch who := pick(h, "who", "its sponsor", "its sponsor", "its sponsor", "ada_alder@hms.harvard.edu", "ben_birch@hms.harvard.edu", "wyn.willow@wyss.harvard.edu", "desk", "AcademicAffairs@wyss.harvard.edu", "gus@example.org", "mia@example.org"); who {
	case "desk":
		return h.desk
	case "its sponsor":
		return h.owner
	default:
		return h.person(who)
	}
}

func (h *history) soon(label string) calendar.Date {
	return h.svc.Today().AddDays(7 * pick(h, label, 4, 1, 2, 8, 13, 20, 30, 40, 51, 53, 0, -2))
}

func (h *history) details() GuestDetailsInput {
	f := pick(h, "guest", figures()...)
	in := GuestDetailsInput{GivenName: &f.given, FamilyName: &f.family, PersonalEmail: &f.email}
	switch pick(h, "details", "all", "all", "all", "huid", "no address", "another address", "another's huid", "family name") {
	case "huid":
		in.HUID = &f.huid
	case "no address":
		in.PersonalEmail = nil
	case "another address":
		in.PersonalEmail = ptr("new." + f.email)
	case "another's huid":
		in.HUID = &figures()[0].huid
	case "family name":
		in.GivenName, in.PersonalEmail = nil, nil
	}
	return in
}

// tolerable: what somebody may not do, or not any more, is an answer like any other.
func (h *history) tolerable(err error) {
	if err != nil && !errors.Is(err, ErrForbidden) && !errors.Is(err, ErrNotFound) {
		h.t.Fatalf("failed: %v", err)
	}
}

func (h *history) askAnything() {
	in := RequestAccountInput{Guest: h.details(), ExpiresOn: h.soon("until")}
	if h.oneIn(4, "names a role") {
		in.HSRNumber = ptr(fmt.Sprintf("%d", 5001+rapid.IntRange(0, 3).Draw(h.rt, "number")))
	}
	if h.oneIn(6, "begins later") {
		in.StartsOn = h.svc.Today().AddDays(rapid.IntRange(0, 30).Draw(h.rt, "first day"))
	}
	if h.oneIn(6, "no end") {
		in.ExpiresOn = calendar.Date{}
	}
	keyed := h.oneIn(3, "with a key")
	if keyed {
		in.SponsorHUID, in.IdempotencyKey = ptr("10000001"), ptr(fmt.Sprintf("key %d", len(h.asked)))
	}
	actor := h.sponsorActor()
	if keyed {
		actor = h.desk
	}
	answer, err := h.svc.RequestAccount(h.ctx, actor, in)
	h.tolerable(err)
	if keyed {
		h.asked, h.answers = append(h.asked, in), append(h.answers, fmt.Sprint(answer))
	}
	if len(answer.Errors) == 0 && err == nil && h.request(answer.RequestID).ID == 0 {
		h.t.Fatalf("the request made is not there")
	}
}

// repeat sends an old request again: the answer is the first one's, and nothing changes.
func (h *history) repeat() {
	if len(h.asked) == 0 {
		h.rt.Skip("nothing was asked with a key")
	}
	i := rapid.IntRange(0, len(h.asked)-1).Draw(h.rt, "which")
	before := h.fingerprint()
	answer, err := h.svc.RequestAccount(h.ctx, h.desk, h.asked[i])
	h.must(err)
	if got := fmt.Sprint(answer); got != h.answers[i] {
		h.t.Fatalf("the same key is answered %s, first %s", got, h.answers[i])
	}
	if after := h.fingerprint(); after != before {
		h.t.Fatalf("a repeat changed something")
	}
}

func (h *history) fingerprint() string {
	var text string
	h.must(h.db.GetContext(h.ctx, &text, `SELECT concat((SELECT count(*) FROM notifications), ' ', (SELECT count(*) FROM audit_events), ' ', (SELECT count(*) FROM requests), ' ', (SELECT max(updated_at) FROM requests))`))
	return text
}

func (h *history) anyAccount() Account {
	var accounts []Account
	h.must(h.db.SelectContext(h.ctx, &accounts, `SELECT * FROM accounts ORDER BY id`))
	if len(accounts) == 0 {
		h.rt.Skip("no account")
	}
	acc := accounts[rapid.IntRange(0, len(accounts)-1).Draw(h.rt, "account")]
	h.own(&acc.SponsorID)
	return acc
}

func (h *history) anyRequest() Request {
	var requests []Request
	h.must(h.db.SelectContext(h.ctx, &requests, `SELECT * FROM requests WHERE status NOT IN ('FULFILLED','DENIED','CANCELLED','LAPSED') ORDER BY id`))
	if len(requests) == 0 {
		h.rt.Skip("no open request")
	}
	r := requests[rapid.IntRange(0, len(requests)-1).Draw(h.rt, "request")]
	h.own(r.SponsorID)
	if r.Status == AwaitingAcademicAffairs {
		h.owner = h.affairs
	}
	return r
}

func (h *history) own(sponsorID *int64) {
	h.owner = h.desk
	if sponsorID == nil {
		return
	}
	found, err := h.svc.SponsorsByIDs(h.ctx, []int64{*sponsorID})
	h.must(err)
	h.owner = h.person(found[*sponsorID].Email)
}

func (h *history) extendAnything() {
	acc := h.anyAccount()
	in := RequestExtensionInput{AccountID: acc.AccountID, ExpiresOn: acc.ExpiresOn.AddDays(7 * pick(h, "weeks more", 1, 2, 4, 8, 20, 40, 52, 54, 0, -1))}
	if h.oneIn(8, "no day") {
		in.ExpiresOn = calendar.Date{}
	}
	_, err := h.svc.RequestExtension(h.ctx, h.anybody(), in)
	h.tolerable(err)
}

func (h *history) supplyAnything() {
	in := SupplyRequestDetailsInput{RequestID: h.anyRequest().ID, ExpiresOn: h.soon("until")}
	if h.oneIn(2, "guest") {
		in.Guest = ptr(h.details())
	}
	_, err := h.svc.SupplyRequestDetails(h.ctx, h.anybody(), in)
	h.tolerable(err)
}

func (h *history) decideAnything() {
	in := DecideRequestInput{RequestID: h.anyRequest().ID}
	if h.oneIn(4, "another day") {
		in.ExpiresOn = h.soon("until")
	}
	var err error
	switch pick(h, "decision", "approve", "approve", "deny", "cancel") {
	case "approve":
		_, err = h.svc.ApproveRequest(h.ctx, h.anybody(), in)
	case "deny":
		_, err = h.svc.DenyRequest(h.ctx, h.anybody(), in)
	case "cancel":
		_, err = h.svc.CancelRequest(h.ctx, h.anybody(), in)
	}
	h.tolerable(err)
}

// role comes, grows or shrinks. A number stays one person's.
func (h *history) role() {
	n := rapid.IntRange(0, 5).Draw(h.rt, "role")
	f := figures()[n%3]
	from := h.svc.Today().AddDays(7 * pick(h, "role from", -4, -20, -1, 0, 2))
	in := SponsoredRoleInput{Number: fmt.Sprintf("%d", 5001+n), Type: "Visitor", GuestHUID: f.huid, GuestGivenName: f.given, GuestFamilyName: f.family,
		StartsOn: from, EndsOn: calendar.Later(from, h.svc.Today().AddDays(7*pick(h, "role until", 60, 30, 10, 2, 1, 0, -1)))}
	if !h.oneIn(3, "without an address") {
		in.GuestEmail = &f.email
	}
	h.roles(in)
}

func (h *history) changeDirectory() {
	people := []SponsorInput{
		{HUID: "10000001", Name: "Ada Alder", Email: "ada_alder@hms.harvard.edu", Affiliation: HMSFaculty},
		{HUID: "10000002", Name: "Ben Birch", Email: "ben_birch@hms.harvard.edu", Affiliation: HMSStaff},
		{HUID: "70000003", Name: "Gus Grant", Email: "gus_grant@hms.harvard.edu", Affiliation: HMSStaff},
	}
	s := people[rapid.IntRange(0, len(people)-1).Draw(h.rt, "person")]
	s.Active = pick(h, "active", true, true, false)
	if h.oneIn(5, "moves") {
		s.Affiliation = pick(h, "to", WyssStaff, AffiliationOther)
	}
	h.directory(s)
}

// changeAccount is what may cut an account short, beside its role.
func (h *history) changeAccount() {
	acc := h.anyAccount()
	var err error
	in := AccountInput{AccountID: acc.AccountID}
	actor := h.anybody()
	switch pick(h, "change", "suspend", "restore", "end", "end later", "resend", "activate", "wrong code") {
	case "suspend":
		_, err = h.svc.SuspendAccount(h.ctx, actor, in)
	case "restore":
		_, err = h.svc.RestoreAccount(h.ctx, actor, in)
	case "end":
		_, err = h.svc.EndAccount(h.ctx, actor, EndAccountInput{AccountID: acc.AccountID})
	case "end later":
		_, err = h.svc.EndAccount(h.ctx, actor, EndAccountInput{AccountID: acc.AccountID, On: h.soon("end on")})
	case "resend":
		_, err = h.svc.ResendActivation(h.ctx, actor, in)
	case "activate":
		_, err = h.svc.ActivateAccount(h.ctx, acc.AccountID, h.codeOf(acc))
	case "wrong code":
		_, err = h.svc.ActivateAccount(h.ctx, acc.AccountID, "AAAA-AAAA-AAAA")
	}
	h.tolerable(err)
}

// days pass, some of them without a sweep.
func (h *history) days() {
	for range rapid.IntRange(1, 4).Draw(h.rt, "sweeps") {
		h.sweepDay(h.svc.Today().AddDays(rapid.IntRange(1, 12).Draw(h.rt, "days")))
		var late []string
		h.must(h.db.SelectContext(h.ctx, &late, `SELECT account_id FROM accounts WHERE status IN ('PENDING_ACTIVATION','ACTIVE','SUSPENDED') AND expires_on < $1`, h.svc.Today()))
		if len(late) > 0 {
			h.t.Fatalf("after the sweep live accounts are past their last day: %v", late)
		}
		var missed []string
		h.must(h.db.SelectContext(h.ctx, &missed, `SELECT account_id FROM accounts a WHERE status IN ('PENDING_ACTIVATION','ACTIVE','SUSPENDED') AND expires_on BETWEEN $1 AND CAST($1 AS date) + 7
			AND NOT EXISTS (SELECT FROM notifications n WHERE n.account_id = a.id AND n.kind = 'EXPIRY_REMINDER' AND n.due_on = $1)`, h.svc.Today()))
		if len(missed) > 0 {
			h.t.Fatalf("after the sweep these were not reminded of: %v", missed)
		}
	}
}

// steady runs an event that never cuts a live account short.
func (h *history) steady(event func()) {
	event()
	for _, acc := range h.live() {
		if before, ok := h.ends[acc.AccountID]; ok && acc.ExpiresOn.Before(before) {
			h.t.Fatalf("%s was shortened from %s to %s", acc.AccountID, before, acc.ExpiresOn)
		}
	}
}

func (h *history) live() []Account {
	var accounts []Account
	h.must(h.db.SelectContext(h.ctx, &accounts, `SELECT * FROM accounts ORDER BY id`))
	return slices.DeleteFunc(accounts, func(a Account) bool { return !a.Status(h.svc.Today()).Live() })
}

// check is what must hold after every event.
func (h *history) check() {
	if broken := h.broken(h.svc.Today()); len(broken) > 0 {
		h.t.Fatalf("broken: %q", broken)
	}
	var accounts []Account
	h.must(h.db.SelectContext(h.ctx, &accounts, `SELECT * FROM accounts ORDER BY id`))
	for _, acc := range accounts {
		if holder, ok := h.holders[acc.AccountID]; ok && holder != acc.GuestID {
			h.t.Fatalf("%s changed hands", acc.AccountID)
		}
		h.holders[acc.AccountID] = acc.GuestID
	}
	if len(accounts) != len(h.holders) {
		h.t.Fatalf("an account is gone: %d of %d", len(accounts), len(h.holders))
	}
	clear(h.ends)
	for _, acc := range h.live() {
		h.ends[acc.AccountID] = acc.ExpiresOn
	}
	var silent []string
	h.must(h.db.SelectContext(h.ctx, &silent, `SELECT 'R-' || number || ' ' || status || ' by ' || decided_by FROM requests q LEFT JOIN sponsors s ON s.id = q.sponsor_id
		WHERE status IN ('DENIED','CANCELLED','LAPSED') AND coalesce(decision_note, '') NOT LIKE 'Replaced by%'
		  AND NOT EXISTS (SELECT FROM notifications n WHERE n.request_id = q.id AND n.kind = 'REQUEST_DENIED')
		  AND decided_by <> lower(CASE WHEN asked_by_guest THEN q.personal_email::text ELSE s.email::text END)`))
	if len(silent) > 0 {
		h.t.Fatalf("ended without a word to whoever asked: %v", silent)
	}
}

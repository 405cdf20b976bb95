package guest

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"testing"

	"github.com/jhillyerd/enmime/v2"
	"github.com/jmoiron/sqlx"

	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/clock"
	"github.com/guestd/guestd/internal/mail/notice"
	"github.com/guestd/guestd/internal/mail/outbox"
	"github.com/guestd/guestd/internal/mail/token"
	"github.com/guestd/guestd/internal/queue"
	"github.com/guestd/guestd/internal/testpg"
)

// reporter is what a test and a property's run have in common.
type reporter interface {
	Helper()
	Error(args ...any)
	Errorf(format string, args ...any)
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// bundle is what a use case's test works with: a database of its own, a clock that stands still
// until it is told otherwise, and a small directory.
type bundle struct {
	t     reporter
	ctx   context.Context
	db    *sqlx.DB
	clock *clock.Fixed
	svc   *Service

	feed, desk, affairs Actor
	// ada and ben are HMS's; wyn is Wyss staff.
	ada, ben, wyn Actor
}

// day is the tests' first day: a Monday.
var day = calendar.MustParse("2027-01-04")

func d(s string) calendar.Date { return calendar.MustParse(s) }
func ptr[T any](v T) *T        { return &v }

var testSecret = bytes.Repeat([]byte("guestd test secret "), 3)

func newService(t testing.TB, db *sqlx.DB, c clock.Clock) *Service {
	t.Helper()
	jobs, err := queue.NewJobs(db)
	if err != nil {
		t.Fatal(err)
	}
	svc, err := New(Config{
		DB: db, Clock: c, Jobs: jobs, Policy: DefaultPolicy(), Secret: testSecret,
		Tokens: token.Keys{Current: token.Key{ID: 1, Secret: testSecret}}, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return svc
}

// setup has the directory filled, and nothing else.
func setup(t testing.TB) *bundle {
	t.Helper()
	return setupOn(t, testpg.New(t))
}

func setupOn(t testing.TB, db *sqlx.DB) *bundle {
	t.Helper()
	c := clock.NewFixed(day.At(10))
	b := &bundle{
		t: t, ctx: t.Context(), db: db, clock: c, svc: newService(t, db, c),
		feed: Actor{Name: "directory feed", Roles: []Role{RoleFeed}, Source: SourceAPI},
		desk: Actor{Name: "Dee Desk", Email: "dee@hms.harvard.edu", Roles: []Role{RoleServiceDesk}, Source: SourceWeb},
	}
	b.directory(
		SponsorInput{HUID: "10000001", Name: "Ada Alder", Email: "ada_alder@hms.harvard.edu", Affiliation: HMSFaculty, Department: ptr("Genetics"), Active: true},
		SponsorInput{HUID: "10000002", Name: "Ben Birch", Email: "ben_birch@hms.harvard.edu", Affiliation: HMSStaff, Department: ptr("Cell Biology"), Active: true},
		SponsorInput{HUID: "10000003", Name: "Wyn Willow", Email: "wyn.willow@wyss.harvard.edu", Affiliation: WyssStaff, Department: ptr("Synthetic Biology"), Active: true},
	)
	b.ada, b.ben, b.wyn = b.person("ada_alder@hms.harvard.edu"), b.person("ben_birch@hms.harvard.edu"), b.person("wyn.willow@wyss.harvard.edu")
	b.affairs = b.person("AcademicAffairs@wyss.harvard.edu")
	return b
}

// person is somebody signed in with that address.
func (b *bundle) person(email string) Actor {
	b.t.Helper()
	actor, err := b.svc.ActorFor(b.ctx, "", email, nil)
	b.must(err)
	actor.Source = SourceWeb
	return actor
}

func (b *bundle) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bundle) directory(people ...SponsorInput) {
	b.t.Helper()
	_, errs, err := b.svc.UpsertSponsors(b.ctx, b.feed, people)
	b.must(err)
	if len(errs) > 0 {
		b.t.Fatal(errs)
	}
}

// roles is the HSR portal's feed.
func (b *bundle) roles(rows ...SponsoredRoleInput) []SponsoredRole {
	b.t.Helper()
	roles, errs, err := b.svc.UpsertSponsoredRoles(b.ctx, b.feed, rows)
	b.must(err)
	if len(errs) > 0 {
		b.t.Fatal(errs)
	}
	return roles
}

// gusRole is Gus Grove's Harvard Sponsored Role.
func gusRole(from, to string) SponsoredRoleInput {
	return SponsoredRoleInput{Number: "5001", Type: "Visiting Researcher", GuestHUID: "70000001", GuestGivenName: "Gus", GuestFamilyName: "Grove",
		GuestEmail: ptr("gus@example.org"), SponsorHUID: ptr("10000002"), StartsOn: d(from), EndsOn: d(to)}
}

// gus asks for an account for Gus Grove, who has every detail.
func gus(until string) RequestAccountInput {
	return RequestAccountInput{
		Guest:     GuestDetailsInput{GivenName: ptr("Gus"), FamilyName: ptr("Grove"), PersonalEmail: ptr("gus@example.org"), Affiliation: ptr("Example University")},
		ExpiresOn: d(until), Justification: ptr("Joint work on sequencing"),
	}
}

// ask makes a request that breaks no rule.
func (b *bundle) ask(actor Actor, in RequestAccountInput) Request {
	b.t.Helper()
	answer, err := b.svc.RequestAccount(b.ctx, actor, in)
	b.must(err)
	if len(answer.Errors) > 0 {
		b.t.Fatalf("refused: %s", answer.Errors)
	}
	return b.request(answer.RequestID)
}

func (b *bundle) askMore(actor Actor, accountID, until string) Request {
	b.t.Helper()
	answer, err := b.svc.RequestExtension(b.ctx, actor, RequestExtensionInput{AccountID: accountID, ExpiresOn: d(until)})
	b.must(err)
	if len(answer.Errors) > 0 {
		b.t.Fatalf("refused: %s", answer.Errors)
	}
	return b.request(answer.RequestID)
}

func (b *bundle) request(id int64) Request {
	b.t.Helper()
	found, err := b.svc.RequestsByIDs(b.ctx, []int64{id})
	b.must(err)
	r, ok := found[id]
	if !ok {
		b.t.Fatalf("there is no request %d", id)
	}
	return r
}

func (b *bundle) account(id int64) Account {
	b.t.Helper()
	found, err := b.svc.AccountsByIDs(b.ctx, []int64{id})
	b.must(err)
	acc, ok := found[id]
	if !ok {
		b.t.Fatalf("there is no account %d", id)
	}
	return acc
}

// opened is the account that a fulfilled request gave.
func (b *bundle) opened(r Request) Account {
	b.t.Helper()
	b.wantStatus(r, Fulfilled)
	return b.account(*r.AccountRowID)
}

func (b *bundle) wantStatus(r Request, want RequestStatus) {
	b.t.Helper()
	if r.Status != want {
		b.t.Fatalf("%s is %s, want %s; holds: %+v", r.Number(), r.Status, want, r.Holds)
	}
	if r.Status.Open() != (len(r.Holds) > 0) {
		b.t.Fatalf("%s is %s with holds %+v", r.Number(), r.Status, r.Holds)
	}
}

// gusAccount is Gus Grove's activated account, sponsored by Ada.
func (b *bundle) gusAccount(until string) Account {
	b.t.Helper()
	b.roles(gusRole("2027-01-01", "2030-12-31"))
	acc := b.opened(b.ask(b.ada, gus(until)))
	return b.activate(acc)
}

func (b *bundle) activate(acc Account) Account {
	b.t.Helper()
	answer, err := b.svc.ActivateAccount(b.ctx, acc.AccountID, b.codeOf(acc))
	b.must(err)
	if len(answer.Errors) > 0 {
		b.t.Fatalf("not activated: %s", answer.Errors)
	}
	return b.account(acc.ID)
}

// to moves the clock to that hour of a day, New York time.
func (b *bundle) to(day calendar.Date, hour int) { b.clock.Set(day.At(hour)) }

// sent is one mail of the outbox.
type sent struct {
	Notification
	OnceKey *string `db:"once_key"`
	Sealed  bool    `db:"sealed"`
	Raw     []byte  `db:"message"`
}

// outbox is every mail written so far, the oldest first; with kinds, those of them.
func (b *bundle) outbox(kinds ...notice.Kind) []sent {
	b.t.Helper()
	var mails []sent
	b.must(b.db.SelectContext(b.ctx, &mails, `SELECT id, kind, status, recipients, copies, subject, due_on, account_id, request_id, inbound_email_id,
		attempts, last_error, sent_at, created_at, once_key, sealed, message FROM notifications ORDER BY id`))
	return slices.DeleteFunc(mails, func(m sent) bool { return len(kinds) > 0 && !slices.Contains(kinds, m.Kind) })
}

// said is the outbox in short: what was told to whom.
func (b *bundle) said(kinds ...notice.Kind) []string {
	b.t.Helper()
	var out []string
	for _, m := range b.outbox(kinds...) {
		for _, to := range m.To {
			out = append(out, fmt.Sprintf("%s to %s", m.Kind, to))
		}
		for _, cc := range m.Cc {
			out = append(out, fmt.Sprintf("%s cc %s", m.Kind, cc))
		}
	}
	return out
}

// forget empties the outbox's tally, so that said tells what came after.
func (b *bundle) saidSince(before int) []string {
	b.t.Helper()
	return b.said()[before:]
}

func (b *bundle) wantSaid(got []string, want ...string) {
	b.t.Helper()
	if !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))) {
		b.t.Errorf("told:\n%q\nwant:\n%q", got, want)
	}
}

var codeForm = regexp.MustCompile(`\b[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}\b`)

// codeOf is the code in the latest activation mail of an account.
func (b *bundle) codeOf(acc Account) string {
	b.t.Helper()
	for _, m := range slices.Backward(b.outbox(notice.KindActivation)) {
		if m.AccountRowID == nil || *m.AccountRowID != acc.ID {
			continue
		}
		var raw []byte
		_, err := b.svc.Outbox().Deliver(b.ctx, m.ID, func(_ context.Context, out outbox.Outgoing) outbox.Try {
			raw = out.Message
			return outbox.Try{Failure: "the test only looks at it"}
		})
		b.must(err)
		mail, err := enmime.ReadEnvelope(bytes.NewReader(raw))
		b.must(err)
		code := codeForm.FindString(mail.Text)
		if code == "" {
			b.t.Fatalf("no code in the mail:\n%s", mail.Text)
		}
		return code
	}
	b.t.Fatalf("no activation mail for %s", acc.AccountID)
	return ""
}

// codes are the errors' codes.
func codes(errs UserErrors) []UserErrorCode {
	var out []UserErrorCode
	for _, e := range errs {
		out = append(out, e.Code)
	}
	return out
}

func wantCodes(t reporter, errs UserErrors, want ...UserErrorCode) {
	t.Helper()
	if got := codes(errs); !slices.Equal(got, want) {
		t.Errorf("errors %v, want %v: %s", got, want, errs)
	}
}

// audited is how often each action stands in the audit trail.
func (b *bundle) audited() map[string]int {
	b.t.Helper()
	var rows []struct {
		Action string
		Count  int
	}
	b.must(b.db.SelectContext(b.ctx, &rows, `SELECT action, count(*) AS count FROM audit_events GROUP BY action`))
	counts := map[string]int{}
	for _, row := range rows {
		counts[row.Action] = row.Count
	}
	return counts
}

// sweepDay runs what a day's sweeps run, at nine in the morning.
func (b *bundle) sweepDay(day calendar.Date) (expired, reminded, lapsed int) {
	b.t.Helper()
	b.to(day, 9)
	expired, err := b.svc.Expire(b.ctx)
	b.must(err)
	b.must(b.svc.Resume(b.ctx))
	reminded, err = b.svc.Remind(b.ctx)
	b.must(err)
	lapsed, err = b.svc.Lapse(b.ctx)
	b.must(err)
	return expired, reminded, lapsed
}

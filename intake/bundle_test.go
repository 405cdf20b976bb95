package intake_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/jmoiron/sqlx"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/guestd/guestd/graph"
	"github.com/guestd/guestd/intake"
	"github.com/guestd/guestd/intake/api"
	"github.com/guestd/guestd/intake/ledger"
	"github.com/guestd/guestd/intake/mailbox"
	"github.com/guestd/guestd/intake/trust"
	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/clock"
	"github.com/guestd/guestd/internal/guest"
	"github.com/guestd/guestd/internal/mail/notice"
	"github.com/guestd/guestd/internal/mail/outbox"
	"github.com/guestd/guestd/internal/mail/token"
	"github.com/guestd/guestd/internal/postgres"
	"github.com/guestd/guestd/internal/queue"
	"github.com/guestd/guestd/internal/signin"
	"github.com/guestd/guestd/internal/testpg"
)

// day is the tests' first day: a Monday.
var day = calendar.MustParse("2027-01-04")

// bundle is the bot with everything that it works with, in one process: a database with the
// program's own rights there, the domain, the API and a ledger. Jobs are worked when told.
type bundle struct {
	t       testing.TB
	db      *sqlx.DB
	clock   *clock.Fixed
	guests  *guest.Service
	jobs    *queue.Jobs
	ledger  *ledger.Ledger
	handler *intake.Handler
	tokens  token.Keys

	worked    int64  // the last job of the engine's table that was worked
	uid       uint32 // the last UID that was given to a message
	delivered map[int64][]byte
	enlisted  int // people who were added to the directory
}

func setup(t testing.TB, options ...func(*intake.Config)) *bundle {
	t.Helper()
	return setupBehind(t, func(whole http.Handler) http.Handler { return whole }, options...)
}

// setupBehind puts something between the bot and the API.
func setupBehind(t testing.TB, between func(http.Handler) http.Handler, options ...func(*intake.Config)) *bundle {
	t.Helper()
	b := &bundle{t: t, db: testpg.NewAs(t, postgres.AppRole), clock: clock.NewFixed(day.At(10)), delivered: map[int64][]byte{}}
	var err error
	b.jobs, err = queue.NewJobs(b.db)
	b.must(err)
	log := slog.New(slog.DiscardHandler)
	secret := bytes.Repeat([]byte("guestd test secret "), 3)
	b.tokens = token.Keys{Current: token.Key{ID: 1, Secret: secret}}
	policy := guest.DefaultPolicy()
	b.guests, err = guest.New(guest.Config{DB: b.db, Clock: b.clock, Jobs: b.jobs, Policy: policy, Secret: secret, Tokens: b.tokens, Log: log})
	b.must(err)
	bot := signin.NewInternal()
	who, err := signin.New(signin.Config{Issuer: "https://issuer.test", Keys: &oidc.StaticKeySet{}, Now: b.clock.Now, People: b.guests, Internal: bot, Log: log})
	b.must(err)
	handler, err := graph.NewHandler(graph.Config{Service: b.guests, Changes: postgres.NewChanges(log), Authenticator: who, Log: log, Now: b.clock.Now})
	b.must(err)
	cfg := intake.Config{
		DB: b.db, Clock: b.clock, API: api.Within(between(handler), "/graphql", bot.Authorize), Outbox: b.guests.Outbox(), Tokens: b.tokens,
		Trust:   trust.Config{AuthServID: servID, OwnAddresses: []string{policy.RequestEmail}},
		Mailbox: policy.RequestEmail, AcademicAffairs: policy.AcademicAffairsEmail, PublicURL: policy.PublicURL,
		Links: notice.Links{HSRPortal: policy.HSRPortalURL, ServiceDesk: policy.ServiceDeskEmail},
		Log:   log, Metrics: prometheus.NewRegistry(),
	}
	for _, option := range options {
		option(&cfg)
	}
	b.handler = intake.NewHandler(cfg)
	b.ledger = ledger.New(b.db, b.jobs, b.clock)
	b.people()
	return b
}

// servID is the name of the tests' own mail server.
const servID = "mx.hms.harvard.edu"

func (b *bundle) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// feed is a batch of the directory's and the HSR portal's feeds.
type feed struct {
	Sponsors []guest.SponsorInput
	Roles    []guest.SponsoredRoleInput
}

// people fills the directory and the roles that every conversation begins with.
func (b *bundle) people() {
	b.t.Helper()
	text, err := os.ReadFile("testdata/conversations/people.json")
	b.must(err)
	b.feed(text)
}

func (b *bundle) feed(text []byte) {
	b.t.Helper()
	var batch feed
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	b.must(decoder.Decode(&batch))
	actor := guest.Actor{Name: "feed", Roles: []guest.Role{guest.RoleFeed}, Source: guest.SourceAPI}
	if len(batch.Sponsors) > 0 {
		_, errs, err := b.guests.UpsertSponsors(b.t.Context(), actor, batch.Sponsors)
		b.must(err)
		b.none(errs)
	}
	if len(batch.Roles) > 0 {
		_, errs, err := b.guests.UpsertSponsoredRoles(b.t.Context(), actor, batch.Roles)
		b.must(err)
		b.none(errs)
	}
}

func (b *bundle) none(errs guest.UserErrors) {
	b.t.Helper()
	if len(errs) > 0 {
		b.t.Fatal(errs)
	}
}

// deliver keeps a message as the poller does.
func (b *bundle) deliver(raw []byte) {
	b.t.Helper()
	b.deliverFetched(mailbox.Fetched{InternalDate: b.clock.Now(), Size: int64(len(raw)), Raw: raw})
}

func (b *bundle) deliverFetched(m mailbox.Fetched) {
	b.t.Helper()
	b.uid++
	m.Place = mailbox.Place{Mailbox: "INBOX", UIDValidity: 1, UID: b.uid}
	b.must(b.ledger.Keep(b.t.Context(), []mailbox.Fetched{m}))
}

// work works every job that the ledger and the confirmations have left, each for as often as the
// engine would, and answers with the errors of the tries that failed.
func (b *bundle) work() (failures []error) {
	b.t.Helper()
	for {
		job, found := b.nextJob()
		if !found {
			return failures
		}
		for job.Attempt = 1; job.Attempt <= job.MaxAttempts; job.Attempt++ {
			err := b.handler.Work(b.t.Context(), job)
			if err == nil {
				break
			}
			failures = append(failures, err)
		}
	}
}

func (b *bundle) nextJob() (*river.Job[queue.Handle], bool) {
	b.t.Helper()
	var rows []struct {
		ID          int64  `db:"id"`
		Args        []byte `db:"args"`
		MaxAttempts int    `db:"max_attempts"`
	}
	b.must(b.db.SelectContext(b.t.Context(), &rows, `SELECT id, args, max_attempts FROM river_job WHERE kind = $1 AND id > $2 ORDER BY id LIMIT 1`, queue.Handle{}.Kind(), b.worked))
	if len(rows) == 0 {
		return nil, false
	}
	b.worked = rows[0].ID
	job := &river.Job[queue.Handle]{JobRow: &rivertype.JobRow{ID: rows[0].ID, MaxAttempts: rows[0].MaxAttempts}}
	b.must(json.Unmarshal(rows[0].Args, &job.Args))
	return job, true
}

// send delivers every mail that waits, and keeps what it was.
func (b *bundle) send() {
	b.t.Helper()
	ids, err := b.guests.Outbox().Pending(b.t.Context(), 1000)
	b.must(err)
	for _, id := range ids {
		_, err := b.guests.Outbox().Deliver(b.t.Context(), id, func(_ context.Context, m outbox.Outgoing) outbox.Try {
			b.delivered[id] = bytes.Clone(m.Message)
			return outbox.Try{Accepted: m.Recipients()}
		})
		b.must(err)
	}
}

// moveTo moves the clock to an instant, through the sweeps of every morning on the way.
func (b *bundle) moveTo(at time.Time) {
	b.t.Helper()
	for next := calendar.On(b.clock.Now()).AddDays(1); !next.At(9).After(at); next = next.AddDays(1) {
		b.clock.Set(next.At(9))
		b.sweep()
	}
	b.clock.Set(at)
}

func (b *bundle) sweep() {
	b.t.Helper()
	ctx := b.t.Context()
	for _, sweep := range []func(context.Context) (int, error){b.guests.Expire, b.guests.Remind, b.guests.Lapse} {
		_, err := sweep(ctx)
		b.must(err)
	}
	b.must(b.guests.Resume(ctx))
	b.send()
}

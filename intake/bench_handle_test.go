package intake_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/lib/pq"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"

	"github.com/guestd/guestd/graph"
	"github.com/guestd/guestd/intake"
	"github.com/guestd/guestd/intake/api"
	"github.com/guestd/guestd/intake/limits"
	"github.com/guestd/guestd/intake/mailbox"
	"github.com/guestd/guestd/intake/message"
	"github.com/guestd/guestd/intake/screen"
	"github.com/guestd/guestd/intake/trust"
	"github.com/guestd/guestd/intake/understand"
	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/guest"
	"github.com/guestd/guestd/internal/postgres"
	"github.com/guestd/guestd/internal/queue"
	"github.com/guestd/guestd/internal/signin"
	"github.com/guestd/guestd/internal/testpg"
)

// BenchmarkStoredToAnswered is the whole way from stored messages to their queued answers: each
// of 300 messages of 8 KB asks for an account, which is made. Two workers of the job engine
// handle them, as in production, over the API in the same process.
//
// The engine looks at its queue once in a cooldown and takes as many jobs as it has free workers:
// with two workers and production's 100 ms that is twenty messages a second, whatever each costs.
// With 5 ms it is the messages themselves that count.
func BenchmarkStoredToAnswered(b *testing.B) {
	for _, cooldown := range []time.Duration{river.FetchCooldownDefault, 5 * time.Millisecond} {
		b.Run("cooldown="+cooldown.String(), func(b *testing.B) { benchEngine(b, cooldown) })
	}
}

func benchEngine(b *testing.B, cooldown time.Duration) {
	const messages, workers = 300, 2
	m := newMill(b, false)
	var cpu, cpuPostgres time.Duration
	for b.Loop() {
		b.StopTimer()
		m.store(messages)
		handled := make(chan struct{}, messages)
		m.handler.Narrate = func(intake.Story) { handled <- struct{}{} }
		registered := river.NewWorkers()
		river.AddWorker(registered, m.handler)
		// As scheduler.NewEngine sets it in production.
		engine, err := river.NewClient(riverdatabasesql.New(m.db.DB), &river.Config{
			Queues: map[string]river.QueueConfig{queue.Intake: {MaxWorkers: workers}}, Workers: registered,
			FetchPollInterval: 250 * time.Millisecond, FetchCooldown: cooldown,
			Logger: slog.New(slog.DiscardHandler),
		})
		m.must(err)
		before, beforePostgres := processTime(b), m.postgresTime()
		b.StartTimer()
		m.must(engine.Start(b.Context()))
		for range messages {
			<-handled
		}
		b.StopTimer()
		cpu += processTime(b) - before
		cpuPostgres += m.postgresTime() - beforePostgres
		m.must(engine.Stop(b.Context()))
		m.check()
		b.StartTimer()
	}
	perSecond(b, messages)
	b.ReportMetric(float64(cpu.Microseconds())/float64(messages*b.N), "cpu-µs/message")
	b.ReportMetric(float64(cpuPostgres.Microseconds())/float64(messages*b.N), "postgres-cpu-µs/message")
}

// BenchmarkHandle is the same by one worker without the engine, with the CPU time that each stage
// of a message takes in this process. Collecting garbage counts for the stage that it falls into.
func BenchmarkHandle(b *testing.B) {
	const messages = 100
	m := newMill(b, true)
	var total time.Duration
	handled := 0
	for b.Loop() {
		b.StopTimer()
		m.store(messages)
		before := processTime(b)
		b.StartTimer()
		if failures := m.work(); len(failures) > 0 {
			b.Fatal(failures)
		}
		b.StopTimer()
		total += processTime(b) - before
		handled += messages
		m.check()
		b.StartTimer()
	}
	raws := make([][]byte, 500)
	for i := range raws {
		raws[i] = m.request(i)
	}
	policy := guest.DefaultPolicy()
	screener, options := screen.New(policy.RequestEmail), understand.Options{Own: []string{policy.RequestEmail}, Location: calendar.Zone}
	parsed := make([]*message.Message, len(raws))
	verdicts := make([]screen.Result, len(raws))
	perSecond(b, messages)
	report := func(stage string, d time.Duration, n int) {
		b.ReportMetric(float64(d.Nanoseconds())/1e3/float64(n), stage+"-cpu-µs")
	}
	for _, stage := range []struct {
		name string
		do   func(i int)
	}{
		{"limits", func(i int) { m.must(limits.Check(raws[i], limits.Limits{})) }},
		{"parse", func(i int) {
			msg, err := message.Parse(raws[i])
			m.must(err)
			parsed[i] = msg
		}},
		{"screen", func(i int) { verdicts[i] = screener.Screen(parsed[i]) }},
		{"trust", func(i int) { trust.Judge(raws[i], m.trust) }},
		{"understand", func(i int) { understand.ReadMessage(parsed[i], verdicts[i], options) }},
	} {
		before := processTime(b)
		for i := range raws {
			stage.do(i)
		}
		report(stage.name, processTime(b)-before, len(raws))
	}
	report("api", m.inAPI, handled)
	report("conclude", m.concluding, handled)
	report("all", total, handled)
}

// mill is the bot with many sponsors' guests, and with its stages measured.
type mill struct {
	*bundle
	b      *testing.B
	trust  trust.Config
	stored int // messages so far

	// Measured where one worker works, not in the engine.
	inAPI, concluding, concludingSince time.Duration
}

func newMill(b *testing.B, staged bool) *mill {
	b.Helper()
	m := &mill{b: b}
	m.bundle = setup(b)
	log := slog.New(slog.DiscardHandler)
	bot := signin.NewInternal()
	who, err := signin.New(signin.Config{Issuer: "https://issuer.test", Keys: &oidc.StaticKeySet{}, Now: m.clock.Now, People: m.guests, Internal: bot, Log: log})
	m.must(err)
	handler, err := graph.NewHandler(graph.Config{Service: m.guests, Changes: postgres.NewChanges(log), Authenticator: who, Log: log, Now: m.clock.Now})
	m.must(err)
	m.trust = m.handler.Trust
	cfg := m.handler.Config
	cfg.Metrics = prometheus.NewRegistry()
	cfg.Limits = intake.Limits{AnswersPerDay: 1 << 30, AnswersPerHour: 1 << 30}
	cfg.API = api.Within(handler, "/graphql", bot.Authorize)
	if staged {
		m.measureStages(&cfg, handler, bot)
	}
	m.bundle.handler = intake.NewHandler(cfg)
	m.sponsorsAndRoles()
	return m
}

func (m *mill) measureStages(cfg *intake.Config, handler http.Handler, bot *signin.Internal) {
	b := m.b
	cfg.API = api.Within(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		before := processTime(b)
		handler.ServeHTTP(w, r)
		m.inAPI += processTime(b) - before
	}), "/graphql", bot.Authorize)
	cfg.At = func(point string) {
		switch point {
		case "before_conclusion":
			m.concludingSince = processTime(b)
		case "concluded":
			m.concluding += processTime(b) - m.concludingSince
		}
	}
}

const (
	millSponsors = 20
	millRoles    = 20000
)

var (
	givenNames   = strings.Fields("Ada Ben Clara David Elena Frank Greta Hugo Irene James Karla Louis Maria Nina Oscar Paula Ralph Sofia Thomas Vera")
	familyNames  = strings.Fields("Adler Brandt Castle Dunbar Ellison Foster Grover Hollis Ingram Jensen Keller Lambert Morton Norwood Osborne Parker Quimby Roberts Sawyer Turner")
	sponsorNames = strings.Fields("Abbott Barlow Conway Draper Eaton Fowler Gibson Harmon Irving Jarvis Kendall Lawson Marlow Newton Ogden Preston Quinn Rowland Sutton Tanner")
)

func (m *mill) sponsorsAndRoles() {
	m.b.Helper()
	db := testpg.New(m.b)
	db.MustExecContext(m.b.Context(), `
		INSERT INTO sponsored_roles (number, type, guest_huid, guest_given_name, guest_family_name, guest_email, starts_on, ends_on, created_at, updated_at)
		SELECT (300000 + i)::text, 'Visiting Scholar', (40000000 + i)::text, ($1::text[])[1 + i % 20], ($2::text[])[1 + i / 20 % 20], 'guest' || i || '@example.org', '2026-12-01', '2028-12-31', now(), now()
		FROM generate_series(0, $3::int - 1) i`, pq.Array(givenNames), pq.Array(familyNames), millRoles)
	var sponsors []guest.SponsorInput
	for i := range millSponsors {
		sponsors = append(sponsors, guest.SponsorInput{HUID: fmt.Sprint(90000000 + i), Name: "Ana " + sponsorNames[i], Email: sponsorAddress(i), Affiliation: guest.HMSFaculty, Active: true})
	}
	actor := guest.Actor{Name: "feed", Roles: []guest.Role{guest.RoleFeed}, Source: guest.SourceAPI}
	_, errs, err := m.guests.UpsertSponsors(m.b.Context(), actor, sponsors)
	m.must(err)
	m.none(errs)
	db.MustExecContext(m.b.Context(), `ANALYZE`) // the tests' server does none by itself
}

func sponsorAddress(i int) string {
	return "ana." + strings.ToLower(sponsorNames[i%millSponsors]) + "@hms.harvard.edu"
}

// request is the i-th sponsor's mail about the i-th guest: a few sentences over a quoted thread.
func (m *mill) request(i int) []byte {
	var s strings.Builder
	guestName := givenNames[i%20] + " " + familyNames[i/20%20]
	fmt.Fprintf(&s, "Authentication-Results: %s; dmarc=pass header.from=hms.harvard.edu\nFrom: Ana %s <%s>\nTo: %s\nDate: %s\nMessage-ID: <mill-%d@sender.test>\n",
		servID, sponsorNames[i%millSponsors], sponsorAddress(i), guest.DefaultPolicy().RequestEmail, m.clock.Now().Format(time.RFC1123Z), i)
	fmt.Fprintf(&s, "Subject: Account for a visiting scholar\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\nHello,\n\nplease set up an HMS guest account for %s, a visiting scholar from Universidad de Chile. Their\npersonal email is guest%d@example.org, the HSR number is %d. Access is needed until June 30, 2027.\n\nThank you,\nAna %s\n",
		guestName, i, 300000+i, sponsorNames[i%millSponsors])
	s.WriteString("\nOn Fri, Jan 1, 2027 at 9:12 AM Katie Moss <katie_moss@hms.harvard.edu> wrote:\n")
	for s.Len() < fullSize {
		s.WriteString("> The role for our visitor was set up last week, and it runs until the end of next year.\n")
	}
	return []byte(strings.ReplaceAll(s.String(), "\n", "\r\n"))
}

// store keeps the next n messages as the poller does.
func (m *mill) store(n int) {
	m.b.Helper()
	if m.stored+n > millRoles {
		m.b.Fatalf("there are %d roles only", millRoles)
	}
	var batch []mailbox.Fetched
	for range n {
		raw := m.request(m.stored)
		m.stored++
		m.uid++
		batch = append(batch, mailbox.Fetched{Place: mailbox.Place{Mailbox: "INBOX", UIDValidity: 1, UID: m.uid}, InternalDate: m.clock.Now(), Size: int64(len(raw)), Raw: raw})
	}
	m.must(m.ledger.Keep(m.b.Context(), batch))
}

// check fails unless every message so far made an account and has its queued answer.
func (m *mill) check() {
	m.b.Helper()
	var n struct{ Acted, Accounts, Answers int }
	m.must(m.db.GetContext(m.b.Context(), &n, `
		SELECT (SELECT count(*) FROM inbound_emails WHERE outcome = 'ACTED') AS acted, (SELECT count(*) FROM accounts) AS accounts,
			(SELECT count(*) FROM notifications WHERE inbound_email_id IS NOT NULL AND kind = 'REQUEST_RECEIVED') AS answers`))
	if n.Acted != m.stored || n.Accounts != m.stored || n.Answers != m.stored {
		var others []string
		m.must(m.db.SelectContext(m.b.Context(), &others, `SELECT message_id || ' ' || outcome || ': ' || because FROM inbound_emails WHERE outcome <> 'ACTED' ORDER BY id LIMIT 5`))
		m.b.Fatalf("of %d messages: %+v; %s", m.stored, n, strings.Join(others, "; "))
	}
}

// processTime is the CPU time of this process.
func processTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// postgresTime is the CPU time of the database's present connections, as Linux counts it; zero
// elsewhere.
func (m *mill) postgresTime() (spent time.Duration) {
	m.b.Helper()
	var pids []int
	m.must(m.db.SelectContext(m.b.Context(), &pids, `SELECT pid FROM pg_stat_activity WHERE datname = current_database()`))
	for _, pid := range pids {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			continue
		}
		// proc_pid_stat(5): utime and stime, in hundredths of a second, are the 12th and 13th
		// field after the name.
		_, rest, _ := strings.Cut(string(stat), ") ")
		if fields := strings.Fields(rest); len(fields) > 12 {
			for _, field := range fields[11:13] {
				ticks, _ := strconv.Atoi(field)
				spent += time.Duration(ticks) * 10 * time.Millisecond
			}
		}
	}
	return spent
}

package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/jmoiron/sqlx"

	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/clock"
	"github.com/guestd/guestd/internal/guest"
	"github.com/guestd/guestd/internal/mail/token"
	"github.com/guestd/guestd/internal/postgres"
	"github.com/guestd/guestd/internal/queue"
	"github.com/guestd/guestd/internal/signin/issuer"
	"github.com/guestd/guestd/internal/testdovecot"
	"github.com/guestd/guestd/internal/testpg"
)

// site is what a production guestd stands on: a database whose owner and user differ, Dovecot, an
// SMTP server, and an issuer of tokens.
type site struct {
	t       *testing.T
	db      *sqlx.DB
	dovecot *testdovecot.Server
	smtp    *mailSink
	issuer  *issuer.Issuer
	env     []string

	secret   []byte
	tokenKey token.Key
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{t: t, db: testpg.New(t), dovecot: testdovecot.Start(t, testdovecot.Options{}), smtp: startMailSink(t),
		secret: []byte(strings.Repeat("a secret for tests ", 2)), tokenKey: token.NewKey(1)}
	listener := httptest.NewUnstartedServer(nil)
	var err error
	if s.issuer, err = issuer.Open(t.TempDir(), "http://"+listener.Listener.Addr().String(), time.Now); err != nil {
		t.Fatal(err)
	}
	listener.Config.Handler = s.issuer.Handler()
	listener.Start()
	t.Cleanup(listener.Close)
	s.env = []string{
		"GUESTD_DATABASE=" + testpg.DSNAs(t, postgres.AppRole), "GUESTD_MIGRATE_DATABASE=" + testpg.DSN(t), "GUESTD_DATABASE_CONNS=8",
		"GUESTD_HTTP=127.0.0.1:0", "GUESTD_OIDC_ISSUER=" + s.issuer.URL(),
		"GUESTD_SECRET=" + base64.StdEncoding.EncodeToString(s.secret), "GUESTD_TOKEN_KEY=" + s.tokenKey.Text(),
		"GUESTD_IMAP=" + s.dovecot.IMAP, "GUESTD_IMAP_TLS=none", "GUESTD_IMAP_PASSWORD=" + testdovecot.Password,
		"GUESTD_SMTP=" + s.smtp.addr, "GUESTD_SMTP_TLS=none",
		"GUESTD_POLL=50ms", "GUESTD_REMINDER_HOUR=0",
	}
	s.fill()
	return s
}

// fill brings a directory, roles, and two accounts that end within the week.
func (s *site) fill() {
	s.t.Helper()
	jobs, err := queue.NewJobs(s.db)
	if err != nil {
		s.t.Fatal(err)
	}
	guests, err := guest.New(guest.Config{DB: s.db, Clock: clock.System{}, Jobs: jobs, Policy: guest.DefaultPolicy(), Secret: s.secret,
		Tokens: token.Keys{Current: s.tokenKey}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		s.t.Fatal(err)
	}
	ctx, feed := s.t.Context(), guest.Actor{Name: "feed", Roles: []guest.Role{guest.RoleFeed}, Source: guest.SourceAPI}
	if _, errs, err := guests.UpsertSponsors(ctx, feed, []guest.SponsorInput{{HUID: "20481733", Name: "Ana Ruiz", Email: ana, Affiliation: guest.HMSFaculty, Active: true}}); err != nil || len(errs) > 0 {
		s.t.Fatal(errs, err)
	}
	today := guests.Today()
	var roles []guest.SponsoredRoleInput
	for n := range 10 {
		address := mailOf(n)
		roles = append(roles, guest.SponsoredRoleInput{Number: fmt.Sprint(209100 + n), Type: "Visiting Scholar", GuestHUID: fmt.Sprint(91899100 + n), GuestGivenName: "Robin",
			GuestFamilyName: family(n), GuestEmail: &address, StartsOn: today.AddDays(-10), EndsOn: today.AddDays(500)})
	}
	if _, errs, err := guests.UpsertSponsoredRoles(ctx, feed, roles); err != nil || len(errs) > 0 {
		s.t.Fatal(errs, err)
	}
	sponsor, err := guests.ActorFor(ctx, "", ana, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	sponsor.Source = guest.SourceWeb
	for n := 8; n < 10; n++ {
		given, name, address, from := "Robin", family(n), mailOf(n), "Elsewhere"
		number := fmt.Sprint(209100 + n)
		answer, err := guests.RequestAccount(ctx, sponsor, guest.RequestAccountInput{
			Guest: guest.GuestDetailsInput{GivenName: &given, FamilyName: &name, PersonalEmail: &address, Affiliation: &from}, HSRNumber: &number, ExpiresOn: today.AddDays(n - 5),
		})
		if err != nil || len(answer.Errors) > 0 {
			s.t.Fatal(answer.Errors, err)
		}
	}
}

// server is a running `guestd serve`.
type server struct {
	*process
	http string
}

// serve starts one, and waits until it is ready.
func (s *site) serve(flags ...string) *server {
	s.t.Helper()
	r := &server{process: launch(s.t, s.env, append([]string{"serve"}, flags...)...)}
	r.await(r.log, "guestd serves")
	r.http = regexp.MustCompile(`guestd serves" http=(\S+)`).FindStringSubmatch(r.log.String())[1]
	if status, body, _ := fetch(s.t, http.MethodGet, "http://"+r.http+"/readyz", ""); status != http.StatusOK {
		s.t.Fatalf("/readyz: %d %s", status, body)
	}
	return r
}

func (s *site) token(email string, roles ...string) string {
	s.t.Helper()
	text, err := s.issuer.Mint(email, "Somebody", roles, time.Hour)
	if err != nil {
		s.t.Fatal(err)
	}
	return text
}

// request has a request email for the nth guest arrive; our mail server vouches for it, or not.
func (s *site) request(n int, proven bool) (messageID string) {
	s.t.Helper()
	messageID = fresh(s.t, fmt.Sprint("mail", n))
	result := "dmarc=none"
	if proven {
		result = "dmarc=pass"
	}
	s.dovecot.Deliver(requests, fmt.Sprintf("Authentication-Results: mx.hms.harvard.edu; %s header.from=hms.harvard.edu\r\nFrom: Ana Ruiz <%s>\r\nTo: %s\r\nSubject: Guest account\r\nDate: %s\r\nMessage-ID: %s\r\n\r\n"+
		"Please set up an account for Robin %s (%s), visiting scholar, HSR %d, until %s.\r\n\r\nAna Ruiz\r\n",
		result, ana, requests, time.Now().Format("Mon, 02 Jan 2006 15:04:05 -0700"), messageID, family(n), mailOf(n), 209100+n, calendar.On(time.Now()).AddDays(100).Spelt()))
	return messageID
}

// fulfilled waits until a request email is answered and its guest has the activation, and counts:
// one of each.
func (s *site) fulfilled(n int, messageID string) {
	s.t.Helper()
	if outcome := handledIn(s.t, s.db, messageID); outcome != "ACTED" {
		s.t.Errorf("it is %s", outcome)
	}
	s.sent()
	var answers, activations []received
	for _, m := range s.smtp.mails() {
		if m.GetHeader("In-Reply-To") == messageID {
			answers = append(answers, m)
		}
		if slices.Contains(m.addresses("To"), mailOf(n)) {
			activations = append(activations, m)
		}
	}
	if len(answers) != 1 || len(activations) != 1 || activations[0].subject() != "Activate your HMS account" {
		s.t.Errorf("%d answers and %d activations", len(answers), len(activations))
	}
	if made := countIn(s.t, s.db, `SELECT count(*) FROM requests WHERE personal_email = $1`, mailOf(n)); made != 1 {
		s.t.Errorf("%d requests", made)
	}
	eventually(s.t, "the email is filed", func() bool { return len(s.dovecot.Messages(requests, "")) == 0 })
	// Dovecot copies a message twice into Processed where two sessions move it in one instant.
	if !slices.ContainsFunc(s.dovecot.Messages(requests, "Processed"), func(raw string) bool { return strings.Contains(raw, messageID) }) {
		s.t.Error("it is filed nowhere")
	}
}

// sent waits until every mail is sent.
func (s *site) sent() {
	s.t.Helper()
	eventually(s.t, "every mail is sent", func() bool {
		return countIn(s.t, s.db, `SELECT count(*) FROM notifications WHERE status <> 'SENT'`) == 0
	})
}

// reminded waits for the reminders of the two accounts that end soon, and counts one each.
func (s *site) reminded() {
	s.t.Helper()
	eventually(s.t, "the reminders are written", func() bool {
		return countIn(s.t, s.db, `SELECT count(DISTINCT account_id) FROM notifications WHERE kind = 'EXPIRY_REMINDER'`) == 2
	})
	s.sent()
	for n := 8; n < 10; n++ {
		reminders := 0
		for _, m := range s.smtp.mails() {
			if slices.Contains(m.addresses("To"), ana) && strings.Contains(m.subject(), family(n)) {
				reminders++
			}
		}
		if reminders != 1 {
			s.t.Errorf("%d reminders for the account of %s", reminders, family(n))
		}
	}
}

// Two replicas on one database and one mailbox do each thing once, and one goes on where the other
// stops.
func TestTwoReplicas(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	// Both begin at once, migrations too.
	var replicas [2]*server
	starting := [2]*process{launch(t, s.env, "serve"), launch(t, s.env, "serve")}
	for n, p := range starting {
		p.await(p.log, "guestd serves")
		replicas[n] = &server{process: p, http: regexp.MustCompile(`guestd serves" http=(\S+)`).FindStringSubmatch(p.log.String())[1]}
	}
	s.reminded()
	for n := range 3 {
		s.fulfilled(n, s.request(n, true))
	}
	// What one replica does, subscribers of the other hear of.
	var viewer struct{ Viewer struct{ Email string } }
	for _, r := range replicas {
		askAPI(t, r.http, s.token(ana), `{ viewer { email } }`, nil, &viewer)
		if viewer.Viewer.Email != ana {
			t.Errorf("the viewer is %+v", viewer)
		}
	}
	if took := replicas[0].terminate(); took > 10*time.Second {
		t.Errorf("a replica took %s to stop", took)
	}
	s.fulfilled(3, s.request(3, true))
	// The other is killed, and a new one takes over what it left.
	replicas[1].kill()
	id := s.request(4, true)
	s.serve()
	s.fulfilled(4, id)
	s.reminded()
}

// The parts run apart: the API, the bot that reaches it over HTTP, and the scheduler.
func TestPartsApart(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	api := s.serve("--only", "api", "--public-url", "http://guests.example")
	bot := s.serve("--only", "intake", "--api-url", "http://"+api.http+"/graphql", "--api-token", s.token("", string(guest.RoleIntake)), "--public-url", "http://guests.example")
	sched := s.serve("--only", "scheduler")
	for name, r := range map[string]*server{"api": api, "intake": bot, "scheduler": sched} {
		for path, want := range map[string]map[string]int{
			"/metrics": {"api": 200, "intake": 200, "scheduler": 200},
			"/healthz": {"api": 200, "intake": 200, "scheduler": 200},
			"/graphql": {"api": 400, "intake": 404, "scheduler": 404},
		} {
			if status, _, _ := fetch(t, http.MethodGet, "http://"+r.http+path, ""); status != want[name] && !(want[name] == 400 && status != 404) {
				t.Errorf("%s of the %s part answers %d", path, name, status)
			}
		}
	}
	s.reminded()
	s.fulfilled(0, s.request(0, true))
	// The trail says whose email did it.
	if n := countIn(t, s.db, `SELECT count(*) FROM audit_events WHERE inbound_email_id IS NOT NULL AND actor = $1`, ana); n == 0 {
		t.Error("the audit trail does not say that Ana's email did it")
	}

	// A confirmation is given on the API's page and acted upon by the bot.
	unproven := s.request(1, false)
	if outcome := handledIn(t, s.db, unproven); outcome != "CONFIRMATION_SENT" {
		t.Fatalf("it is %s", outcome)
	}
	s.sent()
	var path string
	for _, m := range s.smtp.mails() {
		if found := regexp.MustCompile(`http://guests\.example(/confirm/[^\s>]+)`).FindStringSubmatch(m.Text); found != nil {
			path = found[1]
		}
	}
	if status, page, _ := fetch(t, http.MethodPost, "http://"+api.http+path, "confirm=yes"); status != http.StatusOK {
		t.Fatalf("confirming is answered %d\n%s", status, page)
	}
	eventually(t, "the confirmed email is acted upon", func() bool {
		return countIn(t, s.db, `SELECT count(*) FROM inbound_emails WHERE message_id = $1 AND outcome = 'ACTED'`, unproven) == 1
	})
	for _, r := range []*server{bot, sched, api} {
		if took := r.terminate(); took > 10*time.Second {
			t.Errorf("it took %s to stop", took)
		}
	}
}

// Settings come from a file too, and a flag wins over the environment, and that over the file.
func TestSettingsFromAFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "guestd.yaml")
	if err := os.WriteFile(file, []byte("audience: from-the-file\nsmtp: file.example:587\nimap: file.example:993\nonly: [api, intake]\nconfig:\n  smtp-user: of-this-command\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, log, code := run(t, []string{"GUESTD_SMTP=environment.example:587", "GUESTD_IMAP=environment.example:993"}, "config", "--config", file, "--imap", "flag.example:993")
	if code != 0 {
		t.Fatal(out, log)
	}
	for name, want := range map[string]string{"GUESTD_AUDIENCE": "from-the-file", "GUESTD_SMTP_USER": "of-this-command", "GUESTD_ONLY": "[api intake]", "GUESTD_SMTP": "environment.example:587", "GUESTD_IMAP": "flag.example:993"} {
		if got := settingIn(out, name); got != want {
			t.Errorf("%s is %q", name, got)
		}
	}
}

func settingIn(out, name string) string {
	for _, line := range strings.Split(out, "\n") {
		if fields := strings.Fields(line); len(fields) > 0 && fields[0] == name {
			return strings.Join(fields[1:], " ")
		}
	}
	return ""
}

// mailSink is an SMTP server that keeps what it is given.
type mailSink struct {
	t    *testing.T
	addr string

	mu   sync.Mutex
	raws []string
}

func startMailSink(t *testing.T) *mailSink {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	sink := &mailSink{t: t, addr: listener.Addr().String()}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return sinkSession{sink}, nil }))
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(listener)
	}()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second) // the test's own has ended
		defer cancel()
		if server.Shutdown(ctx) != nil {
			_ = server.Close()
		}
		_ = listener.Close() // where Serve has not taken it yet
		<-done
	})
	return sink
}

// mails are those it was given so far.
func (s *mailSink) mails() (list []received) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, raw := range s.raws {
		list = append(list, parse(s.t, raw))
	}
	return list
}

type sinkSession struct{ sink *mailSink }

func (sinkSession) Mail(string, *smtp.MailOptions) error { return nil }
func (sinkSession) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (sinkSession) Reset()                               {}
func (sinkSession) Logout() error                        { return nil }

func (s sinkSession) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	s.sink.mu.Lock()
	defer s.sink.mu.Unlock()
	s.sink.raws = append(s.sink.raws, string(raw))
	return err
}

package scheduler_test

import (
	"context"
	"io"
	"log/slog"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/clock"
	"github.com/guestd/guestd/internal/guest"
	"github.com/guestd/guestd/internal/mail/delivery"
	"github.com/guestd/guestd/internal/mail/token"
	"github.com/guestd/guestd/internal/queue"
	"github.com/guestd/guestd/internal/testpg"
	"github.com/guestd/guestd/scheduler"
)

const (
	sponsorAddress = "ada_alder@hms.harvard.edu"
	guestAddress   = "grace.green@example.org"
)

// monday is the tests' first day.
var monday = calendar.MustParse("2027-01-04")

// bundle is a database with a sponsor and a few roles, and a clock that stands still.
type bundle struct {
	t      *testing.T
	db     *sqlx.DB
	clock  *clock.Fixed
	guests *guest.Service
	ada    guest.Actor
}

func setup(t *testing.T) *bundle {
	t.Helper()
	b := &bundle{t: t, db: testpg.New(t), clock: clock.NewFixed(monday.At(10))}
	jobs, err := queue.NewJobs(b.db)
	b.must(err)
	secret := []byte(strings.Repeat("a secret for tests ", 2))
	b.guests, err = guest.New(guest.Config{DB: b.db, Clock: b.clock, Jobs: jobs, Policy: guest.DefaultPolicy(), Secret: secret, Tokens: token.Keys{Current: token.NewKey(1)}, Log: quiet()})
	b.must(err)
	feed := guest.Actor{Name: "feed", Roles: []guest.Role{guest.RoleFeed}, Source: guest.SourceAPI}
	_, errs, err := b.guests.UpsertSponsors(t.Context(), feed, []guest.SponsorInput{{HUID: "10000001", Name: "Ada Alder", Email: sponsorAddress, Affiliation: guest.HMSFaculty, Active: true}})
	b.must(err)
	b.right(errs)
	var roles []guest.SponsoredRoleInput
	for n, given := range []string{"Grace", "Hugo", "Ines", "Jonas"} {
		address := strings.ToLower(given) + ".green@example.org"
		roles = append(roles, guest.SponsoredRoleInput{Number: "20000" + string(rune('1'+n)), Type: "Visiting Scholar", GuestHUID: "9000000" + string(rune('1'+n)), GuestGivenName: given, GuestFamilyName: "Green",
			GuestEmail: &address, StartsOn: monday, EndsOn: monday.AddDays(400)})
	}
	_, errs, err = b.guests.UpsertSponsoredRoles(t.Context(), feed, roles)
	b.must(err)
	b.right(errs)
	b.ada, err = b.guests.ActorFor(t.Context(), "", sponsorAddress, nil)
	b.must(err)
	b.ada.Source = guest.SourceWeb
	return b
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func (b *bundle) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bundle) right(errs guest.UserErrors) {
	b.t.Helper()
	if len(errs) > 0 {
		b.t.Fatal(errs)
	}
}

// account makes an account for the guest of that name, until that day, and with it the mail
// “Activate your HMS account”: to the guest, with a copy to the sponsor.
func (b *bundle) account(given string, until calendar.Date) {
	b.t.Helper()
	family, address, from := "Green", strings.ToLower(given)+".green@example.org", "Green College"
	answer, err := b.guests.RequestAccount(b.t.Context(), b.ada, guest.RequestAccountInput{
		Guest: guest.GuestDetailsInput{GivenName: &given, FamilyName: &family, PersonalEmail: &address, Affiliation: &from}, ExpiresOn: until,
	})
	b.must(err)
	b.right(answer.Errors)
}

// mail is a row of the outbox.
type mail struct {
	ID        int64          `db:"id"`
	Status    string         `db:"status"`
	MessageID string         `db:"message_id"`
	Delivered pq.StringArray `db:"delivered_to"`
	Attempts  int            `db:"attempts"`
	LastError *string        `db:"last_error"`
	Kept      bool           `db:"kept"`
}

// mails are the outbox.
func (b *bundle) mails() (list []mail) {
	b.t.Helper()
	b.must(b.db.SelectContext(b.t.Context(), &list, `SELECT id, status, message_id, delivered_to, attempts, last_error, message IS NOT NULL AS kept FROM notifications ORDER BY id`))
	return list
}

// only is the one mail of the outbox.
func (b *bundle) only() mail {
	b.t.Helper()
	list := b.mails()
	if len(list) != 1 {
		b.t.Fatalf("%d mails", len(list))
	}
	return list[0]
}

func (b *bundle) count(query string, args ...any) (n int) {
	b.t.Helper()
	b.must(b.db.GetContext(b.t.Context(), &n, query, args...))
	return n
}

// deliverer sends to the given server.
func (b *bundle) deliverer(s *smtpServer) (*scheduler.Deliverer, *prometheus.Registry) {
	b.t.Helper()
	sender, err := delivery.New(delivery.Config{Addr: s.addr, Security: delivery.None, ConnectTimeout: 5 * time.Second})
	b.must(err)
	b.t.Cleanup(func() { _ = sender.Close() })
	reg := prometheus.NewRegistry()
	return scheduler.NewDeliverer(b.guests.Outbox(), sender, "guest-requests@hms.harvard.edu", quiet(), reg, nil), reg
}

// try is one try of many at a mail's job.
func try(t *testing.T, d *scheduler.Deliverer, id int64, attempt int) error {
	t.Helper()
	return d.Work(t.Context(), &river.Job[queue.Deliver]{JobRow: &rivertype.JobRow{Attempt: attempt, MaxAttempts: queue.Deliver{}.InsertOpts().MaxAttempts}, Args: queue.Deliver{NotificationID: id}})
}

// smtpServer is an SMTP server that answers as it is told to.
type smtpServer struct {
	addr string

	mu sync.Mutex
	// refuses is what a recipient is answered with; those without an answer are taken.
	refuses map[string]*smtp.SMTPError
	// data is what the message is answered with.
	data *smtp.SMTPError
	// silent: no answer to the message, and the connection closed.
	silent bool
	taken  []taken
}

// taken is a message that was sent in whole.
type taken struct {
	to  []string
	raw string
}

func startSMTP(t *testing.T) *smtpServer {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &smtpServer{addr: listener.Addr().String()}
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &smtpSession{server: s, conn: c}, nil }))
	server.ErrorLog = unheard{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(listener)
	}()
	t.Cleanup(func() {
		_ = server.Close()
		_ = listener.Close() // where Serve has not taken it yet
		<-done
	})
	return s
}

// answer changes what it answers.
func (s *smtpServer) answer(change func(s *smtpServer)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuses, s.data, s.silent = nil, nil, false
	change(s)
}

func (s *smtpServer) messages() []taken {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.taken)
}

type unheard struct{}

func (unheard) Printf(string, ...any) {}
func (unheard) Println(...any)        {}

type smtpSession struct {
	server *smtpServer
	conn   *smtp.Conn
	to     []string
}

func (s *smtpSession) Mail(string, *smtp.MailOptions) error { return nil }
func (s *smtpSession) Reset()                               { s.to = nil }
func (s *smtpSession) Logout() error                        { return nil }

func (s *smtpSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	if refusal := s.server.refuses[to]; refusal != nil {
		return refusal
	}
	s.to = append(s.to, to)
	return nil
}

func (s *smtpSession) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	if s.server.data != nil {
		return s.server.data
	}
	s.server.taken = append(s.server.taken, taken{slices.Clone(s.to), string(raw)})
	if s.server.silent {
		_ = s.conn.Conn().Close()
	}
	return nil
}

// eventually asks until the answer is yes.
func eventually(t *testing.T, what string, ask func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !ask() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("it did not come about that %s", what)
		}
	}
}

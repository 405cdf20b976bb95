package graph_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jhillyerd/enmime/v2"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/guestd/guestd/graph"
	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/clock"
	"github.com/guestd/guestd/internal/guest"
	"github.com/guestd/guestd/internal/mail/outbox"
	"github.com/guestd/guestd/internal/mail/token"
	"github.com/guestd/guestd/internal/postgres"
	"github.com/guestd/guestd/internal/queue"
	"github.com/guestd/guestd/internal/signin"
	"github.com/guestd/guestd/internal/signin/issuer"
	"github.com/guestd/guestd/internal/testpg"
)

// day is the tests' first day: a Monday.
var day = calendar.MustParse("2027-01-04")

// cast are the people of testdata/cast.json, by the names that cases call them.
type cast map[string]struct {
	Name  string   `json:"name"`
	Email string   `json:"email"`
	Roles []string `json:"roles"`
}

var readCast = sync.OnceValues(func() (c cast, err error) {
	text, err := os.ReadFile("testdata/cast.json")
	if err != nil {
		return nil, err
	}
	return c, json.Unmarshal(text, &c)
})

// bundle is an API over a database of its own, with the program's own rights there.
type bundle struct {
	t          testing.TB
	db         *sqlx.DB
	statements *statementCount
	clock      *clock.Fixed
	machine    *clock.Fixed // by which tokens end
	service    *guest.Service
	issuer     *issuer.Issuer
	internal   *signin.Internal
	log        *lockedBuffer
	watched    chan struct{} // takes one for each subscription that has begun to listen
	server     *httptest.Server
	cast       cast
}

// lockedBuffer keeps what is logged.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func setup(t testing.TB, options ...func(*graph.Config)) *bundle {
	t.Helper()
	b := &bundle{t: t, statements: &statementCount{}, clock: clock.NewFixed(day.At(10)), machine: clock.NewFixed(day.At(10)), log: &lockedBuffer{}, watched: make(chan struct{}, 64)}
	var err error
	b.cast, err = readCast()
	b.must(err)
	dsn := testpg.DSNAs(t, postgres.AppRole)
	b.db = b.statements.open(t, dsn)
	jobs, err := queue.NewJobs(b.db)
	b.must(err)
	secret := bytes.Repeat([]byte("guestd test secret "), 3)
	log := slog.New(slog.NewTextHandler(b.log, nil))
	b.service, err = guest.New(guest.Config{DB: b.db, Clock: b.clock, Jobs: jobs, Policy: guest.DefaultPolicy(), Secret: secret,
		Tokens: token.Keys{Current: token.Key{ID: 1, Secret: secret}}, Log: log})
	b.must(err)
	b.issuer, err = issuer.Open(t.TempDir(), "https://issuer.test", b.machine.Now)
	b.must(err)
	b.internal = signin.NewInternal()
	authenticator, err := signin.New(signin.Config{Issuer: b.issuer.URL(), Keys: b.issuer.Keys(), Now: b.machine.Now, People: b.service, Internal: b.internal, Log: log})
	b.must(err)
	changes := postgres.NewChanges(log)
	listen(t, changes, dsn)
	cfg := graph.Config{Service: b.service, Changes: watchSignal{changes, b.watched}, Authenticator: authenticator, Log: log, Now: b.machine.Now}
	for _, option := range options {
		option(&cfg)
	}
	handler, err := graph.NewHandler(cfg)
	b.must(err)
	b.server = httptest.NewServer(handler)
	t.Cleanup(b.server.Close)
	return b
}

// watchSignal says when a subscription has begun to listen.
type watchSignal struct {
	*postgres.Changes
	watched chan struct{}
}

func (w watchSignal) Watch(ctx context.Context, wants func(postgres.Change) bool) <-chan postgres.Change {
	changes := w.Changes.Watch(ctx, wants)
	w.watched <- struct{}{}
	return changes
}

// listen hears the database's changes until the test ends.
func listen(t testing.TB, changes *postgres.Changes, dsn string) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background()) // until the cleanup, which t.Context() does not reach
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() { ended <- changes.Run(ctx, dsn, ready) }()
	select {
	case <-ready:
	case err := <-ended:
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

func (b *bundle) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// token is somebody of the cast's.
func (b *bundle) token(who string) string {
	b.t.Helper()
	person, ok := b.cast[who]
	if !ok {
		b.t.Fatalf("nobody in testdata/cast.json is called %s", who)
	}
	text, err := b.issuer.Mint(person.Email, person.Name, person.Roles, time.Hour)
	b.must(err)
	return text
}

// call is one request to the API.
type call struct {
	as        string // of the cast; nobody where empty; "internal" is the bot of the same process
	headers   map[string]string
	query     string
	variables map[string]any
}

type answer struct {
	Status int              `json:"-"`
	Data   map[string]any   `json:"data"`
	Errors []map[string]any `json:"errors"`
	Text   string           `json:"-"`
}

// code is the code of the first error, empty where there is none.
func (a answer) code() string {
	if len(a.Errors) == 0 {
		return ""
	}
	extensions, _ := a.Errors[0]["extensions"].(map[string]any)
	code, _ := extensions["code"].(string)
	return code
}

// at walks into the data by names joined by dots; nil where there is nothing.
func (a answer) at(path string) any {
	var v any = a.Data
	for name := range strings.SplitSeq(path, ".") {
		switch in := v.(type) {
		case map[string]any:
			v = in[name]
		case []any:
			var i int
			if _, err := fmt.Sscan(name, &i); err != nil || i >= len(in) {
				return nil
			}
			v = in[i]
		default:
			return nil
		}
	}
	return v
}

func (b *bundle) request(c call) *http.Request {
	b.t.Helper()
	body, err := json.Marshal(map[string]any{"query": c.query, "variables": c.variables})
	b.must(err)
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.server.URL, bytes.NewReader(body))
	b.must(err)
	r.Header.Set("Content-Type", "application/json")
	b.authorize(r, c)
	return r
}

func (b *bundle) authorize(r *http.Request, c call) {
	b.t.Helper()
	switch c.as {
	case "":
	case "internal":
		b.internal.Authorize(r)
	default:
		r.Header.Set("Authorization", "Bearer "+b.token(c.as))
	}
	for name, value := range c.headers {
		r.Header.Set(name, value)
	}
}

func (b *bundle) do(c call) answer {
	b.t.Helper()
	return b.send(b.request(c))
}

func (b *bundle) send(r *http.Request) answer {
	b.t.Helper()
	response, err := http.DefaultClient.Do(r)
	b.must(err)
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	b.must(err)
	a := answer{Status: response.StatusCode, Text: string(text)}
	if err := json.Unmarshal(text, &a); err != nil {
		b.t.Fatalf("%v in %s", err, text)
	}
	return a
}

// ok is do for what must go without an error.
func (b *bundle) ok(c call) answer {
	b.t.Helper()
	a := b.do(c)
	if len(a.Errors) > 0 {
		b.t.Fatalf("%s as %s: %s", c.query, c.as, a.Text)
	}
	return a
}

var codeInMail = regexp.MustCompile(`\b[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}\b`)

// activationCode delivers the latest activation mail of an account and reads the code in it.
func (b *bundle) activationCode(accountID string) (code string) {
	b.t.Helper()
	var id int64
	b.must(b.db.GetContext(b.t.Context(), &id,
		`SELECT max(n.id) FROM notifications n JOIN accounts a ON a.id = n.account_id WHERE n.kind = 'ACTIVATION' AND a.account_id = $1`, accountID))
	_, err := b.service.Outbox().Deliver(b.t.Context(), id, func(_ context.Context, mail outbox.Outgoing) outbox.Try {
		envelope, err := enmime.ReadEnvelope(bytes.NewReader(mail.Message))
		b.must(err)
		code = codeInMail.FindString(envelope.Text)
		return outbox.Try{Accepted: mail.To}
	})
	b.must(err)
	if code == "" {
		b.t.Fatalf("no code in the activation mail of %s", accountID)
	}
	return code
}

// inboundEmail puts an email into the store as the intake does, and answers with its row id.
func (b *bundle) inboundEmail(from, subject string) (id int64) {
	b.t.Helper()
	raw := []byte("From: " + from + "\r\nSubject: " + subject + "\r\n\r\nHello \xff")
	b.must(b.db.GetContext(b.t.Context(), &id, `INSERT INTO inbound_emails
		(at_mailbox, at_uid_validity, at_uid, size, fingerprint, message_id, from_address, subject, received_at, raw, trust, intent, outcome, because, created_at)
		SELECT 'INBOX', 1, 1 + count(*), $5, decode(md5($1 || $2 || count(*)), 'hex'), '<' || count(*) || '@example.org>', $1, $2, $3, $4, 'VERIFIED', 'REQUEST', 'ACTED', 'Did as asked.', $3
		FROM inbound_emails RETURNING id`, from, subject, b.clock.Now(), raw, len(raw)))
	return id
}

// link ties an email to a request that it made.
func (b *bundle) link(emailID, requestID int64) {
	b.t.Helper()
	_, err := b.db.ExecContext(b.t.Context(), `INSERT INTO inbound_email_requests VALUES ($1, $2)`, emailID, requestID)
	b.must(err)
	_, err = b.db.ExecContext(b.t.Context(), `UPDATE requests SET inbound_email_id = $1 WHERE id = $2`, emailID, requestID)
	b.must(err)
}

func connector(t testing.TB, dsn string) *pq.Connector {
	t.Helper()
	c, err := pq.NewConnector(dsn)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

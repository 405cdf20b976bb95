package guest

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/clock"
	"github.com/guestd/guestd/internal/mail/outbox"
	"github.com/guestd/guestd/internal/mail/token"
	"github.com/guestd/guestd/internal/postgres"
	"github.com/guestd/guestd/internal/queue"
)

// Config is what a Service is made of.
type Config struct {
	DB     *sqlx.DB
	Clock  clock.Clock
	Jobs   *queue.Jobs
	Policy Policy
	// Secret keys what is signed and sealed: activation codes, and mail that carries one. At
	// least 32 bytes.
	Secret []byte
	// Tokens signs what ties a reply, or a confirmation link, to its object.
	Tokens token.Keys
	Log    *slog.Logger
}

// Service is the domain's use cases. Each exported method owns its transaction and reads the
// clock once in it.
type Service struct {
	db      *sqlx.DB
	q       *queries
	clock   clock.Clock
	policy  Policy
	jobs    *queue.Jobs
	outbox  *outbox.Outbox
	log     *slog.Logger
	codeKey []byte // checks activation codes
}

// New prepares every statement, so that SQL that does not fit the schema fails here.
func New(cfg Config) (*Service, error) {
	if len(cfg.Secret) < 32 {
		return nil, fmt.Errorf("the secret has %d bytes; at least 32 are needed", len(cfg.Secret))
	}
	q, err := prepareQueries(cfg.DB)
	if err != nil {
		return nil, err
	}
	codeKey, err := hkdf.Key(sha256.New, cfg.Secret, nil, "guestd activation codes", 32)
	if err != nil {
		return nil, fmt.Errorf("secret: %w", err)
	}
	box, err := outbox.New(outbox.Config{DB: cfg.DB, Jobs: cfg.Jobs, Clock: cfg.Clock, Mailbox: cfg.Policy.RequestEmail, Secret: cfg.Secret, Tokens: cfg.Tokens})
	if err != nil {
		return nil, err
	}
	return &Service{db: cfg.DB, q: q, clock: cfg.Clock, policy: cfg.Policy, jobs: cfg.Jobs, outbox: box, log: cfg.Log, codeKey: codeKey}, nil
}

// Outbox is where this service's mail waits to be delivered.
func (s *Service) Outbox() *outbox.Outbox { return s.outbox }

// Policy is the rules' figures in force.
func (s *Service) Policy() Policy { return s.policy }

// Today is the present calendar day in the policy's time zone.
func (s *Service) Today() calendar.Date { return calendar.On(s.clock.Now()) }

// work is one transaction and its one reading of the clock.
type work struct {
	*Service
	ctx   context.Context
	tx    *sqlx.Tx
	actor Actor
	now   time.Time
	today calendar.Date
}

// transact runs a use case in one transaction.
func (s *Service) transact(ctx context.Context, actor Actor, fn func(w *work) error) error {
	return postgres.Transact(ctx, s.db, func(tx *sqlx.Tx) error {
		now := s.clock.Now()
		return fn(&work{Service: s, ctx: ctx, tx: tx, actor: actor, now: now, today: calendar.On(now)})
	})
}

// feedLock is the key of the advisory lock that keeps the feeds and what is decided by them apart.
const feedLock = 0x6665656473 // "feeds"

// errOvertaken: what was decided upon is no longer so; to be decided anew.
var errOvertaken = errors.New("overtaken by another request for the same person")

// deciding is transact for what depends on roles and the directory. Any number decide at a time,
// but none while a feed writes: else a role that is shortened just then would miss the account
// that is being opened on it, and a role that comes just then the request that is being held for it.
func (s *Service) deciding(ctx context.Context, actor Actor, fn func(w *work) error) error {
	const tries = 3
	var err error
	for range tries {
		err = s.transact(ctx, actor, func(w *work) error {
			if _, err := exec(w, w.q.ShareFeeds, feedLock); err != nil {
				return err
			}
			return fn(w)
		})
		// Two who bring the same new person at once: the second finds the first's.
		if !errors.Is(err, errOvertaken) && !postgres.Violates(err, "guests_personal_email_key") && !postgres.Violates(err, "guests_huid_key") && !postgres.Violates(err, "accounts_guest_key") {
			return err
		}
	}
	return err
}

// feeding is transact for a feed's batch; see deciding.
func (s *Service) feeding(ctx context.Context, actor Actor, fn func(w *work) error) error {
	return s.transact(ctx, actor, func(w *work) error {
		if _, err := exec(w, w.q.HoldFeeds, feedLock); err != nil {
			return err
		}
		return fn(w)
	})
}

// get reads one row; found is false where there is none.
func get[T any](w *work, stmt *sqlx.Stmt, args ...any) (row T, found bool, err error) {
	rows, err := all[T](w, stmt, args...)
	if err != nil || len(rows) == 0 {
		return row, false, err
	}
	return rows[0], true, nil
}

// all reads every row.
func all[T any](w *work, stmt *sqlx.Stmt, args ...any) ([]T, error) {
	var rows []T
	if err := w.tx.StmtxContext(w.ctx, stmt).SelectContext(w.ctx, &rows, args...); err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	return rows, nil
}

func exec(w *work, stmt *sqlx.Stmt, args ...any) (int64, error) {
	res, err := w.tx.StmtxContext(w.ctx, stmt).ExecContext(w.ctx, args...)
	if err != nil {
		return 0, fmt.Errorf("database: %w", err)
	}
	n, err := res.RowsAffected()
	if err != nil {
		return 0, fmt.Errorf("database: %w", err)
	}
	return n, nil
}

// audit writes one line of the audit trail and tells every replica of the change.
func (w *work) audit(action, subjectType string, subjectID int64, summary string) error {
	var email *int64
	if w.actor.InboundEmailID != 0 {
		email = &w.actor.InboundEmailID
	}
	channel, payload, err := postgres.Change{Type: subjectType, ID: subjectID}.Notify()
	if err != nil {
		return err
	}
	_, err = exec(w, w.q.InsertAudit, w.now, w.actor.Label(), action, subjectType, subjectID, summary, email, channel, payload)
	return err
}

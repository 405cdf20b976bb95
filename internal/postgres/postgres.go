// Package postgres is the floor under everything that is kept: connections, transactions,
// migrations, and notice of what changed.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// Open connects to the database at dsn and checks that it answers. maxConns bounds the pool.
func Open(ctx context.Context, dsn string, maxConns int) (*sqlx.DB, error) {
	db, err := sqlx.Open("postgres", dsn)
	if err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	db.SetMaxOpenConns(maxConns)
	db.SetMaxIdleConns(maxConns)
	db.SetConnMaxIdleTime(5 * time.Minute)
	if err := db.PingContext(ctx); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("database: %w", err)
	}
	return db, nil
}

// transactTries bounds how often a transaction that lost a deadlock or a serialization race is
// begun anew.
const transactTries = 5

// Transact runs fn in one transaction: committed when fn returns nil, else rolled back. Where
// PostgreSQL ends it for a deadlock or a serialization failure, fn runs again from the start, so
// fn has no effects outside the transaction.
func Transact(ctx context.Context, db *sqlx.DB, fn func(tx *sqlx.Tx) error) error {
	var err error
	for range transactTries {
		if err = transactOnce(ctx, db, fn); !retriable(err) {
			return err
		}
	}
	return err
}

func transactOnce(ctx context.Context, db *sqlx.DB, fn func(tx *sqlx.Tx) error) (err error) {
	tx, err := db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	// A panic in fn, and every early return, leaves nothing behind; after Commit this does nothing.
	defer func() { _ = tx.Rollback() }()
	if err := fn(tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

func retriable(err error) bool {
	var pqErr *pq.Error
	if !errors.As(err, &pqErr) {
		return false
	}
	name := pqErr.Code.Name()
	return name == "deadlock_detected" || name == "serialization_failure"
}

// Violates reports whether err is PostgreSQL's refusal by the constraint or unique index of that
// name.
func Violates(err error, constraint string) bool {
	var pqErr *pq.Error
	return errors.As(err, &pqErr) && pqErr.Constraint == constraint
}

// Text bounds a text that a stranger wrote to so many octets, on a whole character, and leaves out
// what a text column cannot hold: octets that are no UTF-8, and NUL.
func Text(s string, most int) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "")
}

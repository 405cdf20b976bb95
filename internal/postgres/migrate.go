package postgres

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"

	"github.com/lib/pq"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/rivermigrate"
)

//go:embed migrations/*.sql
var migrations embed.FS

//go:embed roles.sql
var rolesSQL string

// AppRole is the role with the program's own rights, which migrations grant to: a login for
// `guestd serve` is made a member of it (GRANT guestd_app TO …), or is it.
const AppRole = "guestd_app"

// migrationLock is the key of the advisory lock under which replicas that start together
// migrate one after the other.
const migrationLock = 0x6775657374 // "guest"

// Migrate brings the database at dsn to the schema of this program: its own migrations, the job
// engine's, and the rights of AppRole, under a lock, so that replicas may start together. It
// needs a login that owns the database and may create roles (or finds AppRole made already).
func Migrate(ctx context.Context, dsn string) error {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	defer func() { _ = db.Close() }()
	lock, err := db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("migrate: connect: %w", err)
	}
	defer func() { _ = lock.Close() }() // ends the session, and with it the lock
	if _, err := lock.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, migrationLock); err != nil {
		return fmt.Errorf("migrate: lock: %w", err)
	}
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, db, dir)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	jobs, err := rivermigrate.New(riverdatabasesql.New(db), nil)
	if err != nil {
		return fmt.Errorf("migrate jobs: %w", err)
	}
	if _, err := jobs.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate jobs: %w", err)
	}
	if err := createAppRole(ctx, lock); err != nil {
		return err
	}
	if _, err := lock.ExecContext(ctx, rolesSQL); err != nil {
		return fmt.Errorf("migrate: rights of %s: %w", AppRole, err)
	}
	return nil
}

// createAppRole makes AppRole where the cluster has none. Roles are the cluster's, so another
// database's migration may be making it at the same moment.
func createAppRole(ctx context.Context, conn *sql.Conn) error {
	var exists bool
	if err := conn.QueryRowContext(ctx, `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)`, AppRole).Scan(&exists); err != nil {
		return fmt.Errorf("migrate: look for role %s: %w", AppRole, err)
	}
	if exists {
		return nil
	}
	_, err := conn.ExecContext(ctx, `CREATE ROLE `+pq.QuoteIdentifier(AppRole)+` NOLOGIN`)
	var pqErr *pq.Error
	if errors.As(err, &pqErr) && (pqErr.Code.Name() == "duplicate_object" || pqErr.Code.Name() == "unique_violation") {
		return nil
	}
	if err != nil {
		return fmt.Errorf("migrate: create role %s (or have an administrator create it): %w", AppRole, err)
	}
	return nil
}

// SchemaFingerprint changes with every migration: what a prepared template database is named by.
func SchemaFingerprint() string {
	sum := sha256.New()
	_ = fs.WalkDir(migrations, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := migrations.ReadFile(path)
		sum.Write(content)
		return err
	})
	sum.Write([]byte(rolesSQL))
	return hex.EncodeToString(sum.Sum(nil))[:16]
}

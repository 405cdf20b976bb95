package testpg

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/guestd/guestd/internal/pgrun"
	"github.com/guestd/guestd/internal/postgres"
)

// ServerVariable names the environment variable that says which server to test with, as a
// postgres:// URL of a superuser.
const ServerVariable = "GUESTD_TEST_PG_DSN"

const (
	testPrefix     = "guestd_test_"
	templatePrefix = "guestd_template_"
	// loginPassword is that of the logins that tests make. It guards nothing but test data behind
	// a socket that only this user can reach.
	loginPassword = "guestd-test"
	// templateLock is the key of the advisory lock under which test binaries that share a server
	// take turns at making the template.
	templateLock = 0x746573747067 // "testpg"
)

// server is a PostgreSQL server that tests share.
type server struct {
	base     *url.URL
	admin    *sqlx.DB // connected to the database postgres, as a superuser
	template string

	prepare sync.Once
	failed  error // prepare's
}

// theServer is one for the whole test binary. The private one ends with the binary's process.
var theServer = sync.OnceValues(func() (*server, error) {
	ctx := context.Background() // it outlives the test that happens to be the first
	dsn := os.Getenv(ServerVariable)
	if dsn == "" {
		private, err := StartServer(ctx)
		if err != nil {
			return nil, err
		}
		dsn = private.DSN("postgres")
	}
	return connectServer(ctx, dsn)
})

func connectServer(ctx context.Context, dsn string) (*server, error) {
	base, err := url.Parse(dsn)
	if err != nil || (base.Scheme != "postgres" && base.Scheme != "postgresql") {
		return nil, fmt.Errorf("%s must be a postgres:// URL", ServerVariable) // its text may hold a password
	}
	s := &server{base: base, template: templatePrefix + postgres.SchemaFingerprint()}
	if s.admin, err = sqlx.ConnectContext(ctx, "postgres", s.dsn("postgres")); err != nil {
		return nil, err
	}
	s.admin.SetMaxOpenConns(4)
	return s, nil
}

func (s *server) dsn(dbname string) string {
	u := *s.base
	u.Path = "/" + dbname
	return u.String()
}

func (s *server) dsnAs(login, dbname string) string {
	u := *s.base
	u.User = url.UserPassword(login, loginPassword)
	u.Path = "/" + dbname
	return u.String()
}

// prepareTemplate makes the template once, by whichever test binary comes first. Its name has the
// schema's fingerprint, so that one of an older schema is never copied.
func (s *server) prepareTemplate(ctx context.Context) error {
	s.prepare.Do(func() { s.failed = s.makeTemplate(ctx) })
	return s.failed
}

func (s *server) makeTemplate(ctx context.Context) error {
	conn, err := s.admin.Connx(ctx)
	if err != nil {
		return fmt.Errorf("template: %w", err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, templateLock); err != nil {
		return fmt.Errorf("template: %w", err)
	}
	defer func() {
		// A cancelled test must not leave the pooled connection with the lock.
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, templateLock)
	}()
	var ready bool
	if err := conn.GetContext(ctx, &ready, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1 AND datistemplate)`, s.template); err != nil {
		return fmt.Errorf("template: %w", err)
	}
	if ready {
		return nil
	}
	name := pq.QuoteIdentifier(s.template)
	for _, statement := range []string{`DROP DATABASE IF EXISTS ` + name + ` WITH (FORCE)`, `CREATE DATABASE ` + name} {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("template: %w", err)
		}
	}
	if err := postgres.Migrate(ctx, s.dsn(s.template)); err != nil {
		return fmt.Errorf("template: %w", err)
	}
	if _, err := conn.ExecContext(ctx, `ALTER DATABASE `+name+` IS_TEMPLATE true ALLOW_CONNECTIONS false`); err != nil {
		return fmt.Errorf("template: %w", err)
	}
	return nil
}

// StartServer starts a private server for tests, without fsync. Its cluster and the template in
// it are kept under the user's cache folder for the next run, one for each that runs at a time.
// It ends with this process at the latest.
func StartServer(ctx context.Context) (*pgrun.Server, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, err
	}
	const atATime = 64
	for slot := range atATime {
		dir := filepath.Join(cache, "guestd-testpg", strconv.Itoa(slot))
		started, err := startIn(ctx, dir)
		if errors.Is(err, pgrun.ErrInUse) {
			continue
		}
		return started, err
	}
	return nil, fmt.Errorf("%d test servers run already", atATime)
}

func startIn(ctx context.Context, dir string) (*pgrun.Server, error) {
	cfg := pgrun.Config{DataDir: dir, Extra: []string{"max_connections=400", "max_wal_size=4GB", "checkpoint_timeout=1h", "autovacuum=off"}}
	started, err := pgrun.Start(ctx, cfg)
	if err != nil && !errors.Is(err, pgrun.ErrInUse) && !errors.Is(err, pgrun.ErrNoBinaries) && ctx.Err() == nil {
		// Without fsync a crash of the machine can spoil the cluster, and the machine's PostgreSQL
		// can have become another version. Nothing in it is worth keeping.
		if err := os.RemoveAll(dir); err != nil {
			return nil, err
		}
		started, err = pgrun.Start(ctx, cfg)
	}
	if err != nil {
		return nil, err
	}
	if err := dropLeftovers(ctx, started); err != nil {
		return nil, errors.Join(err, started.Stop(ctx))
	}
	return started, nil
}

// dropLeftovers drops the databases of tests that were killed, and the templates of other schemas.
func dropLeftovers(ctx context.Context, started *pgrun.Server) error {
	admin, err := sqlx.ConnectContext(ctx, "postgres", started.DSN("postgres"))
	if err != nil {
		return err
	}
	defer func() { _ = admin.Close() }()
	var names []string
	if err := admin.SelectContext(ctx, &names, `SELECT datname FROM pg_database WHERE starts_with(datname::text, 'guestd_')`); err != nil {
		return err
	}
	for _, name := range names {
		if name == templatePrefix+postgres.SchemaFingerprint() {
			continue
		}
		quoted := pq.QuoteIdentifier(name)
		if strings.HasPrefix(name, templatePrefix) {
			if _, err := admin.ExecContext(ctx, `ALTER DATABASE `+quoted+` IS_TEMPLATE false`); err != nil {
				return err
			}
		}
		if _, err := admin.ExecContext(ctx, `DROP DATABASE `+quoted+` WITH (FORCE)`); err != nil {
			return err
		}
	}
	return nil
}

// Package testpg gives each test a PostgreSQL database of its own, copied from a template that
// holds the present schema. Tests that use it may run in parallel.
//
// The server is the one that GUESTD_TEST_PG_DSN names (`make test` starts one for all packages),
// or else a private one that the test binary starts when first asked. A server that cannot be
// had fails the test; it never skips it.
package testpg

import (
	"context"
	"crypto/rand"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/guestd/guestd/internal/pgrun"
)

// poolSize bounds a test's connections to its database: several tests share one server's 200.
const poolSize = 16

// New is this test's database, with the whole schema and no data, as its owner. Within one test
// it is the same each time, and the same as DSN's, NewAs's and DSNAs's. It is dropped at the
// test's end.
func New(t testing.TB) *sqlx.DB {
	t.Helper()
	d := databaseOf(t)
	d.openOnce.Do(func() { d.db = open(t, d.dsn) })
	if d.db == nil {
		t.Fatal("testpg: the test's database could not be opened")
	}
	return d.db
}

// DSN is how to connect to New's database as its owner.
func DSN(t testing.TB) string {
	t.Helper()
	return databaseOf(t).dsn
}

// NewAs is New's database as a login that has the rights of the role and no others: in
// production the program connects as postgres.AppRole.
func NewAs(t testing.TB, role string) *sqlx.DB {
	t.Helper()
	return open(t, DSNAs(t, role))
}

// DSNAs is how to connect to New's database with the rights of the role and no others.
func DSNAs(t testing.TB, role string) string {
	t.Helper()
	d := databaseOf(t)
	login := role + "_testlogin"
	if err := pgrun.EnsureLogin(t.Context(), d.server.admin, login, loginPassword, role); err != nil {
		t.Fatalf("testpg: %v", err)
	}
	return d.server.dsnAs(login, d.name)
}

// NewEmpty is a new database with nothing in it, not even the schema; another one at each call.
func NewEmpty(t testing.TB) *sqlx.DB {
	t.Helper()
	return open(t, EmptyDSN(t))
}

// EmptyDSN makes a new database with nothing in it and is how to connect to it as its owner.
func EmptyDSN(t testing.TB) string {
	t.Helper()
	server := serverFor(t)
	return server.dsn(create(t, server, "template0"))
}

// database is one test's.
type database struct {
	server *server
	name   string
	dsn    string

	openOnce sync.Once
	db       *sqlx.DB
}

// tests holds the database of each running test, so that New and DSN agree.
var tests sync.Map // testing.TB → func() *database

func databaseOf(t testing.TB) *database {
	t.Helper()
	once, loaded := tests.LoadOrStore(t, sync.OnceValue(func() *database {
		server := serverFor(t)
		if err := server.prepareTemplate(t.Context()); err != nil {
			t.Fatalf("testpg: %v", err)
		}
		name := create(t, server, server.template)
		return &database{server: server, name: name, dsn: server.dsn(name)}
	}))
	if !loaded {
		t.Cleanup(func() { tests.Delete(t) })
	}
	return once.(func() *database)()
}

func serverFor(t testing.TB) *server {
	t.Helper()
	server, err := theServer()
	if err != nil {
		t.Fatalf("testpg: no PostgreSQL to test with: %v", err)
	}
	return server
}

// create copies the template into a database that is dropped at the test's end.
func create(t testing.TB, server *server, template string) (name string) {
	t.Helper()
	name = testPrefix + strings.ToLower(rand.Text())
	statement := `CREATE DATABASE ` + pq.QuoteIdentifier(name) + ` TEMPLATE ` + pq.QuoteIdentifier(template)
	if _, err := server.admin.ExecContext(t.Context(), statement); err != nil {
		t.Fatalf("testpg: %v", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute) // the test's own has ended
		defer cancel()
		if _, err := server.admin.ExecContext(ctx, `DROP DATABASE `+pq.QuoteIdentifier(name)+` WITH (FORCE)`); err != nil {
			t.Errorf("testpg: %v", err)
		}
	})
	return name
}

func open(t testing.TB, dsn string) *sqlx.DB {
	t.Helper()
	db, err := sqlx.ConnectContext(t.Context(), "postgres", dsn)
	if err != nil {
		t.Fatalf("testpg: %v", err)
	}
	db.SetMaxOpenConns(poolSize)
	db.SetMaxIdleConns(poolSize)
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("testpg: %v", err)
		}
	})
	return db
}

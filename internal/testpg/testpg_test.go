package testpg

import (
	"errors"
	"testing"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/guestd/guestd/internal/postgres"
)

func tables(t *testing.T, db *sqlx.DB) int {
	t.Helper()
	var n int
	if err := db.GetContext(t.Context(), &n, `SELECT count(*) FROM pg_tables WHERE schemaname = 'public'`); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestEachTestHasADatabaseOfItsOwn(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"one", "two", "three"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := New(t)
			if tables(t, db) == 0 {
				t.Error("the schema is missing")
			}
			db.MustExecContext(t.Context(), `CREATE TABLE mine ()`) // fails where another test has made it
		})
	}
}

func TestWithinATestItIsTheSameDatabase(t *testing.T) {
	t.Parallel()
	New(t).MustExecContext(t.Context(), `CREATE TABLE mine ()`)
	var there bool
	if err := open(t, DSN(t)).GetContext(t.Context(), &there, `SELECT to_regclass('mine') IS NOT NULL`); err != nil || !there {
		t.Errorf("what New made is there through DSN: %t, %v", there, err)
	}
	t.Run("but not within its subtests", func(t *testing.T) {
		if err := New(t).GetContext(t.Context(), &there, `SELECT to_regclass('mine') IS NOT NULL`); err != nil || there {
			t.Errorf("what New made is there in a subtest: %t, %v", there, err)
		}
	})
}

func TestEmptyHasNoSchemaUntilMigrated(t *testing.T) {
	t.Parallel()
	dsn := EmptyDSN(t)
	db := open(t, dsn)
	if n := tables(t, db); n != 0 {
		t.Fatalf("an empty database has %d tables", n)
	}
	if err := postgres.Migrate(t.Context(), dsn); err != nil {
		t.Fatal(err)
	}
	if got, want := tables(t, db), tables(t, New(t)); got != want {
		t.Errorf("migrated it has %d tables, the template has %d", got, want)
	}
}

func TestNewAsHasTheRolesRightsOnly(t *testing.T) {
	t.Parallel()
	New(t).MustExecContext(t.Context(), `CREATE TABLE closed ()`)
	app := NewAs(t, postgres.AppRole)
	if _, err := app.ExecContext(t.Context(), `SELECT FROM accounts`); err != nil {
		t.Errorf("what the program may read: %v", err)
	}
	_, err := app.ExecContext(t.Context(), `SELECT FROM closed`)
	var pqErr *pq.Error
	if !errors.As(err, &pqErr) || pqErr.Code.Name() != "insufficient_privilege" {
		t.Errorf("what the role has no right to: %v", err)
	}
}

func TestTheDatabaseGoesWithTheTest(t *testing.T) {
	t.Parallel()
	var name string
	t.Run("a test", func(t *testing.T) {
		if err := New(t).GetContext(t.Context(), &name, `SELECT current_database()`); err != nil {
			t.Fatal(err)
		}
	})
	var there bool
	if err := New(t).GetContext(t.Context(), &there, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, name); err != nil || there {
		t.Errorf("after the test its database %s is there: %t, %v", name, there, err)
	}
}

func TestAServersAddressIsCheckedWithoutTellingIt(t *testing.T) {
	t.Parallel()
	_, err := connectServer(t.Context(), "host=x password=hunter2")
	if err == nil {
		t.Fatal("not a URL, and accepted")
	}
	if got := err.Error(); got != ServerVariable+" must be a postgres:// URL" {
		t.Errorf("error: %s", got)
	}
}

// BenchmarkDatabase is what each test pays for a database of its own.
func BenchmarkDatabase(b *testing.B) {
	New(b) // the server and the template
	server := serverFor(b)
	for b.Loop() {
		name := pq.QuoteIdentifier(testPrefix + "benchmark")
		server.admin.MustExecContext(b.Context(), `CREATE DATABASE `+name+` TEMPLATE `+pq.QuoteIdentifier(server.template))
		server.admin.MustExecContext(b.Context(), `DROP DATABASE `+name)
	}
}

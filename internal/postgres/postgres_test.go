package postgres_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
	"go.uber.org/goleak"

	"github.com/guestd/guestd/internal/postgres"
	"github.com/guestd/guestd/internal/testpg"
)

func schemaOf(t *testing.T, db *sqlx.DB) string {
	t.Helper()
	var columns []string
	if err := db.SelectContext(t.Context(), &columns, `SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default) FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1`); err != nil {
		t.Fatal(err)
	}
	return strings.Join(columns, "\n")
}

func TestMigratingTwiceIsHarmless(t *testing.T) {
	t.Parallel()
	db, dsn := testpg.New(t), testpg.DSN(t)
	before := schemaOf(t, db)
	for range 2 {
		if err := postgres.Migrate(t.Context(), dsn); err != nil {
			t.Fatal(err)
		}
	}
	if after := schemaOf(t, db); after != before {
		t.Errorf("the schema became\n%s", after)
	}
}

func TestReplicasMigrateTogether(t *testing.T) {
	t.Parallel()
	dsn := testpg.EmptyDSN(t)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			if err := postgres.Migrate(t.Context(), dsn); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	db, err := postgres.Open(t.Context(), dsn, 2)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if got, want := schemaOf(t, db), schemaOf(t, testpg.New(t)); got != want {
		t.Errorf("schema:\n%s\nwant:\n%s", got, want)
	}
}

func TestOpenTellsAServerThatIsNotThere(t *testing.T) {
	t.Parallel()
	if _, err := postgres.Open(t.Context(), "postgres://nobody@127.0.0.1:1/none?sslmode=disable&connect_timeout=2", 1); err == nil {
		t.Error("opened")
	}
}

func count(t *testing.T, db *sqlx.DB) (n int) {
	t.Helper()
	if err := db.GetContext(t.Context(), &n, `SELECT count(*) FROM account_id_numbers`); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestTransact(t *testing.T) {
	t.Parallel()
	db := testpg.New(t)
	insert := func(tx *sqlx.Tx, initials string) error {
		_, err := tx.ExecContext(t.Context(), `INSERT INTO account_id_numbers VALUES ($1, 1)`, initials)
		return err
	}
	if err := postgres.Transact(t.Context(), db, func(tx *sqlx.Tx) error { return insert(tx, "aa") }); err != nil || count(t, db) != 1 {
		t.Fatalf("committed: %v, %d rows", err, count(t, db))
	}
	broken := errors.New("broken")
	if err := postgres.Transact(t.Context(), db, func(tx *sqlx.Tx) error { return errors.Join(insert(tx, "bb"), broken) }); !errors.Is(err, broken) || count(t, db) != 1 {
		t.Errorf("an error leaves something behind: %v, %d rows", err, count(t, db))
	}
	func() {
		defer func() { _ = recover() }()
		_ = postgres.Transact(t.Context(), db, func(tx *sqlx.Tx) error {
			_ = insert(tx, "cc")
			panic("on the way")
		})
	}()
	if count(t, db) != 1 {
		t.Error("a panic leaves something behind")
	}
	err := postgres.Transact(t.Context(), db, func(tx *sqlx.Tx) error { return insert(tx, "aa") })
	if !postgres.Violates(err, "account_id_numbers_pkey") || postgres.Violates(err, "guests_huid_key") || postgres.Violates(nil, "account_id_numbers_pkey") {
		t.Errorf("a broken constraint: %v", err)
	}
}

// Two transactions that wait for one another: PostgreSQL ends one, which runs again and gets
// through.
func TestALostDeadlockRunsAgain(t *testing.T) {
	t.Parallel()
	db := testpg.New(t)
	db.MustExecContext(t.Context(), `INSERT INTO account_id_numbers VALUES ('aa', 0), ('bb', 0)`)
	var (
		met   sync.WaitGroup
		group sync.WaitGroup
		mu    sync.Mutex
		runs  int
	)
	met.Add(2)
	for _, order := range [][2]string{{"aa", "bb"}, {"bb", "aa"}} {
		group.Go(func() {
			first := true
			err := postgres.Transact(t.Context(), db, func(tx *sqlx.Tx) error {
				mu.Lock()
				runs++
				mu.Unlock()
				for i, initials := range order {
					if _, err := tx.ExecContext(t.Context(), `UPDATE account_id_numbers SET last = last + 1 WHERE initials = $1`, initials); err != nil {
						return err
					}
					if i == 0 && first {
						first = false
						met.Done()
						met.Wait() // both hold one row, and want the other's
					}
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	var last []int
	if err := db.SelectContext(t.Context(), &last, `SELECT last FROM account_id_numbers ORDER BY initials`); err != nil || last[0] != 2 || last[1] != 2 {
		t.Errorf("each row was raised %v times, %v", last, err)
	}
	if runs < 3 {
		t.Errorf("%d runs of two transactions: none ran again", runs)
	}
}

func announce(t *testing.T, db *sqlx.DB, c postgres.Change, commit bool) {
	t.Helper()
	tx := db.MustBeginTx(t.Context(), nil)
	if err := postgres.Announce(t.Context(), tx, c); err != nil {
		t.Fatal(err)
	}
	end := tx.Rollback
	if commit {
		end = tx.Commit
	}
	if err := end(); err != nil {
		t.Fatal(err)
	}
}

func TestChangesAreHeardOnceCommitted(t *testing.T) {
	t.Parallel()
	db := testpg.New(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	changes, ready, ended := postgres.NewChanges(slog.New(slog.DiscardHandler)), make(chan struct{}), make(chan error, 1)
	go func() { ended <- changes.Run(ctx, testpg.DSN(t), ready) }()
	receive(t, ready)
	all := changes.Watch(ctx, func(postgres.Change) bool { return true })
	accounts := changes.Watch(ctx, func(c postgres.Change) bool { return c.Type == "GuestAccount" })
	leaving, leave := context.WithCancel(ctx)
	left := changes.Watch(leaving, func(postgres.Change) bool { return true })
	leave()
	if _, open := receive(t, left); open {
		t.Error("who left still hears")
	}
	announce(t, db, postgres.Change{Type: "GuestRequest", ID: 1}, true)
	announce(t, db, postgres.Change{Type: "GuestAccount", ID: 2}, false)
	announce(t, db, postgres.Change{Type: "GuestAccount", ID: 3}, true)
	for _, want := range []postgres.Change{{Type: "GuestRequest", ID: 1}, {Type: "GuestAccount", ID: 3}} {
		if got, _ := receive(t, all); got != want {
			t.Errorf("heard %+v, want %+v", got, want)
		}
	}
	if got, _ := receive(t, accounts); got.ID != 3 {
		t.Errorf("who watches accounts heard %+v", got)
	}

	// A lost connection is made anew, and what comes after is heard.
	db.MustExecContext(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%' AND pid <> pg_backend_pid()`)
	deadline := time.NewTimer(20 * time.Second)
	defer deadline.Stop()
	for heard := false; !heard; {
		announce(t, db, postgres.Change{Type: "GuestAccount", ID: 4}, true)
		poll := time.NewTimer(50 * time.Millisecond)
		select {
		case got := <-accounts:
			heard = got.ID == 4
		case <-poll.C: // not connected yet
		case <-deadline.C:
			t.Fatal("nothing is heard after the connection was lost")
		}
		poll.Stop()
	}
	stop()
	if err, _ := receive(t, ended); err != nil {
		t.Errorf("ended with %v", err)
	}
}

// A watcher who does not listen holds up nobody.
func TestASlowWatcherHoldsUpNobody(t *testing.T) {
	t.Parallel()
	db := testpg.New(t)
	changes, ready := postgres.NewChanges(slog.New(slog.DiscardHandler)), make(chan struct{})
	go func() { _ = changes.Run(t.Context(), testpg.DSN(t), ready) }()
	receive(t, ready)
	changes.Watch(t.Context(), func(postgres.Change) bool { return true }) // and reads nothing
	last := changes.Watch(t.Context(), func(c postgres.Change) bool { return c.ID == 200 })
	for i := range 200 {
		announce(t, db, postgres.Change{Type: "GuestAccount", ID: int64(i + 1)}, true)
	}
	receive(t, last)
}

func receive[T any](t *testing.T, from <-chan T) (T, bool) {
	t.Helper()
	limit := time.NewTimer(30 * time.Second)
	defer limit.Stop()
	select {
	case v, open := <-from:
		return v, open
	case <-limit.C:
		t.Fatal("nothing came")
		panic("unreachable")
	}
}

// The private server and its pool, which outlive the tests, are testpg's.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/guestd/guestd/internal/pgrun.(*Server).launch.func3"),
		goleak.IgnoreTopFunction("database/sql.(*DB).connectionOpener"), goleak.IgnoreAnyFunction("github.com/lib/pq.(*conn).watchCancel.func1"))
}

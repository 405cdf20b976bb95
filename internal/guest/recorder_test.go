package guest

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"sync"
	"testing"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"github.com/guestd/guestd/internal/testpg"
)

// recorder is a connection to a test's database that notes every statement that is run.
type recorder struct {
	driver.Connector
	mu  sync.Mutex
	ran []ran
}

type ran struct {
	query string
	args  []any
}

// record opens the test's database with everything noted.
func record(t testing.TB) (*sqlx.DB, *recorder) {
	t.Helper()
	connector, err := pq.NewConnector(testpg.DSN(t))
	if err != nil {
		t.Fatal(err)
	}
	r := &recorder{Connector: connector}
	db := sqlx.NewDb(sql.OpenDB(r), "postgres")
	t.Cleanup(func() { _ = db.Close() })
	return db, r
}

// take is what was run since the last time.
func (r *recorder) take() []ran {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := r.ran
	r.ran = nil
	return out
}

func (r *recorder) note(query string, args []driver.NamedValue) {
	r.mu.Lock()
	defer r.mu.Unlock()
	values := make([]any, len(args))
	for i, a := range args {
		values[i] = a.Value
	}
	r.ran = append(r.ran, ran{query, values})
}

func (r *recorder) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := r.Connector.Connect(ctx)
	return recordedConn{conn, r}, err
}

type recordedConn struct {
	driver.Conn
	r *recorder
}

func (c recordedConn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	return c.Conn.(driver.ConnBeginTx).BeginTx(ctx, opts)
}

func (c recordedConn) CheckNamedValue(v *driver.NamedValue) error {
	return c.Conn.(driver.NamedValueChecker).CheckNamedValue(v)
}

func (c recordedConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	c.r.note(query, args)
	return c.Conn.(driver.QueryerContext).QueryContext(ctx, query, args)
}

func (c recordedConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	c.r.note(query, args)
	return c.Conn.(driver.ExecerContext).ExecContext(ctx, query, args)
}

func (c recordedConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	stmt, err := c.Conn.(driver.ConnPrepareContext).PrepareContext(ctx, query)
	return recordedStmt{stmt, query, c.r}, err
}

type recordedStmt struct {
	driver.Stmt
	query string
	r     *recorder
}

func (s recordedStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	s.r.note(s.query, args)
	return s.Stmt.(driver.StmtQueryContext).QueryContext(ctx, args)
}

func (s recordedStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	s.r.note(s.query, args)
	return s.Stmt.(driver.StmtExecContext).ExecContext(ctx, args)
}

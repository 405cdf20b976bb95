// Package pgrun runs a private PostgreSQL from the machine's own binaries: for `guestd demo`,
// which needs nothing set up, and for the tests.
//
// The server listens on a Unix socket only, in a folder of mode 0700 under /tmp, and asks for a
// password that is made with the cluster. Started by root, it runs as an unprivileged user. Its
// data is kept across restarts, a kill -9 of either side, and reboots.
package pgrun

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// ErrInUse tells that another running process has the same data folder.
var ErrInUse = errors.New("another running guestd has this data folder")

// Config says where and how a server runs.
type Config struct {
	// DataDir is the folder that holds everything of this server; it is made where it is missing.
	DataDir string
	// Log receives what Start and Stop do. PostgreSQL's own log is DataDir/server.log. May be nil.
	Log *slog.Logger
	// Durable says that what is committed survives a crash of the machine. Tests go without, for speed:
	// what is committed then survives a crash of PostgreSQL, but not of the machine.
	Durable bool
	// Extra are further settings of the server, each "name=value".
	Extra []string
}

// superuser owns the cluster: it migrates, and makes the logins that have fewer rights.
const superuser = "guestd_owner"

const (
	socketPort = "5432" // names the socket's file; nothing listens on a network port
	// socketRoot is not os.TempDir, which may be too long: a socket's path has at most 107 bytes.
	socketRoot   = "/tmp"
	socketPrefix = "guestd-pg-"

	startTimeout = 60 * time.Second // recovery after a crash included
	stopTimeout  = 10 * time.Second
	pollInterval = 5 * time.Millisecond
)

// Server is a running PostgreSQL.
type Server struct {
	layout   layout
	log      *slog.Logger
	lock     *os.File
	socket   string // the socket's folder
	password string

	pid    int
	exited chan struct{} // closed when the process has ended
	err    error         // how it ended; read after exited
}

// Start makes the cluster where there is none yet, ends a server that an earlier process left
// behind, starts one, and returns when it takes connections. It fails with ErrNoBinaries where no
// PostgreSQL is installed and with ErrInUse where another process has the folder. ctx bounds the
// start only: the server runs until Stop, or until this process ends.
func Start(ctx context.Context, cfg Config) (*Server, error) {
	log := cfg.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	dataDir, err := filepath.Abs(cfg.DataDir)
	if err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	s := &Server{layout: layout{root: dataDir}, log: log, exited: make(chan struct{})}
	if err := s.start(ctx, cfg); err != nil {
		s.release()
		return nil, fmt.Errorf("database in %s: %w", dataDir, err)
	}
	return s, nil
}

func (s *Server) start(ctx context.Context, cfg Config) error {
	if err := os.MkdirAll(s.layout.root, 0o755); err != nil {
		return err
	}
	var err error
	if s.lock, err = lockFile(s.layout.lock()); err != nil {
		return err
	}
	own, err := chooseOwner()
	if err != nil {
		return err
	}
	s.layout.removeStaleSocket()
	if err := endLeftover(ctx, s.layout.cluster(), s.log); err != nil {
		return err
	}
	if err := s.layout.handTo(own); err != nil {
		return err
	}
	major, err := s.layout.major()
	if err != nil {
		return err
	}
	bin, err := findBinaries(major, installedAt())
	if err != nil {
		return err
	}
	if major == "" {
		began := time.Now()
		if err := s.layout.initCluster(ctx, bin, own, cfg.Durable); err != nil {
			return err
		}
		s.log.InfoContext(ctx, "database made", "postgresql", bin.major, "took", time.Since(began).Round(time.Millisecond))
	}
	if s.password, err = s.layout.password(); err != nil {
		return err
	}
	if s.socket, err = s.layout.makeSocketDir(own); err != nil {
		return err
	}
	if err := s.launch(bin, own, cfg); err != nil {
		return err
	}
	if err := s.awaitReady(ctx); err != nil {
		return errors.Join(err, s.halt(stopTimeout))
	}
	s.log.InfoContext(ctx, "database started", "postgresql", bin.major, "data", s.layout.root, "pid", s.pid)
	return nil
}

// launch starts the server's process from a thread of its own, which lives until the process
// ends: Linux ties the signal at a parent's death to the thread that forked, and Go retires
// threads.
func (s *Server) launch(bin binaries, own owner, cfg Config) error {
	serverLog, err := s.layout.openLog()
	if err != nil {
		return err
	}
	defer func() { _ = serverLog.Close() }()
	cluster, inherited, err := own.handOver(s.layout.cluster())
	if err != nil {
		return err
	}
	if inherited != nil {
		defer func() { _ = inherited.Close() }()
	}
	cmd := exec.Command(bin.postgres(), s.arguments(cluster, cfg)...)
	cmd.Dir = "/"
	cmd.Env = environment()
	cmd.Stdout, cmd.Stderr = serverLog, serverLog
	if inherited != nil {
		cmd.ExtraFiles = []*os.File{inherited}
	}
	own.prepare(cmd, true)

	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		if err := cmd.Start(); err != nil {
			started <- err
			return
		}
		s.pid = cmd.Process.Pid
		started <- nil
		s.err = cmd.Wait()
		close(s.exited)
	}()
	if err := <-started; err != nil {
		return fmt.Errorf("start %s: %w", bin.postgres(), err)
	}
	return nil
}

func (s *Server) arguments(cluster string, cfg Config) []string {
	settings := []string{
		"listen_addresses=",
		"unix_socket_directories=" + s.socket,
		"unix_socket_permissions=0700",
		"port=" + socketPort,
		"max_connections=200",
		"timezone=UTC",
		"log_timezone=UTC",
		"jit=off", // costs more than it brings at this size
	}
	if !cfg.Durable {
		settings = append(settings, "fsync=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0")
	}
	args := []string{"-D", cluster}
	for _, setting := range append(settings, cfg.Extra...) {
		args = append(args, "-c", setting)
	}
	return args
}

// awaitReady returns once the server answers a query.
func (s *Server) awaitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	tick := time.NewTicker(pollInterval)
	defer tick.Stop()
	for {
		select {
		case <-s.exited:
			cause := s.err
			if cause == nil {
				cause = errors.New("exit status 0")
			}
			return fmt.Errorf("the server ended as it started: %w; the last lines of %s: %s", cause, s.layout.log(), s.layout.logTail())
		case <-ctx.Done():
			return fmt.Errorf("the server did not answer: %w; the last lines of %s: %s", ctx.Err(), s.layout.log(), s.layout.logTail())
		case <-tick.C:
		}
		if !s.layout.saysReady() {
			continue
		}
		db, err := sqlx.ConnectContext(ctx, "postgres", s.DSN("postgres"))
		if err != nil {
			continue
		}
		return db.Close()
	}
}

// DSN is how lib/pq, psql and libpq's other programs connect to a database of this server with
// every right there is. It holds the password.
func (s *Server) DSN(dbname string) string { return s.dsn(superuser, dbname) }

func (s *Server) dsn(user, dbname string) string {
	u := url.URL{Scheme: "postgres", User: url.UserPassword(user, s.password), Path: "/" + dbname}
	u.RawQuery = url.Values{"host": {s.socket}, "port": {socketPort}, "sslmode": {"disable"}}.Encode()
	return u.String()
}

// LoginDSN makes a login that has the rights of the role memberOf and no others, where it is
// missing, and is how to connect as it to a database of this server.
func (s *Server) LoginDSN(ctx context.Context, login, memberOf, dbname string) (string, error) {
	db, err := sqlx.ConnectContext(ctx, "postgres", s.DSN("postgres"))
	if err != nil {
		return "", fmt.Errorf("login %s: %w", login, err)
	}
	defer func() { _ = db.Close() }()
	if err := EnsureLogin(ctx, db, login, s.password, memberOf); err != nil {
		return "", err
	}
	return s.dsn(login, dbname), nil
}

// EnsureLogin makes a login that is a member of the role memberOf, with the given password, or
// brings the one that exists to that. db must be connected as a superuser. Roles are the whole
// cluster's, so that callers take turns.
func EnsureLogin(ctx context.Context, db *sqlx.DB, login, password, memberOf string) error {
	tx, err := db.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("login %s: %w", login, err)
	}
	defer func() { _ = tx.Rollback() }() // after Commit this does nothing
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtext('guestd login'))`); err != nil {
		return fmt.Errorf("login %s: %w", login, err)
	}
	var exists bool
	if err := tx.GetContext(ctx, &exists, `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)`, login); err != nil {
		return fmt.Errorf("login %s: %w", login, err)
	}
	verb := "CREATE"
	if exists {
		verb = "ALTER"
	}
	quoted := pq.QuoteIdentifier(login)
	for _, statement := range []string{
		verb + ` ROLE ` + quoted + ` LOGIN INHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD ` + pq.QuoteLiteral(password),
		`GRANT ` + pq.QuoteIdentifier(memberOf) + ` TO ` + quoted,
	} {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("login %s: %w", login, err)
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("login %s: %w", login, err)
	}
	return nil
}

// EnsureDatabase makes an empty database of that name where there is none.
func (s *Server) EnsureDatabase(ctx context.Context, dbname string) error {
	db, err := sqlx.ConnectContext(ctx, "postgres", s.DSN("postgres"))
	if err != nil {
		return fmt.Errorf("database %s: %w", dbname, err)
	}
	defer func() { _ = db.Close() }()
	_, err = db.ExecContext(ctx, `CREATE DATABASE `+pq.QuoteIdentifier(dbname))
	var pqErr *pq.Error
	if errors.As(err, &pqErr) && pqErr.Code.Name() == "duplicate_database" {
		return nil
	}
	if err != nil {
		return fmt.Errorf("database %s: %w", dbname, err)
	}
	return nil
}

// Done is closed when the server's process has ended, asked or not.
func (s *Server) Done() <-chan struct{} { return s.exited }

// Stop ends the server as PostgreSQL's fast shutdown does: open transactions are rolled back, all
// that was committed is on disk. Where that has not happened by the end of ctx it ends at once,
// and recovers at the next start. A server that has ended already is no error.
func (s *Server) Stop(ctx context.Context) error {
	wait := stopTimeout
	if deadline, ok := ctx.Deadline(); ok {
		wait = time.Until(deadline)
	}
	err := s.halt(wait)
	s.release()
	s.log.InfoContext(ctx, "database stopped")
	if err != nil {
		return fmt.Errorf("stop the database: %w", err)
	}
	return nil
}

// halt asks with growing force: fast shutdown, immediate shutdown, kill.
func (s *Server) halt(patience time.Duration) error {
	if s.pid == 0 {
		return nil
	}
	steps := []struct {
		signal syscall.Signal
		wait   time.Duration
	}{{syscall.SIGINT, patience}, {syscall.SIGQUIT, stopTimeout}, {syscall.SIGKILL, stopTimeout}}
	for _, step := range steps {
		select {
		case <-s.exited: // its number may be another process's by now
			return nil
		default:
		}
		if err := syscall.Kill(s.pid, step.signal); err != nil && !errors.Is(err, syscall.ESRCH) {
			return fmt.Errorf("signal process %d: %w", s.pid, err)
		}
		timer := time.NewTimer(step.wait)
		select {
		case <-s.exited:
			timer.Stop()
			return nil
		case <-timer.C:
		}
	}
	return fmt.Errorf("process %d does not end", s.pid)
}

func (s *Server) release() {
	if s.socket != "" {
		_ = os.RemoveAll(s.socket)
	}
	if s.lock != nil {
		_ = s.lock.Close() // gives the lock back
	}
}

// environment is the children's: nothing of ours that would change how PostgreSQL behaves.
func environment() []string {
	env := []string{"LC_ALL=C.UTF-8", "PATH=" + os.Getenv("PATH")}
	for _, entry := range os.Environ() {
		if strings.HasPrefix(entry, "LD_LIBRARY_PATH=") {
			env = append(env, entry)
		}
	}
	return env
}

func newPassword() string { return rand.Text() }

package pgrun

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

func standInContext() context.Context { return context.Background() } // TestMain has no test's

func start(t *testing.T, dir string) *Server {
	t.Helper()
	server, err := Start(t.Context(), Config{DataDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), stopTimeout)
		defer cancel()
		if err := server.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
	return server
}

func connect(t *testing.T, dsn string) *sqlx.DB {
	t.Helper()
	db, err := sqlx.ConnectContext(t.Context(), "postgres", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func keep(t *testing.T, dsn string) {
	t.Helper()
	connect(t, dsn).MustExecContext(t.Context(), `CREATE TABLE kept AS SELECT 42 AS answer`)
}

func wantKept(t *testing.T, dsn string) {
	t.Helper()
	var answer int
	if err := connect(t, dsn).GetContext(t.Context(), &answer, `SELECT answer FROM kept`); err != nil || answer != 42 {
		t.Fatalf("what was committed: %d, %v", answer, err)
	}
}

// openFolder is a new folder whose parents every user can go through, unlike t.TempDir's.
func openFolder(t *testing.T, mode os.FileMode) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "pgrun-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, mode); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestDataOutlivesRestartsWhereverItLies(t *testing.T) {
	for name, mode := range map[string]os.FileMode{
		"below folders that everyone can enter": 0o755,
		"below a folder of ours alone":          0o700, // as /root is
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(openFolder(t, mode), "a", "b")
			server := start(t, dir)
			keep(t, server.DSN("postgres"))
			if err := server.Stop(t.Context()); err != nil {
				t.Fatal(err)
			}
			if _, err := os.Stat(server.socket); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("the socket's folder after Stop: %v", err)
			}
			wantKept(t, start(t, dir).DSN("postgres"))
		})
	}
}

func TestOnlyOneProcessHasAFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	start(t, dir)
	if _, err := Start(t.Context(), Config{DataDir: dir}); !errors.Is(err, ErrInUse) {
		t.Errorf("the second start: %v, want ErrInUse", err)
	}
}

func TestThePasswordIsAskedFor(t *testing.T) {
	t.Parallel()
	server := start(t, t.TempDir())
	_, err := sqlx.ConnectContext(t.Context(), "postgres", strings.Replace(server.DSN("postgres"), server.password, "guess", 1))
	var pqErr *pq.Error
	if !errors.As(err, &pqErr) || pqErr.Code.Name() != "invalid_password" {
		t.Errorf("connecting with a wrong password: %v", err)
	}
	for path, want := range map[string]os.FileMode{server.socket: 0o700, server.layout.passwordFile(): 0o600, server.layout.cluster(): 0o700} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s has mode %o, want %o", path, got, want)
		}
	}
}

// runs is false of a process that has ended and waits for its parent to take note, as an orphan's
// does for init's.
func runs(pid int) bool {
	_, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid))
	return err == nil
}

func TestKillNineOfItsOwner(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	owner, report := startStandIn(t, self, dir, 0)
	keep(t, report.DSN)
	if err := owner.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = owner.Wait() // "signal: killed", as asked

	server := start(t, dir) // at once: the old server may still be there
	wantKept(t, server.DSN("postgres"))
	if runs(report.PID) {
		t.Errorf("the old server, process %d, still runs", report.PID)
	}
}

// TestEndsWithItsOwner is what a person sees who kills guestd and never starts it again.
func TestEndsWithItsOwner(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	t.Cleanup(layout{root: dir}.removeStaleSocket) // as the next start would
	owner, report := startStandIn(t, self, dir, 0)
	if err := owner.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = owner.Wait()
	deadline := time.NewTimer(stopTimeout)
	defer deadline.Stop()
	tick := time.NewTicker(pollInterval)
	defer tick.Stop()
	for runs(report.PID) {
		select {
		case <-deadline.C:
			t.Fatalf("process %d outlives its owner", report.PID)
		case <-tick.C:
		}
	}
}

func TestEndsALeftoverServer(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	left := start(t, dir)
	keep(t, left.DSN("postgres"))
	idle := connect(t, left.DSN("postgres"))  // an open session must not hold up the stop
	if err := left.lock.Close(); err != nil { // as when its owner dies without ending it
		t.Fatal(err)
	}
	server := start(t, dir)
	wantKept(t, server.DSN("postgres"))
	select {
	case <-left.Done():
	default:
		t.Error("the leftover server still runs")
	}
	if err := idle.PingContext(t.Context()); err == nil {
		t.Error("the leftover server still answers")
	}
}

func TestKillNineOfTheServerItself(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	killed := start(t, dir)
	keep(t, killed.DSN("postgres"))
	if err := syscall.Kill(killed.pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	<-killed.Done()
	if err := killed.Stop(t.Context()); err != nil {
		t.Errorf("stopping what has ended: %v", err)
	}
	wantKept(t, start(t, dir).DSN("postgres"))
}

// TestPidFileOfBeforeAReboot has the number of a process of the same user that has nothing to do
// with the cluster: PostgreSQL itself would refuse to start.
func TestPidFileOfBeforeAReboot(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	server := start(t, dir)
	keep(t, server.DSN("postgres"))
	pidFile := filepath.Join(server.layout.cluster(), "postmaster.pid")
	content, err := os.ReadFile(pidFile)
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}

	own, err := chooseOwner()
	if err != nil {
		t.Fatal(err)
	}
	stranger := exec.CommandContext(t.Context(), "sleep", "600")
	stranger.Dir = "/"
	own.prepare(stranger, false)
	if err := stranger.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = stranger.Process.Kill()
		_ = stranger.Wait()
	})
	_, rest, _ := strings.Cut(string(content), "\n")
	if err := os.WriteFile(pidFile, fmt.Appendf(nil, "%d\n%s", stranger.Process.Pid, rest), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := own.take(pidFile); err != nil {
		t.Fatal(err)
	}

	wantKept(t, start(t, dir).DSN("postgres"))
	if err := syscall.Kill(stranger.Process.Pid, 0); err != nil {
		t.Errorf("the stranger was ended: %v", err)
	}
}

func TestInitialisationCutShortIsDoneAnew(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	l := layout{root: dir}
	if err := os.MkdirAll(filepath.Join(l.unfinished(), "base"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(l.unfinished(), "PG_VERSION"), []byte("15\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	keep(t, start(t, dir).DSN("postgres"))
}

func TestStartTellsWhatWentWrong(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	_, err := Start(t.Context(), Config{DataDir: dir, Extra: []string{"shared_buffers=nonsense"}})
	if err == nil || !strings.Contains(err.Error(), "shared_buffers") {
		t.Errorf("a setting that PostgreSQL refuses: %v", err)
	}
	start(t, dir) // and the folder is free and whole
}

func TestRunsAsAnOrdinaryUser(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("SKIPPED: not root, so that every other test here runs as an ordinary user already")
	}
	self, err := os.ReadFile("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	dir := openFolder(t, 0o777)
	binary := filepath.Join(dir, "stand-in")
	if err := os.WriteFile(binary, self, 0o755); err != nil {
		t.Fatal(err)
	}
	nobody, err := user.Lookup("nobody") // initdb asks for a user that has a name
	if err != nil {
		t.Fatal(err)
	}
	someone, err := strconv.ParseUint(nobody.Uid, 10, 32)
	if err != nil {
		t.Fatal(err)
	}
	cmd, report := startStandIn(t, binary, filepath.Join(dir, "data"), uint32(someone))
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		layout{root: filepath.Join(dir, "data")}.removeStaleSocket()
	})
	keep(t, report.DSN)
	info, err := os.Stat(filepath.Join(dir, "data", "cluster"))
	if err != nil {
		t.Fatal(err)
	}
	if stat := info.Sys().(*syscall.Stat_t); uint64(stat.Uid) != someone {
		t.Errorf("the cluster belongs to %d, want %d", stat.Uid, someone)
	}
}

func TestLoginHasItsRolesRightsOnly(t *testing.T) {
	t.Parallel()
	server := start(t, t.TempDir())
	if err := server.EnsureDatabase(t.Context(), "guestd"); err != nil {
		t.Fatal(err)
	}
	if err := server.EnsureDatabase(t.Context(), "guestd"); err != nil {
		t.Errorf("a database that exists: %v", err)
	}
	owner := connect(t, server.DSN("guestd"))
	owner.MustExecContext(t.Context(), `CREATE TABLE open (); CREATE TABLE closed (); CREATE ROLE app NOLOGIN; GRANT SELECT ON open TO app`)
	var dsn string
	for range 2 { // the second time it exists
		var err error
		if dsn, err = server.LoginDSN(t.Context(), "app_login", "app", "guestd"); err != nil {
			t.Fatal(err)
		}
	}
	app := connect(t, dsn)
	if _, err := app.ExecContext(t.Context(), `SELECT FROM open`); err != nil {
		t.Error(err)
	}
	_, err := app.ExecContext(t.Context(), `SELECT FROM closed`)
	var pqErr *pq.Error
	if !errors.As(err, &pqErr) || pqErr.Code.Name() != "insufficient_privilege" {
		t.Errorf("reading what is not its role's: %v", err)
	}
}

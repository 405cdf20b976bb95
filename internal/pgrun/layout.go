package pgrun

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// layout names what the data folder holds.
type layout struct{ root string }

func (l layout) cluster() string      { return filepath.Join(l.root, "cluster") }
func (l layout) unfinished() string   { return filepath.Join(l.root, "cluster.new") }
func (l layout) passwordFile() string { return filepath.Join(l.root, "password") }
func (l layout) socketNote() string   { return filepath.Join(l.root, "socket") }
func (l layout) lock() string         { return filepath.Join(l.root, "lock") }
func (l layout) log() string          { return filepath.Join(l.root, "server.log") }

// logLimit is the size at which a start puts the log aside and begins a new one.
const logLimit = 10 << 20

// lockFile holds path for this process alone, until it is closed or the process ends.
func lockFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, ErrInUse
		}
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return f, nil
}

// major is the version that the cluster is of, or "" where there is no cluster yet.
func (l layout) major() (string, error) {
	content, err := os.ReadFile(filepath.Join(l.cluster(), "PG_VERSION"))
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(l.cluster()); err == nil {
			return "", fmt.Errorf("%s is no PostgreSQL cluster (it has no PG_VERSION): move it away", l.cluster())
		}
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return strings.TrimSpace(string(content)), nil
}

// initCluster makes the cluster under another name and renames it when it is whole, so that one
// cut short is never taken for a cluster.
func (l layout) initCluster(ctx context.Context, bin binaries, own owner, durable bool) error {
	if err := os.RemoveAll(l.unfinished()); err != nil {
		return err
	}
	if err := os.Mkdir(l.unfinished(), 0o700); err != nil {
		return err
	}
	if err := own.take(l.unfinished()); err != nil {
		return err
	}
	if err := writeFile(l.passwordFile(), newPassword()+"\n"); err != nil {
		return err
	}
	if err := l.runInitdb(ctx, bin, own, durable); err != nil {
		return err
	}
	if err := os.Rename(l.unfinished(), l.cluster()); err != nil {
		return err
	}
	if durable {
		return syncDir(l.root)
	}
	return nil
}

func (l layout) runInitdb(ctx context.Context, bin binaries, own owner, durable bool) error {
	cluster, inherited, err := own.handOver(l.unfinished())
	if err != nil {
		return err
	}
	// initdb reads the password from a file by name, as the owner: a copy in a folder of the
	// owner's, for as long as it runs.
	hatch, err := makeOwnedDir(own)
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(hatch) }()
	password, err := l.password()
	if err != nil {
		return err
	}
	copied := filepath.Join(hatch, "password")
	if err := writeFile(copied, password+"\n"); err != nil {
		return err
	}
	if err := own.take(copied); err != nil {
		return err
	}
	args := []string{"-D", cluster, "-U", superuser, "--auth=scram-sha-256", "--pwfile=" + copied, "--encoding=UTF8", "--locale=C.UTF-8"}
	if !durable {
		args = append(args, "--no-sync")
	}
	cmd := exec.CommandContext(ctx, bin.initdb(), args...)
	cmd.Dir = "/"
	cmd.Env = environment()
	if inherited != nil {
		defer func() { _ = inherited.Close() }()
		cmd.ExtraFiles = []*os.File{inherited}
	}
	own.prepare(cmd, false)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, bytes.TrimSpace(out))
	}
	return nil
}

// password is the superuser's, as made with the cluster.
func (l layout) password() (string, error) {
	content, err := os.ReadFile(l.passwordFile())
	if err != nil {
		return "", fmt.Errorf("the database's password: %w", err)
	}
	return strings.TrimSpace(string(content)), nil
}

// handTo hands the cluster, if there is one, to the user that runs it, where that has changed since it was made: a
// machine that had only nobody has got a user postgres, or root runs what another user made.
func (l layout) handTo(own owner) error {
	info, err := os.Stat(l.cluster())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if stat, ok := info.Sys().(*syscall.Stat_t); ok && int(stat.Uid) == own.uid {
		return nil
	}
	if !own.other {
		return fmt.Errorf("%s belongs to another user (was guestd run as root before?): run it as that user, or with another data folder", l.cluster())
	}
	return filepath.WalkDir(l.cluster(), func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return own.take(path)
	})
}

// makeSocketDir makes the folder for this run's socket and notes it, so that the next run can
// remove what a crash leaves.
func (l layout) makeSocketDir(own owner) (string, error) {
	dir, err := makeOwnedDir(own)
	if err != nil {
		return "", err
	}
	return dir, writeFile(l.socketNote(), dir+"\n")
}

// makeOwnedDir makes a folder under a short path that nobody can guess or enter but the owner.
func makeOwnedDir(own owner) (string, error) {
	dir, err := os.MkdirTemp(socketRoot, socketPrefix)
	if err != nil {
		return "", fmt.Errorf("a folder for the database's socket: %w", err)
	}
	if err := own.take(dir); err != nil {
		return "", err
	}
	return dir, nil
}

func (l layout) removeStaleSocket() {
	note, err := os.ReadFile(l.socketNote())
	if err != nil {
		return
	}
	dir := strings.TrimSpace(string(note))
	if filepath.Dir(dir) == socketRoot && strings.HasPrefix(filepath.Base(dir), socketPrefix) {
		_ = os.RemoveAll(dir) // left behind it does no harm
	}
}

// openLog opens PostgreSQL's log for more, and keeps one older one.
func (l layout) openLog() (*os.File, error) {
	if info, err := os.Stat(l.log()); err == nil && info.Size() > logLimit {
		_ = os.Rename(l.log(), l.log()+".old")
	}
	return os.OpenFile(l.log(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
}

// logTail is the end of PostgreSQL's log, for an error that a person reads.
func (l layout) logTail() string {
	f, err := os.Open(l.log())
	if err != nil {
		return ""
	}
	defer func() { _ = f.Close() }()
	const tail = 1000
	if info, err := f.Stat(); err == nil && info.Size() > tail {
		_, _ = f.Seek(-tail, io.SeekEnd)
	}
	content, _ := io.ReadAll(f)
	return strings.TrimSpace(string(content))
}

// saysReady reads the status that the server writes into its pid file, the last of its eight lines
// (PostgreSQL's miscadmin.h, LOCK_FILE_LINE_PM_STATUS).
func (l layout) saysReady() bool {
	content, err := os.ReadFile(filepath.Join(l.cluster(), "postmaster.pid"))
	if err != nil {
		return false
	}
	lines := strings.Split(string(content), "\n")
	return len(lines) >= 8 && strings.TrimSpace(lines[7]) == "ready"
}

// writeFile replaces a file of mode 0600 whole or not at all.
func writeFile(path, content string) error {
	temp := path + ".new"
	f, err := os.OpenFile(temp, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(content)
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return os.Rename(temp, path)
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

package pgrun

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// endLeftover ends what runs on this cluster since an earlier process was killed, and removes a
// pid file that would keep a new server from starting. The caller holds the folder's lock, so
// that no process of ours can be starting one.
//
// A process is known to be of this cluster by its working directory, which PostgreSQL sets to the
// cluster's folder: the number in a pid file can be anyone's by now, after a reboot above all.
func endLeftover(ctx context.Context, cluster string, log *slog.Logger) error {
	pidFile := filepath.Join(cluster, "postmaster.pid")
	steps := []struct {
		signal syscall.Signal
		wait   time.Duration
	}{{syscall.SIGINT, stopTimeout}, {syscall.SIGQUIT, stopTimeout}, {syscall.SIGKILL, stopTimeout}}
	for _, step := range steps {
		running := processesIn(cluster, pidFile)
		if len(running) == 0 {
			return removeStalePidFile(pidFile)
		}
		log.InfoContext(ctx, "ending the database server that an earlier run left", "pid", running[0])
		// The server's own children end with it; where it is gone already they are told themselves.
		target := running
		if pid := pidIn(pidFile); slices.Contains(running, pid) && step.signal != syscall.SIGKILL {
			target = []int{pid}
		}
		for _, pid := range target {
			if err := syscall.Kill(pid, step.signal); err != nil && !errors.Is(err, syscall.ESRCH) {
				return fmt.Errorf("a database server of an earlier run (process %d) is still there and cannot be ended: %w", pid, err)
			}
		}
		if err := awaitNone(ctx, cluster, pidFile, step.wait); err != nil {
			return err
		}
	}
	if running := processesIn(cluster, pidFile); len(running) > 0 {
		return fmt.Errorf("database processes of an earlier run do not end: %v", running)
	}
	return removeStalePidFile(pidFile)
}

// awaitNone returns when the cluster has no process any more, or after the wait.
func awaitNone(ctx context.Context, cluster, pidFile string, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	tick := time.NewTicker(2 * pollInterval)
	defer tick.Stop()
	for len(processesIn(cluster, pidFile)) > 0 {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-timer.C:
			return nil
		case <-tick.C:
		}
	}
	return nil
}

// removeStalePidFile removes the pid file of a server that is gone. PostgreSQL does so itself,
// except where the number has passed to another process of the same user.
func removeStalePidFile(pidFile string) error {
	if err := os.Remove(pidFile); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// processesIn lists the processes that work in the cluster's folder, by /proc. Where there is no
// /proc, the pid file's process is taken for one while it lives.
func processesIn(cluster, pidFile string) []int {
	entries, err := os.ReadDir("/proc")
	if err != nil || len(entries) == 0 {
		if pid := pidIn(pidFile); pid > 0 && syscall.Kill(pid, 0) == nil {
			return []int{pid}
		}
		return nil
	}
	if resolved, err := filepath.EvalSymlinks(cluster); err == nil {
		cluster = resolved
	}
	var pids []int
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		// Another user's process cannot be looked into, and is not of our cluster.
		if cwd, err := os.Readlink(filepath.Join("/proc", entry.Name(), "cwd")); err == nil && cwd == cluster {
			if name, _ := os.ReadFile(filepath.Join("/proc", entry.Name(), "comm")); strings.HasPrefix(string(name), "postgres") {
				pids = append(pids, pid)
			}
		}
	}
	return pids
}

// pidIn is the number on the pid file's first line, or 0.
func pidIn(pidFile string) int {
	content, err := os.ReadFile(pidFile)
	if err != nil {
		return 0
	}
	line, _, _ := strings.Cut(string(content), "\n")
	pid, _ := strconv.Atoi(strings.TrimSpace(line))
	return pid
}

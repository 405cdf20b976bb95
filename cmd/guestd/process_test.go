package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience bounds every wait for something that must come, on a machine that is busy.
const patience = 90 * time.Second

// process is a guestd that a test started.
type process struct {
	t      *testing.T
	cmd    *exec.Cmd
	out    *transcript // standard output
	log    *transcript // standard error
	ended  chan struct{}
	status error // once it has ended
}

// launch starts guestd with these arguments, and this environment besides PATH and the like.
func launch(t *testing.T, env []string, args ...string) *process {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, cmd: exec.Command(self, args...), out: newTranscript(), log: newTranscript(), ended: make(chan struct{})}
	for _, e := range os.Environ() {
		if !strings.HasPrefix(e, "GUESTD_") {
			p.cmd.Env = append(p.cmd.Env, e)
		}
	}
	p.cmd.Env = append(append(p.cmd.Env, actAsGuestd+"=1"), env...)
	p.cmd.Stdout, p.cmd.Stderr = p.out, p.log
	// Should the tests be killed, nothing they started stays behind. Linux ties that signal to the
	// thread that forked, so the thread is kept for as long as the process lives.
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := p.cmd.Start()
		started <- err
		if err == nil {
			p.status = p.cmd.Wait()
		}
		close(p.ended)
	}()
	if err := <-started; err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if !p.over() {
			p.kill()
		}
		if t.Failed() && (args[0] == "demo" || args[0] == "serve") {
			t.Logf("guestd %s\n%s%s", strings.Join(args, " "), p.out.String(), p.log.String())
		}
	})
	return p
}

func (p *process) over() bool {
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}

// await waits until the text holds what is looked for.
func (p *process) await(text *transcript, what string) {
	p.t.Helper()
	limit := time.After(patience)
	for {
		said, more := text.read()
		if strings.Contains(said, what) {
			return
		}
		select {
		case <-more:
		case <-p.ended:
			p.t.Fatalf("guestd ended (%v) before it said %q", p.status, what)
		case <-limit:
			p.t.Fatalf("guestd did not say %q", what)
		}
	}
}

// awaitEnd waits until it has ended by itself.
func (p *process) awaitEnd() {
	p.t.Helper()
	select {
	case <-p.ended:
	case <-time.After(patience):
		p.t.Fatal("guestd does not end")
	}
}

// kill ends it as a crash does.
func (p *process) kill() {
	p.t.Helper()
	_ = p.cmd.Process.Kill()
	p.awaitEnd()
}

// terminate asks it to end, and tells how long it took.
func (p *process) terminate() time.Duration {
	p.t.Helper()
	begun := time.Now()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
	p.awaitEnd()
	if p.status != nil {
		p.t.Errorf("guestd ended with %v", p.status)
	}
	return time.Since(begun)
}

// run runs a command of guestd to its end.
func run(t *testing.T, env []string, args ...string) (out, log string, code int) {
	t.Helper()
	p := launch(t, env, args...)
	p.awaitEnd()
	var exit *exec.ExitError
	if p.status != nil && !errors.As(p.status, &exit) {
		t.Fatal(p.status)
	}
	return p.out.String(), p.log.String(), p.cmd.ProcessState.ExitCode()
}

// must runs a command that has to succeed, and answers with what it printed.
func must(t *testing.T, args ...string) string {
	t.Helper()
	out, log, code := run(t, nil, args...)
	if code != 0 {
		t.Fatalf("guestd %s: exit status %d\n%s%s", strings.Join(args, " "), code, out, log)
	}
	return out
}

// eventually asks until the answer is yes. It is for what nothing announces.
func eventually(t *testing.T, what string, ask func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	tick := time.NewTicker(25 * time.Millisecond)
	defer tick.Stop()
	for !ask() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("it did not come about that %s", what)
		}
	}
}

// transcript is what a process has written so far.
type transcript struct {
	mu   sync.Mutex
	text bytes.Buffer
	more chan struct{} // closed with the next that is written
}

func newTranscript() *transcript { return &transcript{more: make(chan struct{})} }

func (w *transcript) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	close(w.more)
	w.more = make(chan struct{})
	return w.text.Write(p)
}

func (w *transcript) read() (text string, more <-chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String(), w.more
}

func (w *transcript) String() string {
	text, _ := w.read()
	return text
}

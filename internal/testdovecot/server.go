// Package testdovecot runs a Dovecot of its own for a test: on loopback, with its configuration
// and mail in a folder of the test, as root or not. It needs Debian's packages dovecot-imapd and
// dovecot-lmtpd, version 2.3; where they are missing the test fails and says how to get them.
package testdovecot

import (
	"bytes"
	"crypto/x509"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

const installHint = "apt-get install -y --no-install-recommends dovecot-imapd dovecot-lmtpd"

// Password is every user's password.
const Password = "dovecot-test"

// Options are what a test wants of its server.
type Options struct {
	// Users sign in with Password; default guest-requests@hms.harvard.edu.
	Users []string
	// Capability replaces what the server says that it can do (Dovecot's imap_capability), as
	// "IMAP4rev1 IDLE" for a server without MOVE and UIDPLUS.
	Capability string
	// Namespace is the prefix of a user's own folders, as "INBOX.".
	Namespace string
	// OAuthKey, where set, lets users sign in with tokens that Token signs.
	OAuthKey []byte
	// NoPassword refuses passwords, so that tokens alone sign in.
	NoPassword bool
	// Extra is appended to the configuration.
	Extra string
}

// Server is a running Dovecot.
type Server struct {
	// IMAP, IMAPS and LMTP are the addresses it listens on. IMAP offers STARTTLS too.
	IMAP, IMAPS, LMTP string
	// Roots verifies its certificate, which is for 127.0.0.1 and localhost.
	Roots *x509.CertPool

	t       testing.TB
	dir     string
	binary  string
	options Options
	owner   owner
	running *exec.Cmd
	ended   chan struct{} // closed when running has ended
}

// Start runs a server until the test ends.
func Start(t testing.TB, options Options) *Server {
	t.Helper()
	binary := find(t)
	if len(options.Users) == 0 {
		options.Users = []string{"guest-requests@hms.harvard.edu"}
	}
	s := &Server{t: t, binary: binary, options: options, owner: whoami(t), dir: folder(t)}
	s.Roots = s.writeCertificate()
	s.write("users", s.usersFile(Password))
	home := filepath.Join(s.dir, "home")
	if err := os.Mkdir(home, 0o755); err != nil {
		t.Fatal(err)
	}
	s.chown(home)
	if options.OAuthKey != nil {
		s.writeOAuth()
	}
	t.Cleanup(func() {
		s.Stop()
		if t.Failed() {
			t.Logf("dovecot's log:\n%s", s.logTail())
		}
	})
	for try := 1; ; try++ {
		ports := freePorts(t, 3)
		s.IMAP, s.IMAPS, s.LMTP = ports[0], ports[1], ports[2]
		s.write("dovecot.conf", s.configuration())
		err := s.start()
		if err == nil {
			return s
		}
		// Another process may have been faster at one of the ports.
		if try == 5 || !strings.Contains(s.logTail(), "Address already in use") {
			t.Fatalf("dovecot: %v\n%s", err, s.logTail())
		}
		s.write("log", "")
	}
}

// Start starts it again after Stop, at the same addresses.
func (s *Server) Start() {
	s.t.Helper()
	if err := s.start(); err != nil {
		s.t.Fatalf("dovecot: %v\n%s", err, s.logTail())
	}
}

// startedUp is what Dovecot logs once it listens.
const startedUp = "starting up for"

func (s *Server) start() error {
	before := strings.Count(s.log(), startedUp)
	cmd := exec.Command(s.binary, "-F", "-c", filepath.Join(s.dir, "dovecot.conf"))
	var complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = &complaints, &complaints
	// Should the test process die, its server must not stay behind. The group is for Stop.
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM, Setpgid: true}
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = cmd.Wait()
	}()
	s.running, s.ended = cmd, ended
	deadline := time.NewTimer(20 * time.Second)
	defer deadline.Stop()
	// Nothing but its log and its sockets tells that it is ready.
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for strings.Count(s.log(), startedUp) == before || !s.listens() {
		select {
		case <-tick.C:
		case <-ended:
			s.running = nil
			return fmt.Errorf("it ended at once: %s", complaints.String())
		case <-deadline.C:
			return fmt.Errorf("it does not listen: %s", complaints.String())
		}
	}
	return nil
}

func (s *Server) listens() bool {
	for _, addr := range []string{s.IMAP, s.IMAPS, s.LMTP} {
		conn, err := net.DialTimeout("tcp", addr, time.Second)
		if err != nil {
			return false
		}
		_ = conn.Close()
	}
	return true
}

// Stop ends it and every connection, and returns when it has ended. Its mail stays.
func (s *Server) Stop() {
	if s.running == nil {
		return
	}
	cmd := s.running
	s.running = nil
	// The whole group: by itself the master waits for processes that have a client. And one that
	// has only just begun may take seconds over a SIGTERM.
	group := -cmd.Process.Pid
	_ = syscall.Kill(group, syscall.SIGTERM)
	hurry := time.AfterFunc(500*time.Millisecond, func() { _ = syscall.Kill(group, syscall.SIGKILL) })
	defer hurry.Stop()
	<-s.ended
}

func find(t testing.TB) string {
	t.Helper()
	binary, err := exec.LookPath("dovecot")
	if err != nil {
		if binary, err = exec.LookPath("/usr/sbin/dovecot"); err != nil {
			t.Fatalf("this test needs Dovecot: %s", installHint)
		}
	}
	version, err := exec.Command(binary, "--version").Output()
	if err != nil || !strings.HasPrefix(string(version), "2.3") {
		t.Fatalf("this test writes a configuration for Dovecot 2.3, and found version %q (%v)", version, err)
	}
	for _, part := range []string{"imap", "lmtp"} {
		if _, err := os.Stat("/usr/lib/dovecot/" + part); err != nil {
			t.Fatalf("this test needs Dovecot's %s: %s", part, installHint)
		}
	}
	return binary
}

// folder is short, for the sockets in it, and open to the user that mail belongs to, which
// t.TempDir is not.
func folder(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "dovecot")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// owner is whom mail belongs to.
type owner struct {
	user, group string
	uid, gid    int
	root        bool
}

// whoami is the test's own user, and nobody for root, whom Dovecot refuses to give mail to.
func whoami(t testing.TB) owner {
	t.Helper()
	name := "nobody"
	if os.Getuid() != 0 {
		me, err := user.Current()
		if err != nil {
			t.Fatal(err)
		}
		name = me.Username
	}
	u, err := user.Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	g, err := user.LookupGroupId(u.Gid)
	if err != nil {
		t.Fatal(err)
	}
	o := owner{user: name, group: g.Name, root: os.Getuid() == 0}
	if _, err := fmt.Sscan(u.Uid+" "+u.Gid, &o.uid, &o.gid); err != nil {
		t.Fatal(err)
	}
	return o
}

// freePorts are below those that Linux gives to outgoing connections and to who asks for any port
// (ip_local_port_range begins at 32768): a port of those could be taken before the server has it,
// or while it is stopped.
func freePorts(t testing.TB, n int) (addrs []string) {
	t.Helper()
	for try := 0; len(addrs) < n; try++ {
		listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 12000+rand.IntN(20000)))
		if err != nil {
			if try > 100 {
				t.Fatal(err)
			}
			continue
		}
		// Held until all are chosen, so that they differ.
		defer func() { _ = listener.Close() }()
		addrs = append(addrs, listener.Addr().String())
	}
	return addrs
}

func (s *Server) write(name, content string) {
	s.t.Helper()
	path := filepath.Join(s.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		s.t.Fatal(err)
	}
}

func (s *Server) log() string {
	log, err := os.ReadFile(filepath.Join(s.dir, "log"))
	if err != nil && !os.IsNotExist(err) {
		s.t.Error(err)
	}
	return string(log)
}

func (s *Server) logTail() string {
	log := s.log()
	return log[max(0, len(log)-8000):]
}

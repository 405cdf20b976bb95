package testdovecot

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"github.com/emersion/go-smtp"
)

// Deliver hands a message to the server by LMTP, as a mail server does: who waits by IDLE is told
// of it. Dovecot puts its own header fields on top.
func (s *Server) Deliver(user, raw string) {
	s.t.Helper()
	conn, err := net.Dial("tcp", s.LMTP)
	if err != nil {
		s.t.Fatal(err)
	}
	client := smtp.NewClientLMTP(conn)
	defer func() { _ = client.Close() }()
	if err := client.Mail("sender@example.org", nil); err != nil {
		s.t.Fatal(err)
	}
	if err := client.Rcpt(user, nil); err != nil {
		s.t.Fatal(err)
	}
	data, err := client.Data()
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := data.Write([]byte(raw)); err != nil {
		s.t.Fatal(err)
	}
	if err := data.Close(); err != nil {
		s.t.Fatal(err)
	}
	if err := client.Quit(); err != nil {
		s.t.Fatal(err)
	}
}

var dropped atomic.Int64

// Drop puts messages straight into a user's inbox, octet by octet and fast. The server finds them
// when it next looks.
func (s *Server) Drop(user string, raws ...string) {
	s.t.Helper()
	maildir := s.maildir(user)
	for _, dir := range []string{s.home(user), maildir, maildir + "/cur", maildir + "/new", maildir + "/tmp"} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			s.t.Fatal(err)
		}
		s.chown(dir)
	}
	for _, raw := range raws {
		// Maildir readers sort by name, and want it unique (cr.yp.to/proto/maildir.html).
		name := fmt.Sprintf("%010d.M%dP%d.test", 1700000000+dropped.Load(), dropped.Add(1), os.Getpid())
		path := filepath.Join(maildir, "tmp", name)
		if err := os.WriteFile(path, []byte(strings.ReplaceAll(raw, "\r\n", "\n")), 0o644); err != nil {
			s.t.Fatal(err)
		}
		s.chown(path)
		if err := os.Rename(path, filepath.Join(maildir, "new", name)); err != nil {
			s.t.Fatal(err)
		}
	}
}

// Renumber gives a user's inbox a new UIDVALIDITY and its messages new UIDs, as a restored or
// rebuilt mailbox has them. It restarts the server.
func (s *Server) Renumber(user string) {
	s.t.Helper()
	s.Stop()
	list := filepath.Join(s.maildir(user), "dovecot-uidlist")
	old, err := os.ReadFile(list)
	if err != nil {
		s.t.Fatal(err)
	}
	var version, validity int
	if _, err := fmt.Sscanf(string(old), "%d V%d", &version, &validity); err != nil {
		s.t.Fatalf("%s is not as expected: %v", list, err)
	}
	if err := os.WriteFile(list, fmt.Appendf(nil, "3 V%d N1 G%032x\n", validity+1000, validity), 0o644); err != nil {
		s.t.Fatal(err)
	}
	indexes, err := filepath.Glob(filepath.Join(s.maildir(user), "dovecot.index*"))
	if err != nil {
		s.t.Fatal(err)
	}
	for _, index := range indexes {
		if err := os.Remove(index); err != nil {
			s.t.Fatal(err)
		}
	}
	s.Start()
}

// Messages are the contents of a folder, "" for the inbox, without those flagged as deleted.
func (s *Server) Messages(user, folder string) []string {
	s.t.Helper()
	return s.read(user, folder, false)
}

// Everything is the inbox with what is flagged as deleted.
func (s *Server) Everything(user string) []string {
	s.t.Helper()
	return s.read(user, "", true)
}

func (s *Server) read(user, folder string, deleted bool) (raws []string) {
	s.t.Helper()
	dir := s.folderOf(user, folder)
	for _, sub := range []string{"cur", "new"} {
		paths, err := filepath.Glob(filepath.Join(dir, sub, "*"))
		if err != nil {
			s.t.Fatal(err)
		}
		for _, path := range paths {
			if _, flags, ok := strings.Cut(filepath.Base(path), ":2,"); ok && strings.Contains(flags, "T") && !deleted {
				continue
			}
			raw, err := os.ReadFile(path)
			if os.IsNotExist(err) {
				continue // moved meanwhile
			}
			if err != nil {
				s.t.Fatal(err)
			}
			raws = append(raws, string(bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n"))))
		}
	}
	return raws
}

func (s *Server) home(user string) string { return filepath.Join(s.dir, "home", user) }

func (s *Server) maildir(user string) string { return filepath.Join(s.home(user), "Maildir") }

// RemoveFolder deletes a folder with its mail, as a person with a mail program may.
func (s *Server) RemoveFolder(user, folder string) {
	s.t.Helper()
	if err := os.RemoveAll(s.folderOf(user, folder)); err != nil {
		s.t.Fatal(err)
	}
}

// Recreate makes a user's mailbox anew, with nothing in it, as after a restore. It restarts the
// server.
func (s *Server) Recreate(user string) {
	s.t.Helper()
	s.Stop()
	if err := os.RemoveAll(s.home(user)); err != nil {
		s.t.Fatal(err)
	}
	s.Drop(user) // makes the folders
	s.Start()
}

// Drag moves the messages of a folder that contain a text to the inbox, or from the inbox to a
// folder that is there, as a person with a mail program may; "" is the inbox. It tells how many.
func (s *Server) Drag(user, from, to, containing string) (moved int) {
	s.t.Helper()
	for _, sub := range []string{"cur", "new"} {
		paths, err := filepath.Glob(filepath.Join(s.folderOf(user, from), sub, "*"))
		if err != nil {
			s.t.Fatal(err)
		}
		for _, path := range paths {
			raw, err := os.ReadFile(path)
			if err != nil {
				s.t.Fatal(err)
			}
			if !bytes.Contains(raw, []byte(containing)) {
				continue
			}
			// Without flags, and with a name of its own: a message that is moved gets a new UID.
			name := fmt.Sprintf("%010d.M%dP%d.drag", 1700000000+dropped.Load(), dropped.Add(1), os.Getpid())
			if err := os.Rename(path, filepath.Join(s.folderOf(user, to), "new", name)); err != nil {
				s.t.Fatal(err)
			}
			moved++
		}
	}
	return moved
}

func (s *Server) folderOf(user, folder string) string {
	if folder == "" {
		return s.maildir(user)
	}
	return filepath.Join(s.maildir(user), "."+folder)
}

// SetPassword changes every user's password; sessions that are open stay so.
func (s *Server) SetPassword(password string) {
	s.t.Helper()
	s.write("users", s.usersFile(password))
}

// Lock makes a folder one that the server cannot write to, and unlocks it.
func (s *Server) Lock(user, folder string, locked bool) {
	s.t.Helper()
	mode := os.FileMode(0o755)
	if locked {
		mode = 0o555
	}
	for _, sub := range []string{"", "cur", "new", "tmp"} {
		if err := os.Chmod(filepath.Join(s.folderOf(user, folder), sub), mode); err != nil {
			s.t.Fatal(err)
		}
	}
}

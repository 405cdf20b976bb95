package mailserver

import (
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"

	"github.com/guestd/guestd/internal/clock"
)

const (
	inbox     = "INBOX"
	delimiter = '/'
	// A journal is written anew at start when it has grown past this, and past four times what
	// the mailbox now needs.
	compactAbove = 1000
)

// account is one address's mailbox: its folders and what is in them. Every change goes through
// commit, which journals it before it shows.
type account struct {
	clock clock.Clock
	files string // the folder of the messages' bytes

	mu           sync.Mutex
	journal      *journal
	folders      map[string]*folder
	nextValidity uint32
	users        map[string]int // how many messages have their bytes in a file: copies share one
}

// openAccount reads the mailbox kept in dir, or makes one with an empty INBOX.
func openAccount(dir string, clock clock.Clock) (*account, error) {
	a := &account{clock: clock, files: filepath.Join(dir, "messages"), folders: map[string]*folder{}, users: map[string]int{}}
	if err := os.MkdirAll(a.files, 0o700); err != nil {
		return nil, err
	}
	var err error
	if a.journal, err = openJournal(filepath.Join(dir, "journal"), func(e event) error { return a.apply(e, nil) }); err != nil {
		return nil, err
	}
	if err := a.settle(); err != nil {
		return nil, errors.Join(err, a.journal.close())
	}
	return a, nil
}

// settle leaves the mailbox just read fit for use: with an INBOX, a journal of bounded length,
// and no files that a crash left before their message was in the journal.
func (a *account) settle() error {
	if a.nextValidity == 0 {
		// Larger than any that a mailbox of this address had before its folder was removed.
		a.nextValidity = uint32(a.clock.Now().Unix())
	}
	if a.folders[inbox] == nil {
		if err := a.create(inbox); err != nil {
			return err
		}
	}
	if now := a.snapshot(); a.journal.lines > compactAbove && a.journal.lines > 4*len(now) {
		if err := a.journal.replace(now); err != nil {
			return err
		}
	}
	entries, err := os.ReadDir(a.files)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if a.users[entry.Name()] == 0 {
			if err := removeFile(filepath.Join(a.files, entry.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *account) close() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.journal.close()
}

// snapshot is the fewest events that make the mailbox as it is.
func (a *account) snapshot() []event {
	events := []event{{Op: opValidity, Validity: a.nextValidity}}
	for _, name := range slices.Sorted(maps.Keys(a.folders)) {
		f := a.folders[name]
		for _, m := range f.messages {
			events = append(events, event{Op: opAdd, Folder: name, UID: m.uid, File: m.file, Size: m.size, Date: m.date, Flags: m.flags})
		}
		// After its messages, which move the next UID on as well.
		events = append(events, event{Op: opFolder, Folder: name, Validity: f.validity, NextUID: f.nextUID})
		if f.subscribed {
			events = append(events, event{Op: opSubscribe, Folder: name, Subscribed: true})
		}
	}
	return events
}

// commit journals a change and makes it. source is the session that asked for it, if one did.
func (a *account) commit(e event, source *imapserver.SessionTracker) error {
	if err := a.journal.write(e); err != nil {
		return fmt.Errorf("mailbox journal: %w", err)
	}
	return a.apply(e, source)
}

// apply makes a change, and tells the sessions that look on.
func (a *account) apply(e event, source *imapserver.SessionTracker) error {
	switch e.Op {
	case opValidity:
		a.nextValidity = e.Validity
		return nil
	case opFolder:
		a.nextValidity = max(a.nextValidity, e.Validity+1)
		f := a.folders[e.Folder]
		if f == nil {
			f = newFolder(e.Folder)
			a.folders[e.Folder] = f
		}
		f.validity, f.nextUID = e.Validity, max(f.nextUID, e.NextUID)
		return nil
	}
	f := a.folders[e.Folder]
	if f == nil {
		if e.Op != opAdd {
			return fmt.Errorf("%s: no folder %q", e.Op, e.Folder)
		}
		f = newFolder(e.Folder) // a snapshot tells of the folder after its messages
		a.folders[e.Folder] = f
	}
	switch e.Op {
	case opRemove:
		for _, m := range f.remove(f.uids()) {
			a.drop(m)
		}
		f.name = ""
		delete(a.folders, e.Folder)
	case opRename:
		f.name = e.To
		delete(a.folders, e.Folder)
		a.folders[e.To] = f
	case opSubscribe:
		f.subscribed = e.Subscribed
	case opAdd:
		a.users[e.File]++
		f.add(&message{uid: e.UID, file: e.File, size: e.Size, date: e.Date, flags: e.Flags})
	case opFlags:
		f.setFlags(e.UID, e.Flags, source)
	case opExpunge:
		for _, m := range f.remove(e.UIDs) {
			a.drop(m)
		}
	case opCopy, opMove:
		return a.applyCopy(f, e)
	default:
		return fmt.Errorf("unknown event %q", e.Op)
	}
	return nil
}

func (a *account) applyCopy(from *folder, e event) error {
	to := a.folders[e.To]
	if to == nil || len(e.UIDs) != len(e.NewUIDs) {
		return fmt.Errorf("%s: to %q", e.Op, e.To)
	}
	for i, uid := range e.UIDs {
		at, found := from.find(uid)
		if !found {
			return fmt.Errorf("%s: no message %d", e.Op, uid)
		}
		copied := *from.messages[at]
		copied.uid = e.NewUIDs[i]
		a.users[copied.file]++
		to.add(&copied)
	}
	if e.Op == opMove {
		for _, m := range from.remove(e.UIDs) {
			a.drop(m)
		}
	}
	return nil
}

// drop removes a message's bytes when no other message shares them. One that stays behind is
// removed at the next start.
func (a *account) drop(m *message) {
	if a.users[m.file]--; a.users[m.file] > 0 {
		return
	}
	delete(a.users, m.file)
	_ = os.Remove(filepath.Join(a.files, m.file))
}

// deliver adds a message to a folder, on disk when it returns. A zero date is now.
func (a *account) deliver(folderName string, raw []byte, date time.Time, flags []imap.Flag) (*imap.AppendData, error) {
	file := rand.Text()
	if err := writeFile(filepath.Join(a.files, file), raw); err != nil {
		return nil, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	f, err := a.folder(folderName)
	if err == nil {
		if date.IsZero() {
			date = a.clock.Now()
		}
		uid := f.nextUID
		err = a.commit(event{Op: opAdd, Folder: canonicalName(folderName), UID: uid, File: file, Size: int64(len(raw)), Date: date, Flags: flags}, nil)
		if err == nil {
			return &imap.AppendData{UIDValidity: f.validity, UID: uid}, nil
		}
	}
	return nil, errors.Join(err, removeFile(filepath.Join(a.files, file)))
}

func (a *account) read(m *message) ([]byte, error) {
	return os.ReadFile(filepath.Join(a.files, m.file))
}

func (a *account) contents(folderName string) ([][]byte, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	f := a.folders[canonicalName(folderName)]
	if f == nil {
		return nil, nil
	}
	var all [][]byte
	for _, m := range f.messages {
		raw, err := a.read(m)
		if err != nil {
			return nil, err
		}
		all = append(all, raw)
	}
	return all, nil
}

// canonicalName is the folder's name as it is kept: INBOX is the same in any case (RFC 3501 5.1).
func canonicalName(name string) string {
	if strings.EqualFold(name, inbox) {
		return inbox
	}
	return name
}

func (a *account) folder(name string) (*folder, error) {
	if f := a.folders[canonicalName(name)]; f != nil {
		return f, nil
	}
	return nil, refusal(imap.ResponseCodeNonExistent, "There is no such mailbox")
}

// create makes a folder and those above it that are missing.
func (a *account) create(name string) error {
	if err := a.commit(event{Op: opFolder, Folder: name, Validity: a.nextValidity, NextUID: 1}, nil); err != nil {
		return err
	}
	if at := strings.LastIndexByte(name, delimiter); at > 0 && a.folders[name[:at]] == nil {
		return a.create(name[:at])
	}
	return nil
}

// checkNewName refuses names that are taken or that mail programs could not use.
func (a *account) checkNewName(name string) error {
	switch {
	case a.folders[name] != nil:
		return refusal(imap.ResponseCodeAlreadyExists, "There is such a mailbox already")
	case name == "" || strings.HasPrefix(name, string(delimiter)) || strings.Contains(name, "//") || strings.ContainsFunc(name, isControl) || strings.ContainsAny(name, "*%"):
		return refusal(imap.ResponseCodeCannot, "A mailbox cannot have that name")
	}
	return nil
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }

// below are the names of the folders under one.
func (a *account) below(name string) []string {
	var names []string
	for other := range a.folders {
		if strings.HasPrefix(other, name+string(delimiter)) {
			names = append(names, other)
		}
	}
	slices.Sort(names)
	return names
}

// refusal is IMAP's NO, with its reason.
func refusal(code imap.ResponseCode, text string) error {
	return &imap.Error{Type: imap.StatusResponseTypeNo, Code: code, Text: text}
}

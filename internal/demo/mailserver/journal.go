package mailserver

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/emersion/go-imap/v2"
)

// event is one change of a mailbox, as a line of its journal. A mailbox is what its events make
// of it, one after the other; the messages' bytes lie in files beside the journal.
type event struct {
	Op     string `json:"op"`
	Folder string `json:"folder,omitempty"`
	To     string `json:"to,omitempty"`

	UID  imap.UID   `json:"uid,omitempty"`
	UIDs []imap.UID `json:"uids,omitempty"`
	// NewUIDs are, one for one with UIDs, those in the folder To.
	NewUIDs []imap.UID `json:"newUids,omitempty"`

	File  string      `json:"file,omitempty"`
	Size  int64       `json:"size,omitempty"`
	Date  time.Time   `json:"date,omitzero"`
	Flags []imap.Flag `json:"flags,omitempty"`

	Validity   uint32   `json:"validity,omitempty"`
	NextUID    imap.UID `json:"nextUid,omitempty"`
	Subscribed bool     `json:"subscribed,omitempty"`
}

const (
	opFolder    = "folder"    // Folder, Validity, NextUID: a folder is made
	opRemove    = "remove"    // Folder
	opRename    = "rename"    // Folder, To
	opSubscribe = "subscribe" // Folder, Subscribed
	opAdd       = "add"       // Folder, UID, File, Size, Date, Flags
	opFlags     = "flags"     // Folder, UID, Flags: the message's flags are these
	opCopy      = "copy"      // Folder, UIDs, To, NewUIDs
	opMove      = "move"      // the same; one event, so that no crash leaves a message in both folders
	opExpunge   = "expunge"   // Folder, UIDs
	opValidity  = "validity"  // Validity: the next folder's
)

// journal is a file of events, only ever added to.
type journal struct {
	path  string
	file  *os.File
	lines int
}

// openJournal reads the events there are, hands each to apply, and opens the file for more. A
// last line that a crash cut short was never answered for, and goes.
func openJournal(path string, apply func(event) error) (*journal, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	j := &journal{path: path, file: file}
	if err := j.replay(apply); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), file.Close())
	}
	return j, nil
}

func (j *journal) replay(apply func(event) error) error {
	r := bufio.NewReader(j.file)
	var whole int64
	for {
		line, err := r.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		var e event
		if err := json.Unmarshal(line, &e); err != nil {
			return fmt.Errorf("line %d: %w", j.lines+1, err)
		}
		if err := apply(e); err != nil {
			return fmt.Errorf("line %d: %w", j.lines+1, err)
		}
		j.lines++
		whole += int64(len(line))
	}
	if err := j.file.Truncate(whole); err != nil {
		return err
	}
	_, err := j.file.Seek(whole, io.SeekStart)
	return err
}

// write adds an event. Changes of flags are not worth waiting for the disk.
func (j *journal) write(e event) error {
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	if _, err := j.file.Write(append(line, '\n')); err != nil {
		return err
	}
	j.lines++
	if e.Op == opFlags {
		return nil
	}
	return j.file.Sync()
}

// replace begins the journal anew with these events, whole or not at all.
func (j *journal) replace(events []event) error {
	var content bytes.Buffer
	for _, e := range events {
		line, err := json.Marshal(e)
		if err != nil {
			return err
		}
		content.Write(append(line, '\n'))
	}
	if err := writeFile(j.path, content.Bytes()); err != nil {
		return err
	}
	file, err := os.OpenFile(j.path, os.O_APPEND|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	old := j.file
	j.file, j.lines = file, len(events)
	return old.Close()
}

func (j *journal) close() error { return j.file.Close() }

// writeFile writes a file that is whole or not there, on disk when it returns.
func writeFile(path string, content []byte) error {
	temp := path + ".tmp"
	file, err := os.OpenFile(temp, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return errors.Join(err, removeFile(temp))
	}
	if err := os.Rename(temp, path); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

func removeFile(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

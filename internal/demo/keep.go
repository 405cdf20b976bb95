package demo

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/guestd/guestd/internal/mail/token"
)

// Dir is the demo's data folder.
type Dir string

// Addresses is where a running demo is reached: what demo.json says.
type Addresses struct {
	HTTP string `json:"http"`
	SMTP string `json:"smtp"`
	IMAP string `json:"imap"`
	DSN  string `json:"dsn"`
}

// Secrets are drawn once for a data folder, and readable by its owner alone.
type Secrets struct {
	Secret   string `json:"secret"`    // at least 32 bytes in base64
	TokenKey string `json:"token_key"` // token.ParseKey reads it
	Control  string `json:"control"`   // lets `guestd demo clock` move the clock
}

// Path is a file or folder in the data folder.
func (d Dir) Path(name string) string { return filepath.Join(string(d), name) }

// Make makes the folder where there is none.
func (d Dir) Make() error { return os.MkdirAll(string(d), 0o755) }

// Hold keeps other demos from using the folder until release is called, or the process ends.
func (d Dir) Hold() (release func(), err error) {
	f, err := os.OpenFile(d.Path("lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("a demo runs with the data folder %s already; --data chooses another", d)
		}
		return nil, fmt.Errorf("lock %s: %w", d, err)
	}
	return func() { _ = f.Close() }, nil
}

// Secrets reads them, or draws them where there are none yet.
func (d Dir) Secrets() (s Secrets, err error) {
	err = d.read("secrets.json", &s)
	if !errors.Is(err, fs.ErrNotExist) {
		return s, err
	}
	random := make([]byte, 32)
	if _, err := rand.Read(random); err != nil {
		return s, err
	}
	s = Secrets{Secret: base64.StdEncoding.EncodeToString(random), TokenKey: token.NewKey(1).Text(), Control: rand.Text()}
	return s, d.write("secrets.json", s, 0o600)
}

// ReadSecrets reads the secrets of a demo that has run.
func (d Dir) ReadSecrets() (s Secrets, err error) { return s, d.read("secrets.json", &s) }

// Addresses reads where the running demo is reached.
func (d Dir) Addresses() (a Addresses, err error) {
	err = d.read("demo.json", &a)
	if errors.Is(err, fs.ErrNotExist) {
		return a, fmt.Errorf("no demo runs with the data folder %s; start one with: guestd demo --data %s", d, d)
	}
	return a, err
}

// Publish says where the running demo is reached; Retract takes it back.
func (d Dir) Publish(a Addresses) error { return d.write("demo.json", a, 0o600) }

// Retract removes what Publish wrote.
func (d Dir) Retract() error { return os.Remove(d.Path("demo.json")) }

// Begin notes that the folder is being filled with sample data, and Begun that this is done. Where
// a demo was killed in between, HalfBegun says so: what is there is of no use.
func (d Dir) Begin() error { return os.WriteFile(d.Path("beginning"), nil, 0o600) }

// Begun ends what Begin began.
func (d Dir) Begun() error { return os.Remove(d.Path("beginning")) }

// HalfBegun reports whether a demo was killed between Begin and Begun.
func (d Dir) HalfBegun() bool {
	_, err := os.Stat(d.Path("beginning"))
	return err == nil
}

type keptClock struct {
	Ahead time.Duration `json:"ahead_ns"`
}

// Now is the instant at which the demo's clock goes on: as far ahead as it was left.
func (d Dir) Now() (time.Time, error) {
	var k keptClock
	if err := d.read("clock.json", &k); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return time.Time{}, err
	}
	return time.Now().Add(k.Ahead), nil
}

// SaveNow keeps how far ahead the demo's clock is.
func (d Dir) SaveNow(now time.Time) error {
	return d.write("clock.json", keptClock{Ahead: time.Until(now)}, 0o644)
}

func (d Dir) read(name string, v any) error {
	b, err := os.ReadFile(d.Path(name))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, v); err != nil {
		return fmt.Errorf("%s: %w", d.Path(name), err)
	}
	return nil
}

// write replaces a file whole or not at all.
func (d Dir) write(name string, v any, mode os.FileMode) error {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	temporary := d.Path(name + ".new")
	if err := os.WriteFile(temporary, append(b, '\n'), mode); err != nil {
		return err
	}
	return os.Rename(temporary, d.Path(name))
}

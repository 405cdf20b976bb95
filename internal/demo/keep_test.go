package demo

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestDirKeeps(t *testing.T) {
	t.Parallel()
	d := Dir(filepath.Join(t.TempDir(), "a", "b"))
	if err := d.Make(); err != nil {
		t.Fatal(err)
	}
	if _, err := d.ReadSecrets(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("secrets of no demo: %v", err)
	}
	first, err := d.Secrets()
	if err != nil || first.Secret == "" || first.TokenKey == "" || first.Control == "" {
		t.Fatalf("%+v, %v", first, err)
	}
	if again, err := d.Secrets(); err != nil || again != first {
		t.Errorf("they changed: %v", err)
	}
	if _, err := d.Addresses(); err == nil || !strings.Contains(err.Error(), "no demo runs") {
		t.Errorf("addresses of no demo: %v", err)
	}
	at := Addresses{HTTP: "127.0.0.1:1", SMTP: "127.0.0.1:2", IMAP: "127.0.0.1:3", DSN: "postgres://u:p@/x"}
	if err := d.Publish(at); err != nil {
		t.Fatal(err)
	}
	if got, err := d.Addresses(); err != nil || got != at {
		t.Errorf("%+v, %v", got, err)
	}
	for _, name := range []string{"secrets.json", "demo.json"} {
		info, err := os.Stat(d.Path(name))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s can be read by others: %v, %v", name, info.Mode(), err)
		}
	}
	if err := d.Retract(); err != nil {
		t.Error(err)
	}
	// Nothing half-written stays behind.
	if left, err := filepath.Glob(d.Path("*.new")); err != nil || len(left) > 0 {
		t.Errorf("%v, %v", left, err)
	}
	if err := os.WriteFile(d.Path("demo.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Addresses(); err == nil || !strings.Contains(err.Error(), "demo.json") {
		t.Errorf("a broken file: %v", err)
	}
}

// A demo's clock goes on from where it was left, and not back by the time between.
func TestDirKeepsTheClock(t *testing.T) {
	t.Parallel()
	d := Dir(t.TempDir())
	if now, err := d.Now(); err != nil || time.Since(now).Abs() > time.Minute {
		t.Errorf("a new demo begins at %s: %v", now, err)
	}
	ahead := time.Now().Add(1000 * time.Hour)
	if err := d.SaveNow(ahead); err != nil {
		t.Fatal(err)
	}
	now, err := d.Now()
	if err != nil || now.Before(ahead) || now.Sub(ahead) > time.Minute {
		t.Errorf("it goes on at %s, and was left at %s: %v", now, ahead, err)
	}
}

func TestDirIsHeldByOne(t *testing.T) {
	t.Parallel()
	d := Dir(t.TempDir())
	release, err := d.Hold()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Hold(); err == nil || !strings.Contains(err.Error(), "already") {
		t.Errorf("held twice: %v", err)
	}
	release()
	again, err := d.Hold()
	if err != nil {
		t.Fatal(err)
	}
	again()
}

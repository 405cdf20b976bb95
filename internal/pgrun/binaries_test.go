package pgrun

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestMajorOf(t *testing.T) {
	t.Parallel()
	for version, want := range map[string]string{
		"postgres (PostgreSQL) 15.17 (Debian 15.17-0+deb12u1)\n": "15",
		"postgres (PostgreSQL) 9.6.24":                           "9",
		"postgres (PostgreSQL) 19beta1":                          "19",
		"postgres (PostgreSQL) 18":                               "18",
		"something else 15":                                      "",
		"":                                                       "",
	} {
		if got := majorOf(version); got != want {
			t.Errorf("majorOf(%q) = %q, want %q", version, got, want)
		}
	}
}

// fakeInstall lays out programs that answer only which version they are.
func fakeInstall(t *testing.T, root, major string) {
	t.Helper()
	bin := filepath.Join(root, major, "bin")
	if err := os.MkdirAll(bin, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"postgres", "initdb"} {
		script := "#!/bin/sh\necho '" + name + " (PostgreSQL) " + major + ".1'\n"
		if err := os.WriteFile(filepath.Join(bin, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWhichBinaries(t *testing.T) {
	root := t.TempDir()
	t.Setenv("PATH", "/bin") // the scripts need echo's shell, and the machine's own server stays out
	pattern := []string{filepath.Join(root, "*", "bin")}

	_, err := findBinaries("", pattern)
	if !errors.Is(err, ErrNoBinaries) || !strings.Contains(err.Error(), "apt-get install postgresql") {
		t.Errorf("without any: %v", err)
	}
	for _, major := range []string{"9", "15", "16"} {
		fakeInstall(t, root, major)
	}
	newest, err := findBinaries("", pattern)
	if err != nil || newest.major != "16" {
		t.Errorf("for a new cluster: %v, %v; want 16", newest, err)
	}
	same, err := findBinaries("15", pattern)
	if err != nil || same.major != "15" {
		t.Errorf("for a cluster of 15: %v, %v; want 15", same, err)
	}
	_, err = findBinaries("14", pattern)
	if err == nil || !strings.Contains(err.Error(), "postgresql-14") {
		t.Errorf("for a cluster of 14: %v; want a word on postgresql-14", err)
	}
	t.Setenv("PATH", "/bin:"+filepath.Join(root, "15", "bin"))
	onPath, err := findBinaries("", pattern)
	if err != nil || onPath.major != "15" {
		t.Errorf("with 15 on the PATH: %v, %v; want 15", onPath, err)
	}
}

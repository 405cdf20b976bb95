package pgrun

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// ErrNoBinaries tells that the machine has no PostgreSQL server installed.
var ErrNoBinaries = errors.New("no PostgreSQL server is installed (neither initdb and postgres on the PATH, nor /usr/lib/postgresql/*/bin): " +
	"on Debian and Ubuntu `sudo apt-get install postgresql` brings it")

// binaries is a folder that holds one version's initdb and postgres.
type binaries struct {
	dir   string
	major string // "15"; what PG_VERSION in a cluster says
}

func (b binaries) initdb() string   { return filepath.Join(b.dir, "initdb") }
func (b binaries) postgres() string { return filepath.Join(b.dir, "postgres") }

// installedAt is the patterns of folders where packages put a server's programs beside each
// other by version: Debian and Ubuntu, PGDG's RPMs, Homebrew on Apple's and on Intel's processors.
func installedAt() []string {
	return []string{
		"/usr/lib/postgresql/*/bin",
		"/usr/pgsql-*/bin",
		"/opt/homebrew/opt/postgresql@*/bin",
		"/usr/local/opt/postgresql@*/bin",
	}
}

// findBinaries looks on the PATH and then in the folders that the patterns name, newest first. A cluster that
// exists already (major not empty) can be run by its own major version only.
func findBinaries(major string, patterns []string) (binaries, error) {
	found := installed(patterns)
	if len(found) == 0 {
		return binaries{}, ErrNoBinaries
	}
	if major == "" {
		return found[0], nil
	}
	for _, b := range found {
		if b.major == major {
			return b, nil
		}
	}
	var have []string
	for _, b := range found {
		have = append(have, b.major)
	}
	return binaries{}, fmt.Errorf("the data was written by PostgreSQL %s, and this machine has only %s: install postgresql-%s, or move the data over with pg_dump",
		major, strings.Join(have, ", "), major)
}

func installed(patterns []string) []binaries {
	var onPath, packaged []binaries
	if path, err := exec.LookPath("postgres"); err == nil {
		if resolved, err := filepath.EvalSymlinks(path); err == nil {
			path = resolved // initdb finds its own postgres and share folder from where it really is
		}
		if b, ok := binariesIn(filepath.Dir(path)); ok {
			onPath = append(onPath, b)
		}
	}
	for _, pattern := range patterns {
		dirs, _ := filepath.Glob(pattern) // fails only for a malformed pattern
		for _, dir := range dirs {
			if b, ok := binariesIn(dir); ok {
				packaged = append(packaged, b)
			}
		}
	}
	slices.SortStableFunc(packaged, func(a, b binaries) int { return majorNumber(b.major) - majorNumber(a.major) })
	return append(onPath, packaged...)
}

// binariesIn accepts a folder with both programs, and asks them which version they are.
func binariesIn(dir string) (binaries, bool) {
	b := binaries{dir: dir}
	for _, program := range []string{b.initdb(), b.postgres()} {
		if info, err := os.Stat(program); err != nil || info.IsDir() || info.Mode()&0o111 == 0 {
			return b, false
		}
	}
	out, err := exec.Command(b.postgres(), "--version").Output()
	if err != nil {
		return b, false
	}
	b.major = majorOf(string(out))
	return b, b.major != ""
}

// majorOf reads "postgres (PostgreSQL) 15.17 (Debian 15.17-0+deb12u1)" as "15", and "19beta1" as "19".
func majorOf(version string) string {
	_, number, found := strings.Cut(version, "(PostgreSQL) ")
	if !found {
		return ""
	}
	end := strings.IndexFunc(number, func(r rune) bool { return r < '0' || r > '9' })
	if end < 0 {
		end = len(number)
	}
	return number[:end]
}

func majorNumber(major string) int {
	n, _ := strconv.Atoi(major) // majorOf leaves digits only
	return n
}

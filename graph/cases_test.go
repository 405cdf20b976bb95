package graph_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/guestd/guestd/internal/calendar"
)

var update = flag.Bool("update", false, "write what the cases of testdata/cases answer into them")

// TestCases plays each file of testdata/cases. A case is a txtar archive of steps; README.md there
// says how one is written.
func TestCases(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/cases/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			b := scene(t)
			play(b, archive)
			if *update {
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// scene is a bundle with testdata/scene.txtar played.
func scene(t testing.TB) *bundle {
	t.Helper()
	b := setup(t)
	archive, err := txtar.ParseFile("testdata/scene.txtar")
	b.must(err)
	for _, s := range stepsOf(b, archive) {
		a := b.ok(s.call(b, map[string]string{}))
		if strings.Contains(a.Text, `"message"`) {
			t.Fatalf("the scene: %s", a.Text)
		}
	}
	return b
}

// step is one request of a case.
type step struct {
	name, query string
	variables   string
	as, on      string
	headers     map[string]string
	keep        map[string]string
	want        int // where in the archive the answer stands, -1 where none does
	last        int // the step's last file in the archive
}

func stepsOf(b *bundle, archive *txtar.Archive) (steps []*step) {
	b.t.Helper()
	for i, file := range archive.Files {
		name, kind, _ := strings.Cut(file.Name, ".")
		if kind == "graphql" {
			steps = append(steps, readStep(b, name, string(file.Data)))
		}
		if len(steps) == 0 || steps[len(steps)-1].name != name {
			b.t.Fatalf("%s stands before its %s.graphql", file.Name, name)
		}
		s := steps[len(steps)-1]
		s.last = i
		switch kind {
		case "graphql":
		case "json":
			s.variables = string(file.Data)
		case "want.json":
			s.want = i
		default:
			b.t.Fatalf("%s is neither .graphql, .json nor .want.json", file.Name)
		}
	}
	return steps
}

var directive = regexp.MustCompile(`(?m)^# (as|on|header|keep): (.*)$`)

func readStep(b *bundle, name, query string) *step {
	b.t.Helper()
	s := &step{name: name, query: query, headers: map[string]string{}, keep: map[string]string{}, want: -1}
	for _, m := range directive.FindAllStringSubmatch(query, -1) {
		value := strings.TrimSpace(m[2])
		switch m[1] {
		case "as":
			s.as = value
		case "on":
			s.on = value
		case "header":
			name, text, _ := strings.Cut(value, ":")
			s.headers[name] = strings.TrimSpace(text)
		case "keep":
			name, path, ok := strings.Cut(value, "=")
			if !ok {
				b.t.Fatalf("%s: # keep: name = path.in.data", s.name)
			}
			s.keep[strings.TrimSpace(name)] = strings.TrimSpace(path)
		}
	}
	return s
}

var (
	reference = regexp.MustCompile(`\$\{([^}]*)\}`)
	random    = regexp.MustCompile(`"correlationId": "[A-Z0-9]+"`)
)

// fill puts in what was kept: ${name}; ${code ada101} is the code in the account's latest
// activation mail, ${email FROM SUBJECT} the row id of a new email.
func (s *step) fill(b *bundle, kept map[string]string, text string) string {
	b.t.Helper()
	return reference.ReplaceAllStringFunc(text, func(ref string) string {
		name := strings.Trim(ref, "${}")
		if account, ok := strings.CutPrefix(name, "code "); ok {
			return b.activationCode(account)
		}
		if email, ok := strings.CutPrefix(name, "email "); ok {
			from, subject, _ := strings.Cut(email, " ")
			return fmt.Sprint(b.inboundEmail(from, subject))
		}
		value, ok := kept[name]
		if !ok {
			b.t.Fatalf("%s: nothing was kept as %s", s.name, name)
		}
		return value
	})
}

func (s *step) call(b *bundle, kept map[string]string) call {
	b.t.Helper()
	c := call{as: s.as, query: s.query, headers: map[string]string{}}
	for name, value := range s.headers {
		c.headers[name] = s.fill(b, kept, value)
	}
	if s.variables != "" {
		b.must(json.Unmarshal([]byte(s.fill(b, kept, s.variables)), &c.variables))
	}
	return c
}

func play(b *bundle, archive *txtar.Archive) {
	b.t.Helper()
	kept, added := map[string]string{}, 0
	for _, s := range stepsOf(b, archive) {
		if s.on != "" {
			b.clock.Set(instant(b, s.on))
		}
		a := b.do(s.call(b, kept))
		var pretty bytes.Buffer
		b.must(json.Indent(&pretty, []byte(strings.TrimSpace(a.Text)), "", "  "))
		got := random.ReplaceAllString(pretty.String(), `"correlationId": "…"`) + "\n"
		if *update {
			file := txtar.File{Name: s.name + ".want.json", Data: []byte(got)}
			if s.want >= 0 {
				archive.Files[s.want+added] = file
			} else {
				at := s.last + 1 + added
				archive.Files = append(archive.Files[:at], append([]txtar.File{file}, archive.Files[at:]...)...)
				added++
			}
		} else if s.want < 0 {
			b.t.Errorf("%s has no answer to compare with; look at it after -update:\n%s", s.name, got)
		} else if diff := cmp.Diff(string(archive.Files[s.want].Data), got); diff != "" {
			b.t.Errorf("%s: (-want +got)\n%s", s.name, diff)
		}
		for name, path := range s.keep {
			value, ok := a.at(path).(string)
			if !ok {
				b.t.Fatalf("%s: no string at %s in %s", s.name, path, got)
			}
			kept[name] = value
		}
	}
}

// instant reads a day, at ten o'clock, or an instant.
func instant(b *bundle, text string) time.Time {
	b.t.Helper()
	if on, err := calendar.Parse(text); err == nil {
		return on.At(10)
	}
	at, err := time.Parse(time.RFC3339, text)
	b.must(err)
	return at
}

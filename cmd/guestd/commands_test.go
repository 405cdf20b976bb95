package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"github.com/guestd/guestd/internal/postgres"
	"github.com/guestd/guestd/internal/testpg"
)

// Every command and flag says what it is for, and its help can be asked for.
func TestHelp(t *testing.T) {
	t.Parallel()
	parser, err := newParser(context.WithoutCancel(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	var commands [][]string
	err = kong.Visit(parser.Model, func(node kong.Visitable, next kong.Next) error {
		switch n := node.(type) {
		case *kong.Flag:
			if n.Help == "" && !n.Hidden {
				t.Errorf("--%s has no help", n.Name)
			}
		case *kong.Positional:
			if n.Help == "" {
				t.Errorf("<%s> has no help", n.Name)
			}
		case *kong.Node:
			if n.Type == kong.CommandNode {
				if n.Help == "" {
					t.Errorf("%s has no help", n.Path())
				}
				commands = append(commands, strings.Fields(strings.TrimPrefix(n.FullPath(), "guestd")))
			}
		}
		return next(nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(commands) < 10 {
		t.Fatalf("only %v", commands)
	}
	for _, command := range append(commands, nil) {
		if slices.ContainsFunc(command, func(part string) bool { return strings.HasPrefix(part, "<") }) {
			continue
		}
		out := helpOf(t, append(slices.Clone(command), "--help"))
		if !strings.Contains(out, "Usage: guestd "+strings.Join(command, " ")) {
			t.Errorf("%v --help:\n%s", command, out)
		}
		if strings.Contains(out, "crash-at") {
			t.Errorf("%v --help shows what is for tests", command)
		}
	}
	if out := must(t, "serve", "--help"); !strings.Contains(out, "--oidc-issuer") {
		t.Errorf("serve --help:\n%s", out)
	}
	if out := must(t, "version"); !strings.HasPrefix(out, "guestd ") || len(strings.Fields(out)) < 2 {
		t.Errorf("version: %q", out)
	}
	if _, log, code := run(t, nil, "serv"); code == 0 || !strings.Contains(log, "serv") {
		t.Errorf("an unknown command: %d %s", code, log)
	}
}

// helpOf is what guestd prints for arguments that ask for help.
func helpOf(t *testing.T, args []string) string {
	t.Helper()
	var out bytes.Buffer
	code := -1
	parser, err := newParser(context.WithoutCancel(t.Context()), kong.Writers(&out, &out), kong.Exit(func(c int) { code = c }))
	if err != nil {
		t.Fatal(err)
	}
	_, _ = parser.Parse(args) // it goes on where the program would have ended
	if code != 0 {
		t.Errorf("%v ends with %d", args, code)
	}
	return out.String()
}

// `guestd config` names every setting of `guestd serve` as the environment does, and shows no secret.
func TestConfig(t *testing.T) {
	t.Parallel()
	parser, err := newParser(context.WithoutCancel(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	var env []string
	const secret = "postgres://u:hush-hush@db.example/x"
	for _, node := range parser.Model.Children {
		if node.Name != "serve" {
			continue
		}
		for _, flag := range node.Flags {
			if flag.Hidden || flag.Name == "no-migrate" {
				continue
			}
			if len(flag.Envs) != 1 {
				t.Errorf("--%s is %v in the environment", flag.Name, flag.Envs)
				continue
			}
			env = append(env, flag.Envs[0])
		}
	}
	out, log, code := run(t, []string{"GUESTD_DATABASE=" + secret, "GUESTD_IMAP_PASSWORD=hush-hush", "GUESTD_SMTP_PASSWORD=hush-hush", "GUESTD_API_TOKEN=hush-hush", "GUESTD_SECRET=hush-hush",
		"GUESTD_TOKEN_KEY=1:hush-hush", "GUESTD_TOKEN_KEY_OLD=1:hush-hush", "GUESTD_MIGRATE_DATABASE=" + secret, "GUESTD_HTTP=:9090"}, "config")
	if code != 0 {
		t.Fatal(out, log)
	}
	if strings.Contains(out+log, "hush-hush") {
		t.Errorf("it shows secrets:\n%s", out)
	}
	if settingIn(out, "GUESTD_HTTP") != ":9090" || settingIn(out, "GUESTD_IMAP_PASSWORD") != "(set, not shown)" {
		t.Errorf("it does not show what is in force:\n%s", out)
	}
	var shown []string
	for _, line := range strings.Split(out, "\n") {
		if name, _, _ := strings.Cut(line, " "); strings.HasPrefix(name, "GUESTD_") {
			shown = append(shown, name)
		}
	}
	slices.Sort(env)
	slices.Sort(shown)
	if len(env) < 20 || !slices.Equal(env, shown) {
		t.Errorf("kong reads\n%v\nand config shows\n%v", env, shown)
	}
}

// What is missing is said all at once, before anything is started.
func TestServeSaysAllThatIsMissing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		flags    []string
		want, no []string
	}{
		"everything": {nil, []string{"--database", "--secret", "--token-key", "--oidc-issuer", "--imap", "--imap-password", "--smtp"}, []string{"--api-url"}},
		"the bot":    {[]string{"--only", "intake"}, []string{"--database", "--imap", "--api-url"}, []string{"--oidc-issuer", "--smtp"}},
		"the hour":   {[]string{"--only", "scheduler", "--reminder-hour", "24"}, []string{"--reminder-hour", "--smtp"}, []string{"--imap"}},
		"the part":   {[]string{"--only", "everything"}, []string{"--only"}, nil},
		"the URL":    {[]string{"--public-url", "guests"}, []string{"--public-url"}, nil},
	} {
		_, log, code := run(t, nil, append([]string{"serve"}, c.flags...)...)
		if code == 0 {
			t.Errorf("%s: it starts", name)
		}
		for _, flag := range c.want {
			if !strings.Contains(log, flag+" ") && !strings.Contains(log, flag+":") {
				t.Errorf("%s: it does not say %s:\n%s", name, flag, log)
			}
		}
		for _, flag := range c.no {
			if strings.Contains(log, flag+" ") {
				t.Errorf("%s: it says %s:\n%s", name, flag, log)
			}
		}
	}
}

func TestMigrate(t *testing.T) {
	t.Parallel()
	dsn := testpg.EmptyDSN(t)
	for range 2 { // the second time there is nothing to do
		if out := must(t, "migrate", "--database", dsn); !strings.Contains(out, "up to date") {
			t.Error(out)
		}
	}
	if _, log, code := run(t, nil, "migrate"); code == 0 || !strings.Contains(log, "--database") {
		t.Errorf("without a database: %d %s", code, log)
	}
}

// Imports check a file whole before anything of it is written.
func TestImport(t *testing.T) {
	t.Parallel()
	db := testpg.New(t)
	env := []string{"GUESTD_DATABASE=" + testpg.DSNAs(t, postgres.AppRole), "GUESTD_SECRET=" + strings.Repeat("QUJD", 12), "GUESTD_TOKEN_KEY=1:" + strings.Repeat("QUJD", 11) + "QUI="}
	write := func(text string) string {
		file := filepath.Join(t.TempDir(), "rows.csv")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	const (
		sponsors = "\ufeffHUID,name,email,affiliation,department,active\n20481733,Ana Ruiz,ana.ruiz@hms.harvard.edu,HMS_FACULTY,Cell Biology,true\n30517264,\"Bell, Marcus\",marcus.bell@hms.harvard.edu,hms_staff,,yes\n"
		roles    = "number,type,guest_huid,guest_given_name,guest_family_name,guest_email,sponsor_huid,starts_on,ends_on\n204518,Visiting Scholar,91827364,Jane,Doe,jane.doe@example.org,20481733,2027-01-01,2027-12-31\n"
	)
	for _, c := range []struct {
		name      string
		what      string
		flags     []string
		file      string
		code      int
		says      []string
		directory int
		roles     int
	}{
		{"a dry run writes nothing", "sponsors", []string{"--dry-run"}, sponsors, 0, []string{"2 rows are right"}, 0, 0},
		{"each bad row has its line", "sponsors", nil, sponsors + "123,No Number,x@hms.harvard.edu,HMS_FACULTY,,true\n40618295,Priya Raman,no address,PROFESSOR,,perhaps\n50719326,Too,Few\n", 1,
			[]string{"line 4: huid", "line 5: email", "line 5: affiliation", "line 5: active", "line 6: has 3 fields", "nothing was imported"}, 0, 0},
		{"a column that is missing", "sponsors", nil, "huid,name\n", 1, []string{"column email is missing"}, 0, 0},
		{"a column that is not known", "sponsors", nil, "huid,name,email,affiliation,active,shoe size\n", 1, []string{"shoe size", "department"}, 0, 0},
		{"an empty file", "sponsors", nil, "", 1, []string{"column names"}, 0, 0},
		{"all of a good file", "sponsors", nil, sponsors, 0, []string{"2 rows imported"}, 2, 0},
		{"again", "sponsors", nil, sponsors, 0, []string{"2 rows imported"}, 2, 0},
		{"roles with bad days", "roles", nil, roles + "204519,Contractor,91827365,Tomás,Reyes,,,2027-02-30,2027-12-31\n204520,Contractor,91827366,Mei,Lin,,,2027-05-01,2027-04-01\n", 1, []string{"line 3: starts_on", "line 4: "}, 2, 0},
		{"roles", "roles", nil, roles, 0, []string{"1 rows imported"}, 2, 1},
	} {
		out, log, code := run(t, env, append([]string{"import", c.what, write(c.file)}, c.flags...)...)
		if (code != 0) != (c.code != 0) {
			t.Errorf("%s: exit status %d\n%s%s", c.name, code, out, log)
		}
		for _, part := range c.says {
			if !strings.Contains(out+log, part) {
				t.Errorf("%s: it does not say %q:\n%s%s", c.name, part, out, log)
			}
		}
		if n := countIn(t, db, `SELECT count(*) FROM sponsors`); n != c.directory {
			t.Errorf("%s: the directory has %d people", c.name, n)
		}
		if n := countIn(t, db, `SELECT count(*) FROM sponsored_roles`); n != c.roles {
			t.Errorf("%s: there are %d roles", c.name, n)
		}
	}
	if _, log, code := run(t, nil, "import", "sponsors", write(sponsors)); code == 0 || !strings.Contains(log, "--database") {
		t.Errorf("without a database: %d %s", code, log)
	}
}

// `guestd explain --json` prints a line for each file, in their order.
func TestExplain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var files []string
	for name, text := range map[string]string{
		"1-plain.eml":  "From: Ana Ruiz <ana.ruiz@hms.harvard.edu>\r\nTo: guest-requests@hms.harvard.edu\r\nSubject: Guest account\r\nDate: Mon, 4 Jan 2027 10:00:00 -0500\r\nMessage-ID: <a@x>\r\n\r\nPlease set up an account for Jane Doe (jane.doe@example.org), HSR 204518, until June 30, 2027.\r\n",
		"2-empty.eml":  "",
		"3-broken.eml": "this is no message\x00\xff",
		"4-help.eml":   "From: Ana Ruiz <ana.ruiz@hms.harvard.edu>\r\nTo: guest-requests@hms.harvard.edu\r\nSubject: Help\r\nDate: Mon, 4 Jan 2027 10:00:00 -0500\r\nMessage-ID: <b@x>\r\n\r\nHow does this work?\r\n",
	} {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	slices.Sort(files)
	slices.Reverse(files)
	lines := strings.Split(strings.TrimSuffix(must(t, append([]string{"explain", "--json"}, files...)...), "\n"), "\n")
	if len(lines) != len(files) {
		t.Fatalf("%d lines for %d files", len(lines), len(files))
	}
	for n, line := range lines {
		var object map[string]any
		if err := json.Unmarshal([]byte(line), &object); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if named, _ := object["file"].(string); filepath.Base(named) != filepath.Base(files[n]) {
			t.Errorf("line %d is of %v, and the file is %s", n+1, object["file"], files[n])
		}
	}
	if !strings.Contains(lines[3], "2027-06-30") {
		t.Errorf("the last day is not in %s", lines[3])
	}
	if text := must(t, "explain", files[3]); !strings.Contains(text, "Jane") {
		t.Error(text)
	}
	if _, log, code := run(t, nil, "explain", "--json", files[0], filepath.Join(dir, "none.eml")); code == 0 || !strings.Contains(log, "none.eml") {
		t.Errorf("a file that is not there: %d %s", code, log)
	}
}

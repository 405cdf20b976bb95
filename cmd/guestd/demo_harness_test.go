package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/demo"
)

// The people and places of the sample directory that these tests speak of.
const (
	requests        = "guest-requests@hms.harvard.edu"
	academicAffairs = "AcademicAffairs@wyss.harvard.edu"
	ana             = "ana.ruiz@hms.harvard.edu"
	wendy           = "wendy.chu@wyss.harvard.edu"
)

// demoProcess is a running `guestd demo`.
type demoProcess struct {
	*process
	dir    demo.Dir
	at     demo.Addresses
	db     *sqlx.DB
	tokens map[string]string
}

// startDemo starts a demo on free ports and waits until it is ready.
func startDemo(t *testing.T, dir string, flags ...string) *demoProcess {
	t.Helper()
	d := &demoProcess{dir: demo.Dir(dir), tokens: map[string]string{}}
	d.process = launch(t, nil, append([]string{"demo", "--data", dir, "--http", "127.0.0.1:0", "--smtp", "127.0.0.1:0", "--imap", "127.0.0.1:0"}, flags...)...)
	d.await(d.out, "Stop with Ctrl-C")
	var err error
	if d.at, err = d.dir.Addresses(); err != nil {
		t.Fatal(err)
	}
	if d.db, err = sqlx.Open("postgres", d.at.DSN); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.db.Close() })
	return d
}

// token is a bearer token as one of the sample people, or a role.
func (d *demoProcess) token(as string) string {
	d.t.Helper()
	if d.tokens[as] == "" {
		d.tokens[as] = strings.TrimSpace(must(d.t, "token", "--data", string(d.dir), "--as", as))
	}
	return d.tokens[as]
}

// ask asks the API, with an answer that has no errors.
func (d *demoProcess) ask(as, query string, variables map[string]any, into any) {
	d.t.Helper()
	token := ""
	if as != "" {
		token = d.token(as)
	}
	askAPI(d.t, d.at.HTTP, token, query, variables, into)
}

func askAPI(t *testing.T, at, token, query string, variables map[string]any, into any) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+at+"/graphql", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	var answer struct {
		Data   json.RawMessage
		Errors []struct{ Message string }
	}
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		t.Fatalf("%s: %v", res.Status, err)
	}
	if len(answer.Errors) > 0 {
		t.Fatalf("%s\nanswers %v", query, answer.Errors)
	}
	if err := json.Unmarshal(answer.Data, into); err != nil {
		t.Fatal(err)
	}
}

// get fetches a page.
func (d *demoProcess) get(path string) (status int, body string, header http.Header) {
	d.t.Helper()
	return fetch(d.t, http.MethodGet, "http://"+d.at.HTTP+path, "")
}

// fetch asks for a page, or sends a form to one, and does not follow where it leads.
func fetch(t *testing.T, method, url, form string) (status int, body string, header http.Header) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(form))
	if err != nil {
		t.Fatal(err)
	}
	if form != "" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text), res.Header
}

// now is the demo's time.
func (d *demoProcess) now() time.Time {
	d.t.Helper()
	now, err := d.dir.Now()
	if err != nil {
		d.t.Fatal(err)
	}
	return now
}

// day is the demo's day, so many days on.
func (d *demoProcess) day(ahead int) calendar.Date { return calendar.On(d.now()).AddDays(ahead) }

// clock moves the demo's clock.
func (d *demoProcess) clock(by string) string {
	d.t.Helper()
	return must(d.t, "demo", "clock", "--data", string(d.dir), by)
}

// count counts rows.
func (d *demoProcess) count(query string, args ...any) int {
	d.t.Helper()
	return countIn(d.t, d.db, query, args...)
}

func countIn(t *testing.T, db *sqlx.DB, query string, args ...any) (n int) {
	t.Helper()
	if err := db.GetContext(t.Context(), &n, query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

// handled waits until the bot is done with an email, and tells what became of it.
func (d *demoProcess) handled(messageID string) string {
	d.t.Helper()
	return handledIn(d.t, d.db, messageID)
}

func handledIn(t *testing.T, db *sqlx.DB, messageID string) (outcome string) {
	t.Helper()
	eventually(t, "the email "+messageID+" is handled", func() bool {
		var rows []string
		if err := db.SelectContext(t.Context(), &rows, `SELECT outcome FROM inbound_emails WHERE message_id = $1 AND outcome <> 'PENDING'`, messageID); err != nil {
			t.Fatal(err)
		}
		if len(rows) > 0 {
			outcome = rows[0]
		}
		return len(rows) > 0
	})
	return outcome
}

// settled waits until no mail and no job is left that something could be done about.
func (d *demoProcess) settled() {
	d.t.Helper()
	eventually(d.t, "everything is done", func() bool {
		return d.count(`SELECT (SELECT count(*) FROM river_job WHERE state NOT IN ('completed', 'discarded', 'cancelled') AND kind <> 'sweep')
			+ (SELECT count(*) FROM inbound_emails WHERE outcome = 'PENDING') + (SELECT count(*) FROM notifications WHERE status = 'PENDING')`) == 0 &&
			len(d.mails(requests, "INBOX")) == 0
	})
}

// accounts are the account IDs of a guest, by personal address.
func (d *demoProcess) accounts(address string) []string {
	d.t.Helper()
	var ids []string
	if err := d.db.SelectContext(d.t.Context(), &ids, `SELECT a.account_id FROM accounts a JOIN guests g ON g.id = a.guest_id WHERE g.personal_email = $1`, address); err != nil {
		d.t.Fatal(err)
	}
	return ids
}

// postgresOf is the process of the demo's database.
func (d *demoProcess) postgres() int {
	d.t.Helper()
	files, err := filepath.Glob(filepath.Join(string(d.dir), "postgres", "*", "postmaster.pid"))
	if err != nil || len(files) != 1 {
		d.t.Fatalf("where the database notes its process: %v %v", files, err)
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		d.t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		d.t.Fatal(err)
	}
	return pid
}

// children are the processes that have this one as their parent.
func children(t *testing.T, parent int) (pids []int) {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range stats {
		text, err := os.ReadFile(name)
		if err != nil {
			continue // ended meanwhile
		}
		// proc(5): pid (comm) state ppid …; the name may hold blanks and brackets.
		fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
		if len(fields) > 1 && fields[1] == strconv.Itoa(parent) {
			if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(name))); err == nil {
				pids = append(pids, pid)
			}
		}
	}
	return pids
}

// gone reports whether a process has ended.
func gone(pid int) bool { return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) }

// messageIDs are those of mails, each once, and how many mails there are.
func messageIDs(mails []received) (ids []string) {
	for _, m := range mails {
		if !slices.Contains(ids, m.id()) {
			ids = append(ids, m.id())
		}
	}
	return ids
}

// fresh is a Message-ID that nobody has.
func fresh(t *testing.T, what string) string {
	t.Helper()
	return fmt.Sprintf("<%s.%d@%s.test>", what, time.Now().UnixNano(), strings.ToLower(strings.NewReplacer("/", ".", "_", "-").Replace(t.Name())))
}

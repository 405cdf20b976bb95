package main

import (
	"encoding/json"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/demo"
)

// `guestd demo`, as its contract says it: what runs, where that is found, and what it holds.
func TestDemo(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "not", "there", "yet")
	d := startDemo(t, dir)

	t.Run("demo.json says where everything is", func(t *testing.T) {
		text, err := os.ReadFile(filepath.Join(dir, "demo.json"))
		if err != nil {
			t.Fatal(err)
		}
		var at map[string]string
		if err := json.Unmarshal(text, &at); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"http", "smtp", "imap"} {
			host, port, err := net.SplitHostPort(at[name])
			if err != nil || host != "127.0.0.1" || port == "0" {
				t.Errorf("%s is %q", name, at[name])
			}
			conn, err := net.Dial("tcp", at[name])
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			_ = conn.Close()
		}
		if !strings.HasPrefix(at["dsn"], "postgres://") || d.count(`SELECT count(*) FROM sponsors`) == 0 {
			t.Errorf("dsn is no database of ours: %q", at["dsn"])
		}
		if !strings.Contains(d.out.String(), at["http"]) || !strings.Contains(d.out.String(), at["smtp"]) || !strings.Contains(d.out.String(), at["imap"]) {
			t.Error("the console does not say where everything is")
		}
	})

	t.Run("pages", func(t *testing.T) {
		for path, want := range map[string]struct {
			status int
			holds  string
		}{
			"/readyz":   {http.StatusOK, "ready"},
			"/healthz":  {http.StatusOK, "ok"},
			"/metrics":  {http.StatusOK, "guestd_intake_handle_seconds"},
			"/":         {http.StatusOK, "<html"},
			"/activate": {http.StatusOK, "Activation code"},
			"/nowhere":  {http.StatusNotFound, ""},
		} {
			if status, body, _ := d.get(path); status != want.status || !strings.Contains(body, want.holds) {
				t.Errorf("%s: %d\n%.300s", path, status, body)
			}
		}
	})

	t.Run("GraphiQL comes from the binary", func(t *testing.T) {
		_, _, header := d.get("/graphiql")
		if at := header.Get("Location"); at != "/graphiql/" {
			t.Fatalf("/graphiql leads to %q", at)
		}
		status, page, _ := d.get("/graphiql/")
		if status != http.StatusOK || strings.Contains(page, "//unpkg") || strings.Contains(page, "cdn.") {
			t.Fatalf("%d\n%s", status, page)
		}
		parts := regexp.MustCompile(`(?:src|href)="([^"]+)"`).FindAllStringSubmatch(page, -1)
		if len(parts) == 0 {
			t.Fatal("the page has no parts")
		}
		for _, p := range parts {
			if strings.Contains(p[1], "//") {
				t.Errorf("%s is not from here", p[1])
				continue
			}
			path := p[1]
			if !strings.HasPrefix(path, "/") {
				path = "/graphiql/" + strings.TrimPrefix(path, "./")
			}
			if status, body, _ := d.get(path); status != http.StatusOK || body == "" {
				t.Errorf("%s: %d, %d bytes", path, status, len(body))
			}
		}
	})

	t.Run("whoever --as names is who asks", func(t *testing.T) {
		type viewer struct {
			Email   *string
			Roles   []string
			Sponsor *struct{ Name string }
		}
		for as, want := range map[string][]string{
			"service-desk":     {"SERVICE_DESK"},
			"academic-affairs": {"ACADEMIC_AFFAIRS"},
			"feed":             {"FEED"},
		} {
			var answer struct{ Viewer viewer }
			d.ask(as, `{ viewer { email roles } }`, nil, &answer)
			if !slices.Equal(answer.Viewer.Roles, want) {
				t.Errorf("%s has the roles %v", as, answer.Viewer.Roles)
			}
		}
		for _, p := range demo.People() {
			var answer struct{ Viewer viewer }
			d.ask(p.Email, `{ viewer { email roles sponsor { name } } }`, nil, &answer)
			v := answer.Viewer
			if v.Email == nil || !strings.EqualFold(*v.Email, p.Email) || v.Sponsor == nil || v.Sponsor.Name != p.Name || !slices.Equal(v.Roles, p.Roles) {
				t.Errorf("%s is %+v, and guestd demo people says %v", p.Email, v, p.Roles)
			}
		}
		if _, log, code := run(t, nil, "token", "--data", dir, "--as", "somebody"); code == 0 || !strings.Contains(log, "somebody") {
			t.Errorf("a token for nobody: %d %s", code, log)
		}
		if _, log, code := run(t, nil, "token", "--data", t.TempDir(), "--as", "feed"); code == 0 || !strings.Contains(log, "no demo has run") {
			t.Errorf("a token of no demo: %d %s", code, log)
		}
	})

	t.Run("accounts in every status, some about to end", func(t *testing.T) {
		var answer struct {
			Summary struct {
				AccountsByStatus []struct {
					Status string
					Count  int
				}
				ExpiringByDay []struct{ Count int }
			}
		}
		d.ask("service-desk", `{ summary { accountsByStatus { status count } expiringByDay(days: 7) { count } } }`, nil, &answer)
		counts := map[string]int{}
		for _, c := range answer.Summary.AccountsByStatus {
			counts[c.Status] = c.Count
		}
		for _, status := range []string{"PENDING_ACTIVATION", "ACTIVE", "SUSPENDED", "EXPIRED", "ENDED"} {
			if counts[status] == 0 {
				t.Errorf("no account is %s: %v", status, counts)
			}
		}
		soon := 0
		for _, day := range answer.Summary.ExpiringByDay {
			soon += day.Count
		}
		if soon < 2 {
			t.Errorf("%d accounts end within a week", soon)
		}
	})

	t.Run("five sample emails, a line each", func(t *testing.T) {
		for _, e := range demo.Emails(d.day(0)) {
			d.await(d.out, e.FromName+", “"+e.Subject+"”: understood as ")
		}
		d.settled()
		var lines []string
		for _, line := range strings.Split(d.out.String(), "\n") {
			if strings.HasPrefix(line, "  ✉ ") {
				lines = append(lines, line)
				if !strings.Contains(line, "→") {
					t.Errorf("it does not say what became of it: %s", line)
				}
			}
		}
		if len(lines) != 5 {
			t.Errorf("%d lines:\n%s", len(lines), strings.Join(lines, "\n"))
		}
		if n := d.count(`SELECT count(*) FROM requests WHERE source = 'EMAIL'`); n != 5 {
			t.Errorf("%d requests came by email", n)
		}
		if n := d.count(`SELECT count(*) FROM notifications WHERE status <> 'SENT'`); n != 0 {
			t.Errorf("%d mails were not sent", n)
		}
	})

	t.Run("a second demo on the folder is refused, and harms nothing", func(t *testing.T) {
		_, log, code := run(t, nil, "demo", "--data", dir, "--http", "127.0.0.1:0", "--smtp", "127.0.0.1:0", "--imap", "127.0.0.1:0")
		if code == 0 || !strings.Contains(log, "already") {
			t.Errorf("%d: %s", code, log)
		}
		if _, err := d.dir.Addresses(); err != nil {
			t.Error(err)
		}
	})

	t.Run("it stops within ten seconds, whoever is still connected, and leaves nothing behind", func(t *testing.T) {
		server := d.postgres()
		idle, err := net.Dial("tcp", d.at.HTTP) // as browsers open them ahead of need
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = idle.Close() }()
		for _, accept := range []string{"text/event-stream"} {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+d.at.HTTP+"/graphql", strings.NewReader(`{"query":"subscription { accountChanged { accountId } }"}`))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", "application/json")
			req.Header.Set("Accept", accept)
			req.Header.Set("Authorization", "Bearer "+d.token("service-desk"))
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = res.Body.Close() }()
			if kind := res.Header.Get("Content-Type"); kind != accept {
				t.Fatalf("the subscription is answered with %s", kind)
			}
		}
		left := children(t, d.cmd.Process.Pid)
		if !slices.Contains(left, server) {
			t.Fatalf("the database %d is not among %v", server, left)
		}
		if took := d.terminate(); took > 10*time.Second {
			t.Errorf("it took %s", took)
		}
		for _, pid := range left {
			if !gone(pid) {
				t.Errorf("process %d is left over", pid)
			}
		}
		if _, err := os.Stat(filepath.Join(dir, "demo.json")); !os.IsNotExist(err) {
			t.Error("demo.json is left over")
		}
		for _, at := range []string{d.at.HTTP, d.at.SMTP, d.at.IMAP} {
			if conn, err := net.DialTimeout("tcp", at, time.Second); err == nil {
				_ = conn.Close()
				t.Errorf("something listens on %s still", at)
			}
		}
	})
}

// `--empty` has the directory and the roles, and nobody's guest; and what is in a data folder, its
// clock too, outlives a stop and a crash.
func TestDemoKeepsItsData(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	d := startDemo(t, dir, "--empty", "--now", "2027-03-01T10:00:00-05:00")
	if got := d.now(); calendar.On(got) != calendar.MustParse("2027-03-01") {
		t.Fatalf("--now began at %s", got)
	}
	for _, table := range []string{"guests", "accounts", "requests", "notifications", "inbound_emails"} {
		if n := d.count(`SELECT count(*) FROM ` + table); n != 0 {
			t.Errorf("%s has %d rows", table, n)
		}
	}
	if sponsors := d.count(`SELECT count(*) FROM sponsors`); sponsors != len(demo.People()) {
		t.Errorf("the directory has %d people", sponsors)
	}

	requestAccount := func(name string) string {
		var answer struct {
			RequestAccount struct {
				Request struct {
					Status  string
					Account struct{ AccountID string }
				}
			}
		}
		d.ask(ana, `mutation($in: RequestAccountInput!) { requestAccount(input: $in) { request { status account { accountId } } } }`, map[string]any{"in": map[string]any{
			"guest":     map[string]any{"givenName": name, "familyName": "Okonkwo-Reyes", "personalEmail": "tomas.or@example.org", "affiliation": "Obafemi University"},
			"hsrNumber": "204519", "expiresOn": d.day(100).String(),
		}}, &answer)
		return answer.RequestAccount.Request.Account.AccountID
	}
	account := requestAccount("Tomás")
	if account == "" {
		t.Fatal("no account was made")
	}
	d.settled()
	d.clock("+3d")
	if got := calendar.On(d.now()); got != calendar.MustParse("2027-03-04") {
		t.Fatalf("the clock went to %s", got)
	}
	for _, bad := range []string{"-3d", "3", "+99999w", "soon"} {
		if _, log, code := run(t, nil, "demo", "clock", "--data", dir, "--", bad); code == 0 || !strings.Contains(log, bad) {
			t.Errorf("clock %s: %d %s", bad, code, log)
		}
	}
	token := d.token("service-desk")

	for _, end := range []string{"SIGTERM", "SIGKILL"} {
		if end == "SIGTERM" {
			d.terminate()
		} else {
			server := d.postgres()
			d.kill()
			eventually(t, "the database ends with its owner", func() bool { return gone(server) })
		}
		d = startDemo(t, dir, "--empty")
		d.tokens["service-desk"] = token // still good
		if got := calendar.On(d.now()); got != calendar.MustParse("2027-03-04") {
			t.Errorf("after %s it is %s", end, got)
		}
		var answer struct {
			Account struct {
				Status        string
				Notifications struct{ Nodes []struct{ Kind string } }
			}
		}
		d.ask("service-desk", `query($id: String!) { account(accountId: $id) { status notifications(first: 10) { nodes { kind } } } }`, map[string]any{"id": account}, &answer)
		if answer.Account.Status != "PENDING_ACTIVATION" || len(answer.Account.Notifications.Nodes) != 1 {
			t.Errorf("after %s: %+v", end, answer)
		}
		if n := len(d.mails("tomas.or@example.org", "INBOX")); n != 1 {
			t.Errorf("after %s the guest has %d mails", end, n)
		}
		if sponsors := d.count(`SELECT count(*) FROM sponsors`); sponsors != len(demo.People()) {
			t.Errorf("after %s the directory has %d people", end, sponsors)
		}
	}
	d.terminate()
	if _, log, code := run(t, nil, "demo", "clock", "--data", dir, "+1d"); code == 0 || !strings.Contains(log, "no demo runs") {
		t.Errorf("the clock of a demo that has ended: %d %s", code, log)
	}
	if _, log, code := run(t, nil, "demo", "--data", dir, "--now", "yesterday"); code == 0 || !strings.Contains(log, "--now") {
		t.Errorf("--now yesterday: %d %s", code, log)
	}
}

// A demo that is killed while it is filled with sample data begins anew.
func TestDemoKilledAsItBegins(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := launch(t, nil, "demo", "--data", dir, "--http", "127.0.0.1:0", "--smtp", "127.0.0.1:0", "--imap", "127.0.0.1:0")
	eventually(t, "it is being filled", func() bool { return demo.Dir(dir).HalfBegun() })
	p.kill()
	if !demo.Dir(dir).HalfBegun() {
		t.Fatal("it was killed too late")
	}
	d := startDemo(t, dir)
	for _, e := range demo.Emails(d.day(0)) {
		d.await(d.out, e.FromName+", “"+e.Subject+"”: understood as ")
	}
	if sponsors, accounts := d.count(`SELECT count(*) FROM sponsors`), d.count(`SELECT count(*) FROM accounts`); sponsors != len(demo.People()) || accounts < 8 {
		t.Errorf("%d people and %d accounts", sponsors, accounts)
	}
	if n := len(d.mails("elena.popescu@example.org", "INBOX")); n == 0 || n > 2 {
		t.Errorf("a guest of the sample has %d mails", n)
	}
	eventually(t, "it has begun", func() bool { return !demo.Dir(dir).HalfBegun() })
}

// What `guestd demo people` lists is the least that the demo promises to have.
func TestDemoPeople(t *testing.T) {
	t.Parallel()
	var people []struct {
		Name, Email, HUID, Affiliation string
		Active                         *bool
		Roles                          []string
	}
	if err := json.Unmarshal([]byte(must(t, "demo", "people", "--data", t.TempDir(), "--json")), &people); err != nil {
		t.Fatal(err)
	}
	plain := must(t, "demo", "people")
	cast := map[string]int{}
	for _, p := range people {
		if p.Name == "" || p.Active == nil || p.Roles == nil || !regexp.MustCompile(`^[0-9]{8}$`).MatchString(p.HUID) {
			t.Errorf("not whole: %+v", p)
			continue
		}
		if !strings.Contains(plain, p.Email) {
			t.Errorf("the table lacks %s", p.Email)
		}
		_, domain, _ := strings.Cut(p.Email, "@")
		sponsors := slices.Contains(p.Roles, "SPONSOR")
		switch {
		case strings.HasPrefix(p.Affiliation, "HMS_") && *p.Active && sponsors:
			cast["eligible at HMS"]++
		case strings.HasPrefix(p.Affiliation, "HMS_") && !*p.Active && !sponsors:
			cast["inactive"]++
		case domain == "hsdm.harvard.edu":
			cast["HSDM"]++
		case p.Affiliation == "OTHER":
			cast["hospital"]++
		case p.Affiliation == "WYSS_STAFF", p.Affiliation == "WYSS_AFFILIATE":
			cast[p.Affiliation]++
		}
	}
	for who, least := range map[string]int{"eligible at HMS": 3, "inactive": 1, "HSDM": 1, "hospital": 1, "WYSS_STAFF": 1, "WYSS_AFFILIATE": 1} {
		if cast[who] < least {
			t.Errorf("%d are %s", cast[who], who)
		}
	}
}

package graph_test

import (
	"context"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/guestd/guestd/graph"
	"github.com/guestd/guestd/internal/postgres"
)

// What is reached from an object that one may see is no way around what one may not.
func TestRelationsLeakNothing(t *testing.T) {
	t.Parallel()
	b := matrixScene(t)
	for _, c := range []struct {
		name, as, query, path, want string
	}{
		{"a guest sees who sponsors them", "gia", `{ account(accountId: "gg101") { sponsor { name email } } }`, "account.sponsor.email", "ada_alder@hms.harvard.edu"},
		{"and of the sponsor's accounts their own", "gia", `{ account(accountId: "gg101") { sponsor { accounts { totalCount } } } }`, "account.sponsor.accounts.totalCount", "1"},
		{"and of the sponsor's requests their own", "hal", `{ account(accountId: "hh101") { sponsor { requests { totalCount } } } }`, "account.sponsor.requests.totalCount", "1"},
		{"Academic Affairs no accounts of a sponsor", "affairs", `{ request(number: "R-1003") { sponsor { accounts { totalCount } } } }`, "", "FORBIDDEN"},
		{"Academic Affairs the account of a Wyss request", "affairs", `mutation { approveRequest(input: {requestId: "` + id("GuestRequest", wyssRequest) + `"}) { request { account { accountId guest { familyName } } } } }`,
			"approveRequest.request.account.accountId", "ii101"},
		{"but not its mail", "affairs", `{ request(number: "R-1003") { account { notifications { totalCount } } } }`, "", "FORBIDDEN"},
		{"nor its history", "affairs", `{ request(number: "R-1003") { account { history { summary } } } }`, "", "FORBIDDEN"},
		{"a sponsor sees that an email came", "ada", `{ request(number: "R-1001") { email { subject from receivedAt outcome } } }`, "request.email.subject", "A guest"},
		{"not what the bot made of it", "ada", `{ request(number: "R-1001") { email { because } } }`, "", "FORBIDDEN"},
		{"nor how it came", "ada", `{ request(number: "R-1001") { email { raw } } }`, "", "FORBIDDEN"},
		{"the guest does not see the email", "gia", `{ request(number: "R-1001") { number email { subject } } }`, "request.email", "<nil>"},
		{"the service desk sees what was made", "desk", `{ request(number: "R-1001") { email { because trust intent raw } } }`, "request.email.because", "Did as asked."},
		{"and how it came", "desk", `{ request(number: "R-1001") { email { raw } } }`, "request.email.raw", "From: ada_alder@hms.harvard.edu\r\nSubject: A guest\r\n\r\nHello \uFFFD"},
		{"the feed sees nothing of whom it names", "feed", `mutation { upsertSponsors(input: {sponsors: [{huid: "10000001", name: "Ada Alder", email: "ada_alder@hms.harvard.edu", affiliation: HMS_FACULTY, active: true}]}) { sponsors { accounts { totalCount } } } }`, "", "FORBIDDEN"},
		{"a mail's error is the service desk's", "ada", `{ account(accountId: "gg101") { notifications { nodes { lastError } } } }`, "", "FORBIDDEN"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := b.do(call{as: c.as, query: c.query})
			got := a.code()
			if got == "" {
				got = fmt.Sprint(a.at(c.path))
			}
			if got != c.want {
				t.Errorf("%s, want %s: %s", got, c.want, a.Text)
			}
		})
	}
}

// Whoever shows the code sees the account, and nothing beyond.
func TestActivationShowsTheAccountAndNoMore(t *testing.T) {
	t.Parallel()
	b := matrixScene(t)
	code := b.activationCode("gg101")
	activate := func(fields string) answer {
		return b.do(call{query: `mutation ($code: String!) { activateAccount(input: {accountId: "gg101", activationCode: $code}) { userErrors { code field } account ` + fields + ` } }`,
			variables: map[string]any{"code": code}})
	}
	a := activate(`{ accountId status expiresOn sponsor { name } requests { number } guest { givenName accounts { accountId } } }`)
	if a.at("activateAccount.account.status") != "ACTIVE" || strings.Contains(a.Text, "R-1001") || len(a.Errors) > 0 {
		t.Errorf("%s", a.Text)
	}
	if a := activate(`{ accountId }`); a.at("activateAccount.account") != nil || a.at("activateAccount.userErrors.0.code") != "WRONG_STATE" {
		t.Errorf("a second time: %s", a.Text)
	}
}

// Guessing is slowed down by address and by account; others are not held up by it.
func TestActivationIsThrottled(t *testing.T) {
	t.Parallel()
	address := "192.0.2.1"
	b := setup(t, func(c *graph.Config) { c.ClientAddress = func(*http.Request) string { return address } })
	try := func(account string) any {
		return b.ok(call{query: `mutation ($id: String!) { activateAccount(input: {accountId: $id, activationCode: "AAAA-BBBB-CCCC"}) { userErrors { code } } }`,
			variables: map[string]any{"id": account}}).at("activateAccount.userErrors.0.code")
	}
	untilThrottled := func(account func(i int) string) (tries int) {
		for ; tries < 100; tries++ {
			if try(account(tries)) == "TOO_MANY_ATTEMPTS" {
				return tries
			}
		}
		return tries
	}
	if n := untilThrottled(func(int) string { return "aa101" }); n != 10 {
		t.Errorf("%d tries of one account", n)
	}
	address = "192.0.2.2"
	if code := try("AA101 "); code != "TOO_MANY_ATTEMPTS" {
		t.Errorf("the same account from elsewhere: %s", code)
	}
	if n := untilThrottled(func(i int) string { return fmt.Sprintf("bb%d", 101+i) }); n != 19 {
		t.Errorf("%d more tries from one address", n)
	}
	address = "192.0.2.3"
	if code := try("cc101"); code != "CODE_WRONG" {
		t.Errorf("somebody else: %s", code)
	}
	address = "192.0.2.2"
	b.machine.Set(b.machine.Now().Add(10 * time.Second))
	if code := try("dd101"); code != "CODE_WRONG" {
		t.Errorf("after a while: %s", code)
	}
}

// What is broken here is told to nobody but the log, under an id that the client has too.
func TestInternalErrorsAreNotTold(t *testing.T) {
	t.Parallel()
	registry := prometheus.NewRegistry()
	b := setup(t, func(c *graph.Config) { c.Registerer = registry })
	request := b.request(call{as: "desk", query: `{ accounts { totalCount } }`})
	b.must(b.db.Close())
	response := b.send(b.request(call{query: `{ policy { timeZone } }`}))
	if len(response.Errors) > 0 {
		t.Errorf("what needs no database: %s", response.Text)
	}
	a := b.send(request)
	if a.Status != http.StatusServiceUnavailable || strings.Contains(a.Text, "sql") {
		t.Errorf("sign-in without a database: %d %s", a.Status, a.Text)
	}
	a = b.do(call{query: `mutation { activateAccount(input: {accountId: "a", activationCode: "b"}) { userErrors { code } } }`})
	extensions, _ := a.Errors[0]["extensions"].(map[string]any)
	id, _ := extensions["correlationId"].(string)
	if a.code() != "INTERNAL" || strings.Contains(a.Text, "sql") || id == "" || !strings.Contains(b.log.String(), id) || !strings.Contains(b.log.String(), "database is closed") {
		t.Errorf("%s\n%s", a.Text, b.log)
	}
	families, err := registry.Gather()
	b.must(err)
	outcomes := map[string]bool{}
	for _, family := range families {
		for _, metric := range family.GetMetric() {
			for _, label := range metric.GetLabel() {
				if family.GetName() == "guestd_graphql_operations_total" && label.GetName() == "outcome" {
					outcomes[label.GetValue()] = true
				}
			}
		}
	}
	if len(outcomes) != 2 || !outcomes["ok"] || !outcomes["INTERNAL"] {
		t.Errorf("outcomes: %v", outcomes)
	}
}

// panicking is broken as only a mistake of ours can be.
type panicking struct{ graph.Changes }

func (panicking) Watch(context.Context, func(postgres.Change) bool) <-chan postgres.Change {
	panic("a secret of the program")
}

func TestPanicsAreNotTold(t *testing.T) {
	t.Parallel()
	b := setup(t, func(c *graph.Config) { c.Changes = panicking{} })
	s := b.subscribe(call{as: "desk", query: `subscription { accountChanged { accountId } }`})
	defer s.close()
	if a := s.next(); a.code() != "INTERNAL" || strings.Contains(a.Text, "secret") {
		t.Errorf("%s", a.Text)
	}
	if !strings.Contains(b.log.String(), "a secret of the program") {
		t.Error("the log does not tell either")
	}
	if a := b.do(call{query: `{ policy { timeZone } }`}); a.code() != "" {
		t.Errorf("afterwards: %s", a.Text)
	}
}

// Whoever leaves is forgotten: nothing goes on in their name.
func TestSubscriptionsAreForgotten(t *testing.T) {
	t.Parallel()
	registry := prometheus.NewRegistry()
	b := setup(t, func(c *graph.Config) { c.Registerer = registry })
	open := func() float64 {
		families, err := registry.Gather()
		b.must(err)
		for _, family := range families {
			if family.GetName() == "guestd_graphql_subscriptions" {
				return family.GetMetric()[0].GetGauge().GetValue()
			}
		}
		return -1
	}
	s := b.begin(call{as: "desk", query: `subscription { accountChanged { accountId } }`})
	if n := open(); n != 1 {
		t.Errorf("%v are open", n)
	}
	s.close()
	s.ended()
	deadline := time.Now().Add(patience)
	for open() != 0 {
		if time.Now().After(deadline) {
			t.Fatalf("%v are open still", open())
		}
		runtime.Gosched()
	}
}

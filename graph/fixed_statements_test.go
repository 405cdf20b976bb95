package graph_test

import (
	"fmt"
	"testing"
)

// dashboard is what a page of a dashboard asks of each account.
const dashboard = `query ($first: Int) { accounts(first: $first) { nodes {
	accountId status expiresOn effectiveEnd daysLeft nextReminderOn entitlements extensionLimit { latest because }
	guest { givenName familyName personalEmail sponsoredRoles { number } accounts { accountId } } sponsor { name eligible } sponsoredRole { number endsOn active }
	requests { number status sponsor { name } sponsoredRole { number } email { subject } history { summary } }
	history { summary email { subject } subject { id } }
} } }`

// queue is what a page of a queue asks of each request.
const queueOf = `query ($first: Int) { requests(first: $first) { nodes {
	number status holds { message } sponsor { name } account { accountId guest { familyName } sponsor { name } requests { number } } sponsoredRole { number }
	email { subject requests { number account { accountId } } } history { summary }
} } }`

// A page costs the same few statements whether it has five rows or fifty.
func TestPagesCostAFixedNumberOfStatements(t *testing.T) {
	t.Parallel()
	b := scene(t)
	b.manyGuests(50)
	for _, page := range []struct {
		query, as string
		most      int
	}{
		{dashboard, "desk", 16}, {dashboard, "ada", 16}, {queueOf, "desk", 14}, {queueOf, "ada", 14},
		{`query ($first: Int) { accounts(first: $first) { nodes { accountId guest { familyName } sponsor { name } sponsoredRole { number } requests { number } nextReminderOn extensionLimit { latest } } } }`, "desk", 8},
		{`query ($first: Int) { auditEvents(first: $first) { nodes { subject { id } email { subject } } } }`, "desk", 10},
	} {
		few, many := b.fewest(page.query, page.as)
		if few != many || many > int64(page.most) {
			t.Errorf("as %s: %d statements for 5 rows, %d for 50, at most %d: %s", page.as, few, many, page.most, page.query)
		}
		t.Logf("as %s: %d statements", page.as, many)
	}
}

// fewest is what 5 and 50 rows cost at best. On a machine that is busy elsewhere a key may come too
// late for its batch, which then costs one more: what grows with the rows grows in every try.
func (b *bundle) fewest(query, as string) (few, many int64) {
	few, many = b.statementsOf(query, as, 5), b.statementsOf(query, as, 50)
	for range 9 {
		if few == many {
			break
		}
		few, many = min(few, b.statementsOf(query, as, 5)), min(many, b.statementsOf(query, as, 50))
	}
	return few, many
}

func (b *bundle) statementsOf(query, as string, rows int) int64 {
	b.t.Helper()
	request := b.request(call{as: as, query: query, variables: map[string]any{"first": rows}})
	before := b.statements.n.Load()
	a := b.send(request)
	if len(a.Errors) > 0 {
		b.t.Fatal(a.Text)
	}
	for _, list := range []string{"accounts", "requests", "auditEvents"} {
		if nodes, ok := a.at(list + ".nodes").([]any); ok && len(nodes) != rows {
			b.t.Fatalf("%d rows, not %d", len(nodes), rows)
		}
	}
	return b.statements.n.Load() - before
}

// manyGuests gives Ada that many guests, each with a role of their own and a request by email.
func (b *bundle) manyGuests(n int) {
	b.t.Helper()
	var roles []map[string]any
	for i := range n {
		roles = append(roles, map[string]any{"number": fmt.Sprint(7000 + i), "type": "Visitor", "guestHuid": fmt.Sprint(30000000 + i), "guestGivenName": "Guest",
			"guestFamilyName": "Number", "guestEmail": fmt.Sprintf("guest%d@example.org", i), "startsOn": "2027-01-01", "endsOn": "2028-12-31"})
	}
	b.ok(call{as: "feed", query: `mutation ($input: UpsertSponsoredRolesInput!) { upsertSponsoredRoles(input: $input) { userErrors { message } } }`,
		variables: in(map[string]any{"roles": roles})})
	for i := range n {
		a := b.ok(call{as: "ada", query: `mutation ($input: RequestAccountInput!) { requestAccount(input: $input) { request { status } userErrors { message } } }`,
			variables: in(map[string]any{"expiresOn": "2027-12-31", "guest": map[string]any{"givenName": "Guest", "familyName": fmt.Sprintf("Number %c", 'A'+i%26),
				"personalEmail": fmt.Sprintf("guest%d@example.org", i)}})})
		if a.at("requestAccount.request.status") != "FULFILLED" {
			b.t.Fatal(a.Text)
		}
		b.link(b.inboundEmail("ada_alder@hms.harvard.edu", fmt.Sprintf("Guest %d", i)), int64(i+1))
	}
}

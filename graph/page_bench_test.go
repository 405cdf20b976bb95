package graph_test

import (
	"net/http"
	"testing"
)

// BenchmarkDashboardPage is a page of fifty accounts with guest, sponsor, role, requests, next
// reminder and extension limit, over HTTP, signed in by a token.
func BenchmarkDashboardPage(b *testing.B) {
	api := scene(b)
	api.manyGuests(50)
	c := call{as: "ada", query: `{ accounts(first: 50) { nodes { accountId status expiresOn nextReminderOn extensionLimit { latest }
		guest { givenName familyName } sponsor { name } sponsoredRole { number endsOn } requests { number status } } } }`,
		headers: map[string]string{"Authorization": "Bearer " + api.token("ada")}}
	c.as = ""
	before := api.statements.n.Load()
	for b.Loop() {
		if a := api.send(api.request(c)); a.Status != http.StatusOK || len(a.Errors) > 0 {
			b.Fatal(a.Text)
		}
	}
	b.ReportMetric(float64(api.statements.n.Load()-before)/float64(b.N), "statements/op")
}

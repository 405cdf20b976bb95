package graph_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
)

// The actors of the matrix, in the order of its columns. Ada and Ben are sponsors, Gia is Ada's
// guest and Hal Ben's; Sam is signed in and nobody, Ivo is in the directory and not active, Wyn
// is Wyss staff.
var actors = []string{"", "ada", "ben", "gia", "hal", "wyn", "affairs", "desk", "feed", "bot", "stranger", "ivo"}

// What the cells of the matrix mean, where they are no result of their own.
var cells = map[string]string{"UNAUTHENTICATED": "anon", "FORBIDDEN": "no", "NOT_FOUND": "404"}

// row is one operation on Ada's and Gia's account gg101 (or what the row says), and what becomes of
// it for each actor: "ok" where it goes, "anon", "no" or "404" for UNAUTHENTICATED, FORBIDDEN and
// NOT_FOUND, "null" where there is nothing to be seen; else what of it is seen.
type row struct {
	field     string // of Query, Mutation or Subscription
	query     string
	variables map[string]any
	path      string // of what the cell shows; the field itself where empty
	want      string // a cell for each of actors
}

func id(objectType string, n int) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%s:%d", objectType, n))
}

func in(fields map[string]any) map[string]any { return map[string]any{"input": fields} }

// Row ids of the scene that matrixScene sets.
const (
	giaRequest, halRequest, wyssRequest, giaWish = 1, 2, 3, 4
	giaAccount                                   = 1
)

var matrix = []row{
	//                                                                                            nobody ada ben gia hal wyn affairs desk feed bot stranger ivo
	{field: "viewer", query: `{ viewer { email } }`, path: "viewer.email", want: `null ada_alder@hms.harvard.edu ben_birch@hms.harvard.edu gia@example.org hal@example.org
		wyn.willow@wyss.harvard.edu AcademicAffairs@wyss.harvard.edu dee@hms.harvard.edu null null sam@example.org ivo_ivy@hms.harvard.edu`},
	{field: "viewer", query: `{ viewer { roles } }`, path: "viewer.roles", want: `[] [SPONSOR] [SPONSOR] [GUEST] [GUEST] [SPONSOR] [ACADEMIC_AFFAIRS] [SERVICE_DESK] [FEED] [INTAKE] [] []`},
	{field: "policy", query: `{ policy { timeZone } }`, want: `ok ok ok ok ok ok ok ok ok ok ok ok`},
	{field: "node", query: `query ($id: ID!) { node(id: $id) { id } }`, variables: map[string]any{"id": id("GuestAccount", giaAccount)},
		want: `anon ok null ok null null null ok no no null null`},
	{field: "node", query: `query ($id: ID!) { node(id: $id) { id } }`, variables: map[string]any{"id": id("GuestRequest", giaRequest)},
		want: `anon ok null ok null null null ok no no null null`},
	{field: "node", query: `query ($id: ID!) { node(id: $id) { id } }`, variables: map[string]any{"id": id("GuestRequest", wyssRequest)},
		want: `anon null null null null ok ok ok no no null null`},
	{field: "node", query: `query ($id: ID!) { node(id: $id) { id } }`, variables: map[string]any{"id": id("Sponsor", 1)},
		want: `anon ok null ok null null null ok no no null null`},
	{field: "node", query: `query ($id: ID!) { node(id: $id) { id } }`, variables: map[string]any{"id": id("Sponsor", 3)},
		want: `anon null null null null ok ok ok no no null null`},
	{field: "node", query: `query ($id: ID!) { node(id: $id) { id } }`, variables: map[string]any{"id": id("Guest", 1)},
		want: `anon ok null ok null null null ok no no null null`},
	{field: "node", query: `query ($id: ID!) { node(id: $id) { id } }`, variables: map[string]any{"id": id("SponsoredRole", 1)}, // Gia's, which Ben sponsors
		want: `anon ok ok ok null null null ok no no null null`},
	{field: "node", query: `query ($id: ID!) { node(id: $id) { id } }`, variables: map[string]any{"id": id("SponsoredRole", 2)}, // Hal's
		want: `anon null ok null ok null null ok no no null null`},
	{field: "node", query: `query ($id: ID!) { node(id: $id) { id } }`, variables: map[string]any{"id": id("Notification", 1)}, // Gia's activation
		want: `anon ok null ok null null null ok no no null null`},
	{field: "node", query: `query ($id: ID!) { node(id: $id) { id } }`, variables: map[string]any{"id": id("InboundEmail", 1)}, // made Gia's request
		want: `anon ok null null null null null ok no no null null`},
	{field: "node", query: `query ($id: ID!) { node(id: $id) { id } }`, variables: map[string]any{"id": id("InboundEmail", 2)}, // made the Wyss request
		want: `anon null null null null ok ok ok no no null null`},
	{field: "node", query: `query ($id: ID!) { node(id: $id) { id } }`, variables: map[string]any{"id": id("AuditEvent", 1)}, // of the directory
		want: `anon null null null null null null ok no no null null`},
	{field: "nodes", query: `query ($ids: [ID!]!) { nodes(ids: $ids) { id } }`, variables: map[string]any{"ids": []string{id("GuestAccount", giaAccount)}}, path: "nodes.0",
		want: `anon ok null ok null null null ok no no null null`},
	{field: "account", query: `{ account(accountId: "GG101") { accountId } }`, want: `anon ok null ok null null null ok no no null null`},
	{field: "accounts", query: `{ accounts { nodes { accountId } } }`, path: "accounts.nodes.accountId", want: `anon [gg101] [hh101] [gg101] [hh101] [] no [gg101,hh101] no no no no`},
	{field: "accounts", query: `{ accounts(filter: {sponsorHuid: "10000001"}) { totalCount } }`, path: "accounts.totalCount", want: `anon 1 0 1 0 0 no 1 no no no no`},
	{field: "request", query: `{ request(number: "R-1001") { number } }`, want: `anon ok null ok null null null ok no no null null`},
	{field: "request", query: `{ request(number: "R-1003") { number } }`, want: `anon null null null null ok ok ok no no null null`},
	{field: "requests", query: `{ requests(orderBy: {field: CREATED_AT, direction: ASC}) { nodes { number } } }`, path: "requests.nodes.number",
		want: `anon [R-1001,R-1004] [R-1002] [R-1001,R-1004] [R-1002] [R-1003] [R-1003] [R-1001,R-1002,R-1003,R-1004] no no no no`},
	{field: "sponsor", query: `{ sponsor(huid: "10000001") { huid } }`, want: `anon ok null null null null null ok no no null null`},
	{field: "sponsors", query: `{ sponsors(first: 1) { nodes { huid } } }`, want: `anon no no no no no no ok no no no no`},
	{field: "previewAccountRequest", query: `query ($input: RequestAccountInput!) { previewAccountRequest(input: $input) { outcome } }`, variables: in(map[string]any{"guest": map[string]any{}}),
		want: `anon ok ok no no ok no ok no no no ok`},
	{field: "previewAccountRequest", query: `query ($input: RequestAccountInput!) { previewAccountRequest(input: $input) { outcome } }`,
		variables: in(map[string]any{"sponsorHuid": "10000001", "guest": map[string]any{}}), want: `anon ok no no no no no ok no no no no`},
	{field: "previewExtension", query: `query ($input: RequestExtensionInput!) { previewExtension(input: $input) { outcome } }`, variables: in(map[string]any{"accountId": "gg101"}),
		want: `anon ok 404 ok 404 404 no ok no no no no`},
	{field: "inboundEmails", query: `{ inboundEmails { nodes { subject } } }`, want: `anon no no no no no no ok no no no no`},
	{field: "auditEvents", query: `{ auditEvents { nodes { action } } }`, want: `anon no no no no no no ok no no no no`},
	{field: "failedNotifications", query: `{ failedNotifications { nodes { id } } }`, want: `anon no no no no no no ok no no no no`},
	{field: "summary", query: `{ summary { accountsByStatus { status count } } }`, path: "summary.accountsByStatus.count", want: `anon [1] [1] [] [] [] [] [2] no no no no`},
	{field: "summary", query: `{ summary { requestsByStatus { status count } } }`, path: "summary.requestsByStatus.count", want: `anon [1,1] [1] [] [] [1] [1] [1,1,2] no no no no`},

	{field: "requestAccount", query: `mutation ($input: RequestAccountInput!) { requestAccount(input: $input) { userErrors { code } } }`,
		variables: in(map[string]any{"guest": map[string]any{"huid": "seven"}}), want: `anon ok ok no no ok no ok no no no ok`},
	{field: "requestAccount", query: `mutation ($input: RequestAccountInput!) { requestAccount(input: $input) { userErrors { code } } }`,
		variables: in(map[string]any{"sponsorHuid": "10000001", "guest": map[string]any{"huid": "seven"}}), want: `anon ok no no no no no ok no no no no`},
	{field: "requestAccount", query: `mutation ($input: RequestAccountInput!) { requestAccount(input: $input) { userErrors { code } } }`,
		variables: in(map[string]any{"guest": map[string]any{"huid": "seven"}, "viaAcademicAffairs": true}), want: `anon ok ok no no ok no ok no no no ok`},
	{field: "requestExtension", query: `mutation ($input: RequestExtensionInput!) { requestExtension(input: $input) { userErrors { code } } }`,
		variables: in(map[string]any{"accountId": "gg101", "expiresOn": "2027-01-05"}), want: `anon ok 404 ok 404 404 404 ok no no 404 404`},
	{field: "supplyRequestDetails", query: `mutation ($input: SupplyRequestDetailsInput!) { supplyRequestDetails(input: $input) { userErrors { code } } }`,
		variables: in(map[string]any{"requestId": id("GuestRequest", wyssRequest), "justification": "As agreed"}), want: `anon 404 404 404 404 ok ok ok no no 404 404`},
	{field: "approveRequest", query: `mutation ($input: DecideRequestInput!) { approveRequest(input: $input) { request { status account { accountId } } userErrors { code } } }`,
		variables: in(map[string]any{"requestId": id("GuestRequest", giaWish)}), want: `anon ok 404 no no 404 404 ok no no no no`},
	{field: "approveRequest", query: `mutation ($input: DecideRequestInput!) { approveRequest(input: $input) { request { status account { accountId } } userErrors { code } } }`,
		variables: in(map[string]any{"requestId": id("GuestRequest", wyssRequest)}), want: `anon 404 404 no no no ok ok no no no no`},
	{field: "denyRequest", query: `mutation ($input: DecideRequestInput!) { denyRequest(input: $input) { userErrors { code } } }`,
		variables: in(map[string]any{"requestId": id("GuestRequest", halRequest)}), want: `anon 404 ok no no 404 404 ok no no no no`},
	{field: "cancelRequest", query: `mutation ($input: DecideRequestInput!) { cancelRequest(input: $input) { userErrors { code } } }`,
		variables: in(map[string]any{"requestId": id("GuestRequest", halRequest)}), want: `anon 404 ok 404 ok 404 404 ok no no 404 404`},
	{field: "activateAccount", query: `mutation ($input: ActivateAccountInput!) { activateAccount(input: $input) { userErrors { code } } }`,
		variables: in(map[string]any{"accountId": "zz999", "activationCode": "AAAA"}), want: `ok ok ok ok ok ok ok ok ok ok ok ok`},
	{field: "resendActivation", query: `mutation ($input: AccountInput!) { resendActivation(input: $input) { userErrors { code } } }`,
		variables: in(map[string]any{"accountId": "gg101"}), want: `anon ok 404 ok 404 404 no ok no no no no`},
	{field: "suspendAccount", query: `mutation ($input: AccountInput!) { suspendAccount(input: $input) { userErrors { code } } }`,
		variables: in(map[string]any{"accountId": "gg101"}), want: `anon ok 404 no no 404 no ok no no no no`},
	{field: "restoreAccount", query: `mutation ($input: AccountInput!) { restoreAccount(input: $input) { userErrors { code } } }`,
		variables: in(map[string]any{"accountId": "gg101"}), want: `anon ok 404 no no 404 no ok no no no no`},
	{field: "endAccount", query: `mutation ($input: EndAccountInput!) { endAccount(input: $input) { userErrors { code } } }`,
		variables: in(map[string]any{"accountId": "gg101", "on": "2020-01-01"}), want: `anon ok 404 no no 404 no ok no no no no`},
	{field: "retryInboundEmail", query: `mutation ($input: InboundEmailInput!) { retryInboundEmail(input: $input) { inboundEmail { outcome } userErrors { code } } }`,
		variables: in(map[string]any{"inboundEmailId": id("InboundEmail", 1)}), want: `anon no no no no no no ok no no no no`},
	{field: "releaseInboundEmail", query: `mutation ($input: InboundEmailInput!) { releaseInboundEmail(input: $input) { inboundEmail { outcome } userErrors { code } } }`,
		variables: in(map[string]any{"inboundEmailId": id("InboundEmail", 1), "note": "Called the sender"}), want: `anon no no no no no no ok no no no no`},
	{field: "upsertSponsors", query: `mutation ($input: UpsertSponsorsInput!) { upsertSponsors(input: $input) { userErrors { code } } }`,
		variables: in(map[string]any{"sponsors": []any{}}), want: `anon no no no no no no ok ok no no no`},
	{field: "upsertSponsoredRoles", query: `mutation ($input: UpsertSponsoredRolesInput!) { upsertSponsoredRoles(input: $input) { userErrors { code } } }`,
		variables: in(map[string]any{"roles": []any{}}), want: `anon no no no no no no ok ok no no no`},

	{field: "requestChanged", query: `subscription { requestChanged { number } }`, want: `anon ok ok ok ok ok ok ok no no no no`},
	{field: "requestChanged", query: `subscription ($id: ID) { requestChanged(requestId: $id) { number } }`, variables: map[string]any{"id": id("GuestRequest", giaRequest)},
		want: `anon ok 404 ok 404 404 404 ok no no no no`},
	{field: "accountChanged", query: `subscription { accountChanged { accountId } }`, want: `anon ok ok ok ok ok no ok no no no no`},
	{field: "accountChanged", query: `subscription ($id: ID) { accountChanged(accountId: $id) { accountId } }`, variables: map[string]any{"id": id("GuestAccount", giaAccount)},
		want: `anon ok 404 ok 404 404 no ok no no no no`},
}

// matrixScene: Gia is Ada's guest by an email of Ada's, and wishes to stay longer; Hal is Ben's;
// Wyn of the Wyss has asked for Ida.
func matrixScene(t testing.TB) *bundle {
	t.Helper()
	b := scene(t)
	const ask = `mutation ($input: RequestAccountInput!) { requestAccount(input: $input) { request { id } userErrors { message } } }`
	guest := func(given, family, email string) map[string]any {
		return in(map[string]any{"guest": map[string]any{"givenName": given, "familyName": family, "personalEmail": email}, "expiresOn": "2027-03-01"})
	}
	b.ok(call{as: "ada", query: ask, variables: guest("Gia", "Garcia", "gia@example.org")})
	b.ok(call{as: "ben", query: ask, variables: guest("Hal", "Hughes", "hal@example.org")})
	b.ok(call{as: "wyn", query: ask, variables: guest("Ida", "Iverson", "ida@example.org")})
	b.ok(call{as: "gia", query: `mutation { requestExtension(input: {accountId: "gg101", expiresOn: "2027-06-30"}) { request { id } userErrors { message } } }`})
	b.link(b.inboundEmail("ada_alder@hms.harvard.edu", "A guest"), giaRequest)
	b.link(b.inboundEmail("wyn.willow@wyss.harvard.edu", "A guest of the Wyss"), wyssRequest)
	return b
}

func TestMatrixOfRolesAndOperations(t *testing.T) {
	t.Parallel()
	b := matrixScene(t)
	for _, r := range matrix {
		want := strings.Fields(r.want)
		if len(want) != len(actors) {
			t.Fatalf("%s has %d cells for %d actors", r.field, len(want), len(actors))
		}
		for i, who := range actors {
			if got := b.cell(r, who); got != want[i] {
				t.Errorf("%s %v as %q: %s, want %s", r.field, r.variables, who, got, want[i])
			}
		}
	}
}

// Every operation of the schema has a row.
func TestMatrixIsWhole(t *testing.T) {
	t.Parallel()
	rows := map[string]bool{}
	for _, r := range matrix {
		rows[r.field] = true
	}
	for _, root := range []*ast.Definition{schema().Query, schema().Mutation, schema().Subscription} {
		for _, field := range root.Fields {
			if !strings.HasPrefix(field.Name, "__") && !rows[field.Name] {
				t.Errorf("%s.%s has no row in the matrix", root.Name, field.Name)
			}
		}
	}
}

func (b *bundle) cell(r row, who string) string {
	b.t.Helper()
	if strings.HasPrefix(r.query, "subscription") {
		return b.subscriptionCell(r, who)
	}
	a := b.do(call{as: who, query: r.query, variables: r.variables})
	if code := a.code(); code != "" {
		if cell, ok := cells[code]; ok {
			return cell
		}
		return code
	}
	if r.path == "" || r.path == "nodes.0" {
		path := r.path
		if path == "" {
			path = r.field
		}
		if a.at(path) == nil {
			return "null"
		}
		return "ok"
	}
	names := strings.Split(r.path, ".")
	if list, ok := a.at(strings.Join(names[:len(names)-1], ".")).([]any); ok {
		var shown []string
		for _, item := range list {
			shown = append(shown, fmt.Sprint(item.(map[string]any)[names[len(names)-1]]))
		}
		return "[" + strings.Join(shown, ",") + "]"
	}
	switch v := a.at(r.path).(type) {
	case nil:
		return "null"
	case []any:
		return strings.ReplaceAll(fmt.Sprint(v), " ", ",")
	default:
		return fmt.Sprint(v)
	}
}

// subscriptionCell is "ok" where the stream begins and tells of nothing yet.
func (b *bundle) subscriptionCell(r row, who string) string {
	b.t.Helper()
	stream := b.subscribe(call{as: who, query: r.query, variables: r.variables})
	defer stream.close()
	a, open := stream.first()
	if open {
		return "ok"
	}
	if cell, ok := cells[a.code()]; ok {
		return cell
	}
	return a.Text
}

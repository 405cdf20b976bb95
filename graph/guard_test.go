package graph_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// What is no operation is refused in words of our own, which repeat nothing of what was sent.
func TestGuardRefusesWhatIsNoOperation(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const secret = "s3cret-in-the-body"
	post := func(contentType, body string) *http.Request {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.server.URL, strings.NewReader(body))
		b.must(err)
		r.Header.Set("Content-Type", contentType)
		return r
	}
	get := func(query string) *http.Request {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, b.server.URL+"?"+query, nil)
		b.must(err)
		return r
	}
	method := func(name string) *http.Request {
		r, err := http.NewRequestWithContext(t.Context(), name, b.server.URL, strings.NewReader("{}"))
		b.must(err)
		return r
	}
	for name, c := range map[string]struct {
		request *http.Request
		status  int
		code    string
	}{
		"broken JSON":               {post("application/json", `{"query": "{ viewer { name } }", `+secret), 400, "BAD_USER_INPUT"},
		"trailing text":             {post("application/json", `{"query": "{ viewer { name } }"} `+secret), 400, "BAD_USER_INPUT"},
		"no query":                  {post("application/json", `{"secret": "`+secret+`"}`), 400, "BAD_USER_INPUT"},
		"query is a number":         {post("application/json", `{"query": 5, "secret": "`+secret+`"}`), 400, "BAD_USER_INPUT"},
		"variables are a list":      {post("application/json", `{"query": "{ viewer { name } }", "variables": ["`+secret+`"]}`), 400, "BAD_USER_INPUT"},
		"empty":                     {post("application/json", ``), 400, "BAD_USER_INPUT"},
		"a batch":                   {post("application/json", ` [{"query": "{ viewer { name } }"}]`), 400, "BAD_USER_INPUT"},
		"a form (another site's)":   {post("application/x-www-form-urlencoded", `query=`+secret), 415, "BAD_USER_INPUT"},
		"plain text (likewise)":     {post("text/plain", `{"query": "{ viewer { name } }"}`), 415, "BAD_USER_INPUT"},
		"multipart":                 {post("multipart/form-data; boundary=x", "--x--"), 415, "BAD_USER_INPUT"},
		"too long":                  {post("application/json", `{"query": "{ viewer { name } }", "variables": {"x": "`+strings.Repeat("x", 1<<20)+`"}}`), 413, "BAD_USER_INPUT"},
		"GET without a query":       {get(""), 400, "BAD_USER_INPUT"},
		"GET with broken variables": {get("query=" + url.QueryEscape("{ viewer { name } }") + "&variables=" + secret), 400, "BAD_USER_INPUT"},
		"GET of a mutation":         {get("query=" + url.QueryEscape(`mutation { activateAccount(input: {accountId: "a", activationCode: "b"}) { userErrors { code } } }`)), 200, "BAD_USER_INPUT"},
		"GET of a subscription":     {get("query=" + url.QueryEscape(`subscription { requestChanged { number } }`)), 200, "BAD_USER_INPUT"},
		"PUT":                       {method(http.MethodPut), 405, "BAD_USER_INPUT"},
		"syntax":                    {post("application/json", `{"query": "{ viewer {"}`), 422, "GRAPHQL_PARSE_FAILED"},
		"no such field":             {post("application/json", `{"query": "{ viewer { nme } }"}`), 422, "GRAPHQL_VALIDATION_FAILED"},
		"no such operation":         {post("application/json", `{"query": "query A { viewer { name } }", "operationName": "B"}`), 422, "GRAPHQL_VALIDATION_FAILED"},
		"a variable is missing":     {post("application/json", `{"query": "query ($id: ID!) { node(id: $id) { id } }"}`), 422, "GRAPHQL_VALIDATION_FAILED"},
		"a variable's type":         {post("application/json", `{"query": "query ($n: Int) { accounts(first: $n) { totalCount } }", "variables": {"n": "many"}}`), 422, "GRAPHQL_VALIDATION_FAILED"},
		"a role that nobody knows":  {post("application/json", `{"query": "{ accounts(filter: {status: [GONE]}) { totalCount } }"}`), 422, "GRAPHQL_VALIDATION_FAILED"},
	} {
		a := b.send(c.request)
		if a.Status != c.status || a.code() != c.code {
			t.Errorf("%s: %d %s, want %d %s", name, a.Status, a.Text, c.status, c.code)
		}
		if strings.Contains(a.Text, secret) || strings.Contains(a.Text, "Did you mean") {
			t.Errorf("%s: the answer repeats what was sent, or suggests: %s", name, a.Text)
		}
	}
	if a := b.send(get("query=" + url.QueryEscape("{ policy { timeZone } }"))); a.at("policy.timeZone") != "America/New_York" {
		t.Errorf("a query by GET: %s", a.Text)
	}
}

// Operations that ask too much are refused before they are carried out, quickly.
func TestLimits(t *testing.T) {
	t.Parallel()
	b := setup(t)
	nested := func(depth int) string {
		return "{ viewer { sponsor " + strings.Repeat("{ accounts { nodes { sponsor ", depth) + "{ id } " + strings.Repeat("} } } ", depth) + "} }"
	}
	// Each fragment is the next one twice: forty stand for a trillion fields.
	bomb := "query { viewer { sponsor { ...F0 } } }"
	for i := range 40 {
		bomb += fmt.Sprintf(" fragment F%d on Sponsor { ...F%d x: id ...F%d }", i, i+1, i+1)
	}
	bomb += " fragment F40 on Sponsor { id }"
	var aliases strings.Builder
	for i := range 51 {
		fmt.Fprintf(&aliases, "a%d: policy { timeZone } ", i)
	}
	for name, c := range map[string]struct{ query, code string }{
		"depth":            {nested(8), "COMPLEXITY_LIMIT_EXCEEDED"},
		"fragments":        {bomb, "COMPLEXITY_LIMIT_EXCEEDED"},
		"aliases":          {"{ " + aliases.String() + "}", "COMPLEXITY_LIMIT_EXCEEDED"},
		"pages of pages":   {"{ sponsors(first: 100) { nodes { accounts(first: 100) { nodes { accountId guest { familyName } } } } } }", "COMPLEXITY_LIMIT_EXCEEDED"},
		"words":            {"{ " + strings.Repeat("__typename ", 10_001) + "}", "GRAPHQL_PARSE_FAILED"},
		"fields":           {"{ " + strings.Repeat("__typename ", 2_001) + "}", "COMPLEXITY_LIMIT_EXCEEDED"},
		"introspection":    {"{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }", "GRAPHQL_VALIDATION_FAILED"},
		"a page too large": {"{ accounts(first: 101) { nodes { accountId } } }", "BAD_USER_INPUT"},
		"a page too small": {"{ accounts(first: -1) { nodes { accountId } } }", "BAD_USER_INPUT"},
		"both ends":        {"{ accounts(first: 1, last: 1) { nodes { accountId } } }", "BAD_USER_INPUT"},
		"a cursor":         {`{ accounts(after: "x") { nodes { accountId } } }`, "BAD_USER_INPUT"},
		"too many nodes":   {`{ nodes(ids: [` + strings.Repeat(`"R3Vlc3Q6MQ" `, 101) + `]) { id } }`, "BAD_USER_INPUT"},
		"an id":            {`{ node(id: "nonsense") { id } }`, "BAD_USER_INPUT"},
		"an id of nothing": {`{ node(id: "` + id("Nothing", 1) + `") { id } }`, "BAD_USER_INPUT"},
		"another's id":     {`mutation { approveRequest(input: {requestId: "` + id("GuestAccount", 1) + `"}) { userErrors { code } } }`, "BAD_USER_INPUT"},
		"a day":            {`{ accounts(filter: {expiresFrom: "31.12.2027"}) { totalCount } }`, "BAD_USER_INPUT"},
		"an instant":       {`{ auditEvents(filter: {from: "yesterday"}) { totalCount } }`, "BAD_USER_INPUT"},
		"a Harvard ID":     {`{ sponsor(huid: "123") { name } }`, "BAD_USER_INPUT"},
		"days":             {`{ summary { expiringByDay(days: 100000) { count } } }`, "BAD_USER_INPUT"},
	} {
		if a := b.do(call{as: "desk", query: c.query}); a.code() != c.code {
			t.Errorf("%s: %d %s, want %s", name, a.Status, a.Text, c.code)
		}
	}
}

// GraphiQL and code generators ask the schema with this, and it is let through.
func TestIntrospectionAsToolsDoIt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	a := b.do(call{query: `query IntrospectionQuery { __schema { queryType { name } mutationType { name } subscriptionType { name } types { ...FullType }
		directives { name description locations args { ...InputValue } } } }
		fragment FullType on __Type { kind name description fields(includeDeprecated: true) { name description args { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason }
		inputFields { ...InputValue } interfaces { ...TypeRef } enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } }
		fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue }
		fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } }`})
	if len(a.Errors) > 0 || a.at("__schema.queryType.name") != "Query" {
		t.Fatalf("%.500s", a.Text)
	}
}

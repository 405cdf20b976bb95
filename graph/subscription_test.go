package graph_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"

	"github.com/guestd/guestd/graph"
)

const suspend = `mutation { suspendAccount(input: {accountId: "gg101"}) { userErrors { message } account { status } } }`
const restore = `mutation { restoreAccount(input: {accountId: "gg101"}) { userErrors { message } account { status } } }`

// Whoever may see a change is told, with the object as it stands and with what it leads to; who
// may not, is not.
func TestSubscriptionsTellOfChanges(t *testing.T) {
	t.Parallel()
	b := matrixScene(t)
	const query = `subscription ($id: ID) { accountChanged(accountId: $id) { accountId status guest { familyName } history { action } } }`
	all := b.begin(call{as: "ada", query: query})
	one := b.begin(call{as: "gia", query: query, variables: map[string]any{"id": id("GuestAccount", giaAccount)}})
	others := b.begin(call{as: "ben", query: query})
	desk := b.begin(call{as: "desk", query: query})
	defer all.close()
	defer one.close()
	defer others.close()
	defer desk.close()

	b.ok(call{as: "ada", query: suspend})
	b.ok(call{as: "ben", query: strings.ReplaceAll(suspend, "gg101", "hh101")})
	for _, s := range []*stream{all, one, desk} {
		a := s.next()
		if a.at("accountChanged.accountId") != "gg101" || a.at("accountChanged.status") != "SUSPENDED" || a.at("accountChanged.guest.familyName") != "Garcia" ||
			!strings.Contains(a.Text, "account.suspended") {
			t.Errorf("%s", a.Text)
		}
	}
	if a := others.next(); a.at("accountChanged.accountId") != "hh101" { // and not gg101's before
		t.Errorf("%s", a.Text)
	}
	b.ok(call{as: "ada", query: restore})
	if a := all.next(); a.at("accountChanged.status") != "PENDING_ACTIVATION" {
		t.Errorf("the second change: %s", a.Text)
	}
}

func TestSubscriptionsTellOfRequests(t *testing.T) {
	t.Parallel()
	b := matrixScene(t)
	affairs := b.begin(call{as: "affairs", query: `subscription { requestChanged { number status viaAcademicAffairs } }`})
	defer affairs.close()
	b.ok(call{as: "ada", query: `mutation ($id: ID!) { approveRequest(input: {requestId: $id}) { userErrors { message } } }`, variables: map[string]any{"id": id("GuestRequest", giaWish)}})
	b.ok(call{as: "affairs", query: `mutation ($id: ID!) { approveRequest(input: {requestId: $id}) { userErrors { message } } }`, variables: map[string]any{"id": id("GuestRequest", wyssRequest)}})
	if a := affairs.next(); a.at("requestChanged.number") != "R-1003" || a.at("requestChanged.status") != "FULFILLED" {
		t.Errorf("%s", a.Text)
	}
}

// The subscriber's rights are those of the moment: who is no sponsor any more is told nothing more.
func TestSubscriptionsReadRightsAgain(t *testing.T) {
	t.Parallel()
	b := matrixScene(t)
	ada := b.begin(call{as: "ada", query: `subscription { accountChanged { status } }`})
	desk := b.begin(call{as: "desk", query: `subscription { accountChanged { status } }`})
	defer ada.close()
	defer desk.close()
	b.ok(call{as: "feed", query: `mutation { upsertSponsors(input: {sponsors: [{huid: "10000001", name: "Ada Alder", email: "ada_alder@hms.harvard.edu", affiliation: HMS_FACULTY, active: false}]}) { userErrors { message } } }`})
	b.ok(call{as: "desk", query: suspend})
	desk.next()
	b.ok(call{as: "feed", query: `mutation { upsertSponsors(input: {sponsors: [{huid: "10000001", name: "Ada Alder", email: "ada_alder@hms.harvard.edu", affiliation: HMS_FACULTY, active: true}]}) { userErrors { message } } }`})
	b.ok(call{as: "desk", query: restore})
	if a := ada.next(); a.at("accountChanged.status") != "PENDING_ACTIVATION" {
		t.Errorf("told of what happened while she was no sponsor: %s", a.Text)
	}
}

// A subscription ends with its subscriber's token, and says so.
func TestSubscriptionsEndWithTheToken(t *testing.T) {
	t.Parallel()
	b := matrixScene(t)
	person := b.cast["ada"]
	b.machine.Set(b.machine.Now().Add(900 * time.Millisecond)) // tokens end at whole seconds: this one in a tenth
	text, err := b.issuer.Mint(person.Email, person.Name, nil, time.Second)
	b.must(err)
	s := b.begin(call{headers: map[string]string{"Authorization": "Bearer " + text}, query: `subscription { accountChanged { status } }`})
	b.machine.Set(b.machine.Now().Add(time.Hour)) // the clock that tokens end by stands still in tests
	if a := s.next(); a.code() != "UNAUTHENTICATED" {
		t.Errorf("%s", a.Text)
	}
	s.ended()
}

// socket is a client of the WebSocket transport.
type socket struct {
	b    *bundle
	conn *websocket.Conn
}

type socketMessage struct {
	ID      string          `json:"id,omitempty"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload,omitempty"`
}

func (b *bundle) dial(header http.Header, protocols ...string) (*websocket.Conn, *http.Response, error) {
	return websocket.Dial(b.t.Context(), b.server.URL, &websocket.DialOptions{HTTPHeader: header, Subprotocols: protocols})
}

// connect opens a WebSocket and says who it is in connection_init.
func (b *bundle) connect(init map[string]string) *socket {
	b.t.Helper()
	conn, _, err := b.dial(nil, "graphql-transport-ws")
	b.must(err)
	b.t.Cleanup(func() { _ = conn.CloseNow() })
	s := &socket{b, conn}
	payload, err := json.Marshal(init)
	b.must(err)
	s.write(socketMessage{Type: "connection_init", Payload: payload})
	return s
}

func (s *socket) write(m socketMessage) {
	s.b.t.Helper()
	s.b.must(wsjson.Write(s.b.t.Context(), s.conn, m))
}

// read is the next message that is no ping.
func (s *socket) read() (m socketMessage) {
	s.b.t.Helper()
	for {
		m = socketMessage{}
		s.b.must(wsjson.Read(s.b.t.Context(), s.conn, &m))
		if m.Type != "ping" && m.Type != "pong" {
			return m
		}
	}
}

func (s *socket) subscribe(id, query string) {
	s.b.t.Helper()
	payload, err := json.Marshal(map[string]string{"query": query})
	s.b.must(err)
	s.write(socketMessage{ID: id, Type: "subscribe", Payload: payload})
}

func TestWebSocket(t *testing.T) {
	t.Parallel()
	b := matrixScene(t)
	s := b.connect(map[string]string{"Authorization": "Bearer " + b.token("ada"), "Guestd-Client": "web"})
	if m := s.read(); m.Type != "connection_ack" {
		t.Fatalf("%+v", m)
	}
	s.subscribe("1", `subscription { accountChanged { accountId status } }`)
	<-b.watched
	s.subscribe("2", `{ viewer { name } }`)
	if m := s.read(); m.ID != "2" || m.Type != "next" || !strings.Contains(string(m.Payload), "Ada Alder") {
		t.Errorf("%s %s", m.Type, m.Payload)
	}
	if m := s.read(); m.ID != "2" || m.Type != "complete" {
		t.Errorf("%s %s", m.Type, m.Payload)
	}
	b.ok(call{as: "ada", query: suspend})
	if m := s.read(); m.ID != "1" || m.Type != "next" || !strings.Contains(string(m.Payload), `"SUSPENDED"`) {
		t.Errorf("%s %s", m.Type, m.Payload)
	}
	s.write(socketMessage{ID: "1", Type: "complete"})
	if m := s.read(); m.ID != "1" || m.Type != "complete" {
		t.Errorf("%s %s", m.Type, m.Payload)
	}
	// A connection outlives its token, and what is asked over it then is refused.
	b.machine.Set(b.machine.Now().Add(2 * time.Hour))
	s.subscribe("3", `{ viewer { name } }`)
	if m := s.read(); m.ID != "3" || !strings.Contains(string(m.Payload), "UNAUTHENTICATED") {
		t.Errorf("%s %s", m.Type, m.Payload)
	}
}

func TestWebSocketRefusesStrangers(t *testing.T) {
	t.Parallel()
	b := setup(t, func(c *graph.Config) { c.Origins = []string{"dashboard.example.org"} })
	s := b.connect(map[string]string{"Authorization": "Bearer nonsense"})
	var m socketMessage
	for err := error(nil); err == nil && m.Type != "connection_error"; {
		err = wsjson.Read(t.Context(), s.conn, &m)
		if m.Type == "connection_ack" {
			t.Fatal("let in with a bad token")
		}
	}
	if _, r, err := b.dial(nil, "graphql-ws"); err == nil || r == nil || r.StatusCode != http.StatusBadRequest {
		t.Error("the old protocol was taken")
	}
	if _, r, err := b.dial(http.Header{"Origin": {"https://evil.example.org"}}, "graphql-transport-ws"); err == nil || r == nil || r.StatusCode != http.StatusForbidden {
		t.Error("another site's page was let in")
	}
	conn, _, err := b.dial(http.Header{"Origin": {"https://dashboard.example.org"}}, "graphql-transport-ws")
	if err != nil {
		t.Fatalf("a page that is allowed: %v", err)
	}
	_ = conn.CloseNow()
	if _, r, err := b.dial(http.Header{"Authorization": {"Bearer nonsense"}}, "graphql-transport-ws"); err == nil || r == nil || r.StatusCode != http.StatusUnauthorized {
		t.Error("a bad token in the headers was let in")
	}
}

package signin_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/guestd/guestd/internal/clock"
	"github.com/guestd/guestd/internal/guest"
	"github.com/guestd/guestd/internal/signin"
	"github.com/guestd/guestd/internal/signin/issuer"
)

// people knows one sponsor, and email 7.
type people struct{ broken error }

func (p people) ActorFor(_ context.Context, name, email string, granted []guest.Role) (guest.Actor, error) {
	actor := guest.Actor{Name: name, Email: email, Roles: granted}
	if email == "ada@hms.harvard.edu" {
		actor.Roles = append(slices.Clone(granted), guest.RoleSponsor)
	}
	return actor, p.broken
}

func (p people) InboundEmailsByIDs(_ context.Context, ids []int64) (map[int64]guest.InboundEmail, error) {
	if slices.Contains(ids, 7) {
		return map[int64]guest.InboundEmail{7: {ID: 7}}, nil
	}
	return nil, nil
}

type bundle struct {
	t        *testing.T
	clock    *clock.Fixed
	issuer   *issuer.Issuer
	internal *signin.Internal
	*signin.Authenticator
}

var start = time.Date(2027, 1, 4, 15, 0, 0, 0, time.UTC)

func setup(t *testing.T, options ...func(*signin.Config)) *bundle {
	t.Helper()
	b := &bundle{t: t, clock: clock.NewFixed(start), internal: signin.NewInternal()}
	var err error
	if b.issuer, err = issuer.Open(t.TempDir(), "https://issuer.test", b.clock.Now); err != nil {
		t.Fatal(err)
	}
	cfg := signin.Config{Issuer: b.issuer.URL(), Keys: b.issuer.Keys(), Now: b.clock.Now, People: people{}, Internal: b.internal, Log: slog.New(slog.DiscardHandler)}
	for _, option := range options {
		option(&cfg)
	}
	if b.Authenticator, err = signin.New(cfg); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *bundle) mint(email, name string, roles ...string) string {
	b.t.Helper()
	token, err := b.issuer.Mint(email, name, roles, time.Hour)
	if err != nil {
		b.t.Fatal(err)
	}
	return "Bearer " + token
}

func headers(pairs ...string) http.Header {
	h := http.Header{}
	for i := 0; i < len(pairs); i += 2 {
		h.Add(pairs[i], pairs[i+1])
	}
	return h
}

func TestWhoAsks(t *testing.T) {
	t.Parallel()
	b := setup(t)
	bot := b.mint("", "intake bot", "intake")
	const behalf, email = signin.HeaderOnBehalfOf, signin.HeaderInboundEmail
	for name, c := range map[string]struct {
		headers  http.Header
		who      string // name, address, roles, source
		service  bool
		email    int64
		nobody   bool
		untimely bool // never expires
	}{
		"nobody":                      {headers: headers(), who: "|||API", nobody: true, untimely: true},
		"nobody's dashboard":          {headers: headers("Guestd-Client", "web"), who: "|||WEB", nobody: true, untimely: true},
		"a sponsor":                   {headers: headers("Authorization", b.mint("ada@hms.harvard.edu", "Ada")), who: "Ada|ada@hms.harvard.edu|SPONSOR|API"},
		"by the dashboard":            {headers: headers("Authorization", b.mint("ada@hms.harvard.edu", "Ada"), "Guestd-Client", "Web"), who: "Ada|ada@hms.harvard.edu|SPONSOR|WEB"},
		"the service desk":            {headers: headers("Authorization", b.mint("dee@hms.harvard.edu", "Dee", "SERVICE_DESK")), who: "Dee|dee@hms.harvard.edu|SERVICE_DESK|API"},
		"records decide who sponsors": {headers: headers("Authorization", b.mint("sam@example.org", "Sam", "sponsor", "guest", "root")), who: "Sam|sam@example.org||API"},
		"a feed":                      {headers: headers("Authorization", b.mint("ada@hms.harvard.edu", "directory", "feed")), who: "directory||FEED|API", service: true},
		"the bot":                     {headers: headers("Authorization", bot), who: "intake bot||INTAKE|API", service: true},
		"the bot and more":            {headers: headers("Authorization", b.mint("", "intake bot", "intake", "service-desk")), who: "intake bot||INTAKE|API", service: true},
		"the bot for a sponsor":       {headers: headers("Authorization", bot, behalf, "ada@hms.harvard.edu", email, "7"), who: "|ada@hms.harvard.edu|SPONSOR|EMAIL", email: 7},
		"the bot for a stranger":      {headers: headers("authorization", bot, behalf, "sam@example.org", email, "7", "Guestd-Client", "web"), who: "|sam@example.org||EMAIL", email: 7},
	} {
		got, err := b.Authenticate(t.Context(), c.headers)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var roles []string
		for _, role := range got.Actor.Roles {
			roles = append(roles, string(role))
		}
		who := strings.Join([]string{got.Actor.Name, got.Actor.Email, strings.Join(roles, ","), string(got.Actor.Source)}, "|")
		if who != c.who || got.Service != c.service || got.Actor.InboundEmailID != c.email || got.SignedIn == c.nobody || got.Expires.IsZero() != c.untimely {
			t.Errorf("%s: %s %+v", name, who, got)
		}
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil)
	b.internal.Authorize(r)
	if got, err := b.Authenticate(t.Context(), r.Header); err != nil || !got.Service || !got.Actor.Is(guest.RoleIntake) || !got.Expires.IsZero() {
		t.Errorf("the bot of the same process: %+v, %v", got, err)
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	b, other := setup(t), setup(t) // other has another key by the same name
	good := b.mint("ada@hms.harvard.edu", "Ada")
	expired, err := b.issuer.Mint("ada@hms.harvard.edu", "Ada", nil, -time.Second)
	if err != nil {
		t.Fatal(err)
	}
	bot := b.mint("", "intake bot", "intake")
	const behalf, email = signin.HeaderOnBehalfOf, signin.HeaderInboundEmail
	for name, c := range map[string]struct {
		headers http.Header
		status  int
	}{
		"nonsense":              {headers("Authorization", "Bearer nonsense"), 401},
		"nothing":               {headers("Authorization", "Bearer "), 401},
		"a password":            {headers("Authorization", "Basic YWRhOmFkYQ=="), 401},
		"two tokens":            {headers("Authorization", good, "Authorization", good), 401},
		"another key":           {headers("Authorization", other.mint("ada@hms.harvard.edu", "Ada")), 401},
		"expired":               {headers("Authorization", "Bearer "+expired), 401},
		"a bit changed":         {headers("Authorization", good[:len(good)-3]+"xyz"), 401},
		"not signed":            {headers("Authorization", "Bearer "+unsigned(t)), 401},
		"another process's bot": {headers("Authorization", internalOf(t, other.internal)), 401},
		"too long":              {headers("Authorization", "Bearer "+strings.Repeat("x", 20<<10)), 401},
		"nobody as the bot":     {headers(behalf, "ada@hms.harvard.edu", email, "7"), 403},
		"a sponsor as the bot":  {headers("Authorization", good, behalf, "ben@hms.harvard.edu"), 403},
		"the desk as the bot":   {headers("Authorization", b.mint("dee@hms.harvard.edu", "Dee", "service-desk"), email, "7"), 403},
		"a feed as the bot":     {headers("Authorization", b.mint("", "feed", "feed"), behalf, "ada@hms.harvard.edu", email, "7"), 403},
		"no email":              {headers("Authorization", bot, behalf, "ada@hms.harvard.edu"), 400},
		"no sender":             {headers("Authorization", bot, email, "7"), 400},
		"an email not there":    {headers("Authorization", bot, behalf, "ada@hms.harvard.edu", email, "8"), 400},
		"an email that is none": {headers("Authorization", bot, behalf, "ada@hms.harvard.edu", email, "-7"), 400},
		"a sender that is none": {headers("Authorization", bot, behalf, "Ada <ada@hms.harvard.edu>", email, "7"), 400},
		"two senders":           {headers("Authorization", bot, behalf, "ada@hms.harvard.edu", behalf, "ben@hms.harvard.edu", email, "7"), 400},
	} {
		_, err := b.Authenticate(t.Context(), c.headers)
		if refusal, ok := errors.AsType[*signin.Refusal](err); !ok || refusal.Status != c.status {
			t.Errorf("%s: %v, want %d", name, err, c.status)
		}
	}
}

// Claims that the issuer signed and that still make nobody of the records.
func TestClaims(t *testing.T) {
	t.Parallel()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	sign := func(changes map[string]any) string {
		claims := map[string]any{"iss": "https://issuer.test", "aud": "guestd", "sub": "u1", "exp": start.Add(time.Hour).Unix(),
			"email": "ada@hms.harvard.edu", "name": "Ada", "https://hms/roles": []string{"service-desk"}}
		for name, value := range changes {
			claims[name] = value
		}
		signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: key}, nil)
		if err != nil {
			t.Fatal(err)
		}
		token, err := jwt.Signed(signer).Claims(claims).Serialize()
		if err != nil {
			t.Fatal(err)
		}
		return "Bearer " + token
	}
	b := setup(t, func(c *signin.Config) {
		c.RolesClaim = "https://hms/roles"
		c.Keys = keySet{&key.PublicKey}
	})
	for name, c := range map[string]struct {
		changes map[string]any
		want    string // the roles, or the refusal's status
	}{
		"as it is":                  {nil, "SERVICE_DESK,SPONSOR"},
		"verified":                  {map[string]any{"email_verified": true}, "SERVICE_DESK,SPONSOR"},
		"not verified":              {map[string]any{"email_verified": false}, "401"},
		"not verified, as text":     {map[string]any{"email_verified": "false"}, "401"},
		"roles as words":            {map[string]any{"https://hms/roles": "academic-affairs SERVICE_DESK academic_affairs"}, "ACADEMIC_AFFAIRS,SERVICE_DESK,SPONSOR"},
		"roles of another type":     {map[string]any{"https://hms/roles": 7}, "SPONSOR"},
		"no address":                {map[string]any{"email": ""}, "SERVICE_DESK"},
		"an address that is a list": {map[string]any{"email": []string{"ada@hms.harvard.edu"}}, "SERVICE_DESK"},
		"for somebody else":         {map[string]any{"aud": "payroll"}, "401"},
		"for several":               {map[string]any{"aud": []string{"payroll", "guestd"}}, "SERVICE_DESK,SPONSOR"},
		"by another issuer":         {map[string]any{"iss": "https://issuer.evil"}, "401"},
		"not yet":                   {map[string]any{"nbf": start.Add(time.Hour).Unix()}, "401"},
		"without end":               {map[string]any{"exp": nil}, "401"},
	} {
		got, err := b.Authenticate(t.Context(), headers("Authorization", sign(c.changes)))
		var roles []string
		for _, role := range got.Actor.Roles {
			roles = append(roles, string(role))
		}
		result := strings.Join(roles, ",")
		if refusal, ok := errors.AsType[*signin.Refusal](err); ok {
			result = http.StatusText(refusal.Status)
			if refusal.Status == 401 {
				result = "401"
			}
		}
		if result != c.want {
			t.Errorf("%s: %s (%v), want %s", name, result, err, c.want)
		}
	}
}

type keySet struct{ key *ecdsa.PublicKey }

func (k keySet) VerifySignature(_ context.Context, token string) ([]byte, error) {
	jws, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{jose.ES256})
	if err != nil {
		return nil, err
	}
	return jws.Verify(k.key)
}

func internalOf(t *testing.T, i *signin.Internal) string {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil)
	i.Authorize(r)
	return r.Header.Get("Authorization")
}

// unsigned says alg none, which some libraries take for signed.
func unsigned(t *testing.T) string {
	t.Helper()
	return "eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL2lzc3Vlci50ZXN0IiwiYXVkIjoiZ3Vlc3RkIiwiZXhwIjo5OTk5OTk5OTk5LCJyb2xlcyI6WyJzZXJ2aWNlLWRlc2siXX0."
}

// The answer to a bad token is GraphQL's error in HTTP's shape, and tells nothing of why.
func TestMiddleware(t *testing.T) {
	t.Parallel()
	b := setup(t)
	seen := ""
	handler := b.Middleware(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { seen = signin.From(r.Context()).Actor.Email }))
	ask := func(authorization string) *http.Response {
		r, w := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil), httptest.NewRecorder()
		r.Header.Set("Authorization", authorization)
		handler.ServeHTTP(w, r)
		return w.Result()
	}
	if ask(b.mint("ada@hms.harvard.edu", "Ada")); seen != "ada@hms.harvard.edu" {
		t.Errorf("%q was seen", seen)
	}
	seen = ""
	r := ask("Bearer nonsense")
	var body struct {
		Errors []struct {
			Message    string
			Extensions struct{ Code string }
		}
	}
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		t.Fatal(err)
	}
	if r.StatusCode != http.StatusUnauthorized || seen != "" || len(body.Errors) != 1 || body.Errors[0].Extensions.Code != "UNAUTHENTICATED" ||
		strings.Contains(body.Errors[0].Message, "jwt") || r.Header.Get("WWW-Authenticate") == "" {
		t.Errorf("%d %+v", r.StatusCode, body)
	}
}

// What keeps the token from being checked is not the token's fault.
func TestUnreachable(t *testing.T) {
	t.Parallel()
	closed := httptest.NewServer(nil)
	closed.Close()
	token := setup(t).mint("ada@hms.harvard.edu", "Ada")
	for name, option := range map[string]func(*signin.Config){
		"the issuer":  func(c *signin.Config) { c.Keys = signin.Discover(closed.URL, http.DefaultClient, c.Now) },
		"the records": func(c *signin.Config) { c.People = people{broken: io.ErrUnexpectedEOF} },
	} {
		b := setup(t, option)
		if name == "the records" {
			token = b.mint("ada@hms.harvard.edu", "Ada")
		}
		w, r := httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil)
		r.Header.Set("Authorization", token)
		b.Middleware(http.NotFoundHandler()).ServeHTTP(w, r)
		if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "INTERNAL") {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
}

// An identity is renewed in place, for all that share its context.
func TestRenew(t *testing.T) {
	t.Parallel()
	who := &changing{}
	b := setup(t, func(c *signin.Config) { c.People = who })
	identity, err := b.Authenticate(t.Context(), headers("Authorization", b.mint("ada@hms.harvard.edu", "Ada")))
	if err != nil {
		t.Fatal(err)
	}
	ctx := signin.With(t.Context(), identity)
	who.sponsor = true
	if signin.From(ctx).Actor.Is(guest.RoleSponsor) {
		t.Error("renewed without being asked")
	}
	if got, err := signin.Renew(ctx); err != nil || !got.Actor.Is(guest.RoleSponsor) || !signin.From(ctx).Actor.Is(guest.RoleSponsor) || signin.From(ctx).Actor.Source != guest.SourceAPI {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := signin.Renew(t.Context()); err != nil || got.SignedIn {
		t.Errorf("nobody renewed: %+v, %v", got, err)
	}
}

type changing struct {
	people
	sponsor bool
}

func (c *changing) ActorFor(_ context.Context, name, email string, _ []guest.Role) (guest.Actor, error) {
	actor := guest.Actor{Name: name, Email: email}
	if c.sponsor {
		actor.Roles = []guest.Role{guest.RoleSponsor}
	}
	return actor, nil
}

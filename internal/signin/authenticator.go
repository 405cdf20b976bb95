package signin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"github.com/guestd/guestd/internal/guest"
)

// Audience is whom tokens must be for.
const Audience = "guestd"

// maxToken bounds what is taken for a token, in bytes.
const maxToken = 16 << 10

// People are the records that say who somebody with a proven address is: *guest.Service.
type People interface {
	ActorFor(ctx context.Context, name, email string, granted []guest.Role) (guest.Actor, error)
	InboundEmailsByIDs(ctx context.Context, ids []int64) (map[int64]guest.InboundEmail, error)
}

// Config is what an Authenticator is made of.
type Config struct {
	// Issuer is who signs the tokens: their "iss".
	Issuer string
	// Keys are the issuer's: Discover's for production, a static set for the demo.
	Keys oidc.KeySet
	// Audience is whom tokens must be for; Audience where empty.
	Audience string
	// RolesClaim names the claim that holds the roles; "roles" where empty.
	RolesClaim string
	// Now is the clock that tokens end by: the machine's own, never one that a demo moves.
	Now func() time.Time
	// People are the records.
	People People
	// Internal is the secret of the bot in this process; nil where there is none.
	Internal *Internal
	Log      *slog.Logger
}

// Authenticator finds out who asks.
type Authenticator struct {
	issuer     string
	keys       oidc.KeySet
	verify     *oidc.Config
	rolesClaim string
	people     People
	internal   *Internal
	log        *slog.Logger
}

// New checks the configuration.
func New(cfg Config) (*Authenticator, error) {
	if cfg.Issuer == "" || cfg.Keys == nil || cfg.Now == nil || cfg.People == nil || cfg.Log == nil {
		return nil, errors.New("sign-in: the issuer, its keys, a clock, the records and a log are needed")
	}
	if cfg.Audience == "" {
		cfg.Audience = Audience
	}
	if cfg.RolesClaim == "" {
		cfg.RolesClaim = "roles"
	}
	return &Authenticator{
		issuer: cfg.Issuer, keys: cfg.Keys, rolesClaim: cfg.RolesClaim, people: cfg.People, internal: cfg.Internal, log: cfg.Log,
		// Public keys only: an algorithm with a shared secret would let whoever knows the public
		// key sign.
		verify: &oidc.Config{ClientID: cfg.Audience, Now: cfg.Now,
			SupportedSigningAlgs: []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.EdDSA}},
	}, nil
}

// Middleware lets next find who asks in the request's context. A request without a token is
// nobody's; one with a bad token, or with the bot's headers and not its right, is refused.
func (a *Authenticator) Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		identity, err := a.Authenticate(r.Context(), r.Header)
		if err != nil {
			a.refuse(r.Context(), w, err)
			return
		}
		next.ServeHTTP(w, r.WithContext(With(r.Context(), identity)))
	})
}

func (a *Authenticator) refuse(ctx context.Context, w http.ResponseWriter, err error) {
	refusal, ok := errors.AsType[*Refusal](err)
	if !ok {
		a.log.ErrorContext(ctx, "sign-in failed", "error", err)
		refusal = errCannotCheck
	}
	refusal.Write(w)
}

// Authenticate finds out who sends these headers. The error is a *Refusal, or the records'.
func (a *Authenticator) Authenticate(ctx context.Context, header http.Header) (Identity, error) {
	identity, bot, err := a.identify(ctx, header)
	if err != nil {
		return Identity{}, err
	}
	if bot {
		return a.onBehalf(ctx, identity, header)
	}
	if header.Get(HeaderOnBehalfOf) != "" || header.Get(HeaderInboundEmail) != "" {
		return Identity{}, errNotTheBot
	}
	return identity, nil
}

// identify tells whose the token is, and whether it is the bot's.
func (a *Authenticator) identify(ctx context.Context, header http.Header) (identity Identity, bot bool, err error) {
	source := guest.SourceAPI
	if strings.EqualFold(header.Get(HeaderClient), "web") {
		source = guest.SourceWeb
	}
	values := header.Values("Authorization")
	if len(values) == 0 {
		return Identity{Actor: guest.Actor{Source: source}}, false, nil
	}
	scheme, token, _ := strings.Cut(values[0], " ")
	token = strings.TrimSpace(token)
	if len(values) > 1 || !strings.EqualFold(scheme, "Bearer") || token == "" || len(token) > maxToken {
		return identity, false, errBadToken
	}
	if a.internal.is(token) {
		return Identity{SignedIn: true, Service: true, Actor: guest.Actor{Name: "intake", Roles: []guest.Role{guest.RoleIntake}, Source: source}}, true, nil
	}
	c, expires, err := a.read(ctx, token)
	if err != nil {
		return identity, false, err
	}
	if c.isService() {
		bot = slices.Contains(c.roles, guest.RoleIntake)
		roles := c.roles
		if bot {
			roles = []guest.Role{guest.RoleIntake} // whatever else its token grants: the bot has no rights of its own
		}
		return Identity{SignedIn: true, Service: true, Expires: expires, Actor: guest.Actor{Name: c.label(), Roles: roles, Source: source}}, bot, nil
	}
	again := func(ctx context.Context) (guest.Actor, error) {
		actor, err := a.people.ActorFor(ctx, c.name, c.email, c.roles)
		actor.Source = source
		return actor, err
	}
	actor, err := again(ctx)
	return Identity{Actor: actor, SignedIn: true, Expires: expires, again: again}, false, err
}

// read verifies a token and reads its claims.
func (a *Authenticator) read(ctx context.Context, token string) (claims, time.Time, error) {
	keys := &noting{keys: a.keys}
	verified, err := oidc.NewVerifier(a.issuer, keys, a.verify).Verify(ctx, token)
	if err != nil {
		if unreachable(keys.failure) {
			return claims{}, time.Time{}, fmt.Errorf("the issuer's keys: %w", keys.failure)
		}
		a.log.InfoContext(ctx, "bearer token refused", "reason", err.Error())
		return claims{}, time.Time{}, errBadToken
	}
	var all map[string]json.RawMessage
	if err := verified.Claims(&all); err != nil {
		return claims{}, time.Time{}, errBadToken
	}
	c := readClaims(all, a.rolesClaim)
	if c.unverified && c.email != "" {
		return claims{}, time.Time{}, errNoAddress
	}
	return c, verified.Expiry, nil
}

// noting keeps why a signature could not be verified: go-oidc passes on the text alone.
type noting struct {
	keys    oidc.KeySet
	failure error
}

func (n *noting) VerifySignature(ctx context.Context, jwt string) (payload []byte, err error) {
	payload, n.failure = n.keys.VerifySignature(ctx, jwt)
	return payload, n.failure
}

// unreachable: the keys could not be had, which says nothing about the token.
func unreachable(err error) bool {
	var network *url.Error
	return errors.Is(err, errNoKeys) || errors.As(err, &network)
}

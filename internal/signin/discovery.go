package signin

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
)

var errNoKeys = errors.New("the issuer's keys cannot be had")

// discoverAgain is how long to wait after a failed discovery before the next.
const discoverAgain = 5 * time.Second

// Discover is the key set that the issuer publishes (OpenID Connect Discovery 1.0, section 4). It
// is looked up when first needed, so that an issuer that is down holds up no start, and its keys
// are fetched again when a token names a new one.
func Discover(issuer string, client *http.Client, now func() time.Time) oidc.KeySet {
	return &discovered{issuer: issuer, now: now, ctx: oidc.ClientContext(context.Background(), client)}
}

type discovered struct {
	issuer string
	now    func() time.Time
	ctx    context.Context // the key set's own, beyond any request: it carries the client

	mu     sync.Mutex
	keys   oidc.KeySet
	failed time.Time
	err    error
}

// VerifySignature is oidc.KeySet's.
func (d *discovered) VerifySignature(ctx context.Context, jwt string) ([]byte, error) {
	keys, err := d.find()
	if err != nil {
		return nil, err
	}
	return keys.VerifySignature(ctx, jwt)
}

func (d *discovered) find() (oidc.KeySet, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.keys != nil {
		return d.keys, nil
	}
	if d.err != nil && d.now().Sub(d.failed) < discoverAgain {
		return nil, d.err
	}
	provider, err := oidc.NewProvider(d.ctx, d.issuer)
	var published struct {
		JWKS string `json:"jwks_uri"`
	}
	if err == nil {
		err = provider.Claims(&published)
	}
	if err != nil {
		d.failed, d.err = d.now(), fmt.Errorf("%w: %w", errNoKeys, err)
		return nil, d.err
	}
	d.keys, d.err = oidc.NewRemoteKeySet(d.ctx, published.JWKS), nil
	return d.keys, nil
}

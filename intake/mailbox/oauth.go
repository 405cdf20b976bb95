package mailbox

import (
	"context"
	"sync"
	"time"

	"golang.org/x/oauth2/clientcredentials"

	"github.com/guestd/guestd/internal/clock"
)

// Token is an OAuth 2.0 access token.
type Token struct {
	Value string
	// Expires is when it ends, in UTC; zero when that is not known.
	Expires time.Time
}

// TokenSource gives access tokens for signing in.
type TokenSource interface {
	// Token is a token that is good for a while yet.
	Token(ctx context.Context) (Token, error)
	// Refused says that the server did not take that token, so that it is not given again.
	Refused(Token)
}

// ClientCredentials gets tokens by the client credentials grant (RFC 6749 section 4.4), as
// Exchange Online wants it, and renews each before it expires. It is safe for concurrent use.
type ClientCredentials struct {
	// Config names the token endpoint, the client and its scopes.
	Config clientcredentials.Config
	// Early is how long before its end a token is renewed; default 5 minutes.
	Early time.Duration
	// Now is the present instant; nil means the machine's clock.
	Now func() time.Time

	mu     sync.Mutex
	cached Token
}

// Token is the token at hand, or a new one where that is missing, refused or near its end.
func (c *ClientCredentials) Token(ctx context.Context) (Token, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now, early := clock.System{}.Now, c.Early
	if c.Now != nil {
		now = c.Now
	}
	if early <= 0 {
		early = 5 * time.Minute
	}
	if c.cached.Value != "" && (c.cached.Expires.IsZero() || now().Add(early).Before(c.cached.Expires)) {
		return c.cached, nil
	}
	token, err := c.Config.Token(ctx)
	if err != nil {
		return Token{}, err
	}
	c.cached = Token{Value: token.AccessToken, Expires: token.Expiry.UTC()}
	if token.Expiry.IsZero() {
		c.cached.Expires = time.Time{}
	}
	return c.cached, nil
}

// Refused forgets the token.
func (c *ClientCredentials) Refused(token Token) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cached.Value == token.Value {
		c.cached = Token{}
	}
}

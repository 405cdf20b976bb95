// Package signin finds out who asks: a person or a feed by a token that the organisation's issuer
// signed, or the intake bot for the sender of an email. What they may do is the records' and the
// domain's to say.
package signin

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/guestd/guestd/internal/guest"
)

// Identity is whoever asks. The zero Identity is nobody.
type Identity struct {
	Actor guest.Actor
	// SignedIn: a token, or the bot's secret, was shown and is good.
	SignedIn bool
	// Service: not a person but a feed, or the bot by itself.
	Service bool
	// Expires is when the token ends, by the machine's own clock; zero where nothing ends.
	Expires time.Time

	again func(context.Context) (guest.Actor, error)
}

// Expired reports whether the token has ended by now.
func (i Identity) Expired(now time.Time) bool { return !i.Expires.IsZero() && !now.Before(i.Expires) }

// session is where a connection's identity is kept: a subscription outlives what its subscriber
// may see, so the identity is renewed in place.
type session struct{ current atomic.Pointer[Identity] }

type sessionKey struct{}

// With makes ctx that of whoever was identified.
func With(ctx context.Context, identity Identity) context.Context {
	s := &session{}
	s.current.Store(&identity)
	return context.WithValue(ctx, sessionKey{}, s)
}

// From is whoever asks in ctx; nobody where With was not called.
func From(ctx context.Context) Identity {
	if s, ok := ctx.Value(sessionKey{}).(*session); ok {
		return *s.current.Load()
	}
	return Identity{Actor: guest.Actor{Source: guest.SourceAPI}}
}

// Renew reads from the records again who it is that asks in ctx, for as long as ctx lives.
func Renew(ctx context.Context) (Identity, error) {
	s, ok := ctx.Value(sessionKey{}).(*session)
	if !ok {
		return From(ctx), nil
	}
	identity := *s.current.Load()
	if identity.again == nil {
		return identity, nil
	}
	actor, err := identity.again(ctx)
	if err != nil {
		return identity, err
	}
	identity.Actor = actor
	s.current.Store(&identity)
	return identity, nil
}

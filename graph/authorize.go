package graph

import (
	"context"
	"slices"

	"github.com/99designs/gqlgen/graphql"

	"github.com/guestd/guestd/internal/guest"
	"github.com/guestd/guestd/internal/signin"
)

// authorize is the schema's @auth: with roles whoever acts as one of them, without every person
// who is signed in. A feed, and the bot by itself, are no persons.
func authorize(ctx context.Context, _ any, next graphql.Resolver, roles []guest.Role) (any, error) {
	identity := signin.From(ctx)
	switch {
	case !identity.SignedIn:
		return nil, guest.ErrUnauthenticated
	case roles == nil && identity.Service, roles != nil && !slices.ContainsFunc(roles, identity.Actor.Is):
		return nil, guest.ErrForbidden
	}
	return next(ctx)
}

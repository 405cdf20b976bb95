package graph

import (
	"context"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/guestd/guestd/graph/loader"
	"github.com/guestd/guestd/internal/guest"
	"github.com/guestd/guestd/internal/signin"
)

// operations is what goes around every operation: the token's end, loaders for each answer, and
// that GET changes nothing.
type operations struct {
	service *guest.Service
	now     clock
}

type endKey struct{}

func (operations) ExtensionName() string                   { return "Operations" }
func (operations) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationContext refuses mutations that come by GET: a link must change nothing.
func (operations) MutateOperationContext(ctx context.Context, op *graphql.OperationContext) *gqlerror.Error {
	if readOnly(ctx) && op.Operation.Operation != ast.Query {
		return refusal(codeBadUserInput, "GET is for queries; send mutations and subscriptions by POST.")
	}
	return nil
}

// InterceptOperation refuses what comes over a connection that is older than its token.
func (o operations) InterceptOperation(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	if signin.From(ctx).Expired(o.now()) {
		return graphql.OneShot(&graphql.Response{Errors: gqlerror.List{expiredError()}})
	}
	return next(context.WithValue(ctx, endKey{}, &atomic.Bool{}))
}

// InterceptResponse gives each answer, and each event of a subscription, loaders of its own. A
// subscription that its token's end has ended says so.
func (o operations) InterceptResponse(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	response := next(loader.With(ctx, loader.New(o.service)))
	if response != nil || !graphql.HasOperationContext(ctx) || !signin.From(ctx).Expired(o.now()) {
		return response
	}
	if said, ok := ctx.Value(endKey{}).(*atomic.Bool); ok && said.CompareAndSwap(false, true) {
		return &graphql.Response{Errors: gqlerror.List{expiredError()}}
	}
	return nil
}

// InterceptRootField gives each mutation loaders of its own: what one has read, the next may have
// changed.
func (o operations) InterceptRootField(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
	if graphql.GetOperationContext(ctx).Operation.Operation == ast.Mutation {
		ctx = loader.With(ctx, loader.New(o.service))
	}
	return next(ctx)
}

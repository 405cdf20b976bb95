package graph

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"runtime/debug"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/guestd/guestd/graph/scalar"
	"github.com/guestd/guestd/internal/guest"
	"github.com/guestd/guestd/internal/signin"
)

// The codes of errors: extensions.code. Those of GraphQL itself are gqlgen's,
// GRAPHQL_PARSE_FAILED and GRAPHQL_VALIDATION_FAILED.
const (
	codeUnauthenticated = signin.CodeUnauthenticated
	codeForbidden       = signin.CodeForbidden
	codeNotFound        = "NOT_FOUND"
	codeBadUserInput    = signin.CodeBadUserInput
	codeInternal        = signin.CodeInternal
	codeTooComplex      = "COMPLEXITY_LIMIT_EXCEEDED"
)

const internalMessage = "Something went wrong on our side. The service desk finds it by the correlation id."

// presenter maps every error to what a client may know of it.
type presenter struct{ log *slog.Logger }

// known are the errors whose texts are made for whoever asked.
var known = []struct {
	err  error
	code string
}{
	{guest.ErrUnauthenticated, codeUnauthenticated},
	{guest.ErrForbidden, codeForbidden},
	{guest.ErrNotFound, codeNotFound},
	{guest.ErrBadCursor, codeBadUserInput},
	{ErrBadInput, codeBadUserInput},
	{scalar.ErrInput, codeBadUserInput},
}

func (p presenter) present(ctx context.Context, err error) *gqlerror.Error {
	out := &gqlerror.Error{Path: graphql.GetPath(ctx)}
	cause := err
	for wrapped, ok := errors.AsType[*gqlerror.Error](cause); ok; wrapped, ok = errors.AsType[*gqlerror.Error](cause) {
		if wrapped.Path != nil {
			out.Path = wrapped.Path
		}
		out.Locations = append(out.Locations, wrapped.Locations...)
		if wrapped.Err == nil {
			if code, ok := wrapped.Extensions["code"].(string); ok { // GraphQL's own, or made here
				out.Message, out.Extensions = wrapped.Message, map[string]any{"code": code}
				return out
			}
			break
		}
		cause = wrapped.Err
	}
	for _, k := range known {
		if !errors.Is(cause, k.err) {
			continue
		}
		out.Message, out.Extensions = cause.Error(), map[string]any{"code": k.code}
		if k.code == codeForbidden && !signin.From(ctx).SignedIn {
			out.Message, out.Extensions = guest.ErrUnauthenticated.Error(), map[string]any{"code": codeUnauthenticated}
		}
		return out
	}
	id := rand.Text()
	out.Message, out.Extensions = internalMessage, map[string]any{"code": codeInternal, "correlationId": id}
	level := slog.LevelError
	if ctx.Err() != nil { // whoever asked has left
		level = slog.LevelInfo
	}
	p.log.Log(ctx, level, "graphql: internal error", "correlation_id", id, "path", out.Path.String(), "error", cause)
	return out
}

// errPanic is what a panic becomes.
var errPanic = errors.New("panic")

// recovered logs a panic, of which the client is told nothing.
func (p presenter) recovered(ctx context.Context, v any) error {
	p.log.ErrorContext(ctx, "graphql: panic", "panic", v, "stack", string(debug.Stack()))
	return errPanic
}

// refusal is an error that is told as it is.
func refusal(code, message string) *gqlerror.Error {
	return &gqlerror.Error{Message: message, Extensions: map[string]any{"code": code}}
}

func expiredError() *gqlerror.Error {
	return refusal(codeUnauthenticated, "The bearer token has expired. Sign in again.")
}

// tooManyTries is what somebody who guesses activation codes is told.
var tooManyTries = guest.UserError{Code: guest.CodeTooManyAttempts, Field: []string{"activationCode"},
	Message: "Too many tries. Wait a few minutes, then try again."}

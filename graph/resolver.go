// Package graph is the API: GraphQL over the domain. Resolvers are thin: they authorise, call the
// domain and wrap. Who may use a field stands in the schema (@auth); who may see an object, in the
// domain and in access.go.
package graph

import (
	"context"
	"log/slog"

	"github.com/guestd/guestd/graph/loader"
	"github.com/guestd/guestd/graph/model"
	"github.com/guestd/guestd/internal/guest"
	"github.com/guestd/guestd/internal/signin"
)

// Resolver answers the API's fields.
type Resolver struct {
	service  *guest.Service
	changes  Changes
	log      *slog.Logger
	now      clock
	throttle *activationThrottle
}

// actorOf is whoever asks.
func actorOf(ctx context.Context) guest.Actor { return signin.From(ctx).Actor }

func pageOf(first *int, after *string, last *int, before *string) guest.PageArgs {
	return guest.PageArgs{First: first, After: after, Last: last, Before: before}
}

// connection wraps a page, and announces its rows to the loaders.
func connection[T any](page guest.Page[T], err error, saw func([]T)) (*model.Connection[T], error) {
	if err != nil {
		return nil, err
	}
	if saw != nil {
		saw(page.Rows)
	}
	return model.NewConnection(page), nil
}

// orNull makes null of what is not there or not to be seen.
func orNull[T any](object T, err error) (*T, error) {
	if isNotFound(err) {
		return nil, nil // null is the answer
	}
	if err != nil {
		return nil, err
	}
	return &object, nil
}

func loaders(ctx context.Context) *loader.Loaders { return loader.From(ctx) }

func accountPayload(answer guest.AccountAnswer, err error) (*model.AccountPayload, error) {
	if err != nil {
		return nil, err
	}
	return &model.AccountPayload{AccountRowID: answer.AccountRowID, UserErrors: answer.Errors}, nil
}

// payload is a use case's answer where that is the payload itself.
func payload[A any](answer A, err error) (*A, error) {
	if err != nil {
		return nil, err
	}
	return &answer, nil
}

func orNone(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

package main

import (
	"context"
	"errors"

	"github.com/guestd/guestd/internal/clock"
	"github.com/guestd/guestd/internal/guest"
	"github.com/guestd/guestd/internal/postgres"
	"github.com/guestd/guestd/internal/queue"
)

// database is what commands need that work on the database of a running guestd.
type database struct {
	settings `embed:""`
}

// service is the domain on that database; the function that comes with it lets the database go.
func (c *database) service(ctx context.Context) (*guest.Service, func(), error) {
	secret, secretErr := c.secret()
	tokens, tokensErr := c.tokenKeys()
	if c.Database == "" || secretErr != nil || tokensErr != nil {
		return nil, nil, errors.New("--database, --secret and --token-key are needed, as for guestd serve")
	}
	db, err := postgres.Open(ctx, c.Database, 4)
	if err != nil {
		return nil, nil, err
	}
	jobs, err := queue.NewJobs(db)
	if err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	s, err := guest.New(guest.Config{DB: db, Clock: clock.System{}, Jobs: jobs, Policy: c.policy(), Secret: secret, Tokens: tokens, Log: newLog(c.LogLevel)})
	if err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return s, func() { _ = db.Close() }, nil
}

package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/guestd/guestd/internal/clock"
	"github.com/guestd/guestd/internal/postgres"
	"github.com/guestd/guestd/internal/signin"
)

type serveCommand struct {
	settings  `embed:""`
	NoMigrate bool `help:"Do not bring the database up to date first."`
}

// Run serves until it is told to stop.
func (c *serveCommand) Run(ctx context.Context) error {
	if err := c.check(); err != nil {
		return fmt.Errorf("the settings do not do:\n%w", err)
	}
	log := newLog(c.LogLevel)
	if !c.NoMigrate {
		if err := postgres.Migrate(ctx, c.ownerDatabase()); err != nil {
			return err
		}
	}
	around := surroundings{clock: clock.System{}, log: log}
	if c.runs("api") {
		around.keys = signin.Discover(c.OIDCIssuer, &http.Client{Timeout: 10 * time.Second}, time.Now)
	}
	p, err := build(ctx, &c.settings, around)
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", c.HTTP)
	if err != nil {
		return err
	}
	return p.run(ctx, listener, func() error {
		log.InfoContext(ctx, "guestd serves", "http", listener.Addr().String(), "version", version())
		return nil
	})
}

package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/guestd/guestd/internal/postgres"
)

type migrateCommand struct {
	Database        string `help:"Connection string of the database, as its owner." placeholder:"postgres://…"`
	MigrateDatabase string `help:"The same; wins where both are given, as in guestd serve." placeholder:"postgres://…"`
}

// Run migrates under a lock, so that any number of replicas may run it together.
func (c *migrateCommand) Run(ctx context.Context) error {
	dsn := c.MigrateDatabase
	if dsn == "" {
		dsn = c.Database
	}
	if dsn == "" {
		return errors.New("--database is missing: the connection string of the PostgreSQL database, as its owner")
	}
	if err := postgres.Migrate(ctx, dsn); err != nil {
		return err
	}
	fmt.Println("The database is up to date.")
	return nil
}

package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/guest"
)

type importCommand struct {
	Sponsors importSponsors `cmd:"" help:"Import people of the staff directory: columns huid, name, email, affiliation, department, active."`
	Roles    importRoles    `cmd:"" help:"Import Harvard Sponsored Roles: columns number, type, guest_huid, guest_given_name, guest_family_name, guest_email, sponsor_huid, starts_on, ends_on."`
}

// importing is what both imports have in common. Every row is checked first, and a line printed
// for each that is bad; only a file without any is imported, all of it.
type importing struct {
	database `embed:""`
	DryRun   bool   `help:"Check the file and import nothing."`
	File     string `arg:"" help:"CSV file with a line of column names; - reads standard input."`
}

type importSponsors struct {
	importing `embed:""`
}

type importRoles struct {
	importing `embed:""`
}

// Run imports people of the directory.
func (c *importSponsors) Run(ctx context.Context) error {
	t, err := readTable(c.File, []string{"huid", "name", "email", "affiliation", "active"}, []string{"department"})
	if err != nil {
		return err
	}
	rows := make([]guest.SponsorInput, len(t.rows))
	for i := range t.rows {
		rows[i] = guest.SponsorInput{HUID: t.at(i, "huid"), Name: t.at(i, "name"), Email: t.at(i, "email"), Affiliation: guest.SponsorAffiliation(strings.ToUpper(t.at(i, "affiliation"))),
			Department: t.optional(i, "department"), Active: t.boolean(i, "active")}
		if !slices.Contains(guest.SponsorAffiliations(), rows[i].Affiliation) {
			t.wrong(i, "affiliation", "is none of HMS_FACULTY, HMS_STAFF, WYSS_STAFF, WYSS_AFFILIATE, OTHER")
		}
	}
	t.add(guest.CheckSponsors(rows))
	return c.finish(ctx, t, func(s *guest.Service, feed guest.Actor) (int, guest.UserErrors, error) {
		done, errs, err := s.UpsertSponsors(ctx, feed, rows)
		return len(done), errs, err
	})
}

// Run imports roles.
func (c *importRoles) Run(ctx context.Context) error {
	t, err := readTable(c.File, []string{"number", "type", "guest_huid", "guest_given_name", "guest_family_name", "starts_on", "ends_on"}, []string{"guest_email", "sponsor_huid"})
	if err != nil {
		return err
	}
	rows := make([]guest.SponsoredRoleInput, len(t.rows))
	for i := range t.rows {
		rows[i] = guest.SponsoredRoleInput{Number: t.at(i, "number"), Type: t.at(i, "type"), GuestHUID: t.at(i, "guest_huid"), GuestGivenName: t.at(i, "guest_given_name"),
			GuestFamilyName: t.at(i, "guest_family_name"), GuestEmail: t.optional(i, "guest_email"), SponsorHUID: t.optional(i, "sponsor_huid"),
			StartsOn: t.day(i, "starts_on"), EndsOn: t.day(i, "ends_on")}
	}
	t.add(guest.CheckRoles(rows))
	return c.finish(ctx, t, func(s *guest.Service, feed guest.Actor) (int, guest.UserErrors, error) {
		done, errs, err := s.UpsertSponsoredRoles(ctx, feed, rows)
		return len(done), errs, err
	})
}

// finish prints what is wrong, or imports all rows.
func (c *importing) finish(ctx context.Context, t *table, do func(*guest.Service, guest.Actor) (int, guest.UserErrors, error)) error {
	if len(t.bad) > 0 {
		for _, line := range t.bad {
			fmt.Fprintln(os.Stderr, line)
		}
		return fmt.Errorf("%d things are wrong; nothing was imported", len(t.bad))
	}
	if c.DryRun {
		fmt.Printf("%d rows are right; nothing was imported.\n", len(t.rows))
		return nil
	}
	s, done, err := c.service(ctx)
	if err != nil {
		return err
	}
	defer done()
	n, errs, err := do(s, guest.Actor{Name: "guestd import", Roles: []guest.Role{guest.RoleFeed}, Source: guest.SourceAPI})
	if err != nil {
		return err
	}
	if len(errs) > 0 {
		return fmt.Errorf("nothing was imported: %s", errs)
	}
	fmt.Printf("%d rows imported.\n", n)
	return nil
}

// table is a CSV file by its columns' names, with what is wrong with it, by line.
type table struct {
	columns map[string]int
	rows    [][]string
	lines   []int
	bad     []string
}

func readTable(name string, needed, allowed []string) (*table, error) {
	in := os.Stdin
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer func() { _ = file.Close() }()
		in = file
	}
	reader := csv.NewReader(in)
	reader.TrimLeadingSpace = true
	header, err := reader.Read()
	if err != nil {
		return nil, fmt.Errorf("%s: a first line with column names is needed: %w", name, err)
	}
	t := &table{columns: map[string]int{}}
	for i, h := range header {
		h = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(h, "\ufeff")))
		if !slices.Contains(needed, h) && !slices.Contains(allowed, h) {
			return nil, fmt.Errorf("%s: column %q is not known; the columns are %s", name, h, strings.Join(append(needed, allowed...), ", "))
		}
		t.columns[h] = i
	}
	for _, h := range needed {
		if _, ok := t.columns[h]; !ok {
			return nil, fmt.Errorf("%s: the column %s is missing", name, h)
		}
	}
	for {
		row, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		if err != nil && !errors.Is(err, csv.ErrFieldCount) {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		line, _ := reader.FieldPos(0)
		if err != nil {
			t.bad = append(t.bad, fmt.Sprintf("line %d: has %d fields, and the first line has %d", line, len(row), len(header)))
			continue
		}
		t.rows, t.lines = append(t.rows, row), append(t.lines, line)
	}
}

func (t *table) at(i int, column string) string {
	if at, ok := t.columns[column]; ok {
		return strings.TrimSpace(t.rows[i][at])
	}
	return ""
}

func (t *table) optional(i int, column string) *string {
	if s := t.at(i, column); s != "" {
		return &s
	}
	return nil
}

func (t *table) boolean(i int, column string) bool {
	switch strings.ToLower(t.at(i, column)) {
	case "true", "yes", "1":
		return true
	case "false", "no", "0":
		return false
	}
	t.wrong(i, column, "is neither true nor false")
	return false
}

func (t *table) day(i int, column string) calendar.Date {
	d, err := calendar.Parse(t.at(i, column))
	if err != nil {
		t.wrong(i, column, err.Error())
	}
	return d
}

func (t *table) wrong(i int, column, what string) {
	t.bad = append(t.bad, fmt.Sprintf("line %d: %s %s", t.lines[i], column, what))
}

// add takes the domain's errors over: their path is [list, row, field].
func (t *table) add(errs guest.UserErrors) {
	for _, e := range errs {
		if len(e.Field) == 3 {
			if i, err := strconv.Atoi(e.Field[1]); err == nil && i < len(t.lines) {
				t.bad = append(t.bad, fmt.Sprintf("line %d: %s: %s", t.lines[i], e.Field[2], e.Message))
				continue
			}
		}
		t.bad = append(t.bad, e.Message)
	}
}

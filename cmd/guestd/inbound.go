package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/guest"
)

// inboundCommand is the service desk's way to the bot's mail from a terminal; the API has the same.
type inboundCommand struct {
	List    inboundList    `cmd:"" help:"List emails that came in, the latest first."`
	Show    inboundShow    `cmd:"" help:"Show one: what the bot did, and why; --raw prints it as it came."`
	Retry   inboundRetry   `cmd:"" help:"Have the bot handle a quarantined email again."`
	Release inboundRelease `cmd:"" help:"Let a quarantined email go that a person has seen to."`
}

// desk is who acts from a terminal with the database's password: the service desk.
func desk() guest.Actor {
	return guest.Actor{Name: "guestd inbound", Roles: []guest.Role{guest.RoleServiceDesk}, Source: guest.SourceAPI}
}

type inboundList struct {
	database `embed:""`
	Outcome  string `help:"Only emails with this outcome, such as QUARANTINED." placeholder:"OUTCOME"`
	Most     int    `help:"How many at most." default:"25"`
}

// Run lists.
func (c *inboundList) Run(ctx context.Context) error {
	s, done, err := c.service(ctx)
	if err != nil {
		return err
	}
	defer done()
	var filter guest.InboundEmailFilter
	if c.Outcome != "" {
		filter.Outcome = []guest.InboundOutcome{guest.InboundOutcome(strings.ToUpper(c.Outcome))}
	}
	page, err := s.InboundEmails(ctx, desk(), &filter, guest.PageArgs{First: &c.Most})
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tRECEIVED\tFROM\tSUBJECT\tTRUST\tOUTCOME\tBECAUSE")
	for _, e := range page.Rows {
		fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\t%s\t%s\n", e.ID, e.ReceivedAt.In(calendar.Zone).Format("2006-01-02 15:04"), orDash(e.From), orDash(e.Subject), e.Trust, e.Outcome, e.Because)
	}
	return w.Flush()
}

func orDash(s *string) string {
	if s == nil {
		return "-"
	}
	return *s
}

type inboundShow struct {
	database `embed:""`
	Raw      bool  `help:"Print the message as it came."`
	ID       int64 `arg:"" help:"The email's number, as inbound list prints it."`
}

// Run shows one email.
func (c *inboundShow) Run(ctx context.Context) error {
	s, done, err := c.service(ctx)
	if err != nil {
		return err
	}
	defer done()
	if c.Raw {
		raw, err := s.InboundRaw(ctx, desk(), c.ID)
		if err != nil {
			return err
		}
		_, err = os.Stdout.Write(raw)
		return err
	}
	found, err := s.InboundEmailsByIDs(ctx, []int64{c.ID})
	if err != nil {
		return err
	}
	e, ok := found[c.ID]
	if !ok {
		return guest.ErrNotFound
	}
	fmt.Printf("From      %s\nSubject   %s\nReceived  %s\nTrust     %s\nIntent    %s\nOutcome   %s\nBecause   %s\nTries     %d\n",
		orDash(e.From), orDash(e.Subject), e.ReceivedAt.In(calendar.Zone).Format("Monday, January 2, 2006, 15:04"), e.Trust, orDash(e.Intent), e.Outcome, e.Because, e.Attempts)
	if e.LastError != nil {
		fmt.Printf("Error     %s\n", *e.LastError)
	}
	return nil
}

type inboundRetry struct {
	database `embed:""`
	ID       int64 `arg:"" help:"The email's number, as inbound list prints it."`
}

// Run has the bot handle the email again.
func (c *inboundRetry) Run(ctx context.Context) error {
	s, done, err := c.service(ctx)
	if err != nil {
		return err
	}
	defer done()
	answer, err := s.RetryInboundEmail(ctx, desk(), c.ID)
	return settled(answer, err, "The bot handles it again.")
}

type inboundRelease struct {
	database `embed:""`
	Note     string `help:"What was done about it."`
	ID       int64  `arg:"" help:"The email's number, as inbound list prints it."`
}

// Run lets the email go.
func (c *inboundRelease) Run(ctx context.Context) error {
	s, done, err := c.service(ctx)
	if err != nil {
		return err
	}
	defer done()
	answer, err := s.ReleaseInboundEmail(ctx, desk(), c.ID, &c.Note)
	return settled(answer, err, "It is out of quarantine.")
}

func settled(answer guest.InboundEmailAnswer, err error, done string) error {
	if err != nil {
		return err
	}
	if len(answer.Errors) > 0 {
		return fmt.Errorf("%s", answer.Errors)
	}
	fmt.Println(done)
	return nil
}

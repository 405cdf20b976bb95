package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/guestd/guestd/intake/mailcheck"
	"github.com/guestd/guestd/internal/mail/delivery"
)

type mailcheckCommand struct {
	settings `embed:""`
	From     string        `required:"" help:"Address that the forged mail claims to come from: best a sponsor's, and one that the SMTP login may not send as." placeholder:"ADDRESS"`
	Patience time.Duration `help:"How long a message may take to arrive." default:"2m"`
}

// Run sends itself mail with forged Authentication-Results and looks whether it would be believed.
func (c *mailcheckCommand) Run(ctx context.Context) error {
	if c.SMTP == "" || c.IMAP == "" || (c.IMAPPassword == "" && c.OAuth2TokenURL == "") {
		return errors.New("--smtp, --imap and --imap-password (or --oauth2-token-url) are needed, as for guestd serve")
	}
	sender, err := delivery.New(c.smtp())
	if err != nil {
		return err
	}
	defer func() { _ = sender.Close() }()
	findings, err := mailcheck.Run(ctx, mailcheck.Config{Sender: sender, Mailbox: c.mailbox(), Trust: c.trust(), To: c.RequestEmail, From: c.From, Patience: c.Patience, Now: time.Now})
	for _, f := range findings {
		fmt.Printf("%-9s %s\n", f.State, f.Disguise)
	}
	if err != nil {
		return err
	}
	fmt.Println("The bot believes none of them.")
	return nil
}

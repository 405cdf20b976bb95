package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/guestd/guestd/internal/demo"
	"github.com/guestd/guestd/internal/guest"
	"github.com/guestd/guestd/internal/mail/addr"
	"github.com/guestd/guestd/internal/signin/issuer"
)

type tokenCommand struct {
	dataFlag `embed:""`
	As       string `required:"" help:"A person's address, or service-desk, academic-affairs, feed." placeholder:"WHO"`
}

// demoTokenTTL outlasts a demo.
const demoTokenTTL = 30 * 24 * time.Hour

// Run prints a token that the demo's own issuer signs.
func (c *tokenCommand) Run() error {
	dir, err := c.dir()
	if err != nil {
		return err
	}
	if _, err := dir.ReadSecrets(); err != nil {
		return fmt.Errorf("no demo has run with the data folder %s: %w", dir, err)
	}
	tokens, err := issuer.Open(string(dir), issuerName, time.Now)
	if err != nil {
		return err
	}
	email, name, roles, err := identity(c.As)
	if err != nil {
		return err
	}
	text, err := tokens.Mint(email, name, roles, demoTokenTTL)
	if err != nil {
		return err
	}
	fmt.Println(text)
	return nil
}

// identity is who a WHO is. What a person may do comes from the directory and the guests' records.
func identity(who string) (email, name string, roles []string, err error) {
	switch who {
	case "service-desk":
		return "servicedesk@hms.harvard.edu", "Service desk", []string{string(guest.RoleServiceDesk)}, nil
	case "academic-affairs":
		return guest.DefaultPolicy().AcademicAffairsEmail, "Wyss Academic Affairs", []string{string(guest.RoleAcademicAffairs)}, nil
	case "feed":
		return "", "Feeds", []string{string(guest.RoleFeed)}, nil
	case "intake":
		return "", "Intake bot", []string{string(guest.RoleIntake)}, nil
	}
	if _, err := addr.Parse(who); err != nil {
		return "", "", nil, fmt.Errorf("--as: %q is neither an address nor service-desk, academic-affairs, feed", who)
	}
	for _, p := range demo.People() {
		if strings.EqualFold(p.Email, who) {
			name = p.Name
		}
	}
	return who, name, nil, nil
}

package signin

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"net/http"
	"strconv"
	"strings"

	"github.com/guestd/guestd/internal/guest"
	"github.com/guestd/guestd/internal/mail/addr"
)

// Headers of the intake bot, and of the dashboard.
const (
	// HeaderOnBehalfOf is the address of the email's proven sender.
	HeaderOnBehalfOf = "Guestd-On-Behalf-Of"
	// HeaderInboundEmail is the row id, in decimal, of the email that the bot acts upon.
	HeaderInboundEmail = "Guestd-Inbound-Email"
	// HeaderClient is "web" where the dashboard asks.
	HeaderClient = "Guestd-Client"
)

// Internal is the secret by which the bot in the same process is known. It is made anew at each
// start, and never leaves the process.
type Internal struct{ secret string }

// NewInternal makes a secret.
func NewInternal() *Internal { return &Internal{"internal-" + rand.Text() + rand.Text()} }

// Authorize makes the request the bot's own.
func (i *Internal) Authorize(r *http.Request) { r.Header.Set("Authorization", "Bearer "+i.secret) }

func (i *Internal) is(token string) bool {
	return i != nil && subtle.ConstantTimeCompare([]byte(i.secret), []byte(token)) == 1
}

// onBehalf is the sender of the email that the bot acts upon: their own rights, and no more. The
// bot without one has no rights.
func (a *Authenticator) onBehalf(ctx context.Context, bot Identity, header http.Header) (Identity, error) {
	address, email := header.Values(HeaderOnBehalfOf), header.Values(HeaderInboundEmail)
	if len(address) == 0 && len(email) == 0 {
		return bot, nil
	}
	wrong := &Refusal{http.StatusBadRequest, CodeBadUserInput,
		HeaderOnBehalfOf + " is one plain address and " + HeaderInboundEmail + " the id of an email that came in; both are needed."}
	if len(address) != 1 || len(email) != 1 {
		return Identity{}, wrong
	}
	person, id := strings.TrimSpace(address[0]), strings.TrimSpace(email[0])
	if _, err := addr.Parse(person); err != nil {
		return Identity{}, wrong
	}
	emailID, err := strconv.ParseInt(id, 10, 64)
	if err != nil || emailID < 1 {
		return Identity{}, wrong
	}
	known, err := a.people.InboundEmailsByIDs(ctx, []int64{emailID})
	if err != nil {
		return Identity{}, err
	}
	if _, ok := known[emailID]; !ok {
		return Identity{}, wrong
	}
	again := func(ctx context.Context) (guest.Actor, error) {
		actor, err := a.people.ActorFor(ctx, "", person, nil)
		actor.Source, actor.InboundEmailID = guest.SourceEmail, emailID
		return actor, err
	}
	actor, err := again(ctx)
	return Identity{Actor: actor, SignedIn: true, Expires: bot.Expires, again: again}, err
}

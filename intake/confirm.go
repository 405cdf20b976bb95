package intake

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/jmoiron/sqlx"

	"github.com/guestd/guestd/intake/understand"
	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/mail/notice"
	"github.com/guestd/guestd/internal/mail/outbox"
	"github.com/guestd/guestd/internal/mail/token"
	"github.com/guestd/guestd/internal/postgres"
	"github.com/guestd/guestd/internal/queue"
)

// confirmDays is for how long a confirmation link works.
const confirmDays = 7

// askForConfirmation treats an email whose sender is not proven: it causes nothing, except one
// mail to the address that the directory has, with a link behind which it can be confirmed.
// Whoever the directory does not know is not answered, so that nobody is sent mail for what a
// stranger wrote in their name.
func (h *Handler) askForConfirmation(t *turn, c conclusion) (conclusion, error) {
	if err := t.begin(); err != nil {
		return c, err
	}
	c.reread(t.reading)
	switch {
	case t.reading.Intent == understand.NoIntent && !t.inConversation():
		c.Outcome, c.Because = Ignored, "It asks for nothing."
		return c, nil
	case !t.known():
		c.Outcome, c.Because = Refused, "The sender is not proven, and the directory does not know the address."
		alike, err := t.lookAlike()
		if alike {
			c.Because = becauseAlike
		}
		return c, err
	}
	if because, err := t.holdConfirmation(t.as); err != nil || because != "" {
		c.quarantine(because)
		return c, err
	}
	t.confirmWith(&c, notice.Person{Name: t.senderName(), Email: t.as})
	return c, nil
}

// confirmationKey begins the once-key of a mail that asks for a confirmation.
const confirmationKey = "confirmation "

// confirmWith asks the owner of an address of the directory whether the email is theirs; or, where
// somebody else has proved that they wrote it, whether it is done in the owner's name.
func (t *turn) confirmWith(c *conclusion, owner notice.Person) {
	last := calendar.On(t.clock.Now()).AddDays(confirmDays)
	text, err := t.Tokens.Sign(token.Claims{Purpose: token.Confirm, Object: token.Object{Kind: token.InboundEmail, ID: t.email.ID}, Action: token.ConfirmAct, Person: owner.Email, LastDay: last})
	if err != nil {
		// The keys were checked at start and the claims are ours: only a row number beyond the
		// token's room could be refused.
		panic(fmt.Sprintf("confirmation token: %v", err))
	}
	shown := explain(t.reading)
	if r := t.toRequest; r != nil {
		shown.Lines = append(shown.Lines, notice.Line{Label: "About", Value: fmt.Sprintf("%s (%s)", what(noticeFacts(r)), r.Number)})
	}
	var writer notice.Person
	if !strings.EqualFold(owner.Email, t.as) {
		writer = notice.Person{Name: t.senderName(), Email: t.as}
		shown.WrittenBy = writer.Label()
	}
	c.Explanation = shown
	c.Outcome = ConfirmationSent
	c.Because = "Nothing is done before the owner of the directory's address confirms it."
	c.Answer = &outbox.Mail{
		Notice: notice.Notice{
			Kind: notice.KindSponsorConfirmation, To: []notice.Person{owner}, Links: t.Links,
			Confirm: &notice.Confirm{Link: t.PublicURL + "/confirm/" + text, ValidUntil: last, Writer: writer, Subject: t.msg.Subject, ReceivedAt: t.email.ReceivedAt, Lines: shown.Lines},
		},
		InboundEmailID: &t.email.ID, Once: fmt.Sprintf("%s%d", confirmationKey, t.email.ID),
	}
}

// linesOf is what an email asks for, as understood, and what of it could not be read.
func linesOf(r understand.Reading) []notice.Line {
	if len(r.Wishes) > 0 {
		var all []notice.Line
		for _, wish := range r.Wishes {
			all = append(all, linesOf(wish)...)
		}
		return all
	}
	lines := []notice.Line{{Label: "It asks for", Value: intentWords[r.Intent]}}
	if len(r.RequestNumbers) > 0 {
		lines = append(lines, notice.Line{Label: "It names", Value: strings.Join(r.RequestNumbers, ", ")})
	}
	for _, g := range r.Guests {
		lines = append(lines, notice.Understood(noticeRequest(g, r.Intent == understand.RequestExtension))...)
	}
	for _, q := range spelt(r.Questions) {
		lines = append(lines, notice.Line{Label: "Unclear", Value: q})
	}
	if len(r.Unread) > 0 {
		lines = append(lines, notice.Line{Label: "Could not be read", Value: strings.Join(r.Unread, ", ")})
	}
	return lines
}

var intentWords = map[understand.Intent]string{
	understand.RequestAccount: "a new guest account", understand.RequestExtension: "an extension", understand.EndAccount: "the end of an account",
	understand.ResendActivation: "a new activation message", understand.Status: "how things stand", understand.Approve: "approval of a request",
	understand.Deny: "refusal of a request", understand.SupplyDetails: "details for a request", understand.Help: "help",
}

// explanation is what is kept of how an email was understood.
type explanation struct {
	// Lines are for people, on the confirmation page.
	Lines []notice.Line `json:"lines"`
	// WrittenBy is the delegate whose email a sponsor is asked to confirm; empty where the email is
	// in its sender's own name.
	WrittenBy string `json:"writtenBy,omitempty"`
	// Evidence is what was found in the text, and whether it was taken, with the reasons.
	Intent   string `json:"intent"`
	Because  string `json:"because"`
	Evidence any    `json:"evidence"`
	Missing  any    `json:"missing"`
}

func explain(r understand.Reading) explanation {
	return explanation{Lines: linesOf(r), Intent: string(r.Intent), Because: r.IntentReason, Evidence: r.Evidence, Missing: r.Missing}
}

// Unconfirmed is an email that waits for its confirmation, as the page behind the link shows it.
type Unconfirmed struct {
	Subject string
	// WrittenBy is the delegate who wrote it, and is proven to have; empty where it came in the name
	// of whoever is asked.
	WrittenBy string
	Lines     []notice.Line
}

// ConfirmError says why a link cannot be used, in words for whoever opened it.
type ConfirmError struct{ Text string }

func (e ConfirmError) Error() string { return e.Text }

var (
	errLinkBad  = ConfirmError{"This link is not one of ours, or is not complete. Copy all of it from the mail."}
	errLinkOld  = ConfirmError{"This link has expired. Write your request again, please."}
	errLinkUsed = ConfirmError{"This was confirmed already. The answer comes by email."}
)

// Unconfirmed tells what a link is about, and changes nothing: mail scanners open links.
func (h *Handler) Unconfirmed(ctx context.Context, text string) (Unconfirmed, error) {
	link, err := h.followLink(ctx, text)
	if err != nil {
		return Unconfirmed{}, err
	}
	var kept explanation
	if err := json.Unmarshal(link.Explanation, &kept); err != nil {
		return Unconfirmed{}, fmt.Errorf("confirmation: %w", err)
	}
	return Unconfirmed{Subject: link.Subject.String, WrittenBy: kept.WrittenBy, Lines: kept.Lines}, nil
}

// Confirm takes the word of whoever had the link from the directory's address that the email is
// theirs, or in their name, and has it handled again with their rights.
func (h *Handler) Confirm(ctx context.Context, text string, jobs *queue.Jobs) error {
	link, err := h.followLink(ctx, text)
	if err != nil {
		return err
	}
	return postgres.Transact(ctx, h.db, func(tx *sqlx.Tx) error {
		res, err := tx.ExecContext(ctx, `
			UPDATE inbound_emails SET confirmed_at = $2, confirmed_by = $3
			WHERE id = $1 AND outcome = 'CONFIRMATION_SENT' AND confirmed_at IS NULL`, link.ID, h.clock.Now(), link.SentTo)
		if err != nil {
			return fmt.Errorf("confirmation: %w", err)
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, errLinkUsed)
		}
		return jobs.Insert(ctx, tx, queue.Handle{InboundEmailID: link.ID})
	})
}

// confirmation is an email that waits for the word of whoever its link was sent to.
type confirmation struct {
	ID          int64          `db:"id"`
	Subject     sql.NullString `db:"subject"`
	Explanation []byte         `db:"explanation"`
	SentTo      string         `db:"sent_to"`
	Waits       bool           `db:"waits"`
}

// followLink finds what a link is about. Its token must be one of these links', for that very email
// and for whom the link was sent to, and not have expired; and the email must still wait.
func (h *Handler) followLink(ctx context.Context, text string) (c confirmation, err error) {
	claims, err := h.Tokens.Verify(text, h.clock.Now())
	switch {
	case errors.Is(err, token.ErrExpired):
		return c, errLinkOld
	case err != nil, claims.Purpose != token.Confirm, claims.Action != token.ConfirmAct, claims.Object.Kind != token.InboundEmail:
		return c, errLinkBad
	}
	err = h.db.GetContext(ctx, &c, `
		SELECT e.id, e.subject, e.explanation, n.recipients[1] AS sent_to, e.outcome = 'CONFIRMATION_SENT' AND e.confirmed_at IS NULL AS waits
		FROM inbound_emails e JOIN notifications n ON n.once_key = $2 || e.id
		WHERE e.id = $1`, claims.Object.ID, confirmationKey)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return c, errLinkBad
	case err != nil:
		return c, fmt.Errorf("confirmation: %w", err)
	case !claims.IsFor(c.SentTo):
		return c, errLinkBad
	case !c.Waits:
		return c, errLinkUsed
	}
	return c, nil
}

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
		return c, nil
	}
	if because, err := t.hold(true); err != nil || because != "" {
		c.Outcome, c.Folder, c.Because = Quarantined, "Quarantine", because
		return c, err
	}
	t.confirmWith(&c, t.senderName(), t.as)
	return c, nil
}

// confirmWith asks the owner of an address whether the email is theirs, or in their name.
func (t *turn) confirmWith(c *conclusion, name, address string) {
	last := calendar.On(t.clock.Now()).AddDays(confirmDays)
	text, err := t.Tokens.Sign(token.Claims{Purpose: token.Confirm, Object: token.Object{Kind: token.InboundEmail, ID: t.email.ID}, Action: token.ConfirmAct, Person: address, LastDay: last})
	if err != nil {
		// The keys were checked at start and the claims are ours: only a row number beyond the
		// token's room could be refused.
		panic(fmt.Sprintf("confirmation token: %v", err))
	}
	shown := explain(t.reading)
	shown.Lines = t.linesFor(address)
	c.Explanation = shown
	c.Outcome = ConfirmationSent
	c.Because = "Nothing is done before the owner of the directory's address confirms it."
	c.Answer = &outbox.Mail{
		Notice: notice.Notice{
			Kind: notice.KindSponsorConfirmation, To: []notice.Person{{Name: name, Email: address}}, Links: t.Links,
			Confirm: &notice.Confirm{Link: t.PublicURL + "/confirm/" + text, ValidUntil: last, Subject: t.msg.Subject, ReceivedAt: t.email.ReceivedAt, Lines: shown.Lines},
		},
		InboundEmailID: &t.email.ID, Once: fmt.Sprintf("confirmation %d", t.email.ID),
	}
}

// linesFor is what the email asks for, as understood, with who wrote it where that is not the owner
// of the address, and with the request that it replies about.
func (t *turn) linesFor(address string) []notice.Line {
	lines := linesOf(t.reading)
	if r := t.toRequest; r != nil {
		lines = append(lines, notice.Line{Label: "About", Value: fmt.Sprintf("%s (%s)", what(noticeFacts(r)), r.Number)})
	}
	if !strings.EqualFold(address, t.as) {
		lines = append([]notice.Line{{Label: "Written by", Value: notice.Person{Name: t.senderName(), Email: t.as}.Label()}}, lines...)
	}
	return lines
}

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
	Lines   []notice.Line
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
	id, err := h.verifyLink(text)
	if err != nil {
		return Unconfirmed{}, err
	}
	var row struct {
		Subject     sql.NullString `db:"subject"`
		Outcome     Outcome        `db:"outcome"`
		Confirmed   bool           `db:"confirmed"`
		Explanation []byte         `db:"explanation"`
	}
	err = h.db.GetContext(ctx, &row, `SELECT subject, outcome, confirmed_at IS NOT NULL AS confirmed, explanation FROM inbound_emails WHERE id = $1`, id)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Unconfirmed{}, errLinkBad
	case err != nil:
		return Unconfirmed{}, fmt.Errorf("confirmation: %w", err)
	case row.Confirmed || row.Outcome != ConfirmationSent:
		return Unconfirmed{}, errLinkUsed
	}
	var kept explanation
	if err := json.Unmarshal(row.Explanation, &kept); err != nil {
		return Unconfirmed{}, fmt.Errorf("confirmation: %w", err)
	}
	return Unconfirmed{Subject: row.Subject.String, Lines: kept.Lines}, nil
}

// Confirm takes the word of whoever had the link from the directory's address that the email is
// theirs, and has it handled again with their rights.
func (h *Handler) Confirm(ctx context.Context, text string, jobs *queue.Jobs) error {
	id, err := h.verifyLink(text)
	if err != nil {
		return err
	}
	return postgres.Transact(ctx, h.db, func(tx *sqlx.Tx) error {
		res, err := tx.ExecContext(ctx, `
			UPDATE inbound_emails e SET confirmed_at = $2, confirmed_by = n.recipients[1]
			FROM notifications n
			WHERE e.id = $1 AND e.outcome = 'CONFIRMATION_SENT' AND e.confirmed_at IS NULL AND n.once_key = 'confirmation ' || e.id`, id, h.clock.Now())
		if err != nil {
			return fmt.Errorf("confirmation: %w", err)
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, errLinkUsed)
		}
		return jobs.Insert(ctx, tx, queue.Handle{InboundEmailID: id})
	})
}

func (h *Handler) verifyLink(text string) (int64, error) {
	claims, err := h.Tokens.Verify(text, h.clock.Now())
	switch {
	case errors.Is(err, token.ErrExpired):
		return 0, errLinkOld
	case err != nil, claims.Purpose != token.Confirm, claims.Object.Kind != token.InboundEmail:
		return 0, errLinkBad
	}
	return claims.Object.ID, nil
}

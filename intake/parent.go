package intake

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/lib/pq"

	"github.com/guestd/guestd/intake/understand"
	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/mail/notice"
	"github.com/guestd/guestd/internal/mail/outbox"
	"github.com/guestd/guestd/internal/mail/token"
)

// parent is the mail of ours that an email replies to. The zero parent is none.
//
// A reply is a sign of what is meant as far as that mail's token goes: it is bound to whom the mail
// went to, to what it was about and what it asked for, and it expires. It is found by the address
// that the reply went to, or, where a mail program lost that, by the Message-ID: which of the two
// makes no difference to what it is good for.
type parent struct {
	// token.Object is what that mail was about.
	token.Object
	// asks is what that mail asked for.
	asks token.Action
	// kind is what that mail was, empty where the token alone tells of it.
	kind notice.Kind
	// question: it passed a question of Academic Affairs on.
	question bool
	// theirs: that mail, or a copy of it, went to the sender. One that was passed on names what it is
	// about, as the sender could by its number; what it asked was asked of somebody else.
	theirs bool
	// void says why the reply is no sign of what is meant, in a sentence to the sender; empty where
	// it is one.
	void string
}

// findParent finds what the email replies to. Whoever writes acts with their own rights.
func (t *turn) findParent() error {
	byID, err := t.parentByMessageID()
	if err != nil {
		return err
	}
	t.to = t.parentByToken()
	switch {
	case t.to.Kind == 0:
		t.to = byID
	case t.to.Object == byID.Object:
		// One mail, as a rule: its row tells more of it than the token, and who had a copy.
		t.to.kind, t.to.question, t.to.theirs = byID.kind, byID.question, t.to.theirs || byID.theirs
	}
	return nil
}

// parentByToken goes by the first good reply token among the email's recipients, else by one that
// was good once: that is not made good again by the Message-ID.
func (t *turn) parentByToken() (p parent) {
	for _, to := range slices.Concat(t.msg.To, t.msg.Cc) {
		text, ok := token.FromAddress(to.Email)
		if !ok {
			continue
		}
		claims, err := t.Tokens.Verify(text, t.clock.Now())
		expired := errors.Is(err, token.ErrExpired)
		if claims.Purpose != token.Reply || err != nil && !expired || expired && p.Kind != 0 {
			continue
		}
		p = parent{Object: claims.Object, asks: claims.Action, theirs: claims.IsFor(t.as)}
		if !expired {
			return p
		}
		p.void = tooOld
	}
	return p
}

// parentByMessageID takes the latest of the mails of ours that the email refers to: the others are
// earlier in the same thread.
func (t *turn) parentByMessageID() (parent, error) {
	ids := make([]string, 0, len(t.msg.InReplyTo)+len(t.msg.References))
	for _, id := range slices.Concat(t.msg.InReplyTo, t.msg.References) {
		ids = append(ids, "<"+strings.Trim(id, "<>")+">")
	}
	if len(ids) == 0 {
		return parent{}, nil
	}
	var row struct {
		Kind    notice.Kind    `db:"kind"`
		Once    sql.NullString `db:"once_key"`
		Asks    sql.NullInt16  `db:"asks"`
		Request sql.NullInt64  `db:"request_id"`
		Account sql.NullInt64  `db:"account_id"`
		Inbound sql.NullInt64  `db:"inbound_email_id"`
		Sent    time.Time      `db:"created_at"`
		To      pq.StringArray `db:"sent_to"`
	}
	err := t.db.GetContext(t.ctx, &row, `
		SELECT kind, once_key, asks, request_id, account_id, inbound_email_id, created_at, recipients || copies AS sent_to
		FROM notifications WHERE message_id = ANY($1) ORDER BY id DESC LIMIT 1`, pq.StringArray(ids))
	if errors.Is(err, sql.ErrNoRows) {
		return parent{}, nil
	}
	if err != nil {
		return parent{}, fmt.Errorf("what it replies to: %w", err)
	}
	p := parent{kind: row.Kind, asks: token.Action(row.Asks.Int16), question: strings.HasPrefix(row.Once.String, questionKey)}
	switch {
	case row.Request.Valid:
		p.Object = token.Object{Kind: token.Request, ID: row.Request.Int64}
	case row.Account.Valid:
		p.Object = token.Object{Kind: token.Account, ID: row.Account.Int64}
	case row.Inbound.Valid:
		p.Object = token.Object{Kind: token.InboundEmail, ID: row.Inbound.Int64}
	}
	if outbox.ReplyUntil(row.Sent).Before(calendar.On(t.clock.Now())) {
		p.void = tooOld
	}
	p.theirs = slices.ContainsFunc(row.To, func(address string) bool { return strings.EqualFold(address, t.as) })
	return p, nil
}

const (
	tooOld          = "The mail that you answered is too old to tell by itself what you mean."
	askedNoDecision = "The mail that you answered did not ask for a decision."
)

// heedParent lets the reply go as a sign of what is meant, where it is none for what the email was
// understood to ask: then the guest or the number must be named, as in any email.
func (t *turn) heedParent() {
	decides := t.reading.Intent == understand.Approve || t.reading.Intent == understand.Deny
	if r := t.toRequest; decides && r != nil && t.to.theirs && t.to.asks != token.Decide && t.askedBy(r) == asksForDecision && t.to.void == "" {
		t.to.void = askedNoDecision
	}
	if t.to.void != "" {
		t.to.Object, t.toRequest = token.Object{}, nil
	}
}

// unclear says that something is not told by the email, and why its being a reply does not tell it.
func (t *turn) unclear(what string) string {
	if t.to.void != "" {
		return t.to.void + " " + what
	}
	return what
}

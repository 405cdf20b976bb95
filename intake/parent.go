package intake

import (
	"database/sql"
	"fmt"
	"strings"

	"github.com/lib/pq"

	"github.com/guestd/guestd/internal/mail/notice"
	"github.com/guestd/guestd/internal/mail/token"
)

// parent is the mail of ours that an email replies to. The zero parent is none.
type parent struct {
	// token.Object is what that mail was about.
	token.Object
	// kind is what that mail was, empty where the token alone tells of it.
	kind notice.Kind
	// question: it passed a question of Academic Affairs on.
	question bool
}

// findParent finds what the email replies to: by the token in the address that it was sent to, and
// by the Message-IDs that it refers to. Either says what is meant, and gives no right: whoever
// writes acts with their own.
func (t *turn) findParent() error {
	var err error
	if t.to, err = t.parentByMessageID(); err != nil {
		return err
	}
	for _, to := range append(t.msg.To[:len(t.msg.To):len(t.msg.To)], t.msg.Cc...) {
		text, ok := token.FromAddress(to.Email)
		if !ok {
			continue
		}
		claims, err := t.Tokens.Verify(text, t.clock.Now())
		if err != nil || claims.Purpose != token.Reply {
			continue
		}
		if claims.Object != t.to.Object {
			t.to = parent{Object: claims.Object}
		}
		return nil
	}
	return nil
}

// parentByMessageID takes the latest of the mails of ours that the email refers to: the others are
// earlier in the same thread.
func (t *turn) parentByMessageID() (parent, error) {
	ids := make([]string, 0, len(t.msg.InReplyTo)+len(t.msg.References))
	for _, list := range [][]string{t.msg.InReplyTo, t.msg.References} {
		for _, id := range list {
			ids = append(ids, "<"+strings.Trim(id, "<>")+">")
		}
	}
	if len(ids) == 0 {
		return parent{}, nil
	}
	var rows []struct {
		Kind    notice.Kind    `db:"kind"`
		Once    sql.NullString `db:"once_key"`
		Request sql.NullInt64  `db:"request_id"`
		Account sql.NullInt64  `db:"account_id"`
		Inbound sql.NullInt64  `db:"inbound_email_id"`
	}
	err := t.db.SelectContext(t.ctx, &rows, `SELECT kind, once_key, request_id, account_id, inbound_email_id FROM notifications WHERE message_id = ANY($1) ORDER BY id DESC LIMIT 1`, pq.StringArray(ids))
	if err != nil {
		return parent{}, fmt.Errorf("what it replies to: %w", err)
	}
	if len(rows) == 0 {
		return parent{}, nil
	}
	row := rows[0]
	p := parent{kind: row.Kind, question: strings.HasPrefix(row.Once.String, questionKey)}
	switch {
	case row.Request.Valid:
		p.Object = token.Object{Kind: token.Request, ID: row.Request.Int64}
	case row.Account.Valid:
		p.Object = token.Object{Kind: token.Account, ID: row.Account.Int64}
	case row.Inbound.Valid:
		p.Object = token.Object{Kind: token.InboundEmail, ID: row.Inbound.Int64}
	}
	return p, nil
}

package intake

import (
	"database/sql"
	"fmt"

	"github.com/lib/pq"

	"github.com/guestd/guestd/internal/mail/token"
)

// parentByMessageID finds the mail of ours that an email refers to, the latest first, and what it
// was about.
func (t *turn) parentByMessageID(ids []string) (token.Object, error) {
	if len(ids) == 0 {
		return token.Object{}, nil
	}
	var rows []struct {
		Request sql.NullInt64 `db:"request_id"`
		Account sql.NullInt64 `db:"account_id"`
	}
	err := t.db.SelectContext(t.ctx, &rows, `SELECT request_id, account_id FROM notifications WHERE message_id = ANY($1) ORDER BY id DESC LIMIT 1`, pq.StringArray(ids))
	switch {
	case err != nil:
		return token.Object{}, fmt.Errorf("what it replies to: %w", err)
	case len(rows) == 0:
		return token.Object{}, nil
	case rows[0].Request.Valid:
		return token.Object{Kind: token.Request, ID: rows[0].Request.Int64}, nil
	case rows[0].Account.Valid:
		return token.Object{Kind: token.Account, ID: rows[0].Account.Int64}, nil
	}
	return token.Object{}, nil
}

package guest

import (
	"fmt"
	"strings"

	"github.com/lib/pq"

	"github.com/guestd/guestd/internal/calendar"
)

// invariant is what holds after every transaction, as a query that finds what breaks it. $1 is
// today.
type invariant struct{ rule, breaks string }

func invariants() []invariant {
	return []invariant{
		{"no account outlives its HSR", `SELECT account_id FROM accounts a JOIN sponsored_roles r ON r.id = a.role_id
			WHERE a.status IN ('PENDING_ACTIVATION','ACTIVE','SUSPENDED') AND a.expires_on >= $1 AND a.expires_on > r.ends_on`},
		{"and the HSR is its guest's", `SELECT account_id FROM accounts a JOIN sponsored_roles r ON r.id = a.role_id JOIN guests g ON g.id = a.guest_id
			WHERE g.huid IS DISTINCT FROM r.guest_huid`},
		{"no first term is over a year", `SELECT q.number::text FROM requests q WHERE q.kind = 'ACCOUNT' AND q.status = 'FULFILLED'
			AND NOT q.service_desk_approved AND q.expires_on > q.starts_on + interval '1 year'`},
		{"a request is open with a hold, or closed with none", `SELECT number::text FROM requests
			WHERE (status NOT IN ('FULFILLED','DENIED','CANCELLED','LAPSED')) <> (jsonb_array_length(holds) > 0)`},
		{"what ended unfulfilled says by whom and when", `SELECT number::text FROM requests
			WHERE status IN ('DENIED','CANCELLED','LAPSED') AND (decided_by IS NULL OR decided_at IS NULL)`},
		{"what was fulfilled has its account", `SELECT number::text FROM requests WHERE status = 'FULFILLED' AND account_id IS NULL`},
		{"one reminder for an account and day", `SELECT account_id::text FROM notifications WHERE kind = 'EXPIRY_REMINDER'
			GROUP BY account_id, due_on HAVING count(*) > 1`},
		{"every mail has its job", `SELECT n.id::text FROM notifications n WHERE 1 <> (SELECT count(*) FROM river_job j WHERE (j.args->>'notification_id')::bigint = n.id)`},
		{"every request, account and guest has its audit event", `SELECT 'request ' || id FROM requests q WHERE NOT EXISTS (SELECT FROM audit_events e WHERE e.subject_type = 'GuestRequest' AND e.subject_id = q.id AND e.action = 'request.made')
			UNION ALL SELECT 'account ' || id FROM accounts a WHERE NOT EXISTS (SELECT FROM audit_events e WHERE e.subject_type = 'GuestAccount' AND e.subject_id = a.id AND e.action = 'account.opened')
			UNION ALL SELECT 'guest ' || id FROM guests g WHERE NOT EXISTS (SELECT FROM audit_events e WHERE e.subject_type = 'Guest' AND e.subject_id = g.id AND e.action = 'guest.added')`},
		{"the last change of each is audited", `SELECT 'request ' || id || ' ' || status FROM requests q WHERE status IN ('FULFILLED','DENIED','CANCELLED','LAPSED')
				AND NOT EXISTS (SELECT FROM audit_events e WHERE e.subject_type = 'GuestRequest' AND e.subject_id = q.id AND e.action = 'request.' || lower(q.status))
			UNION ALL SELECT 'account ' || id || ' ' || status FROM accounts a WHERE activation_failures = 0 AND NOT EXISTS (SELECT FROM audit_events e WHERE e.subject_type = 'GuestAccount' AND e.subject_id = a.id AND e.at = a.updated_at)`},
		{"an account that is open twice is one person's", `SELECT guest_id::text FROM accounts GROUP BY guest_id HAVING count(*) > 1`},
	}
}

func (b *bundle) checkInvariants(today calendar.Date) {
	b.t.Helper()
	if broken := b.broken(today); len(broken) > 0 {
		b.t.Errorf("broken: %q", broken)
	}
}

// broken are the invariants that do not hold, each with what breaks it.
func (b *bundle) broken(today calendar.Date) []string {
	b.t.Helper()
	var parts []string
	for n, i := range invariants() {
		parts = append(parts, fmt.Sprintf("SELECT %s || ': ' || what FROM (%s) AS i%d (what)", pq.QuoteLiteral(i.rule), i.breaks, n))
	}
	var broken []string
	b.must(b.db.SelectContext(b.ctx, &broken, strings.Join(parts, " UNION ALL "), today))
	return broken
}

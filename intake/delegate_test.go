package intake_test

import (
	"context"
	"testing"

	"github.com/guestd/guestd/intake"
	"github.com/guestd/guestd/intake/trust"
)

// TestDelegatesAudit: what a sponsor confirmed is done by the sponsor, and the trail leads to the email
// that the delegate wrote.
func TestDelegatesAudit(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.deliver(ask("Jane Doe", "jane.doe@example.org"))
	b.work()
	b.deliver(from("clara.novak@fas.harvard.edu", "guest-requests@hms.harvard.edu", "Jane Doe", "On behalf of Prof. Ana Ruiz (HUID 20481733), please end the guest account of Jane Doe on March 31, 2027."))
	b.work()
	b.want(`SELECT count(*) FROM audit_events WHERE inbound_email_id = 2`, 0)
	b.confirmAll()
	b.work()
	b.want(`SELECT count(*) FROM audit_events a JOIN inbound_emails e ON e.id = a.inbound_email_id
		WHERE a.actor = 'ana.ruiz@hms.harvard.edu' AND a.action = 'account.ended' AND e.from_address = 'clara.novak@fas.harvard.edu' AND e.confirmed_by = a.actor`, 1)
	b.want(`SELECT count(*) FROM notifications WHERE once_key = 'answer 2' AND recipients = '{ana.ruiz@hms.harvard.edu}' AND copies = '{clara.novak@fas.harvard.edu}'`, 1)
	b.want(`SELECT count(*) FROM accounts WHERE expires_on = '2027-03-31'`, 1)
}

// TestADelegateIsWeighed: a delegate is proven as anybody is, DKIM and all. Whose signature is not valid is
// asked themself, and the sponsor hears nothing of it.
func TestADelegateIsWeighed(t *testing.T) {
	t.Parallel()
	b := setup(t, func(cfg *intake.Config) {
		cfg.Witness = &intake.Witness{DKIM: trust.RequireDKIM, LookupTXT: func(context.Context, string) ([]string, error) { return nil, nil }}
	})
	b.deliver(askFor(0, "Marcus Bell <marcus.bell@hms.harvard.edu>"))
	b.work()
	b.want(`SELECT count(*) FROM notifications WHERE once_key = 'confirmation 1' AND recipients = '{marcus.bell@hms.harvard.edu}'`, 1)
	b.confirmAll()
	b.work()
	b.want(`SELECT count(*) FROM inbound_emails WHERE outcome = 'REFUSED'`, 1)
	b.want(`SELECT count(*) FROM notifications WHERE 'ana.ruiz@hms.harvard.edu' = ANY(recipients || copies)`, 0)
	b.want(`SELECT count(*) FROM requests`, 0)
}

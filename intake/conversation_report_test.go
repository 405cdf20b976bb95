package intake_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"regexp"
	"strings"

	"github.com/jhillyerd/enmime/v2"
	"github.com/lib/pq"

	"github.com/guestd/guestd/internal/guest"
	"github.com/guestd/guestd/internal/mail/notice"
)

// outgoing is one mail of the outbox.
type outgoing struct {
	ID        int64          `db:"id"`
	Kind      string         `db:"kind"`
	Status    string         `db:"status"`
	To        pq.StringArray `db:"recipients"`
	Cc        pq.StringArray `db:"copies"`
	Subject   string         `db:"subject"`
	MessageID string         `db:"message_id"`
	Once      sql.NullString `db:"once_key"`

	Text, HTML, ReplyTo, InReplyTo, AutoSubmitted string
}

// quoted is the mail as a mail program quotes it below an answer.
func (m outgoing) quoted() string {
	quote := "On Monday, HMS Guest Accounts <" + guest.DefaultPolicy().RequestEmail + "> wrote:\n"
	for line := range strings.Lines(strings.TrimRight(m.Text, "\n")) {
		quote += "> " + strings.TrimRight(line, "\r\n") + "\n"
	}
	return quote
}

// report tells what is new: the mails that went out, and each line of state that is another than
// it was. Tokens, which differ from run to run, are replaced.
func (c *conversation) report() string {
	c.t.Helper()
	var news strings.Builder
	for _, line := range c.said {
		fmt.Fprintln(&news, line)
	}
	c.said = nil
	for _, line := range c.state() {
		name, _, _ := strings.Cut(line, ":")
		if c.shown[name] != line {
			c.shown[name] = line
			fmt.Fprintln(&news, line)
		}
	}
	for _, m := range c.sent() {
		c.out = append(c.out, m)
		c.describe(&news, len(c.out), m)
	}
	return news.String()
}

func (c *conversation) sent() []outgoing {
	c.t.Helper()
	var mails []outgoing
	var last int64
	if len(c.out) > 0 {
		last = c.out[len(c.out)-1].ID
	}
	c.must(c.db.SelectContext(c.t.Context(), &mails, `SELECT id, kind, status, recipients, copies, subject, message_id, once_key
		FROM notifications WHERE id > $1 ORDER BY id`, last))
	for i := range mails {
		env, err := enmime.ReadEnvelope(bytes.NewReader(c.delivered[mails[i].ID]))
		c.must(err)
		mails[i].Text, mails[i].HTML = env.Text, env.HTML
		mails[i].ReplyTo, mails[i].InReplyTo, mails[i].AutoSubmitted = env.GetHeader("Reply-To"), env.GetHeader("In-Reply-To"), env.GetHeader("Auto-Submitted")
		if to, err := env.AddressList("Reply-To"); err == nil && len(to) > 0 {
			mails[i].ReplyTo = to[0].Address
		}
	}
	return mails
}

var tokenForm = regexp.MustCompile(`(\+|/confirm/)[a-z2-7]{48}`)

// describe shows a mail's head, and the text of those that the bot wrote itself: what the domain
// writes has golden files of its own.
func (c *conversation) describe(w *strings.Builder, n int, m outgoing) {
	c.t.Helper()
	fmt.Fprintf(w, "\nout %d: %s to %s", n, m.Kind, strings.Join(m.To, ", "))
	if len(m.Cc) > 0 {
		fmt.Fprintf(w, ", copy to %s", strings.Join(m.Cc, ", "))
	}
	if m.InReplyTo != "" {
		fmt.Fprintf(w, ", in answer to %s", m.InReplyTo)
	}
	fmt.Fprintf(w, "\nSubject: %s\n", m.Subject)
	if m.AutoSubmitted == "" || m.AutoSubmitted == "no" {
		c.t.Errorf("mail %d does not say that it is automatic", n)
	}
	if m.HTML == "" {
		c.t.Errorf("mail %d has no HTML", n)
	}
	if !m.Once.Valid || m.Kind == string(notice.KindExpiryReminder) {
		return
	}
	for line := range strings.Lines(tokenForm.ReplaceAllString(strings.TrimSpace(m.Text), "${1}TOKEN")) {
		fmt.Fprintln(w, strings.TrimRight("| "+strings.TrimRight(line, "\r\n"), " "))
	}
}

// state is how every email, request and account stands, and the audit trail, a line each that begins
// with its name.
func (c *conversation) state() []string {
	c.t.Helper()
	var lines []string
	for _, query := range []string{
		`SELECT 'mail ' || row_number() OVER (ORDER BY id) || ': ' || outcome || ', ' || trust || ', ' || coalesce(intent, 'not read') || ', in ' || coalesce(folder, 'INBOX') || E'\n    ' || because
			FROM inbound_emails ORDER BY id`,
		`SELECT 'R-' || number || ': ' || r.kind || ' ' || r.status || ', ' || coalesce(given_name || ' ', '') || coalesce(family_name || ' ', '') || coalesce('<' || personal_email || '> ', '')
				|| coalesce('HUID ' || r.huid || ' ', '') || coalesce('HSR ' || hsr_number || ' ', '') || coalesce('from ' || starts_on || ' ', '') || coalesce('until ' || expires_on || ' ', '')
				|| 'by ' || coalesce(s.email, r.requester_email)
				|| coalesce((SELECT string_agg(E'\n    waits: ' || (h->>'reason') || ' on ' || (h->>'waiting_on'), '') FROM jsonb_array_elements(holds) h), '')
				|| coalesce(E'\n    decided by ' || decided_by || coalesce(': ' || decision_note, ''), '')
			FROM requests r LEFT JOIN sponsors s ON s.id = r.sponsor_id ORDER BY number`,
		`SELECT 'account ' || account_id || ': ' || a.status || ', ' || g.given_name || ' ' || g.family_name || ', ' || starts_on || ' to ' || expires_on || ', sponsor ' || s.email
			FROM accounts a JOIN guests g ON g.id = a.guest_id JOIN sponsors s ON s.id = a.sponsor_id ORDER BY a.id`,
		`SELECT 'audit ' || row_number() OVER (ORDER BY id) || ': ' || summary || CASE WHEN inbound_email_id IS NULL THEN '' ELSE ' [by mail ' || (SELECT count(*) FROM inbound_emails i WHERE i.id <= a.inbound_email_id) || ']' END
			FROM audit_events a ORDER BY id`,
	} {
		var rows []string
		c.must(c.db.SelectContext(c.t.Context(), &rows, query))
		lines = append(lines, rows...)
	}
	return lines
}

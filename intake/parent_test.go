package intake_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/mail/token"
)

// TestReplyTokens: what a reply token is good for by itself, in answer to a guest's wish for an
// extension that waits for the sponsor's decision. The sponsor has the right each time; the token says
// whether "yes" is meant as that decision.
func TestReplyTokens(t *testing.T) {
	t.Parallel()
	const ana, decided, waits = "ana.ruiz@hms.harvard.edu", "FULFILLED", "AWAITING_SPONSOR"
	for name, c := range map[string]struct {
		change func(*token.Claims)
		words  string
		want   string
		told   string // what the answer says
	}{
		"hers":                          {func(*token.Claims) {}, "Yes, approved.", decided, "Done"},
		"expired":                       {func(c *token.Claims) { c.LastDay = day.AddDays(-1) }, "Yes, approved.", waits, "too old to tell"},
		"expired, the number named":     {func(c *token.Claims) { c.LastDay = day.AddDays(-1) }, "R-1002 is approved.", decided, "Done"},
		"of a mail that asked else":     {func(c *token.Claims) { c.Action = token.Discuss }, "Yes, approved.", waits, "did not ask for a decision"},
		"asked else, number named":      {func(c *token.Claims) { c.Action = token.Discuss }, "R-1002 is approved.", decided, "Done"},
		"somebody else's, a nod":        {func(c *token.Claims) { c.Person = "jane.doe@example.org" }, "Fine with me.", waits, ""},
		"somebody else's, as if named":  {func(c *token.Claims) { c.Person = "jane.doe@example.org" }, "Approved.", decided, "Done"},
		"of another purpose":            {func(c *token.Claims) { c.Purpose = token.Confirm }, "Yes, approved.", waits, ""},
		"of a request that is not hers": {func(c *token.Claims) { c.Object.ID = 99 }, "Yes, approved.", waits, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.deliver(ask("Jane Doe", "jane.doe@example.org"))
			b.work()
			b.deliver(from("jane.doe@example.org", "guest-requests@hms.harvard.edu", "Extension", "Please extend my guest account until July 31, 2027."))
			b.work()
			b.want(`SELECT count(*) FROM requests WHERE number = 1002 AND status = 'AWAITING_SPONSOR'`, 1)
			claims := token.Claims{Purpose: token.Reply, Object: token.Object{Kind: token.Request, ID: 2}, Action: token.Decide, Person: ana, LastDay: day.AddDays(30)}
			c.change(&claims)
			text, err := b.tokens.Sign(claims)
			b.must(err)
			address, err := token.Address("guest-requests@hms.harvard.edu", text)
			b.must(err)
			b.deliver(from(ana, address, "Re: your message", c.words))
			b.work()
			b.want(fmt.Sprintf(`SELECT count(*) FROM requests WHERE number = 1002 AND status = '%s'`, c.want), 1)
			var answer string
			b.must(b.db.GetContext(t.Context(), &answer, `SELECT coalesce(max(because), '') FROM inbound_emails WHERE id = 3`))
			b.send()
			var sent []int64
			b.must(b.db.SelectContext(t.Context(), &sent, `SELECT id FROM notifications WHERE once_key = 'answer 3'`))
			var said string
			for _, id := range sent {
				said += strings.Join(strings.Fields(strings.ReplaceAll(string(b.delivered[id]), "=\r\n", "")), " ")
			}
			if c.told != "" && !strings.Contains(said, c.told) {
				t.Errorf("the answer (%s) does not say %q:\n%s", answer, c.told, said)
			}
		})
	}
}

// TestAnOldMailIsNoSign: where the reply's address lost its token, the Message-ID is good for as long
// as the token was.
func TestAnOldMailIsNoSign(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.deliver(ask("Jane Doe", "jane.doe@example.org"))
	b.work()
	var id string
	b.must(b.db.GetContext(t.Context(), &id, `SELECT message_id FROM notifications WHERE once_key = 'answer 1'`))
	ends := func(text string) []byte {
		return append([]byte("In-Reply-To: "+id+"\r\n"), from("ana.ruiz@hms.harvard.edu", "guest-requests@hms.harvard.edu", "Re: Guest account", text)...)
	}
	b.clock.Set(day.AddDays(401).At(10))
	b.deliver(ends("Please end it today."))
	b.work()
	b.want(`SELECT count(*) FROM inbound_emails WHERE outcome = 'ASKED' AND because LIKE 'The mail that you answered is too old%'`, 1)
	b.clock.Set(day.At(12))
	b.deliver(ends("Please end it today, thanks."))
	b.work()
	b.want(fmt.Sprintf(`SELECT count(*) FROM accounts WHERE expires_on <= '%s'`, calendar.On(b.clock.Now())), 1)
}

// from is a proven mail.
func from(sender, to, subject, text string) []byte {
	_, domain, _ := strings.Cut(sender, "@")
	return fmt.Appendf(nil, "Authentication-Results: %s; dmarc=pass header.from=%s\r\nFrom: %s\r\nTo: %s\r\nSubject: %s\r\n\r\n%s\r\n", servID, domain, sender, to, subject, text)
}

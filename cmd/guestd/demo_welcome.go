package main

import (
	"fmt"
	"io"
	"time"

	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/demo"
)

// printWelcome says where everything is, whom to be, and what to try next.
func printWelcome(out io.Writer, dir demo.Dir, at demo.Addresses, now time.Time, empty bool) {
	_, _ = fmt.Fprintf(out, `
guestd is ready. In the demo it is %s.

  Pages       http://%[2]s/
  GraphQL     http://%[2]s/graphql     GraphiQL: http://%[2]s/graphiql
  Health      http://%[2]s/healthz  /readyz  /metrics
  Mail        SMTP %[3]s (AUTH PLAIN with the From address)   IMAP %[4]s
              every address has a mailbox: login is the address, password demo
  Data        %[5]s

Be somebody (guestd demo people lists all):
  bin/guestd token --data %[5]s --as ana.ruiz@hms.harvard.edu      a sponsor
  bin/guestd token --data %[5]s --as service-desk                  or academic-affairs, feed

Try this: ask for an account by mail, as Ana Ruiz (her visitor has HSR 204518)
  printf 'From: Ana Ruiz <ana.ruiz@hms.harvard.edu>\nTo: guest-requests@hms.harvard.edu\nSubject: Guest account\n\nPlease set up an account for Jane Doe (jane.doe@example.org), visiting scholar, HSR 204518, until %[6]s.\n' |
    curl -s --url smtp://%[3]s --mail-from ana.ruiz@hms.harvard.edu --mail-rcpt guest-requests@hms.harvard.edu --user ana.ruiz@hms.harvard.edu:demo -T -
  curl -s --url 'imap://%[4]s/INBOX;MAILINDEX=*' --user jane.doe@example.org:demo     # the activation mail
  bin/guestd demo clock --data %[5]s +7d     # a week passes

Stop with Ctrl-C; the data stays.
`, now.In(calendar.Zone).Format("Monday, January 2, 2006, 15:04 in Boston"), at.HTTP, at.SMTP, at.IMAP, dir, calendar.On(now).AddDays(300).Spelt())
	if empty {
		_, _ = fmt.Fprintln(out, "\nIt began empty: the directory and the roles are there, and no guests, accounts or mail.")
	}
}

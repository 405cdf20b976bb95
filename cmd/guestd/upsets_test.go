package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/guestd/guestd/internal/calendar"
)

// Issue 3's crash table on Dovecot and PostgreSQL, row 6: the mailbox is changed under the bot's
// feet. Whatever is found again is recognised, and what is new is handled.
func TestUpsetMailbox(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	bot := s.serve()
	s.reminded()
	var ids []string
	next := func() {
		t.Helper()
		ids = append(ids, s.request(len(ids), true))
		for n, id := range ids { // none of those before is handled again
			s.onceOnly(n, id, false)
		}
	}
	next()
	next()

	if s.dovecot.Drag(requests, processed, "", ids[0]) != 1 {
		t.Fatal("there is nothing to drag")
	}
	eventually(t, "what a person put back into the inbox is filed again", func() bool { return s.lies("", ids[0]) == 0 && s.lies(processed, ids[0]) == 1 })
	next()

	s.dovecot.Drag(requests, processed, "", ids[1])
	s.dovecot.Renumber(requests)
	next() // with a new UIDVALIDITY
	eventually(t, "it is told", func() bool { return s.metric(bot, "guestd_mailbox_uidvalidity_changes_total") == 1 })
	bot.await(bot.log, "the inbox is another one than before")

	before := s.dovecot.Messages(requests, processed)
	s.dovecot.Recreate(requests)
	s.dovecot.Drop(requests, before...) // from a backup, into the inbox
	next()
	if got := s.metric(bot, "guestd_intake_duplicates_total"); got < float64(len(before)) {
		t.Errorf("%v counted as found again, of %d", got, len(before))
	}

	// Deleted by a person, an email is not looked for. Taken out of the inbox before the bot reads
	// it, it is handled when it is put back.
	s.dovecot.RemoveFolder(requests, processed)
	bot.terminate()
	id := s.request(len(ids), true)
	s.dovecot.Drag(requests, "", "Ignored", id)
	bot = s.serve()
	eventually(t, "the inbox is read", func() bool { return s.metric(bot, "guestd_mailbox_last_poll_timestamp_seconds") > 0 })
	if countIn(t, s.db, `SELECT count(*) FROM inbound_emails WHERE message_id = $1`, id) != 0 {
		t.Error("it was read in another folder")
	}
	s.dovecot.Drag(requests, "Ignored", "", id)
	s.onceOnly(len(ids), id, false)
	if n := countIn(t, s.db, `SELECT count(*) FROM requests WHERE status = 'FULFILLED' AND source = 'EMAIL'`); n != len(ids)+1 {
		t.Errorf("%d requests", n)
	}
}

// metric is the value of a metric without labels.
func (s *site) metric(of *server, name string) (value float64) {
	s.t.Helper()
	_, text, _ := fetch(s.t, http.MethodGet, "http://"+of.http+"/metrics", "")
	for line := range strings.Lines(text) {
		if rest, ok := strings.CutPrefix(line, name+" "); ok {
			if _, err := fmt.Sscan(rest, &value); err != nil {
				s.t.Fatal(err)
			}
			return value
		}
	}
	s.t.Fatalf("no metric %s", name)
	return 0
}

// Issue 3: the same message delivered twice (same Message-ID; same content with a new one; sent
// again by hand) makes one request; an old Message-ID with other content is held for review, never
// dropped; and a broken message holds up nobody.
func TestDeliveredTwice(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.serve()
	s.reminded()
	const n = 0
	first := fresh(t, "first")
	letter := s.letter(n, first, "")
	s.dovecot.Deliver(requests, letter)
	s.onceOnly(n, first, false)

	// By the server: the same octets, with other trace fields on top.
	s.dovecot.Deliver(requests, "X-Forwarded-Through: another.example\r\n"+letter)
	eventually(t, "the second is filed", func() bool { return s.lies("", first) == 0 && s.lies(processed, first) == 2 })
	if kept := countIn(t, s.db, `SELECT count(*) FROM inbound_emails WHERE message_id = $1`, first); kept != 1 {
		t.Errorf("kept %d times", kept)
	}

	// With a new Message-ID, as of a program that sends again; and by hand, in other words.
	same, byHand := fresh(t, "same"), fresh(t, "hand")
	s.dovecot.Deliver(requests, s.letter(n, same, ""))
	s.dovecot.Deliver(requests, s.letter(n, byHand, "I am not sure that my first mail got through, so here it is again.\r\n\r\n"))
	for _, id := range []string{same, byHand} {
		if outcome := handledIn(t, s.db, id); outcome == "ACTED" || outcome == "QUARANTINED" {
			t.Errorf("what was sent again is %s", outcome)
		}
		s.sent()
		if told := s.answersTo(id); len(told) != 1 {
			t.Errorf("what was sent again has %d answers", len(told))
		}
	}

	// An old Message-ID with other content.
	s.dovecot.Deliver(requests, s.letter(n+1, first, ""))
	eventually(t, "it is held", func() bool {
		return countIn(t, s.db, `SELECT count(*) FROM inbound_emails WHERE message_id = $1 AND outcome = 'QUARANTINED'`, first) == 1
	})
	if made := countIn(t, s.db, `SELECT count(*) FROM requests WHERE personal_email = $1`, mailOf(n+1)); made != 0 {
		t.Errorf("it made %d requests", made)
	}

	// What cannot be read, between two that can.
	broken := []string{
		"\x00\xff\xfe\x00 no header at all",
		"Message-ID: <broken@sender.test>\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\nSubject: =?utf-8?b?%%%?=\r\n\r\n--b\r\nContent-Transfer-Encoding: base64\r\n\r\n\xff\xff%%%\r\n--b\r\n",
	}
	s.dovecot.Drop(requests, broken...)
	after := s.request(n+2, true)
	s.onceOnly(n+2, after, false)
	eventually(t, "every email has an outcome", func() bool {
		return countIn(t, s.db, `SELECT count(*) FROM inbound_emails WHERE outcome = 'PENDING'`) == 0
	})

	// What is held is filed for a person to look at, when the mailbox is next looked at.
	last := s.request(n+3, true)
	s.onceOnly(n+3, last, false)
	eventually(t, "what is held is filed", func() bool { return s.lies("Quarantine", first) == 1 && len(s.dovecot.Messages(requests, "")) == 0 })
	if held := countIn(t, s.db, `SELECT count(*) FROM inbound_emails WHERE outcome = 'QUARANTINED'`); held != len(s.dovecot.Messages(requests, "Quarantine")) {
		t.Errorf("%d are held, and %d in Quarantine", held, len(s.dovecot.Messages(requests, "Quarantine")))
	}

	if made := countIn(t, s.db, `SELECT count(*) FROM requests WHERE personal_email = $1`, mailOf(n)); made != 1 {
		t.Errorf("%d requests were made of the one wish", made)
	}
	if accounts := countIn(t, s.db, `SELECT count(*) FROM accounts a JOIN guests g ON g.id = a.guest_id WHERE g.personal_email = $1`, mailOf(n)); accounts != 1 {
		t.Errorf("%d accounts", accounts)
	}
	activations := 0
	for _, m := range s.smtp.mails() {
		if strings.Join(m.addresses("To"), "") == mailOf(n) {
			activations++
		}
	}
	if activations != 1 || len(s.answersTo(first)) != 1 {
		t.Errorf("%d activations, %d answers to the first", activations, len(s.answersTo(first)))
	}
}

// letter is a request for the nth guest.
func (s *site) letter(n int, messageID, before string) string {
	return fmt.Sprintf("Authentication-Results: mx.hms.harvard.edu; dmarc=pass header.from=hms.harvard.edu\r\nFrom: Ana Ruiz <%s>\r\nTo: %s\r\nSubject: Guest account\r\nDate: %s\r\nMessage-ID: %s\r\n\r\n"+
		"%sPlease set up an account for Robin %s (%s), visiting scholar, HSR %d, until %s.\r\n\r\nAna Ruiz\r\n",
		ana, requests, time.Now().Format("Mon, 02 Jan 2006 15:04:05 -0700"), messageID, before, family(n), mailOf(n), 209100+n, calendar.On(time.Now()).AddDays(100).Spelt())
}

func (s *site) answersTo(id string) (answers []received) {
	s.t.Helper()
	for _, m := range s.smtp.mails() {
		if m.GetHeader("In-Reply-To") == id {
			answers = append(answers, m)
		}
	}
	return answers
}

package screen

import (
	"testing"

	"github.com/guestd/guestd/intake/message"
)

const own = "guest-requests@hms.harvard.edu"

func TestScreen(t *testing.T) {
	const base = "To: guest-requests@hms.harvard.edu\nDate: Mon, 4 Jan 2027 10:00:00 -0500\n"
	for _, c := range []struct {
		name, header string
		want         Verdict
	}{
		{"a person", "From: Ana <ana@hms.harvard.edu>\nSubject: guest account\n", Accept},
		{"Auto-Submitted: no means nothing", "From: a@x.org\nSubject: s\nAuto-Submitted: no\n", Accept},
		{"a lone OOF suppression means nothing", "From: a@x.org\nSubject: s\nX-Auto-Response-Suppress: OOF\n", Accept},
		{"failed authentication changes nothing", "From: a@x.org\nSubject: s\nAuthentication-Results: mx; dmarc=fail\n", Accept},
		{"Auto-Submitted is any word but no", "From: a@x.org\nSubject: s\nAuto-Submitted: yes\n", AutoReply},
		{"an empty envelope sender", "Return-Path: <>\nFrom: a@x.org\nSubject: guest account\n", AutoReply},
		{"an envelope sender", "Return-Path: <a@x.org>\nFrom: a@x.org\nSubject: guest account\n", Accept},
		{"an automatic reply", "From: a@x.org\nSubject: s\nAuto-Submitted: auto-replied\n", AutoReply},
		{"Auto-Submitted outranks Precedence", "From: a@x.org\nSubject: s\nAuto-Submitted: auto-generated (x)\nPrecedence: bulk\n", AutoReply},
		{"only the subject tells", "From: a@x.org\nSubject: Automatische Antwort: x\n", AutoReply},
		{"a null sender's answer", "Return-Path: <>\nFrom: a@x.org\nSubject: away\nIn-Reply-To: <1@x>\n", AutoReply},
		{"a read receipt", "From: a@x.org\nSubject: Read: x\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n", AutoReply},
		{"a delivery notice", "From: mailer-daemon@x.org\nSubject: x\nAuto-Submitted: auto-replied\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n", Bounce},
		{"a delay is a bounce", "From: MAILER-DAEMON@x.org\nSubject: Delayed Mail (still being retried)\nReturn-Path: <>\n", Bounce},
		{"a postmaster who writes", "From: postmaster@x.org\nSubject: guest account for Jane\n", Accept},
		{"a list", "From: a@x.org\nSubject: please extend ab123\nList-Id: <l.x.org>\n", MailingList},
		{"bulk", "From: a@x.org\nSubject: s\nPrecedence: bulk\n", MailingList},
		{"an unsubscribe field", "From: a@x.org\nSubject: s\nList-Unsubscribe: <https://x.org/u>\n", MailingList},
		{"a list's automatic reply", "From: a@x.org\nSubject: s\nList-Id: <l.x.org>\nAuto-Submitted: auto-replied\n", AutoReply},
		{"our own mail", "From: HMS Guest Accounts <Guest-Requests@hms.harvard.edu>\nSubject: s\n", Loop},
		{"our own notice is a loop first", "From: guest-requests@hms.harvard.edu\nSubject: s\nAuto-Submitted: auto-generated\n", Loop},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, err := message.Parse([]byte(c.header + base + "\ntext\n"))
			if err != nil {
				t.Fatal(err)
			}
			if got := New(own).Screen(m); got.Verdict != c.want || got.Reason == "" {
				t.Errorf("%+v, want %s", got, c.want)
			}
		})
	}
	if got := New(own).Screen(nil); got.Verdict != Unreadable {
		t.Errorf("nothing at all is %s", got.Verdict)
	}
}

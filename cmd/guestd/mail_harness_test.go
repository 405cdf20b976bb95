package main

import (
	"fmt"
	"mime"
	"net/mail"
	"strings"
	"testing"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/jhillyerd/enmime/v2"

	"github.com/guestd/guestd/internal/demo"
)

// letter is an email that a test sends.
type letter struct {
	from, subject, text string
	// answers is the mail that it replies to.
	answers *received
	// unproven: the sender does not sign in.
	unproven bool
}

// send sends a letter to the request mailbox, and answers with its Message-ID.
func (d *demoProcess) send(l letter) (messageID string) {
	d.t.Helper()
	messageID = fresh(d.t, "mail")
	to, references := requests, ""
	if l.answers != nil {
		to = l.answers.replyTo()
		references = fmt.Sprintf("In-Reply-To: %[1]s\r\nReferences: %[1]s\r\n", l.answers.id())
		if l.subject == "" {
			l.subject = "Re: " + l.answers.GetHeader("Subject")
		}
		l.text += "\r\n\r\nOn an earlier day, HMS Guest Accounts wrote:\r\n> " + strings.Join(strings.Split(strings.TrimSpace(l.answers.Text), "\n"), "\n> ")
	}
	name, _, _ := strings.Cut(l.from, "@")
	raw := fmt.Sprintf("From: %s <%s>\r\nTo: %s\r\nSubject: %s\r\nDate: %s\r\nMessage-ID: %s\r\n%sMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n",
		strings.ReplaceAll(name, ".", " "), l.from, to, mime.QEncoding.Encode("utf-8", l.subject), d.now().Format("Mon, 02 Jan 2006 15:04:05 -0700"), messageID, references, l.text)
	identity := l.from
	if l.unproven {
		identity = ""
	}
	submit(d.t, d.at.SMTP, identity, l.from, []string{to}, raw)
	return messageID
}

// submit hands a message to an SMTP server, signed in as identity where one is given.
func submit(t *testing.T, server, identity, from string, to []string, raw string) {
	t.Helper()
	client, err := smtp.Dial(server)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	if identity != "" {
		if err := client.Auth(sasl.NewPlainClient("", identity, demo.Password)); err != nil {
			t.Fatal(err)
		}
	}
	if err := client.SendMail(from, to, strings.NewReader(raw)); err != nil {
		t.Fatal(err)
	}
}

// received is a mail in somebody's mailbox.
type received struct {
	*enmime.Envelope
	raw string
}

func (m received) id() string      { return strings.TrimSpace(m.GetHeader("Message-Id")) }
func (m received) subject() string { return m.GetHeader("Subject") }

func (m received) addresses(field string) (list []string) {
	parsed, err := mail.ParseAddressList(m.GetHeader(field))
	if err != nil {
		return nil
	}
	for _, a := range parsed {
		list = append(list, a.Address)
	}
	return list
}

func (m received) replyTo() string {
	if list := m.addresses("Reply-To"); len(list) > 0 {
		return list[0]
	}
	return m.addresses("From")[0]
}

// mails are the mails in a folder of somebody's mailbox, in the order they came, read by IMAP.
func (d *demoProcess) mails(address, folder string) (list []received) {
	d.t.Helper()
	client, err := imapclient.DialInsecure(d.at.IMAP, nil)
	if err != nil {
		d.t.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	if err := client.Login(address, demo.Password).Wait(); err != nil {
		d.t.Fatal(err)
	}
	box, err := client.Select(folder, &imap.SelectOptions{ReadOnly: true}).Wait()
	if err != nil {
		d.t.Fatal(err)
	}
	if box.NumMessages == 0 {
		return nil
	}
	everything := &imap.FetchItemBodySection{Peek: true}
	found, err := client.Fetch(imap.SeqSet{{Start: 1, Stop: box.NumMessages}}, &imap.FetchOptions{BodySection: []*imap.FetchItemBodySection{everything}}).Collect()
	if err != nil {
		d.t.Fatal(err)
	}
	for _, m := range found {
		list = append(list, parse(d.t, string(m.FindBodySection(everything))))
	}
	return list
}

func parse(t *testing.T, raw string) received {
	t.Helper()
	envelope, err := enmime.ReadEnvelope(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return received{Envelope: envelope, raw: raw}
}

// awaitMail waits for a mail in somebody's INBOX.
func (d *demoProcess) awaitMail(address, what string, is func(received) bool) (m received) {
	d.t.Helper()
	eventually(d.t, address+" has "+what, func() bool {
		for _, m = range d.mails(address, "INBOX") {
			if is(m) {
				return true
			}
		}
		return false
	})
	return m
}

// answerTo waits for the bot's answer to an email.
func (d *demoProcess) answerTo(address, messageID string) received {
	d.t.Helper()
	return d.awaitMail(address, "an answer to "+messageID, func(m received) bool { return m.GetHeader("In-Reply-To") == messageID })
}

func withSubject(subject string) func(received) bool {
	return func(m received) bool { return m.subject() == subject }
}

func titled(part string) func(received) bool {
	return func(m received) bool { return strings.Contains(m.subject(), part) }
}

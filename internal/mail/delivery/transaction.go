package delivery

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/emersion/go-smtp"

	"github.com/guestd/guestd/internal/mail/addr"
)

// transaction is one mail on its way: what is known so far of each recipient.
type transaction struct {
	message Message
	known   []Recipient // in the order of message.To; Outcome is empty while nothing is known
	err     error
	began   bool // the server has answered MAIL
}

// What the connection is good for after a mail: another one, or nothing.
const (
	keep   = true
	broken = false
)

func newTransaction(m Message) *transaction {
	t := &transaction{message: m}
	t.reset()
	return t
}

// reset forgets what a connection told, and keeps what the message alone tells.
func (t *transaction) reset() {
	m := t.message
	t.err, t.began = nil, false
	t.known = make([]Recipient, len(m.To))
	for i, to := range m.To {
		t.known[i].Address = to
		if _, err := addr.Parse(to); err != nil {
			t.known[i].Outcome, t.known[i].Text = Permanent, err.Error()
		}
	}
	if m.From != "" {
		if _, err := addr.Parse(m.From); err != nil {
			t.settle(Permanent, 0, "", "the sender's address: "+err.Error())
		}
	}
	if len(bytes.TrimSpace(m.Raw)) == 0 {
		t.settle(Permanent, 0, "", "the message is empty")
	}
}

// over reports that every recipient's outcome is known.
func (t *transaction) over() bool {
	for _, r := range t.known {
		if r.Outcome == "" {
			return false
		}
	}
	return true
}

// untouched reports that the server has not answered anything about this mail.
func (t *transaction) untouched() bool { return !t.began }

// settle gives all whose outcome is not known yet this one.
func (t *transaction) settle(o Outcome, code int, enhanced, text string) {
	for i := range t.known {
		if r := &t.known[i]; r.Outcome == "" {
			r.Outcome, r.Code, r.Enhanced, r.Text = o, code, enhanced, oneLine(text)
		}
	}
}

func (t *transaction) fault(err error) Result {
	t.err = err
	if reply := replyOf(err); reply != nil {
		// The server will not talk to us at all: that is ours to mend, and the mail can wait.
		t.settle(Temporary, reply.Code, enhancedOf(reply), err.Error())
	} else {
		t.settle(Temporary, 0, "", err.Error())
	}
	return t.result(nil)
}

func (t *transaction) result(cause error) Result {
	err := t.err
	if err != nil && cause != nil && !errors.Is(err, cause) {
		err = fmt.Errorf("%w (%w)", cause, err)
	}
	return Result{Recipients: t.known, Err: err}
}

// run takes the mail through MAIL, RCPT and DATA.
func (t *transaction) run(c *connection) (usable bool) {
	if largest, ok := c.client.MaxMessageSize(); ok && largest > 0 && len(t.message.Raw) > largest {
		t.settle(Permanent, 0, "", fmt.Sprintf("the message has %d bytes, and the server takes %d", len(t.message.Raw), largest))
		return keep
	}
	utf8, ok := t.international(c)
	if !ok {
		return keep
	}
	err := c.client.Mail(t.message.From, &smtp.MailOptions{Size: int64(len(t.message.Raw)), UTF8: utf8})
	if err != nil {
		return t.refused("offering the mail", err)
	}
	t.began = true
	accepted := 0
	for i := range t.known {
		r := &t.known[i]
		if r.Outcome != "" {
			continue
		}
		err := c.client.Rcpt(r.Address, nil)
		reply := replyOf(err)
		switch {
		case err == nil:
			accepted++
		case reply == nil:
			return t.refused("naming the recipients", err)
		default:
			r.Outcome, r.Code, r.Enhanced, r.Text = outcomeOf(reply), reply.Code, enhancedOf(reply), oneLine(reply.Message)
			if reply.Code == 552 {
				// RFC 5321 section 4.5.3.1.10: said of RCPT, it means too many recipients.
				r.Outcome = Temporary
			}
			if reply.Code == 421 {
				t.settle(Temporary, 421, enhancedOf(reply), reply.Message)
				t.err = &Fault{"naming the recipients", reply}
				return broken
			}
		}
	}
	if accepted == 0 {
		return t.abandon(c)
	}
	data, err := c.client.Data()
	if err != nil {
		end := t.refused("starting the message", err)
		if end { // keep the connection
			return t.abandon(c)
		}
		return end
	}
	if _, err := data.Write(t.message.Raw); err != nil {
		// The final dot was never written, so nothing was taken.
		return t.refused("sending the message", err)
	}
	_, err = data.CloseWithResponse()
	reply := replyOf(err)
	switch {
	case err == nil, reply != nil && reply.Code/100 == 2:
		t.settle(Sent, 250, "", "")
		return keep
	case reply != nil && (reply.Code/100 == 4 || reply.Code/100 == 5):
		return t.refused("ending the message", err)
	case c.wire.failed.Load():
		// A part of what ends with the final dot was not written: the server cannot have it.
		return t.refused("sending the message", err)
	}
	t.err = &Fault{"waiting for the answer to the message", err}
	t.settle(Uncertain, 0, "", "the server did not say whether it took the message: "+err.Error())
	return broken
}

// international asks for SMTPUTF8 where an address needs it, and gives up on the recipients who
// cannot be written without; false where no one is left.
func (t *transaction) international(c *connection) (utf8, ok bool) {
	needed := !ascii(t.message.From)
	for _, r := range t.known {
		needed = needed || r.Outcome == "" && !ascii(r.Address)
	}
	if !needed {
		return false, true
	}
	if offered, _ := c.client.Extension("SMTPUTF8"); offered {
		return true, true
	}
	const because = "the server takes no addresses beyond ASCII (SMTPUTF8)"
	if !ascii(t.message.From) {
		t.settle(Permanent, 0, "", because)
		return false, false
	}
	for i := range t.known {
		if r := &t.known[i]; r.Outcome == "" && !ascii(r.Address) {
			r.Outcome, r.Text = Permanent, because
		}
	}
	return false, !t.over()
}

// refused settles the rest after a command that failed for all.
func (t *transaction) refused(op string, err error) (usable bool) {
	reply := replyOf(err)
	if reply == nil {
		t.err = &Fault{op, err}
		t.settle(Temporary, 0, "", t.err.Error())
		return broken
	}
	t.settle(outcomeOf(reply), reply.Code, enhancedOf(reply), reply.Message)
	if class := reply.Code / 100; reply.Code == 421 || class != 4 && class != 5 {
		// The server is closing (RFC 5321 section 3.8), or we no longer understand each other.
		t.err = &Fault{op, err}
		return broken
	}
	t.began = true
	return keep
}

// abandon ends a transaction that the server has begun, so that the next can begin.
func (t *transaction) abandon(c *connection) (usable bool) {
	if c.client.Reset() != nil {
		return broken
	}
	return keep
}

// replyOf is the server's reply that an error is, nil for any other.
func replyOf(err error) *smtp.SMTPError {
	var reply *smtp.SMTPError
	if errors.As(err, &reply) {
		return reply
	}
	return nil
}

// outcomeOf reads a reply by RFC 5321 section 4.2.1. What says that we are not signed in is not
// the mail's fault, and a reply of no known class is tried again.
func outcomeOf(reply *smtp.SMTPError) Outcome {
	switch reply.Code {
	case 530, 534, 535, 538: // RFC 4954 section 6
		return Temporary
	}
	if reply.Code/100 == 5 {
		return Permanent
	}
	return Temporary
}

func enhancedOf(reply *smtp.SMTPError) string {
	if reply.EnhancedCode[0] < 2 { // none was sent
		return ""
	}
	return fmt.Sprintf("%d.%d.%d", reply.EnhancedCode[0], reply.EnhancedCode[1], reply.EnhancedCode[2])
}

// oneLine makes what a server said fit to be kept and shown.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	s = strings.Join(strings.Fields(s), " ")
	if runes := []rune(s); len(runes) > 500 {
		return string(runes[:499]) + "…"
	}
	return s
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

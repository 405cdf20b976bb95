// Package delivery hands composed mail to an SMTP server, and says of each recipient whether it
// was taken, may be tried again, never will be taken, or cannot be known to have been.
package delivery

import (
	"fmt"
	"slices"
)

// Outcome is what became of a mail for one recipient.
type Outcome string

// The outcomes, from the best to the one that needs most care.
const (
	// Sent: the server answered for it.
	Sent Outcome = "sent"
	// Temporary: not taken, and trying again later may help (a 4yz reply, or no connection
	// before the message was complete).
	Temporary Outcome = "temporary"
	// Permanent: not taken, and trying again the same way does not help (a 5yz reply, or an
	// address that cannot be written in SMTP).
	Permanent Outcome = "permanent"
	// Uncertain: the message was complete and no answer came. It may have been delivered: it
	// may be repeated only with the same Message-ID (RFC 5321 section 4.5.4.1, RFC 1047).
	Uncertain Outcome = "uncertain"
)

// Message is a composed mail and its envelope.
type Message struct {
	// From is the envelope's sender, to which bounces go.
	From string
	To   []string
	// Raw is the message by RFC 5322, lines ended by CRLF.
	Raw []byte
}

// Recipient is what became of a mail for one recipient.
type Recipient struct {
	Address string
	Outcome Outcome
	// Code is the server's reply code and Enhanced its status code by RFC 3463; 0 and empty
	// where no reply was the cause.
	Code     int
	Enhanced string
	// Text says what happened, for the service desk: the server's words, or the fault's.
	Text string
}

// Result is what became of a mail.
type Result struct {
	// Recipients are in the order of Message.To.
	Recipients []Recipient
	// Err is the fault that ended the attempt, mostly a *Fault; nil where the server answered,
	// whatever it said.
	Err error
}

// With is the recipients' addresses with that outcome.
func (r Result) With(outcome Outcome) []string {
	var list []string
	for _, one := range r.Recipients {
		if one.Outcome == outcome {
			list = append(list, one.Address)
		}
	}
	return list
}

// Sent reports whether every recipient's mail was taken.
func (r Result) Sent() bool {
	return len(r.Recipients) > 0 && len(r.With(Sent)) == len(r.Recipients)
}

// Outcome is one word for the whole: Uncertain where that is any recipient's, else Temporary
// where something remains to be tried, else Permanent where someone was not reached, else Sent.
func (r Result) Outcome() Outcome {
	for _, o := range []Outcome{Uncertain, Temporary, Permanent} {
		if slices.ContainsFunc(r.Recipients, func(one Recipient) bool { return one.Outcome == o }) {
			return o
		}
	}
	return Sent
}

// Summary says in one line what went wrong, without addresses; empty where all was sent.
func (r Result) Summary() string {
	for _, o := range []Outcome{Uncertain, Temporary, Permanent} {
		for _, one := range r.Recipients {
			if one.Outcome == o {
				return fmt.Sprintf("%s: %s", o, one.Text)
			}
		}
	}
	return ""
}

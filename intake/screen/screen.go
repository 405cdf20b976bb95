// Package screen tells mail that a person wrote to be read or acted on from
// automatic answers, delivery notices, list mail and our own mail come back.
// It looks at the message alone. What it refuses is filed, and never answered:
// answering a machine is how mail loops begin (RFC 3834 section 2).
package screen

import (
	"net/mail"
	"strings"

	"github.com/guestd/guestd/intake/message"
)

// Verdict is what kind of mail a message is.
type Verdict string

// The verdicts, in the words of the intake contract.
const (
	Accept      Verdict = "accept"
	AutoReply   Verdict = "auto_reply"
	Bounce      Verdict = "bounce"
	MailingList Verdict = "mailing_list"
	Loop        Verdict = "loop"
	Unreadable  Verdict = "unreadable"
)

// Result is a verdict and its reason in plain English.
type Result struct {
	Verdict Verdict
	Reason  string
}

// Screener knows which addresses are the bot's own.
type Screener struct {
	own map[string]bool
}

// New returns a Screener for a bot that writes from the given addresses.
func New(ownAddresses ...string) Screener {
	own := make(map[string]bool, len(ownAddresses))
	for _, a := range ownAddresses {
		if parsed, err := mail.ParseAddress(a); err == nil {
			a = parsed.Address
		}
		own[strings.ToLower(strings.TrimSpace(a))] = true
	}
	return Screener{own: own}
}

// Owns tells whether the address is the bot's own.
func (s Screener) Owns(address string) bool { return s.own[strings.ToLower(address)] }

// Screen judges a parsed message. A message that could not be parsed is
// Unreadable, which the caller knows before it comes here; nil is taken as that.
//
// The order matters: our own mail is a loop whatever else it is, a delivery
// notice often also calls itself an automatic reply, and Auto-Submitted
// outranks Precedence, which automatic replies carry too. What only the wording
// tells comes last.
func (s Screener) Screen(m *message.Message) Result {
	if m == nil {
		return Result{Unreadable, "nothing in it can be read as a message"}
	}
	for _, judge := range []func(*message.Message) (Verdict, string){s.loop, bounce, list(strongListSigns), automatic, wordedAnswer, list(weakListSigns), worded} {
		if v, why := judge(m); why != "" {
			return Result{v, why}
		}
	}
	return Result{Accept, "nothing marks it as automatic, bounced, listed or our own"}
}

func (s Screener) loop(m *message.Message) (Verdict, string) {
	for _, a := range m.From {
		if s.Owns(a.Email) {
			return Loop, "it comes from our own address " + a.Email
		}
	}
	if sender := m.Header("Sender"); sender != "" {
		if a, err := mail.ParseAddress(sender); err == nil && s.Owns(a.Address) && len(m.From) == 0 {
			return Loop, "its Sender is our own address"
		}
	}
	return "", ""
}

// nullSender: the receiving server noted an empty envelope sender.
func nullSender(m *message.Message) bool {
	return m.HasHeader("Return-Path") && strings.Trim(m.Header("Return-Path"), "<> ") == ""
}

func containsAny(s string, parts []string) bool {
	for _, p := range parts {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}

func startsWithAny(s string, parts []string) bool {
	for _, p := range parts {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

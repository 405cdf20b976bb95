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
// outranks Precedence, which automatic replies carry too.
func (s Screener) Screen(m *message.Message) Result {
	if m == nil {
		return Result{Unreadable, "nothing in it can be read as a message"}
	}
	for _, judge := range []func(*message.Message) (Verdict, string){s.loop, bounce, list(strongListSigns), automatic, list(weakListSigns)} {
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

// bounce knows delivery status notifications by their MIME type (RFC 3464), or,
// from systems older than that, by a mailer's address together with an empty
// envelope sender or the words of the subject.
func bounce(m *message.Message) (Verdict, string) {
	report := strings.ToLower(m.Params["report-type"])
	if m.ContentType == "multipart/report" && report == "delivery-status" || m.ContentType == "message/delivery-status" {
		return Bounce, "it is a delivery status notification (RFC 3464)"
	}
	for _, a := range m.Attachments {
		if a.ContentType == "message/delivery-status" {
			return Bounce, "it carries a delivery status (RFC 3464)"
		}
	}
	if m.HasHeader("X-Ms-Exchange-Message-Is-Ndr") {
		return Bounce, "Exchange marks it as a delivery report"
	}
	if m.HasHeader("X-Failed-Recipients") {
		return Bounce, "it names recipients that failed (X-Failed-Recipients)"
	}
	box, _, _ := strings.Cut(m.Sender().Email, "@")
	if strings.HasPrefix(box, "microsoftexchange") && containsAny(strings.ToLower(m.Subject), bounceSubjects) {
		return Bounce, "Exchange wrote it about a delivery"
	}
	if box == "mailer-daemon" || box == "postmaster" || box == "mailerdaemon" {
		if nullSender(m) || containsAny(strings.ToLower(m.Subject), bounceSubjects) {
			return Bounce, "a mail system wrote it (" + m.Sender().Email + ") about a delivery"
		}
	}
	if nullSender(m) && containsAny(strings.ToLower(m.Subject), bounceSubjects) {
		return Bounce, "its envelope sender is empty and its subject speaks of a failed delivery"
	}
	return "", ""
}

var bounceSubjects = []string{"undeliver", "delivery status notification", "delivery failure", "delivery has failed", "returned mail",
	"mail delivery failed", "failure notice", "delayed mail", "delivery delayed", "delivery notification", "message not delivered", "could not be delivered",
	"mail delivery system", "warning: message", "unzustellbar", "nicht zustellbar", "non remis", "no se puede entregar", "no entregado", "mancato recapito", "impossibile recapitare", "non livré"}

// automatic knows RFC 3834's Auto-Submitted (any value but "no"), the fields that
// programs used before it, and for programs that mark nothing the subject they
// put before ours.
func automatic(m *message.Message) (Verdict, string) {
	for _, v := range m.Headers("Auto-Submitted") {
		word, _, _ := strings.Cut(strings.ToLower(v), ";")
		if word = strings.TrimSpace(word); strings.HasPrefix(word, "auto-") {
			return AutoReply, "Auto-Submitted: " + word + " (RFC 3834)"
		}
	}
	if m.ContentType == "multipart/report" {
		return AutoReply, "it is a report a mail program wrote by itself (" + m.Params["report-type"] + ")"
	}
	for _, name := range []string{"X-Autoreply", "X-Autorespond", "X-Auto-Reply", "X-Autoresponder", "X-Vacation", "X-Mail-Autoreply", "X-Servicenow-Generated", "X-Autogenerated", "X-Auto-Generated"} {
		if v := m.Header(name); m.HasHeader(name) && !strings.EqualFold(v, "no") {
			return AutoReply, name + " marks it as an automatic answer"
		}
	}
	if p := strings.ToLower(m.Header("Precedence")); p == "auto_reply" || p == "auto-reply" {
		return AutoReply, "Precedence: " + p
	}
	subject := strings.ToLower(m.Subject)
	if startsWithAny(subject, autoSubjects) {
		return AutoReply, "its subject begins as automatic answers do"
	}
	// A null envelope sender forbids answers (RFC 5321 section 4.5.5); with an answer's
	// threading or Exchange's own suppression it is a program's reply.
	suppressed := strings.Contains(strings.ToLower(m.Header("X-Auto-Response-Suppress")), "all")
	if nullSender(m) && (suppressed || len(m.InReplyTo) > 0) {
		return AutoReply, "its envelope sender is empty, as automatic answers leave it"
	}
	// Exchange puts "All" on what its rules and assistants answer, people's mail has at most "OOF".
	if suppressed && len(m.InReplyTo) > 0 {
		return AutoReply, "X-Auto-Response-Suppress: All on an answer, as Exchange's assistants write it"
	}
	return "", ""
}

// autoSubjects are what mail programs of several languages put before the subject they answer.
var autoSubjects = []string{"automatic reply", "auto reply", "auto-reply", "autoreply", "auto:", "automated reply", "automated response", "auto response", "autoresponse", "out of office", "out-of-office",
	"vacation reply", "on vacation:", "away from my mail", "i am out of the office", "i'm out of the office",
	"automatische antwort", "abwesenheitsnotiz", "abwesend:", "abwesenheit", "réponse automatique", "reponse automatique", "absence du bureau", "absent du bureau",
	"respuesta automática", "respuesta automatica", "fuera de la oficina", "fuera de oficina", "risposta automatica", "fuori sede", "fuori ufficio", "resposta automática", "resposta automatica", "fora do escritório",
	"automatisch antwoord", "afwezigheidsbericht", "afwezig:", "autosvar", "automatiskt svar", "automatisk svar", "frånvaro", "automaattinen vastaus", "poissaoloilmoitus", "odpowiedź automatyczna", "automatická odpověď", "otomatik yanıt",
	"自動応答", "自动回复", "自動回覆", "자동 회신", "автоответ", "автоматический ответ"}

// strongListSigns are the fields of RFC 2369 and 2919, which only list software
// and bulk senders write; an automatic *reply* does not carry List-Id.
var strongListSigns = []string{"List-Id", "List-Post", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Help", "List-Subscribe", "X-Mailman-Version", "X-Beenthere"}

// weakListSigns are read after the signs of an automatic answer.
var weakListSigns = []string{"Feedback-Id", "X-Campaign", "X-Campaign-Id", "X-Mailer-Campaign", "X-Csa-Complaints", "Precedence"}

func list(signs []string) func(*message.Message) (Verdict, string) {
	return func(m *message.Message) (Verdict, string) {
		// A list's field on an automatic answer is left over from what it answers.
		if v := strings.ToLower(m.Header("Auto-Submitted")); strings.HasPrefix(v, "auto-replied") {
			return "", ""
		}
		for _, name := range signs {
			if !m.HasHeader(name) {
				continue
			}
			if name == "Precedence" {
				switch strings.ToLower(m.Header(name)) {
				case "bulk", "list", "junk":
				default:
					continue
				}
			}
			return MailingList, name + " marks it as list or bulk mail"
		}
		return "", ""
	}
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

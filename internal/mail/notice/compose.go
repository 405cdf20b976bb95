package notice

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/mail"
	"regexp"
	"strings"

	gomail "github.com/wneessen/go-mail"

	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/mail/addr"
)

func foldAddress(address string) string { return strings.ToLower(strings.TrimSpace(address)) }

var errMissing = errors.New("is missing")

// Compose writes the mail of a notice. Every error is an *Error.
func Compose(n Notice, e Envelope) (Composed, error) {
	fail := func(fact string, err error) (Composed, error) {
		return Composed{}, &Error{Kind: n.Kind, Fact: fact, Err: err}
	}
	n = cleaned(n)
	if fact, err := n.check(); err != nil {
		return fail(fact, err)
	}
	if n.Role != nil && n.Role.EndsOn.IsZero() {
		n.Role = nil // the guest has none
	}
	var v view
	v.Notice = n
	v.CanReply = e.ReplyTo != ""
	if n.Confirm != nil {
		v.Confirm = n.Confirm.unclickable()
	}
	if n.Thread != nil && n.Kind != KindActivation {
		v.Subject = reply(n.Thread.Subject)
	}
	text, html, err := v.render(n.template())
	if err != nil {
		return fail("template", err)
	}
	if e.Date.IsZero() {
		return fail("Date", errMissing)
	}
	ids := messageIDs(e.MessageID)
	if len(ids) != 1 {
		return fail("MessageID", errors.New("is no Message-ID"))
	}
	boundary := sha256.Sum256([]byte(ids[0]))
	m := gomail.NewMsg(
		gomail.WithNoDefaultUserAgent(),
		// Derived, not drawn: the same row gives the same bytes.
		gomail.WithBoundary("guestd_"+hex.EncodeToString(boundary[:16])),
	)
	from, err := n.headers(m, e, ids[0])
	if err != nil {
		return fail("addresses", err)
	}
	m.FromMailAddress(from)
	m.Subject(encodedSubject(v.Subject))
	m.SetBodyString(gomail.TypeTextPlain, text)
	m.AddAlternativeString(gomail.TypeTextHTML, html)
	var raw bytes.Buffer
	if _, err := m.WriteTo(&raw); err != nil {
		return fail("message", err)
	}
	return Composed{
		Subject:   v.Subject,
		MessageID: "<" + ids[0] + ">",
		To:        addressesOf(n.To),
		Cc:        addressesOf(n.Cc),
		Raw:       unfolded(raw.Bytes()),
	}, nil
}

// headers sets everything but From and Subject, and answers with the former.
func (n Notice) headers(m *gomail.Msg, e Envelope, messageID string) (*mail.Address, error) {
	from, err := address(Person{cleanLine(e.From.Name, maxWord), e.From.Email})
	if err != nil {
		return nil, err
	}
	for _, list := range []struct {
		people []Person
		set    func(...*mail.Address)
	}{{n.To, m.ToMailAddress}, {n.Cc, m.CcMailAddress}} {
		if len(list.people) == 0 {
			continue
		}
		var parsed []*mail.Address
		for _, p := range list.people {
			one, err := address(p)
			if err != nil {
				return nil, err
			}
			parsed = append(parsed, one)
		}
		list.set(parsed...)
	}
	if e.ReplyTo != "" {
		// The name keeps the token out of sight in the reply's To.
		to, err := address(Person{from.Name, e.ReplyTo})
		if err != nil {
			return nil, err
		}
		m.ReplyToMailAddress(to)
	}
	m.SetMessageIDWithValue(messageID)
	m.SetDateWithValue(e.Date.In(calendar.Zone))
	// RFC 3834 section 5: what answers a message says so, what starts by itself says that.
	submitted := "auto-generated"
	if n.Thread != nil && n.Kind != KindActivation {
		parent := messageIDs(n.Thread.InReplyTo)
		if len(parent) > 0 {
			submitted = "auto-replied"
			m.SetGenHeader(gomail.HeaderInReplyTo, "<"+parent[0]+">")
			m.SetGenHeader(gomail.HeaderReferences, references(n.Thread.References, parent[0]))
		}
	}
	m.SetGenHeader("Auto-Submitted", submitted)
	// Exchange's own way of saying that no out-of-office notice should follow ([MS-OXCMAIL]).
	m.SetGenHeader("X-Auto-Response-Suppress", "All")
	return from, nil
}

func address(p Person) (*mail.Address, error) {
	a, err := addr.Parse(p.Email)
	if err != nil {
		return nil, err
	}
	// net/mail leaves a backslash as it is in an encoded name, where none may stand.
	return &mail.Address{Name: strings.ReplaceAll(p.Name, `\`, "/"), Address: a.String()}, nil
}

func addressesOf(people []Person) []string {
	var out []string
	for _, p := range people {
		out = append(out, strings.TrimSpace(p.Email))
	}
	return out
}

func (c Confirm) unclickable() *Confirm {
	c.Subject, c.Writer.Name = unclickable(c.Subject), unclickable(c.Writer.Name)
	for i, line := range c.Lines {
		c.Lines[i] = Line{unclickable(line.Label), unclickable(line.Value)}
	}
	return &c
}

// reply is the subject of an answer (RFC 5322 section 3.6.5: "Re: " once).
func reply(subject string) string {
	subject = strings.TrimSpace(subject)
	if subject == "" {
		return ""
	}
	if len(subject) >= 3 && strings.EqualFold(subject[:3], "re:") {
		return subject
	}
	return "Re: " + subject
}

// What a Message-ID may be made of: RFC 5322 section 3.6.4's dot-atoms and literals, and the
// characters that programs put there besides. None of them needs encoding or ends a header.
var idForm = regexp.MustCompile(`^[!-;=?A-~]+@[!-;=?A-~]+$`)

// messageIDs finds what is shaped like one, without the angle brackets.
func messageIDs(text string) []string {
	var ids []string
	for word := range strings.FieldsSeq(strings.ReplaceAll(text, "><", "> <")) {
		word = strings.TrimSuffix(strings.TrimPrefix(word, "<"), ">")
		if len(word) <= 250 && idForm.MatchString(word) {
			ids = append(ids, word)
		}
	}
	return ids
}

// references is the References of an answer: the parent's and the parent itself. Of a long
// conversation the first and the latest are kept, by which clients thread.
func references(before []string, parent string) string {
	const most = 20
	var chain []string
	seen := map[string]bool{parent: true}
	for _, text := range before {
		for _, id := range messageIDs(text) {
			if !seen[id] {
				seen[id] = true
				chain = append(chain, id)
			}
		}
	}
	if len(chain) > most {
		chain = append(chain[:1:1], chain[len(chain)-most+1:]...)
	}
	return "<" + strings.Join(append(chain, parent), "> <") + ">"
}

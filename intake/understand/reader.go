package understand

import (
	"strings"
	"sync"
	"time"

	"github.com/guestd/guestd/intake/message"
)

// newYork is the policy's time zone. The binary embeds the zone data (time/tzdata in
// cmd/guestd); where it is missing, the offset without daylight saving is near enough
// to date a message.
// It is read from disk, so once only.
var newYork = sync.OnceValue(func() *time.Location {
	if loc, err := time.LoadLocation("America/New_York"); err == nil {
		return loc
	}
	return time.FixedZone("EST", -5*3600)
})

// reader holds one message while it is understood.
type reader struct {
	m     *message.Message
	opts  Options
	today Day
	out   Reading

	subjectOwn bool // the subject is this message's, not inherited
	context    replyContext
	regions    []*region // what people wrote: the sender first, then forwarded authors
	quotes     []string  // text of what was answered
	proses     []*prose
	forms      []form
	others     []person // never guests: the sender, recipients, the sponsor
	self       bool     // the sender is the guest
	delegate   bool     // the sender writes for a sponsor
	seen       traits   // what the own words say of a guest that no message of ours named before
	newcomer   bool     // somebody is described who is to come, by name, day, and address or sponsored role
	completing bool     // the own words name a request made before, and no account
	news       bool     // the own words say that there is nothing to do
	kind       periodKind
	guests     []*draft
	sponsor    []finding
	only       Intent // what a piece of a message is known to ask for; empty for a whole message
}

func newReader(m *message.Message, opts Options) *reader {
	loc := opts.Location
	if loc == nil {
		loc = newYork()
	}
	r := &reader{m: m, opts: opts}
	when := m.Date
	if when.IsZero() {
		when = opts.Received
	}
	if !when.IsZero() {
		r.today = DayOf(when, loc)
	}
	r.out = Reading{Intent: NoIntent, Route: HMS, Missing: []string{}, Today: r.today, Unread: m.Unread()}
	return r
}

func (r *reader) isOwn(email string) bool {
	for _, o := range r.opts.Own {
		if strings.EqualFold(o, email) {
			return true
		}
	}
	return false
}

// segment cuts subject, body and attachments into labelled spans.
func (r *reader) segment() {
	r.subjectOwn = r.m.Subject != "" && !hasReplyPrefix(r.m.Subject) && !hasForwardPrefix(r.m.Subject)
	sender := person{name: r.m.Sender().Name, email: r.m.Sender().Email}
	subject := Source{Name: "subject", Text: r.m.Subject}
	if subject.Text != "" {
		kind := Own
		if !r.subjectOwn {
			kind = Quoted
		}
		subject.Spans = []Span{{Source: 0, Start: 0, End: len(subject.Text), Kind: kind}}
	}
	r.out.Sources = append(r.out.Sources, subject)
	r.body("body", r.m, sender, false)
	for i := range r.m.Attachments {
		a := &r.m.Attachments[i]
		switch {
		case a.Message != nil:
			from := a.Message.Sender()
			r.body("attached message "+a.Name, a.Message, person{name: from.Name, email: from.Email}, true)
			for k := range a.Message.Attachments {
				if b := &a.Message.Attachments[k]; b.Text != "" {
					r.file(b)
				}
			}
		case a.Text != "":
			r.file(a)
		}
	}
}

// body segments a message's text.
func (r *reader) body(name string, m *message.Message, writer person, attached bool) {
	n := len(r.out.Sources)
	s := segmenter{source: n, text: m.Text, lines: splitLines(m.Text), own: r.isOwn, forwarding: hasForwardPrefix(m.Subject)}
	s.segment(writer, m.Subject)
	// regions were appended innermost first; the writer's own comes first for us
	for k := len(s.regions) - 1; k >= 0; k-- {
		g := s.regions[k]
		g.attach = attached
		g.fwd = g.fwd || attached
		if attached {
			for i := g.from; i < g.to; i++ {
				s.lines[i].fwd = true
			}
		}
		markSignature(&g)
		r.regions = append(r.regions, &g)
	}
	for _, q := range s.quotes {
		var text []string
		for _, i := range q.lines {
			text = append(text, s.lines[i].text)
		}
		r.quotes = append(r.quotes, strings.Join(text, "\n"))
	}
	r.out.Sources = append(r.out.Sources, Source{Name: name, Text: m.Text})
}

// file takes a text or CSV attachment as the sender's own words.
func (r *reader) file(a *message.Attachment) {
	n := len(r.out.Sources)
	lines := splitLines(a.Text)
	g := &region{source: n, text: a.Text, lines: lines, to: len(lines), writer: person{name: r.m.Sender().Name, email: r.m.Sender().Email}, attach: true}
	g.file = a.Name
	r.regions = append(r.regions, g)
	r.out.Sources = append(r.out.Sources, Source{Name: "attachment " + a.Name, Text: a.Text})
}

// sender is the From address with its display name, else the name signed with.
func (r *reader) sender() {
	r.out.Sender = r.m.Sender()
	if r.out.Sender.Name == "" && len(r.regions) > 0 {
		r.out.Sender.Name = signedName(r.regions[0])
	}
	if len(r.out.Sender.Name) > 0 && strings.Contains(r.out.Sender.Name, "(") {
		r.out.Sender.Name = strings.TrimSpace(dropAsides(r.out.Sender.Name))
	}
}

// signedName is the first line of a signature that is a name.
func signedName(g *region) string {
	for i := g.from; i < g.to; i++ {
		if g.lines[i].kind != Signature {
			continue
		}
		t := strings.TrimSpace(g.lines[i].text)
		if isClosing(t) {
			continue
		}
		head, _, _ := strings.Cut(t, ",")
		head = strings.TrimLeft(head, "-–— ")
		if loneName(head) && isNameLine(head, g.writer) {
			return head
		}
	}
	return ""
}

// signatureText is what stands in the writer's signature, a line each.
func (g *region) signatureLines() []line {
	var out []line
	for i := g.from; i < g.to; i++ {
		if g.lines[i].kind == Signature {
			out = append(out, g.lines[i])
		}
	}
	return out
}

// finish labels the spans of every source.
func (r *reader) finish() {
	done := map[int]bool{}
	for _, g := range r.regions {
		if !done[g.source] {
			done[g.source] = true
			r.out.Sources[g.source].Spans = spansOf(g.source, g.lines)
		}
	}
}

package understand

import "strings"

// replyContext is which of our messages this one answers.
type replyContext uint8

const (
	notReply replyContext = iota
	toUnknown
	toNotice     // a reminder that an account expires
	toAsk        // a question for missing details
	toDecision   // a request to decide
	toCreated    // news that something was done
	toActivation // the activation mail
)

// readContext tells by the inherited subject and by what was quoted which of our
// messages is answered. Our own wording may change; what is looked for is what such a
// message must say.
func (r *reader) readContext() {
	if !hasReplyPrefix(r.m.Subject) && len(r.m.InReplyTo) == 0 {
		return
	}
	if hasForwardPrefix(r.m.Subject) {
		return
	}
	r.context = toUnknown
	subject := strings.ToLower(bareSubject(r.m.Subject))
	ours := false
	for _, q := range r.quotes {
		low := strings.ToLower(q)
		if strings.Contains(low, "hms guest account") || strings.Contains(low, "guest account") || strings.Contains(low, "hms account") {
			ours = true
		}
	}
	ours = ours || r.quotesUs()
	for _, id := range append(append([]string{}, r.m.InReplyTo...), r.m.References...) {
		for _, own := range r.opts.Own {
			if box, domain, ok := strings.Cut(own, "@"); ok && (strings.Contains(id, box) || strings.HasSuffix(id, "."+domain) && strings.Contains(id, "guest")) {
				ours = true
			}
		}
	}
	texts := append([]string{subject}, r.quotes...)
	for _, text := range texts {
		low := strings.Join(strings.Fields(strings.ToLower(text)), " ")
		switch {
		case has(low, "decision needed", "needs your decision", "your decision", "approval needed", "needs your approval", "please approve", "awaiting your approval", "asks you to approve", "\"approved\" or \"denied\"", "approve or deny", "approve or decline"):
			r.context = toDecision
		case has(low, "details needed", "detail needed", "more details", "more detail", "details are missing", "is missing", "are missing", "before we can act", "we still need", "information needed", "we need the", "please tell us", "missing detail"):
			r.context = toAsk
		case has(low, "activate your hms account"):
			r.context = toActivation
		case has(low, "expires on", "expiring", "expires in", "will expire", "about to expire", "expiry", "ends on", "end of access", "expires today", "expires tomorrow"):
			if !(has(low, "has been created", "has been extended", "account created", "activation message has gone")) {
				r.context = toNotice
			} else {
				r.context = toCreated
			}
		case has(low, "has been created", "account created", "was created", "has been extended", "extended until", "has ended", "request received", "received your request"):
			r.context = toCreated
		}
		if r.context != toUnknown {
			break
		}
	}
	if r.context == toUnknown && ours {
		for _, q := range r.quotes {
			if asksForDetails(q) {
				r.context = toAsk
				break
			}
		}
	}
	if r.context == toUnknown && !ours && len(r.m.InReplyTo) == 0 {
		r.context = notReply
	}
	r.out.Reply = r.context != notReply && (ours || r.context != toUnknown)
}

// quotesUs: the line above a quote names our address or our name.
func (r *reader) quotesUs() bool {
	for _, g := range r.regions {
		for i := g.from; i < len(g.lines); i++ {
			if l := &g.lines[i]; l.kind == Attribution || l.kind == Header {
				low := fold(l.text)
				if has(low, "guest account", "guest request") {
					return true
				}
				for _, own := range r.opts.Own {
					if strings.Contains(low, own) {
						return true
					}
				}
			}
		}
	}
	return false
}

// asksForDetails: what we wrote asks for something that a request needs: a question,
// or a wish to know, beside the name of a field.
func asksForDetails(quote string) bool {
	low := fold(quote)
	asks := strings.Contains(low, "?") || has(low, "need", "know", "tell us", "send us", "missing", "provide", "reply with", "answer with", "let us have", "lack", "fill in", "complete")
	return asks && has(low, "email", "e-mail", "address", "last day", "end date", "until when", "account end", "expir", "first day", "start", "sponsored role", "hsr", "full name", "family name", "guest's name", "harvard id", "huid", "institution", "how long", "which guest")
}

func has(s string, parts ...string) bool {
	for _, p := range parts {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}

// noticeReply reads the answer to a reminder: yes, an end date, or "let it lapse".
func (r *reader) noticeReply(add adder) {
	for _, p := range r.proses {
		if p.subject || p.region.fwd {
			continue
		}
		t := p.toks
		lapse := false
		for k := range t {
			if t[k].is("let") && near(t, k, 4, "expire", "lapse", "end", "run", "go") || t[k].is("not", "no", "don't", "needn't", "without") && near(t, k, 5, "extend", "extension", "extended", "renew", "needed", "renewal", "longer") {
				lapse = true
			}
		}
		if lapse {
			add(RequestExtension, -8, "")
			continue
		}
		for k := range t {
			if t[k].is("still") && near(t, k, 3, "need", "needs", "needed", "works", "working", "here", "using", "uses") {
				add(RequestExtension, 4, "the guest is still needed")
				break
			}
			if t[k].is("yes", "yep", "yeah", "sure", "ok", "okay", "extend", "renew", "keep", "should", "continue", "stays", "staying", "until", "through", "till", "thru") {
				add(RequestExtension, 4, "it says yes to our reminder")
				break
			}
		}
		if len(p.dates) > 0 {
			for _, d := range p.dates {
				if c := p.cue(d, kindExtension); c.field == fieldEnd || len(t) <= 12 {
					add(RequestExtension, 3, "it names a day in answer to our reminder")
					break
				}
			}
		}
	}
}

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
	toHelp       // an explanation of how guests get accounts, before anything was requested
)

// contextSigns are what each of our messages must say, whatever its exact wording, in
// the order in which they are looked for: a request for a decision may name a missing
// detail, too, and everything may name the day on which an account ends.
var contextSigns = []struct {
	context replyContext
	signs   []string
}{
	{toDecision, []string{"decision needed", "needs your decision", "your decision", "approval needed", "needs your approval", "please approve", "awaiting your approval", "asks you to approve", "\"approved\" or \"denied\"", "approve or deny", "approve or decline"}},
	{toAsk, []string{"details needed", "detail needed", "more details", "more detail", "details are missing", "is missing", "are missing", "before we can act", "we still need", "information needed", "we need the", "please tell us", "missing detail"}},
	{toActivation, []string{"activate your hms account"}},
	{toCreated, []string{"has been created", "has been extended", "account created", "activation message has gone"}},
	{toNotice, []string{"expires on", "expiring", "expires in", "will expire", "about to expire", "expiry", "ends on", "end of access", "expires today", "expires tomorrow"}},
	{toCreated, []string{"was created", "extended until", "has ended", "request received", "received your request"}},
}

// contextOf tells by its signs which of our messages a text is.
func contextOf(text string) replyContext {
	low := strings.Join(strings.Fields(strings.ToLower(text)), " ")
	for _, c := range contextSigns {
		if has(low, c.signs...) {
			return c.context
		}
	}
	return toUnknown
}

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
	ours := r.answersUs()
	for _, text := range append([]string{subject}, r.quotes...) {
		if r.context = contextOf(text); r.context != toUnknown {
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
	if r.context == toAsk || r.context == toUnknown {
		if r.explained(subject) {
			r.context = toHelp
		}
	}
	if r.context == toUnknown && !ours && len(r.m.InReplyTo) == 0 {
		r.context = notReply
	}
	r.out.Reply = r.context != notReply && (ours || r.context != toUnknown)
}

// answersUs: what is answered came from us: its Message-ID is one of ours, or what was
// quoted names our address or speaks of guest accounts.
func (r *reader) answersUs() bool {
	for _, q := range r.quotes {
		if has(strings.ToLower(q), "guest account", "hms account") {
			return true
		}
	}
	for _, id := range append(append([]string{}, r.m.InReplyTo...), r.m.References...) {
		for _, own := range r.opts.Own {
			if box, domain, ok := strings.Cut(own, "@"); ok && (strings.Contains(id, box) || strings.HasSuffix(id, "."+domain) && strings.Contains(id, "guest")) {
				return true
			}
		}
	}
	return r.quotesUs()
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

// explained: what is answered told how a guest account is asked for. Its subject or
// text says so, and it speaks of no request made before, neither by number ("R-1042")
// nor as the reader's ("your request of March 9").
func (r *reader) explained(subject string) bool {
	explains := false
	for _, text := range append([]string{subject}, r.quotes...) {
		low := strings.Join(strings.Fields(fold(text)), " ")
		if has(low, "your request", "request for the guest", "we have so far") || requestIn(low) {
			return false
		}
		explains = explains || has(low, "how to ", "how do i", "how guest", "how this works", "how it works", "nothing has been requested", "no request", "is asked for by", "is requested by", "are requested by", "to request an account", "to request a guest", "to ask for", "about hms accounts", "about guest accounts")
	}
	return explains
}

// requestIn: a request's number stands in the text.
func requestIn(low string) bool {
	for _, w := range strings.FieldsFunc(low, func(r rune) bool { return r <= ' ' || strings.ContainsRune("()[]:,.;<>", r) }) {
		if number, ok := strings.CutPrefix(strings.TrimPrefix(w, "g"), "r-"); ok && digits(number) {
			return true
		}
	}
	return false
}

func has(s string, parts ...string) bool {
	for _, p := range parts {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}

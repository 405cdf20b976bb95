package understand

import "strings"

// onTopic: the message, its subject or what it answers speaks of accounts or guests
// at all. A Harvard address may leave that out ("extend jd123"), a stranger's may not. Whose
// trade is other accounts speaks of the reader's ("your account"), and who asks us for one
// does not.
func (r *reader) onTopic() bool {
	if r.context != notReply && r.context != toUnknown || len(r.forms) > 0 || r.namesAccountID() {
		return true
	}
	harvard := strings.HasSuffix(r.m.Sender().Email, "harvard.edu")
	for _, p := range r.proses {
		ours := harvard || r.self || p.speaksAsGuest() > 0
		for k := range p.toks {
			t := &p.toks[k]
			if t.has(nActivate) || ours && t.has(nAccount) || strings.HasPrefix(t.low, "account") && !near(p.toks, k, -4, "your") || requestNumber(p.toks, k) != "" || t.is("hms", "harvard", "hsr", "hsrs", "guestd", "wyss", "ecommons", "sponsor", "sponsored") {
				return true
			}
			if harvard && (t.has(nGuest|vExtend|nExtension|vEnd|vSponsor|nCode|nRequest) || roleHead(t.low)) {
				return true
			}
		}
	}
	return false
}

// namesRequest: a request made before stands in the sender's own words, by its number.
func (r *reader) namesRequest() bool {
	for _, p := range r.proses {
		if p.region.fwd {
			continue
		}
		for k := range p.toks {
			if requestNumber(p.toks, k) != "" {
				return true
			}
		}
	}
	return false
}

// namesAccountID: an existing account stands in the sender's own words.
func (r *reader) namesAccountID() bool {
	for _, p := range r.proses {
		for i := range p.toks {
			if !p.region.fwd && p.isAccountID(i) {
				return true
			}
		}
	}
	return false
}

// asksOnTopic: a question about accounts, guests or what belongs to them.
func (r *reader) asksOnTopic() bool {
	for _, p := range r.proses {
		if p.region.fwd {
			continue
		}
		for i := 0; i < len(p.toks); {
			j := p.sentenceEnd(i)
			topic := false
			for k := i; k < j; k++ {
				topic = topic || p.toks[k].is("account", "accounts", "hsr", "sponsor", "sponsors", "sponsored", "ecommons", "activation", "activate", "huid")
			}
			if topic && p.toks[j-1].is("?") {
				return true
			}
			i = j
		}
	}
	return false
}

// phishing: a stranger to Harvard writes about "your" account, password or mailbox.
func (r *reader) phishing() bool {
	email := r.m.Sender().Email
	if strings.HasSuffix(email, "harvard.edu") {
		return false
	}
	hits := 0
	for _, p := range r.proses {
		for k := range p.toks {
			if p.toks[k].is("your") && near(p.toks, k, 4, "account", "access", "password", "mailbox", "mails", "credentials", "email", "webmail", "storage") {
				hits++
			}
			if p.toks[k].is("dear") && near(p.toks, k, 2, "customer", "user", "subscriber", "client") {
				hits++ // who writes to all the world knows nobody's name
			}
			if p.toks[k].is("password", "click", "verify", "validate", "re-validate", "re-validating", "validating", "validation", "button", "webmail", "quota", "unsubscribe", "bitcoin", "invoice") {
				hits++
			}
		}
	}
	return hits >= 2
}

// wares are what strangers write about who offer or sell: money, publishing, advertising, goods.
var wares = set("fee fees usd eur $ € £ price prices pricing rates pay payment payments discount manuscript manuscripts backlink backlinks seo traffic ranking rankings marketing advertise advertising promo promotion leads influencer unsubscribe competitive affordable quote deceased inheritance beneficiary investor investment loan lottery prize winner reward rewards voucher coupon membership claim manufacturer supplier distributor catalogue customer customers")

// solicits: a stranger to Harvard, who answers nothing and is not about to come, speaks
// of several such things.
func (r *reader) solicits() bool {
	if r.self || r.context != notReply || len(r.forms) > 0 || strings.HasSuffix(r.m.Sender().Email, "harvard.edu") {
		return false
	}
	met := map[string]bool{}
	for _, p := range r.proses {
		for k := range p.toks {
			if t := &p.toks[k]; wares[t.low] || t.is("post", "posts", "article") && k > 0 && p.toks[k-1].is("guest", "sponsored") {
				met[t.low] = true
			}
		}
	}
	return len(met) >= 2
}

// invites: the own words ask people to an event, and speak of no account.
func (r *reader) invites() bool {
	event := false
	for _, p := range r.proses {
		if p.region.fwd {
			continue
		}
		for k := range p.toks {
			t := &p.toks[k]
			if t.has(nAccount) {
				return false
			}
			event = event || t.is("rsvp", "r.s.v.p") || t.low == "save" && near(p.toks, k, 2, "date") || p.bidsJoin(k)
		}
	}
	return event
}

// bidsJoin: whoever reads is bidden to come to something ("Join us for lunch", "we invite you to
// join us on Friday"); a guest who "is to join us as a visiting scientist" is not.
func (p *prose) bidsJoin(k int) bool {
	t := p.toks
	if !t[k].is("join") || !near(t, k, 1, "us", "me") || !near(t, k, 2, "for", "on", "at", "in", "this") {
		return false
	}
	return t[k].first || near(t, k, -1, "please", "do") || near(t, k, -1, "to") && near(t, k, -4, "you", "invite", "all", "everyone")
}

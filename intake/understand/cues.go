package understand

// cue reads the words before a date, nearest first: prepositions at once, verbs
// within the clause; and "is his last day" after it.
func (p *prose) cue(e dateExpr, kind periodKind) cue {
	t := p.toks
	at := func(k int) *token {
		if k < 0 || k >= len(t) || t[k].para != t[e.i].para {
			return &token{}
		}
		return &t[k]
	}
	// after: "Friday is his last day", "June 30 will be her first day"
	for k := e.j; k < min(e.j+7, len(t)) && t[k].sentence == t[e.i].sentence; k++ {
		if t[k].is("last", "final") && at(k+1).is("day", "working", "date") && (at(e.j).is("is", "was", "will", "being", "would", "as", "should", "shall") || at(e.j).is("the", "his", "her", "their", "my") && near(t, e.i, -4, "make", "set", "have", "use", "put")) {
			return cue{fieldEnd, 4, "it is called the last day"}
		}
		if t[k].is("first") && at(k+1).is("day") && at(e.j).is("is", "was", "will") {
			return cue{fieldStart, 4, "it is called the first day"}
		}
		if at(e.j).is("for", "as") && k <= e.j+3 && t[k].is("start", "end", "beginning", "arrival", "departure") && !at(k+1).is("of") {
			if t[k].is("start", "beginning", "arrival") {
				return cue{fieldStart, 5, "it is called the start"}
			}
			return cue{fieldEnd, 5, "it is called the end"}
		}
	}
	k := e.i - 1
	skipped := 0
	for k >= 0 && t[k].para == t[e.i].para && skipped < 4 && (t[k].is("the", "next", "this", "coming", "about", "around", "approximately", "roughly", "on", "at", "and", "including", "date", "day", "in", "(", "of", "by", "ca", "at", "least", "say", "now", "close", "cob", "beginning", "zum", "zur", "le", "al", "el", "il", "den", "dem") || isWeekday(t[k].low) || t[k].low == "," && k > 0 && isWeekday(t[k-1].low)) {
		if t[k].is("and", "in", "beginning") && !endPrepositions[at(k-1).low] && t[k].low != "beginning" && !t[k].is("in") {
			break
		}
		if t[k].is("beginning") {
			break
		}
		skipped++
		k--
	}
	prep := at(e.i - 1)
	w := at(k)
	if kind == kindEnd && (prep.is("beyond", "past", "after") || w.is("beyond", "past", "after")) {
		return cue{fieldEnd, 4, "access is not needed after this day"}
	}
	if prep.is("before", "after") && kind != kindEnd {
		return cue{} // "before September" is no last day
	}
	role := p.aboutRole(e)
	weaken := func(c cue) cue {
		if role {
			c.strength = 1
			c.reason += " (of the sponsored role)"
		}
		return c
	}
	switch {
	case w.is("as") || w.is("of") && at(k-1).is("as") || prep.is("of") && at(e.i-2).is("as") || w.is("effective") || prep.is("effective"):
		if kind == kindEnd {
			return weaken(cue{fieldEnd, 5, "access ends as of this day"})
		}
		if !w.is("as") || at(e.i-1).is("of") {
			return weaken(cue{fieldStart, 4, "it begins as of this day"})
		}
	case w.is("ending", "until", "till", "through", "to") && at(k-1).is("now", "currently", "presently") && kind != kindRequest:
		return cue{fieldNowEnds, 4, "the present end"}
	case endPrepositions[w.low] && !(w.is("to") && at(k-1).is("prior", "due", "similar", "according", "next", "addition")):
		s := 5
		if w.is("to") {
			s = 4
			if p.openRange(k) {
				s = 5
			}
		}
		if w.is("until", "till") && kind == kindEnd && at(k-1).is("run", "runs", "valid", "good", "on", "active") {
			return weaken(cue{fieldNowEnds, 3, "the present end"})
		}
		return weaken(cue{fieldEnd, s, "\"" + w.low + "\" marks the last day"})
	case w.is("than") && at(k-1).is("later"):
		return weaken(cue{fieldEnd, 4, "no later than this day"})
	case startPrepositions[w.low]:
		if kind == kindEnd && w.is("from", "effective", "starting", "beginning") {
			return cue{fieldEnd, 3, "access ends from this day"}
		}
		if kind == kindExtension && w.is("since") {
			return cue{}
		}
		return weaken(cue{fieldStart, 4, "\"" + w.low + "\" marks the first day"})
	}
	// the last word of a label inside prose: "end date: …", "last day …"
	for n := k; n >= 0 && n >= k-9 && t[n].sentence == t[e.i].sentence && t[n].para == t[e.i].para; n-- {
		v := &t[n]
		dist := k - n
		if n < k && (v.is(";", "but", "because", "—") || v.low == "," && dist > 4) {
			break
		}
		if v.kind == number && dist > 3 && !p.insideDate(n) && v.text != "" && len(v.text) == 8 {
			break
		}
		if p.insideDate(n) && n < e.i-1 && dist > 1 {
			break
		}
		switch {
		case kind == kindEnd && v.is("ended", "left", "finished", "resigned", "quit", "departed", "stopped", "returned", "graduated") && !at(n-1).has(gBe) && !at(n-1).is("to", "should", "be"):
			return cue{} // when the guest left; not when access is to end
		case v.is("return", "returns", "returning", "fly", "flies", "flying", "heads", "heading", "head", "move", "moves") && at(n+1).is("to") && !at(n+2).is("us", "hms", "our", "my", "boston", "harvard", "the", "longwood") && kind != kindExtension:
			return weaken(cue{fieldEnd, 3, "the guest goes back"})
		case v.is("home", "back") && at(n-1).kind == word && !at(n-1).is("her", "his", "their", "my", "welcome", "is", "from", "at", "the", "be") && !at(n+1).is("to", "at", "here", "with", "in"):
			return weaken(cue{fieldEnd, 3, "the guest goes home"})
		case v.is("last", "final") && at(n+1).is("day", "working", "date"):
			return weaken(cue{fieldEnd, 4, "it is called the last day"})
		case v.is("first") && at(n+1).is("day", "working"):
			return weaken(cue{fieldStart, 4, "it is called the first day"})
		case v.is("end", "closing") && at(n+1).is("date", "day"):
			return weaken(cue{fieldEnd, 5, "it is called the end date"})
		case v.is("start", "starting") && at(n+1).is("date", "day"):
			return weaken(cue{fieldStart, 5, "it is called the start date"})
		case expiryVerbs[v.low] || v.low == "out" && at(n-1).is("run", "runs", "running"):
			if kind == kindRequest && !v.is("expires") || kind == kindRequest && at(n-1).is("should", "can", "to", "it", "account") {
				return weaken(cue{fieldEnd, 3, "it is called the expiry"})
			}
			return weaken(cue{fieldNowEnds, 4, "the present expiry"})
		case v.is("due", "set", "scheduled") && kind != kindRequest && (at(n + 1).is("to")):
			return cue{fieldNowEnds, 4, "the present end"}
		case v.is("currently") && kind != kindRequest:
			return cue{fieldNowEnds, 3, "the present end"}
		case v.is("end", "ends") && kind == kindExtension && !at(n-1).is("to", "should", "new", "the"):
			return weaken(cue{fieldNowEnds, 3, "the present end"})
		case kind == kindEnd && (v.is("deactivate", "deactivated", "close", "closed", "terminate", "terminated", "disable", "disabled", "end", "ends", "remove", "removed", "revoke", "revoked", "cut", "off", "shut", "stop", "cancel", "ended", "ending", "delete", "deleted", "switch", "suspend")):
			return cue{fieldEnd, 4, "the day on which access is to end"}
		case endVerbs[v.low] && !v.is("through", "until", "stay", "runs"):
			if kind == kindExtension && v.is("ends", "end") {
				return cue{fieldNowEnds, 3, "the present end"}
			}
			if v.is("leaving", "leave", "leaves") && at(n+1).is("on", "us", "for", "the", "our", "at", "") || !v.is("leaving", "leave", "leaves") {
				return weaken(cue{fieldEnd, 3, "\"" + v.low + "\" marks the last day"})
			}
			return weaken(cue{fieldEnd, 3, "\"" + v.low + "\" marks the last day"})
		case v.is("arrive", "arrives", "arriving", "land", "lands", "comes", "come", "visit", "visits") && dist <= 7 && kind != kindEnd:
			return weaken(cue{fieldStart, 3, "\"" + v.low + "\" marks the first day"})
		case startVerbs[v.low] && dist <= 10 && !v.is("coming") || v.is("coming") && !isWeekday(at(n+1).low):
			if kind == kindEnd && !v.is("starts", "started", "joined") {
				continue
			}
			s := 5
			if dist > 4 {
				s = 4
			}
			return weaken(cue{fieldStart, s, "\"" + v.low + "\" marks the first day"})
		case v.is("by") && kind == kindEnd && dist <= 1:
			return cue{fieldEnd, 3, "access ends by this day"}
		}
	}
	if kind == kindEnd && (prep.is("on", "by", "at", "this", "next") || w.is("on", "by")) {
		return cue{fieldEnd, 2, "the only day named with the wish to end access"}
	}
	return cue{}
}

type cue struct {
	field    field
	strength int
	reason   string
}

func isWeekday(low string) bool {
	_, ok := weekdays[low]
	return ok && len(low) > 2
}

func (p *prose) insideDate(k int) bool {
	for _, d := range p.dates {
		if k >= d.i && k < d.j {
			return true
		}
	}
	return false
}

// openRange: a "from" stands before this "to" in the same sentence.
func (p *prose) openRange(k int) bool {
	for n := k - 1; n >= 0 && n > k-10 && p.toks[n].sentence == p.toks[k].sentence; n-- {
		if p.toks[n].is("from", "extend", "extended", "extension", "move", "push", "prolong", "prolonged", "renew") {
			return true
		}
	}
	return false
}

// pastOrEvent: the date belongs to something else: a meeting, an interview, a mail that was sent.
func (p *prose) pastOrEvent(e dateExpr) bool {
	t := p.toks
	if e.i > 0 && t[e.i-1].is("last", "past", "previous") && (e.shape == shapeWeekday || e.shape == shapeMonth) {
		return true // "last Friday"
	}
	for k := e.i - 1; k >= 0 && k >= e.i-6 && t[k].sentence == t[e.i].sentence; k-- {
		if endPrepositions[t[k].low] && k >= e.i-3 {
			return false
		}
		if eventWords[t[k].low] && !(startPrepositions[t[e.i-1].low] || endPrepositions[t[e.i-1].low]) {
			return true
		}
		if startVerbs[t[k].low] || expiryVerbs[t[k].low] || endVerbs[t[k].low] {
			return false
		}
	}
	for k := e.j; k < len(t) && k < e.j+5 && t[k].sentence == t[e.i].sentence; k++ {
		if t[k].is("meeting", "interview", "orientation", "conference", "reminder", "email", "message", "retreat", "deadline") {
			return true
		}
		if t[k].is("i") && k+1 < len(t) && t[k+1].is("sent", "wrote", "asked", "filed", "submitted", "emailed", "mailed", "requested") {
			return true
		}
		if t[k].low == "ago" {
			return true
		}
	}
	return false
}

// negated: "not July 30", "instead of in August", "rather than May 1", "would otherwise run until …".
func (p *prose) negated(e dateExpr) bool {
	t := p.toks
	for k := e.i - 1; k >= 0 && k >= e.i-6 && t[k].para == t[e.i].para && t[k].sentence == t[e.i].sentence; k-- {
		if p.insideDate(k) {
			return false
		}
		if t[k].is("not", "instead", "rather", "otherwise", "originally", "isn't", "wrongly", "mistakenly", "formerly", "previously") {
			// "it would not be needed until …" keeps the date
			if t[k].is("not") && e.i-k > 2 && !t[e.i-1].is("the", "on", "in") {
				return false
			}
			return true
		}
		if t[k].is(",", ";", "please") && k < e.i-1 {
			return false
		}
	}
	return false
}

// aboutRole: the sponsored role (or a visa, an agreement) is what runs, ends or is
// valid, not the account: its noun is the subject of the clause's verb.
func (p *prose) aboutRole(e dateExpr) bool {
	t := p.toks
	verb := false
	for k := e.i - 1; k >= 0 && t[k].sentence == t[e.i].sentence && t[k].para == t[e.i].para && k > e.i-14; k-- {
		if t[k].is("is", "runs", "ends", "expires", "was", "has", "valid", "good", "covers", "lasts", "goes", "extended", "extends", "approved", "run", "been", "through", "until", "already", "set", "prolonged", "renewed", "ending", "expiring", "which", "active", "that", "end", "expire") {
			verb = true
		}
		if t[k].is(",", ";", "and", "but", "so", "account", "access", "he", "she", "they", "guest", "please", "him", "her", "us") && !(t[k].is("her") && k+1 < len(t) && t[k+1].is("hsr", "sponsored", "harvard", "visa")) {
			if t[k].is(",") && k > 0 && t[k-1].kind == number {
				// "(HSR 203118, which ends on …"
				continue
			}
			return false
		}
		if t[k].is("hsr", "hsrs", "visa", "passport", "agreement", "ds-2019", "insurance", "funding", "grant", "j-1") || t[k].low == "role" && k > 0 && (t[k-1].is("sponsored", "'s", "her", "his", "their") || k+1 < len(t) && t[k+1].low == "(") {
			if k > 0 && t[k-1].is("under", "with", "by", "on") {
				return false
			}
			return verb
		}
	}
	return false
}

func (p *prose) startOrLeft(e dateExpr) bool {
	for k := e.i - 1; k >= 0 && k >= e.i-5 && p.toks[k].sentence == p.toks[e.i].sentence; k-- {
		if p.toks[k].is("left", "quit", "told", "heard", "until", "resigned", "today's") {
			return true
		}
	}
	return false
}

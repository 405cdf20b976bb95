package understand

// verbReach is how many tokens before a date its verb or noun may stand.
const verbReach = 9

// verbCue looks back from token k through the clause of the date for the verb or noun
// that says what the date is for.
func (p *prose) verbCue(e dateExpr, k int, kind periodKind) cue {
	t := p.toks
	for n := k; n >= 0 && n >= k-verbReach && t[n].sentence == t[e.i].sentence && t[n].para == t[e.i].para; n-- {
		if p.endsSearch(e, n, k) {
			break
		}
		if kind == kindEnd && hasGone[t[n].low] && !p.at(e.i, n-1).has(gBe) && !p.at(e.i, n-1).is("to", "should", "be") {
			return cue{} // when the guest left; not when access is to end
		}
		c := p.nounCue(n, kind)
		if c.field == fieldNone {
			c = p.accountVerbCue(n, k-n, kind)
		}
		if c.field == fieldNone {
			c = p.stayVerbCue(n, k-n, kind)
		}
		if c.field != fieldNone {
			return c
		}
	}
	if kind == kindEnd && (p.at(e.i, e.i-1).is("on", "by", "at", "this", "next") || p.at(e.i, k).is("on", "by")) {
		return cue{fieldEnd, 2, "the only day named with the wish to end access"}
	}
	return cue{}
}

var hasGone = set("ended left finished resigned quit departed stopped returned graduated")

// endsSearch: at n begins what the date has nothing to do with: another clause, a
// number of eight digits, another date.
func (p *prose) endsSearch(e dateExpr, n, k int) bool {
	t := p.toks
	switch {
	case t[n].is(";"), n < k && (t[n].is("but", "because", "—") || t[n].low == "," && k-n > 4):
		return true
	case t[n].kind == number && k-n > 3 && len(t[n].text) == 8 && !p.insideDate(n):
		return true
	}
	return n < e.i-1 && k-n > 1 && p.insideDate(n)
}

// nounCue: "last day", "start date", "the new end", "current expiry", "Old: …".
func (p *prose) nounCue(n int, kind periodKind) cue {
	v, after := &p.toks[n], p.at(n, n+1)
	quality := p.quality(n)
	existing := kind != kindRequest && quality < 0
	switch {
	case v.is("last", "final") && (after.is("day", "working", "date") || p.at(n, n-1).has(gThird) && p.insideDate(n+1)):
		if existing {
			return cue{fieldNowEnds, 4, "it is called the present last day"}
		}
		return cue{fieldEnd, 6, "it is called the last day"} // surer than what any verb with "until" tells
	case v.is("first") && (after.is("day", "working") || p.at(n, n-1).has(gThird) && p.insideDate(n+1)), v.is("day") && after.is("one"):
		return cue{fieldStart, 6, "it is called the first day"}
	case v.is("end", "stop", "cutoff", "exit", "closing", "departure", "expiry", "expiration", "termination") && after.is("date", "day"):
		if existing {
			return cue{fieldNowEnds, 4, "it is called the present end date"}
		}
		if quality == 0 && v.is("expiry", "expiration") && kind != kindRequest {
			return cue{fieldNowEnds, 3, "the present expiry"}
		}
		return cue{fieldEnd, 5, "it is called the end date"}
	case v.is("start", "starting", "arrival", "effective", "commencement", "beginning") && after.is("date", "day"):
		return cue{fieldStart, 5, "it is called the start date"}
	case kind == kindExtension && quality != 0 && v.is("end", "expiry", "expiration", "one"):
		if existing {
			return cue{fieldNowEnds, 4, "it is called the present end"}
		}
		return cue{fieldEnd, 5, "it is called the new end"}
	case kind == kindExtension && quality == 0 && v.is("end", "expiry", "expiration") && p.movedAt(n):
		return cue{fieldEnd, 4, "the day at which the end is put"}
	case kind == kindExtension && after.is(":") && presentWords[v.low]:
		return cue{fieldNowEnds, 4, "it is called the old one"}
	case kind == kindExtension && after.is(":") && newWords[v.low]:
		return cue{fieldEnd, 5, "it is called the new one"}
	}
	return cue{}
}

// movedAt: a verb of moving stands before the noun at n: "put the end of his account at …".
func (p *prose) movedAt(n int) bool {
	for k, start := n-1, max(p.clauseStart(n), n-4); k >= start; k-- {
		if p.toks[k].has(vMove) {
			return true
		}
	}
	return false
}

// quality: the words before the noun at n call it new (1) or the present one (−1).
func (p *prose) quality(n int) int {
	for k := n - 1; k >= 0 && k >= n-3 && p.toks[k].para == p.toks[n].para; k-- {
		switch low := p.toks[k].low; {
		case newWords[low]:
			return 1
		case presentWords[low]:
			return -1
		case p.toks[k].kind == punct || p.insideDate(k):
			return 0
		}
	}
	return 0
}

// accountVerbCue: what accounts do and is done to them. That one ends on a day is told
// of the present; that it should, asks for it.
func (p *prose) accountVerbCue(n, dist int, kind periodKind) cue {
	v, before, after := &p.toks[n], p.at(n, n-1), p.at(n, n+1)
	wished := before.has(gModal) && !before.is("will", "would") || v.is("end", "close", "expire") && p.subjunctive(n) || before.is("to", "should", "can", "it", "account", "access", "let") && p.lets(n)
	switch {
	case expiryVerbs[v.low] || v.low == "out" && before.is("run", "runs", "running"):
		switch {
		case kind == kindRequest && (!v.is("expires") || before.is("should", "can", "to", "it", "account") || before.kind == punct || before.low == ""), kind == kindExtension && wished:
			return cue{fieldEnd, 3, "it is called the expiry"}
		}
		return cue{fieldNowEnds, 4, "the present expiry"}
	case kind != kindRequest && (v.is("due", "set", "scheduled") && after.is("to") || v.is("currently")):
		return cue{fieldNowEnds, 4, "the present end"}
	case kind == kindExtension && v.is("end", "close") && wished:
		return cue{fieldEnd, 4, "the day on which it is to end"}
	case kind == kindExtension && v.is("end", "ends", "close", "closes") && !before.is("to", "should", "new", "the"),
		kind == kindExtension && v.is("up") && before.has(gBe):
		return cue{fieldNowEnds, 3, "the present end"}
	case kind == kindExtension && dist == 0 && v.has(gBe) && (before.is("to", "ought") || before.has(gModal) && !before.is("will", "would")):
		return cue{fieldEnd, 4, "the day that it should be"}
	case kind == kindExtension && dist == 0 && v.is("was") && p.wantedAfter(n):
		return cue{fieldNowEnds, 4, "what the end was"}
	case kind == kindExtension && dist == 0 && v.has(gBe) && p.presentlyIn(n, p.clauseEnd(n)):
		return cue{fieldNowEnds, 4, "the present end"}
	case kind == kindExtension && dist == 0 && v.has(vWant):
		return cue{fieldEnd, 3, "the day that is wished for"}
	case kind == kindEnd && v.is("ends", "closes", "runs") && p.presentlyIn(p.clauseStart(n), p.clauseEnd(n)):
		return cue{fieldNowEnds, 4, "the present end"}
	case kind == kindEnd && closeVerbs[v.low]:
		return cue{fieldEnd, 4, "the day on which access is to end"}
	case kind == kindEnd && v.is("by") && dist <= 1:
		return cue{fieldEnd, 3, "access ends by this day"}
	case kind == kindRequest && closeVerbs[v.low] && (v.is("closes") || after.is("it") || p.accountBefore(n)):
		return cue{fieldEnd, 3, "the day on which access can end"}
	}
	return cue{}
}

// subjunctive: the base form at n goes on from a passive that is wished for: "that her
// access be prolonged and now end on June 18".
func (p *prose) subjunctive(n int) bool {
	for k := n - 1; k > 0 && k >= n-5 && p.toks[k].sentence == p.toks[n].sentence; k-- {
		if p.toks[k].is("and") {
			return near(p.toks, k, -4, "be") && near(p.toks, n, -3, "and", "now", "then")
		}
	}
	return false
}

// lets: "let it expire", "have the account expire", "it is to end".
func (p *prose) lets(n int) bool {
	for k, start := n-1, p.clauseStart(n); k >= start; k-- {
		if p.toks[k].is("let", "have", "make", "allow", "please") || p.toks[k].has(gModal) && !p.toks[k].is("will", "would") {
			return true
		}
		if p.toks[k].is("due", "set", "scheduled", "going", "about") {
			return false
		}
	}
	return false
}

// accountBefore: an account is what the clause of token n speaks of.
func (p *prose) accountBefore(n int) bool {
	for k := p.clauseStart(n); k < n; k++ {
		if p.toks[k].has(nAccount) {
			return true
		}
	}
	return p.at(n, n+1).has(nAccount) || p.at(n, n+2).has(nAccount)
}

// stayVerbCue: what people do when they come and go.
func (p *prose) stayVerbCue(n, dist int, kind periodKind) cue {
	v := &p.toks[n]
	switch {
	case kind != kindExtension && p.goesHome(n):
		return cue{fieldEnd, 3, "the guest goes home"}
	case p.endsStay(n):
		if kind == kindExtension && v.is("ends", "end") && !p.at(n, n-1).is("should", "must", "to") {
			return cue{fieldNowEnds, 3, "the present end"}
		}
		return cue{fieldEnd, 3, "\"" + v.low + "\" marks the last day"}
	case endPrepositions[v.low] && dist > 0 && dist <= 6 && v.is("until", "till", "through", "thru"):
		return cue{fieldEnd, 4, "\"" + v.low + "\" marks the last day"} // "until her defense on May 5"
	case kind != kindEnd && dist <= 7 && v.is("arrive", "arrives", "arriving", "land", "lands", "comes", "come", "visit", "visits", "report"):
		return cue{fieldStart, 3, "\"" + v.low + "\" marks the first day"}
	case p.startsStay(n) || v.is("open") && dist == 0 && kind == kindRequest:
		if kind == kindEnd && !v.is("starts") {
			return cue{}
		}
		if dist > 4 {
			return cue{fieldStart, 4, "\"" + v.low + "\" marks the first day"}
		}
		return cue{fieldStart, 5, "\"" + v.low + "\" marks the first day"}
	}
	return cue{}
}

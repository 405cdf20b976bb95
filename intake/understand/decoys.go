package understand

import "sort"

// insideDate: token k is part of an expression of time.
func (p *prose) insideDate(k int) bool {
	n := sort.Search(len(p.dates), func(n int) bool { return p.dates[n].j > k })
	return n < len(p.dates) && p.dates[n].i <= k
}

// clauseBreak: a new clause begins after token k.
func (p *prose) clauseBreak(k int) bool {
	return clauseBreaks[p.toks[k].low] && !p.insideDate(k)
}

// clauseStart is the first token of the clause that token i is in.
func (p *prose) clauseStart(i int) int {
	for i > 0 && p.toks[i-1].sentence == p.toks[i].sentence && p.toks[i-1].para == p.toks[i].para && !p.clauseBreak(i-1) {
		i--
	}
	return i
}

// clauseEnd is one past its last.
func (p *prose) clauseEnd(i int) int {
	for i++; i < len(p.toks) && p.toks[i].sentence == p.toks[i-1].sentence && p.toks[i].para == p.toks[i-1].para && !p.clauseBreak(i); i++ {
	}
	return i
}

// elsewhere: the date belongs to something other than a guest's stay or account: an
// event, somebody's absence, another person's doings, the past.
func (p *prose) elsewhere(e dateExpr) bool {
	return p.ofName(e) || p.past(e) || p.ofEvent(e) || p.ofAbsence(e) || p.ofOthers(e) || p.ofThing(e) || p.about(e, paperNouns)
}

// ofName: a month that is somebody's name: "April Song", "Jane May".
func (p *prose) ofName(e dateExpr) bool {
	if e.shape != shapeMonth || e.year != 0 {
		return false
	}
	for n := range p.region.mentions {
		if m := &p.region.mentions[n]; m.prose == p && m.i <= e.i && e.i < m.j && (m.j-m.i > 1 || m.score >= 3) {
			return true
		}
	}
	return false
}

// past: "last Friday", "three weeks ago", "last year she was here until August".
func (p *prose) past(e dateExpr) bool {
	t := p.toks
	before := p.at(e.i, e.i-1)
	if before.is("last", "past", "previous") && (e.shape == shapeWeekday || e.shape == shapeMonth) {
		return true
	}
	start := p.sentenceStart(e.i)
	for k := e.i - 1; k >= start && k >= e.i-12; k-- {
		if t[k].is("last") && lastTimes[t[k+1].low] ||
			t[k].is("was", "were", "been") && t[k+1].is("here", "last", "already", "previously", "with", "visiting") {
			return true
		}
		if p.insideDate(k) || t[k].is("but", ";", "now", "this") {
			break
		}
	}
	return p.at(e.i, e.j).low == "ago" || p.at(e.i, e.j).low == "last" && lastTimes[p.at(e.i, e.j+1).low]
}

var lastTimes = set("year summer spring fall autumn winter month time week semester")

// ofEvent: a meeting, an interview, a deadline is what the date is of: the event stands
// before the date without a preposition of staying between, or after it; or somebody is
// at it; or it is the subject that runs from day to day.
func (p *prose) ofEvent(e dateExpr) bool {
	t := p.toks
	marked := startPrepositions[p.at(e.i, e.i-1).low] || endPrepositions[p.at(e.i, e.i-1).low]
	ofStay := false
	for k := e.i - 1; k >= 0 && k >= e.i-6 && t[k].sentence == t[e.i].sentence; k-- {
		if endPrepositions[t[k].low] && k >= e.i-3 || eventWords[t[k].low] && (marked || near(t, k, -4, "until", "till", "through", "thru")) || p.startsStay(k) || t[k].is("last", "first", "final") || expiryVerbs[t[k].low] || p.endsStay(k) {
			ofStay = true
			break
		}
		if eventWords[t[k].low] && p.comesFor(k) {
			ofStay = true
			break
		}
		if p.workplace(k) {
			continue
		}
		if eventWords[t[k].low] && !(t[k].low == "requested" && !near(t, k, -2, "i", "we", "was", "were", "been", "had", "have")) {
			return true
		}
	}
	for k := e.j; !ofStay && k < len(t) && k < e.j+5 && t[k].sentence == t[e.i].sentence; k++ {
		if t[k].is("meeting", "interview", "orientation", "conference", "reminder", "email", "message", "retreat", "deadline", "ago") ||
			t[k].is("i", "we") && p.at(e.i, k+1).is("sent", "wrote", "asked", "filed", "submitted", "emailed", "mailed", "requested", "met", "spoke", "talked") {
			return true
		}
	}
	if p.at(e.i, e.i-1).is("from", "of", "dated") && writings[p.at(e.i, e.i-2).low] {
		return true
	}
	start := p.clauseStart(e.i)
	for k := start; k < e.i; k++ {
		if schoolTerms[t[k].low] && p.subjectAt(start, k) {
			return true
		}
		if !ofStay && occasions[t[k].low] && !p.workplace(k) && (near(t, k, -4, "at", "before", "after", "during", "over") && !p.insideDate(k) || p.subjectAt(start, k)) {
			return true
		}
	}
	return false
}

// workplace: the word for an event is one for a unit of the house: "works in my section".
func (p *prose) workplace(k int) bool {
	return p.toks[k].is("section") && p.at(k, k-1).has(gMine)
}

// comesFor: the event at k is what somebody comes for: "is here for the workshop".
func (p *prose) comesFor(k int) bool {
	if !near(p.toks, k, -4, "for") {
		return false
	}
	for n := p.clauseStart(k); n < k; n++ {
		if p.startsStay(n) {
			return true
		}
	}
	return false
}

// subjectAt: the noun at k is the clause's subject: nothing but its own adjectives and
// articles stand before it.
func (p *prose) subjectAt(start, k int) bool {
	for n := start; n < k; n++ {
		t := &p.toks[n]
		if t.kind != word || t.has(gThird&^gMine) && t.is("he", "she", "they", "it") || t.has(gFirst|gBe|gModal) || startVerbs[t.low] || t.is("for", "at", "to", "with", "as", "please") {
			return false
		}
	}
	return true
}

// ofAbsence: somebody is away, on leave or on vacation, or a house is closed, on these days.
func (p *prose) ofAbsence(e dateExpr) bool {
	t := p.toks
	start := p.clauseStart(e.i)
	if start > 0 && t[start-1].is("(") && start >= 2 {
		start = p.clauseStart(start - 2) // "before spring break (Mar 15-19)"
	}
	house := false
	for k := start; k < e.i; k++ {
		house = house || premises[t[k].low]
		switch {
		case absences[t[k].low] && !(t[k].is("away") && t[max(k-1, 0)].is("right", "straight")),
			t[k].is("out") && p.at(k, k+1).is("of") && p.at(k, k+2).is("office", "town", "the", "country"),
			t[k].is("leave") && k > 0 && t[k-1].is("on", "maternity", "paternity", "parental", "medical", "family", "sick", "annual") && !p.at(k, k+1).is("from") ||
				t[k].is("leave", "sabbatical") && k > 0 && t[k-1].is("on") && p.insideDate(k+2),
			t[k].is("out", "off") && k > 0 && t[k-1].has(gBe) && p.insideDate(k+2) && !p.accountBefore(k) && !p.guestIsOff(k),
			t[k].is("closed", "shut", "down") && house:
			return true
		}
	}
	return false
}

// guestIsOff: who is off on a day, at token k, is the guest, who leaves for good.
func (p *prose) guestIsOff(k int) bool {
	guest := false
	for n := p.sentenceStart(k); n < k && p.toks[k].is("off"); n++ {
		if p.toks[n].has(gFirst) {
			return false
		}
		guest = guest || p.guestAt(n)
	}
	return guest
}

// ofOthers: the subject of the clause is the writer who is somewhere, or a person who is
// known to be no guest; and no guest or account is spoken of.
func (p *prose) ofOthers(e dateExpr) bool {
	t := p.toks
	other := false
	guestMay := p.self || p.region.fwd // who writes "I" may be the guest
	for k := p.clauseStart(e.i); k < e.i; k++ {
		switch {
		case t[k].has(nAccount|nGuest) || roleHead(t[k].low) || p.guestAt(k) || t[k].is("he", "she", "they", "it", "him", "her", "them", "he's", "she's", "they're", "he'll", "she'll", "they'll"):
			return false
		case t[k].low == "that":
			other = false // "I'm pleased to say that from 1 March a student …": another subject
		case t[k].is("we're") || t[k].low == "we" && p.at(k, k+1).is("are", "were"):
			other = true
		case t[k].is("i", "i'm", "i'll") && !guestMay && (t[k].low == "i'm" || p.at(k, k+1).has(gBe|gModal) || p.at(k, k+1).is("myself", "am", "have")):
			other = true
		}
	}
	if !other {
		other = p.otherIsSubject(e)
	}
	if !other {
		return false
	}
	for k := p.clauseStart(e.i); k < e.i; k++ {
		if (t[k].has(vSponsor|vWant|vExtend|vCreate|vSend) || hostingVerbs[t[k].low]) && !t[k].has(gBe) && !t[k].is("open") {
			return false // "I am hosting", "I would like"
		}
	}
	return true
}

// otherIsSubject: the clause begins with a person who is no guest, and a verb of being after.
func (p *prose) otherIsSubject(e dateExpr) bool {
	start := p.clauseStart(e.i)
	for n := range p.region.mentions {
		m := &p.region.mentions[n]
		if m.prose == p && m.nobody && m.i >= start && m.i <= start+2 && m.j < e.i && p.toks[m.j].has(gBe|gModal) {
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

func (p *prose) startOrLeft(e dateExpr) bool {
	for k := e.i - 1; k >= 0 && k >= e.i-5 && p.toks[k].sentence == p.toks[e.i].sentence; k-- {
		if p.toks[k].is("left", "quit", "told", "heard", "until", "resigned", "today's") {
			return true
		}
	}
	return false
}

package understand

// cue is what the words around a date say it is for.
type cue struct {
	field    field
	strength int
	reason   string
}

// cue reads the words after a date ("is his last day"), then those before it, nearest
// first: prepositions at once, verbs within the clause.
func (p *prose) cue(e dateExpr, kind periodKind) cue {
	if c := p.cueAfter(e, kind); c.field != fieldNone {
		return c
	}
	k := p.leadIn(e)
	c, settled := p.prepositionCue(e, k, kind)
	if !settled {
		c = p.verbCue(e, k, kind)
	}
	if c.field == fieldNone && !settled && kind != kindExtension {
		c = p.frontedCue(e)
	}
	if c.field == fieldNone || !p.aboutRole(e) {
		return c
	}
	if c.field == fieldNowEnds {
		return cue{} // when the role ends tells nothing of the account
	}
	c.strength = 1
	c.reason += " (of the sponsored role)"
	return c
}

// at is the token k of the paragraph that token i is in; an empty one outside it.
func (p *prose) at(i, k int) *token {
	if k < 0 || k >= len(p.toks) || p.toks[k].para != p.toks[i].para {
		return none
	}
	return &p.toks[k]
}

// leadIn goes back from the date over words that change nothing ("on Friday, the …")
// to the one that may say what the date is for.
func (p *prose) leadIn(e dateExpr) int {
	t := p.toks
	k := e.i - 1
	for n := 0; n < 5 && k >= 0 && t[k].para == t[e.i].para; n++ {
		switch {
		case t[k].low == "and" && !endPrepositions[p.at(e.i, k-1).low]:
			return k
		case t[k].low == "coming" && (p.at(e.i, k-1).has(gBe) || p.at(e.i, k-1).is("hes", "shes", "theyre", "he's", "she's", "they're")):
			return k // the verb, and not "the coming Friday"
		case t[k].low == "m" && p.at(e.i, k-1).is("/") && p.at(e.i, k-2).is("t"):
			k -= 2 // Dutch "t/m"
		case leadIns[t[k].low], isWeekday(t[k].low), foreignWeekdays[t[k].low], t[k].low == "," && (isWeekday(p.at(e.i, k-1).low) || foreignWeekdays[p.at(e.i, k-1).low]):
			k--
		default:
			return k
		}
	}
	return k
}

// cueAfter: "Friday is his last day", "June 30 will be her first day", "June 30 as the
// end date", "June 30 would be right".
func (p *prose) cueAfter(e dateExpr, kind periodKind) cue {
	t := p.toks
	next := p.at(e.i, e.j)
	if next.is(",", "(") && p.at(e.i, e.j+1).low == "when" {
		return p.whenCue(e.j + 1) // "February 8, when she starts"
	}
	if after := p.at(e.i, e.j+1); after.kind == punct || after.low == "date" {
		switch { // "February 8 start, June 30 end"
		case next.is("start", "arrival"):
			return cue{fieldStart, 5, "it is called the start"}
		case next.is("end", "departure", "finish"):
			return cue{fieldEnd, 5, "it is called the end"}
		}
	}
	if !next.has(gBe|gModal|gMine|gThird) && !next.is("as", "for", "being", "the", "works", "please") {
		return cue{}
	}
	tells := next.has(gBe|gModal) || next.is("being", "as")
	for k := e.j; k < min(e.j+7, len(t)) && t[k].sentence == t[e.i].sentence && !(k > e.j && p.insideDate(k)); k++ {
		after := p.at(e.i, k+1)
		named := tells || (next.has(gMine|gThird) || next.is("the")) && (near(t, e.i, -4, "make", "set", "have", "use", "put") || p.firstDayBefore(e))
		ownDay := after.is("day", "working", "date") || after.kind != word && p.at(e.i, k-1).has(gMine|gThird)
		switch {
		case t[k].is("last", "final") && ownDay && named:
			return cue{fieldEnd, 4, "it is called the last day"}
		case t[k].is("first") && ownDay && tells:
			return cue{fieldStart, 4, "it is called the first day"}
		case next.is("for", "as") && k <= e.j+3 && t[k].is("start", "beginning", "arrival") && !after.is("of"):
			return cue{fieldStart, 5, "it is called the start"}
		case next.is("for", "as") && k <= e.j+3 && t[k].is("end", "departure", "expiry", "expiration") && !after.is("of"):
			return cue{fieldEnd, 5, "it is called the end"}
		case tells && t[k].is("end", "expiry", "expiration") && (!after.is("of") || p.ofStay(k+1)):
			if p.quality(k) < 0 {
				return cue{fieldNowEnds, 4, "it is called the present end"}
			}
			return cue{fieldEnd, 5, "it is called the end"}
		case tells && t[k].is("when"):
			return p.whenCue(k)
		case kind != kindRequest && (next.has(gModal|gBe) || next.is("works")) && t[k].is("right", "fine", "better", "great", "ideal", "enough", "perfect", "best", "do", "works", "good", "sufficient") && !contraryBetween(t, e.j, k):
			return cue{fieldEnd, 4, "the day that suits"}
		}
	}
	return cue{}
}

// writersOwnDoing: the subject of the verb at k is the writer, who is not the guest, and
// no one is received ("we welcome …").
func (p *prose) writersOwnDoing(k int) bool {
	return !p.self && !p.region.fwd && !p.toks[k].is("welcome", "welcoming", "expect", "expecting") && (p.at(k, k-1).has(gFirst) || p.at(k, k-2).has(gFirst))
}

// ofStay: "of the account", "of her stay" at token k.
func (p *prose) ofStay(k int) bool {
	for n := k + 1; n < min(len(p.toks), k+4); n++ {
		if p.toks[n].has(nAccount) || p.toks[n].is("stay", "visit") {
			return true
		}
	}
	return false
}

// frontedCue: "On February 8 she begins …": the date opens its clause, and the verb that
// follows tells.
func (p *prose) frontedCue(e dateExpr) cue {
	if e.i-p.clauseStart(e.i) > 1 {
		return cue{}
	}
	mine := p.at(e.i, e.j).has(gMine) // "On February 8 my lease ends": of what is the writer's, only a team has guests
	from, end := e.j, p.clauseEnd(e.i)
	if p.at(e.i, from).low == "," { // "On February 8, she begins …"
		from, end = from+1, p.clauseEnd(from)
	}
	for k := from; k < end && k < from+5; k++ {
		switch {
		case p.insideDate(k):
			return cue{}
		case receivingVerbs[p.toks[k].low] && p.hostAt(e.i, k-1) && p.guestAhead(k+1):
			return cue{fieldStart, 3, "the day on which we have the guest"}
		case mine:
		case p.startsStay(k) && p.writersOwnDoing(k), p.endsStay(k) && p.writersOwnDoing(k):
			return cue{} // "On February 8, I start a new job"
		case p.startsStay(k):
			return cue{fieldStart, 3, "the day on which the guest comes"}
		case p.endsStay(k), p.goesHome(k):
			return cue{fieldEnd, 3, "the day on which the guest goes"}
		}
	}
	return cue{}
}

// receivingVerbs are what a host does on the day when the guest comes.
var receivingVerbs = set("get gets have has welcome welcomes receive receives expect expects")

// hostAt: "we" or "our team" is the subject that ends with token k, in the paragraph of token i.
func (p *prose) hostAt(i, k int) bool {
	if p.at(i, k).has(gFirst) {
		return true
	}
	for n := k - 1; n >= k-3; n-- {
		if p.at(i, n).is("our", "my") {
			return hostTeams[p.at(i, k).low]
		}
	}
	return false
}

// guestAhead: a guest is named at token k, or told by what they are ("a visiting epidemiologist").
func (p *prose) guestAhead(k int) bool {
	if p.guestAt(k) {
		return true
	}
	if !p.at(max(k-1, 0), k).is("a", "an", "our", "another") {
		return false
	}
	for n := k + 1; n <= k+3; n++ {
		if roleHead(p.at(k, n).low) {
			return true
		}
	}
	return false
}

var hostTeams = set("team lab laboratory group department dept unit core office clinic program programme section division centre center institute")

// whenCue: "June 30 is when she leaves": the verb after "when" tells.
func (p *prose) whenCue(k int) cue {
	for n := k + 1; n < len(p.toks) && n <= k+4 && p.toks[n].sentence == p.toks[k].sentence; n++ {
		switch {
		case p.startsStay(n):
			return cue{fieldStart, 4, "the day when the guest comes"}
		case p.endsStay(n):
			return cue{fieldEnd, 4, "the day when the guest goes"}
		}
	}
	return cue{}
}

// firstDayBefore: the first day was named so earlier in the sentence, and "her last"
// need not say "day" again.
func (p *prose) firstDayBefore(e dateExpr) bool {
	for k := e.i - 1; k >= 0 && p.toks[k].sentence == p.toks[e.i].sentence; k-- {
		if p.toks[k].low == "first" {
			return true
		}
	}
	return false
}

func contraryBetween(t []token, i, j int) bool {
	for k := i; k < j; k++ {
		if t[k].has(gNot) || t[k].low == "too" {
			return true
		}
	}
	return false
}

// prepositionCue reads the word at k that leads to the date. Settled: nothing further
// back is to be asked.
func (p *prose) prepositionCue(e dateExpr, k int, kind periodKind) (c cue, settled bool) {
	at := func(k int) *token { return p.at(e.i, k) }
	prep, w, before := at(e.i-1), at(k), at(k-1)
	isEnd := endPrepositions[w.low] && !(w.is("through") && before.is("went", "gone", "came", "got")) // "it went through this week"
	switch {
	case prep.is("beyond", "past", "after") || w.is("beyond", "past", "after"):
		return p.pastThisDay(e, k, kind)
	case prep.is("before") && kind == kindExtension && p.notGoing(k):
		return cue{fieldEnd, 3, "the guest does not leave before this day"}, true
	case prep.is("before"):
		return cue{}, kind != kindEnd // "before September" is no last day
	case w.is("as") || w.is("of") && before.is("as") || prep.is("of") && at(e.i-2).is("as") || w.is("effective") || prep.is("effective"):
		if kind == kindEnd {
			return cue{fieldEnd, 5, "access ends as of this day"}, true
		}
		if !w.is("as") || prep.is("of") {
			return cue{fieldStart, 4, "it begins as of this day"}, true
		}
	case isEnd && e.shape == shapeToday && kind != kindEnd && p.unfulfilled(k):
		return cue{}, true // "until today I have had no answer"
	case isEnd && kind == kindEnd && p.notToGoOn(k), isEnd && kind != kindRequest && p.presentState(k):
		return cue{fieldNowEnds, 4, "the present end"}, true
	case isEnd && !(w.is("to") && before.is("prior", "due", "similar", "according", "next", "addition")), w.is("t") && at(k+1).is("/"):
		if w.is("to") && p.startMoves(k) {
			return cue{fieldStart, 5, "the start is moved to this day"}, true
		}
		if w.is("to") && !p.openRange(k) {
			return cue{fieldEnd, 4, "\"to\" marks the last day"}, true
		}
		return cue{fieldEnd, 5, "\"" + w.low + "\" marks the last day"}, true
	case w.is("than") && before.is("later", "longer"):
		return cue{fieldEnd, 4, "no later than this day"}, true
	case startPrepositions[w.low] || prep.is("du", "de", "del") && at(e.i-2).is("partir"):
		if kind == kindEnd {
			return cue{fieldEnd, 3, "access ends from this day"}, true
		}
		return cue{fieldStart, 4, "\"" + w.low + "\" marks the first day"}, true
	}
	return cue{}, false
}

// unfulfilled: something in the sentence of token k has not happened.
func (p *prose) unfulfilled(k int) bool {
	for n, j := p.sentenceStart(k), p.sentenceEnd(k); n < j; n++ {
		if p.toks[n].has(gNot) && !near(p.toks, n, 2, "need", "longer") {
			return true
		}
	}
	return false
}

// notGoing: the clause before token k says that somebody does not leave or finish.
func (p *prose) notGoing(k int) bool {
	denied := false
	for n := p.clauseStart(k); n <= k; n++ {
		denied = denied || p.toks[n].has(gNot)
		if denied && p.toks[n].has(vLeave) {
			return true
		}
	}
	return false
}

// startMoves: "her arrival has moved (from …) to".
func (p *prose) startMoves(k int) bool {
	moved, start := false, false
	for n := p.clauseStart(k); n < k; n++ {
		moved = moved || movedWords[p.toks[n].low]
		start = start || p.toks[n].is("arrival", "start", "beginning")
	}
	return moved && start
}

// pastThisDay: "not needed beyond June 30", "nothing should stay open after June 30".
// Without a word of denying, an account goes on past its present end.
func (p *prose) pastThisDay(e dateExpr, k int, kind periodKind) (cue, bool) {
	if kind == kindEnd {
		return cue{fieldEnd, 4, "access is not needed after this day"}, true
	}
	for n := k; n >= p.clauseStart(e.i); n-- {
		if p.toks[n].has(gNot) || kind == kindRequest && closeVerbs[p.toks[n].low] {
			return cue{fieldEnd, 3, "access is not needed after this day"}, true
		}
	}
	if kind == kindExtension && !p.at(e.i, k).is("after") {
		return cue{fieldNowEnds, 4, "the present end, past which it goes on"}, true
	}
	return cue{}, true
}

func isWeekday(low string) bool {
	_, ok := weekdays[low]
	return ok && len(low) > 2
}

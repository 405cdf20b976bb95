package understand

// endsStay: the verb at n says that a person goes or a stay is over.
func (p *prose) endsStay(n int) bool {
	v, before, after := &p.toks[n], p.at(n, n-1), p.at(n, n+1)
	switch {
	case v.is("last", "stay") && (before.has(gModal) || before.low == "to"):
		return true
	case v.is("out") && p.opensClause(n) && (after.is("on", "by") || p.insideDate(n+1)):
		return true // "in on May 3, out on June 4"
	}
	return endVerbs[v.low] || p.phrasal(goingPhrases, n)
}

// startsStay: the verb at n says that a person comes or a stay begins.
func (p *prose) startsStay(n int) bool {
	v, before, after := &p.toks[n], p.at(n, n-1), p.at(n, n+1)
	switch {
	case v.is("here") && before.is("day", "date", "week", "month"):
		return false // "his last day here is …"
	case v.is("in"):
		return p.opensClause(n) && after.is("on")
	case v.is("expect", "expecting", "welcome", "welcoming"):
		return after.has(gThird)
	case v.is("due"): // "he is due on February 22"; a paper is due, too
		person := before.has(gThird) || p.at(n, n-2).has(gThird&^gMine) && !p.at(n, n-2).is("it")
		return before.has(gBe) && person && after.is("on", "in", "here", "this", "next")
	}
	return startVerbs[v.low] && (!v.is("coming") || !isWeekday(after.low)) || p.phrasal(comingPhrases, n)
}

// opensClause: nothing but a mark or an "and" stands before token n.
func (p *prose) opensClause(n int) bool {
	before := p.at(n, n-1)
	return before.kind == punct || before.is("and", "")
}

// phrasal: a verb of the list at n, with its particle right after it or after a pronoun.
func (p *prose) phrasal(list map[string][]string, n int) bool {
	particles := list[p.toks[n].low]
	if particles == nil {
		return false
	}
	after := p.at(n, n+1)
	if after.has(gThird) || after.is("all", "already", "again") {
		after = p.at(n, n+2)
	}
	return after.is(particles...)
}

// goesHome: "returns to Lisbon", "flies back", "heads home".
func (p *prose) goesHome(n int) bool {
	t := p.toks
	before, after, then := p.at(n, n-1), p.at(n, n+1), p.at(n, n+2)
	switch {
	case t[n].is("return", "returns", "returning", "fly", "flies", "flying", "heads", "heading", "head", "move", "moves"):
		return after.is("to") && !toUs(then) || t[n].is("returns", "return", "returning", "flies", "fly") && after.is("on") && p.cameBefore(n)
	case t[n].is("home", "back"):
		return before.kind == word && !before.has(gBe) && !after.has(gBe) && !before.is("whose", "her", "his", "their", "my", "welcome", "from", "at", "the", "be", "come", "comes", "coming") && !after.is("to", "at", "here", "with", "in")
	}
	return false
}

// cameBefore: earlier in the sentence it was said when the guest comes, so that a return
// is the way home: "lands on January 30 and returns on July 30".
func (p *prose) cameBefore(n int) bool {
	for k := n - 1; k >= 0 && p.toks[k].sentence == p.toks[n].sentence; k-- {
		if p.startsStay(k) {
			return true
		}
	}
	return false
}

func toUs(t *token) bool {
	return t.is("us", "hms", "our", "my", "boston", "harvard", "the", "longwood")
}

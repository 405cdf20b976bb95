package understand

// negated: the date is taken back, or was the plan once: "not July 30", "instead of in
// August", "rather than May 1", "was to stay until", "(was March 19)", "March 19 is too early".
func (p *prose) negated(e dateExpr) bool {
	t := p.toks
	if p.at(e.i, e.i-1).is("after", "past", "beyond", "before") {
		return false // "not after June 30" has its day
	}
	for k := e.i - 1; k >= 0 && k >= e.i-7 && t[k].para == t[e.i].para && t[k].sentence == t[e.i].sentence; k-- {
		if p.insideDate(k) {
			break
		}
		if contrary[t[k].low] && k >= e.i-6 {
			// "it would not be needed until …" keeps the date
			return !t[k].is("not") || e.i-k <= 2 || t[e.i-1].is("the", "on", "in")
		}
		if t[k].is("was", "were") && (k == e.i-1 && k > 0 && t[k-1].is("(") || t[k+1].is("to", "going", "supposed", "meant", "planned", "originally")) ||
			t[k].is("hoped", "thought") && k > 0 || t[k].is("planned") && k > 0 && t[k-1].is("had", "first") {
			return true
		}
		if t[k].is(",", ";", "-", "–", "—", "please") && k < e.i-1 {
			break
		}
	}
	if p.movedFrom(e) || p.at(e.i, e.i-1).is("scratch", "strike", "forget", "disregard") {
		return true
	}
	return p.at(e.i, e.j).has(gBe) && p.at(e.i, e.j+1).is("too", "wrong", "not", "outdated", "no") || p.onceSaid(e)
}

// movedFrom: "has moved from January 25 to February 8": the first of the two is no more.
func (p *prose) movedFrom(e dateExpr) bool {
	if p.at(e.i, e.i-1).low != "from" || p.at(e.i, e.j).low != "to" {
		return false
	}
	for k, start := e.i-2, max(p.clauseStart(e.i), e.i-7); k >= start; k-- {
		if movedWords[p.toks[k].low] {
			return true
		}
	}
	return false
}

// onceSaid: "I said June 30, but it should be May 14".
func (p *prose) onceSaid(e dateExpr) bool {
	return near(p.toks, e.i, -3, "said", "wrote") && (p.at(e.i, e.j).is("but") || p.at(e.i, e.j+1).is("but"))
}

package understand

// bareDay: in a wish for more time or for an end, the only day of a sentence that nothing
// else marks is the new end: "12/31/2027 please", "extend BT310 June 30", "not June 30 but
// January 29". What is done "on" a day goes on after it. A list item is read by itself:
// the day beside its account is that account's.
func (p *prose) bareDay(kind periodKind, today Day, found []finding) []finding {
	if kind == kindRequest {
		return nil
	}
	var out []finding
	for _, e := range p.dates {
		if e.shape == shapeMonth && e.year == 0 || e.shape == shapeVague || e.bad != "" || p.elsewhere(e) || p.negated(e) || p.cue(e, kind).field != fieldNone || p.at(e.i, e.i-1).low == "on" || p.at(e.i, e.i-1).has(vCease) {
			continue
		}
		now, settled := p.daysBeside(e, found)
		if settled {
			continue
		}
		d, ok := e.asEnd(today)
		asks := p.wishAround(e) || p.namesItsAccount(e)
		if !now.IsZero() && now.Before(d) && p.clauseEnd(e.i)-p.clauseStart(e.i) <= 5 {
			asks = true // "it ends March 19; June 7 please"
		}
		if ok && asks && (kind == kindEnd || !d.Before(today)) {
			out = append(out, finding{field: fieldEnd, i: e.i, j: e.j, day: d, text: d.String(), strength: 1, reason: "the only day named with the wish for more time"})
		}
	}
	return out
}

// daysBeside are the days found in the text of the date, in its item only where it stands
// in a list: the present end; settled, where there is a new one.
func (p *prose) daysBeside(e dateExpr, found []finding) (now Day, settled bool) {
	item := p.toks[p.itemStart(e.i)].bullet
	for _, f := range found {
		if item && p.toks[f.i].para != p.toks[e.i].para {
			continue
		}
		switch f.field {
		case fieldEnd, fieldStart:
			return now, true
		case fieldNowEnds:
			now = f.day
		}
	}
	return now, false
}

// wishAround: the date's sentence is short, or wishes for more time in words.
func (p *prose) wishAround(e dateExpr) bool {
	start, end := p.sentenceStart(e.i), p.sentenceEnd(e.i)
	if end-start <= 8 && !p.subject && !p.didToRole(start, e.i) {
		return true
	}
	for k := start; k < end; k++ {
		if p.toks[k].has(vExtend|nExtension) && !roleExtended(p.toks[start:end], k-start) {
			return true
		}
	}
	return false
}

// didToRole: the tokens [i, j) tell what was done to a sponsored role: "HSR updated …".
func (p *prose) didToRole(i, j int) bool {
	role := false
	for k := i; k < j; k++ {
		role = role || p.toks[k].has(nRole) || p.toks[k].is("portal")
		if role && p.toks[k].has(fPast|fPart) {
			return true
		}
	}
	return false
}

// namesItsAccount: the date stands in a list item that an account's ID stands in before it.
func (p *prose) namesItsAccount(e dateExpr) bool {
	start := p.itemStart(e.i)
	if !p.toks[start].bullet {
		return false
	}
	for k := start; k < e.i; k++ {
		if p.isAccountID(k) {
			return true
		}
	}
	return false
}

package understand

// Words that may stand between a length of time and the day from which it counts.
var (
	// "six months from …", "six months added to the current expiry of …"
	lengthBefore = set("being and first day from starting beginning on of as the after commencing effective , start starts ( counting with effect her his arrival date to current present existing expiry expiration end added past beyond onto")
	// "from 1 March for …", "on 1 March and will stay …", "expires on 15 March, so …"
	lengthAfter = set("for , and stays stay staying will she he they needs need is with us ( be about here a to the total of lasting lasts should add adding an account access plus + ; – — - i we would like another please extend it period so planned by")
)

// stayNouns name what a guest is here for, and what is as long as the stay.
var stayNouns = set("contract stay visit appointment internship engagement placement rotation assignment residency fellowship sabbatical secondment")

func (p *prose) untilBefore(i int) bool {
	for k := i - 1; k >= 0 && k >= i-2; k-- {
		if p.toks[k].is("until", "till", "to", "through", "til", "for") {
			return !p.toks[k].is("for")
		}
	}
	return false
}

// lengthAround finds a length of time beside a date: "for six months from 1 December",
// "6 months starting Dec 1", "a year from today", "from 1 March for six months".
func (p *prose) lengthAround(e dateExpr) (durationExpr, bool, bool) {
	t := p.toks
	start := p.sentenceStart(e.i)
	for k := e.i - 1; k >= start && k >= e.i-9 && t[k].para == t[e.i].para; k-- {
		if p.insideDate(k) {
			break
		}
		if d, ok := durationAt(t, k); ok && d.j <= e.i {
			between := true
			for n := d.j; n < e.i; n++ {
				if !lengthBefore[t[n].low] {
					between = false
				}
			}
			// a longer reading may begin one word further left ("another six months")
			if between {
				if k > start {
					if d2, ok := durationAt(t, k-1); ok && d2.j == d.j {
						d = d2
					}
				}
				return d, true, true
			}
			break
		}
	}
	end := p.sentenceEnd(e.i)
	for k := e.j; k < end && k < e.j+11; k++ {
		if p.insideDate(k) {
			break
		}
		if d, ok := durationAt(t, k); ok {
			return d, false, true
		}
		if t[k].is(".", "?", "!") {
			break
		}
		if !lengthAfter[t[k].low] && !startVerbs[t[k].low] {
			break
		}
	}
	return durationExpr{}, false, false
}

// lengths reads lengths of time that stand by no date of their own: counted from now
// ("six months from now", "in two weeks"), or from a first day or an expiry named elsewhere.
func (p *prose) lengths(kind periodKind, today Day, found []finding) []finding {
	t := p.toks
	var out []finding
	for i := 0; i < len(t); i++ {
		d, ok := durationAt(t, i)
		if !ok {
			continue
		}
		covered := false
		for _, f := range found {
			if f.i <= i && i < f.j {
				covered = true
			}
		}
		at := func(k int) *token {
			if k < 0 || k >= len(t) || t[k].para != t[i].para {
				return &token{}
			}
			return &t[k]
		}
		b1 := at(i - 1)
		switch {
		case covered || p.lengthOfPast(i):
		case at(d.j).is("ago", "old", "later", "notice", "early") || at(d.j).is("since", "before"):
		case at(d.j).is("from", "hence") && (at(d.j+1).is("now") || at(d.j).is("hence")):
			out = append(out, finding{field: fieldEnd, i: i, j: d.j + 2, day: d.after(today), text: d.after(today).String(), strength: 4, reason: "a length of time from today"})
		case b1.is("last", "past", "first", "in", "within", "every", "took", "previous", "after") && !(b1.is("in") && kind == kindEnd):
		case kind == kindRequest && stayNouns[at(d.j).low] && b1.has(gMine|gThird):
			out = append(out, finding{field: fieldLength, i: i, j: d.j, text: clean(p.textOf(i, d.j)), day: Day{Month: 0, Day: d.days, Year: d.months}, strength: 3, reason: "a length of time"}) // "her six-month contract"
		case kind == kindEnd:
			if b1.is("in") {
				out = append(out, finding{field: fieldEnd, i: i, j: d.j, day: d.after(today), text: d.after(today).String(), strength: 3, reason: "a length of time from today"})
			}
		case b1.is("for", "by", "another", "spend", "spends", "spending", "stays", "visits", "stay", "visit", "is", "of", "lasts", "last", "takes", "take", "runs", "run", "next", "covers", "spans", "additional", "needs", "need", "up", "about", "give", "him", "her", "them", "to", "plus", "duration", "a", "an", ",", "here", "staying", "extra", "so", "+", "be") || d.more || b1.text == "" || p.subject:
			out = append(out, finding{field: fieldLength, i: i, j: d.j, text: clean(p.textOf(i, d.j)), day: Day{Month: 0, Day: d.days, Year: d.months}, strength: 3, reason: "a length of time"})
		}
		i = max(i, d.j-1)
	}
	return out
}

// lengthOfPast: the length of time is how long something has been already, or for how
// long there is money: "has been in the lab for two years".
func (p *prose) lengthOfPast(i int) bool {
	for k := p.clauseStart(i); k < i; k++ {
		if p.toks[k].is("been", "experience", "ago") || paperNouns[p.toks[k].low] {
			return true
		}
	}
	return false
}

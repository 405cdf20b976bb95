package understand

// Words between the two days of a range.
var (
	rangeJoins   = set("- – — → / to until till through thru til until: up bis al au a à hasta fino até ate jusqu'au jusqu'à tot ending ends")
	rangeFillers = set(", the and ( ) up inclusive incl including . > end stay stays staying zum zur den el il le la o en met m t einschließlich incluido")
)

// rangeBetween: only a dash or a word of going on stands between two dates.
func (p *prose) rangeBetween(a, b dateExpr) bool {
	t := p.toks
	if a.j >= b.i || t[a.j].para != t[b.i].para || b.i-a.j > 5 {
		return false
	}
	joined := false
	for k := a.j; k < b.i; k++ {
		switch {
		case t[k].low == "." && t[k+1].capital:
			return false // a new sentence
		case rangeJoins[t[k].low]:
			joined = true
		case t[k].is("and", "y", "et", "und", "e") && (p.between(a) || t[k].is("and") && a.shape == shapeMonth && b.shape == shapeMonth && p.wholeMonths(a)):
			joined = true
		case rangeFillers[t[k].low] || isWeekday(t[k].low) || foreignWeekdays[t[k].low]:
		default:
			return false
		}
	}
	return joined
}

// between: "between 1 March and 31 May".
func (p *prose) between(a dateExpr) bool {
	return near(p.toks, a.i, -2, "between", "entre", "zwischen", "tra", "fra", "tussen")
}

// wholeMonths: "for April and May", "during July": the months are spent here.
func (p *prose) wholeMonths(a dateExpr) bool {
	return a.i > 0 && p.toks[a.i-1].is("for", "during", "in", "over", "throughout") || a.i > 1 && p.toks[a.i-1].is("of") && p.toks[a.i-2].is("months")
}

// resolveRange borrows the year of the second date for the first, and sets an end
// without a year on the next such day after the start.
func resolveRange(a, b dateExpr, today Day) (start, end Day, ok bool) {
	if a.shape == shapeDayOfMon && b.shape == shapeDay {
		a.shape, a.month = shapeDay, b.month // "the 8th to the 26th of March"
	}
	if a.year == 0 && b.year != 0 && (a.shape == shapeDay || a.shape == shapeMonth) {
		e, good := b.asEnd(today)
		if !good {
			return start, end, false
		}
		a.year = b.year
		s, good := a.asStart(today)
		if !good {
			return start, end, false
		}
		if e.Before(s) {
			a.year--
			s, good = a.asStart(today)
		}
		return s, e, good
	}
	s, good := a.asStart(today)
	if !good {
		return start, end, false
	}
	anchor := s
	if b.shape == shapeToday {
		anchor = today
	}
	e, good := b.asEnd(anchor)
	return s, e, good
}

// dayRange: "January 11 - 15 (, 2027)" and "June 7 to 25".
func (p *prose) dayRange(e dateExpr) (dateExpr, int, bool) {
	t := p.toks
	if e.j+1 >= len(t) || !t[e.j].is("-", "–", "—", "to", "through", "until") || t[e.j+1].kind != number || t[e.j+1].para != t[e.i].para {
		return e, 0, false
	}
	if _, ok := dateAt(t, e.j+1, Day{2027, 1, 1}); ok || unitAfter(t, e.j+2) {
		return e, 0, false
	}
	d, ok := dayNumber(t[e.j+1].low)
	if !ok {
		return e, 0, false
	}
	y, j := yearAfter(t, e.j+2)
	return dateExpr{day: d, year: y}, j, true
}

// daysBefore: "1–31 March 2027", "from 7 to 25 June".
func (p *prose) daysBefore(e dateExpr) (int, bool) {
	t := p.toks
	k := e.i - 1
	for k > e.i-3 && k > 0 && t[k].is("zum", "el", "il", "le") {
		k--
	}
	if k < 1 || t[e.i].kind != number || !rangeJoins[t[k].low] {
		return 0, false
	}
	k--
	if t[k].low == "." && k > 0 {
		k-- // "vom 5. bis 30. April"
	}
	if t[k].kind != number || t[k].para != t[e.i].para {
		return 0, false
	}
	d, ok := dayNumber(t[k].low)
	return d, ok && d < e.day
}

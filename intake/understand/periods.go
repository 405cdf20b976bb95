package understand

// periodEvidence decides what the dates of a text are for: a first day, a last day,
// the present expiry of an account; by the prepositions and verbs around them. A date
// that nothing marks (a meeting, a visa interview) is left alone.
type periodKind uint8

const (
	kindRequest   periodKind = iota // a new account
	kindExtension                   // an existing one goes on
	kindEnd                         // an existing one ends
)

const (
	fieldNowEnds  field = 100 + iota // the present expiry, as the message states it
	fieldNegated                     // a date that is taken back: "not July 30"
	fieldLength                      // a length of time without an anchor
	fieldConflict                    // what contradicts itself; text says how
)

func (p *prose) periodEvidence(kind periodKind, today Day) []finding {
	t := p.toks
	var out []finding
	add := func(f field, i, j int, day Day, strength int, reason string) {
		out = append(out, finding{field: f, i: i, j: j, day: day, text: day.String(), strength: strength, reason: reason})
	}
	conflict := func(e dateExpr, why string) {
		out = append(out, finding{field: fieldConflict, i: e.i, j: e.j, text: "\"" + clean(p.textOf(e.i, e.j)) + "\" cannot be a date: " + why, strength: 5})
	}
	used := make([]bool, len(p.dates))
	for n := 0; n < len(p.dates); n++ {
		e := p.dates[n]
		if used[n] {
			continue
		}
		if p.elsewhere(e) {
			continue
		}
		if e.bad != "" {
			if c := p.cue(e, kind); c.field != fieldNone || n+1 < len(p.dates) && p.rangeBetween(e, p.dates[n+1]) || n > 0 && p.rangeBetween(p.dates[n-1], e) {
				conflict(e, e.bad)
			}
			// the other half of the range may still be good
		}
		if p.negated(e) {
			d, _ := e.asEnd(today)
			out = append(out, finding{field: fieldNegated, i: e.i, j: e.j, day: d, text: clean(p.textOf(e.i, e.j)), strength: 5, reason: "a date that is taken back"})
			continue
		}
		c := p.cue(e, kind)
		if c.field == fieldNone && n > 0 && t[e.i-1].is("and", ",") && p.dates[n-1].j >= e.i-2 && p.saysRespectively(e.i) {
			c = p.cue(p.dates[n-1], kind) // "until June 30 and September 30, respectively"
		}
		if e.shape == shapeMonth && kind == kindRequest && (e.i > 1 && t[e.i-1].is("of") && t[e.i-2].is("month", "all", "whole", "entirety") || e.i > 0 && t[e.i-1].is("during", "throughout", "all") || e.i > 0 && t[e.i-1].is("for") && e.year != 0 && !(n+1 < len(p.dates) && p.rangeBetween(e, p.dates[n+1]))) {
			// "for the month of July"
			if s, ok := e.asStart(today); ok {
				add(fieldStart, e.i, e.j, s, 4, "a whole month")
				add(fieldEnd, e.i, e.j, lastOf(s.Year, s.Month), 4, "a whole month")
				continue
			}
		}
		// a range: "5 April – 24 March", "from 1 March to 31 December 2027"
		if n+1 < len(p.dates) && p.rangeBetween(e, p.dates[n+1]) && !p.negated(p.dates[n+1]) && (c.field != fieldEnd || e.shape != shapeToday) && !(c.field == fieldEnd && kind != kindRequest) && p.dates[n+1].bad == "" && e.bad == "" {
			e2 := p.dates[n+1]
			s, d, ok := resolveRange(e, e2, today)
			if ok && !p.aboutRole(e) {
				strength := 5
				if c.field != fieldStart && !p.between(e) {
					strength = 4
				}
				if d.Before(s) {
					out = append(out, finding{field: fieldConflict, i: e.i, j: e2.j, text: "the end " + d.String() + " lies before the start " + s.String(), strength: 5})
					add(fieldStart, e.i, e.j, s, strength, "the beginning of a range of dates")
				} else {
					add(fieldStart, e.i, e.j, s, strength, "the beginning of a range of dates")
					add(fieldEnd, e2.i, e2.j, d, strength, "the end of a range of dates")
				}
				used[n+1] = true
				continue
			}
		}
		if e.bad != "" {
			continue
		}
		// "January 11 - 15": a second day of the same month
		if e.shape == shapeDay && !e.numeric {
			if e.last > 0 {
				if s, ok := e.asStart(today); ok {
					if end := (Day{s.Year, s.Month, e.last}); end.valid() {
						add(fieldStart, e.i, e.j, s, 5, "the beginning of a range of dates")
						add(fieldEnd, e.i, e.j, end, 5, "the end of a range of dates")
						continue
					}
				}
			}
			if d2, j, ok := p.dayRange(e); ok {
				s, ok1 := e.asStart(today)
				if ok1 {
					if e.year == 0 && d2.year != 0 {
						s.Year = d2.year
					}
					end := Day{s.Year, s.Month, d2.day}
					if end.valid() && !end.Before(s) {
						add(fieldStart, e.i, e.j, s, 5, "the beginning of a range of dates")
						add(fieldEnd, e.i, j, end, 5, "the end of a range of dates")
						continue
					}
				}
			}
			if s, ok := p.daysBefore(e, today); ok {
				end, ok2 := e.asEnd(today)
				if ok2 {
					add(fieldStart, e.i-2, e.j, Day{end.Year, end.Month, s}, 5, "the beginning of a range of dates")
					add(fieldEnd, e.i, e.j, end, 5, "the end of a range of dates")
					continue
				}
			}
		}
		// a length of time anchored at the date
		if d, before, ok := p.lengthAround(e); ok {
			first, ok1 := e.asStart(today)
			switch {
			case !ok1:
			case c.field == fieldNowEnds || kind == kindExtension && c.field == fieldEnd && d.more:
				add(fieldNowEnds, e.i, e.j, first, 4, "the present end, as the message states it")
				add(fieldEnd, min(e.i, d.i), max(e.j, d.j), d.after(first), 5, "a length of time added to the present end")
				continue
			case before && p.untilBefore(d.i): // "until a year from today"
				add(fieldEnd, d.i, e.j, d.after(first), 6, "a length of time from a day")
				continue
			case c.field == fieldStart || before && e.i > 0 && t[e.i-1].is("from", "starting", "beginning", "after", "of", "commencing", "effective") || before && e.i > 1 && t[e.i-1].is("on") && startVerbs[t[e.i-2].low]:
				add(fieldStart, e.i, e.j, first, 5, "the first day of a length of time")
				add(fieldEnd, min(e.i, d.i), max(e.j, d.j), d.lastDay(first), 5, "the last day of a length of time")
				continue
			}
		}
		if e.shape == shapeToday && kind == kindEnd && c.field == fieldNone {
			// "cut his access today"
			c = cue{fieldEnd, 4, "the day on which access is to end"}
			if !t[e.i].is("today", "tomorrow", "tonight") && !t[min(e.i+1, len(t)-1)].is("end") {
				c.strength = 3
			}
			if p.startOrLeft(e) {
				c.strength = 1
			}
		}
		switch c.field {
		case fieldStart:
			if d, ok := e.asStart(today); ok {
				add(fieldStart, e.i, e.j, d, c.strength, c.reason)
			}
		case fieldEnd, fieldNowEnds:
			anchor := today
			if d, ok := e.asEnd(anchor); ok {
				add(c.field, e.i, e.j, d, c.strength, c.reason)
			}
		}
	}
	out = append(out, p.bareDay(kind, today, out)...)
	if kind == kindEnd {
		out = append(out, p.atOnce(today)...)
	}
	out = append(out, p.lengths(kind, today, out)...)
	return out
}

// rangeBetween: only a dash or a word of going on stands between two dates.
func (p *prose) rangeBetween(a, b dateExpr) bool {
	t := p.toks
	if a.j >= b.i || t[a.j].para != t[b.i].para || b.i-a.j > 5 {
		return false
	}
	joined := false
	for k := a.j; k < b.i; k++ {
		switch {
		case t[k].is("-", "–", "—", "to", "until", "till", "through", "thru", "til", "/", "bis", "al", "au", "til", "until:", "→", "up"):
			joined = true
		case t[k].is("and") && (p.between(a) || a.shape == shapeMonth && b.shape == shapeMonth && p.wholeMonths(a)):
			joined = true
		case t[k].is(",", "the", "and", "(", ")", "up", "ending", "ends", "inclusive", ".", ">", "end", "stay", "stays", "staying") || isWeekday(t[k].low):
			if t[k].is("ending", "ends") {
				joined = true
			}
		default:
			return false
		}
	}
	return joined
}

// between: "between 1 March and 31 May".
func (p *prose) between(a dateExpr) bool {
	return a.i > 0 && p.toks[a.i-1].is("between") || a.i > 1 && p.toks[a.i-2].is("between")
}

// wholeMonths: "for April and May", "during July": the months are spent here.
func (p *prose) wholeMonths(a dateExpr) bool {
	return a.i > 0 && p.toks[a.i-1].is("for", "during", "in", "over", "throughout") || a.i > 1 && p.toks[a.i-1].is("of") && p.toks[a.i-2].is("months")
}

// resolveRange borrows the year of the second date for the first, and sets an end
// without a year on the next such day after the start.
func resolveRange(a, b dateExpr, today Day) (start, end Day, ok bool) {
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
func (p *prose) daysBefore(e dateExpr, today Day) (int, bool) {
	t := p.toks
	if e.i < 2 || t[e.i].kind != number || !t[e.i-1].is("-", "–", "—", "to", "until", "through") || t[e.i-2].kind != number || t[e.i-2].para != t[e.i].para {
		return 0, false
	}
	d, ok := dayNumber(t[e.i-2].low)
	return d, ok && d < e.day
}

// bareDay: in a wish for more time, the only day of a sentence that nothing else
// marks is the new end: "12/31/2027 please", "extend BT310 June 30".
func (p *prose) bareDay(kind periodKind, today Day, found []finding) []finding {
	if kind != kindExtension {
		return nil
	}
	for _, f := range found {
		if f.field == fieldEnd || f.field == fieldStart {
			return nil
		}
	}
	var out []finding
	for _, e := range p.dates {
		if e.shape == shapeMonth && e.year == 0 || e.shape == shapeVague || e.bad != "" || p.elsewhere(e) || p.negated(e) || p.cue(e, kind).field != fieldNone {
			continue
		}
		start, end := p.sentenceStart(e.i), p.sentenceEnd(e.i)
		asks := end-start <= 8 && !p.subject
		for k := start; k < end; k++ {
			if p.toks[k].has(vExtend|nExtension) && !roleExtended(p.toks[start:end], k-start) {
				asks = true
			}
		}
		if d, ok := e.asEnd(today); ok && asks {
			out = append(out, finding{field: fieldEnd, i: e.i, j: e.j, day: d, text: d.String(), strength: 1, reason: "the only day named with the wish for more time"})
		}
	}
	return out
}

// atOnce: access that is to end "immediately" or "right away" ends today.
func (p *prose) atOnce(today Day) []finding {
	t := p.toks
	for k := range t {
		next := func(w string) bool { return k+1 < len(t) && t[k+1].low == w }
		if t[k].is("immediately", "asap", "instantly", "forthwith") || t[k].is("right", "straight") && next("away") || t[k].is("at") && next("once") || t[k].is("right") && next("now") {
			return []finding{{field: fieldEnd, i: k, j: k + 1, day: today, text: today.String(), strength: 2, reason: "access is to end at once"}}
		}
	}
	return nil
}

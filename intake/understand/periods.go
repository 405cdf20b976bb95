package understand

// periodKind is for what the days of a text are wanted.
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

// periodReader decides what the dates of a text are for: a first day, a last day, the
// present expiry of an account; by the words around them. A date that nothing marks (a
// meeting, a visa interview) is left alone.
type periodReader struct {
	*prose
	kind  periodKind
	today Day
	used  int // the dates before this one are read
	out   []finding
}

// periodEvidence finds first and last days and lengths of time.
func (p *prose) periodEvidence(kind periodKind, today Day) []finding {
	return p.periods[kind].once(func() []finding { return p.findPeriods(kind, today) })
}

func (p *prose) findPeriods(kind periodKind, today Day) []finding {
	r := periodReader{prose: p, kind: kind, today: today}
	for n := range p.dates {
		if n >= r.used {
			r.date(n)
		}
	}
	r.out = append(r.out, p.bareDay(kind, today, r.out)...)
	if kind == kindEnd {
		r.out = append(r.out, p.atOnce(today)...)
	}
	return append(r.out, p.lengths(kind, today, r.out)...)
}

func (r *periodReader) add(f field, i, j int, day Day, strength int, reason string) {
	if f == fieldEnd && r.kind != kindEnd && day.Before(r.today) && strength > 1 {
		strength, reason = 1, reason+", but in the past"
	}
	r.out = append(r.out, finding{field: f, i: i, j: j, day: day, text: day.String(), strength: strength, reason: reason})
}

func (r *periodReader) conflict(i, j int, text string) {
	r.out = append(r.out, finding{field: fieldConflict, i: i, j: j, text: text, strength: 5})
}

// date reads date n: as what is taken back, as part of a range, with its length of
// time, or by what marks it.
func (r *periodReader) date(n int) {
	e := r.dates[n]
	if r.elsewhere(e) {
		if n+1 < len(r.dates) && r.rangeBetween(e, r.dates[n+1]) {
			r.used = n + 2
		}
		return
	}
	if e.bad != "" {
		if c := r.cue(e, r.kind); c.field != fieldNone || r.inRange(n) {
			r.conflict(e.i, e.j, "\""+clean(r.textOf(e.i, e.j))+"\" cannot be a date: "+e.bad)
		}
		return
	}
	if r.negated(e) {
		d, _ := e.asEnd(r.today)
		r.out = append(r.out, finding{field: fieldNegated, i: e.i, j: e.j, day: d, text: clean(r.textOf(e.i, e.j)), strength: 5, reason: "a date that is taken back"})
		return
	}
	c := r.cue(e, r.kind)
	if c.field == fieldNone && n > 0 && (r.toks[e.i-1].is("and", ",") && r.dates[n-1].j >= e.i-2 && r.saysRespectively(e.i) || r.verbLeftOut(r.dates[n-1], e)) {
		c = r.cue(r.dates[n-1], r.kind) // "until June 30 and September 30, respectively"
	}
	if r.wholeMonth(n) || r.rangeOf(n, c) || r.daysOfMonth(e) || r.withLength(e, c) {
		return
	}
	r.marked(e, c)
}

// verbLeftOut: "Jane leaves on May 14, Mark on June 30": between two dates of a sentence
// stands somebody else, and no verb: that of the first date goes on.
func (p *prose) verbLeftOut(a, b dateExpr) bool {
	if b.i-a.j > 10 || a.j >= b.i || p.toks[a.i].sentence != p.toks[b.i].sentence {
		return false
	}
	other := false
	for k := a.j; k < b.i; k++ {
		t := &p.toks[k]
		if t.has(verbs&^vCome) && !t.capital || startVerbs[t.low] || endVerbs[t.low] || eventWords[t.low] {
			return false
		}
		other = other || t.kind == word && t.capital || t.is("other", "latter", "second", "she", "he")
	}
	return other
}

// inRange: the date before or after it makes a range with date n.
func (r *periodReader) inRange(n int) bool {
	return n+1 < len(r.dates) && r.rangeBetween(r.dates[n], r.dates[n+1]) || n > 0 && r.rangeBetween(r.dates[n-1], r.dates[n])
}

// wholeMonth: "for the month of July", "throughout August".
func (r *periodReader) wholeMonth(n int) bool {
	e := r.dates[n]
	if e.shape != shapeMonth || r.kind != kindRequest {
		return false
	}
	before, second := r.at(e.i, e.i-1), r.at(e.i, e.i-2)
	whole := before.is("of") && second.is("month", "all", "whole", "entirety") || before.is("during", "throughout", "all") || before.is("for") && e.year != 0 && !r.inRange(n)
	s, ok := e.asStart(r.today)
	if !whole || !ok {
		return false
	}
	r.add(fieldStart, e.i, e.j, s, 4, "a whole month")
	r.add(fieldEnd, e.i, e.j, lastOf(s.Year, s.Month), 4, "a whole month")
	return true
}

// rangeOf: "5 April – 24 March", "from 1 March to 31 December 2027".
func (r *periodReader) rangeOf(n int, c cue) bool {
	if n+1 >= len(r.dates) {
		return false
	}
	e, e2 := r.dates[n], r.dates[n+1]
	if !r.rangeBetween(e, e2) || r.negated(e2) || e2.bad != "" || c.field == fieldEnd && (e.shape == shapeToday || r.kind == kindEnd) {
		return false
	}
	if r.kind == kindExtension && (c.field == fieldEnd || c.field == fieldNowEnds) {
		return r.endMoves(e, e2) // "end date: March 19 → June 7"
	}
	if r.kind == kindExtension && r.toks[e2.i-1].low == "ends" {
		return false // when it was opened, and its present end
	}
	s, d, ok := resolveRange(e, e2, r.today)
	if !ok || r.aboutRole(e) {
		return false
	}
	strength := 5
	if c.field != fieldStart && !r.between(e) {
		strength = 4
	}
	if d.Before(r.today) && r.kind == kindRequest {
		strength = 1 // an earlier visit
	}
	r.add(fieldStart, e.i, e.j, s, strength, "the beginning of a range of dates")
	if d.Before(s) {
		r.conflict(e.i, e2.j, "the end "+d.String()+" lies before the start "+s.String())
	} else {
		r.add(fieldEnd, e2.i, e2.j, d, strength, "the end of a range of dates")
	}
	r.used = n + 2
	return true
}

// endMoves: the end of an account goes from one day to another.
func (r *periodReader) endMoves(e, e2 dateExpr) bool {
	now, ok := e.asEnd(r.today)
	end, ok2 := e2.asEnd(now)
	if !ok || !ok2 {
		return false
	}
	r.add(fieldNowEnds, e.i, e.j, now, 4, "the present end, which is moved")
	r.add(fieldEnd, e2.i, e2.j, end, 5, "the day to which the end is moved")
	for r.used < len(r.dates) && r.dates[r.used].i <= e2.i {
		r.used++
	}
	return true
}

// daysOfMonth: two days of one month: "January 11 - 15", "March 8-26", "1–31 March".
func (r *periodReader) daysOfMonth(e dateExpr) bool {
	if e.shape != shapeDay || e.numeric {
		return false
	}
	first, ok := e.asStart(r.today)
	if !ok {
		return false
	}
	i, j, end := e.i, e.j, Day{first.Year, first.Month, e.last}
	if e.last == 0 {
		if d, k, ok := r.dayRange(e); ok {
			if e.year == 0 && d.year != 0 {
				first.Year = d.year
			}
			j, end = k, Day{first.Year, first.Month, d.day}
		} else if day, ok := r.daysBefore(e); ok {
			i, end = e.i-2, first
			first.Day = day
		}
	}
	if !end.valid() || end.Before(first) {
		return false
	}
	r.add(fieldStart, i, e.j, first, 5, "the beginning of a range of dates")
	r.add(fieldEnd, e.i, j, end, 5, "the end of a range of dates")
	return true
}

// withLength: a length of time that is counted from the date.
func (r *periodReader) withLength(e dateExpr, c cue) bool {
	d, before, ok := r.lengthAround(e)
	if !ok {
		return false
	}
	first, ok := e.asStart(r.today)
	i, j := min(e.i, d.i), max(e.j, d.j)
	switch {
	case !ok:
		return false
	case c.field == fieldNowEnds || r.kind == kindExtension && ((d.more || r.at(d.i, d.j).is("later")) && !r.at(e.i, e.i-1).is("starting", "beginning", "commencing") && !r.fromDay(e, before) || before && near(r.toks, d.i, -3, "add", "adding", "added", "tack")):
		r.add(fieldNowEnds, e.i, e.j, first, 4, "the present end, as the message states it")
		r.add(fieldEnd, i, j, d.after(first), 5, "a length of time added to the present end")
	case before && r.untilBefore(d.i): // "until a year from 1 March"
		r.add(fieldEnd, d.i, e.j, d.after(first), 6, "a length of time from a day")
	case c.field == fieldStart || !before && r.at(e.i, e.j).is("for") || before && (r.at(e.i, e.i-1).is("from", "starting", "beginning", "after", "of", "commencing", "effective") || r.at(e.i, e.i-1).is("on") && startVerbs[r.at(e.i, e.i-2).low]):
		r.add(fieldStart, e.i, e.j, first, 5, "the first day of a length of time")
		r.add(fieldEnd, i, j, d.lastDay(first), 5, "the last day of a length of time")
	default:
		return false
	}
	return true
}

// fromDay: "from February 1 another year": the length goes on behind its first day.
func (r *periodReader) fromDay(e dateExpr, lengthBefore bool) bool {
	return !lengthBefore && r.at(e.i, e.i-1).is("from")
}

// marked takes the date for what its cue says.
func (r *periodReader) marked(e dateExpr, c cue) {
	if e.shape == shapeToday && r.kind == kindEnd && c.field == fieldNone {
		c = cue{fieldEnd, 3, "the day on which access is to end"} // "cut his access today"
		if t := r.at(e.i, e.i); t.is("today", "tomorrow", "tonight", "this") || r.at(e.i, e.i+1).is("end") {
			c.strength = 4
		}
		if r.startOrLeft(e) {
			c.strength = 1
		}
	}
	switch c.field {
	case fieldStart:
		if d, ok := e.asStart(r.today); ok {
			r.add(fieldStart, e.i, e.j, d, c.strength, c.reason)
		}
	case fieldEnd, fieldNowEnds:
		if d, ok := e.asEnd(r.today); ok {
			if r.kind == kindEnd && e.year == 0 && r.today.Before(d) && near(r.toks, e.i, -2, "was", "were") {
				d = d.addMonths(-12) // "her last day was January 8"
			}
			r.add(c.field, e.i, e.j, d, c.strength, c.reason)
		}
	}
}

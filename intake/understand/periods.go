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

var (
	startPrepositions = set("from starting beginning commencing effective starts begins")
	endPrepositions   = set("until till til thru through to 'til bis hasta jusqu'au ending")
	startVerbs        = set("start starts started starting begin begins beginning arrive arrives arriving arrival join joins joining come comes coming commence commences commencing visit visits visiting onboard onboards land lands here comming")
	endVerbs          = set("end ends ending leave leaves leaving depart departs departing finish finishes finishing until stay stays staying remain remains through last lasts runs departure conclude concludes")
	expiryVerbs       = set("expire expires expiring expiration expiry lapse lapses lapsing")
	eventWords        = set("interview orientation meeting conference retreat visa sent emailed wrote mailed deadline born birthday submitted revised workshop symposium defense call party seminar talk holiday vacation paid invoice commencement training session lecture flight appointment's requested asked filed hours passport")
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
		if p.pastOrEvent(e) {
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

type cue struct {
	field    field
	strength int
	reason   string
}

// cue reads the words before a date, nearest first: prepositions at once, verbs
// within the clause; and "is his last day" after it.
func (p *prose) cue(e dateExpr, kind periodKind) cue {
	t := p.toks
	at := func(k int) *token {
		if k < 0 || k >= len(t) || t[k].para != t[e.i].para {
			return &token{}
		}
		return &t[k]
	}
	// after: "Friday is his last day", "June 30 will be her first day"
	for k := e.j; k < min(e.j+7, len(t)) && t[k].sentence == t[e.i].sentence; k++ {
		if t[k].is("last", "final") && at(k+1).is("day", "working", "date") && (at(e.j).is("is", "was", "will", "being", "would", "as", "should", "shall") || at(e.j).is("the", "his", "her", "their", "my") && near(t, e.i, -4, "make", "set", "have", "use", "put")) {
			return cue{fieldEnd, 4, "it is called the last day"}
		}
		if t[k].is("first") && at(k+1).is("day") && at(e.j).is("is", "was", "will") {
			return cue{fieldStart, 4, "it is called the first day"}
		}
		if at(e.j).is("for", "as") && k <= e.j+3 && t[k].is("start", "end", "beginning", "arrival", "departure") && !at(k+1).is("of") {
			if t[k].is("start", "beginning", "arrival") {
				return cue{fieldStart, 5, "it is called the start"}
			}
			return cue{fieldEnd, 5, "it is called the end"}
		}
	}
	k := e.i - 1
	skipped := 0
	for k >= 0 && t[k].para == t[e.i].para && skipped < 4 && (t[k].is("the", "next", "this", "coming", "about", "around", "approximately", "roughly", "on", "at", "and", "including", "date", "day", "in", "(", "of", "by", "ca", "at", "least", "say", "now", "close", "cob", "beginning") || isWeekday(t[k].low) || t[k].low == "," && k > 0 && isWeekday(t[k-1].low)) {
		if t[k].is("and", "in", "beginning") && !endPrepositions[at(k-1).low] && t[k].low != "beginning" && !t[k].is("in") {
			break
		}
		if t[k].is("beginning") {
			break
		}
		skipped++
		k--
	}
	prep := at(e.i - 1)
	w := at(k)
	if kind == kindEnd && (prep.is("beyond", "past", "after") || w.is("beyond", "past", "after")) {
		return cue{fieldEnd, 4, "access is not needed after this day"}
	}
	if prep.is("before", "after") && kind != kindEnd {
		return cue{} // "before September" is no last day
	}
	role := p.aboutRole(e)
	weaken := func(c cue) cue {
		if role {
			c.strength = 1
			c.reason += " (of the sponsored role)"
		}
		return c
	}
	switch {
	case w.is("as") || w.is("of") && at(k-1).is("as") || prep.is("of") && at(e.i-2).is("as") || w.is("effective") || prep.is("effective"):
		if kind == kindEnd {
			return weaken(cue{fieldEnd, 5, "access ends as of this day"})
		}
		if !w.is("as") || at(e.i-1).is("of") {
			return weaken(cue{fieldStart, 4, "it begins as of this day"})
		}
	case w.is("ending", "until", "till", "through", "to") && at(k-1).is("now", "currently", "presently") && kind != kindRequest:
		return cue{fieldNowEnds, 4, "the present end"}
	case endPrepositions[w.low] && !(w.is("to") && at(k-1).is("prior", "due", "similar", "according", "next", "addition")):
		s := 5
		if w.is("to") {
			s = 4
			if p.openRange(k) {
				s = 5
			}
		}
		if w.is("until", "till") && kind == kindEnd && at(k-1).is("run", "runs", "valid", "good", "on", "active") {
			return weaken(cue{fieldNowEnds, 3, "the present end"})
		}
		return weaken(cue{fieldEnd, s, "\"" + w.low + "\" marks the last day"})
	case w.is("than") && at(k-1).is("later"):
		return weaken(cue{fieldEnd, 4, "no later than this day"})
	case startPrepositions[w.low]:
		if kind == kindEnd && w.is("from", "effective", "starting", "beginning") {
			return cue{fieldEnd, 3, "access ends from this day"}
		}
		if kind == kindExtension && w.is("since") {
			return cue{}
		}
		return weaken(cue{fieldStart, 4, "\"" + w.low + "\" marks the first day"})
	}
	// the last word of a label inside prose: "end date: …", "last day …"
	for n := k; n >= 0 && n >= k-9 && t[n].sentence == t[e.i].sentence && t[n].para == t[e.i].para; n-- {
		v := &t[n]
		dist := k - n
		if n < k && (v.is(";", "but", "because", "—") || v.low == "," && dist > 4) {
			break
		}
		if v.kind == number && dist > 3 && !p.insideDate(n) && v.text != "" && len(v.text) == 8 {
			break
		}
		if p.insideDate(n) && n < e.i-1 && dist > 1 {
			break
		}
		switch {
		case kind == kindEnd && v.is("ended", "left", "finished", "resigned", "quit", "departed", "stopped", "returned", "graduated") && !at(n-1).has(gBe) && !at(n-1).is("to", "should", "be"):
			return cue{} // when the guest left; not when access is to end
		case v.is("return", "returns", "returning", "fly", "flies", "flying", "heads", "heading", "head", "move", "moves") && at(n+1).is("to") && !at(n+2).is("us", "hms", "our", "my", "boston", "harvard", "the", "longwood") && kind != kindExtension:
			return weaken(cue{fieldEnd, 3, "the guest goes back"})
		case v.is("home", "back") && at(n-1).kind == word && !at(n-1).is("her", "his", "their", "my", "welcome", "is", "from", "at", "the", "be") && !at(n+1).is("to", "at", "here", "with", "in"):
			return weaken(cue{fieldEnd, 3, "the guest goes home"})
		case v.is("last", "final") && at(n+1).is("day", "working", "date"):
			return weaken(cue{fieldEnd, 4, "it is called the last day"})
		case v.is("first") && at(n+1).is("day", "working"):
			return weaken(cue{fieldStart, 4, "it is called the first day"})
		case v.is("end", "closing") && at(n+1).is("date", "day"):
			return weaken(cue{fieldEnd, 5, "it is called the end date"})
		case v.is("start", "starting") && at(n+1).is("date", "day"):
			return weaken(cue{fieldStart, 5, "it is called the start date"})
		case expiryVerbs[v.low] || v.low == "out" && at(n-1).is("run", "runs", "running"):
			if kind == kindRequest && !v.is("expires") || kind == kindRequest && at(n-1).is("should", "can", "to", "it", "account") {
				return weaken(cue{fieldEnd, 3, "it is called the expiry"})
			}
			return weaken(cue{fieldNowEnds, 4, "the present expiry"})
		case v.is("due", "set", "scheduled") && kind != kindRequest && (at(n + 1).is("to")):
			return cue{fieldNowEnds, 4, "the present end"}
		case v.is("currently") && kind != kindRequest:
			return cue{fieldNowEnds, 3, "the present end"}
		case v.is("end", "ends") && kind == kindExtension && !at(n-1).is("to", "should", "new", "the"):
			return weaken(cue{fieldNowEnds, 3, "the present end"})
		case kind == kindEnd && (v.is("deactivate", "deactivated", "close", "closed", "terminate", "terminated", "disable", "disabled", "end", "ends", "remove", "removed", "revoke", "revoked", "cut", "off", "shut", "stop", "cancel", "ended", "ending", "delete", "deleted", "switch", "suspend")):
			return cue{fieldEnd, 4, "the day on which access is to end"}
		case endVerbs[v.low] && !v.is("through", "until", "stay", "runs"):
			if kind == kindExtension && v.is("ends", "end") {
				return cue{fieldNowEnds, 3, "the present end"}
			}
			if v.is("leaving", "leave", "leaves") && at(n+1).is("on", "us", "for", "the", "our", "at", "") || !v.is("leaving", "leave", "leaves") {
				return weaken(cue{fieldEnd, 3, "\"" + v.low + "\" marks the last day"})
			}
			return weaken(cue{fieldEnd, 3, "\"" + v.low + "\" marks the last day"})
		case v.is("arrive", "arrives", "arriving", "land", "lands", "comes", "come", "visit", "visits") && dist <= 7 && kind != kindEnd:
			return weaken(cue{fieldStart, 3, "\"" + v.low + "\" marks the first day"})
		case startVerbs[v.low] && dist <= 10 && !v.is("coming") || v.is("coming") && !isWeekday(at(n+1).low):
			if kind == kindEnd && !v.is("starts", "started", "joined") {
				continue
			}
			s := 5
			if dist > 4 {
				s = 4
			}
			return weaken(cue{fieldStart, s, "\"" + v.low + "\" marks the first day"})
		case v.is("by") && kind == kindEnd && dist <= 1:
			return cue{fieldEnd, 3, "access ends by this day"}
		}
	}
	if kind == kindEnd && (prep.is("on", "by", "at", "this", "next") || w.is("on", "by")) {
		return cue{fieldEnd, 2, "the only day named with the wish to end access"}
	}
	return cue{}
}

func isWeekday(low string) bool {
	_, ok := weekdays[low]
	return ok && len(low) > 2
}

func (p *prose) insideDate(k int) bool {
	for _, d := range p.dates {
		if k >= d.i && k < d.j {
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

// pastOrEvent: the date belongs to something else: a meeting, an interview, a mail that was sent.
func (p *prose) pastOrEvent(e dateExpr) bool {
	t := p.toks
	if e.i > 0 && t[e.i-1].is("last", "past", "previous") && (e.shape == shapeWeekday || e.shape == shapeMonth) {
		return true // "last Friday"
	}
	for k := e.i - 1; k >= 0 && k >= e.i-6 && t[k].sentence == t[e.i].sentence; k-- {
		if endPrepositions[t[k].low] && k >= e.i-3 {
			return false
		}
		if eventWords[t[k].low] && !(startPrepositions[t[e.i-1].low] || endPrepositions[t[e.i-1].low]) {
			return true
		}
		if startVerbs[t[k].low] || expiryVerbs[t[k].low] || endVerbs[t[k].low] {
			return false
		}
	}
	for k := e.j; k < len(t) && k < e.j+5 && t[k].sentence == t[e.i].sentence; k++ {
		if t[k].is("meeting", "interview", "orientation", "conference", "reminder", "email", "message", "retreat", "deadline") {
			return true
		}
		if t[k].is("i") && k+1 < len(t) && t[k+1].is("sent", "wrote", "asked", "filed", "submitted", "emailed", "mailed", "requested") {
			return true
		}
		if t[k].low == "ago" {
			return true
		}
	}
	return false
}

// negated: "not July 30", "instead of in August", "rather than May 1", "would otherwise run until …".
func (p *prose) negated(e dateExpr) bool {
	t := p.toks
	for k := e.i - 1; k >= 0 && k >= e.i-6 && t[k].para == t[e.i].para && t[k].sentence == t[e.i].sentence; k-- {
		if p.insideDate(k) {
			return false
		}
		if t[k].is("not", "instead", "rather", "otherwise", "originally", "isn't", "wrongly", "mistakenly", "formerly", "previously") {
			// "it would not be needed until …" keeps the date
			if t[k].is("not") && e.i-k > 2 && !t[e.i-1].is("the", "on", "in") {
				return false
			}
			return true
		}
		if t[k].is(",", ";", "please") && k < e.i-1 {
			return false
		}
	}
	return false
}

// aboutRole: the sponsored role (or a visa, an agreement) is what runs, ends or is
// valid, not the account: its noun is the subject of the clause's verb.
func (p *prose) aboutRole(e dateExpr) bool {
	t := p.toks
	verb := false
	for k := e.i - 1; k >= 0 && t[k].sentence == t[e.i].sentence && t[k].para == t[e.i].para && k > e.i-14; k-- {
		if t[k].is("is", "runs", "ends", "expires", "was", "has", "valid", "good", "covers", "lasts", "goes", "extended", "extends", "approved", "run", "been", "through", "until", "already", "set", "prolonged", "renewed", "ending", "expiring", "which", "active", "that", "end", "expire") {
			verb = true
		}
		if t[k].is(",", ";", "and", "but", "so", "account", "access", "he", "she", "they", "guest", "please", "him", "her", "us") && !(t[k].is("her") && k+1 < len(t) && t[k+1].is("hsr", "sponsored", "harvard", "visa")) {
			if t[k].is(",") && k > 0 && t[k-1].kind == number {
				// "(HSR 203118, which ends on …"
				continue
			}
			return false
		}
		if t[k].is("hsr", "hsrs", "visa", "passport", "agreement", "ds-2019", "insurance", "funding", "grant", "j-1") || t[k].low == "role" && k > 0 && (t[k-1].is("sponsored", "'s", "her", "his", "their") || k+1 < len(t) && t[k+1].low == "(") {
			if k > 0 && t[k-1].is("under", "with", "by", "on") {
				return false
			}
			return verb
		}
	}
	return false
}

func (p *prose) untilBefore(i int) bool {
	for k := i - 1; k >= 0 && k >= i-2; k-- {
		if p.toks[k].is("until", "till", "to", "through", "til", "for") {
			return !p.toks[k].is("for")
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
				if !t[n].is("from", "starting", "beginning", "on", "of", "as", "the", "after", "commencing", "effective", ",", "start", "starts", "(", "counting", "with", "effect", "her", "his", "arrival") {
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
		if !t[k].is("for", ",", "and", "stays", "stay", "staying", "will", "she", "he", "they", "needs", "need", "is", "with", "us", "(", "be", "about", "here", "a", "to", "the", "total", "of", "lasting", "an", "account", "access", "i", "we", "would", "like", "another", "please", "extend", "it", "period") {
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
		case covered:
		case at(d.j).is("ago", "old", "later", "notice", "early") || at(d.j).is("since", "before"):
		case at(d.j).is("from", "hence") && (at(d.j+1).is("now") || at(d.j).is("hence")):
			out = append(out, finding{field: fieldEnd, i: i, j: d.j + 2, day: d.after(today), text: d.after(today).String(), strength: 4, reason: "a length of time from today"})
		case b1.is("last", "past", "first", "in", "within", "every", "took", "previous", "after") && !(b1.is("in") && kind == kindEnd):
		case kind == kindEnd:
			if b1.is("in") {
				out = append(out, finding{field: fieldEnd, i: i, j: d.j, day: d.after(today), text: d.after(today).String(), strength: 3, reason: "a length of time from today"})
			}
		case b1.is("for", "by", "another", "spend", "spends", "spending", "stays", "visits", "stay", "visit", "is", "of", "lasts", "last", "additional", "needs", "need", "up", "about", "give", "him", "her", "them", "to", "plus", "duration", "a", "an", ",", "here", "staying", "extra") || d.more || b1.text == "" || p.subject:
			out = append(out, finding{field: fieldLength, i: i, j: d.j, text: clean(p.textOf(i, d.j)), day: Day{Month: 0, Day: d.days, Year: d.months}, strength: 3, reason: "a length of time"})
		}
		i = max(i, d.j-1)
	}
	return out
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
		if e.shape == shapeMonth && e.year == 0 || e.shape == shapeVague || e.bad != "" || p.pastOrEvent(e) || p.negated(e) || p.cue(e, kind).field != fieldNone {
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

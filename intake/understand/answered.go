package understand

import "strings"

// roleDigits is how many digits the number of a sponsored role has.
const roleDigits = 6

// roleAnswered: whoever answers a message of ours that speaks of the sponsored role need
// not name it again: "I was told to get a new number: 205512". Of such an answer's own
// words, which call no number so, it is the only one with the right number of digits.
func (r *reader) roleAnswered(p *prose, all []finding) []finding {
	if p.region.fwd || p.subject || r.context != toNotice && r.context != toAsk || count(all, fieldHSR) > 0 || !r.asksAfterRole() {
		return nil
	}
	found := -1
	for i := range p.toks {
		t := &p.toks[i]
		if t.kind != number || len(t.text) != roleDigits || !digits(t.text) || p.insideDate(i) || p.ofOtherKind(i) {
			continue
		}
		if found >= 0 {
			return nil
		}
		found = i
	}
	if found < 0 || r.quoted([]string{p.toks[found].text}) {
		return nil
	}
	return []finding{{field: fieldHSR, i: found, j: found + 1, text: p.toks[found].text, strength: 2, reason: "it answers what we said of the sponsored role"}}
}

// dayAnswered: whoever answers our question for the last day need not call it so: "206612
// / 9 July". The only day in such an answer is it, where we asked for no first day. Who
// answers a reminder may name the new end by itself: "Irina: 28 January 2028 please".
func (r *reader) dayAnswered(p *prose, all []finding) []finding {
	if p.region.fwd || p.subject || len(p.dates) != 1 || count(all, fieldEnd)+count(all, fieldStart) > 0 {
		return nil
	}
	e := p.dates[0]
	if !(r.context == toAsk && r.asksForLastDay() || r.context == toNotice && r.kind == kindExtension && p.standsAlone(e)) {
		return nil
	}
	day, ok := e.asEnd(r.today)
	if !ok || e.bad != "" || day.Before(r.today) || p.elsewhere(e) || p.negated(e) {
		return nil
	}
	return []finding{{field: fieldEnd, i: e.i, j: e.j, day: day, text: day.String(), strength: 2, reason: "it answers our question for the last day"}}
}

// standsAlone: the date is all of its clause but for a word or two of courtesy.
func (p *prose) standsAlone(e dateExpr) bool {
	return p.clauseEnd(e.i)-p.clauseStart(e.i)-(e.j-e.i) <= 3
}

func (r *reader) asksForLastDay() bool {
	last := false
	for _, q := range r.quotes {
		low := fold(q)
		if has(low, "first day", "start date", "access should start", "access should begin") {
			return false
		}
		last = last || has(low, "should end", "last day", "end date", "until when", "expir")
	}
	return last
}

// asksAfterRole: the message that is answered speaks of the sponsored role.
func (r *reader) asksAfterRole() bool {
	for _, q := range r.quotes {
		if low := fold(q); strings.Contains(low, "sponsored role") || strings.Contains(low, "hsr") {
			return true
		}
	}
	return false
}

// ofOtherKind: a word right before the number at i calls it something else.
func (p *prose) ofOtherKind(i int) bool {
	for k := max(p.sentenceStart(i), i-3); k < i; k++ {
		if p.otherCode(k) || otherNumbers[p.toks[k].low] || p.toks[k].is("x", "extension", "ext", "call", "dial", "tel", "old", "$", "+", "previous", "former") {
			return true
		}
	}
	return i > 0 && p.toks[i-1].glued && p.toks[i-1].is("-", "/", "+", "$") || i+1 < len(p.toks) && p.toks[i+1].glued && p.toks[i+1].is("-", "/", "%", "@")
}

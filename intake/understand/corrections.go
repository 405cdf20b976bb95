package understand

import "slices"

// correct applies corrections: "I meant June 30, not July 30", "Correction: the end
// date is …", "P.S. … May 14 rather than June 30". The date after such words replaces
// the one that was taken back, or of the field that is named, or the last day given before.
func (r *reader) correct() {
	for _, p := range r.proses {
		if p.region.fwd {
			continue
		}
		var gone []dateExpr // the days that are taken back: few, or none
		for _, e := range p.dates {
			if p.negated(e) {
				gone = append(gone, e)
			}
		}
		for n, e := range p.dates {
			if e.bad != "" || slices.Contains(gone, e) || p.elsewhere(e) {
				continue
			}
			if target := r.correctedField(p, n, gone); target != fieldNone {
				r.replaceDay(p, e, target)
			}
		}
	}
}

// correctedField says which day date n corrects, if any, where the days of gone are taken back.
func (r *reader) correctedField(p *prose, n int, gone []dateExpr) field {
	e := p.dates[n]
	c := p.cue(e, r.kind)
	if c.field == fieldNowEnds || p.aboutRole(e) {
		return fieldNone
	}
	replaced := r.takenBack(p, e, gone, c.field)
	switch {
	case p.corrects(e):
		switch {
		case c.field != fieldNone:
			return c.field
		case replaced != fieldNone:
			return replaced
		case p.namesStart(e):
			return fieldStart
		}
		return p.endOfRange(n)
	case replaced != fieldNone && (c.field == replaced || c.field == fieldNone && p.putInPlace(e)):
		return replaced
	case c.field != fieldNone && (p.revises(e) || p.unsaidBefore(e.i)) && r.saidBefore(p, e, c.field):
		return c.field
	}
	if c.field == fieldNone && p.unsaidBefore(e.i) && (p.endOfRange(n) == fieldStart || n > 0 && p.endOfRange(n-1) == fieldStart) {
		return p.endOfRange(n) // "Correction! March 1 – August 31"
	}
	if c.field == fieldNone && p.putInPlace(e) && p.revises(e) && r.saidBefore(p, e, fieldEnd) {
		return fieldEnd // "PS: it is July 30"
	}
	return fieldNone
}

// endOfRange is the last day, but for a date that begins a range.
func (p *prose) endOfRange(n int) field {
	if n+1 < len(p.dates) && p.rangeBetween(p.dates[n], p.dates[n+1]) {
		return fieldStart
	}
	return fieldEnd
}

// takenBack is the field of the day that the sentence of date e takes back ("May 14
// rather than June 30"): that of the finding it contradicts, or what its own words mark.
func (r *reader) takenBack(p *prose, e dateExpr, gone []dateExpr, own field) field {
	for _, o := range gone {
		if p.toks[o.i].sentence != p.toks[e.i].sentence {
			continue
		}
		for _, f := range []field{fieldStart, fieldEnd} {
			for _, d := range r.guests {
				for _, g := range d.findings[f] {
					if sameDay(o, g.day) {
						return f
					}
				}
			}
		}
		switch c := p.cue(o, r.kind); {
		case c.field == fieldEnd || c.field == fieldNowEnds:
			return fieldEnd
		case c.field == fieldStart && own == fieldStart:
			return fieldStart
		}
	}
	return fieldNone
}

// putInPlace: "it is now May 14", "it should be May 14", "make it May 14", "but May 14".
func (p *prose) putInPlace(e dateExpr) bool {
	w := p.at(e.i, p.leadIn(e))
	return w.has(gBe) || w.is("it", "make", "but", "for", "to", "say", "use", "rather", "read", "-", "–", "—", ":", ".")
}

// saidBefore: the field was given another day earlier in the message.
func (r *reader) saidBefore(p *prose, e dateExpr, f field) bool {
	start := p.span(e.i, e.j).Start
	for _, d := range r.guests {
		for _, g := range d.findings[f] {
			if !sameDay(e, g.day) && g.span.Source == p.region.source && g.span.Start < start {
				return true
			}
		}
	}
	return false
}

// replaceDay gives the day that date e names to the guests of its sentence, or to all.
func (r *reader) replaceDay(p *prose, e dateExpr, target field) {
	named := r.namedInSentence(p, e.i)
	for n, d := range r.guests {
		if len(named) > 0 && !named[n] {
			continue
		}
		day, ok := e.asStart(r.today)
		if target == fieldEnd {
			day, ok = e.asEnd(r.endAnchor(d, e))
		}
		if ok {
			d.add(finding{field: target, day: day, text: day.String(), strength: 12, reason: "a correction of what was said before", span: p.span(e.i, e.j)})
		}
	}
}

// namedInSentence are the guests whose names stand in the sentence of token i.
func (r *reader) namedInSentence(p *prose, i int) map[int]bool {
	var named map[int]bool
	for n, d := range r.guests {
		for _, m := range d.mentions {
			if m.prose == p && p.toks[m.i].sentence == p.toks[i].sentence {
				if named == nil {
					named = map[int]bool{}
				}
				named[n] = true
			}
		}
	}
	return named
}

// endAnchor is the day on or after which a corrected last day without a year lies: the
// guest's first day, or the beginning of the year that the corrected day had.
func (r *reader) endAnchor(d *draft, e dateExpr) Day {
	anchor := r.today
	for _, g := range d.findings[fieldStart] {
		if r.today.Before(g.day) {
			anchor = g.day
		}
	}
	if e.year == 0 && e.shape == shapeDay {
		for _, g := range d.findings[fieldEnd] {
			if c := (Day{g.day.Year, e.month, e.day}); c.valid() && !c.Before(anchor) {
				anchor = Day{g.day.Year, 1, 1}
			}
		}
	}
	return anchor
}

// sameDay: the expression names that day and month.
func sameDay(e dateExpr, d Day) bool {
	if e.shape == shapeMonth || e.shape == shapeEnd {
		return e.month == d.Month
	}
	return e.shape == shapeDay && e.month == d.Month && e.day == d.Day && (e.year == 0 || e.year == d.Year)
}

// corrects: words of correction stand before the date in its sentence, or open it.
func (p *prose) corrects(e dateExpr) bool {
	t := p.toks
	if p.at(e.i, e.i-1).is("sorry") || p.at(e.i, e.i-1).is(",", ":", "-", "–", "—") && p.at(e.i, e.i-2).is("sorry", "that", "pardon") && near(t, e.i, -4, "sorry", "scratch", "strike", "pardon") {
		return true // "– sorry, May 14"; "scratch that: May 14"
	}
	for k := e.i - 1; k >= 0 && k >= e.i-16 && t[k].sentence == t[e.i].sentence; k-- {
		switch {
		case t[k].is("meant", "mean", "correction", "actually", "correct", "corrected", "typo", "mistyped", "oops", "scratch", "strike", "rather", "misspoke") && !(t[k].is("rather") && p.at(e.i, k+1).is("than")) && !(t[k].is("correct") && k > 0 && t[k-1].is("is")):
			return true
		case t[k].is("wait") || t[k].is("no") && k >= e.i-3 && k > 0 && t[k-1].kind == punct:
			return true
		case t[k].is("make") && p.at(e.i, k+1).is("that", "it", "this"):
			return true
		case t[k].is("should") && p.at(e.i, k+1).is("read", "say", "have"):
			return true
		case t[k].low == "be" && k > 0 && (t[k-1].has(gModal) || t[k-1].is("to")) && p.sorryBefore(k), t[k].is("is", "it's") && k >= e.i-3 && p.sorryBefore(k) && p.wrongBefore(k):
			return true // "the end date above is wrong, it has to be December 17"
		}
	}
	return false
}

// namesStart: the sentence of the date speaks of the first day before it: "scratch that
// start date, please, she has a conference: it's February 22".
func (p *prose) namesStart(e dateExpr) bool {
	for k := e.i - 1; k >= 0 && p.toks[k].sentence == p.toks[e.i].sentence; k-- {
		if p.toks[k].is("start", "starting", "arrival", "beginning", "first") && p.at(e.i, k+1).is("date", "day", "is", ",", ":", "that") {
			return true
		}
	}
	return false
}

// revises: what the sentence says is newer than what was said before: an update, a
// change of plan, news just heard, a postscript, "now", "instead".
func (p *prose) revises(e dateExpr) bool {
	t := p.toks
	for k := e.i - 1; k >= 0 && k >= e.i-16 && t[k].sentence == t[e.i].sentence; k-- {
		switch {
		case t[k].is("update", "edit", "news") && p.at(e.i, k+1).kind == punct,
			t[k].is("change", "changes", "changed") && near(t, k, 3, "plan", "plans", ":", "mind"),
			t[k].is("plans", "things", "dates") && near(t, k, 3, "changed", "shifted", "moved"),
			revisingWords[t[k].low],
			t[k].is("told", "tells") && p.at(e.i, k+1).is("me", "us"),
			t[k].is("heard", "learned", "learnt", "told", "informed", "realized", "realised", "noticed", "found") && near(t, k, -3, "just", "now", "only", "i've", "been"),
			t[k].is("thought", "thoughts") && near(t, k, -1, "second"),
			t[k].is("now") && !p.insideDate(k) && k >= e.i-5,
			t[k].is("instead") && !p.at(e.i, k+1).is("of"):
			return true
		}
	}
	for k := e.j; k < min(len(t)-1, e.j+3) && t[k].sentence == t[e.i].sentence; k++ {
		if t[k].low == "not" && t[k-1].low == "," && !t[k+1].is("later", "longer", "beyond", "earlier", "before", "that") {
			return true // "on June 11, not on the day I gave"; "not that it matters" corrects nothing
		}
	}
	if near(t, e.j-1, 5, "instead") && !near(t, e.j-1, 6, "of") || near(t, e.j-1, 4, "better") {
		return true
	}
	// a postscript is written last
	first := &t[p.itemStart(e.i)]
	return first.is("ps", "p.s", "p.s.", "pps", "nb", "n.b.") || first.is("p.", "p") && p.at(e.i, p.itemStart(e.i)+1).is("s.", "s", ".")
}

// unsaidBefore: the sentence before that of token i takes back what was said: it calls it
// wrong, or begins as who stops themself does ("Actually no, …", "Wait.", "Scratch that.").
func (p *prose) unsaidBefore(i int) bool {
	start := p.sentenceStart(i)
	if start == 0 || p.toks[start-1].para < p.toks[i].para-1 {
		return false
	}
	first := p.sentenceStart(start - 1)
	for first > 0 && p.toks[first].kind == punct {
		first = p.sentenceStart(first - 1) // "Correction!!"
	}
	for k := first; k < min(start, first+3); k++ {
		if stopWords[p.toks[k].low] {
			return true
		}
	}
	return p.wrongBefore(start - 1)
}

// stopWords open a sentence in which somebody stops themself.
var stopWords = set("actually no wait scratch strike oops ooops sorry correction hold apologies ugh argh whoops hmm nope")

// wrongBefore: the same sentence or the one before calls something wrong.
func (p *prose) wrongBefore(k int) bool {
	for n := k; n >= 0 && p.toks[k].sentence-p.toks[n].sentence <= 1; n-- {
		if p.toks[n].is("wrong", "incorrect", "mistake", "mistaken", "typo", "error", "mistyped", "misread") {
			return true
		}
	}
	return false
}

func (p *prose) sorryBefore(k int) bool {
	for n := k; n >= 0 && n > k-25; n-- {
		if p.toks[n].is("sorry", "wrong", "mistake", "error", "correction", "oops", "apologies", "typo", "mistaken", "checked", "incorrect", "misread", "mistyped", "confused", "mixed") {
			return true
		}
	}
	return false
}

package understand

// correct applies corrections: "I meant June 30, not July 30", "Correction: the end
// date is …". The date after such words replaces the one that was taken back, or of
// the field that is named, or the last day given before.
func (r *reader) correct() {
	for _, p := range r.proses {
		if p.region.fwd {
			continue
		}
		for n, e := range p.dates {
			if p.negated(e) || e.bad != "" || !p.corrects(e) {
				continue
			}
			target := fieldNone
			if c := p.cue(e, r.kind); c.field == fieldStart || c.field == fieldEnd {
				target = c.field
			}
			for m, o := range p.dates {
				if m == n || !p.negated(o) {
					continue
				}
				for _, d := range r.guests {
					for _, f := range []field{fieldStart, fieldEnd} {
						for _, g := range d.findings[f] {
							if sameDay(o, g.day) {
								target = f
							}
						}
					}
				}
			}
			if target == fieldNone {
				target = fieldEnd
			}
			for _, d := range r.guests {
				anchor := r.today
				var day Day
				var ok bool
				if target == fieldEnd {
					for _, g := range d.findings[fieldStart] {
						if r.today.Before(g.day) {
							anchor = g.day
						}
					}
					// the year that the corrected date had
					if e.year == 0 && e.shape == shapeDay {
						for _, g := range d.findings[fieldEnd] {
							if c := (Day{g.day.Year, e.month, e.day}); c.valid() {
								anchor = Day{g.day.Year, 1, 1}
							}
						}
					}
					day, ok = e.asEnd(anchor)
				} else {
					day, ok = e.asStart(anchor)
				}
				if ok {
					d.add(finding{field: target, day: day, text: day.String(), strength: 12, reason: "a correction of what was said before", span: p.span(e.i, e.j)})
				}
			}
		}
	}
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
	for k := e.i - 1; k >= 0 && k >= e.i-12 && t[k].sentence == t[e.i].sentence; k-- {
		switch {
		case t[k].is("meant", "mean", "correction", "actually", "correct", "corrected", "typo", "mistyped", "oops", "scratch", "rather", "misspoke") && !(t[k].is("rather") && k+1 < len(t) && t[k+1].is("than")) && !(t[k].is("correct") && k > 0 && t[k-1].is("is")):
			return true
		case t[k].is("wait") || t[k].is("no") && k >= e.i-3 && k > 0 && t[k-1].kind == punct:
			return true
		case t[k].is("make") && k+1 < len(t) && t[k+1].is("that", "it", "this"):
			return true
		case t[k].is("should") && k+1 < len(t) && t[k+1].is("read", "say", "have"):
			return true
		case t[k].low == "be" && k > 0 && (t[k-1].has(gModal) || t[k-1].is("to")) && p.sorryBefore(k), t[k].is("is", "it's") && k >= e.i-3 && p.sorryBefore(k) && p.wrongBefore(k):
			return true // "the end date above is wrong, it has to be December 17"
		}
	}
	return false
}

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

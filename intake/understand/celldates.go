package understand

import "strings"

// lengthFollows: the rest of the value, behind the date, is a length of time ("1 March,
// six months"), which begins on that day.
func (p *prose) lengthFollows(e dateExpr) bool {
	k := e.j
	for k < len(p.toks) && (p.toks[k].kind == punct || p.toks[k].is("for")) {
		k++
	}
	if k >= len(p.toks) {
		return false
	}
	l, ok := durationAt(p.toks, k)
	return ok && l.j >= len(p.toks)-1
}

// datesOfCell reads the dates of a labelled value. The label says what they are for;
// in "Dates" a range, a length or a preposition does.
func (r *reader) datesOfCell(d *draft, c cell, strength int) {
	g := &region{text: c.value, lines: []line{{end: len(c.value), text: c.value, kind: Own}}, to: 1, source: d.rec.source}
	p := newProse(g, tokenize(c.value, g.lines, func(*line) bool { return true }), r.today)
	reason := " under the label \"" + c.labelText + "\""
	span := Span{Source: d.rec.source, Start: c.start, End: c.end}
	put := func(f field, day Day, s int, why string) {
		d.add(finding{field: f, day: day, text: day.String(), strength: s, reason: why + reason, span: span})
	}
	low := fold(c.labelText)
	now := c.label.now
	for _, e := range p.dates {
		if e.bad != "" {
			d.add(finding{field: fieldConflict, text: "\"" + clean(c.value) + "\"" + " cannot be a date: " + e.bad, span: span, strength: strength})
		}
	}
	whole := c.label.field == fieldDates || len(p.dates) > 1
	if whole {
		told := false
		for _, f := range p.periodEvidence(kindRequest, r.today) {
			told = told || f.field == fieldStart || f.field == fieldEnd
			f.strength += 3
			f.reason += reason
			f.span = span
			f.i, f.j = 0, 0
			d.add(f)
		}
		if told && !now {
			return
		}
	}
	// "First and last day? 4/5/2027 and 12/17/2027": the label asks for both, in that order
	if c.label.field == fieldDates && len(p.dates) == 2 && !now {
		start, ok := p.dates[0].asStart(r.today)
		if end, sure := p.dates[1].asEnd(start); ok && sure && start.Before(end) {
			put(fieldStart, start, strength, "the first of the two days")
			put(fieldEnd, end, strength, "the second of the two days")
			return
		}
	}
	switch c.label.field {
	case fieldFrom:
		if len(p.dates) > 0 && p.dates[0].i <= 1 {
			if day, ok := p.dates[0].asStart(r.today); ok {
				put(fieldStart, day, strength, "the first day")
			}
			return
		}
		if !strings.Contains(c.value, "@") { // a header's "From: Jane Doe <jane@…>"
			d.add(finding{field: fieldAffiliation, text: dropNote(withoutPreposition(c.value, beforePlace)), strength: strength, reason: "named" + reason, span: span})
		}
	case fieldStart:
		if len(p.dates) > 0 {
			if day, ok := p.dates[0].asStart(r.today); ok && !p.negated(p.dates[0]) {
				put(fieldStart, day, strength, "the first day")
			}
		} else if len(p.toks) > 0 && p.toks[0].is("immediately", "asap", "now") {
			put(fieldStart, r.today, strength, "at once")
		}
	case fieldEnd, fieldDates:
		if c.label.field == fieldDates && len(p.dates) == 1 && (has(low, "start") || p.lengthFollows(p.dates[0])) {
			if day, ok := p.dates[0].asStart(r.today); ok {
				put(fieldStart, day, strength, "the first day")
			}
			return
		}
		// "When: today" in a wish to end or extend an account says until when; a bare "Date"
		// may be the day of writing
		only := low != "date" && r.kind != kindRequest && c.label.field == fieldDates && len(p.dates) == 1 && len(d.findings[fieldEnd]) == 0
		if len(p.dates) > 0 && (c.label.field == fieldEnd || only) {
			anchor := r.today
			for _, f := range d.findings[fieldStart] {
				if r.today.Before(f.day) {
					anchor = f.day
				}
			}
			f := fieldEnd
			if now {
				f = fieldNowEnds
			}
			if day, ok := p.dates[0].asEnd(anchor); ok && !p.negated(p.dates[0]) {
				put(f, day, strength, "the last day")
			}
			if !now {
				return
			}
		}
		if len(p.dates) == 0 || now { // "Now ends: March 31, 2027; six months more"
			for i := range p.toks {
				if l, ok := durationAt(p.toks, i); ok {
					d.add(finding{field: fieldLength, text: clean(c.value), day: Day{Year: l.months, Day: l.days}, strength: strength, reason: "a length of time" + reason, span: span})
					break
				}
			}
		}
	}
}

package understand

import "strings"

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
	switch c.label.field {
	case fieldFrom:
		if len(p.dates) > 0 && p.dates[0].i <= 1 {
			if day, ok := p.dates[0].asStart(r.today); ok {
				put(fieldStart, day, strength, "the first day")
			}
			return
		}
		if !strings.Contains(c.value, "@") { // a header's "From: Jane Doe <jane@…>"
			d.add(finding{field: fieldAffiliation, text: dropNote(c.value), strength: strength, reason: "named" + reason, span: span})
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
		if c.label.field == fieldDates && len(p.dates) == 1 && has(low, "start") {
			if day, ok := p.dates[0].asStart(r.today); ok {
				put(fieldStart, day, strength, "the first day")
			}
			return
		}
		// "When: today" in a wish to end or extend an account says until when
		only := r.kind != kindRequest && c.label.field == fieldDates && len(p.dates) == 1 && len(d.findings[fieldEnd]) == 0
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
			return
		}
		if len(p.dates) == 0 {
			for i := range p.toks {
				if l, ok := durationAt(p.toks, i); ok {
					d.add(finding{field: fieldLength, text: clean(c.value), day: Day{Year: l.months, Day: l.days}, strength: strength, reason: "a length of time" + reason, span: span})
					break
				}
			}
		}
	}
}

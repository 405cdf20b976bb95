package understand

import "strings"

// settleDates joins lengths of time with their anchors, makes first and last day fit
// each other, and looks for contradictions.
func (r *reader) settleDates(d *draft) {
	r.addLength(d)
	if r.kind == kindRequest {
		r.fitEnd(d)
	}
	for _, c := range d.findings[fieldConflict] {
		r.ask(c.text)
		if strings.Contains(c.text, "before the start") {
			delete(d.best, fieldEnd)
		}
	}
}

// addLength counts a length of time that stands by no date from the first day or the
// present end, where no last day is given.
func (r *reader) addLength(d *draft) {
	l, ok := d.best[fieldLength]
	if _, hasEnd := d.best[fieldEnd]; !ok || hasEnd {
		return
	}
	length := durationExpr{months: l.day.Year, days: l.day.Day}
	start, hasStart := d.best[fieldStart]
	now, hasNow := d.best[fieldNowEnds]
	put := func(end Day, reason string) {
		d.best[fieldEnd] = finding{field: fieldEnd, day: end, text: end.String(), strength: 4, reason: reason, span: l.span}
	}
	switch {
	case r.kind == kindExtension && hasNow:
		put(length.after(now.day), "a length of time added to the present end")
	case r.kind == kindRequest && hasStart:
		put(length.lastDay(start.day), "a length of time from the first day")
	case r.kind == kindExtension && hasStart:
		put(length.lastDay(start.day), "a length of time from its first day")
	}
}

// fitEnd: a last day before the first is no last day. Where other words of the message
// give one that fits, they are meant; else a year that was not said goes on past the
// start ("from November to March"); else it is a contradiction, to be asked about.
func (r *reader) fitEnd(d *draft) {
	start, hasStart := d.best[fieldStart]
	end, hasEnd := d.best[fieldEnd]
	if !hasStart || !hasEnd || !end.day.Before(start.day) {
		return
	}
	for _, f := range d.findings[fieldEnd] {
		if f.strength >= end.strength-1 && f.strength > 1 && !f.day.Before(start.day) {
			d.best[fieldEnd] = f
			return
		}
	}
	if r.yearSaid(end) {
		d.findings[fieldConflict] = append(d.findings[fieldConflict], finding{field: fieldConflict, text: "the end " + end.day.String() + " lies before the start " + start.day.String(), strength: 5, span: end.span})
		return
	}
	for end.day.Before(start.day) {
		end.day = end.day.addMonths(12)
	}
	end.text = end.day.String()
	d.best[fieldEnd] = end
}

// yearSaid: the evidence's own text has a year in it.
func (r *reader) yearSaid(f finding) bool {
	s := f.span
	if s.Source >= len(r.out.Sources) || s.End > len(r.out.Sources[s.Source].Text) || s.Start > s.End {
		return true
	}
	text := r.out.Sources[s.Source].Text[s.Start:s.End]
	return strings.Contains(text, "20") || strings.Count(text, "/") >= 2 || strings.Count(text, ".") >= 2
}

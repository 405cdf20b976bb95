package understand

// asStart resolves the expression as a first day: the next such day on or after the anchor.
func (e dateExpr) asStart(anchor Day) (Day, bool) { return e.resolve(anchor, false) }

// asEnd resolves the expression as a last day: a month ends on its last one.
func (e dateExpr) asEnd(anchor Day) (Day, bool) { return e.resolve(anchor, true) }

func (e dateExpr) resolve(anchor Day, end bool) (Day, bool) {
	if e.bad != "" || e.shape == shapeVague || e.shape == shapeBegin && end {
		return Day{}, false
	}
	switch e.shape {
	case shapeToday:
		return e.exact, true
	case shapeWeekday:
		d := anchor
		if e.next && d.weekday() == e.weekday {
			return d.addDays(7), true
		}
		for d.weekday() != e.weekday {
			d = d.addDays(1)
		}
		return d, true
	case shapeDayOfMon:
		m := Day{anchor.Year, anchor.Month, 1}
		for range 3 {
			d := Day{m.Year, m.Month, e.day}
			if d.valid() && !d.Before(anchor) {
				return d, true
			}
			m = m.addMonths(1)
		}
		return Day{}, false
	case shapeMonth, shapeEnd, shapeBegin:
		year := e.year
		if year == 0 {
			year = anchor.Year
			if lastOf(year, e.month).Before(anchor) {
				year++
			}
		}
		if end || e.shape == shapeEnd {
			return lastOf(year, e.month), true
		}
		return Day{year, e.month, 1}, true
	}
	if e.year != 0 {
		d := Day{e.year, e.month, e.day}
		return d, d.valid()
	}
	for y := anchor.Year; y <= anchor.Year+4; y++ {
		d := Day{y, e.month, e.day}
		if d.valid() && !d.Before(anchor) {
			return d, true
		}
	}
	return Day{}, false
}

package understand

import (
	"strings"
	"time"
)

// endOf: "end of June 2027", "the last day of June", "the end of the year", "month's end",
// "year-end".
func endOf(t []token, i int, today Day) (dateExpr, bool) {
	if e, ok := periodsEnd(t, i, today); ok {
		return e, true
	}
	k := i
	if t[k].low == "the" && k+1 < len(t) {
		k++
	}
	switch {
	case t[k].is("eom"):
		return dateExpr{i: i, j: k + 1, shape: shapeToday, exact: lastOf(today.Year, today.Month)}, true
	case t[k].is("eoy"):
		return dateExpr{i: i, j: k + 1, shape: shapeToday, exact: Day{today.Year, 12, 31}}, true
	case t[k].is("last"):
		if k+2 >= len(t) || t[k+1].low != "day" || !ofWords[t[k+2].low] {
			return dateExpr{}, false
		}
		k++
	case !endWords[t[k].low]:
		return dateExpr{}, false
	}
	k++
	if k < len(t) && ofWords[t[k].low] {
		k++
	}
	next := false
	for k < len(t) && t[k].is("the", "this", "next", "current", "calendar", "academic", "fiscal", "coming") {
		if t[k].is("academic", "fiscal") {
			return dateExpr{}, false // every school has its own
		}
		next = next || t[k].is("next", "coming")
		k++
	}
	if k >= len(t) || t[k].para != t[i].para {
		return dateExpr{}, false
	}
	if m, ok := months[t[k].low]; ok {
		if dayFollows(t, k+1) {
			return dateExpr{}, false // "end September 15", "her last day of June 30"
		}
		e := dateExpr{i: i, j: k + 1, shape: shapeEnd, month: m}
		e.year, e.j = yearAfter(t, e.j)
		return e, true
	}
	if t[k].low == "today" {
		return dateExpr{i: i, j: k + 1, shape: shapeToday, exact: today}, true
	}
	if day, ok := endOfUnit(t[k].low, next, today); ok {
		return dateExpr{i: i, j: k + 1, shape: shapeToday, exact: day}, true
	}
	if t[k].kind == number {
		if y, ok := yearNumber(t[k].text); ok {
			return dateExpr{i: i, j: k + 1, shape: shapeToday, exact: Day{y, 12, 31}}, true
		}
	}
	return dateExpr{}, false
}

// periodsEnd: "month's end", "the year's end", "year-end 2027".
func periodsEnd(t []token, i int, today Day) (dateExpr, bool) {
	unit, dashed := strings.CutSuffix(t[i].low, "-end")
	j := i + 1
	if !dashed {
		if i+2 >= len(t) || t[i+1].low != "'s" || t[i+2].low != "end" {
			return dateExpr{}, false
		}
		j = i + 3
	}
	if m, ok := months[unit]; ok {
		e := dateExpr{i: i, j: j, shape: shapeEnd, month: m}
		e.year, e.j = yearAfter(t, e.j)
		return e, true
	}
	day, ok := endOfUnit(unit, false, today)
	if !ok {
		return dateExpr{}, false
	}
	if y, n := yearAfter(t, j); y != 0 && unit == "year" {
		day, j = Day{y, 12, 31}, n
	}
	return dateExpr{i: i, j: j, shape: shapeToday, exact: day}, true
}

// endOfUnit is the last day of this (or the next) month, year or working week, which
// ends on Friday.
func endOfUnit(unit string, next bool, today Day) (Day, bool) {
	on := 0
	if next {
		on = 1
	}
	switch unit {
	case "month":
		m := Day{today.Year, today.Month, 1}.addMonths(on)
		return lastOf(m.Year, m.Month), true
	case "year":
		return Day{today.Year + on, 12, 31}, true
	case "week":
		day := today
		for day.weekday() != time.Friday {
			day = day.addDays(1)
		}
		return day.addDays(7 * on), true
	}
	return Day{}, false
}

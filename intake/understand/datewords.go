package understand

import (
	"strings"
	"time"
)

// wordDate: "June 30, 2027", "Jun 30th", "June", "end of June", "next Friday", "today".
func wordDate(t []token, i int, today Day) (dateExpr, bool) {
	if d, n := relativeDay(t, i); n > 0 {
		return dateExpr{i: i, j: i + n, shape: shapeToday, exact: today.addDays(d)}, true
	}
	for _, read := range []func([]token, int, Day) (dateExpr, bool){spelledDay, dayOfMonth, partOfMonth, endOf, weekday} {
		if e, ok := read(t, i, today); ok {
			return e, true
		}
	}
	if m, ok := monthAt(t, i); ok {
		return monthDate(t, i, m)
	}
	return dateExpr{}, false
}

// relativeDay: "today", "tomorrow", "this afternoon"; how many days on, and how many tokens.
func relativeDay(t []token, i int) (days, n int) {
	switch t[i].low {
	case "today", "tonight", "heute", "hoy":
		return 0, 1
	case "tomorrow", "tmrw", "tmw", "tomorow", "tommorow", "tommorrow":
		return 1, 1
	case "yesterday":
		return -1, 1
	case "this":
		if i+1 < len(t) && t[i+1].is("afternoon", "evening") {
			return 0, 2
		}
	}
	return 0, 0
}

// spelledDay: "the first of June", "May the fourth" is left to monthDate.
func spelledDay(t []token, i int, _ Day) (dateExpr, bool) {
	day, ok := ordinals[t[i].low]
	if !ok || i+2 >= len(t) || t[i+1].low != "of" {
		return dateExpr{}, false
	}
	m, ok := monthAt(t, i+2)
	if !ok {
		return dateExpr{}, false
	}
	e := dateExpr{i: i, j: i + 3, shape: shapeDay, month: m, day: day}
	e.year, e.j = yearAfter(t, e.j)
	return e.checked(), true
}

// dayOfMonth: "the 15th", a day of the month that is next.
func dayOfMonth(t []token, i int, _ Day) (dateExpr, bool) {
	if t[i].low != "the" || i+1 >= len(t) || t[i+1].kind != number {
		return dateExpr{}, false
	}
	day, ok := dayNumber(t[i+1].low)
	if !ok || strings.TrimRight(t[i+1].low, "stndrh") == t[i+1].low {
		return dateExpr{}, false
	}
	if _, named := numericDate(t, i+1); named {
		return dateExpr{}, false
	}
	return dateExpr{i: i, j: i + 2, shape: shapeDayOfMon, day: day}, true
}

// partOfMonth: "mid-March", "early June", "the middle of May", "sometime in late May" name no
// day; "the beginning of March" is a first day and no last one.
func partOfMonth(t []token, i int, _ Day) (dateExpr, bool) {
	if m, ok := months[strings.TrimPrefix(t[i].low, "mid-")]; ok && strings.HasPrefix(t[i].low, "mid-") {
		e := dateExpr{i: i, j: i + 1, shape: shapeVague, month: m}
		e.year, e.j = yearAfter(t, e.j)
		return e, true
	}
	shape := shapeVague
	k := i
	switch {
	case t[k].is("some") && k+1 < len(t) && t[k+1].is("time"):
		k += 2
	case t[k].is("week", "half", "weeks", "days", "part") && k+1 < len(t) && ofWords[t[k+1].low]: // "the first week of May"
		k++
	case beginWords[t[k].low]:
		shape = shapeBegin
		k++
	case middleWords[t[k].low]:
		k++
	default:
		return dateExpr{}, false
	}
	for k < len(t) && k < i+5 && (ofWords[t[k].low] || t[k].is("-", "the", "in") || shape == shapeVague && middleWords[t[k].low]) {
		k++
	}
	if k >= len(t) || t[k].para != t[i].para {
		return dateExpr{}, false
	}
	m, ok := monthAt(t, k)
	if !ok || dayFollows(t, k+1) {
		return dateExpr{}, false // "around June 7", "start June 7"
	}
	if shape == shapeBegin && k == i+1 && t[i].is("start", "begin", "beginning") {
		return dateExpr{}, false // "begin March" is a verb and a month
	}
	e := dateExpr{i: i, j: k + 1, shape: shape, month: m}
	e.year, e.j = yearAfter(t, e.j)
	return e, true
}

// dayFollows: the month before k goes on in a day ("June 30").
func dayFollows(t []token, k int) bool {
	if k >= len(t) || t[k].kind != number || t[k].para != t[k-1].para || unitAfter(t, k+1) {
		return false
	}
	_, ok := dayNumber(t[k].low)
	return ok
}

// weekday: "Friday", "next Monday". Of "Friday, October 5" the date counts; the weekday
// only says it again.
func weekday(t []token, i int, today Day) (dateExpr, bool) {
	if t[i].is("next", "this", "coming", "upcoming", "following") && i+1 < len(t) {
		if w, ok := weekdays[t[i+1].low]; ok && len(t[i+1].low) > 3 {
			return dateExpr{i: i, j: i + 2, shape: shapeWeekday, weekday: w, next: t[i].is("next", "following")}, true
		}
	}
	w, ok := weekdays[t[i].low]
	if !ok || len(t[i].low) <= 4 && !t[i].capital {
		return dateExpr{}, false
	}
	k := i + 1
	if k < len(t) && t[k].low == "of" {
		k++
	}
	if k+1 < len(t) && t[k].low == "next" && t[k+1].low == "week" {
		monday := today.addDays(7 - (int(today.weekday())+6)%7)
		return dateExpr{i: i, j: k + 2, shape: shapeToday, exact: monday.addDays((int(w) + 6) % 7)}, true
	}
	for k < len(t) && t[k].is(",", ".", "the") {
		k++
	}
	if k < len(t) && t[k].para == t[i].para {
		if e, ok := dayOfMonth(t, k-1, Day{}); ok { // "Monday the 25th"
			e.i = i
			return e, true
		}
		if t[k].kind == number {
			if e, ok := numericDate(t, k); ok {
				e.i = i
				return e, true
			}
		} else if m, ok := monthAt(t, k); ok {
			if e, ok := monthDate(t, k, m); ok && e.shape == shapeDay {
				e.i = i
				return e, true
			}
		}
	}
	return dateExpr{i: i, j: i + 1, shape: shapeWeekday, weekday: w}, len(t[i].low) > 3
}

// monthAt knows a month's name. In English it is capitalised; in small letters
// "may", "march" and "mar" are verbs or parts of other words, unless a day follows.
func monthAt(t []token, i int) (time.Month, bool) {
	m, ok := months[t[i].low]
	if !ok {
		return 0, false
	}
	if !t[i].capital && t[i].is("may", "march", "mar", "mars", "do", "sep", "dec", "jun", "mai", "jan") {
		near := i+1 < len(t) && t[i+1].kind == number || i > 0 && (t[i-1].kind == number || t[i-1].is("of", "until", "till", "through", "thru"))
		if !near {
			return 0, false
		}
	}
	if t[i].is("mei", "mai") && !(i+1 < len(t) && t[i+1].kind == number || i > 0 && t[i-1].kind == number) {
		return 0, false // people's names, too
	}
	// "May I …", "March" as a surname is left to the grammar of what follows.
	if t[i].low == "may" && t[i].first && i+1 < len(t) && t[i+1].kind == word {
		return 0, false
	}
	return m, true
}

// monthDate: a month's name at i, a day and a year after it where they are said.
func monthDate(t []token, i int, m time.Month) (dateExpr, bool) {
	k := i + 1
	for k < len(t) && (t[k].low == "." && t[k].glued || t[k].low == "," && k+1 < len(t) && t[k+1].kind == number || t[k].low == "the" && k+1 < len(t) && (t[k+1].kind == number || ordinals[t[k+1].low] > 0)) {
		k++
	}
	if k < len(t) && t[k].kind == number && t[k].para == t[i].para {
		if day, ok := dayNumber(t[k].low); ok && !unitAfter(t, k+1) {
			e := dateExpr{i: i, j: k + 1, shape: shapeDay, month: m, day: day}
			e.year, e.j = yearAfter(t, e.j)
			return e.checked(), true
		}
		if a, b, ok := dayPair(t[k].text); ok {
			e := dateExpr{i: i, j: k + 1, shape: shapeDay, month: m, day: a, last: b}
			e.year, e.j = yearAfter(t, e.j)
			return e.checked(), true
		}
		if y, ok := yearNumber(t[k].text); ok {
			return dateExpr{i: i, j: k + 1, shape: shapeMonth, month: m, year: y}, true
		}
	}
	if day, ok := ordinals[lowAt(t, k)]; ok && k > i+1 || ok && !t[k].is("first", "second") {
		e := dateExpr{i: i, j: k + 1, shape: shapeDay, month: m, day: day}
		e.year, e.j = yearAfter(t, e.j)
		return e.checked(), true
	}
	if k < len(t) && t[k].is("'") && k+1 < len(t) && t[k+1].kind == number && len(t[k+1].text) == 2 {
		return dateExpr{i: i, j: k + 2, shape: shapeMonth, month: m, year: fullYear(t[k+1].text)}, true
	}
	return dateExpr{i: i, j: i + 1, shape: shapeMonth, month: m}, true
}

func lowAt(t []token, k int) string {
	if k >= len(t) {
		return ""
	}
	return t[k].low
}

// dayPair: "8-26", two days of one month.
func dayPair(s string) (a, b int, ok bool) {
	x, y, cut := strings.Cut(s, "-")
	if !cut {
		return 0, 0, false
	}
	a, ok1 := dayNumber(x)
	b, ok2 := dayNumber(y)
	return a, b, ok1 && ok2 && a < b
}

// unitAfter: "in May 12 students" has no 12 May.
func unitAfter(t []token, k int) bool {
	return k < len(t) && t[k].is("months", "month", "weeks", "week", "years", "year", "days", "students", "people", "guests")
}

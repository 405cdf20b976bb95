package understand

import (
	"strconv"
	"strings"
	"time"
)

type dateShape uint8

const (
	shapeDay      dateShape = iota // a day, perhaps without its year
	shapeMonth                     // a month as a whole: its first day as a start, its last as an end
	shapeEnd                       // "end of May", "the end of the year": a last day
	shapeWeekday                   // "Friday", "next Monday"
	shapeToday                     // today, tomorrow, "a year from today": exact
	shapeDayOfMon                  // "the 15th"
	shapeBegin                     // "the beginning of March": a first day, no last one
	shapeVague                     // "mid-March", "early June": no day
)

// dateExpr is an expression of time at tokens [i, j).
type dateExpr struct {
	i, j    int
	shape   dateShape
	year    int // 0 where not said
	month   time.Month
	day     int
	weekday time.Weekday
	next    bool
	exact   Day    // for shapeToday
	bad     string // why it cannot be a date ("there is no month 13")
	numeric bool
	dotted  bool
	last    int // "March 8-26": the last day of a range within the month
}

// dateAt reads an expression of time that begins at token i. today anchors words
// such as "tomorrow". It knows nothing of what the date is for.
func dateAt(t []token, i int, today Day) (dateExpr, bool) {
	if i >= len(t) {
		return dateExpr{}, false
	}
	if t[i].kind == word && !dateOpeners[t[i].low] && !strings.Contains(t[i].low, "-") {
		return dateExpr{}, false
	}
	if e, ok := fromNow(t, i, today); ok {
		return e, true
	}
	var e dateExpr
	ok := false
	switch t[i].kind {
	case number:
		e, ok = numericDate(t, i)
	case word:
		e, ok = wordDate(t, i, today)
	}
	if ok && e.year == 0 {
		e.otherYear(t, today)
	}
	// Other years are no times of a visit: a date of birth, a part number.
	return e, ok && (e.year == 0 || e.year >= 2000 && e.year <= 2100)
}

// otherYear reads the year that is named from today: "June 30 (of) next year", "February
// 8 of this year".
func (e *dateExpr) otherYear(t []token, today Day) {
	if e.shape != shapeDay && e.shape != shapeMonth && e.shape != shapeEnd {
		return
	}
	k := e.j
	if k < len(t) && t[k].is("of", ",") {
		k++
	}
	if k+1 >= len(t) || t[k+1].low != "year" || t[k+1].para != t[e.i].para {
		return
	}
	switch t[k].low {
	case "this":
		e.year, e.j = today.Year, k+2
	case "next":
		e.year, e.j = today.Year+1, k+2
	}
}

// fromNow: a length of time counted from a day that is named by today: "a week from
// Monday", "six months from now", "in two weeks". "For six months from today" is a
// length with its first day, and left to those.
func fromNow(t []token, i int, today Day) (dateExpr, bool) {
	in := t[i].low == "in"
	k := i
	if in {
		k++
	} else if i > 0 && t[i-1].is("for", "in") || t[i].kind != number && numberWords[t[i].low] == 0 {
		return dateExpr{}, false
	}
	d, ok := durationAt(t, k)
	switch {
	case !ok || d.more:
	case in:
		return dateExpr{i: i, j: d.j, shape: shapeToday, exact: d.after(today)}, true
	case d.j+1 < len(t) && t[d.j].is("from", "after") && t[d.j+1].para == t[i].para:
		if t[d.j+1].low == "now" {
			return dateExpr{i: i, j: d.j + 2, shape: shapeToday, exact: d.after(today)}, true
		}
		if a, ok := wordDate(t, d.j+1, today); ok && (a.shape == shapeToday || a.shape == shapeWeekday) {
			day, ok := a.asStart(today)
			return dateExpr{i: i, j: a.j, shape: shapeToday, exact: d.after(day)}, ok
		}
	}
	return dateExpr{}, false
}

// numericDate: 2027-06-30, 6/30/2027 (month first, as at HMS), 30.6.2027 (day
// first), 30 June 2027, 30th of June, 30-Jun-2027.
func numericDate(t []token, i int) (dateExpr, bool) {
	s := t[i].text
	// "1st of March", "30 June", "30-Jun-27"
	if day, ok := dayNumber(t[i].low); ok {
		k := i + 1
		if k < len(t) && t[k].glued && t[k].is(".", "-", "/", "er", "º", "°", "ª", "o") {
			k++ // "1. März", "1er avril", "1º de abril"
		}
		if k < len(t) && ofWords[t[k].low] {
			k++
		}
		if k < len(t) {
			if m, ok := monthAt(t, k); ok && t[k].para == t[i].para {
				e := dateExpr{i: i, j: k + 1, shape: shapeDay, month: m, day: day}
				e.year, e.j = yearAfter(t, e.j)
				return e.checked(), true
			}
		}
	}
	if e, ok := spacedDots(t, i); ok {
		return e, true
	}
	// "8-26 March 2027"
	if a, b, ok := dayPair(s); ok && i+1 < len(t) {
		if m, ok := monthAt(t, i+1); ok && t[i+1].para == t[i].para {
			e := dateExpr{i: i, j: i + 2, shape: shapeDay, month: m, day: a, last: b}
			e.year, e.j = yearAfter(t, e.j)
			return e.checked(), true
		}
	}
	switch {
	case strings.Count(s, "-") == 2:
		p := strings.Split(s, "-")
		if len(p[0]) == 4 && len(p[1]) <= 2 && len(p[2]) <= 2 {
			return dateExpr{i: i, j: i + 1, year: atoi(p[0]), month: time.Month(atoi(p[1])), day: atoi(p[2]), numeric: true}.checked(), true
		}
		// 6-30-2027: month first like the slashed form; phone numbers have longer groups.
		if len(p[0]) <= 2 && len(p[1]) <= 2 && len(p[2]) == 4 {
			return dateExpr{i: i, j: i + 1, year: atoi(p[2]), month: time.Month(atoi(p[0])), day: atoi(p[1]), numeric: true}.checked(), true
		}
	case strings.Count(s, "/") == 2:
		p := strings.Split(s, "/")
		if len(p[0]) == 4 && len(p[1]) <= 2 && len(p[2]) <= 2 {
			return dateExpr{i: i, j: i + 1, year: atoi(p[0]), month: time.Month(atoi(p[1])), day: atoi(p[2]), numeric: true}.checked(), true
		}
		if len(p[0]) <= 2 && len(p[1]) <= 2 && (len(p[2]) == 4 || len(p[2]) == 2) {
			return dateExpr{i: i, j: i + 1, year: fullYear(p[2]), month: time.Month(atoi(p[0])), day: atoi(p[1]), numeric: true}.checked(), true
		}
	case strings.Count(s, "/") == 1:
		p := strings.Split(s, "/")
		if len(p[0]) <= 2 && len(p[1]) == 4 { // 06/2027
			return dateExpr{i: i, j: i + 1, shape: shapeMonth, year: atoi(p[1]), month: time.Month(atoi(p[0])), numeric: true}.checked(), true
		}
		if len(p[0]) <= 2 && len(p[1]) <= 2 {
			return dateExpr{i: i, j: i + 1, month: time.Month(atoi(p[0])), day: atoi(p[1]), numeric: true}.checked(), true
		}
	case strings.Count(s, ".") == 2:
		p := strings.Split(s, ".")
		if len(p[0]) <= 2 && len(p[1]) <= 2 && (len(p[2]) == 4 || len(p[2]) == 2) {
			return dateExpr{i: i, j: i + 1, year: fullYear(p[2]), month: time.Month(atoi(p[1])), day: atoi(p[0]), numeric: true, dotted: true}.checked(), true
		}
		if len(p[0]) == 4 && len(p[1]) <= 2 && len(p[2]) <= 2 {
			return dateExpr{i: i, j: i + 1, year: atoi(p[0]), month: time.Month(atoi(p[1])), day: atoi(p[2]), numeric: true}.checked(), true
		}
	case strings.Count(s, ".") == 1 && i+1 < len(t) && t[i+1].low == "." && t[i+1].glued:
		p := strings.Split(s, ".") // "30.6." without a year
		if len(p[0]) <= 2 && len(p[1]) <= 2 {
			return dateExpr{i: i, j: i + 2, month: time.Month(atoi(p[1])), day: atoi(p[0]), numeric: true, dotted: true}.checked(), true
		}
	}
	return dateExpr{}, false
}

// spacedDots: "15. 2. 2027", as it is written where ordinals have a full stop (Czech, Slovak,
// Slovene, often German).
func spacedDots(t []token, i int) (dateExpr, bool) {
	if i+4 >= len(t) || t[i+1].low != "." || t[i+3].low != "." || t[i+4].para != t[i].para || len(t[i].text) > 2 || len(t[i+2].text) > 2 || len(t[i+4].text) != 4 {
		return dateExpr{}, false
	}
	if !digits(t[i].text) || !digits(t[i+2].text) || !digits(t[i+4].text) || !t[i+1].glued || !t[i+3].glued {
		return dateExpr{}, false
	}
	return dateExpr{i: i, j: i + 5, year: atoi(t[i+4].text), month: time.Month(atoi(t[i+2].text)), day: atoi(t[i].text), numeric: true, dotted: true}.checked(), true
}

func (e dateExpr) checked() dateExpr {
	if e.shape == shapeMonth {
		if e.month < 1 || e.month > 12 {
			e.bad = "there is no month " + strconv.Itoa(int(e.month))
		}
		return e
	}
	switch {
	case e.month < 1 || e.month > 12:
		e.bad = "there is no month " + strconv.Itoa(int(e.month))
	case e.day < 1 || e.day > 31 || e.year > 0 && e.day > daysIn(e.year, e.month) || e.year == 0 && e.day > daysIn(2028, e.month):
		e.bad = e.month.String() + " has no day " + strconv.Itoa(e.day)
	}
	return e
}

// yearAfter reads ", 2027", "2027", "'27", "of 2027", "de 2027" at k.
func yearAfter(t []token, k int) (int, int) {
	n := k
	for n < len(t) && n <= k+1 && (t[n].is(",", "of", "de", "del", "-", "in", "/") || t[n].low == "." && t[n].glued) {
		n++
	}
	if n < len(t) && t[n].kind == number && (k == 0 || t[n].para == t[k-1].para) {
		if y, ok := yearNumber(t[n].text); ok {
			return y, n + 1
		}
		if n > k && t[n-1].low == "-" && t[n-1].glued && t[n].glued && len(t[n].text) == 2 { // 30-Jun-27
			return fullYear(t[n].text), n + 1
		}
	}
	if n+1 < len(t) && t[n].is("'", "’", "‘") && t[n+1].kind == number && len(t[n+1].text) == 2 && t[n+1].glued {
		return fullYear(t[n+1].text), n + 2
	}
	return 0, k
}

func yearNumber(s string) (int, bool) {
	if len(s) != 4 || s[:2] != "20" && s[:2] != "19" {
		return 0, false
	}
	y, err := strconv.Atoi(s)
	return y, err == nil
}

func fullYear(s string) int {
	y := atoi(s)
	if len(s) <= 2 {
		y += 2000
	}
	return y
}

func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}

// dayNumber: 1 to 31, with or without the ordinal's ending (French and Spanish have one for the first).
func dayNumber(low string) (int, bool) {
	for _, suffix := range []string{"st", "nd", "rd", "th", "er", "º", "°"} {
		low = strings.TrimSuffix(low, suffix)
	}
	if len(low) == 0 || len(low) > 2 {
		return 0, false
	}
	n, err := strconv.Atoi(low)
	return n, err == nil && n >= 1 && n <= 31
}

// spelledOut: the date that follows is the weekday's own, spelled out: "the Friday after
// Labor Day, September 10, 2027", "the Friday of that week, i.e. 11/26/2027".
func (e *dateExpr) spelledOut(t []token, next dateExpr, today Day) bool {
	if e.shape != shapeWeekday || next.shape != shapeDay || next.i-e.j > longestApposition || t[e.i].sentence != t[next.i].sentence {
		return false
	}
	if k := next.i - 1; k < e.j || !t[k].is(",", "(", "i.e", "i.e.", ".") {
		return false
	}
	for k := e.j; k < next.i; k++ {
		if t[k].is("and", "or", "to", "until", "till", "through", "for", "is", "will", "he", "she", "they", "we", "i") {
			return false // of something else
		}
	}
	day, ok := next.asEnd(today)
	return ok && day.weekday() == e.weekday
}

// longestApposition is how many tokens may stand between a weekday and its date.
const longestApposition = 7

// describes: the weekday only tells which day the date before it is: "February 8, which
// is a Monday".
func (e *dateExpr) describes(t []token, before dateExpr) bool {
	return e.shape == shapeWeekday && before.shape == shapeDay && t[e.i].sentence == t[before.i].sentence && e.i-before.j <= longestApposition &&
		t[e.i-1].low == "a" && near(t, e.i-1, -2, "is", "it's", "its", "be")
}

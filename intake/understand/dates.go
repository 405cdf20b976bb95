package understand

import (
	"strconv"
	"strings"
	"time"
)

// months by name, in English and the languages that guests' hosts sometimes keep
// for dates (German, French, Spanish, Portuguese, Italian, Dutch, Scandinavian). "may" and "mar" are
// words too; the grammar around them decides.
var months = map[string]time.Month{
	"january": 1, "jan": 1, "jan.": 1, "januar": 1, "jänner": 1, "janvier": 1, "enero": 1, "janeiro": 1, "gennaio": 1, "januari": 1,
	"february": 2, "feb": 2, "febr": 2, "februar": 2, "février": 2, "fevrier": 2, "febrero": 2, "fevereiro": 2, "febbraio": 2, "februari": 2,
	"march": 3, "mar": 3, "märz": 3, "mars": 3, "marzo": 3, "março": 3, "maart": 3, "marts": 3,
	"april": 4, "apr": 4, "avril": 4, "abril": 4, "aprile": 4,
	"may": 5, "mai": 5, "mayo": 5, "maio": 5, "maggio": 5,
	"june": 6, "jun": 6, "juni": 6, "juin": 6, "junio": 6, "junho": 6, "giugno": 6,
	"july": 7, "jul": 7, "juli": 7, "juillet": 7, "julio": 7, "julho": 7, "luglio": 7,
	"august": 8, "aug": 8, "août": 8, "aout": 8, "agosto": 8, "augustus": 8, "augusti": 8,
	"september": 9, "sep": 9, "sept": 9, "septembre": 9, "septiembre": 9, "setembro": 9, "settembre": 9,
	"october": 10, "oct": 10, "oktober": 10, "okt": 10, "octobre": 10, "octubre": 10, "outubro": 10, "ottobre": 10,
	"november": 11, "nov": 11, "novembre": 11, "noviembre": 11, "novembro": 11,
	"december": 12, "dec": 12, "dezember": 12, "dez": 12, "décembre": 12, "diciembre": 12, "dezembro": 12, "dicembre": 12,
}

var weekdays = map[string]time.Weekday{
	"sunday": 0, "monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6,
	"sun": 0, "mon": 1, "tue": 2, "tues": 2, "wed": 3, "thu": 4, "thur": 4, "thurs": 4, "fri": 5, "sat": 6,
}

// ordinals are the days that people spell out.
var ordinals = map[string]int{"first": 1, "second": 2, "third": 3, "tenth": 10, "fifteenth": 15, "thirtieth": 30}

type dateShape uint8

const (
	shapeDay      dateShape = iota // a day, perhaps without its year
	shapeMonth                     // a month as a whole: its first day as a start, its last as an end
	shapeEnd                       // "end of May", "the end of the year": a last day
	shapeWeekday                   // "Friday", "next Monday"
	shapeToday                     // today, tomorrow, "a year from today": exact
	shapeDayOfMon                  // "the 15th"
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
	var e dateExpr
	ok := false
	switch t[i].kind {
	case number:
		e, ok = numericDate(t, i)
	case word:
		e, ok = wordDate(t, i, today)
	}
	// Other years are no times of a visit: a date of birth, a part number.
	return e, ok && (e.year == 0 || e.year >= 2000 && e.year <= 2100)
}

// numericDate: 2027-06-30, 6/30/2027 (month first, as at HMS), 30.6.2027 (day
// first), 30 June 2027, 30th of June, 30-Jun-2027.
func numericDate(t []token, i int) (dateExpr, bool) {
	s := t[i].text
	// "1st of March", "30 June", "30-Jun-27"
	if day, ok := dayNumber(t[i].low); ok {
		k := i + 1
		if k < len(t) && t[k].is(".", "-", "/") && t[k].glued {
			k++
		}
		if k < len(t) && t[k].is("of", "de", "di", "do") {
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

// wordDate: "June 30, 2027", "Jun 30th", "June", "end of June", "next Friday", "today".
func wordDate(t []token, i int, today Day) (dateExpr, bool) {
	switch t[i].low {
	case "today", "tonight", "now", "heute", "hoy":
		if t[i].low == "now" {
			break
		}
		return dateExpr{i: i, j: i + 1, shape: shapeToday, exact: today}, true
	case "tomorrow":
		return dateExpr{i: i, j: i + 1, shape: shapeToday, exact: today.addDays(1)}, true
	case "yesterday":
		return dateExpr{i: i, j: i + 1, shape: shapeToday, exact: today.addDays(-1)}, true
	case "mid", "early", "late":
		if i+1 < len(t) {
			k := i + 1
			if t[k].low == "-" {
				k++
			}
			if k < len(t) {
				if m, ok := months[t[k].low]; ok {
					e := dateExpr{i: i, j: k + 1, shape: shapeVague, month: m}
					e.year, e.j = yearAfter(t, e.j)
					return e, true
				}
			}
		}
	case "next", "this", "coming", "upcoming", "following", "on":
		if t[i].low != "on" && i+1 < len(t) {
			if w, ok := weekdays[t[i+1].low]; ok && len(t[i+1].low) > 3 {
				return dateExpr{i: i, j: i + 2, shape: shapeWeekday, weekday: w, next: t[i].low == "next" || t[i].low == "following"}, true
			}
		}
	case "first", "second", "third", "fifteenth", "tenth", "thirtieth":
		// "the first of June"
		if i+2 < len(t) && t[i+1].low == "of" {
			if m, ok := monthAt(t, i+2); ok {
				e := dateExpr{i: i, j: i + 3, shape: shapeDay, month: m, day: ordinals[t[i].low]}
				e.year, e.j = yearAfter(t, e.j)
				return e.checked(), true
			}
		}
	case "the":
		if i+1 < len(t) && t[i+1].kind == number {
			low := t[i+1].low
			if day, ok := dayNumber(low); ok && strings.HasSuffix(low, "th") || ok && (strings.HasSuffix(low, "st") || strings.HasSuffix(low, "nd") || strings.HasSuffix(low, "rd")) {
				if _, named := numericDate(t, i+1); !named {
					return dateExpr{i: i, j: i + 2, shape: shapeDayOfMon, day: day}, true
				}
			}
		}
	}
	if strings.HasPrefix(t[i].low, "mid-") {
		if m, ok := months[t[i].low[4:]]; ok {
			e := dateExpr{i: i, j: i + 1, shape: shapeVague, month: m}
			e.year, e.j = yearAfter(t, e.j)
			return e, true
		}
	}
	if e, ok := endOf(t, i, today); ok {
		return e, true
	}
	// "Friday, October 5" is the date; the weekday only says it again.
	if w, ok := weekdays[t[i].low]; ok && (len(t[i].low) > 4 || t[i].capital) {
		k := i + 1
		for k < len(t) && t[k].is(",", ".", "the") {
			k++
		}
		if k < len(t) && t[k].para == t[i].para {
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
		if len(t[i].low) > 3 {
			return dateExpr{i: i, j: i + 1, shape: shapeWeekday, weekday: w}, true
		}
		return dateExpr{}, false
	}
	if m, ok := monthAt(t, i); ok {
		return monthDate(t, i, m)
	}
	return dateExpr{}, false
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
	// "May I …", "March" as a surname is left to the grammar of what follows.
	if t[i].low == "may" && t[i].first && i+1 < len(t) && t[i+1].kind == word {
		return 0, false
	}
	return m, true
}

// monthDate: a month's name at i, a day and a year after it where they are said.
func monthDate(t []token, i int, m time.Month) (dateExpr, bool) {
	k := i + 1
	for k < len(t) && (t[k].low == "." && t[k].glued || t[k].low == "," && k+1 < len(t) && t[k+1].kind == number || t[k].low == "the" && k+1 < len(t) && t[k+1].kind == number) {
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
	if k < len(t) && t[k].is("'") && k+1 < len(t) && t[k+1].kind == number && len(t[k+1].text) == 2 {
		return dateExpr{i: i, j: k + 2, shape: shapeMonth, month: m, year: fullYear(t[k+1].text)}, true
	}
	if k < len(t) && t[k].is("next") && k+1 < len(t) && t[k+1].is("year") {
		return dateExpr{i: i, j: k + 2, shape: shapeMonth, month: m}, true
	}
	return dateExpr{i: i, j: i + 1, shape: shapeMonth, month: m}, true
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

// endOf: "end of June 2027", "the end of the year", "the end of this month".
func endOf(t []token, i int, today Day) (dateExpr, bool) {
	k := i
	if t[k].low == "the" && k+1 < len(t) {
		k++
	}
	if !t[k].is("end", "ende", "fin", "fine", "finales", "eom", "eoy", "close", "last") {
		return dateExpr{}, false
	}
	switch t[k].low {
	case "eom":
		return dateExpr{i: i, j: k + 1, shape: shapeToday, exact: lastOf(today.Year, today.Month)}, true
	case "eoy":
		return dateExpr{i: i, j: k + 1, shape: shapeToday, exact: Day{today.Year, 12, 31}}, true
	case "last":
		// "the last day of June"
		if k+1 >= len(t) || t[k+1].low != "day" {
			return dateExpr{}, false
		}
		k++
	}
	k++
	if k < len(t) && t[k].is("of", "in", "de", "du", "di") {
		k++
	}
	adj := ""
	for k < len(t) && t[k].is("the", "this", "next", "current", "calendar", "academic", "fiscal", "coming") {
		if t[k].is("academic", "fiscal") {
			return dateExpr{}, false
		}
		if !t[k].is("the", "calendar") {
			adj = t[k].low
		}
		k++
	}
	if k >= len(t) || t[k].para != t[i].para {
		return dateExpr{}, false
	}
	if m, ok := months[t[k].low]; ok {
		if k+1 < len(t) && t[k+1].kind == number {
			if _, day := dayNumber(t[k+1].low); day && t[k+1].para == t[k].para && t[k-1].is("end", "close") {
				return dateExpr{}, false // "end September 15"
			}
		}
		e := dateExpr{i: i, j: k + 1, shape: shapeEnd, month: m}
		e.year, e.j = yearAfter(t, e.j)
		return e, true
	}
	switch t[k].low {
	case "month":
		day := lastOf(today.Year, today.Month)
		if adj == "next" {
			n := Day{today.Year, today.Month, 1}.addMonths(1)
			day = lastOf(n.Year, n.Month)
		}
		return dateExpr{i: i, j: k + 1, shape: shapeToday, exact: day}, true
	case "year":
		y := today.Year
		if adj == "next" || adj == "coming" {
			y++
		}
		return dateExpr{i: i, j: k + 1, shape: shapeToday, exact: Day{y, 12, 31}}, true
	case "today":
		return dateExpr{i: i, j: k + 1, shape: shapeToday, exact: today}, true
	case "week":
		// a working week ends on Friday
		day := today
		for day.weekday() != time.Friday {
			day = day.addDays(1)
		}
		if adj == "next" {
			day = day.addDays(7)
		}
		return dateExpr{i: i, j: k + 1, shape: shapeToday, exact: day}, true
	}
	if t[k].kind == number {
		if y, ok := yearNumber(t[k].text); ok {
			return dateExpr{i: i, j: k + 1, shape: shapeToday, exact: Day{y, 12, 31}}, true
		}
	}
	return dateExpr{}, false
}

// yearAfter reads ", 2027", "2027", "'27", "of 2027", "de 2027" at k.
func yearAfter(t []token, k int) (int, int) {
	n := k
	for n < len(t) && n <= k+1 && (t[n].is(",", "of", "de", "-", "in", "/") || t[n].low == "." && t[n].glued) {
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

// asStart resolves the expression as a first day: the next such day on or after the anchor.
func (e dateExpr) asStart(anchor Day) (Day, bool) { return e.resolve(anchor, false) }

// asEnd resolves the expression as a last day: a month ends on its last one.
func (e dateExpr) asEnd(anchor Day) (Day, bool) { return e.resolve(anchor, true) }

func (e dateExpr) resolve(anchor Day, end bool) (Day, bool) {
	if e.bad != "" || e.shape == shapeVague {
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
	case shapeMonth, shapeEnd:
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

package understand

import (
	"strconv"
	"strings"
)

// durationExpr is a length of time at tokens [i, j).
type durationExpr struct {
	i, j   int
	months int
	days   int
	more   bool // "another six months", "six more months"
}

var numberWords = map[string]int{"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "eighteen": 18, "couple": 2, "half": 0}

// durationAt reads "six months", "6 months", "a year", "another 3 months", "six more
// months", "one full year", "half a year", "12-week", "six-month", "a year and a half".
func durationAt(t []token, i int) (durationExpr, bool) {
	if i >= len(t) {
		return durationExpr{}, false
	}
	d := durationExpr{i: i}
	k := i
	if t[k].is("another", "additional", "further", "extra") {
		d.more = true
		k++
		if k < len(t) {
			if n, ok := unitLength(t[k].low, 1); ok {
				d.months, d.days = n.months, n.days
				d.j = k + 1
				return d, true
			}
		}
	}
	if k >= len(t) {
		return d, false
	}
	if t[k].low == "half" {
		n := k + 1
		if n < len(t) && t[n].low == "a" {
			n++
		}
		if n < len(t) && t[n].low == "year" {
			d.months, d.j = 6, n+1
			return d, true
		}
	}
	// "six-month", "12-week" as one word
	if t[k].kind == word {
		if n, unit, ok := strings.Cut(t[k].low, "-"); ok {
			if c, ok := numberWords[n]; ok {
				if l, ok := unitLength(unit, c); ok {
					d.months, d.days, d.j = l.months, l.days, k+1
					return d, true
				}
			}
		}
	}
	count, ok := numberWords[t[k].low]
	if !ok && t[k].kind == number {
		n, err := strconv.Atoi(t[k].text)
		if err == nil && n > 0 && n < 400 {
			count, ok = n, true
		}
	}
	if !ok || t[k].low == "half" {
		return d, false
	}
	k++
	for k < len(t) && t[k].is("more", "full", "whole", "additional", "further", "extra", "calendar", "of", "-", "(", ")", "other", "single", "entire") || k < len(t) && k == i+2 && t[k].kind == number && t[k-1].low == "(" {
		if t[k].is("more", "additional", "further", "extra") {
			d.more = true
		}
		k++
	}
	if k >= len(t) || t[k].para != t[i].para {
		return d, false
	}
	l, ok := unitLength(t[k].low, count)
	if !ok {
		return d, false
	}
	d.months, d.days = l.months, l.days
	k++
	if d.months == 12*count && k+2 < len(t) && t[k].low == "and" && t[k+1].low == "a" && t[k+2].low == "half" {
		d.months += 6
		k += 3
	}
	if k < len(t) && t[k].is("more", "longer", "extra") {
		d.more = true
		k++
	} else if k+1 < len(t) && t[k].low == "on" && t[k+1].low == "top" {
		d.more = true
		k += 2
	}
	d.j = k
	return d, true
}

// unitLength: count of a unit in months or days. Semesters and terms have no fixed length.
func unitLength(unit string, count int) (durationExpr, bool) {
	switch strings.TrimSuffix(strings.Trim(unit, "'"), "'s") {
	case "month", "months", "mos", "mo", "mths", "mth":
		return durationExpr{months: count}, true
	case "year", "years", "yr", "yrs":
		return durationExpr{months: 12 * count}, true
	case "week", "weeks", "wk", "wks":
		return durationExpr{days: 7 * count}, true
	case "day", "days":
		return durationExpr{days: count}, true
	case "fortnight":
		return durationExpr{days: 14 * count}, true
	}
	return durationExpr{}, false
}

// after goes the length forward from a day, to the same day of the month.
func (d durationExpr) after(day Day) Day { return day.addMonths(d.months).addDays(d.days) }

// lastDay is the last of the length's days counted from its first: six months from
// 1 December end on 31 May.
func (d durationExpr) lastDay(first Day) Day {
	if d.months > 0 && first.Day > daysIn(first.addMonths(d.months).Year, first.addMonths(d.months).Month) {
		return d.after(first) // from 31 August, six months end with February's last day
	}
	return d.after(first).addDays(-1)
}

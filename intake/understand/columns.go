package understand

import (
	"strconv"
	"strings"
)

// inferHeadings tells by the values what the columns of a list without headings hold.
// It is a list of people only if there is a column of addresses or of account IDs.
func inferHeadings(rows [][]rowCell) ([]column, bool) {
	width := 0
	for _, row := range rows {
		width = max(width, len(row))
	}
	if width < 2 || len(rows) == 0 {
		return nil, false
	}
	head := make([]column, width)
	taken := map[field]int{}
	for c := range head {
		f := fieldOfColumn(rows, c)
		switch {
		case f == fieldStart && taken[fieldStart] > 0:
			f = fieldEnd
		case c > 0 && (f == fieldGiven || f == fieldName) && (head[c-1].label.field == fieldGiven || head[c-1].label.field == fieldName):
			if wholeNames(rows, c-1) {
				f = fieldAffiliation // of a name that no word shows to be an institution's
				break
			}
			// two columns of names side by side are the halves
			taken[head[c-1].label.field]--
			head[c-1].label.field = fieldGiven
			taken[fieldGiven]++
			f = fieldFamily
		case f == fieldGiven && taken[fieldName] > 0:
			f = fieldNone
		}
		if f != fieldNone && taken[f] == 0 {
			taken[f]++
			head[c] = column{label: label{field: f}, text: "column " + strconv.Itoa(c+1)}
		}
	}
	if taken[fieldEnd] == 0 { // one day alone is the last one
		for c := range head {
			if head[c].label.field == fieldStart {
				head[c].label.field = fieldEnd
			}
		}
	}
	return head, (taken[fieldEmail] > 0 || taken[fieldAccount] > 0) && taken[fieldName]+taken[fieldGiven] > 0
}

// inferUnknown tells by the values what the columns hold whose headings are none that we
// know ("In", "Out", "Here for"), where no known heading asks for it. Of names beside
// those of the guests there is no telling whose they are.
func inferUnknown(head []column, rows [][]rowCell) {
	taken := map[field]bool{}
	for _, h := range head {
		taken[h.label.field] = true
	}
	days := !taken[fieldStart] && !taken[fieldEnd] && !taken[fieldDates]
	for c := range head {
		if head[c].label.field != fieldNone || head[c].text == "" {
			continue
		}
		f := fieldOfColumn(rows, c)
		switch {
		case f == fieldStart && days && taken[fieldStart]:
			f = fieldEnd
		case f == fieldName && !taken[fieldName] && !taken[fieldGiven] && !taken[fieldFamily]:
		case (f == fieldStart || f == fieldDates) && !days, f == fieldGiven, f == fieldName:
			continue
		}
		if f != fieldNone && !taken[f] {
			head[c].label, taken[f] = label{field: f}, true
		}
	}
}

// wholeNames: every value of the column has two words or more.
func wholeNames(rows [][]rowCell, c int) bool {
	for _, row := range rows {
		if c < len(row) && len(nameWords(row[c].text)) == 1 {
			return false
		}
	}
	return true
}

// fieldOfColumn is what every value of the column is, but for blank ones.
func fieldOfColumn(rows [][]rowCell, c int) field {
	kind, whole := fieldNone, false
	for _, row := range rows {
		if c >= len(row) || blankValue(row[c].text) {
			continue
		}
		v := row[c].text
		k := fieldOfValue(v)
		if kind != fieldNone && k != kind {
			return fieldNone
		}
		if k == fieldNone {
			return fieldNone
		}
		kind = k
		whole = whole || len(nameWords(v)) > 1
	}
	if kind == fieldGiven && whole {
		return fieldName
	}
	return kind
}

// fieldOfValue: what a value can be by its form alone; a name is a first name until
// the column shows whole ones.
func fieldOfValue(v string) field {
	low := strings.ToLower(v)
	switch datesIn(v) {
	case 1:
		return fieldStart
	case 2:
		return fieldDates
	}
	switch {
	case strings.Count(v, "@") == 1 && len(strings.Fields(v)) == 1:
		return fieldEmail
	case accountShape(low):
		return fieldAccount
	case digits(v) && len(v) == 8:
		return fieldHUID
	case digits(v) && len(v) >= 5 && len(v) <= 7:
		return fieldHSR
	case strings.HasPrefix(low, "hsr") && numberOf(v, 5, 7) != "":
		return fieldHSR
	case strings.HasPrefix(low, "huid") && numberOf(v, 8, 8) != "":
		return fieldHUID
	case roleWordIn(v):
		return fieldRole
	case orgWordIn(v):
		return fieldAffiliation
	case personName(v):
		return fieldGiven
	}
	return fieldNone
}

// datesIn is 1 where the value is a date, 2 where it is a range of two.
func datesIn(v string) int {
	toks := tokenize(v, []line{{end: len(v), text: v, kind: Own}}, func(*line) bool { return true })
	n, k := 0, 0
	for k < len(toks) {
		e, ok := dateAt(toks, k, Day{Year: 2000, Month: 1, Day: 1})
		if !ok {
			return 0
		}
		n++
		k = e.j
		if n == 1 && k+1 < len(toks) && (toks[k].is("-", "–", "—", "/", "to") || endPrepositions[toks[k].low]) {
			k++
		}
	}
	return n
}

func orgWordIn(v string) bool {
	for w := range strings.FieldsSeq(fold(v)) {
		if orgWords[strings.Trim(w, ",.")] {
			return true
		}
	}
	return false
}

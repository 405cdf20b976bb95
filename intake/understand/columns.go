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
	switch {
	case strings.Count(v, "@") == 1 && len(strings.Fields(v)) == 1:
		return fieldEmail
	case accountShape(low):
		return fieldAccount
	case digits(v) && len(v) == 8:
		return fieldHUID
	case digits(v) && len(v) >= 5 && len(v) <= 7:
		return fieldHSR
	case isDateValue(v):
		return fieldStart
	case roleWordIn(v):
		return fieldRole
	case orgWordIn(v):
		return fieldAffiliation
	case personName(v):
		return fieldGiven
	}
	return fieldNone
}

func isDateValue(v string) bool {
	toks := tokenize(v, []line{{end: len(v), text: v, kind: Own}}, func(*line) bool { return true })
	e, ok := dateAt(toks, 0, Day{Year: 2000, Month: 1, Day: 1})
	return ok && e.j == len(toks)
}

func orgWordIn(v string) bool {
	for w := range strings.FieldsSeq(fold(v)) {
		if orgWords[strings.Trim(w, ",.")] {
			return true
		}
	}
	return false
}

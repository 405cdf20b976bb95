package understand

import (
	"encoding/csv"
	"path"
	"strings"
)

// separators are what spreadsheets put between the cells of a line: commas, semicolons
// where the comma is the decimal sign, tabs, bars.
var separators = []rune{',', ';', '\t', '|'}

// isTableFile: by its name, or by a line of headings among the first.
func isTableFile(name, text string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".csv", ".tsv", ".tab":
		return true
	}
	n := 0
	for first := range strings.Lines(text) {
		if n++; n > maxHeadings {
			break
		}
		for _, sep := range separators {
			if cells := strings.Split(strings.TrimSpace(first), string(sep)); len(cells) >= 3 && headingRow(cells) {
				return true
			}
		}
	}
	return false
}

// readCSV reads an attached list. Its lines are marked as form where it is one.
func readCSV(g *region) form {
	text, offset := g.text, 0
	sep := separatorOf(text)
	// Excel's own first line tells the separator: "sep=;".
	if first, rest, _ := strings.Cut(text, "\n"); strings.HasPrefix(strings.ToLower(first), "sep=") {
		if s := strings.TrimSpace(first[4:]); len(s) == 1 {
			sep = rune(s[0])
		}
		offset = len(text) - len(rest)
		text = rest
	}
	rows := rowsOf(text, sep, offset)
	f := readRows(rows, g, aboutGuest)
	if f.labels == 0 {
		if head, ok := inferHeadings(rows); ok {
			f = readGuests(head, rows, g)
		}
	}
	if f.labels > 0 {
		for i := range g.lines {
			g.lines[i].form = true
		}
	}
	return f
}

// separatorOf is the sign that most of the first lines have most often. A title above
// the list has none.
func separatorOf(text string) rune {
	sep, most := separators[0], 0
	for _, s := range separators {
		total, n := 0, 0
		for line := range strings.Lines(text) {
			if n++; n > 2*maxHeadings {
				break
			}
			total += min(strings.Count(line, string(s)), 30)
		}
		if total > most {
			sep, most = s, total
		}
	}
	return sep
}

func rowsOf(text string, sep rune, offset int) [][]rowCell {
	rd := csv.NewReader(strings.NewReader(text))
	rd.Comma, rd.LazyQuotes, rd.FieldsPerRecord = sep, true, -1
	rd.TrimLeadingSpace = sep != '\t' // a tab is a space, and an empty cell would go with it
	var rows [][]rowCell
	starts := lineStarts(text)
	for len(rows) < maxFormLines {
		rec, err := rd.Read()
		if rec == nil || err != nil && len(rec) == 0 {
			break
		}
		row := make([]rowCell, len(rec))
		blank := true
		for i, v := range rec {
			v = strings.Join(strings.Fields(v), " ")
			blank = blank && v == ""
			l, col := rd.FieldPos(i)
			pos := len(text)
			if l-1 < len(starts) {
				pos = min(starts[l-1]+col-1, len(text))
			}
			row[i] = rowCell{text: v, start: offset + pos, end: offset + min(pos+len(v), len(text))}
		}
		if !blank {
			rows = append(rows, withoutCuts(row))
		}
		if err != nil {
			break
		}
	}
	return rows
}

// withoutCuts joins cells that a separator within parentheses cut in two: "Guest (Last name, First
// name)" is one heading, typed by somebody who did not quote it.
func withoutCuts(row []rowCell) []rowCell {
	out := row[:0]
	for _, c := range row {
		if n := len(out); n > 0 && strings.Count(out[n-1].text, "(") > strings.Count(out[n-1].text, ")") && strings.Contains(c.text, ")") {
			out[n-1].text += ", " + c.text
			out[n-1].end = c.end
			continue
		}
		out = append(out, c)
	}
	return out
}

func lineStarts(text string) []int {
	starts := []int{0}
	for i := range len(text) {
		if text[i] == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

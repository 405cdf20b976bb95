package understand

import (
	"encoding/csv"
	"path"
	"strings"
)

// isTableFile: by its name, or by a first line of headings between commas, semicolons or tabs.
func isTableFile(name, text string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".csv", ".tsv":
		return true
	}
	first, _, _ := strings.Cut(text, "\n")
	for _, sep := range []string{",", ";", "\t"} {
		if cells := strings.Split(first, sep); len(cells) >= 3 && headingRow(cells) {
			return true
		}
	}
	return false
}

// readCSV reads an attached list with a row of headings. Excel writes semicolons
// where the comma is the decimal sign, so the separator is the commonest in the first line.
func readCSV(g *region) form {
	first, _, _ := strings.Cut(g.text, "\n")
	sep, most := ',', strings.Count(first, ",")
	for _, s := range []rune{';', '\t'} {
		if n := strings.Count(first, string(s)); n > most {
			sep, most = s, n
		}
	}
	rd := csv.NewReader(strings.NewReader(g.text))
	rd.Comma, rd.LazyQuotes, rd.FieldsPerRecord, rd.TrimLeadingSpace = sep, true, -1, true
	var rows [][]rowCell
	starts := lineStarts(g.text)
	for len(rows) < 2000 {
		rec, err := rd.Read()
		if rec == nil || err != nil && len(rec) == 0 {
			break
		}
		row := make([]rowCell, len(rec))
		blank := true
		for i, v := range rec {
			v = strings.TrimSpace(v)
			blank = blank && v == ""
			l, col := rd.FieldPos(i)
			pos := len(g.text)
			if l-1 < len(starts) {
				pos = min(starts[l-1]+col-1, len(g.text))
			}
			row[i] = rowCell{text: v, start: pos, end: min(pos+len(v), len(g.text))}
		}
		if !blank {
			rows = append(rows, row)
		}
		if err != nil {
			break
		}
	}
	for i := range g.lines {
		g.lines[i].form = true
	}
	// titles above the headings
	for len(rows) > 2 {
		known := 0
		for _, c := range rows[0] {
			if _, ok := knownLabel(c.text); ok {
				known++
			}
		}
		if known >= 2 {
			break
		}
		rows = rows[1:]
	}
	if len(rows) < 2 {
		return form{}
	}
	return readRows(rows, g)
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

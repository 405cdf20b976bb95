package understand

import (
	"strings"
	"unicode/utf8"
)

// readTables finds tables: rows of cells between bars ("| a | b |", also how HTML
// tables were laid out), tabs, or columns two blanks apart under a heading of known
// labels. A table of two columns whose first holds labels is a form on its side.
func readTables(r *region) form {
	var f form
	lines := r.lines[r.from:min(r.to, r.from+maxFormLines)]
	section := aboutGuest
	for i := 0; i < len(lines); {
		if lines[i].kind != Own || lines[i].form || lines[i].blank() {
			i++
			continue
		}
		rows, used := rowsAt(lines, i)
		if len(rows) < 2 {
			if whose, ok := headingAt(lines, i, strings.TrimSpace(lines[i].text)); ok {
				section = whose
			}
			i++
			continue
		}
		g := readRows(rows, r, section)
		if head, ok := inferHeadings(rows); g.labels == 0 && ok && !rows[0][0].gaps {
			// the lines stay prose, which may know what the columns do not tell
			f.guests = append(f.guests, readGuests(head, rows, r).guests...)
			f.labels += len(head)
		}
		if g.labels > 0 {
			f.guests = append(f.guests, g.guests...)
			f.sponsor = append(f.sponsor, g.sponsor...)
			f.labels += g.labels
			for k := i; k < i+used; k++ {
				if !lines[k].blank() {
					lines[k].form = true
				}
			}
		}
		i += used
	}
	return f
}

// rowCell is a cell of a table's row at its place in the source.
type rowCell struct {
	text       string
	start, end int
	column     int  // where it begins on its line, in letters
	gaps       bool // the row was cut where blanks are, so that empty cells are not there
}

// rowsAt collects the run of rows that begins at line i, all cut in the same way.
func rowsAt(lines []line, i int) ([][]rowCell, int) {
	cut := cutterFor(lines, i)
	if cut == nil {
		return nil, 1
	}
	var rows [][]rowCell
	n := 0
	for k := i; k < len(lines); k++ {
		l := &lines[k]
		if l.blank() {
			if k+1 < len(lines) && !lines[k+1].blank() && lines[k+1].kind == Own && len(rows) > 0 && len(cut(&lines[k+1])) == len(rows[0]) {
				continue
			}
			break
		}
		if l.kind != Own {
			break
		}
		if strings.Trim(l.text, " |-+:=_") == "" { // rules of Markdown or of drawn boxes
			n = k - i + 1
			continue
		}
		cells := cut(l)
		if len(cells) < 2 && !(len(rows) > 0 && framed(l.text)) { // a title within a drawn table belongs to it
			break
		}
		rows = append(rows, cells)
		n = k - i + 1
	}
	return rows, max(n, 1)
}

// framed: the row stands between bars.
func framed(text string) bool {
	t := strings.TrimSpace(text)
	return len(t) > 2 && strings.HasPrefix(t, "|") && strings.HasSuffix(t, "|")
}

// cutterFor chooses how the first row, line i, is cut.
func cutterFor(lines []line, i int) func(*line) []rowCell {
	t := strings.TrimSpace(lines[i].text)
	switch {
	case strings.Count(t, "|") >= 2 || strings.HasPrefix(t, "|"):
		return func(l *line) []rowCell {
			return cutAt(l, func(s string) int { return strings.IndexByte(s, '|') }, 1, true)
		}
	case strings.Count(t, "|") == 1:
		return func(l *line) []rowCell {
			return cutAt(l, func(s string) int { return strings.IndexByte(s, '|') }, 1, false)
		}
	case strings.Contains(t, "\t"):
		return func(l *line) []rowCell {
			return cutAt(l, func(s string) int { return strings.IndexByte(s, '\t') }, 1, false)
		}
	case strings.Count(t, ";") >= 2 && (headingRow(strings.Split(t, ";")) || i+1 < len(lines) && strings.Count(lines[i+1].text, ";") == strings.Count(t, ";")):
		return func(l *line) []rowCell {
			return cutAt(l, func(s string) int { return strings.IndexByte(s, ';') }, 1, false)
		}
	case strings.Count(t, ",") >= 2 && headingRow(strings.Split(t, ",")):
		return func(l *line) []rowCell {
			return cutAt(l, func(s string) int { return strings.IndexByte(s, ',') }, 1, false)
		}
	case strings.Contains(t, "  "):
		return func(l *line) []rowCell {
			return cutAt(l, func(s string) int { return strings.Index(s, "  ") }, 2, false)
		}
	}
	return nil
}

func headingRow(cells []string) bool {
	known := 0
	for _, c := range cells {
		if len(c) > 60 {
			return false
		}
	}
	for _, c := range cells {
		if _, ok := knownLabel(strings.TrimSpace(c)); ok {
			known++
		}
	}
	return known >= 2 && known >= len(cells)-1
}

func cutAt(l *line, find func(string) int, width int, framed bool) []rowCell {
	var cells []rowCell
	s, at := l.text, 0
	if framed {
		lead := len(s) - len(strings.TrimLeft(s, " \t"))
		s, at = s[lead:], lead
		if strings.HasPrefix(s, "|") {
			s, at = s[1:], at+1
		}
		s = strings.TrimRight(s, " \t")
		s = strings.TrimSuffix(s, "|")
	}
	add := func(part string, off int) {
		trimmed := strings.TrimSpace(part)
		lead := len(part) - len(strings.TrimLeft(part, " \t"))
		cells = append(cells, rowCell{text: trimmed, start: l.start + off + lead, end: l.start + off + lead + len(trimmed),
			column: utf8.RuneCountInString(l.text[:off+lead]), gaps: width == 2})
	}
	for {
		i := find(s)
		if i < 0 {
			break
		}
		if width == 2 { // columns by blanks: a run of blanks is one gap
			add(s[:i], at)
			j := i
			for j < len(s) && s[j] == ' ' {
				j++
			}
			s, at = s[j:], at+j
			if s == "" {
				return cells
			}
			continue
		}
		add(s[:i], at)
		s, at = s[i+width:], at+i+width
	}
	add(s, at)
	return cells
}

package understand

import "strings"

// readTables finds tables: rows of cells between bars ("| a | b |", also how HTML
// tables were laid out), tabs, or columns two blanks apart under a heading of known
// labels. A table of two columns whose first holds labels is a form on its side.
func readTables(r *region) form {
	var f form
	lines := r.lines[r.from:min(r.to, r.from+maxFormLines)]
	for i := 0; i < len(lines); {
		if lines[i].kind != Own || lines[i].form || lines[i].blank() {
			i++
			continue
		}
		rows, used := rowsAt(lines, i)
		if len(rows) < 2 {
			i++
			continue
		}
		if g := readRows(rows, r); g.labels > 0 {
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

type rowCell struct {
	text       string
	start, end int
}

// rowsAt collects the run of rows that begins at line i, all cut in the same way.
func rowsAt(lines []line, i int) ([][]rowCell, int) {
	cut := cutterFor(&lines[i])
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
		if len(cells) < 2 {
			break
		}
		rows = append(rows, cells)
		n = k - i + 1
	}
	return rows, max(n, 1)
}

// cutterFor chooses how the first row is cut.
func cutterFor(l *line) func(*line) []rowCell {
	t := strings.TrimSpace(l.text)
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
	case strings.Count(t, ";") >= 2 && headingRow(strings.Split(t, ";")):
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
		cells = append(cells, rowCell{text: trimmed, start: l.start + off + lead, end: l.start + off + lead + len(trimmed)})
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

// readRows understands rows by their headings, or as label and value.
func readRows(rows [][]rowCell, r *region) form {
	var f form
	head := make([]label, len(rows[0]))
	known := 0
	for c := range rows[0] {
		if l, ok := knownLabel(strings.Trim(rows[0][c].text, "*_ ")); ok {
			head[c] = l
			known++
		}
	}
	if len(rows[0]) >= 2 && known >= 2 && 2*known >= len(rows[0]) && (len(rows[0]) > 2 || known == 2) && !sideways(rows) {
		f.labels = known
		for _, row := range rows[1:] {
			rec := &record{source: r.source, fwd: r.fwd, writer: r.writer}
			for c, v := range row {
				if c >= len(head) {
					break
				}
				cl := cell{label: head[c], labelText: strings.Trim(rows[0][c].text, "*_ "), value: strings.Trim(v.text, "*_ "), start: v.start, end: v.end}
				if head[c].about == aboutSponsor {
					if !duplicateSponsor(f.sponsor, cl) {
						f.sponsor = append(f.sponsor, cl)
					}
					continue
				}
				rec.cells = append(rec.cells, cl)
			}
			if rec.useful() {
				f.guests = append(f.guests, rec)
			}
		}
		return f
	}
	if !sideways(rows) {
		return f
	}
	var cells []cell
	section := aboutGuest
	for _, row := range rows {
		lt := strings.Trim(row[0].text, "*_: ")
		if len(row) >= 2 && row[1].text == "" || len(row) < 2 {
			if a, ok := heading(strings.ToUpper(lt)); ok {
				if _, labelled := knownLabel(lt); !labelled || strings.Contains(fold(lt), "info") || strings.Contains(fold(lt), "detail") {
					section = a
				}
			}
		}
		lab, ok := knownLabel(lt)
		if !ok {
			if lab = classifyLabel(lt); lab.field == fieldNone {
				continue
			}
		}
		if !lab.explicit && section == aboutSponsor && personalLabel(lab.field) {
			lab.about = aboutSponsor
		}
		if lab.explicit && lab.field == fieldName {
			section = lab.about
		} else if lab.explicit && lab.about == aboutGuest {
			section = aboutGuest
		}
		f.labels++
		// every further column is a further guest
		for c := 1; c < len(row); c++ {
			cells = append(cells, cell{label: lab, labelText: lt, value: strings.Trim(row[c].text, "*_ "), start: row[c].start, end: row[c].end})
		}
	}
	columns := 0
	for _, row := range rows {
		columns = max(columns, len(row)-1)
	}
	if columns <= 1 {
		f.collect(cells, r)
		return f
	}
	for c := range columns {
		rec := &record{source: r.source, fwd: r.fwd, writer: r.writer}
		for _, row := range rows {
			if c+1 >= len(row) {
				continue
			}
			if lab, ok := knownLabel(strings.Trim(row[0].text, "*_: ")); ok && lab.about == aboutGuest {
				rec.cells = append(rec.cells, cell{label: lab, labelText: row[0].text, value: row[c+1].text, start: row[c+1].start, end: row[c+1].end})
			}
		}
		if rec.useful() {
			f.guests = append(f.guests, rec)
		}
	}
	return f
}

func duplicateSponsor(cells []cell, c cell) bool {
	for _, o := range cells {
		if o.label.field == c.label.field && o.value == c.value {
			return true
		}
	}
	return false
}

// sideways: most first cells are labels, and the second ones mostly are not.
func sideways(rows [][]rowCell) bool {
	labels, second := 0, 0
	for _, row := range rows {
		if _, ok := knownLabel(strings.Trim(row[0].text, "*_: ")); ok {
			labels++
		}
		if len(row) > 1 {
			if _, ok := knownLabel(strings.Trim(row[1].text, "*_: ")); ok {
				second++
			}
		}
	}
	return labels >= 2 && 2*labels > len(rows) && 2*second < len(rows)+1
}

// useful: the row has a name or an address.
func (r *record) useful() bool {
	for _, c := range r.cells {
		if !blankValue(c.value) && (nameField(c.label.field) || c.label.field == fieldEmail || c.label.field == fieldAccount || c.label.field == fieldHUID) {
			return true
		}
	}
	return false
}

package understand

import "strings"

// maxHeadings bounds how far down the row of headings is looked for, under titles.
const maxHeadings = 6

// readRows understands rows by their headings, or as label and value. Of labels that do
// not say whose they are, the personal ones are about section.
func readRows(rows [][]rowCell, r *region, section about) form {
	if len(rows) == 0 {
		return form{}
	}
	rows = unpaired(rows)
	if !sideways(rows) {
		for i := 0; i < min(len(rows)-1, maxHeadings); i++ {
			if head, used, ok := headingsAt(rows, i); ok {
				return readGuests(head, rows[i+used:], r)
			}
		}
		return form{}
	}
	return readSideways(rows, r, section)
}

// unpaired lays a table out anew that has two or three pairs of label and value beside one
// another, to save room: every second column is labels.
func unpaired(rows [][]rowCell) [][]rowCell {
	width := len(rows[0])
	if width < 4 || width%2 == 1 {
		return rows
	}
	for c := range width {
		labels := 0
		for _, row := range rows {
			if len(row) != width {
				return rows
			}
			if _, ok := knownLabel(strings.Trim(row[c].text, "*_: ")); ok {
				labels++
			}
		}
		if even := c%2 == 0; even && 2*labels <= len(rows) || !even && 2*labels >= len(rows) {
			return rows
		}
	}
	out := make([][]rowCell, 0, len(rows)*width/2)
	for c := 0; c < width; c += 2 {
		for _, row := range rows {
			out = append(out, row[c:c+2])
		}
	}
	return out
}

// column is a heading with what it was understood as.
type column struct {
	label label
	text  string
	at    int // where it begins, in letters from the left
}

// headingsAt takes row i for the headings if at least two, and half of them, are known
// labels. The row under it belongs to it where it has nothing but labels for the blank
// ones: "Stay" over "From" and "To".
func headingsAt(rows [][]rowCell, i int) (head []column, used int, ok bool) {
	head = make([]column, len(rows[i]))
	known, filled := 0, 0
	for c, v := range rows[i] {
		text := bareCell(v.text)
		head[c] = column{text: text, at: v.column}
		if text != "" {
			filled++
		}
		if l, ok := knownLabel(text); ok {
			head[c].label = l
			known++
		}
	}
	if len(head) < 2 || known < 2 || 2*known < filled || len(head) == 2 && known < 2 {
		return nil, 0, false
	}
	inferUnknown(head, rows[i+1:])
	if i+2 < len(rows) && len(rows[i+1]) == len(head) && onlyLabels(rows[i+1]) {
		for c, v := range rows[i+1] {
			if l, ok := knownLabel(bareCell(v.text)); ok {
				head[c].label, head[c].text = l, bareCell(v.text)
			}
		}
		return head, 2, true
	}
	return head, 1, true
}

// onlyLabels: a row of known labels and blanks.
func onlyLabels(row []rowCell) bool {
	n := 0
	for _, v := range row {
		text := bareCell(v.text)
		if text == "" {
			continue
		}
		if _, ok := knownLabel(text); !ok {
			return false
		}
		n++
	}
	return n > 0
}

// readGuests reads a guest from each row under the headings.
func readGuests(head []column, rows [][]rowCell, r *region) form {
	f := form{}
	for _, h := range head {
		if h.label.field != fieldNone {
			f.labels++
		}
	}
	above := make([]string, len(head))
	for _, row := range rows {
		if len(row) == 1 && !row[0].gaps {
			continue // a title within the table
		}
		rec := &record{source: r.source, fwd: r.fwd, writer: r.writer}
		for c, v := range inColumns(head, row) {
			value := bareCell(v.text)
			if dittoMarks[fold(value)] {
				value = above[c]
			}
			above[c] = value
			cl := cell{label: head[c].label, labelText: head[c].text, value: value, start: v.start, end: v.end}
			if cl.label.about == aboutSponsor {
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

// dittoMarks repeat what stands in the row above.
var dittoMarks = set("\" '' ” ″ 〃 -\"- ditto do. idem dito same s.o.")

// inColumns puts the cells of a row under their headings. A row cut at gaps has no
// cell where a column is blank, so that there the place on the line decides.
func inColumns(head []column, row []rowCell) []rowCell {
	if len(row) >= len(head) || !row[0].gaps {
		return row[:min(len(row), len(head))]
	}
	out := make([]rowCell, len(head))
	for _, v := range row {
		c := 0
		for c+1 < len(head) && head[c+1].at <= v.column+1 {
			c++
		}
		if out[c].text != "" {
			return row // not laid out under the headings
		}
		out[c] = v
	}
	return out
}

func bareCell(s string) string { return strings.Trim(s, "*_ ") }

// readSideways reads a table whose first column holds the labels; every further
// column is a guest. One such column set off with blanks is no table, but labelled lines.
func readSideways(rows [][]rowCell, r *region, section about) form {
	var f form
	var cells []cell
	var sponsors map[int]bool
	columns := 0
	for _, row := range rows {
		columns = max(columns, len(row)-1)
		lt := strings.Trim(row[0].text, "*_: ")
		if len(row) < 2 || row[1].text == "" {
			if a, ok := sectionRow(lt); ok {
				section = a
			}
		}
		if lt == "" && len(cells) == 0 {
			sponsors = sponsorColumns(row)
			continue
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
		for c := 1; c < len(row); c++ {
			cells = append(cells, cell{label: lab, labelText: lt, value: bareCell(row[c].text), start: row[c].start, end: row[c].end, column: c})
		}
	}
	if columns <= 1 && rows[0][0].gaps {
		return form{}
	}
	if columns <= 1 {
		f.collect(cells, r)
		return f
	}
	for c := 1; c <= columns; c++ {
		rec := &record{source: r.source, fwd: r.fwd, writer: r.writer}
		for _, v := range cells {
			switch {
			case v.column != c:
			case v.label.about == aboutSponsor || sponsors[c]:
				if !duplicateSponsor(f.sponsor, v) {
					f.sponsor = append(f.sponsor, v)
				}
			default:
				rec.cells = append(rec.cells, v)
			}
		}
		if rec.useful() {
			f.guests = append(f.guests, rec)
		}
	}
	return f
}

// sponsorColumns: over the columns stands whom they are about: "Guest", "Sponsor".
func sponsorColumns(row []rowCell) map[int]bool {
	out := map[int]bool{}
	for c := range row {
		if whose, ok := whoseSection(strings.Fields(fold(row[c].text))); ok && whose == aboutSponsor {
			out[c] = true
		}
	}
	return out
}

// sectionRow: a row of one cell that names whom the next ones are about.
func sectionRow(text string) (about, bool) {
	a, ok := heading(strings.ToUpper(text))
	if !ok {
		return 0, false
	}
	_, labelled := knownLabel(text)
	return a, !labelled || has(fold(text), "info", "detail")
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

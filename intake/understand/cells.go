package understand

import "strings"

// cell is a value that a label or a column's heading says what it is.
type cell struct {
	label      label
	labelText  string
	value      string
	start, end int // of the value in the source
	column     int // of a table on its side, counted from the labels' own
}

// record is what a form or a table's row says of one guest.
type record struct {
	source int
	cells  []cell
	fwd    bool
	writer person // who wrote the text
}

func (r *record) get(f field) (cell, bool) {
	for _, c := range r.cells {
		if c.label.field == f && c.value != "" {
			return c, true
		}
	}
	return cell{}, false
}

// namesAccount: an existing account stands in the record, in a cell of its own or beside
// the name.
func (r *record) namesAccount() bool {
	if c, ok := r.get(fieldAccount); ok && !blankValue(c.value) && accountShape(strings.ToLower(c.value)) {
		return true
	}
	if c, ok := r.get(fieldName); ok {
		_, ids := cutIDs(c.value)
		for w := range strings.FieldsFuncSeq(strings.ToLower(ids), notAlphanumeric) {
			if accountShape(w) {
				return true
			}
		}
	}
	return false
}

func (r *record) has(f field) bool {
	for _, c := range r.cells {
		if c.label.field == f {
			return true
		}
	}
	return false
}

// form is all that was labelled in a text.
type form struct {
	guests  []*record
	sponsor []cell
	labels  int // labelled lines, blank ones too
}

func isForm(cells []cell) bool {
	n, guest := 0, 0
	seen := map[field]bool{}
	for _, c := range cells {
		if c.label.field == fieldOther || c.label.field == fieldNone {
			continue
		}
		n++
		if !seen[c.label.field] || c.label.about == aboutSponsor {
			guest++
		}
		seen[c.label.field] = true
	}
	return n >= 2
}

// namesNobody: no cell would make a guest.
func namesNobody(cells []cell) bool {
	for _, c := range cells {
		rec := record{cells: []cell{c}}
		if c.label.about == aboutGuest && rec.useful() {
			return false
		}
	}
	return len(cells) > 0
}

// personalLabel: what a form asks about the sponsor, too.
func personalLabel(f field) bool {
	switch f {
	case fieldHUID, fieldEmail, fieldOther, fieldGiven, fieldFamily, fieldName, fieldRole:
		return true
	}
	return false
}

// guestsAlone: what no sponsor has: the days of a stay and a sponsored role.
func guestsAlone(f field) bool {
	switch f {
	case fieldHSR, fieldStart, fieldEnd, fieldDates, fieldAccount:
		return true
	}
	return false
}

// collect groups the cells into one record a guest: a label that comes again, with
// the name among those seen, begins the next guest.
func (f *form) collect(cells []cell, r *region) {
	current := &record{source: r.source, fwd: r.fwd, writer: r.writer}
	for _, c := range cells {
		if c.label.about == aboutSponsor {
			f.sponsor = append(f.sponsor, c)
			continue
		}
		if current.has(c.label.field) && c.label.field != fieldOther && c.value != "" && nameField(c.label.field) && len(current.cells) > 1 {
			f.guests = append(f.guests, current)
			current = &record{source: r.source, fwd: r.fwd, writer: r.writer}
		}
		current.cells = append(current.cells, c)
	}
	if len(current.cells) > 0 {
		f.guests = append(f.guests, current)
	}
}

// join adds what the lines beside a table say: of further guests, or, where they name
// nobody, of everybody in it ("HSR for all: …").
func (f *form) join(lines form) {
	f.sponsor = append(f.sponsor, lines.sponsor...)
	f.labels += lines.labels
	if len(f.guests) == 0 || len(lines.guests) != 1 || lines.guests[0].useful() {
		f.guests = append(f.guests, lines.guests...)
		return
	}
	for _, g := range f.guests {
		for _, c := range lines.guests[0].cells {
			if _, ok := g.get(c.label.field); !ok {
				g.cells = append(g.cells, c)
			}
		}
	}
}

// joinForms adds what the sender's own labelled lines say of a guest whom they do not
// name ("HSR: 204401") to the guests of the form that they forward or attach.
func (r *reader) joinForms() {
	if len(r.forms) < 2 || len(r.forms[0].guests) != 1 || r.forms[0].guests[0].useful() {
		return
	}
	named := -1
	for i := 1; i < len(r.forms); i++ {
		for _, g := range r.forms[i].guests {
			if g.useful() && named != i {
				if named >= 0 {
					return // of two forms there is no telling which is meant
				}
				named = i
			}
		}
	}
	if named < 0 {
		return
	}
	r.forms[named].join(r.forms[0])
	r.forms = r.forms[1:]
}

// namesSponsor: a sponsor is named besides whoever filled the form in.
func (f *form) namesSponsor() bool {
	for _, c := range f.sponsor {
		if !c.label.filledIn && c.label.explicit && !blankValue(c.value) {
			return true
		}
	}
	return false
}

// unfilled: a form of several fields without a single value, sent along to ask about
// the form itself.
func (f *form) unfilled() bool {
	n := 0
	for _, g := range f.guests {
		for _, c := range g.cells {
			if !blankValue(c.value) {
				return false
			}
			n++
		}
	}
	for _, c := range f.sponsor {
		if !blankValue(c.value) {
			return false
		}
		n++
	}
	return n >= leastUnfilled
}

// leastUnfilled labels without values are an empty form.
const leastUnfilled = 3

func nameField(f field) bool { return f == fieldName || f == fieldGiven || f == fieldFamily }

// useful: the row has a name or an address.
func (r *record) useful() bool {
	for _, c := range r.cells {
		if !blankValue(c.value) && (nameField(c.label.field) || c.label.field == fieldEmail || c.label.field == fieldAccount || c.label.field == fieldHUID) {
			return true
		}
	}
	return false
}

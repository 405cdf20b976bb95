package understand

import "strings"

// fromRecord takes a form's or row's cells as evidence. A label is the surest
// evidence there is; only a correction outranks it.
func (r *reader) fromRecord(d *draft) {
	const labelled = 8
	add := func(f field, c cell, text, reason string) {
		d.add(finding{field: f, text: text, strength: labelled, reason: reason + " under the label \"" + c.labelText + "\"",
			span: Span{Source: d.rec.source, Start: c.start, End: c.end}})
	}
	middle := ""
	d.rec.settleName()
	for _, c := range d.rec.cells {
		if blankValue(c.value) {
			continue
		}
		switch c.label.field {
		case fieldName:
			value := c.value
			if a, b, cut := strings.Cut(value, "/"); cut && (c.label.both || c.label.lastFirst) {
				// "Last / First: Kowalska / Agnieszka"
				if !c.label.lastFirst {
					a, b = b, a
				}
				value = strings.TrimSpace(a) + ", " + strings.TrimSpace(b)
			}
			value, ids := cutIDs(value)
			for w := range strings.FieldsFuncSeq(ids, notAlphanumeric) {
				switch low := strings.ToLower(w); {
				case accountShape(low) && !notAccounts[strings.TrimRight(low, "0123456789")]:
					add(fieldAccount, c, low, "an account ID beside the name")
				case len(w) == 8 && digits(w):
					add(fieldHUID, c, w, "a number beside the name")
				}
			}
			if n, ok := nameValue(value, c.label.lastFirst); ok {
				if hint, ok := hintInside(c.value, n); ok {
					n, d.hinted = hint, true
				}
				if d.name.given == "" && d.name.family == "" {
					d.name = n
				}
				if i := strings.IndexByte(c.value, '@'); i > 0 {
					if e := r.firstEmail(c.value); e != "" {
						add(fieldEmail, c, e, "an address")
					}
				}
			}
		case fieldGiven:
			if v, ok := halfName(c.value); ok {
				d.name.given = partOfName(d.name.given, v, c.label.second)
			}
		case fieldFamily:
			if v, ok := halfName(c.value); ok {
				d.name.family = partOfName(d.name.family, v, c.label.second)
			}
		case fieldMiddle:
			middle = strings.Join(nameWords(c.value), " ")
		case fieldEmail:
			if e := r.firstEmail(c.value); e != "" {
				add(fieldEmail, c, e, "an address")
				// of two labelled addresses, the one that the label calls the guest's own
				if all := d.findings[fieldEmail]; len(all) > 0 {
					all[len(all)-1].strength += ownAddressLabel(c.labelText)
				}
			} else if w := d.rec.writer.email; w != "" && !r.notGuestEmail(w) && refersToSelf(c.value) {
				add(fieldEmail, c, strings.ToLower(w), "the address the guest writes from")
			}
		case fieldAffiliation:
			add(fieldAffiliation, c, dropNote(withoutPreposition(c.value, beforePlace)), "named")
		case fieldOther:
			if has(fold(c.labelText), "address") { // a postal one, or what "address" means among people who write mails
				if e := r.firstEmail(c.value); e != "" {
					add(fieldEmail, c, e, "an address")
				}
			}
		case fieldRole:
			if n := numberOf(c.value, 5, 7); n != "" && (n == c.value || has(fold(c.value), "hsr")) {
				add(fieldHSR, c, n, "a number") // the sponsored role, by its number
			} else if !onlyTitle(c.value) && !d.rec.hasValueBefore(fieldRole, c) {
				add(fieldRole, c, dropNote(withoutPreposition(c.value, beforeRole)), "named")
			}
		case fieldHUID:
			if n := numberOf(c.value, 8, 8); n != "" {
				add(fieldHUID, c, n, "a number")
			} else if id := strings.ToLower(c.value); accountShape(id) {
				add(fieldAccount, c, id, "an account ID")
			}
		case fieldHSR:
			if n := numberOf(c.value, 4, 8); n != "" {
				add(fieldHSR, c, n, "a number")
			}
		case fieldAccount:
			for w := range strings.FieldsFuncSeq(strings.ToLower(c.value), notAlphanumeric) {
				if accountShape(w) {
					add(fieldAccount, c, w, "an account ID")
					break
				}
			}
		case fieldStart, fieldEnd, fieldDates, fieldFrom:
			r.datesOfCell(d, c, labelled)
		}
	}
	if d.name.given == "" && d.name.family != "" {
		d.name.given = recase(middle) // "Surname" and "Other names" are all the form asks for
	}
	if middle != "" && d.name.given != "" && !strings.Contains(" "+d.name.given+" ", " "+middle+" ") {
		d.name.given += " " + recase(middle)
	}
}

// ownAddressLabel: a label may say which of two addresses is to be used.
func ownAddressLabel(labelText string) int {
	low := fold(labelText)
	n := 0
	if has(low, "personal", "private", "use this", "preferred", "home e", "best") {
		n++
	}
	if has(low, "university", "work", "institution", "company", "school", "hospital", "not use", "old", "alternat", "secondary") {
		n -= 2
	}
	return n
}

// refersToSelf: "this one", "the same as this", "the address I am writing from", "the one
// that you already write to".
func refersToSelf(v string) bool {
	return has(" "+fold(v)+" ", " this ", " same ", "writing from", "write from", "write to", "sent from", "sender", "above address", " here ")
}

func (r *record) hasValueBefore(f field, c cell) bool {
	for _, o := range r.cells {
		if o.start == c.start {
			return false
		}
		if o.label.field == f && !blankValue(o.value) && !onlyTitle(o.value) {
			return true
		}
	}
	return false
}

// dropNote leaves a remark in parentheses out where it says that something is open.
func dropNote(v string) string {
	return strings.Trim(strings.Join(strings.Fields(v), " "), " .;,")
}

// firstEmail is the first address of a value that can be a guest's.
func (r *reader) firstEmail(v string) string {
	g := &region{text: v, lines: []line{{end: len(v), text: v, kind: Own}}, to: 1}
	p := &prose{region: g, toks: tokenize(v, g.lines, func(*line) bool { return true })}
	best := finding{strength: -100}
	for _, f := range p.emailEvidence(r.notGuestEmail) {
		if f.strength > best.strength {
			best = f
		}
	}
	if best.text == "" || best.strength < 0 {
		return ""
	}
	return best.text
}

// numberOf finds a run of digits of a length, spaces and hyphens inside it forgiven for eight.
func numberOf(v string, least, most int) string {
	run := ""
	best := ""
	for i := 0; i <= len(v); i++ {
		if i < len(v) && v[i] >= '0' && v[i] <= '9' {
			run += string(v[i])
			continue
		}
		if len(run) >= least && len(run) <= most && best == "" {
			best = run
		}
		run = ""
	}
	if best == "" && least == 8 {
		if d := strings.NewReplacer(" ", "", "-", "").Replace(v); len(d) == 8 && digits(d) {
			return d
		}
	}
	return best
}

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
	for _, c := range d.rec.cells {
		if blankValue(c.value) {
			continue
		}
		switch c.label.field {
		case fieldName:
			value := c.value
			if a, b, cut := strings.Cut(value, "/"); cut && c.label.both {
				// "Last / First: Kowalska / Agnieszka"
				if !c.label.lastFirst {
					a, b = b, a
				}
				value = strings.TrimSpace(a) + ", " + strings.TrimSpace(b)
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
			if v := strings.Join(nameWords(dropAsides(c.value)), " "); v != "" && personName(c.value) {
				d.name.given = recase(v)
			}
		case fieldFamily:
			if v := strings.Join(nameWords(dropAsides(c.value)), " "); v != "" && personName(c.value) {
				d.name.family = recase(v)
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
			add(fieldAffiliation, c, dropNote(c.value), "named")
		case fieldRole:
			if !titles[fold(strings.Trim(c.value, ". "))] && !d.rec.hasValueBefore(fieldRole, c) {
				add(fieldRole, c, dropNote(c.value), "named")
			}
		case fieldHUID:
			if n := numberOf(c.value, 8, 8); n != "" {
				add(fieldHUID, c, n, "a number")
			}
		case fieldHSR:
			if n := numberOf(c.value, 4, 8); n != "" {
				add(fieldHSR, c, n, "a number")
			}
		case fieldAccount:
			for _, w := range strings.FieldsFunc(strings.ToLower(c.value), func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9') }) {
				if accountShape(w) {
					add(fieldAccount, c, w, "an account ID")
					break
				}
			}
		case fieldStart, fieldEnd, fieldDates, fieldFrom:
			r.datesOfCell(d, c, labelled)
		}
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

// refersToSelf: "this one", "the same as this", "the address I am writing from".
func refersToSelf(v string) bool {
	return has(" "+fold(v)+" ", " this ", " same ", "writing from", "above address", " here ")
}

func (r *record) hasValueBefore(f field, c cell) bool {
	for _, o := range r.cells {
		if o.start == c.start {
			return false
		}
		if o.label.field == f && !blankValue(o.value) {
			return true
		}
	}
	return false
}

// nameValue reads a name out of a cell: what stands before an address, a dash or an ID.
func nameValue(v string, lastFirst bool) (fullName, bool) {
	if i := strings.IndexAny(v, "<@;/"); i > 0 {
		if v[i] == '@' {
			i = strings.LastIndexAny(v[:i], " ,<(")
			if i < 0 {
				return fullName{}, false
			}
		}
		v = v[:i]
	}
	for _, sep := range []string{" - ", " – ", " — ", "  "} {
		if i := strings.Index(v, sep); i > 0 {
			v = v[:i]
		}
	}
	if words := nameWords(dropAsides(v)); len(words) == 0 {
		return fullName{}, false
	}
	parts := strings.Split(dropAsides(v), ",")
	if len(parts) == 2 && !allCredentials(parts[1]) && (hasLower(parts[1]) && len(strings.Fields(parts[1])) > 3 || roleWordIn(parts[1])) {
		v = parts[0] // "Jane Doe, visiting student from …"
	}
	if !personName(v) && !personName(strings.ReplaceAll(v, ",", " ")) {
		return fullName{}, false
	}
	n := splitName(v, lastFirst)
	if !strings.Contains(dropAsides(v), ",") && !lastFirst {
		if f, ok := familyFirst(nameWords(dropAsides(v))); ok {
			n = f
		}
	}
	return n, !n.empty()
}

func hasLower(s string) bool { return s != strings.ToUpper(s) }

func roleWordIn(s string) bool {
	for w := range strings.FieldsSeq(fold(s)) {
		if roleHead(strings.Trim(w, ".,")) {
			return true
		}
	}
	return false
}

// hintInside: "Siddharth Rao Kulkarni (family name: Kulkarni)".
func hintInside(v string, n fullName) (fullName, bool) {
	i := strings.IndexAny(v, "([")
	if i < 0 {
		return n, false
	}
	inner := fold(v[i:])
	if !has(inner, "family", "surname", "last name", "last:") {
		return n, false
	}
	words := strings.Fields(n.given + " " + n.family)
	var fam []string
	for _, w := range strings.FieldsFunc(v[i:], func(r rune) bool { return strings.ContainsRune(" ()[]:,=.", r) }) {
		if containsFold(words, w) {
			fam = append(fam, w)
		}
	}
	if len(fam) == 0 || len(fam) >= len(words) {
		return n, false
	}
	if suffixOf(fam, words) {
		return fullName{given: strings.Join(words[:len(words)-len(fam)], " "), family: strings.Join(words[len(words)-len(fam):], " ")}, true
	}
	return fullName{given: strings.Join(words[len(fam):], " "), family: strings.Join(words[:len(fam)], " ")}, true
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

// datesOfCell reads the dates of a labelled value. The label says what they are for;
// in "Dates" a range, a length or a preposition does.
func (r *reader) datesOfCell(d *draft, c cell, strength int) {
	g := &region{text: c.value, lines: []line{{end: len(c.value), text: c.value, kind: Own}}, to: 1, source: d.rec.source}
	p := newProse(g, tokenize(c.value, g.lines, func(*line) bool { return true }), r.today)
	reason := " under the label \"" + c.labelText + "\""
	span := Span{Source: d.rec.source, Start: c.start, End: c.end}
	put := func(f field, day Day, s int, why string) {
		d.add(finding{field: f, day: day, text: day.String(), strength: s, reason: why + reason, span: span})
	}
	low := fold(c.labelText)
	now := has(low, "current", "present", "existing", "old ", "previous")
	for _, e := range p.dates {
		if e.bad != "" {
			d.add(finding{field: fieldConflict, text: "\"" + clean(c.value) + "\"" + " cannot be a date: " + e.bad, span: span, strength: strength})
		}
	}
	whole := c.label.field == fieldDates || len(p.dates) > 1
	if whole {
		told := false
		for _, f := range p.periodEvidence(kindRequest, r.today) {
			told = told || f.field == fieldStart || f.field == fieldEnd
			f.strength += 3
			f.reason += reason
			f.span = span
			f.i, f.j = 0, 0
			d.add(f)
		}
		if told && !now {
			return
		}
	}
	switch c.label.field {
	case fieldFrom:
		if len(p.dates) > 0 && p.dates[0].i <= 1 {
			if day, ok := p.dates[0].asStart(r.today); ok {
				put(fieldStart, day, strength, "the first day")
			}
			return
		}
		d.add(finding{field: fieldAffiliation, text: dropNote(c.value), strength: strength, reason: "named" + reason, span: span})
	case fieldStart:
		if len(p.dates) > 0 {
			if day, ok := p.dates[0].asStart(r.today); ok && !p.negated(p.dates[0]) {
				put(fieldStart, day, strength, "the first day")
			}
		} else if len(p.toks) > 0 && p.toks[0].is("immediately", "asap", "now") {
			put(fieldStart, r.today, strength, "at once")
		}
	case fieldEnd, fieldDates:
		if c.label.field == fieldDates && len(p.dates) == 1 && has(low, "start") {
			if day, ok := p.dates[0].asStart(r.today); ok {
				put(fieldStart, day, strength, "the first day")
			}
			return
		}
		if len(p.dates) > 0 && c.label.field == fieldEnd {
			anchor := r.today
			for _, f := range d.findings[fieldStart] {
				if r.today.Before(f.day) {
					anchor = f.day
				}
			}
			f := fieldEnd
			if now {
				f = fieldNowEnds
			}
			if day, ok := p.dates[0].asEnd(anchor); ok && !p.negated(p.dates[0]) {
				put(f, day, strength, "the last day")
			}
			return
		}
		if len(p.dates) == 0 {
			for i := range p.toks {
				if l, ok := durationAt(p.toks, i); ok {
					d.add(finding{field: fieldLength, text: clean(c.value), day: Day{Year: l.months, Day: l.days}, strength: strength, reason: "a length of time" + reason, span: span})
					break
				}
			}
		}
	}
}
